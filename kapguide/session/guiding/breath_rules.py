"""The rules of a breath that is led and of the client's display: what may begin, and what ends it by itself.

A phase that is held, left or moved, a lock and a reading change nothing of it. An emergency, the session's end, a
sleep of the computer and a window that is gone end it; so does the dose, where the pattern has a hold.
"""

from collections.abc import Iterator
from enum import StrEnum

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.guiding.breath import PACE_STEP, BreathRun, ChimeFor
from kapguide.session.guiding.display import LONGEST_INTENTION, LONGEST_LINE, Shows
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.text import one_line

LONGEST_REASON = 120


class BreathEnd(StrEnum):
    """Why a breath is led no more."""

    HAND = "hand"
    CYCLES = "cycles"
    CLOSED = "closed"
    EMERGENCY = "emergency"
    ASLEEP = "asleep"
    GONE = "gone"
    SESSION = "session"


_Breath = c.StartBreath | c.PaceBreath | c.ChimeBreath | c.StopBreath


def holds_closed(state: SessionState) -> bool:
    """Whether patterns with a hold are closed: from the dose to the first phase of emergence that begins after it."""
    if not state.doses:
        return False
    awake = (PhaseKind.EMERGENCE, PhaseKind.INTEGRATION)
    since = max(dose.given for dose in state.doses)
    runs = zip(state.protocol.phases, state.flow.runs, strict=False)
    return not any(phase.kind in awake and run.began >= since for phase, run in runs)


def breathed(state: SessionState, command: _Breath, t: Elapsed) -> Iterator[e.AnyBody]:
    """A breath begins, goes at another pace, chimes for somebody else, or stops."""
    if isinstance(command, c.StartBreath):
        yield from _started(state, command, t)
        return
    if not state.breath:
        raise Refused("No breath is being led.")
    run = state.breath[0]
    match command:
        case c.PaceBreath():
            after = run.pace + (PACE_STEP if command.slower else -PACE_STEP)
            if run.pattern.free:
                raise Refused("A free breath has no pace.")
            if not run.pattern.allows(after):
                raise Refused(f"This pattern goes no {'slower' if command.slower else 'quicker'}.")
            yield e.BreathPaced(run.pace, after)
        case c.ChimeBreath():
            if command.chime not in list(ChimeFor):
                raise Refused("A chime is for the therapist, for the client or for nobody.")
            if command.chime != run.chime:
                yield e.BreathChimed(command.chime)
        case _:
            yield stopped(run, t, BreathEnd.HAND)


def _started(state: SessionState, command: c.StartBreath, t: Elapsed) -> Iterator[e.AnyBody]:
    if state.emergency is not None:
        raise Refused("The emergency is on. No breath is led by the program.")
    if command.chime not in list(ChimeFor):
        raise Refused("A chime is for the therapist, for the client or for nobody.")
    reason = one_line(command.reason)[:LONGEST_REASON]
    closed = command.pattern.holds and holds_closed(state)
    if closed and not reason:
        raise Refused("Patterns with a hold are closed from the dose to emergence. Type why this one is opened.")
    yield from breath_over(state, t, BreathEnd.HAND)
    yield e.BreathStarted(command.pattern, command.chime, state.display.seen, reason if closed else "")


def turned(state: SessionState, command: c.TurnDisplay) -> Iterator[e.DisplayTurned]:
    """The client's display shows something else."""
    words = one_line(command.words)
    if command.shows not in list(Shows):
        raise Refused("The display shows nothing of that kind.")
    if state.emergency is not None and command.shows not in (Shows.OFF, Shows.BLACK):
        raise Refused("The emergency is on. The client’s display stays black.")
    if command.shows == Shows.LINE and not words:
        raise Refused("Type the line that the display is to show.")
    if len(words) > LONGEST_LINE:
        raise Refused(f"A line on the display has at most {LONGEST_LINE} characters.")
    if command.shows == Shows.INTENTION and not (state.started and one_line(state.started.intention)):
        raise Refused("No intention was written down for this session.")
    if command.shows == Shows.INTENTION and state.started and len(state.started.intention) > LONGEST_INTENTION:
        raise Refused("The intention is too long for the display. Type a line of it instead.")
    words = words if command.shows == Shows.LINE else ""
    if (command.shows, words) != (state.display.shows, state.display.words):
        yield e.DisplayTurned(command.shows, words)


def breath_over(state: SessionState, t: int, why: BreathEnd) -> Iterator[e.BreathStopped]:
    """A breath that is led ends."""
    for run in state.breath:
        yield stopped(run, t, why)


def breath_lapsed(state: SessionState, now: int, slept: int = 0) -> Iterator[e.BreathStopped]:
    """What ends a breath by itself, if anything does: `slept` ms before now, all its breaths, or that holds closed."""
    for run in state.breath:
        if run.until is not None and run.until <= now - slept:
            yield stopped(run, run.until, BreathEnd.CYCLES)
        elif slept:
            yield stopped(run, now - slept, BreathEnd.ASLEEP)
        elif run.pattern.holds and not run.reason and holds_closed(state):
            yield stopped(run, now, BreathEnd.CLOSED)


def stopped(run: BreathRun, t: int, why: BreathEnd) -> e.BreathStopped:
    """The end of `run` at session time `t`."""
    t = max(t, run.began)
    return e.BreathStopped(run.pattern.title, t - run.began, run.breaths(t), why, run.shown, run.reason)
