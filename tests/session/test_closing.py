"""A session that nobody ended, closed later: it says what was open at its last entry, and that no more is known."""

from datetime import timedelta

import pytest

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.closing import closing
from kapguide.session.ids import seeded_ids
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING, Room, asking

NOBODY = "Session not ended by anybody: nothing is known of it after this"


def closed(room: Room, line: str = "") -> tuple[e.Event, ...]:
    return closing(room.state.protocol, room.log, line, room.now, seeded_ids(3, room.clock))


def left() -> Room:
    """A lozenge at 2 min, of two hours of observation; the label attested, a look and a reading due, 18 min in."""
    room = Room(asking())
    room.live(2 * MINUTE)
    room.dose(route="sublingual")
    room.do(c.AnswerCue("label", "yes", "R. Ames"))
    room.live(16 * MINUTE)
    room.do(c.AnswerCue("look", "done"))
    return room


def test_what_was_open_at_the_last_entry_is_said_and_how_much_of_the_observation_time_was_left() -> None:
    room = left()
    (end,) = closed(room)
    assert end.body == e.SessionEnded("", 104 * MINUTE, True, ("Look", "Vitals"))
    assert (end.t, end.seq) == (room.now, len(room.log) + 1)
    report = build_report(room.state.protocol, [*room.log, end], practice="Willow Room", generated=MORNING, version="0")
    said = f"{NOBODY}. At this time 1 h 44 min of the observation time were left; without an answer: Look, Vitals"
    assert report.timeline[-1].what == said
    assert generate_note(report).line("leaving/end").text == (
        "Nobody ended the session: nothing is known of it after 10:18. Without an answer then: Look, Vitals."
    )
    assert replay(room.state.protocol, [*room.log, end]).ended == room.now


def test_words_that_were_typed_and_not_entered_are_marked_as_that() -> None:
    room = left()
    note, end = closed(room, "Vitals, typed and not entered: 118/")
    assert note.body == e.NoteAdded("Vitals, typed and not entered: 118/", room.now)
    assert isinstance(end.body, e.SessionEnded)
    assert end.body.half_typed
    report = build_report(
        room.state.protocol, [*room.log, note, end], practice="Willow Room", generated=MORNING, version="0"
    )
    assert report.timeline[-1].what.endswith("; the last words had been typed and not entered")


@pytest.mark.parametrize(
    ("begun", "entered"), [(5 * SECOND, 5 * SECOND), (-MINUTE, 0), (-HOUR, 0)], ids=["after", "before", "long before"]
)
def test_a_half_typed_line_stands_in_its_moment_and_never_before_what_was_entered(begun: int, entered: int) -> None:
    room = left()
    last = room.log[-1]
    note, end = closing(room.state.protocol, room.log, " she sm ", Elapsed(last.t + begun), seeded_ids(3, room.clock))
    assert note.body == e.NoteAdded("she sm", Elapsed(max(0, last.t + begun)))
    assert [(each.t - last.t, each.at - last.at, each.seq - last.seq) for each in (note, end)] == [
        (entered, timedelta(milliseconds=entered), 1),
        (entered, timedelta(milliseconds=entered), 2),
    ]


def test_where_nothing_was_open_only_that_is_said() -> None:
    room = Room(asking())
    (end,) = closed(room)
    assert end.body == e.SessionEnded(closed_later=True)
    report = build_report(room.state.protocol, [*room.log, end], practice="", generated=MORNING, version="0")
    assert report.timeline[-1].what == NOBODY


def test_what_passed_unseen_before_the_end_counts_as_open_only_where_it_was_asked_for() -> None:
    room = Room(asking())
    room.wait(30 * MINUTE, asleep=True)
    (end,) = closed(room)
    assert isinstance(end.body, e.SessionEnded)
    assert end.body.left_open == ("Label", "Look", "Vitals")
    assert [room.state.cues[name].due for name in ("look#2", "bp#1")] == [25 * MINUTE, 30 * MINUTE]


def test_an_end_of_an_older_record_is_told_as_it_was() -> None:
    room = left()
    room.do(c.End("to hospital"))
    assert room.log[-1].body == e.SessionEnded("to hospital", 104 * MINUTE)
    assert Elapsed(0) <= room.log[-1].t
