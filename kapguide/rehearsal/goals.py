"""Where the clock of a rehearsal can jump to: the later phases, and shortly before what comes next."""

import msgspec

from kapguide.rehearsal.client import ClientState
from kapguide.rehearsal.turns import may_come, stretch_ends, turn_time
from kapguide.session.clock import Elapsed
from kapguide.session.plan import spans
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.state import SessionState
from kapguide.spans import SECOND

BEFORE = 20 * SECOND
"""So long before the next turn a jump ends, so that its coming can be seen."""
AFTER = 1 * SECOND
"""So long after a phase began a jump to it ends."""
NEXT = "next"


class Goal(msgspec.Struct, frozen=True):
    """A place to jump to, at session time `at` as things stand. It does not say what comes there."""

    id: str
    title: str
    at: Elapsed
    phase: int = -1
    """The place in the protocol of the phase that is gone to; -1 for the next turn."""


def goals_of(client: ClientState, state: SessionState, now: int) -> tuple[Goal, ...]:
    """Every goal, soonest first.

    A phase only while none is held, with no emergency, and up to the dosing phase while no dose has been given: how
    those go on is for the therapist. Nothing that lies behind the stretch's end.
    """
    found = [*_phases(state, now), *_next_turn(client, now)]
    ends = stretch_ends(client)
    return tuple(sorted((goal for goal in found if ends is None or goal.at < ends), key=lambda goal: goal.at))


def _next_turn(client: ClientState, now: int) -> list[Goal]:
    known = ((turn, turn_time(client, turn)) for turn in client.scenario.turns)
    times = (time - BEFORE for turn, time in known if time is not None and may_come(client, turn, time))
    at = min(times, default=now)
    return [Goal(NEXT, "Shortly before what comes next", Elapsed(at))] if at > now else []


def _phases(state: SessionState, now: int) -> list[Goal]:
    if state.flow.held_since is not None or state.emergency is not None:
        return []
    dosing = next((n for n, p in enumerate(state.protocol.phases) if p.kind is PhaseKind.DOSING), -1)
    last = dosing if state.protocol.has_dose and not state.doses else len(state.protocol.phases)
    return [
        Goal(f"phase/{span.phase.id}", span.phase.title, Elapsed(span.start + AFTER), place)
        for place, span in enumerate(spans(state, now))
        if span.state == "future" and place <= last
    ]


def next_times(state: SessionState, now: int, goal: Goal) -> tuple[int, ...]:
    """When each phase on the way to the goal begins, as things stand."""
    return tuple(span.start for place, span in enumerate(spans(state, now)) if state.flow.index < place <= goal.phase)
