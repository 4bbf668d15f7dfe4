"""The protocol laid on session time: what is due, when phases end, when all is over. Functions of (state, now)."""

from collections.abc import Iterator

import msgspec

from kapguide.session.clock import HOUR, SECOND
from kapguide.session.protocol import Anchor, Later, Phase, PhaseKind, Prompt, ReadingDue, Timing
from kapguide.session.state import Cue, SessionState

LATE_OK = 60 * SECOND
"""A cue that is later than this is missed: listed, not shown."""

READING_EARLY = 300 * SECOND
"""A reading taken up to this long before its due time answers it; at most half of the time between two repeats."""


class Due(msgspec.Struct, frozen=True):
    """A cue and its time. `prompt` is None for a reading."""

    cue: str
    at: int
    title: str
    prompt: Prompt | None = None


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
    return state.doses[-1].given + state.protocol.observe_at_least


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
    return sorted((due for due in _cues(state, now) if due.cue not in state.cues), key=lambda due: due.at)


def coming(state: SessionState, now: int, until: int) -> list[Due]:
    """The cues still to come up to `until`, as things stand: what the timeline and the countdowns show.

    The current phase's cues come up to its planned end, those of later phases on their planned starts. Before
    the dose, its cues are laid on where it is supposed.
    """
    if state.ended is not None:
        return []
    t0 = state.t0 if state.t0 is not None else _supposed_t0(state, now)
    found = list(_left_behind(state, t0, until)) if state.t0 is not None else []
    for index, span in enumerate(spans(state, now)):
        found += _dose_readings(state, index, t0, until)
        if span.state != "past":
            shift = state.flow.run.held + held_now(state, now) if span.state == "current" else 0
            stop = min(until, span.end)
            found += _phase_cues(span.phase, t0, span.start, shift, stop, stop)
    return sorted((due for due in found if due.at >= now and due.cue not in state.cues), key=lambda due: due.at)


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
        if due.cue not in state.cues
    ]
    views = [cue.snoozed_until for cue in state.cues.values() if cue.snoozed_until and not cue.acknowledged]
    views += [unclamped_phase_end(state, now)] if state.flow.held_since is None else []
    return min(times + [time for time in views if time > now], default=None)


def _cues(state: SessionState, until: int) -> Iterator[Due]:
    """Every occurrence up to `until` of what can fall due without the therapist going on to another phase."""
    flow = state.flow
    if state.t0 is not None:
        for index in range(len(state.protocol.phases)):
            yield from _dose_readings(state, index, state.t0, until)
        yield from _left_behind(state, state.t0, until)
    stop = min(until, flow.held_since) if flow.held_since is not None else until
    yield from _phase_cues(state.protocol.phases[flow.index], state.t0, flow.run.began, flow.run.held, stop, until)


def _phase_cues(phase: Phase, t0: int | None, start: int, shift: int, phase_until: int, t0_until: int) -> Iterator[Due]:
    """The cues that belong to a phase beginning at `start`.

    Those counted from the phase wait while it is held: they come `shift` later, up to `phase_until`. Those
    counted from the dose come up to `t0_until`, and none without one.
    """
    items: tuple[Prompt | ReadingDue, ...] = (*phase.prompts, *phase.readings)
    for item in items:
        if item.timing.anchor is Anchor.PHASE:
            yield from _occurrences(item, start + shift, start, phase_until)
        elif t0 is not None and not _outlives_phase(item):
            yield from _occurrences(item, t0, start, t0_until)


def _left_behind(state: SessionState, t0: int, until: int) -> Iterator[Due]:
    """Single prompts of the dose that want an answer: going on early does not lose them."""
    for phase, run in zip(state.protocol.phases, state.flow.runs[:-1], strict=False):
        for item in phase.prompts:
            if item.acknowledge and item.timing.anchor is Anchor.T0 and item.timing.every is None:
                yield from _occurrences(item, t0, run.began, until)


def _outlives_phase(item: Prompt | ReadingDue) -> bool:
    """A reading counted from the dose is due whatever phase it is, as long as its own times say when it ends."""
    timing = item.timing
    bounded = timing.every is None or timing.until is not None
    return isinstance(item, ReadingDue) and timing.anchor is Anchor.T0 and bounded


def _dose_readings(state: SessionState, index: int, t0: int, until: int) -> Iterator[Due]:
    for item in state.protocol.phases[index].readings:
        if _outlives_phase(item):
            yield from _occurrences(item, t0, 0, until)


def _supposed_t0(state: SessionState, now: int) -> int:
    """Where the dose is drawn before it is given: as the first dosing phase begins, or now when that has passed."""
    dosing = (span.start for span in spans(state, now) if span.phase.kind is PhaseKind.DOSING)
    return max(now, next(dosing, 0))


def _occurrences(item: Prompt | ReadingDue, base: int, not_before: int, until: int) -> Iterator[Due]:
    """The item's times up to `until`. A single one that lies before its phase comes with the phase's start."""
    timing: Timing = item.timing
    prompt = item if isinstance(item, Prompt) else None
    if timing.every is None:
        at = max(base + timing.at, not_before)
        if at <= until:
            yield Due(item.id, at, item.title, prompt)
        return
    last = min(until, base + timing.until) if timing.until is not None else until
    for number, at in enumerate(range(base + timing.at, last + 1, timing.every)):
        if at >= not_before:
            yield Due(item.id if number == 0 else f"{item.id}#{number}", at, item.title, prompt)


def readings_open(state: SessionState) -> tuple[str, ...]:
    """The reading cues that fell due and that no reading has answered.

    Of those that were missed, by sleep or a dose recorded late, only one that nothing later has replaced.
    """
    if not state.running:
        return ()
    every = {item.id: item.timing.every for phase in state.protocol.phases for item in phase.readings}
    latest = max((reading.taken for reading in state.readings), default=None)

    def answered(name: str, cue: Cue) -> bool:
        early = min(READING_EARLY, (every[base_cue(name)] or 2 * READING_EARLY) // 2)
        return latest is not None and latest >= cue.due - early

    due = [name for name in state.cues if base_cue(name) in every]
    newest = max(due, key=lambda name: state.cues[name].due, default="")
    return tuple(
        name for name in due if not answered(name, state.cues[name]) and (name == newest or not state.cues[name].missed)
    )


def base_cue(cue: str) -> str:
    """The id in the protocol of a cue or of one of its repeats, such as `onset/p1` of `onset/p1#2`."""
    return cue.partition("#")[0]


def prompt_of(state: SessionState, cue: str) -> Prompt | None:
    """The prompt behind a cue's id; None for a reading."""
    name = base_cue(cue)
    return next((p for phase in state.protocol.phases for p in phase.prompts if p.id == name), None)
