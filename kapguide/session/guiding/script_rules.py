"""The rules of an imagery script: what each hand on it does, and what becomes of it when the session turns."""

from collections.abc import Iterator

from msgspec.structs import replace

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.guiding import script_events as s
from kapguide.session.guiding.script_run import (
    BACK,
    QUICKEST_PACE,
    SLOWEST_PACE,
    ScriptRun,
    fitted,
    lasted,
    quiet_left,
    running_script,
    runs_after,
    script_left,
    voice_waits,
)
from kapguide.session.plan import phase_end
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState

Steps = Iterator[e.AnyBody]


def scripted(state: SessionState, command: c.ScriptCommand, t: Elapsed) -> Steps:
    """What a hand on the script does. Raises Refused before anything has happened."""
    run = running_script(state.scripts)
    if isinstance(command, c.BeginScript):
        if state.emergency is not None:
            raise Refused("The emergency is on. Leave it first.")
        if run is not None:
            raise Refused(f"“{run.script.title}” is running. Stop it first.")
        if not command.script.lines:
            raise Refused("The script has no lines.")
        yield s.ScriptBegan(command.script, command.cue)
    elif run is None:
        raise Refused("No script is running.")
    elif isinstance(command, c.StopScript):
        yield script_ended(run, s.ScriptLeft.STOPPED, t)
        yield from _hushed(state, run)
    elif run.said_all and not isinstance(command, c.RepeatLine):
        raise Refused("All of it has been said. Put it away, or begin it again.")
    else:
        yield from _in_mid(state, run, command, t)


def _in_mid(state: SessionState, run: ScriptRun, command: c.ScriptCommand, t: Elapsed) -> Steps:
    """What is asked while lines are left, or the last one again."""
    speaks = state.speaking == run.voice_cue
    match command:
        case c.SayNow():
            if run.paused or run.held_for_answer or quiet_left(run, t):
                yield s.ScriptQuietCut(run.line)
        case c.FinishLine():
            if speaks:
                raise Refused("The voice is saying this line.")
            yield said(state, run, t)
        case c.RepeatLine():
            begun = speaks or run.paused
            if not begun and not run.line:
                raise Refused("Nothing has been said yet.")
            yield s.ScriptLineRepeated(run.line if begun else run.line - 1)
            yield from _hushed(state, run)
        case c.SkipLine():
            yield s.ScriptLineSkipped(run.line, speaks or run.paused)
            yield from _hushed(state, run)
        case c.PaceScript():
            after = round(min(QUICKEST_PACE, max(SLOWEST_PACE, run.pace + command.by)), 1)
            if after == run.pace:
                raise Refused(f"It goes no {'quicker' if command.by > 0 else 'slower'} than that.")
            yield s.ScriptPaced(run.pace, after)
        case c.StretchScript():
            yield _stretched(state, run, command.on, t)
        case c.PauseLine():
            if not speaks:
                raise Refused("The voice is not speaking.")
            yield s.ScriptPaused(run.line, max(0, run.place + t - run.spoken_since - BACK))
            yield from _hushed(state, run)
        case c.GiveScript():
            if command.to_voice != run.by_voice:
                yield s.ScriptGiven(command.to_voice)
            if not command.to_voice and command.at_once:
                yield from _hushed(state, run)
        case c.SpeakLine():
            due = voice_waits(run, state.speaking)
            if due is not None and due <= t and command.line == run.line:  # else the voice comes too late, or twice
                title = f"{run.script.title}, line {run.line + 1}"
                yield e.VoiceBegan(run.voice_cue, title, command.path, command.gain_db, run.place / 1000)


def said(state: SessionState, run: ScriptRun, t: Elapsed, *, by_voice: bool = False) -> s.ScriptLineSaid:
    """The line has been said; where its silences fill the phase, they do so from here on by what is left now."""
    done = s.ScriptLineSaid(run.line, by_voice, run.stretch)
    if not run.stretching:
        return done
    (after,) = runs_after((run,), done, t)
    return replace(done, stretch=fitted(after, t, phase_end(state, t) - t))


def voice_over(state: SessionState, t: Elapsed, *, heard: bool) -> Steps:
    """The voice has said its line to the end, or could not: then a person reads on from there."""
    run = running_script(state.scripts)
    yield e.VoiceEnded(failed=not heard)
    if run is not None and state.speaking == run.voice_cue:
        yield said(state, run, t, by_voice=True) if heard else s.ScriptGiven(False, failed=True)


def voice_gives_way(state: SessionState) -> Steps:
    """Something else is said to the client: the script's own voice does not come back by itself."""
    run = running_script(state.scripts)
    if run is not None and run.by_voice:
        yield s.ScriptGiven(False)


def undone(state: SessionState, before: tuple[ScriptRun, ...] | None) -> Steps:
    """What the voice says ends, where what is taken back leaves no such line to be said."""
    run = running_script(state.scripts)
    if before is None or run is None or state.speaking != run.voice_cue:
        return
    again = running_script(before)
    if again is None or again.voice_cue != run.voice_cue or not again.by_voice:
        yield e.VoiceEnded(by_hand=True)


def left(state: SessionState, how: s.ScriptLeft, t: Elapsed) -> Steps:
    """A script that still runs is over with something greater."""
    run = running_script(state.scripts)
    if run is not None:
        yield script_ended(run, how, t)


def script_ended(run: ScriptRun, how: s.ScriptLeft, t: Elapsed) -> s.ScriptEnded:
    """How it was left; what has been said to its end was not left before it."""
    return s.ScriptEnded(
        title=run.script.title,
        left=s.ScriptLeft.END if run.said_all else how,
        line=min(run.line + 1, len(run.script.lines)),
        lines=len(run.script.lines),
        lasted=lasted(run, t),
        planned=run.script.length(),
        read=run.read,
        spoken=run.spoken,
    )


def _hushed(state: SessionState, run: ScriptRun) -> Steps:
    if state.speaking == run.voice_cue:
        yield e.VoiceEnded(by_hand=True)


def _stretched(state: SessionState, run: ScriptRun, on: bool, t: Elapsed) -> s.ScriptStretched:
    """Its silences fill the phase from now on, or are as written again."""
    if not on:
        return s.ScriptStretched(False)
    span = phase_end(state, t) - t
    shortest, longest = (script_left(replace(run, stretch=stretch), t) for stretch in (0.0, 1.0))
    if longest == shortest:
        raise Refused("None of the silences that are left may grow.")
    if shortest >= span:
        raise Refused("It takes all of what is left of the phase already.")
    return s.ScriptStretched(True, fitted(run, t, span))
