"""The rules, command by command: what happens, and what is refused with which sentence."""

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.consent.commands import ConsentCommand
from kapguide.session.engine import GAP, overdue
from kapguide.session.plan import LATE_OK, expected_end, phase_end
from kapguide.session.safety.commands import SafetyCommand
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import Room, fired, missed, phase, plan, prompt, three, whole


class Unheard(c.Command, frozen=True):
    """A command that no rule knows."""


class UnheardOfSafety(SafetyCommand, frozen=True):
    """One of the safety commands that no rule knows."""


class UnheardOfConsent(ConsentCommand, frozen=True):
    """One of the consent commands that no rule knows."""


def test_a_session_begins_with_its_first_phase_and_what_is_due_at_once() -> None:
    room = Room(whole())
    kinds = [event.kind for event in room.log]
    assert kinds == ["session_started", "phase_began", "cue_fired"]
    assert room.log[1].body == e.PhaseBegan(whole().phases[0].id, 0, -1)
    assert [event.seq for event in room.log] == [1, 2, 3]
    assert room.log[0].command_id == room.log[1].command_id != room.log[2].command_id


def test_a_session_begins_once() -> None:
    room = Room(three())
    assert room.refuses(room.opening()) == "This session has already begun."


@pytest.mark.parametrize("command", [c.Next(), c.StartEmergency(), c.AddNote("early", Elapsed(0)), c.Undo()])
def test_before_its_start_a_session_takes_nothing(command: c.Command) -> None:
    room = Room(three(), begun=False)
    assert room.do(c.Tick()) == []
    assert room.refuses(command) == "This session has not begun."


@pytest.mark.parametrize("command", [c.Next(), c.StartEmergency(), c.AddNote("late", Elapsed(0)), c.End(), c.Undo()])
def test_after_its_end_a_session_takes_nothing(command: c.Command) -> None:
    room = Room(whole())
    room.wait(MINUTE)
    room.do(c.End())
    assert room.wait(HOUR, asleep=True) == []
    assert room.refuses(command) == "This session has ended. Add to its note instead."


@pytest.mark.parametrize("kind", [Unheard, UnheardOfSafety, UnheardOfConsent])
def test_a_command_without_a_rule_is_a_bug_not_a_refusal(kind: type[c.Command]) -> None:
    with pytest.raises(TypeError, match=f"no rule for {kind.__name__}$"):
        Room(three()).do(kind())


def test_every_event_carries_both_times_the_offset_and_the_boot() -> None:
    room = Room(three())
    room.wait(90 * SECOND)
    room.do(c.Observe("1", "tears"))
    event = room.log[-1]
    assert (event.t, event.at.isoformat(), event.tz_min) == (90_000, "2026-03-02T09:01:30+00:00", 60)
    assert (event.boot_id, event.v) == ("boot-1", 1)


# --- cues ----------------------------------------------------------------------------------------------------


def test_a_cue_fires_once_at_its_time() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", 2 * MINUTE)])))
    assert room.wait(2 * MINUTE - 1) == []
    assert room.wait(1) == [e.CueFired("look", "Look", 2 * MINUTE)]
    assert room.live(10 * MINUTE) == []


def test_a_cue_that_comes_late_says_by_how_much() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", 2 * MINUTE)])))
    assert room.wait(2 * MINUTE + LATE_OK) == [e.CueFired("look", "Look", 2 * MINUTE, LATE_OK)]


def test_a_cue_that_is_too_late_is_listed_and_never_shown() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", 2 * MINUTE)])))
    assert room.wait(2 * MINUTE + LATE_OK + 1) == [e.CueMissed("look", "Look", 2 * MINUTE, LATE_OK + 1)]
    assert room.live(5 * MINUTE) == []


def test_cues_that_fell_due_together_come_in_the_order_of_their_times() -> None:
    prompts = [prompt("c", 70_000), prompt("a", 61_000), prompt("b", 65_000)]
    room = Room(plan(phase("a", 10 * MINUTE, prompts=prompts)))
    assert fired(room.wait(80_000)) == ["a", "b", "c"]


def test_a_repeated_cue_counts_its_repeats_and_ends_with_its_until() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("breathe", 0, every=2 * MINUTE, until=5 * MINUTE)])))
    assert fired(room.live(HOUR)) == ["breathe#1", "breathe#2"]


def test_a_command_lets_fall_due_what_is_due_before_it() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", MINUTE)])))
    room.clock.elapsed = MINUTE
    assert [type(body) for body in room.do(c.Hold())] == [e.CueFired, e.PhaseHeld]


def test_a_refused_command_holds_back_what_was_due_until_the_next_tick() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", MINUTE)])))
    room.clock.elapsed = MINUTE
    before = room.state
    assert room.refuses(c.Release()) == "The phase is not held."
    assert room.state == before
    assert fired(room.do(c.Tick())) == ["look"]


def test_going_on_brings_the_new_phases_first_cue_with_it() -> None:
    room = Room(plan(phase("a", MINUTE), phase("b", MINUTE, prompts=[prompt("now", 0)])))
    assert [type(body) for body in room.do(c.Next())] == [e.PhaseBegan, e.CueFired]


def test_a_phases_cues_do_not_come_once_it_is_left() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("look", 5 * MINUTE)]), phase("b", 10 * MINUTE)))
    room.do(c.Next())
    assert room.live(20 * MINUTE) == []


# --- sleep and clocks ----------------------------------------------------------------------------------------


def test_a_sleep_is_recorded_once_and_no_backlog_comes_after_it() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 5 * MINUTE, every=5 * MINUTE)])))
    woken = room.wait(21 * MINUTE, asleep=True)
    assert woken[0] == e.ClockGap(21 * MINUTE, 0, 21 * MINUTE, 0)
    assert missed(woken) == ["p", "p#1", "p#2"]
    assert fired(woken) == ["p#3"]
    assert room.wait(MINUTE) == []
    assert room.state.slept == 21 * MINUTE


def test_a_nap_below_two_seconds_is_not_worth_a_line_but_naps_add_up() -> None:
    room = Room(three())
    assert room.wait(GAP - 1, asleep=True) == []
    assert room.wait(1, asleep=True) == [e.ClockGap(GAP, 0, GAP, 0)]


@pytest.mark.parametrize("moved", [GAP, -GAP, HOUR, -HOUR])
def test_a_wall_clock_that_was_set_is_recorded_once_and_moves_nothing(moved: int) -> None:
    room = Room(three())
    room.clock.wall_shift = moved
    assert room.wait(MINUTE) == [e.ClockGap(0, moved, 0, moved)]
    assert room.wait(MINUTE) == []
    assert expected_end(room.state, room.now) == 90 * MINUTE
    assert room.log[-1].t == MINUTE


def test_a_wall_clock_that_drifts_by_less_is_left_alone() -> None:
    room = Room(three())
    room.clock.wall_shift = 1 - GAP
    assert room.wait(MINUTE) == []


def test_what_no_tick_has_let_happen_yet_is_overdue() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 5 * MINUTE)])))
    room.clock.elapsed = 5 * MINUTE - 1
    assert not overdue(room.state, room.clock.now())
    room.clock.elapsed += 1
    assert overdue(room.state, room.clock.now())
    room.do(c.Tick())
    assert not overdue(room.state, room.clock.now())
    room.clock.wall_shift = HOUR
    assert overdue(room.state, room.clock.now())


# --- taking over after a crash -------------------------------------------------------------------------------


def test_a_taken_over_session_says_what_was_lost_and_lists_what_passed() -> None:
    room = Room(plan(phase("a", HOUR, prompts=[prompt("p", 5 * MINUTE), prompt("q", 9 * MINUTE)])))
    room.wait(MINUTE)
    room.do(c.Observe("1", "tears"))
    room.clock.elapsed = 9 * MINUTE + 20 * SECOND
    room.clock.slept = 3 * MINUTE
    happened = room.do(c.Resume(rebooted=False, music_went_on=True))
    lost = 8 * MINUTE + 20 * SECOND
    assert happened[0] == e.SessionResumed(lost, False, True, slept=3 * MINUTE)
    assert (missed(happened), fired(happened)) == (["p"], ["q"])
    assert not any(isinstance(body, e.ClockGap) for body in room.wait(1))
    assert not room.state.music.silent


def test_after_a_reboot_the_music_stays_silent_until_it_is_asked_for() -> None:
    room = Room(three())
    room.clock.wall_shift = 5 * SECOND
    room.do(c.Resume(rebooted=True, music_went_on=False))
    assert room.state.music.silent
    assert room.wait(MINUTE) == []
    room.do(c.FadeMusic(silent=False))
    assert not room.state.music.silent


def test_a_clock_that_was_set_while_no_window_was_there_is_no_gap_afterwards() -> None:
    room = Room(three())
    room.wait(MINUTE)
    room.clock.wall_shift = HOUR
    told = room.do(c.Resume(rebooted=False, music_went_on=True)) + room.wait(SECOND)
    assert not [body for body in told if isinstance(body, e.ClockGap)]


def test_what_the_dead_window_did_last_cannot_be_undone() -> None:
    room = Room(three())
    room.do(c.Next())
    room.do(c.Resume(rebooted=False, music_went_on=True))
    assert room.refuses(c.Undo())


# --- moving through the plan ---------------------------------------------------------------------------------


def test_the_last_phase_is_left_by_ending_the_session() -> None:
    room = Room(three())
    assert room.do(c.Next()) == [e.PhaseBegan("second", 1, 0)]
    room.do(c.Next())
    assert "last phase" in room.refuses(c.Next())
    assert room.do(c.End()) == [e.SessionEnded()]


def test_a_hold_stops_the_phase_and_not_the_dose_clock() -> None:
    prompts = [prompt("by phase", 2 * MINUTE), prompt("by dose", 3 * MINUTE, t0=True)]
    room = Room(plan(phase("a", 10 * MINUTE, prompts=prompts)))
    room.dose()
    room.wait(MINUTE)
    room.do(c.Hold())
    assert fired(room.live(10 * MINUTE)) == ["by dose"]
    assert room.do(c.Release()) == [e.PhaseReleased("a", 10 * MINUTE)]
    assert room.wait(MINUTE - 1) == []
    assert fired(room.wait(1)) == ["by phase"]
    assert phase_end(room.state, room.now) == 20 * MINUTE


def test_a_phase_is_held_once_and_released_once() -> None:
    room = Room(three())
    room.do(c.Hold())
    assert room.refuses(c.Hold()) == "The phase is held already."
    room.do(c.Release())
    assert room.refuses(c.Release()) == "The phase is not held."


def test_going_on_from_a_held_phase_ends_the_hold() -> None:
    room = Room(three())
    room.wait(MINUTE)
    room.do(c.Hold())
    room.wait(4 * MINUTE)
    room.do(c.Next())
    assert room.state.flow.held_since is None
    assert room.state.flow.runs[0].held == 4 * MINUTE


def test_a_hold_that_is_on_at_the_end_counts_as_held() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.wait(4 * MINUTE)
    room.do(c.End())
    assert (room.state.flow.run.held, room.state.flow.run.ended) == (4 * MINUTE, 4 * MINUTE)


def test_extending_moves_the_phases_end_by_as_much() -> None:
    room = Room(three())
    assert room.do(c.Extend(2 * MINUTE)) == [e.PhaseExtended("first", 2 * MINUTE)]
    assert room.do(c.Extend(-5 * MINUTE)) == [e.PhaseExtended("first", -5 * MINUTE)]
    assert phase_end(room.state, room.now) == 27 * MINUTE


def test_extending_a_phase_that_has_run_over_gives_it_that_much_from_now() -> None:
    room = Room(three())
    room.wait(35 * MINUTE)
    assert room.do(c.Extend(2 * MINUTE)) == [e.PhaseExtended("first", 7 * MINUTE)]
    assert phase_end(room.state, room.now) == 37 * MINUTE


def test_returning_early_ends_a_phase_now_at_the_soonest() -> None:
    room = Room(three())
    room.wait(29 * MINUTE)
    assert room.do(c.Extend(-2 * MINUTE)) == [e.PhaseExtended("first", -MINUTE)]
    assert "at its end" in room.refuses(c.Extend(-2 * MINUTE))
    room.wait(MINUTE)
    assert "at its end" in room.refuses(c.Extend(-2 * MINUTE))


def test_a_held_phase_can_be_extended() -> None:
    room = Room(three())
    room.wait(10 * MINUTE)
    room.do(c.Hold())
    room.wait(5 * MINUTE)
    room.do(c.Extend(2 * MINUTE))
    assert phase_end(room.state, room.now) == 37 * MINUTE
    room.wait(5 * MINUTE)
    room.do(c.Release())
    assert phase_end(room.state, room.now) == 42 * MINUTE


# --- prompts -------------------------------------------------------------------------------------------------


def test_a_prompt_is_put_away_once() -> None:
    room = Room(whole())
    assert room.do(c.Acknowledge("welcome")) == [e.CueAcknowledged("welcome")]
    for command in (c.Acknowledge("welcome"), c.Snooze("welcome")):
        assert room.refuses(command) == "There is no prompt to put away."


@pytest.mark.parametrize("cue", ["intention", "nothing", "baseline", "deepen"])
def test_what_is_not_on_the_screen_cannot_be_put_away(cue: str) -> None:
    room = Room(whole())
    room.wait(4 * MINUTE + 1)
    assert room.state.cues["intention"].missed
    room.live(2 * MINUTE)
    assert "baseline" in room.state.cues
    assert room.refuses(c.Acknowledge(cue))
    assert room.refuses(c.Snooze(cue))


def test_a_snoozed_prompt_comes_back_without_firing_again() -> None:
    room = Room(whole())
    assert room.do(c.Snooze("welcome")) == [e.CueSnoozed("welcome", 2 * MINUTE)]
    assert fired(room.live(MINUTE * 5)) == ["intention", "baseline"]
    assert room.do(c.Acknowledge("welcome")) == [e.CueAcknowledged("welcome")]
