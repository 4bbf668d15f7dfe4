"""The rules of emergency, record and sound: what happens, and what is refused with which sentence."""

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.plan import phase_end
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, fired, missed, phase, plan, prompt, reading, three

# --- emergency -----------------------------------------------------------------------------------------------


def test_an_emergency_silences_holds_and_stops_the_prompts_but_not_the_readings_of_the_dose() -> None:
    prompts = [prompt("look", 2 * MINUTE, t0=True)]
    room = Room(plan(phase("a", HOUR, prompts=prompts, readings=[reading("check", 3 * MINUTE, t0=True)])))
    room.dose()
    room.wait(MINUTE)
    assert room.do(c.StartEmergency()) == [e.EmergencyStarted()]
    assert room.state.music.silent
    happened = room.live(10 * MINUTE)
    assert (fired(happened), missed(happened)) == (["check"], ["look"])
    assert phase_end(room.state, room.now) == 70 * MINUTE


def test_a_second_press_of_the_emergency_key_changes_nothing() -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    room.wait(MINUTE)
    assert room.do(c.StartEmergency()) == []
    assert room.state.emergency == 0


def test_a_second_press_of_the_emergency_key_silences_music_that_was_brought_back() -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    room.do(c.FadeMusic(silent=False))
    room.do(c.StartEmergency())
    assert room.state.music.silent


@pytest.mark.parametrize("command", [c.Next(), c.Hold(), c.Release(), c.Extend()])
def test_in_an_emergency_the_plan_does_not_move(command: c.Command) -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    assert "emergency is on" in room.refuses(command)


def test_leaving_an_emergency_resumes_nothing_by_itself() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", MINUTE, t0=True, every=MINUTE)])))
    room.dose()
    room.do(c.StartEmergency())
    room.wait(30 * SECOND)
    assert room.do(c.EndEmergency()) == [e.EmergencyEnded(30 * SECOND)]
    assert fired(room.live(5 * MINUTE)) == []
    assert room.state.music.silent
    assert room.state.flow.held_since == 0


def test_releasing_the_phase_after_an_emergency_brings_back_the_prompts() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", MINUTE, t0=True, every=MINUTE)])))
    room.dose()
    room.do(c.StartEmergency())
    room.wait(30 * SECOND)
    room.do(c.EndEmergency())
    room.do(c.Release())
    assert fired(room.wait(30 * SECOND)) == ["p"]
    assert room.state.music.silent


def test_going_on_to_the_next_phase_after_an_emergency_brings_back_the_prompts() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("now", 0), prompt("then", MINUTE)])))
    room.do(c.StartEmergency())
    room.do(c.EndEmergency())
    assert fired(room.do(c.Next())) == ["now"]
    assert fired(room.wait(MINUTE)) == ["then"]


def test_undoing_the_release_after_an_emergency_stops_the_prompts_again() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", MINUTE, t0=True)])))
    room.dose()
    room.do(c.StartEmergency())
    room.do(c.EndEmergency())
    room.do(c.Release())
    room.do(c.Undo())
    assert fired(room.live(5 * MINUTE)) == []


def test_an_emergency_in_a_held_phase_keeps_the_hold_as_long_as_it_was() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.wait(MINUTE)
    room.do(c.StartEmergency())
    room.wait(MINUTE)
    room.do(c.EndEmergency())
    assert room.do(c.Release()) == [e.PhaseReleased("first", 2 * MINUTE)]


def test_what_was_done_has_its_own_second_and_is_completed_later() -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    room.wait(40 * SECOND)
    assert room.do(c.TapEmergency("gave", room.now)) == [e.EmergencyTapped("gave", Elapsed(40 * SECOND))]
    given = room.log[-1].id
    room.wait(5 * SECOND)
    room.do(c.EndEmergency())
    room.do(c.TapEmergency("gave", Elapsed(40 * SECOND), "oxygen\x07", supersedes=given))
    (tap,) = room.state.taps
    assert (tap.what, tap.at, tap.detail) == ("gave", 40 * SECOND, "oxygen")
    assert room.log[-1].text == "oxygen"


def test_what_was_done_belongs_to_an_emergency_and_to_an_entry_that_is_there() -> None:
    room = Room(three())
    refusal = "There is no emergency. Write a note line instead."
    assert room.refuses(c.TapEmergency("called", Elapsed(0))) == refusal
    room.do(c.StartEmergency())
    assert "is not in this session" in room.refuses(c.TapEmergency("gave", Elapsed(0), "oxygen", supersedes="none"))


def test_there_must_be_an_emergency_to_leave() -> None:
    assert Room(three()).refuses(c.EndEmergency()) == "There is no emergency to leave."


def test_a_session_can_be_ended_in_an_emergency() -> None:
    room = Room(three())
    room.do(c.StartEmergency())
    assert room.do(c.End()) == [e.SessionEnded()]


# --- the record ----------------------------------------------------------------------------------------------


def test_a_dose_is_recorded_as_it_was_given_and_when() -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    room.do(c.GiveDose("50 mg", "im", "R. Okafor", Elapsed(8 * MINUTE), "ketamine"))
    (dose,) = room.state.doses
    assert (dose.amount, dose.route, dose.by, dose.medicine) == ("50 mg", "im", "R. Okafor", "ketamine")
    assert room.state.t0 == 8 * MINUTE


@pytest.mark.parametrize(("given", "kept"), [(-MINUTE, 0), (HOUR, 10 * MINUTE), (MINUTE, MINUTE)])
def test_what_is_recorded_happened_in_the_session_and_not_in_the_future(given: int, kept: int) -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    room.dose(given)
    room.do(c.TakeReading(Vitals(heart_rate=72), Elapsed(given)))
    room.do(c.AddNote("She saw the sea.", Elapsed(given)))
    assert room.state.t0 == room.state.readings[0].taken == room.state.lines[0].at == kept


def test_a_dose_without_an_amount_and_an_empty_line_are_refused() -> None:
    room = Room(three())
    for nothing in ("  ", "\u200b\u3164"):
        assert "no amount" in room.refuses(c.GiveDose(nothing, "im", "R. Okafor", Elapsed(0)))
    assert room.refuses(c.AddNote(" \n", Elapsed(0))) == "The line is empty."


def test_the_end_of_a_dose_is_recorded_once_and_stays_with_a_corrected_dose() -> None:
    room = Room(three())
    assert room.refuses(c.StepDose("ended"))
    room.dose(route="iv")
    room.wait(40 * MINUTE)
    assert room.do(c.StepDose("ended")) == [e.DoseEnded(1)]
    assert room.refuses(c.StepDose("ended"))
    room.dose(MINUTE, supersedes=room.state.doses[0].id, route="iv")
    assert (room.state.doses[0].given, room.state.doses[0].ended) == (MINUTE, 40 * MINUTE)


def test_a_booster_is_the_second_dose_and_its_correction_too() -> None:
    room = Room(three())
    room.dose()
    room.wait(20 * MINUTE)
    (booster,) = room.dose()
    assert isinstance(booster, e.DoseGiven)
    assert booster.number == 2
    (corrected,) = room.dose(15 * MINUTE, supersedes=room.state.doses[1].id)
    assert isinstance(corrected, e.DoseGiven)
    assert corrected.number == 2
    assert [dose.given for dose in room.state.doses] == [0, 15 * MINUTE]


def test_a_row_is_corrected_in_its_place_by_its_latest_form() -> None:
    room = Room(three())
    for value in (70, 80):
        room.do(c.TakeReading(Vitals(heart_rate=value), room.now))
    first = room.state.readings[0].id
    room.do(c.TakeReading(Vitals(heart_rate=71), room.now, supersedes=first))
    assert [row.vitals.heart_rate for row in room.state.readings] == [71, 80]
    again = c.TakeReading(Vitals(heart_rate=72), room.now, supersedes=first)
    assert room.refuses(again) == "The reading to correct is not in this session, or has been corrected already."
    assert "dose to correct" in room.refuses(c.GiveDose("1 mg", "im", "R", Elapsed(0), supersedes=first))
    assert "line to correct" in room.refuses(c.AddNote("x", Elapsed(0), supersedes=first))


def test_lines_keep_their_manner_and_observations_their_label() -> None:
    room = Room(three())
    room.do(c.AddNote("“It is wide.”", room.now, "verbatim"))
    room.do(c.Observe("1", "tears"))
    assert [(line.text, line.manner) for line in room.state.lines] == [
        ("“It is wide.”", "verbatim"),
        ("tears", "observation"),
    ]
