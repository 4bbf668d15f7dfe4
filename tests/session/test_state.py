"""The state that events leave: undo gives back what was, and replay leaves the very same."""

import msgspec
import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import MINUTE, SECOND, Elapsed
from kapguide.session.engine import undoable
from kapguide.session.state import UNDO_WITHIN, SessionState, evolve, replay
from tests.support.plans import Room, fired, phase, plan, prompt, three, whole

MOVES = [
    (c.Next(), "Phase moved on"),
    (c.Hold(), "Phase held"),
    (c.Extend(2 * MINUTE), "Phase extended by 2 min"),
    (c.Extend(-150 * SECOND), "Phase shortened by 2.5 min"),
    (c.FadeMusic(silent=True), "Music taken to silence"),
    (c.ChangeLevel(-2.0), "Level -2 dB"),
    (c.ChangeOutputLevel("room", -2.0), "Room -2 dB"),
    (c.ShiftMusic(1), "Deeper music"),
    (c.ShiftMusic(-1), "Softer music"),
    (c.NextTrack(), "Next piece"),
    (c.ReturnMusic(), "Music of the way back"),
]


@pytest.mark.parametrize(("command", "what"), MOVES)
def test_a_move_is_undone_as_if_it_had_not_been(command: c.Command, what: str) -> None:
    room = Room(three())
    room.wait(5 * MINUTE)
    before = room.state
    room.do(command)
    room.wait(UNDO_WITHIN)
    (undone,) = room.do(c.Undo())
    assert isinstance(undone, e.Undone)
    assert undone.what == what
    assert (room.state.flow, room.state.music) == (before.flow, before.music)


def test_a_release_and_the_musics_return_are_undone_too() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.do(c.FadeMusic(silent=True))
    room.wait(MINUTE)
    held = room.state
    room.do(c.Release())
    room.do(c.FadeMusic(silent=False))
    assert undoable(room.state, room.now).what == "Music brought back"  # type: ignore[union-attr]
    room.do(c.Undo())
    assert undoable(room.state, room.now).what == "Hold released"  # type: ignore[union-attr]
    room.do(c.Undo())
    assert (room.state.flow, room.state.music) == (held.flow, held.music)


def test_after_ten_seconds_there_is_nothing_to_undo() -> None:
    room = Room(three())
    room.do(c.Next())
    room.wait(UNDO_WITHIN + 1)
    assert undoable(room.state, room.now) is None
    assert room.refuses(c.Undo()) == "There is nothing to undo: it can be done for 10 seconds."


def test_undo_takes_back_the_last_command_first_and_each_once() -> None:
    room = Room(three())
    begun = room.state
    room.do(c.Hold())
    room.wait(3 * SECOND)
    held = room.state
    room.do(c.Extend(2 * MINUTE))
    room.do(c.Undo())
    assert room.state.flow == held.flow
    room.do(c.Undo())
    assert room.state.flow == begun.flow
    assert room.refuses(c.Undo())


def test_an_older_command_stays_done_when_its_ten_seconds_are_over() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.wait(6 * SECOND)
    room.do(c.ChangeLevel(-1.0))
    room.wait(5 * SECOND)
    room.do(c.Undo())
    assert room.state.music.level_db == 0.0
    assert room.refuses(c.Undo())
    assert room.state.flow.held_since == 0


def test_the_time_of_an_undone_hold_counts_as_the_phases() -> None:
    room = Room(plan(phase("a", 10 * MINUTE, prompts=[prompt("p", 5 * SECOND)])))
    room.do(c.Hold())
    assert fired(room.wait(8 * SECOND)) == []
    assert fired(room.do(c.Undo())) == ["p"]


def test_undoing_a_phase_change_leaves_shown_cues_shown_and_fires_none_again() -> None:
    room = Room(plan(phase("a", 10 * MINUTE), phase("b", 10 * MINUTE, prompts=[prompt("now", 0)])))
    assert fired(room.do(c.Next())) == ["now"]
    room.do(c.Undo())
    assert "now" in room.state.cues
    assert room.state.flow.index == 0
    room.wait(MINUTE)
    assert fired(room.do(c.Next())) == []


def test_undoing_the_silence_keeps_the_track_that_began_meanwhile() -> None:
    room = Room(three())
    room.do(c.FadeMusic(silent=True))
    room.do(c.ReportTrack("onset-2", "Onset II"))
    room.do(c.Undo())
    assert (room.state.music.silent, room.state.music.track) == (False, "onset-2")


@pytest.mark.parametrize(
    "command",
    [
        c.GiveDose("50 mg", "im", "R. Okafor", Elapsed(0)),
        c.TakeReading(Vitals(heart_rate=72), Elapsed(0)),
        c.AddNote("She saw the sea.", Elapsed(0)),
        c.Observe("1", "tears"),
        c.StartEmergency(),
        c.ReportTrack("onset-1", "Onset"),
    ],
)
def test_what_is_recorded_is_corrected_and_never_undone(command: c.Command) -> None:
    room = Room(three())
    room.do(command)
    assert room.refuses(c.Undo())


def test_the_start_cannot_be_undone() -> None:
    assert Room(whole()).refuses(c.Undo())


def test_an_emergency_takes_what_came_before_it_out_of_undos_reach() -> None:
    room = Room(three())
    room.do(c.Hold())
    room.do(c.StartEmergency())
    assert room.refuses(c.Undo())
    room.do(c.FadeMusic(silent=False))
    room.do(c.Undo())
    assert (room.state.emergency, room.state.music.silent) == (0, True)
    room.do(c.FadeMusic(silent=False))
    room.do(c.EndEmergency())
    assert room.refuses(c.Undo())


def test_replay_leaves_the_same_state_at_every_step() -> None:
    room = Room(whole())
    states = [room.state]
    for command in (c.Acknowledge("welcome"), c.Next(), c.Hold(), c.StartEmergency(), c.EndEmergency(), c.Release()):
        room.do(command)
        room.dose()
        room.live(4 * MINUTE)
        states.append(room.state)
    for state in states:
        assert replay(room.state.protocol, room.log[: state.seq]) == state


def test_a_body_without_a_rule_is_a_bug() -> None:
    room = Room(three())
    unheard = msgspec.structs.replace(room.log[-1], body=object())  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        evolve(room.state, unheard)


def test_a_state_is_never_changed_in_place() -> None:
    room = Room(whole())
    before = room.state
    copy = msgspec.convert(msgspec.to_builtins(before), SessionState)
    room.live(30 * MINUTE)
    room.dose()
    room.do(c.Snooze("welcome"))
    assert before == copy


def test_a_session_runs_from_its_start_to_its_end() -> None:
    room = Room(three(), begun=False)
    assert not room.state.running
    assert room.state.flow.index == -1
    room.do(room.opening())
    assert room.state.running
    assert room.state.flow.index == 0
    room.do(c.End())
    assert not room.state.running


def test_evolve_alone_moves_seq_and_the_last_moment() -> None:
    room = Room(three())
    room.wait(MINUTE)
    room.do(c.Hold())
    event = msgspec.structs.replace(room.log[-1], seq=9, t=Elapsed(2 * MINUTE), body=e.SoundBack(5))
    after = evolve(room.state, event)
    assert (after.seq, after.last) == (9, 2 * MINUTE)
    assert after.undoable == ()
