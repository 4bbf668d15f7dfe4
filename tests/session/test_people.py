"""Who is with the client: coming, going, handing over, and the times in which nobody was there, by name in the note."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import decode, encode
from kapguide.session.people.people import Alone, Person, alone, at_start, here
from kapguide.session.protocol.protocol import freeze
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import MORNING, Room, phase, plan

LIND = Person("K. Lind", "therapist", "staff-1")
OSEI = Person("R. Osei", "medical", "staff-2")
LOW = Person("P. Low", "observer")


def room(*present: Person | str, therapist: str = "K. Lind") -> Room:
    """A session that these people begin."""
    it = Room(plan(phase("a", 4 * HOUR)), begun=False)
    protocol = it.state.protocol
    started = e.SessionStarted("s-1", "M-014", protocol.id, freeze(protocol)[1], it.clock.origin())
    it.do(c.Start(msgspec.structs.replace(started, therapist=therapist, present=present)))
    return it


def after(it: Room, minutes: float, command: c.Command) -> str:
    """Carry it out so much later; what is refused."""
    it.wait(round(minutes * MINUTE))
    return it.refuses(command)


def there(it: Room) -> list[str]:
    return [stay.person.name for stay in here(it.state.people)]


def gaps(it: Room) -> list[tuple[float, float | None]]:
    """The times alone, in minutes."""
    return [
        (gap.began / MINUTE, None if gap.ended is None else gap.ended / MINUTE)
        for gap in alone(it.state.people, it.now)
    ]


def noted(it: Room) -> list[str]:
    """What the note says of who was there."""
    assert replay(it.state.protocol, it.log) == it.state
    report = build_report(it.state.protocol, it.log, practice="Willow Room", generated=MORNING, version="0")
    found = next(section for section in generate_note(report).sections if section.id == "present")
    return [line.text for line in found.lines]


def last_id(it: Room) -> str:
    return it.log[-1].id


def test_three_handovers_with_two_gaps_are_named_in_the_note() -> None:
    it = room(Person("R. Osei", "medical", in_house=True))
    assert there(it) == ["K. Lind"]
    after(it, 40, c.NoteArrival(OSEI))  # handed over without a gap
    after(it, 2, c.NoteDeparture("K. Lind"))
    assert gaps(it) == []
    after(it, 30, c.NoteDeparture("r. osei"))  # with one of 7 min
    assert gaps(it) == [(72, None)]
    after(it, 7, c.NoteArrival(LIND))
    after(it, 20, c.NoteDeparture("K. Lind"))  # and with one in which somebody only watched
    after(it, 0, c.NoteArrival(LOW))
    after(it, 3, c.NoteArrival(OSEI))
    assert gaps(it) == [(72, 79), (99, 102)]
    after(it, 78, c.End())
    stays = (
        "K. Lind, therapist, until 10:42; R. Osei, medical, in the house, until 10:40; "
        "R. Osei, medical, 10:40 to 11:12; K. Lind, therapist, 11:19 to 11:39"
    )
    assert noted(it) == [
        f"{stays}; P. Low, observer, from 11:39; R. Osei, medical, from 11:42.",
        "Nobody was with the client from 11:12 to 11:19 (7 min).",
        "Nobody was with the client from 11:39 to 11:42 (3 min); P. Low watched.",
    ]


def test_somebody_who_stays_to_the_end_leaves_no_gap_and_the_note_says_so() -> None:
    it = room("R. Osei")
    after(it, 90, c.End())
    assert noted(it) == ["K. Lind, therapist, throughout; R. Osei, throughout.", "Never alone."]


def test_of_a_session_in_which_nobody_was_named_nothing_is_claimed() -> None:
    it = room(therapist="")
    after(it, 90, c.Tick())
    assert (gaps(it), noted(it)) == ([], ["Who was there: not recorded."])
    it.do(c.NoteArrival(LIND))
    after(it, 10, c.NoteDeparture("K. Lind"))
    assert gaps(it) == [(100, None)], "what is not known is no gap"


def test_who_went_without_a_word_was_there_until_last_seen_and_the_rest_is_not_known() -> None:
    it = room()
    after(it, 60, c.NoteDeparture("K. Lind", seen=Elapsed(45 * MINUTE)))
    after(it, 5, c.NoteArrival(OSEI))
    after(it, 55, c.End())
    assert alone(it.state.people, it.now) == (
        Alone(Elapsed(45 * MINUTE), Elapsed(60 * MINUTE), doubtful=True),
        Alone(Elapsed(60 * MINUTE), Elapsed(65 * MINUTE)),
    )
    assert noted(it) == [
        "K. Lind, therapist, last seen 10:45; R. Osei, medical, from 11:05.",
        "Not known who was with the client from 10:45 to 11:00 (15 min).",
        "Nobody was with the client from 11:00 to 11:05 (5 min).",
    ]


def test_somebody_else_who_is_there_leaves_nothing_to_doubt() -> None:
    it = room(OSEI)
    after(it, 60, c.NoteDeparture("R. Osei", seen=Elapsed(5 * MINUTE)))
    assert gaps(it) == []


def test_a_slip_is_taken_back_and_a_time_is_corrected_and_struck_out() -> None:
    it = room()
    after(it, 10, c.NoteDeparture("K. Lind"))
    it.do(c.Undo())
    assert (there(it), gaps(it)) == (["K. Lind"], [])
    after(it, 10, c.NoteDeparture("K. Lind"))
    gone = last_id(it)
    after(it, 10, c.NoteArrival(OSEI))
    came = last_id(it)
    assert gaps(it) == [(20, 30)]
    after(it, 1, c.NoteDeparture("K. Lind", Elapsed(28 * MINUTE), supersedes=gone))
    gone = last_id(it)
    assert gaps(it) == [(28, 30)]
    after(it, 1, c.NoteArrival(OSEI, Elapsed(27 * MINUTE), supersedes=came))
    assert gaps(it) == []
    assert noted(it)[0] == "K. Lind, therapist, until 10:28; R. Osei, medical, from 10:27."
    it.do(c.Strike(gone))
    assert there(it) == ["K. Lind", "R. Osei"]
    it.do(c.Strike(last_id_of(it, "R. Osei")))
    assert there(it) == ["K. Lind"]


def last_id_of(it: Room, name: str) -> str:
    return next(stay.id for stay in reversed(it.state.people) if stay.person.name == name)


def test_who_is_in_the_house_is_not_with_the_client_until_they_come_in() -> None:
    it = room(Person("R. Osei", "medical", in_house=True), therapist="")
    assert (there(it), gaps(it)) == ([], [(0, None)])
    after(it, 5, c.NoteArrival(OSEI))
    assert there(it) == ["R. Osei"]
    it.wait(MINUTE)
    it.do(c.Strike(last_id(it)))
    assert [stay.person.in_house for stay in it.state.people if stay.left is None] == [True]


def test_what_cannot_have_been_is_refused() -> None:
    it = room()
    it.wait(30 * MINUTE)
    assert it.refuses(c.NoteArrival(LIND)) == "K. Lind is here already."
    assert it.refuses(c.NoteArrival(Person(" "))) == "Type a name."
    assert it.refuses(c.NoteArrival(Person("x" * 61))) == "A name has at most 60 characters."
    assert it.refuses(c.NoteDeparture("R. Osei")) == "R. Osei is not here."
    it.do(c.NoteArrival(OSEI))
    assert it.refuses(c.NoteDeparture("R. Osei", Elapsed(MINUTE))) == "R. Osei came after that."
    assert it.refuses(c.NoteDeparture("R. Osei", seen=Elapsed(MINUTE))) == "R. Osei came after that."
    it.wait(MINUTE)
    came = last_id(it)
    it.do(c.NoteDeparture("R. Osei"))
    gone = last_id(it)
    it.wait(MINUTE)
    late = c.NoteArrival(OSEI, it.now, supersedes=came)
    assert it.refuses(late) == "R. Osei had gone by then. Correct that entry first."
    assert it.refuses(c.NoteArrival(OSEI, Elapsed(30 * MINUTE))) == (
        "R. Osei was here after that, too. Correct that entry in the list."
    )
    it.wait(MINUTE)
    it.do(c.NoteArrival(OSEI))
    assert it.refuses(c.Strike(gone)) == "R. Osei came again after that. Strike that out first."
    it.wait(MINUTE)
    later = c.NoteDeparture("R. Osei", it.now, supersedes=gone)
    assert it.refuses(later) == "R. Osei had come again by then. Correct that entry first."
    it.do(c.End())
    assert it.refuses(c.NoteArrival(LOW)) == "This session has ended. Add to its note instead."


def test_what_only_just_can_have_been_is_taken() -> None:
    it = room()
    it.wait(30 * MINUTE)
    it.do(c.NoteArrival(Person("x" * 60, "r" * 60)))
    it.do(c.NoteArrival(OSEI))
    came = last_id(it)
    it.do(c.NoteDeparture("R. Osei", it.now, seen=it.now))
    gone = last_id(it)
    it.do(c.NoteArrival(OSEI))  # in the moment in which they went
    assert gaps(it) == []
    assert it.refuses(c.Strike(gone)) == "R. Osei came again after that. Strike that out first."
    it.wait(MINUTE)
    assert it.refuses(c.NoteDeparture("R. Osei", Elapsed(30 * MINUTE), supersedes=gone)) == ""
    assert it.refuses(c.NoteArrival(OSEI, Elapsed(30 * MINUTE), supersedes=came)) == ""
    assert it.refuses(c.NoteArrival(Person("y", "r" * 61))) == "A name has at most 60 characters."


def test_a_colleague_takes_the_session_over_and_is_there_from_then_on() -> None:
    it = room()
    it.wait(MINUTE)
    assert it.do(c.TakeOver(OSEI)) == [e.PersonCame(OSEI), e.SessionTakenOver(OSEI, "K. Lind")]
    assert it.refuses(c.Undo()).startswith("There is nothing to undo"), "who has it has it, and is there"
    assert it.state.therapist == "R. Osei"
    assert there(it) == ["K. Lind", "R. Osei"]
    it.wait(MINUTE)
    assert it.do(c.TakeOver(LIND)) == [e.SessionTakenOver(LIND, "R. Osei")]
    report = build_report(it.state.protocol, it.log, practice="Willow Room", generated=MORNING, version="0")
    assert report.therapist == "K. Lind, then R. Osei, then K. Lind"


def test_the_names_of_logs_from_before_are_read_as_they_are() -> None:
    old = e.SessionStarted(
        "s", "M-014", "p", "0", e.Origin(MORNING, "b", 0, 0), therapist="K. Lind", present=("R. Osei",)
    )
    event = e.Event("id", "command", 1, Elapsed(0), MORNING, 60, "boot", old)
    assert b'"present":["R. Osei"]' in encode(event)
    assert decode(encode(event)) == event
    people = at_start("K. Lind", ("R. Osei", "k. lind", OSEI, ""))
    assert [stay.person for stay in people] == [Person("K. Lind", "therapist"), OSEI]


NAMES = ("K. Lind", "R. Osei", "P. Low")
STEP = st.tuples(st.integers(0, 9), st.sampled_from(NAMES), st.booleans())


def recounted(begun: Sequence[str], steps: Sequence[tuple[int, str, bool]], until: int) -> list[bool]:
    """For each minute whether somebody accompanied the client in it, counted minute by minute."""
    minutes, now, inside = [], 0, set(begun)
    for wait, name, comes in steps:
        minutes += [bool(inside - {"P. Low"})] * wait
        now += wait
        inside = inside | {name} if comes else inside - {name}
    return minutes + [bool(inside - {"P. Low"})] * (until - now)


@given(steps=st.lists(STEP, max_size=12), begun=st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
@settings(max_examples=150, deadline=None)
def test_the_gaps_are_those_that_a_count_by_minutes_finds(steps: list[tuple[int, str, bool]], begun: list[str]) -> None:
    """Also with three handovers and more, whoever comes and goes, and however often it is said twice."""
    roles = dict(zip(NAMES, ("therapist", "medical", "observer"), strict=True))
    it = room(*(Person(name, roles[name]) for name in begun), therapist="")
    for wait, name, comes in steps:
        after(it, wait, c.NoteArrival(Person(name, roles[name])) if comes else c.NoteDeparture(name))
    until = sum(wait for wait, *_ in steps) + 5
    it.wait(5 * MINUTE)
    covered = recounted(begun, steps, until)
    found = gaps(it)
    for minute, somebody in enumerate(covered):
        inside = any(began <= minute and (ended is None or minute < ended) for began, ended in found)
        assert inside is not somebody, minute
    assert all(ended is None or began < ended for began, ended in found)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_two_stays_that_touch_are_no_gap(times: int) -> None:
    it = room()
    for who, other in [(OSEI, "K. Lind"), (LIND, "R. Osei")] * times:
        it.wait(10 * MINUTE)
        it.do(c.NoteDeparture(other))
        it.do(c.NoteArrival(who))
    assert gaps(it) == []
