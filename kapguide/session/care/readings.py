"""Readings and what asked for them: which are open, and which of them a reading answers."""

from kapguide.session.plan import due_by
from kapguide.session.protocol.protocol import TherapyProtocol, base_cue
from kapguide.session.state import SessionState

READING_EARLY = 300 * 1_000
"""A reading taken up to this long (ms) before its due time answers it; at most half of the time between two repeats."""


def early_by(protocol: TherapyProtocol) -> dict[str, int]:
    """How much earlier (ms) than its time each reading of the protocol may be taken, by its id."""
    readings = (item for phase in protocol.phases for item in phase.readings)
    return {item.id: min(READING_EARLY, (item.timing.every or 2 * READING_EARLY) // 2) for item in readings}


def readings_open(state: SessionState) -> tuple[str, ...]:
    """The reading cues that fell due and that nobody has answered, in the order of their times.

    Of those that were missed, by sleep or a dose recorded late, only one that nothing later has replaced.
    """
    if not state.running:
        return ()
    early = early_by(state.protocol)
    taken = {reading.cue for reading in state.readings}
    # A reading that is tied to nothing, from before readings were tied, answers whatever was due by then.
    untied = max((reading.taken for reading in state.readings if not reading.cue), default=None)
    due = sorted((cue.due, name) for name, cue in state.cues.items() if base_cue(name) in early)
    return tuple(
        name
        for at, name in due
        if not (state.cues[name].answer or name in taken)
        and (untied is None or untied < at - early[base_cue(name)])
        and (name == due[-1][1] or not state.cues[name].missed)
    )


def reading_meant(state: SessionState, taken: int) -> str:
    """The reading due that one taken at `taken` answers: the newest that is open, else the next if its time is near.

    Empty for a reading that nobody asked for.
    """
    early = early_by(state.protocol)
    open_now = [name for name in readings_open(state) if taken >= state.cues[name].due - early[base_cue(name)]]
    if open_now:
        return open_now[-1]
    answered = {reading.cue for reading in state.readings}
    soon = (due for due in due_by(state, taken + READING_EARLY) if due.prompt is None and due.cue not in answered)
    return next((due.cue for due in soon if taken >= due.at - early[base_cue(due.cue)]), "")
