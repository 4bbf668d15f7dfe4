"""Cues on session time: by the dose, what is due next, what is to come, and which readings are open."""

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.care.readings import READING_EARLY, readings_open
from kapguide.session.clock import Elapsed
from kapguide.session.plan import (
    LATE_OK,
    coming,
    next_due,
    prompt_of,
)
from kapguide.session.protocol.protocol import base_cue
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, fired, missed, phase, plan, prompt, reading, whole

# --- cues by the dose ----------------------------------------------------------------------------------------


def test_nothing_tied_to_the_dose_comes_before_it() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", MINUTE, t0=True)])))
    assert fired(room.live(10 * MINUTE)) == []
    room.dose()
    assert fired(room.live(2 * MINUTE)) == ["p"]


def test_a_readings_own_times_outlive_the_phase_that_asks_for_it() -> None:
    bounded = reading("bp", 5 * MINUTE, t0=True, every=10 * MINUTE, until=30 * MINUTE)
    room = Room(plan(phase("a", MINUTE, readings=[bounded, reading("once", 20 * MINUTE, t0=True)]), phase("b", HOUR)))
    room.dose()
    room.do(c.Next())
    assert fired(room.live(HOUR)) == ["bp", "bp#1", "once", "bp#2"]


def test_an_unbounded_reading_and_a_prompt_end_with_their_phase() -> None:
    room = Room(
        plan(
            phase(
                "a",
                MINUTE,
                prompts=[prompt("p", 5 * MINUTE, t0=True)],
                readings=[reading("bp", 5 * MINUTE, t0=True, every=10 * MINUTE)],
            ),
            phase("b", HOUR),
        )
    )
    room.dose()
    room.do(c.Next())
    assert fired(room.live(HOUR)) == []


def test_a_single_cue_of_the_dose_waits_for_its_phase_and_earlier_repeats_are_left_out() -> None:
    prompts = [prompt("once", MINUTE, t0=True), prompt("often", 0, t0=True, every=4 * MINUTE)]
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=prompts)))
    room.dose()
    room.live(10 * MINUTE)
    happened = room.do(c.Next())
    assert (fired(happened), missed(happened)) == (["once"], [])
    assert fired(room.live(3 * MINUTE)) == ["often#3"]


def test_a_dose_recorded_long_after_it_was_given_lists_what_it_has_passed() -> None:
    readings = [reading("bp", 5 * MINUTE, t0=True, every=5 * MINUTE, until=HOUR)]
    room = Room(plan(phase("a", HOUR, readings=readings)))
    room.clock.elapsed = 20 * MINUTE
    happened = room.dose(9 * MINUTE + 30 * SECOND)
    assert (missed(happened), fired(happened)) == (["bp"], ["bp#1"])


def test_a_corrected_dose_moves_the_cues_that_have_not_come_and_repeats_none() -> None:
    readings = [reading("bp", 5 * MINUTE, t0=True, every=5 * MINUTE, until=HOUR)]
    room = Room(plan(phase("a", 2 * HOUR, readings=readings)))
    room.dose()
    room.live(10 * MINUTE)
    room.dose(4 * MINUTE, supersedes=room.state.doses[0].id)
    assert next_due(room.state, room.now) == 19 * MINUTE
    assert fired(room.live(10 * MINUTE)) == ["bp#2"]


# --- what is due next ----------------------------------------------------------------------------------------


def test_the_next_thing_due_is_the_first_of_cues_phase_end_and_returning_prompts() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 0), prompt("q", 5 * MINUTE)])))
    assert next_due(room.state, room.now) == 5 * MINUTE
    room.do(c.Snooze("p"))
    assert next_due(room.state, room.now) == 2 * MINUTE
    room.do(c.Acknowledge("p"))
    assert next_due(room.state, room.now) == 5 * MINUTE
    room.wait(5 * MINUTE)
    assert next_due(room.state, room.now) == 10 * MINUTE
    room.wait(5 * MINUTE)
    assert next_due(room.state, room.now) is None


def test_what_is_due_already_is_due_now() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", MINUTE)])))
    room.clock.elapsed = MINUTE + 1
    assert next_due(room.state, room.now) == room.now
    room.do(c.Tick())
    assert next_due(room.state, room.now) == 10 * MINUTE


def test_nothing_of_a_held_phase_is_due() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", MINUTE), prompt("q", 5 * MINUTE, t0=True)])))
    room.do(c.Hold())
    assert next_due(room.state, room.now) is None
    room.dose()
    assert next_due(room.state, room.now) == 5 * MINUTE


def test_a_stopped_prompt_is_next_due_when_it_is_missed() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 5 * MINUTE, t0=True)])))
    room.dose()
    room.do(c.StartEmergency())
    assert next_due(room.state, room.now) == 5 * MINUTE + LATE_OK + 1
    assert room.wait(5 * MINUTE + LATE_OK) == []
    assert missed(room.wait(1)) == ["p"]


# --- what is to come -----------------------------------------------------------------------------------------


def test_what_is_to_come_lies_on_the_phases_planned_starts_and_the_dose_where_it_is_supposed() -> None:
    room = Room(whole())
    found = {due.cue: due.at // MINUTE for due in coming(room.state, room.now, HOUR)}
    assert found["intention"] == 3
    assert found["ready"] == 10
    assert found["mask"] == 12
    assert [found[cue] for cue in ("early", "early#1")] == [20, 30]
    assert [found[cue] for cue in ("breath", "breath#3", "deepen")] == [21, 33, 40]
    assert "breath#4" not in found
    assert "water" not in found
    room.live(15 * MINUTE)
    assert {due.cue: due.at // MINUTE for due in coming(room.state, room.now, HOUR)}["mask"] == 17
    room.do(c.Next())
    room.wait(MINUTE)
    assert {due.cue: due.at // MINUTE for due in coming(room.state, room.now, HOUR)}["mask"] == 18
    room.dose(15 * MINUTE)
    assert {due.cue: due.at // MINUTE for due in coming(room.state, room.now, HOUR)}["mask"] == 17


def test_what_is_to_come_of_this_phase_ends_with_it() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 0, every=4 * MINUTE)]), phase("b", HOUR)))
    assert [due.cue for due in coming(room.state, room.now, 5 * HOUR)] == ["p#1", "p#2"]


def test_what_is_to_come_of_a_held_phase_keeps_its_distance() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 3 * MINUTE)])))
    room.wait(MINUTE)
    room.do(c.Hold())
    for _ in range(3):
        room.wait(MINUTE)
        assert [due.at - room.now for due in coming(room.state, room.now, HOUR)] == [2 * MINUTE]


def test_what_came_with_a_phase_that_was_taken_back_is_to_come_again() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("now", 0), prompt("then", MINUTE)])))
    room.do(c.Next())
    room.do(c.Undo())
    assert [due.cue for due in coming(room.state, room.now, 5 * HOUR)] == ["now", "then"]


# --- readings ------------------------------------------------------------------------------------------------


def take(room: Room, taken: int) -> None:
    room.do(c.TakeReading(Vitals(heart_rate=72), Elapsed(taken)))


def test_a_reading_is_open_from_its_time_until_one_is_taken() -> None:
    room = Room(whole())
    assert readings_open(room.state) == ()
    room.live(6 * MINUTE)
    assert readings_open(room.state) == ("baseline",)
    take(room, room.now)
    assert readings_open(room.state) == ()


@pytest.mark.parametrize(("early", "answers"), [(READING_EARLY, True), (READING_EARLY + 1, False)])
def test_a_reading_taken_a_little_early_answers(early: int, answers: bool) -> None:
    room = Room(plan(phase("a", HOUR, readings=[reading("bp", 20 * MINUTE)])))
    room.clock.elapsed = 20 * MINUTE - early
    take(room, room.now)
    room.wait(early)
    assert (readings_open(room.state) == ()) == answers


def test_one_of_frequent_readings_does_not_answer_the_next() -> None:
    room = Room(plan(phase("a", HOUR, readings=[reading("bp", 0, every=5 * MINUTE)])))
    take(room, 0)
    assert readings_open(room.state) == ()
    room.wait(5 * MINUTE)
    assert readings_open(room.state) == ("bp#1",)
    take(room, 150 * SECOND)
    assert readings_open(room.state) == ()


def test_one_reading_answers_the_newest_that_is_due_and_none_is_open_after_the_end() -> None:
    room = Room(plan(phase("a", HOUR, readings=[reading("bp", 0, every=10 * MINUTE)])))
    room.live(25 * MINUTE)
    assert readings_open(room.state) == ("bp", "bp#1", "bp#2")
    take(room, 24 * MINUTE)
    assert readings_open(room.state) == ("bp", "bp#1"), "they stay until a person says what became of them"
    for name in ("bp#1", "bp"):
        room.do(c.AnswerCue(name, Answer.LEFT_OUT, reason="asleep"))
    assert readings_open(room.state) == ()
    room.live(5 * MINUTE)
    assert readings_open(room.state) == ("bp#3",)
    room.do(c.End())
    assert readings_open(room.state) == ()


def test_a_reading_that_was_missed_stays_open_until_one_is_taken() -> None:
    room = Room(whole())
    assert missed(room.wait(20 * MINUTE, asleep=True)) == ["intention", "baseline"]
    assert readings_open(room.state) == ("baseline",)
    take(room, 20 * MINUTE)
    assert readings_open(room.state) == ()


def test_of_several_missed_readings_only_the_newest_is_asked_for() -> None:
    often = reading("bp", 5 * MINUTE, every=5 * MINUTE)
    room = Room(plan(phase("a", HOUR, readings=[often])))
    assert missed(room.wait(17 * MINUTE, asleep=True)) == ["bp", "bp#1", "bp#2"]
    assert readings_open(room.state) == ("bp#2",)


def test_going_on_early_does_not_lose_a_prompt_of_the_dose_that_wants_an_answer() -> None:
    prompts = [prompt("spit", 7 * MINUTE, t0=True, acknowledge=True), prompt("lost", 8 * MINUTE, t0=True)]
    room = Room(plan(phase("a", 10 * MINUTE, prompts=prompts), phase("b", HOUR)))
    room.dose()
    room.live(5 * MINUTE)
    room.do(c.Next())
    assert [due.cue for due in coming(room.state, room.now, HOUR)] == ["spit"]
    assert fired(room.live(5 * MINUTE)) == ["spit"]


def test_a_repeat_leads_back_to_its_prompt() -> None:
    room = Room(whole())
    assert base_cue("breath#2") == "breath"
    assert (found := prompt_of(room.state, "breath#2")) is not None
    assert found.id == "breath"
    assert prompt_of(room.state, "depth") is None
