"""Whether a scenario and a protocol go together, and where in the session its stretch lies. All spans are ms."""

from collections.abc import Iterator

from kapguide.rehearsal.deeds import Deed
from kapguide.rehearsal.scenario import Scenario, Since, Stretch, Turn
from kapguide.session.protocol.protocol import Anchor, PhaseKind, ReadingDue, TherapyProtocol
from kapguide.spans import format_span

_READ = frozenset((Deed.READING, "again"))


def fits(scenario: Scenario, protocol: TherapyProtocol) -> bool:
    """Can the scenario be rehearsed with this protocol?"""
    return not misfits(scenario, protocol)


def misfits(scenario: Scenario, protocol: TherapyProtocol) -> tuple[str, ...]:
    """A sentence for each reason why it cannot; empty where it can."""
    if protocol.route is None or protocol.route not in scenario.routes:
        routes = ", ".join(scenario.routes)
        given = f"is for {protocol.route}" if protocol.route else "has no dose"
        return (f"“{scenario.title}” is written for {routes}; “{protocol.title}” {given}.",)
    begins, ends = planned_stretch(scenario.stretch, protocol)
    if begins is None:
        return (f"“{protocol.title}” has no phase of the kind “{scenario.stretch.phase}”, where it begins.",)
    if begins >= ends:
        span = f"begins {format_span(begins)} into “{protocol.title}”, and would end {format_span(ends)} into it"
        return (f"“{scenario.title}” {span}.",)
    latest = ends if scenario.stretch.ends is not None else sum(phase.longest for phase in protocol.phases)
    found = []
    if ends > protocol.planned:
        planned = f"“{protocol.title}” is planned for {format_span(protocol.planned)}"
        found.append(f"“{scenario.title}” ends {format_span(ends)} into a session; {planned}.")
    found += [
        f"“{turn.title}” would come {format_span(max(0, at))} into “{protocol.title}”, outside of the stretch."
        for turn in scenario.turns
        if (at := _planned_time(turn, protocol)) is not None and not begins <= at < latest
    ]
    if _shows_in_readings(scenario) and not any(begins <= at < ends for at in _readings(protocol)):
        found.append(f"What happens in “{scenario.title}” shows in readings, and nothing asks for one in its stretch.")
    return tuple(found)


def planned_stretch(stretch: Stretch, protocol: TherapyProtocol) -> tuple[int | None, int]:
    """From when to when the stretch goes, counted from the session's start as it is planned; no beginning without a
    phase of its kind."""
    ends = protocol.planned if stretch.ends is None else protocol.planned_t0 + stretch.ends
    began = _phase_start(stretch.phase, protocol)
    return None if began is None else began + stretch.begins, ends


def planned_length(scenario: Scenario, protocol: TherapyProtocol) -> int:
    """How long the stretch is planned to be with that protocol; 0 where it does not fit."""
    begins, ends = planned_stretch(scenario.stretch, protocol)
    return 0 if begins is None else max(0, ends - begins)


def _phase_start(kind: str, protocol: TherapyProtocol) -> int | None:
    start = 0
    for phase in protocol.phases:
        if phase.kind == kind:
            return start
        start += phase.planned
    return None


def _planned_time(turn: Turn, protocol: TherapyProtocol) -> int | None:
    """When the turn would come as the session is planned; None where that depends on what is done."""
    when = turn.when
    if when.since == Since.DOSE and when.dose == 1:
        return protocol.planned_t0 + when.at
    if when.since == Since.PHASE:
        began = _phase_start(PhaseKind(when.of), protocol)
        return -1 if began is None else began + when.at
    return None


def _shows_in_readings(scenario: Scenario) -> bool:
    """Whether something shows in readings alone, and the scenario itself asks for none."""
    alone = (turn.shifts and not (turn.shows or turn.says) for turn in scenario.turns)
    matters = any(alone) or any(turn.misread is not None for turn in scenario.turns)
    return matters and not any(_READ & {*ask.deeds} for turn in scenario.turns for ask in turn.asks)


def _readings(protocol: TherapyProtocol) -> Iterator[int]:
    """When the protocol asks for readings, as the session is planned."""
    start = 0
    for phase in protocol.phases:
        for due in phase.readings:
            yield from _times(due, start, start + phase.planned, protocol)
        start += phase.planned


def _times(due: ReadingDue, began: int, ends: int, protocol: TherapyProtocol) -> Iterator[int]:
    timing = due.timing
    of_phase = timing.anchor == Anchor.PHASE
    base = began if of_phase else protocol.planned_t0
    last = base + timing.until if timing.until is not None else ends if of_phase else protocol.planned
    yield base + timing.at
    if timing.every is not None:
        yield from range(base + timing.at + timing.every, last + 1, timing.every)
