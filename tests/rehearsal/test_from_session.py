"""A session turned into a scenario: what happened and when after the dose, and not a word of what was written."""

from pathlib import Path

import msgspec
import pytest

from kapguide.clinical.side_effects import SEVERITIES, shipped_effects
from kapguide.clinical.vitals import Vitals
from kapguide.errors import KapGuideError
from kapguide.rehearsal.fitting import misfits
from kapguide.rehearsal.from_session import STEP, FromSession, KnownWords, scenario_of
from kapguide.rehearsal.scenario import RoomFault, Turn
from kapguide.rehearsal.scenario_file import LONGEST, MOST_POINTS, MOST_TURNS, scenario_in
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session import commands as c
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind, Route, TherapyProtocol
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, phase, plan, three, whole

KNOWN = KnownWords(frozenset({"Tears", "Smile"}), {effect.id: effect.title for effect in shipped_effects().effects})
WORDS = (
    "Zwetschgenkuchen",
    "Qvixelbrunn",
    "Ypsilonia",
    "Jörgensdottir",
    "Wrzlbrmft",
    "XK-7731",
    "Ohmsgasse",
    "Fnordlin",
)
"""Words that nobody takes for any other."""


def begun(protocol: TherapyProtocol | None = None, **said: object) -> Room:
    """A session that has begun, with a start of one's own."""
    room = Room(protocol or whole(), begun=False)
    started = room.opening().started
    room.do(c.Start(msgspec.structs.replace(started, **said)))
    return room


def dosed(protocol: TherapyProtocol | None = None, **said: object) -> Room:
    """With a reading before the dose, which is given at 10 min."""
    room = begun(protocol, **said)
    room.wait(5 * MINUTE)
    room.do(c.TakeReading(Vitals(systolic=124, diastolic=78, heart_rate=68), room.now))
    room.wait(5 * MINUTE)
    room.do(c.Next())
    room.dose()
    return room


def made(room: Room, **how: int) -> FromSession:
    return scenario_of(room.state.protocol, room.log, known=KNOWN, **how)


def read_back(found: FromSession) -> str:
    """The text of its file, which is read and says the same."""
    text = scenario_text(found.scenario)
    assert scenario_in(text, Path("of-a-session.toml")) == found.scenario
    return text


def turns(room: Room) -> list[Turn]:
    found = made(room)
    read_back(found)
    return list(found.scenario.turns)


# --- what comes over -----------------------------------------------------------------------------------------


def test_the_course_is_that_of_the_readings() -> None:
    room = dosed()
    room.wait(20 * MINUTE + 10 * SECOND)
    room.do(c.TakeReading(Vitals(systolic=140, diastolic=84, spo2=97), room.now))
    room.wait(20 * MINUTE)
    room.do(c.TakeReading(Vitals(heart_rate=80), room.now))
    course = made(room).scenario.course
    assert [point.at for point in course] == [0, 20 * MINUTE, 40 * MINUTE]
    assert course[0].vitals == Vitals(systolic=124, diastolic=78, heart_rate=68, spo2=97)
    assert course[1].vitals == Vitals(systolic=140, diastolic=84, heart_rate=68, spo2=97)
    assert course[2].vitals == Vitals(systolic=140, diastolic=84, heart_rate=80, spo2=97)
    read_back(made(room))


def test_a_corrected_reading_is_the_one_that_counts() -> None:
    room = dosed()
    room.wait(10 * MINUTE)
    room.do(c.TakeReading(Vitals(spo2=67), room.now))
    room.do(c.TakeReading(Vitals(spo2=97), room.now, supersedes=room.state.readings[-1].id))
    room.wait(10 * MINUTE)
    room.do(c.TakeReading(Vitals(spo2=11), room.now))
    room.do(c.Undo())
    assert {point.vitals.spo2 for point in made(room).scenario.course} == {97}


def test_a_course_is_never_longer_than_a_file_may_be() -> None:
    room = dosed()
    for number in range(80):
        room.wait(MINUTE)
        room.do(c.TakeReading(Vitals(heart_rate=60 + number % 9), room.now))
    found = made(room)
    assert len(found.scenario.course) == MOST_POINTS
    assert found.scenario.course[-1].at == 80 * MINUTE - STEP or found.scenario.course[-1].at == 80 * MINUTE
    read_back(found)


def test_what_is_seen_and_said_has_its_time_and_other_words() -> None:
    room = dosed()
    room.wait(12 * MINUTE + 40 * SECOND)
    room.do(c.Observe("1", "Tears"))
    room.wait(MINUTE)
    room.do(c.Observe("2", "Wrzlbrmft"))
    room.wait(MINUTE)
    room.do(c.AddNote("Qvixelbrunn is wide.", room.now, "verbatim"))
    room.wait(MINUTE)
    room.do(c.AddNote("of the Ohmsgasse", room.now, "paraphrase"))
    room.wait(MINUTE)
    room.do(c.AddNote("looks at the door", room.now))
    room.wait(MINUTE)
    room.do(c.AddNote("hands still", room.now, "observation", supersedes=""))
    tears, seen, says, sense, looked = turns(room)
    assert (tears.title, tears.shows, tears.when.at) == ("Tears", "Tears.", 12 * MINUTE + 30 * SECOND)
    assert seen.title == looked.title == "something is seen"
    assert says.says == sense.says == "To be written anew"
    assert [each.id for each in (tears, seen, says, sense, looked)] == [
        "seen-1",
        "seen-2",
        "says-1",
        "says-2",
        "seen-3",
    ]


def test_a_side_effect_of_the_list_keeps_its_name_until_it_was_over() -> None:
    room = dosed()
    room.wait(10 * MINUTE)
    room.do(NoteSideEffect("nausea", "Nausea", room.now, "mild", "lemon water"))
    entry = room.state.safety.effects[-1].id
    room.wait(2 * MINUTE)
    room.do(FollowSideEffect(entry, room.now, "better", over=False))
    room.wait(4 * MINUTE)
    room.do(FollowSideEffect(entry, room.now, "", over=True))
    room.do(NoteSideEffect("", "Fnordlin in the knee", room.now, "severe"))
    nausea, other = turns(room)
    assert (nausea.title, nausea.lasts) == ("Nausea, mild", 6 * MINUTE)
    assert (other.title, other.lasts) == ("something is not well, severe", 10 * MINUTE)
    assert nausea.asks[0].deeds == ("side effect",)


def test_every_side_effect_that_ships_has_room_for_its_name() -> None:
    for effect in shipped_effects().effects:
        assert all(len(f"{effect.title}, {strong}") <= LONGEST["title"] for strong in SEVERITIES)


def test_touch_emergency_sound_sleep_people_and_leaving() -> None:
    room = begun(present=(Person("R. Osei", "medical", in_house=True), Person("Ypsilonia", "shaman"), "K. Lind"))
    room.do(c.MarkTouch("hand"))
    room.wait(5 * MINUTE)
    room.do(c.TakeReading(Vitals(heart_rate=70), room.now))
    room.do(c.Next())
    room.dose()
    room.wait(3 * MINUTE)
    room.do(c.MarkTouch("withdrawn"))
    room.wait(MINUTE)
    room.do(c.ReportFault("decoder", "Ohmsgasse.flac cannot be read."))
    room.wait(MINUTE)
    room.do(c.ReportSoundBack(MINUTE))
    room.do(c.ReportFault("held_up", "The computer was busy."))
    room.wait(5 * MINUTE, asleep=True)
    room.wait(10 * SECOND, asleep=True)
    room.do(c.StartEmergency())
    room.wait(4 * MINUTE)
    room.do(c.EndEmergency())
    room.do(c.NoteArrival(Person("Jörgensdottir", "sister", in_house=True), room.now))
    room.wait(2 * HOUR)
    room.do(c.NoteLeaving("no_escort", "Jörgensdottir", room.now))
    room.do(c.NoteLeaving("ready", "Jörgensdottir", room.now))
    found = made(room)
    text = read_back(found)
    by = {turn.id: turn for turn in found.scenario.turns}
    assert list(by) == ["no-touch-1", "sound-1", "sleeps-1", "emergency-1", "comes-1", "leaving-1"]
    assert found.scenario.touch == "hand"
    assert (by["sound-1"].fault, by["sound-1"].lasts) == (RoomFault.SOUND_DIES, MINUTE)
    assert (by["sleeps-1"].fault, by["sleeps-1"].lasts) == (RoomFault.SLEEPS, 5 * MINUTE)
    assert by["emergency-1"].lasts == 4 * MINUTE
    assert by["comes-1"].person == Person("Visitor 1", "", in_house=True)
    assert by["leaving-1"].title == "nobody is there to fetch them"
    assert found.scenario.present == (Person("Colleague 1", "medical", in_house=True), Person("Colleague 2"))
    assert not any(word in text for word in ("Osei", "Lind", "shaman", "sister", *WORDS))


def test_what_never_ended_is_over_some_time() -> None:
    room = dosed()
    room.wait(MINUTE)
    room.do(c.ReportFault("output_lost", "The headphones are gone."))
    room.wait(MINUTE)
    room.do(c.StartEmergency())
    room.wait(20 * MINUTE)
    sound, emergency = turns(room)
    assert (sound.lasts, emergency.lasts) == (2 * MINUTE, 10 * MINUTE)


def test_what_was_taken_back_or_struck_out_is_not_in_it() -> None:
    room = dosed()
    room.wait(5 * MINUTE)
    room.do(c.Observe("1", "Tears"))
    room.do(c.Undo())
    room.do(NoteSideEffect("nausea", "Nausea", room.now, "mild"))
    room.do(c.Strike(room.state.safety.effects[-1].id))
    assert [turn.id for turn in turns(room)] == ["something"]


def test_several_doses_are_several() -> None:
    room = dosed()
    room.wait(20 * MINUTE)
    room.dose()
    assert made(room).scenario.doses == 2
    for _ in range(6):
        room.wait(MINUTE)
        room.dose()
    assert made(room).scenario.doses == 2  # a scenario for the route has no more
    read_back(made(room))


# --- where it lies ----------------------------------------------------------------------------------------


def test_the_stretch_goes_from_the_dosing_to_the_end() -> None:
    room = dosed()
    room.wait(41 * MINUTE + 20 * SECOND)
    room.do(c.End("over"))
    stretch = made(room).scenario.stretch
    assert (stretch.phase, stretch.begins, stretch.ends) == (PhaseKind.DOSING, 0, 42 * MINUTE)
    assert misfits(made(room).scenario, room.state.protocol) == ()


def test_a_session_that_went_beyond_its_plan_goes_to_the_end_of_it() -> None:
    room = dosed()
    room.wait(3 * HOUR)
    room.do(c.Observe("1", "Tears"))
    assert made(room).scenario.stretch.ends is None
    assert misfits(made(room).scenario, room.state.protocol) == ()
    assert made(room).scenario.turns[0].when.at <= 3 * HOUR


def test_without_a_phase_of_dosing_it_begins_with_the_first() -> None:
    room = begun(three())
    room.do(c.TakeReading(Vitals(heart_rate=70), room.now))
    room.dose()
    assert made(room).scenario.stretch.phase is PhaseKind.IMAGERY


def test_what_lies_before_the_dose_is_counted_and_left_out() -> None:
    room = begun()
    room.wait(MINUTE)
    room.do(c.Observe("1", "Tears"))
    room.do(c.TakeReading(Vitals(heart_rate=70), room.now))
    room.wait(MINUTE)
    room.do(c.Next())
    room.dose()
    room.wait(MINUTE)
    room.do(c.AddNote("at the door", room.now))
    room.do(c.AddNote("wide", room.now, "verbatim"))
    room.wait(MINUTE)
    room.do(c.AddNote("and far", room.now, "paraphrase"))
    found = made(room)
    assert [turn.title for turn in found.scenario.turns] == ["says something", "says something"]
    assert any("before the dose" in sentence and ": 1," in sentence for sentence in found.left_out)
    assert any(sentence.startswith("Note lines: 1") for sentence in found.left_out)
    assert any(sentence.startswith("The client’s words: 2") for sentence in found.left_out)


def test_more_than_a_scenario_has_room_for_is_counted() -> None:
    room = dosed()
    for _ in range(MOST_TURNS + 5):
        room.wait(15 * SECOND)
        room.do(c.Observe("1", "Tears"))
    found = made(room)
    assert len(found.scenario.turns) == MOST_TURNS
    assert any(sentence.endswith("has room for: 5.") for sentence in found.left_out)
    read_back(found)


# --- what cannot be ---------------------------------------------------------------------------------------


def test_what_nothing_can_be_made_of_says_so() -> None:
    without = begun()
    without.do(c.TakeReading(Vitals(heart_rate=70), without.now))
    with pytest.raises(KapGuideError, match="No dose"):
        made(without)
    unread = begun()
    unread.dose()
    with pytest.raises(KapGuideError, match="No reading"):
        made(unread)
    nowhere = begun(msgspec.structs.replace(plan(phase("a", HOUR)), route=None))
    nowhere.dose()
    with pytest.raises(KapGuideError, match="no route"):
        made(nowhere)


def test_a_log_without_its_beginning_can_be_made_one() -> None:
    room = dosed()
    found = scenario_of(room.state.protocol, room.log[1:], known=KNOWN)
    assert found.scenario.present == ()
    assert found.scenario.routes == (Route.IM,)


# --- chance ------------------------------------------------------------------------------------------------


def test_times_can_be_moved_by_chance_and_by_a_seed_the_same() -> None:
    room = dosed()
    for _ in range(10):
        room.wait(4 * MINUTE)
        room.do(c.Observe("1", "Tears"))
    plain = [turn.when.at for turn in made(room).scenario.turns]
    moved = [turn.when.at for turn in made(room, seed=5, jitter=2 * MINUTE).scenario.turns]
    again = [turn.when.at for turn in made(room, seed=5, jitter=2 * MINUTE).scenario.turns]
    other = [turn.when.at for turn in made(room, seed=6, jitter=2 * MINUTE).scenario.turns]
    assert moved == again
    assert moved not in (plain, other)
    assert all(abs(a - b) <= 2 * MINUTE for a, b in zip(plain, moved, strict=True))
    assert all(at % STEP == 0 for at in moved)
    read_back(made(room, seed=5, jitter=2 * MINUTE))


@pytest.mark.parametrize("code", ["R-950", "M-014", "r", "", "950", "R-", "-"])
def test_the_code_is_made_up_and_nothing_like_the_client_s(code: str) -> None:
    room = dosed(client_code=code)
    for seed in range(20):
        made_up = made(room, seed=seed).scenario.client
        assert made_up.startswith("R-")
        assert code in ("R-", "-", "r", "") or (code not in made_up and made_up not in code)
