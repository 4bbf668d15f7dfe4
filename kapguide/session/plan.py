"""The protocol laid on session time: what is due, when phases end, when all is over. Functions of (state, now)."""

from collections.abc import Iterator

import msgspec

from kapguide.session.clock import SECOND
from kapguide.session.protocol import Anchor, Later, Phase, Prompt, ReadingDue, Timing
from kapguide.session.state import SessionState

LATE_OK = 60 * SECOND
"""A cue that is later than this is missed: listed, not shown."""

READING_EARLY = 300 * SECOND
"""A reading taken up to this long before its due time answers it."""


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
    flow = state.flow
    phase = state.protocol.phases[flow.index]
    own = flow.run.extended + flow.run.held + held_now(state, now)
    if phase.anchor is Anchor.T0 and (anchored := _t0_end(state, flow.index, now)) is not None:
        return max(flow.run.began + phase.shortest, anchored) + own
    return flow.run.began + phase.planned + own


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
    return (*done, *_laid(coming, done[-1].end, _coming_lengths(state, done[-1].end, now)))


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


def _coming_lengths(state: SessionState, start: int, now: int) -> list[int]:
    """The lengths of the phases still to come, when the first of them begins at `start`."""
    phases = state.protocol.phases
    first = len(state.flow.runs)
    lengths = _as_planned(phases[first:])
    if state.protocol.later is Later.ABSORB:
        return _absorbed(phases[first:], lengths, state.protocol.planned - start)
    for place, phase in enumerate(phases[first:]):
        if phase.anchor is Anchor.T0 and (end := _t0_end(state, first + place, now)) is not None:
            lengths[place] = max(phase.shortest, end - start)
        start += lengths[place]
    return lengths


def _absorbed(phases: tuple[Phase, ...], lengths: list[int], room: int) -> list[int]:
    """`lengths` shrunk or grown, each within its own limits and in proportion to its play, to fill `room` ms."""
    wanted = room - sum(lengths)
    play = [p.planned - p.shortest if wanted < 0 else p.longest - p.planned for p in phases]
    share = min(1.0, abs(wanted) / sum(play)) if sum(play) else 0.0
    sign = -1 if wanted < 0 else 1
    return [length + sign * int(part * share) for length, part in zip(lengths, play, strict=True)]


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
    found = [due for due in _cues(state, now, now) if due.at <= now and due.cue not in state.cues]
    return sorted(found, key=lambda due: due.at)


def coming(state: SessionState, now: int, until: int) -> list[Due]:
    """The cues still to come up to `until`, as things stand: what the timeline and the countdowns show.

    Later phases' cues are laid on their planned starts.
    """
    if state.ended is not None:
        return []
    found = [due for due in _cues(state, now, until) if due.at > now and due.cue not in state.cues]
    for index, span in enumerate(spans(state, now)):
        if span.state == "future":
            found += _phase_cues(state, span.phase, span.start, span.end, until)
            found += _dose_readings(state, index, until) if state.t0 is None else []
    return sorted(found, key=lambda due: due.at)


def next_due(state: SessionState, now: int) -> int | None:
    """When the engine next has something to do (session time, ms), so that nothing needs to poll; None for never."""
    if not state.running or not state.flow.runs:
        return None
    times = [due.at for due in _cues(state, now, now + 24 * 3600 * SECOND) if due.cue not in state.cues]
    times += [cue.snoozed_until for cue in state.cues.values() if cue.snoozed_until and not cue.acknowledged]
    times += [unclamped_phase_end(state, now)] if state.flow.held_since is None else []
    later = [time for time in times if time > now]
    return min(later) if later else None


def _cues(state: SessionState, now: int, until: int) -> Iterator[Due]:
    """Every occurrence up to `until` of what can fall due without the therapist going on to another phase."""
    flow = state.flow
    for index, phase in enumerate(state.protocol.phases):
        if state.t0 is not None:
            yield from _dose_readings(state, index, until)
        if index == flow.index:
            stop = min(until, flow.held_since) if flow.held_since is not None else until
            yield from _phase_cues(state, phase, flow.run.began, None, until, shift=flow.run.held, phase_stop=stop)


def _phase_cues(
    state: SessionState,
    phase: Phase,
    start: int,
    end: int | None,
    until: int,
    shift: int = 0,
    phase_stop: int | None = None,
) -> Iterator[Due]:
    """The cues that belong to a phase beginning at `start`.

    Those counted from the phase wait while it is held: they come `shift` later, and none after `phase_stop`.
    """
    items: tuple[Prompt | ReadingDue, ...] = (*phase.prompts, *phase.readings)
    for item in items:
        if item.timing.anchor is Anchor.PHASE:
            stop = until if phase_stop is None else phase_stop
            yield from _occurrences(item, start + shift, start, min(stop, end) if end is not None else stop)
        elif state.t0 is not None and not _outlives_phase(item):
            yield from _occurrences(item, state.t0, start, min(until, end) if end is not None else until)
        elif state.t0 is None and end is not None and not _outlives_phase(item):
            supposed = _supposed_t0(state)
            yield from _occurrences(item, supposed, start, min(until, end))


def _outlives_phase(item: Prompt | ReadingDue) -> bool:
    """A reading counted from the dose is due whatever phase it is, as long as its own times say when it ends."""
    timing = item.timing
    bounded = timing.every is None or timing.until is not None
    return isinstance(item, ReadingDue) and timing.anchor is Anchor.T0 and bounded


def _dose_readings(state: SessionState, index: int, until: int) -> Iterator[Due]:
    t0 = state.t0 if state.t0 is not None else _supposed_t0(state)
    for item in state.protocol.phases[index].readings:
        if _outlives_phase(item):
            yield from _occurrences(item, t0, 0, until)


def _supposed_t0(state: SessionState) -> int:
    """Where the dose is drawn before it is given: the planned place, or now's phase if that has passed."""
    return max(state.protocol.planned_t0, state.flow.run.began if state.flow.runs else 0)


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
    """The reading cues that fell due and that no reading has answered."""
    if not state.running:
        return ()
    ids = {item.id for phase in state.protocol.phases for item in phase.readings}
    latest = max((reading.taken for reading in state.readings), default=None)
    return tuple(
        name
        for name, cue in state.cues.items()
        if base_cue(name) in ids
        and not cue.missed
        and not cue.acknowledged
        and (latest is None or latest < cue.due - READING_EARLY)
    )


def base_cue(cue: str) -> str:
    """The id in the protocol of a cue or of one of its repeats, such as `onset/p1` of `onset/p1#2`."""
    return cue.partition("#")[0]


def prompt_of(state: SessionState, cue: str) -> Prompt | None:
    """The prompt behind a cue's id; None for a reading."""
    name = base_cue(cue)
    return next((p for phase in state.protocol.phases for p in phase.prompts if p.id == name), None)
