"""What the session does while a script runs: the plan moves, an emergency, a slip, a crash, a sleep, the end."""

from collections.abc import Callable

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.closing import closing
from kapguide.session.engine import undoable
from kapguide.session.event_json import decode, encode
from kapguide.session.guiding.script_run import (
    NextStep,
    running_script,
    script_left,
)
from kapguide.session.ids import seeded_ids
from kapguide.session.plan import phase_end
from kapguide.session.state import replay
from kapguide.spans import MINUTE, SECOND
from tests.session.guiding.script_room import QUIET, end_of, read, run_of, script_room, speak, step_of
from tests.support.plans import Room, small_script


@pytest.fixture
def room() -> Room:
    return script_room()


# --- what else happens ---------------------------------------------------------------------------------------

TURNS: dict[str, Callable[[Room], object]] = {
    "phase left": lambda room: room.do(c.Next()),
    "hold": lambda room: room.do(c.Hold()),
    "extend": lambda room: room.do(c.Extend()),
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("by_voice", [False, True])
def test_the_plan_moves_and_the_script_stays_where_it_is(room: Room, turn: str, by_voice: bool) -> None:
    read(room, 1)
    if by_voice:
        room.do(c.GiveScript(to_voice=True))
        room.wait(QUIET)
        speak(room)
    before = run_of(room)
    TURNS[turn](room)
    assert run_of(room) == before
    room.do(c.Undo())
    assert (run_of(room), room.state.flow.index, room.state.flow.held_since) == (before, 0, None)


@pytest.mark.parametrize("turn", TURNS)
def test_silences_that_fill_the_phase_follow_its_new_end_from_the_next_line_on(room: Room, turn: str) -> None:
    room.do(c.Extend(-28 * MINUTE))
    room.do(c.StretchScript())
    TURNS[turn](room)
    read(room, 1)
    left = phase_end(room.state, room.now) - room.now
    most = script_left(run_of(room), room.now) if run_of(room).stretch == 1.0 else left
    assert script_left(run_of(room), room.now) == pytest.approx(min(left, most), abs=20)


def test_a_script_that_was_said_to_its_end_is_not_brought_back_in_an_emergency(room: Room) -> None:
    read(room, 4)
    assert run_of(room).said_all
    room.do(c.StartEmergency())
    assert undoable(room.state, room.now) is None
    assert running_script(room.state.scripts) is None
    assert "to its end" in end_of(room)


@pytest.mark.parametrize("by_voice", [False, True])
def test_an_emergency_ends_it_and_nothing_of_it_comes_back(room: Room, by_voice: bool) -> None:
    read(room, 1)
    room.do(c.GiveScript(to_voice=by_voice))
    room.wait(QUIET)
    speak(room)
    assert room.do(c.StartEmergency())[-1] == e.EmergencyStarted()
    assert (running_script(room.state.scripts), room.state.speaking) == (None, "")
    assert end_of(room).endswith("left at line 2 of 4 with the emergency")
    room.wait(SECOND)
    room.do(c.EndEmergency())
    assert room.refuses(c.Undo())
    assert room.refuses(c.FinishLine()) == "No script is running."
    assert not room.refuses(c.BeginScript(small_script()))


def test_none_begins_in_an_emergency(room: Room) -> None:
    room.do(c.StartEmergency())
    assert room.refuses(c.BeginScript(small_script())) == "The emergency is on. Leave it first."


@pytest.mark.parametrize("end", [c.End(), c.Discard()])
def test_the_end_of_the_session_is_its_end_and_the_log_has_both(room: Room, end: c.Command) -> None:
    read(room, 1)
    kinds = [type(body) for body in room.do(end)]
    assert kinds[0] is e.ScriptEnded
    assert kinds[-1] is e.SessionEnded
    assert end_of(room).endswith("left at line 2 of 4 with the session")


def test_a_session_that_its_window_never_ended_tells_of_it_too(room: Room) -> None:
    def closed() -> list[tuple[str, int]]:
        found = closing(room.state.protocol, room.log, "", Elapsed(0), seeded_ids(3, room.clock))
        return [(event.kind, event.seq - len(room.log)) for event in found]

    read(room, 1)
    assert closed() == [("script_ended", 1), ("session_ended", 2)]
    room.do(c.StopScript())
    assert closed() == [("session_ended", 1)]
    room.do(c.Undo())
    assert len(closed()) == 2


@pytest.mark.parametrize(
    "slip",
    [c.FinishLine(), c.SayNow(), c.RepeatLine(), c.SkipLine(), c.PaceScript(), c.StretchScript(), c.StopScript()],
    ids=lambda command: type(command).__name__,
)
def test_a_slip_is_taken_back(room: Room, slip: c.Command) -> None:
    read(room, 1)
    room.wait(SECOND)
    before = room.state.scripts
    room.do(slip)
    assert room.state.scripts != before
    room.wait(SECOND)
    room.do(c.Undo())
    assert room.state.scripts == before


def test_a_script_begun_by_a_slip_goes_and_its_voice_with_it(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    assert isinstance(room.do(c.Undo())[-1], e.VoiceEnded)
    assert (room.state.scripts, room.state.speaking) == ((), "")


def test_what_the_voice_has_said_is_not_taken_back(room: Room) -> None:
    room.do(c.PaceScript())
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.do(c.ReportVoiceEnded())
    assert room.refuses(c.Undo())


def test_a_pace_that_is_taken_back_leaves_the_voice_in_its_line(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.do(c.PaceScript())
    assert room.do(c.Undo())[-1] == e.Undone(room.log[-2].command_id, "Imagery quicker, 1.1×")
    assert (run_of(room).pace, step_of(room)) == (1.0, NextStep.PAUSE)


@pytest.mark.parametrize("by_voice", [False, True])
def test_after_a_crash_it_goes_on_at_the_same_line_and_no_voice_speaks_by_itself(room: Room, by_voice: bool) -> None:
    read(room, 2)
    room.do(c.GiveScript(to_voice=by_voice))
    room.wait(QUIET)
    speak(room)
    room.state = replay(room.state.protocol, [decode(encode(event)) for event in room.log])
    room.wait(30 * SECOND)
    room.do(c.Resume(rebooted=False, music_went_on=True))
    assert (run_of(room).line, step_of(room)) == (2, NextStep.SAID)
    assert speak(room) == []


def test_after_a_sleep_the_person_has_it(room: Room) -> None:
    room.do(c.GiveScript(to_voice=True))
    speak(room)
    room.do(c.ReportVoiceEnded())
    room.wait(5 * MINUTE, asleep=True)
    assert (run_of(room).line, step_of(room)) == (1, NextStep.SAID)
