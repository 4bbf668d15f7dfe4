"""Whether a scenario and a protocol go together, and where in the session its stretch lies. All spans are ms."""

from kapguide.rehearsal.scenario import Scenario, Stretch
from kapguide.session.protocol import TherapyProtocol
from kapguide.spans import format_span


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
    found = []
    if begins >= ends:
        found.append(
            f"“{scenario.title}” begins {format_span(begins)} into “{protocol.title}”, and would end"
            f" {format_span(max(0, ends))} into it."
        )
    if ends > protocol.planned:
        found.append(
            f"“{scenario.title}” ends {format_span(ends)} into a session; “{protocol.title}” is planned for"
            f" {format_span(protocol.planned)}."
        )
    return tuple(found)


def planned_stretch(stretch: Stretch, protocol: TherapyProtocol) -> tuple[int | None, int]:
    """From when to when the stretch goes, counted from the session's start as it is planned; no beginning without a
    phase of its kind."""
    ends = protocol.planned if stretch.ends is None else protocol.planned_t0 + stretch.ends
    start = 0
    for phase in protocol.phases:
        if phase.kind is stretch.phase:
            return start + stretch.begins, ends
        start += phase.planned
    return None, ends


def planned_length(scenario: Scenario, protocol: TherapyProtocol) -> int:
    """How long the stretch is planned to be with that protocol; 0 where it does not fit."""
    begins, ends = planned_stretch(scenario.stretch, protocol)
    return 0 if begins is None else max(0, ends - begins)
