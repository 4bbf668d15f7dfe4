"""What asks for an answer, and which of it is open: also what fell due while nobody could see it."""

from kapguide.session.care.readings import readings_open
from kapguide.session.protocol.protocol import Ask, asked_by
from kapguide.session.state import SessionState


def asked(state: SessionState, name: str) -> Ask | None:
    """What a cue that came, or passed unseen, asks of a person; None where it asks for nothing or has its answer."""
    cue = state.cues.get(name)
    if cue is None or cue.answer or name in {reading.cue for reading in state.readings}:
        return None
    ask = asked_by(state.protocol, name)
    if ask is Ask.READING and not cue.missed and name not in readings_open(state):
        return None
    return ask


def asked_late(state: SessionState) -> frozenset[str]:
    """What passed unseen and is asked for all the same: each item to attest, and the last look, if it is that one."""
    passed = {name: ask for name, cue in state.cues.items() if cue.missed and (ask := asked(state, name)) is not None}
    if Ask.LOOK in passed.values():
        looks = [(cue.due, name) for name, cue in state.cues.items() if asked_by(state.protocol, name) is Ask.LOOK]
        last = max(looks)[1]
        passed = {name: ask for name, ask in passed.items() if ask is not Ask.LOOK or name == last}
    return frozenset(name for name, ask in passed.items() if ask is not Ask.READING)
