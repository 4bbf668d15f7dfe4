"""What the reader of a script shows at a moment: functions of (state, now)."""

import msgspec

from kapguide.session.clock import Instant
from kapguide.session.guiding.script_run import (
    NextStep,
    ScriptRun,
    line_length,
    next_step,
    quiet_before,
    quiet_left,
    running_script,
    script_left,
)
from kapguide.session.plan import overrun, phase_end, prompt_of
from kapguide.session.state import SessionState, running_timers
from kapguide.session.view import current_prompt
from kapguide.ui.session.forms.timer_form import timer_words
from kapguide.ui.session.times import wall_text
from kapguide.ui.widgets.facts_line import ShownFact
from kapguide.ui.widgets.ring import RingData, whole_seconds
from kapguide.ui.widgets.segments import SegmentsData
from kapguide.ui.widgets.words import countdown_text, span_words

ALL_SAID = "All of it has been said."
LAST = "That is the last line."
VOICE_SPEAKS = "voice"


class ReaderData(msgspec.Struct, frozen=True):
    """All of the reader but what its buttons are called in the room that they have."""

    title: str
    by: str
    beside: tuple[str, ...]
    """What else runs or waits behind the reader."""
    facts: tuple[tuple[ShownFact, ...], ...]
    segments: SegmentsData
    last: str
    line: str
    next: str
    ring: RingData
    step: NextStep
    pace: str
    until: str
    """The time of day at which the phase ends, where that can be said."""
    stretching: bool
    by_voice: bool
    said_all: bool


def reader_data(state: SessionState, now: Instant) -> ReaderData | None:
    """The script that runs at `now`; None where none does."""
    run = running_script(state.scripts)
    if run is None:
        return None
    lines = run.script.lines
    step = next_step(run, now.elapsed, state.speaking)
    left = phase_end(state, now.elapsed) - now.elapsed
    return ReaderData(
        title=run.script.title,
        by=_by(run, step),
        beside=_beside(state, now),
        facts=_facts(state, run, now),
        segments=SegmentsData(tuple(line_length(run, line) for line in range(len(lines))), run.line),
        last=lines[run.line - 1].say if 0 < run.line <= len(lines) else "",
        line=ALL_SAID if run.said_all else lines[run.line].say,
        next=lines[run.line + 1].say if run.line + 1 < len(lines) else "" if run.said_all else LAST,
        ring=_ring(run, step, now),
        step=step,
        pace=f"{run.pace:.1f}×",
        until=wall_text(now.utc, now.tz_min, left) if left else "",
        stretching=run.stretching,
        by_voice=run.by_voice,
        said_all=run.said_all,
    )


def script_words(run: ScriptRun) -> str:
    """`Open space 7 of 16`: a script that runs, where the reader is not in sight."""
    lines = len(run.script.lines)
    return f"{run.script.title} {'said' if run.said_all else f'{run.line + 1} of {lines}'}"


def names_script(state: SessionState, cue: str) -> str:
    """The id of the script that the prompt on the screen names, or else the phase; empty where neither does."""
    prompt = prompt_of(state, cue)
    return (prompt.script if prompt is not None else "") or state.protocol.phases[state.flow.index].script or ""


def _by(run: ScriptRun, step: NextStep) -> str:
    return "said by the voice" if run.by_voice or step is NextStep.PAUSE else "read by you"


def _beside(state: SessionState, now: Instant) -> tuple[str, ...]:
    shown = current_prompt(state, now.elapsed)
    waiting = shown.waiting + 1 if shown is not None else 0
    prompts = ("1 prompt waits" if waiting == 1 else f"{waiting} prompts wait",) if waiting else ()
    timers = (timer_words(timer, now.elapsed) for timer in running_timers(state))
    return (*prompts, *(run.pattern.title for run in state.breath), *timers)


def _ring(run: ScriptRun, step: NextStep, now: Instant) -> RingData:
    quiet = whole_seconds(quiet_left(run, now.elapsed)) or 0
    match step:
        case NextStep.SAY_NOW:
            if run.offered and not quiet:
                return RingData(words="waits", caption="to answer")
            return RingData(quiet, quiet_before(run), "to answer" if run.offered else "quiet first")
        case NextStep.SAID:
            return RingData(words="say")
        case NextStep.PAUSE | NextStep.WAIT:
            return RingData(words=VOICE_SPEAKS, caption="says it" if step is NextStep.PAUSE else "in a moment")
        case NextStep.GO_ON:
            return RingData(words="paused")
    return RingData(quiet, quiet_before(run), "quiet") if quiet else RingData(words="end")


def _facts(state: SessionState, run: ScriptRun, now: Instant) -> tuple[tuple[ShownFact, ...], ...]:
    """Which line, what is left of the script, what is left of the phase; then in fewer words."""
    title = state.protocol.phases[state.flow.index].title
    number, count = str(min(run.line + 1, len(run.script.lines))), len(run.script.lines)
    script = countdown_text(script_left(run, now.elapsed))
    over = overrun(state, now.elapsed)
    if state.flow.held_since is not None:
        phases = (ShownFact("held", before=f"{title} "), ShownFact("held", before="phase "))
    elif over:
        past = span_words(over)
        phases = (ShownFact(past, f" over in {title}"), ShownFact(past, " over"))
    else:
        left = countdown_text(phase_end(state, now.elapsed) - now.elapsed)
        phases = (ShownFact(left, f" in {title}"), ShownFact(left, " in the phase"))
    line = ShownFact(number, f" of {count}", "line ")
    return (
        (line, ShownFact(script, " left in the script"), phases[0]),
        (line, ShownFact(script, " left in the script"), phases[1]),
        (line, ShownFact(script, " left"), phases[1]),
        (ShownFact(number, f" of {count}"), ShownFact(script, " left")),
    )
