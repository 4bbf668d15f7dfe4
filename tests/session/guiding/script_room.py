"""A session in which a script runs, for tests of it: by the engine alone, its clock moved by the test."""

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_run import NextStep, ScriptRun, next_step, quiet_left, running_script
from kapguide.session.telling import Names, tell
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import Room, small_script, three

QUIET, WORDS = 10 * SECOND, 3 * SECOND
SPOKEN = "/lines/line.flac"


def script_room(script: Script | None = None) -> Room:
    """A session in its first phase of half an hour, after a minute of which a script begins, of four lines."""
    room = Room(three())
    room.wait(MINUTE)
    room.do(c.BeginScript(script or small_script()))
    return room


def run_of(room: Room) -> ScriptRun:
    run = running_script(room.state.scripts)
    assert run is not None
    return run


def step_of(room: Room) -> NextStep:
    return next_step(run_of(room), room.now, room.state.speaking)


def read(room: Room, lines: int) -> None:
    """Read so many lines: wait for the silence, say the line, say so."""
    for _ in range(lines):
        room.wait(quiet_left(run_of(room), room.now) + WORDS)
        room.do(c.FinishLine())


def speak(room: Room) -> list[e.AnyBody]:
    """The voice of the line at hand is found."""
    return room.do(c.SpeakLine(run_of(room).line, SPOKEN))


def end_of(room: Room) -> str:
    """What the note says of the script."""
    ended = next(event for event in reversed(room.log) if isinstance(event.body, e.ScriptEnded))
    return tell(ended, Names(room.state.protocol)).sentence
