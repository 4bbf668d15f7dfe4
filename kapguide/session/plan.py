"""The protocol laid on session time: what is due, when phases end, when all is over. Functions of (state, now)."""

from collections.abc import Iterator

import msgspec

from kapguide.session.doses.dose import ENDS, DoseStep
from kapguide.session.protocol.protocol import (
    Anchor,
    Ask,
    DoneBy,
    Later,
    Phase,
    PhaseKind,
    Prompt,
    ReadingDue,
    Timing,
    base_cue,
    cue_name,
    dose_of_cue,
)
from kapguide.session.state import SessionState, running_timers
from kapguide.spans import HOUR, SECOND

LATE_OK = 60 * SECOND
"""A cue that is later than this is missed: listed, not shown."""


class Due(msgspec.Struct, frozen=True):
    """A cue and its time. `prompt` is None for a reading; `dose` is the dose that it counts from, 0 for its phase."""

    cue: str
    at: int
    title: str
    prompt: Prompt | None = None
    dose: int = 0


class DoseTime(msgspec.Struct, frozen=True):
    """What cues count from a dose: when it was given, has dissolved, as said or supposed, and was given whole."""

    number: int
    given: int
    dissolved: int
    whole: int


class Span(msgspec.Struct, frozen=True):
    """A phase on the timeline: real where it is past, planned where it is to come."""

    phase: Phase
    start: int
    end: int
    state: str
    """past, current or future"""


# --- phases ------------------------------------------------------------------------------------------------


def phase_end(state: SessionState, now: int) -> int:
    """The current phase's planned end; never before now, and as far ahead as before while it is held."""
    return max(now, unclamped_phase_end(state, now))


def unclamped_phase_end(state: SessionState, now: int) -> int:
    """The current phase's planned end, in the past when it has run over."""
    flow, run = state.flow, state.flow.run
    length = _lengths(state, flow.index, run.began, now)[0]
    return run.began + length + run.extended + run.held + held_now(state, now)


def held_now(state: SessionState, now: int) -> int:
    """How long the hold that is on has lasted (ms); 0 when the phase is not held."""
    return now - state.flow.held_since if state.flow.held_since is not None else 0


def overrun(state: SessionState, now: int) -> int:
    """How long the current phase has run past its planned end (ms); 0 before it."""
    return max(0, now - unclamped_phase_end(state, now))


def spans(state: SessionState, now: int) -> tuple[Span, ...]:
    """Every phase on the timeline, laid end to end. Before the start, as the protocol plans them."""
    phases = state.protocol.phases
    if not state.flow.runs:
        return tuple(_laid(phases, 0, _as_planned(phases)))
    done = []
    for phase, run in zip(phases, state.flow.runs, strict=False):
        current = run.ended is None
        end = run.ended if run.ended is not None else phase_end(state, now)
        done.append(Span(phase, run.began, end, "current" if current else "past"))
    coming = phases[len(done) :]
    if state.ended is not None:
        return tuple(done)
    return (*done, *_laid(coming, done[-1].end, _lengths(state, len(done), done[-1].end, now)))


def expected_end(state: SessionState, now: int) -> int:
    """When the session will be over (session time, ms) as things stand; never before now."""
    return state.ended if state.ended is not None else max(now, spans(state, now)[-1].end)


def observe_until(state: SessionState) -> int | None:
    """The end of the clinic's minimum observation time, counted from the last dose; None without a dose."""
    if not state.doses or not state.protocol.observe_at_least:
        return None
    return state.doses[state.last_dose - 1].taken_until + state.protocol.observe_at_least


def _t0_end(state: SessionState, index: int, now: int) -> int | None:
    """Where phase `index` ends by the dose clock, moved by the holds and extensions of the phases before it."""
    if state.t0 is None:
        return None
    phases = state.protocol.phases
    nominal = sum(phase.planned for phase in phases[: index + 1]) - state.protocol.planned_t0
    if state.protocol.later is Later.ABSORB:
        return state.t0 + nominal
    before = zip(phases[:index], state.flow.runs, strict=False)
    moved = sum(run.extended + run.held for phase, run in before if phase.anchor is Anchor.T0)
    if state.flow.index < index and phases[state.flow.index].anchor is Anchor.T0:
        moved += held_now(state, now)
    return state.t0 + nominal + moved


def _lengths(state: SessionState, first: int, start: int, now: int) -> list[int]:
    """The lengths of the phases from `first` on, when that one begins at `start`, without holds and extensions.

    Once the dose is given, phases tied to it end by its clock. What absorbs are the phases after those.
    """
    phases = state.protocol.phases[first:]
    lengths = _as_planned(phases)
    free, free_start = 0, start
    for place, phase in enumerate(phases):
        if phase.anchor is Anchor.T0 and (end := _t0_end(state, first + place, now)) is not None:
            lengths[place] = max(phase.shortest, end - start)
            free, free_start = place + 1, start + lengths[place]
        start += lengths[place]
    if state.protocol.later is Later.ABSORB:
        lengths[free:] = _absorbed(phases[free:], lengths[free:], state.protocol.planned - free_start)
    return lengths


def _absorbed(phases: tuple[Phase, ...], lengths: list[int], room: int) -> list[int]:
    """`lengths` shrunk or grown, each within its own limits and in proportion to its play, to fill `room` ms."""
    wanted = room - sum(lengths)
    sign = -1 if wanted < 0 else 1
    play = [p.planned - p.shortest if wanted < 0 else p.longest - p.planned for p in phases]
    most = sum(play)
    wanted = min(abs(wanted), most)
    filled, given = [], 0
    for place, length in enumerate(lengths):  # shares of the running total, so that no millisecond is lost
        upto = wanted * sum(play[: place + 1]) // most if most else 0
        filled.append(length + sign * (upto - given))
        given = upto
    return filled


def _as_planned(phases: tuple[Phase, ...]) -> list[int]:
    return [phase.planned for phase in phases]


def _laid(phases: tuple[Phase, ...], start: int, lengths: list[int]) -> Iterator[Span]:
    for phase, length in zip(phases, lengths, strict=True):
        yield Span(phase, start, start + length, "future")
        start += length


# --- cues --------------------------------------------------------------------------------------------------


def due_by(state: SessionState, now: int) -> list[Due]:
    """The cues whose time has come and that have neither fired nor been missed, in the order of their times."""
    if not state.running or not state.flow.runs:
        return []
    return sorted((due for due in _cues(state, now) if _is_new(state, due)), key=lambda due: due.at)


def coming(state: SessionState, now: int, until: int) -> list[Due]:
    """The cues still to come up to `until`, as things stand: what the timeline and the countdowns show.

    The current phase's cues come up to its planned end, those of later phases on their planned starts. Before
    the dose, its cues are laid on where it is supposed.
    """
    if state.ended is not None:
        return []
    doses = dose_times(state) or (_supposed_dose(state, now),)
    found: list[Due] = []
    for span in spans(state, now):
        found += _free_cues(span.phase, doses, span.start, until)
        if span.state != "past":
            shift = state.flow.run.held + held_now(state, now) if span.state == "current" else 0
            stop = min(until, span.end)
            found += _phase_cues(span.phase, doses, span.start, shift, stop, stop)
    return sorted((due for due in found if due.at >= now and _is_new(state, due)), key=lambda due: due.at)


def next_due(state: SessionState, now: int) -> int | None:
    """When the engine next has something to do (session time, ms), so that nothing needs to poll; None for never.

    It is `now` when something is due already. A prompt that an emergency stops is waited for until it is missed.
    """
    if not state.running or not state.flow.runs:
        return None
    wait = LATE_OK + 1 if state.flow.prompts_stopped else 0
    times = [
        max(now, due.at + (wait if due.prompt is not None else 0))
        for due in _cues(state, now + 24 * HOUR)
        if _is_new(state, due)
    ]
    views = [cue.snoozed_until for cue in state.cues.values() if cue.snoozed_until and not cue.acknowledged]
    views += [unclamped_phase_end(state, now)] if state.flow.held_since is None else []
    times += [max(now, timer.until) for timer in running_timers(state)]
    times += [max(now, run.until) for run in state.breath if run.until is not None]
    return min(times + [time for time in views if time > now], default=None)


def dose_times(state: SessionState) -> tuple[DoseTime, ...]:
    """The doses that cues count from."""
    dissolve = state.protocol.dose_plan.dissolve
    said = [dose.stepped(DoseStep.DISSOLVED) for dose in state.doses]
    return tuple(
        DoseTime(number, dose.given, dose.given + dissolve if at is None else at, dose.taken_until)
        for number, (dose, at) in enumerate(zip(state.doses, said, strict=True), 1)
    )


def is_done(state: SessionState, prompt: Prompt, number: int) -> bool:
    """Whether what closes the prompt has happened to dose `number`."""
    if not prompt.done_by or number > len(state.doses):
        return False
    dose = state.doses[number - 1]
    match prompt.done_by:
        case DoneBy.DOSE:
            return True
        case DoneBy.DISSOLVED:
            return dose.stepped(DoseStep.DISSOLVED, DoseStep.SWISH, *ENDS) is not None
        case _:
            return dose.ended is not None


def given_over(state: SessionState, cue: str) -> bool:
    """Whether a later dose has taken over a prompt that counts from the last one; a look waits for its answer."""
    prompt = prompt_of(state, cue)
    if prompt is None or prompt.timing.anchor is not Anchor.LAST_DOSE or prompt.ask is Ask.LOOK:
        return False
    return dose_of_cue(cue) != state.last_dose


def _is_new(state: SessionState, due: Due) -> bool:
    """Whether the cue has not come yet, and what it asks for has not been done before it came."""
    if due.cue in state.cues:
        return False
    return due.prompt is None or not is_done(state, due.prompt, dose_of_cue(due.cue))


def _cues(state: SessionState, until: int) -> Iterator[Due]:
    """Every occurrence up to `until` of what can fall due without the therapist going on to another phase."""
    flow, doses = state.flow, dose_times(state)
    for index, phase in enumerate(state.protocol.phases):
        began = flow.runs[index].began if index < len(flow.runs) else None
        yield from _free_cues(phase, doses, began, until)
    stop = min(until, flow.held_since) if flow.held_since is not None else until
    yield from _phase_cues(state.protocol.phases[flow.index], doses, flow.run.began, flow.run.held, stop, until)


def _phase_cues(
    phase: Phase, doses: tuple[DoseTime, ...], start: int, shift: int, phase_until: int, dose_until: int
) -> Iterator[Due]:
    """The cues that belong to a phase beginning at `start`, and come while it is on.

    Those counted from the phase wait while it is held: they come `shift` later, up to `phase_until`. Those
    counted from a dose come up to `dose_until`, and none without one.
    """
    items: tuple[Prompt | ReadingDue, ...] = (*phase.prompts, *phase.readings)
    for item in items:
        if item.timing.anchor is Anchor.PHASE:
            yield from _occurrences(item, start + shift, start, phase_until)
        elif not _outlives_phase(item):
            yield from _of_doses(item, doses, start, dose_until)


def _free_cues(phase: Phase, doses: tuple[DoseTime, ...], began: int | None, until: int) -> Iterator[Due]:
    """What counts from a dose and is not bound to its phase: a reading at any time, a prompt from its phase's start.

    `began` is None for a phase that has not begun.
    """
    for reading in phase.readings:
        if _outlives_phase(reading):
            yield from _of_doses(reading, doses, 0, until)
    for prompt in phase.prompts if began is not None else ():
        if _outlives_phase(prompt):
            yield from _of_doses(prompt, doses, began or 0, until)


def _outlives_phase(item: Prompt | ReadingDue) -> bool:
    """Whether it comes whatever phase it is, as long as its own times say when it ends.

    So do readings that count from a dose, and prompts that go with a dose of their own; of those that go with the
    first dose, single ones that want an answer: going on early does not lose them.
    """
    timing = item.timing
    if timing.anchor is Anchor.PHASE or (timing.every is not None and timing.until is None):
        return False
    if isinstance(item, ReadingDue) or timing.anchor is not Anchor.T0:
        return True
    return item.waits and timing.every is None


def _of_doses(item: Prompt | ReadingDue, doses: tuple[DoseTime, ...], not_before: int, until: int) -> Iterator[Due]:
    """The item's times for the doses that it counts from."""
    match item.timing.anchor:
        case Anchor.T0:  # whichever that is: its cues are the session's, and come once
            first = sorted(doses, key=lambda dose: dose.given)[:1]
            doses = tuple(msgspec.structs.replace(dose, number=1) for dose in first)
        case Anchor.LAST_DOSE:
            doses = (max(doses, key=lambda dose: (dose.whole, dose.number)),) if doses else ()
    for dose in doses:
        bases = {Anchor.DISSOLVED: dose.dissolved, Anchor.LAST_DOSE: dose.whole}
        yield from _occurrences(item, bases.get(item.timing.anchor, dose.given), not_before, until, dose.number)


def _supposed_dose(state: SessionState, now: int) -> DoseTime:
    """Where the dose is drawn before it is given: as the first dosing phase begins, or now when that has passed."""
    dosing = (span.start for span in spans(state, now) if span.phase.kind is PhaseKind.DOSING)
    t0 = max(now, next(dosing, 0))
    return DoseTime(1, t0, t0 + state.protocol.dose_plan.dissolve, t0)


def _occurrences(item: Prompt | ReadingDue, base: int, not_before: int, until: int, dose: int = 0) -> Iterator[Due]:
    """The item's times up to `until`. A single one that lies before its phase comes with the phase's start."""
    timing: Timing = item.timing
    prompt = item if isinstance(item, Prompt) else None
    title = f"{item.title} (dose {dose})" if dose > 1 else item.title

    def due(at: int, repeat: int = 0) -> Due:
        return Due(cue_name(item.id, dose, repeat), at, title, prompt, dose)

    if timing.every is None:
        at = max(base + timing.at, not_before)
        if at <= until:
            yield due(at)
        return
    last = min(until, base + timing.until) if timing.until is not None else until
    for number, at in enumerate(range(base + timing.at, last + 1, timing.every)):
        if at >= not_before:
            yield due(at, number)


def prompt_of(state: SessionState, cue: str) -> Prompt | None:
    """The prompt behind a cue's id; None for a reading."""
    name = base_cue(cue)
    return next((p for phase in state.protocol.phases for p in phase.prompts if p.id == name), None)
