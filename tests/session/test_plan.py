"""The plan on session time: phases that move or absorb, the dose clock, what is due next and what is to come."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.clock import HOUR, MINUTE, SECOND, Elapsed
from kapguide.session.plan import (
    LATE_OK,
    READING_EARLY,
    base_cue,
    coming,
    due_by,
    expected_end,
    next_due,
    observe_until,
    overrun,
    phase_end,
    prompt_of,
    readings_open,
    spans,
)
from kapguide.session.protocol import Later, PhaseKind, TherapyProtocol
from tests.support.plans import Room, fired, missed, phase, plan, prompt, reading, three, whole


def ends(room: Room) -> list[float]:
    """Where each phase ends, in minutes."""
    return [span.end / MINUTE for span in spans(room.state, room.now)]


def tied(later: Later = Later.MOVE) -> TherapyProtocol:
    """Preparation and dosing of 10 min, then a peak and a return of 30 min tied to the dose, then 20 min of words."""
    return plan(
        phase("prepare", 10 * MINUTE, kind=PhaseKind.PREPARATION),
        phase("dose", 10 * MINUTE, kind=PhaseKind.DOSING),
        phase("peak", 30 * MINUTE, t0=True),
        phase("return", 30 * MINUTE, t0=True, kind=PhaseKind.EMERGENCE),
        phase("words", 20 * MINUTE, kind=PhaseKind.INTEGRATION),
        later=later,
    )


# --- the timeline --------------------------------------------------------------------------------------------


def test_before_the_start_the_phases_lie_as_planned() -> None:
    room = Room(three(), begun=False)
    assert ends(room) == [30, 60, 90]
    assert {span.state for span in spans(room.state, 0)} == {"future"}
    assert expected_end(room.state, 0) == 90 * MINUTE
    assert next_due(room.state, 0) is None
    assert due_by(room.state, HOUR) == []
    assert readings_open(room.state) == ()
    assert [due.cue for due in coming(Room(whole(), begun=False).state, 0, 6 * MINUTE)] == [
        "welcome",
        "intention",
        "baseline",
    ]


def test_past_phases_are_drawn_as_they_were_and_later_ones_from_where_this_one_ends() -> None:
    room = Room(three())
    room.wait(20 * MINUTE)
    room.do(c.Next())
    room.wait(5 * MINUTE)
    assert [(span.start // MINUTE, span.end // MINUTE, span.state) for span in spans(room.state, room.now)] == [
        (0, 20, "past"),
        (20, 50, "current"),
        (50, 80, "future"),
    ]


def test_after_the_end_only_what_took_place_is_drawn() -> None:
    room = Room(three())
    room.wait(20 * MINUTE)
    room.do(c.End())
    room.clock.elapsed += HOUR
    assert ends(room) == [20]
    assert expected_end(room.state, room.now) == 20 * MINUTE
    assert coming(room.state, room.now, 10 * HOUR) == []
    assert next_due(room.state, room.now) is None


def test_an_overrun_pushes_the_end_ahead_of_now() -> None:
    room = Room(three())
    room.wait(29 * MINUTE)
    assert overrun(room.state, room.now) == 0
    room.wait(6 * MINUTE)
    assert overrun(room.state, room.now) == 5 * MINUTE
    assert ends(room) == [35, 65, 95]


def test_a_hold_moves_every_end_with_the_clock() -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    room.do(c.Hold())
    room.wait(7 * MINUTE)
    assert ends(room) == [37, 67, 97]
    room.do(c.Release())
    room.wait(HOUR)
    assert overrun(room.state, room.now) == 40 * MINUTE


def test_the_observation_time_counts_from_the_last_dose() -> None:
    room = Room(whole())
    assert observe_until(room.state) is None
    room.wait(10 * MINUTE)
    room.dose()
    assert observe_until(room.state) == 100 * MINUTE
    room.wait(20 * MINUTE)
    room.dose()
    assert observe_until(room.state) == 120 * MINUTE
    unobserved = Room(three())
    unobserved.dose()
    assert observe_until(unobserved.state) is None


# --- later phases absorb -------------------------------------------------------------------------------------


def test_what_absorbs_keeps_the_end_phase_after_phase() -> None:
    room = Room(three(Later.ABSORB))
    room.do(c.Extend(10 * MINUTE))
    assert ends(room) == [40, 65, 90]
    room.clock.elapsed = 40 * MINUTE
    room.do(c.Next())
    assert ends(room) == [40, 65, 90]
    room.clock.elapsed = 70 * MINUTE
    room.do(c.Next())
    assert ends(room) == [40, 70, 90]


def test_what_absorbs_grows_again_when_a_phase_is_left_early() -> None:
    room = Room(three(Later.ABSORB))
    room.wait(20 * MINUTE)
    room.do(c.Next())
    assert ends(room) == [20, 55, 90]


def test_what_absorbs_stays_within_each_phases_limits() -> None:
    room = Room(three(Later.ABSORB))
    room.wait(60 * MINUTE)
    assert ends(room) == [60, 80, 100]
    room = Room(three(Later.ABSORB))
    room.do(c.Next())
    assert ends(room) == [0, 45, 90]
    room.do(c.Next())
    assert ends(room) == [0, 0, 45]


def test_the_last_phase_has_nothing_after_it_to_absorb() -> None:
    room = Room(three(Later.ABSORB))
    room.do(c.Next())
    room.clock.elapsed = 45 * MINUTE
    room.do(c.Next())
    room.do(c.Extend(5 * MINUTE))
    assert ends(room) == [0, 45, 95]


@given(moves=st.lists(st.tuples(st.integers(0, 25 * MINUTE), st.sampled_from([-1, 1, 0])), max_size=6))
@settings(max_examples=100, deadline=None)
def test_an_absorbing_plan_ends_when_it_should_whenever_the_limits_let_it(moves: list[tuple[int, int]]) -> None:
    room = Room(three(Later.ABSORB))
    for ms, move in moves:
        room.wait(ms)
        room.refuses(c.Next() if move == 0 else c.Extend(move * 3 * MINUTE))
        laid = [span for span in spans(room.state, room.now) if span.state == "future"]
        room_left = 90 * MINUTE - phase_end(room.state, room.now)
        if sum(span.phase.shortest for span in laid) <= room_left <= sum(span.phase.longest for span in laid):
            assert expected_end(room.state, room.now) == 90 * MINUTE
        assert all(span.phase.shortest <= span.end - span.start <= span.phase.longest for span in laid)


def test_phases_without_play_absorb_nothing() -> None:
    stiff = [phase(name, 30 * MINUTE, shortest=30 * MINUTE, longest=30 * MINUTE) for name in "ab"]
    room = Room(plan(*stiff, later=Later.ABSORB))
    room.do(c.Extend(5 * MINUTE))
    assert ends(room) == [35, 65]


# --- the dose clock ------------------------------------------------------------------------------------------


def test_a_late_dose_moves_what_is_tied_to_it_and_an_early_start_does_not() -> None:
    room = Room(tied())
    assert ends(room) == [10, 20, 50, 80, 100]
    room.wait(8 * MINUTE)
    room.do(c.Next())
    assert ends(room) == [8, 18, 48, 78, 98]
    room.wait(6 * MINUTE)
    room.dose()
    assert ends(room) == [8, 18, 54, 84, 104]
    room.clock.elapsed = 20 * MINUTE
    room.do(c.Next())
    assert ends(room) == [8, 20, 54, 84, 104]


def test_a_corrected_dose_moves_what_is_tied_to_it_again() -> None:
    room = Room(tied())
    room.clock.elapsed = 14 * MINUTE
    room.do(c.Next())
    room.dose()
    assert ends(room)[2:] == [54, 84, 104]
    room.dose(10 * MINUTE, supersedes=room.state.doses[0].id)
    assert ends(room)[2:] == [50, 80, 100]


def test_a_booster_moves_nothing() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.do(c.Next())
    room.dose()
    room.wait(5 * MINUTE)
    before = ends(room)
    room.dose()
    assert ends(room) == before
    room.dose(12 * MINUTE, supersedes=room.state.doses[1].id)
    assert ends(room) == before


def test_a_phase_tied_to_the_dose_is_never_shorter_than_its_shortest() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.dose()
    room.clock.elapsed = 48 * MINUTE
    room.do(c.Next())
    room.do(c.Next())
    assert ends(room)[2] == 63


def test_holds_and_extensions_of_a_tied_phase_move_the_ones_after_it() -> None:
    room = Room(tied())
    room.clock.elapsed = 10 * MINUTE
    room.do(c.Next())
    room.dose()
    room.clock.elapsed = 20 * MINUTE
    room.do(c.Next())
    room.do(c.Extend(5 * MINUTE))
    assert ends(room)[2:] == [55, 85, 105]
    room.do(c.Hold())
    room.wait(10 * MINUTE)
    assert ends(room)[2:] == [65, 95, 115]
    room.do(c.Release())
    room.clock.elapsed = 65 * MINUTE
    room.do(c.Next())
    assert ends(room)[2:] == [65, 95, 115]


def test_an_absorbing_plan_keeps_to_the_dose_first_and_to_the_end_with_what_comes_after() -> None:
    room = Room(tied(Later.ABSORB))
    room.clock.elapsed = 15 * MINUTE
    room.do(c.Next())
    room.dose()
    assert ends(room) == [15, 25, 55, 85, 100]
    room.do(c.Next())
    room.do(c.Extend(4 * MINUTE))
    assert ends(room)[2:] == [59, 85, 100]


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
    assert fired(room.do(c.Next())) == ["once"]
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


def test_what_has_come_before_an_undo_is_not_to_come_again() -> None:
    room = Room(plan(phase("a", HOUR), phase("b", HOUR, prompts=[prompt("now", 0), prompt("then", MINUTE)])))
    room.do(c.Next())
    room.do(c.Undo())
    assert [due.cue for due in coming(room.state, room.now, 5 * HOUR)] == ["then"]


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


def test_one_reading_answers_all_that_were_due_before_it_and_none_is_open_after_the_end() -> None:
    room = Room(plan(phase("a", HOUR, readings=[reading("bp", 0, every=10 * MINUTE)])))
    room.live(25 * MINUTE)
    assert readings_open(room.state) == ("bp", "bp#1", "bp#2")
    take(room, 24 * MINUTE)
    assert readings_open(room.state) == ()
    room.live(5 * MINUTE)
    assert readings_open(room.state) == ("bp#3",)
    room.do(c.End())
    assert readings_open(room.state) == ()


def test_a_repeat_leads_back_to_its_prompt() -> None:
    room = Room(whole())
    assert base_cue("breath#2") == "breath"
    assert (found := prompt_of(room.state, "breath#2")) is not None
    assert found.id == "breath"
    assert prompt_of(room.state, "depth") is None
