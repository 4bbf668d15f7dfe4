"""A script as it runs: which line is next, how long it is quiet before it, who says it; functions of it and now."""

from enum import StrEnum
from typing import assert_never

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.guiding import script_events as s
from kapguide.session.guiding.script import Script
from kapguide.spans import SECOND

QUICKEST_PACE, SLOWEST_PACE, PACE_STEP = 1.6, 0.6, 0.1
"""How far a script may be taken from its own pace, and by how much at once [OURS]."""
BACK = SECOND
"""A voice that was paused goes on so much before where it was, so that the words hold together."""


class ScriptRun(msgspec.Struct, frozen=True):
    """A script that runs, or has run. A line is known by its place, from 0."""

    script: Script
    began: Elapsed
    cue: str = ""
    """The prompt that named it."""
    line: int = 0
    """The line to say now, or after the silence; as many as there are once all are said."""
    before: int = -1
    """The line whose silence comes first; -1 where none does."""
    since: Elapsed = Elapsed(0)
    """When that silence began."""
    pace: float = 1.0
    stretching: bool = False
    """Its silences are to fill the phase."""
    stretch: float = 0.0
    by_voice: bool = False
    paused: bool = False
    place: int = 0
    """Where in the line the voice begins (ms)."""
    spoken_since: Elapsed = Elapsed(0)
    """When the voice began last."""
    read: int = 0
    spoken: int = 0
    """How many lines a person has said, and how many the voice."""
    ended: Elapsed | None = None

    @property
    def said_all(self) -> bool:
        """No line is left."""
        return self.line >= len(self.script.lines)

    @property
    def offered(self) -> bool:
        """The line before offered a choice."""
        return self.before >= 0 and self.script.lines[self.before].choice

    @property
    def held_for_answer(self) -> bool:
        """No voice goes on into the client's answer: that it is over only a person hears, who then says so."""
        return self.by_voice and self.offered

    @property
    def voice_cue(self) -> str:
        """What the line to say is called where the voice says it."""
        return f"script/{self.script.id}/{self.line + 1}"


class NextStep(StrEnum):
    """What the therapist does next, in one key."""

    SAY_NOW = "say now"
    SAID = "said"
    WAIT = "wait"
    """The voice is about to speak."""
    PAUSE = "pause"
    GO_ON = "go on"
    CLOSE = "close"
    """All has been said: the script is put away."""


# --- time ----------------------------------------------------------------------------------------------------


def quiet_before(run: ScriptRun) -> int:
    """How long the silence before the line lasts in all (ms)."""
    return 0 if run.before < 0 else round(run.script.quiet(run.before, run.stretch) / run.pace)


def quiet_until(run: ScriptRun) -> int:
    """When the line may be said (session time, ms)."""
    return run.since + quiet_before(run)


def quiet_left(run: ScriptRun, now: int) -> int:
    """What is left of the silence before the line (ms)."""
    return max(0, quiet_until(run) - now)


def line_length(run: ScriptRun, line: int) -> int:
    """How long a line takes with the silence after it (ms). A voice says its words at a pace of its own."""
    said = run.script.said(line)
    return round((said if run.by_voice else said / run.pace) + run.script.quiet(line, run.stretch) / run.pace)


def script_left(run: ScriptRun, now: int) -> int:
    """How long the rest of it takes (ms)."""
    return quiet_left(run, now) + sum(line_length(run, line) for line in range(run.line, len(run.script.lines)))


def fitted(run: ScriptRun, now: int, span: int) -> float:
    """The stretch (0 to 1) with which the rest of it fills `span` ms as well as it can."""

    def left(stretch: float) -> int:
        return script_left(msgspec.structs.replace(run, stretch=stretch), now)

    low, high = 0.0, 1.0
    if left(high) <= span:
        return high
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if left(middle) <= span else (low, middle)
    return low


def lasted(run: ScriptRun, t: int) -> int:
    """How long it has run at `t` (ms); what was said to the end is over with its last silence."""
    return (min(t, quiet_until(run)) if run.said_all else t) - run.began


def next_step(run: ScriptRun, now: int, speaking: str) -> NextStep:
    """What the one key does; `speaking` names what the voice says."""
    if run.said_all:
        return NextStep.CLOSE
    if speaking == run.voice_cue:
        return NextStep.PAUSE
    if run.paused:
        return NextStep.GO_ON
    if quiet_left(run, now) or run.held_for_answer:
        return NextStep.SAY_NOW
    return NextStep.WAIT if run.by_voice else NextStep.SAID


def voice_waits(run: ScriptRun, speaking: str) -> int | None:
    """When the voice is to say the line (session time, ms); None where it is not its turn."""
    if run.ended is not None or not run.by_voice or run.held_for_answer or run.paused or run.said_all or speaking:
        return None
    return quiet_until(run)


# --- what changes it -----------------------------------------------------------------------------------------

Runs = tuple[ScriptRun, ...]


def running_script(runs: Runs) -> ScriptRun | None:
    """The script that runs, if one does."""
    return runs[-1] if runs and runs[-1].ended is None else None


def runs_after(runs: Runs, body: s.AnyScriptStep, t: Elapsed) -> Runs:
    """Every script of the session after `body`. Raises LookupError for what speaks of a line that it does not have."""
    if isinstance(body, s.ScriptBegan):
        return (*runs, ScriptRun(body.script, t, body.cue))
    run = runs[-1]
    run.script.lines[max(0, getattr(body, "line", 0) - isinstance(body, s.ScriptEnded))]
    return (*runs[:-1], _after(run, body, t))


def _after(run: ScriptRun, body: s.AnyStepWithin, t: Elapsed) -> ScriptRun:
    match body:
        case s.ScriptLineSaid():
            said = _at(run, body.line + 1, before=body.line, since=t, stretch=body.stretch)
            if body.by_voice:
                return msgspec.structs.replace(said, spoken=run.spoken + 1)
            return msgspec.structs.replace(said, read=run.read + 1)
        case s.ScriptLineSkipped(broken_off=True):
            return _at(run, body.line + 1, before=body.line, since=t)
        case s.ScriptLineSkipped():
            after = _at(run, body.line + 1)
            return msgspec.structs.replace(after, before=-1, since=t) if after.said_all else after
        case s.ScriptLineRepeated():
            return _at(run, body.line, before=-1)
        case s.ScriptQuietCut():
            return msgspec.structs.replace(run, before=-1, since=t, paused=False)
        case s.ScriptPaused():
            return msgspec.structs.replace(run, before=-1, paused=True, place=body.place)
        case s.ScriptPaced():
            return msgspec.structs.replace(_heard_out(run, t), pace=body.after)
        case s.ScriptStretched():
            return msgspec.structs.replace(_heard_out(run, t), stretching=body.on, stretch=body.stretch)
        case s.ScriptGiven():
            return msgspec.structs.replace(run, by_voice=body.to_voice, paused=False, place=0)
        case s.ScriptEnded():
            return msgspec.structs.replace(run, ended=t, by_voice=False, paused=False)
    assert_never(body)


def _heard_out(run: ScriptRun, t: Elapsed) -> ScriptRun:
    """A silence that is over stays over, however long the others become; an answer is still waited for."""
    return run if quiet_left(run, t) or run.said_all or run.held_for_answer else msgspec.structs.replace(run, before=-1)


def _at(run: ScriptRun, line: int, **changes: object) -> ScriptRun:
    """The run at another line, which begins at its beginning."""
    return msgspec.structs.replace(run, line=line, paused=False, place=0, **changes)


def spoken_from(runs: Runs, cue: str, t: Elapsed) -> Runs:
    """Every script once the voice has begun to say `cue`, which may be a line of the one that runs."""
    run = running_script(runs)
    if run is None or run.voice_cue != cue:
        return runs
    return (*runs[:-1], msgspec.structs.replace(run, spoken_since=t))


def without_voice(runs: Runs) -> Runs:
    """Every script once the program was away or asleep: no voice speaks to the client again by itself."""
    run = running_script(runs)
    if run is None or not run.by_voice:
        return runs
    return (*runs[:-1], msgspec.structs.replace(run, by_voice=False, paused=False, place=0))
