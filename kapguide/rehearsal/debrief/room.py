"""What a run shows of the room: consent to touch as it was logged, and the times in which nobody was there."""

from collections.abc import Iterator

import msgspec

from kapguide.rehearsal.debrief.trace import DoneItem, Trace
from kapguide.session import events as e
from kapguide.session.care.answers import Touch
from kapguide.session.people.people import alone

TOUCHES = ("hand",)
"""The acts that are a touch."""

_LEAVE = {Touch.HAND, Touch.SHOULDER}


class TouchGiven(msgspec.Struct, frozen=True):
    """A touch, and the consent to touch as it stood then: in words, and whether it names a touch."""

    item: DoneItem
    consent: str
    agreed: bool


def touches_of(trace: Trace) -> tuple[TouchGiven, ...]:
    """Every hand that was given."""
    return tuple(TouchGiven(item, *_consent(trace, item)) for item in trace.done if item.deed in TOUCHES)


def _consent(trace: Trace, item: DoneItem) -> tuple[str, bool]:
    """The last word of it in the log, and what was agreed to before where the log has none."""
    touch, where = trace.record.scenario.touch, ", agreed to before"
    for event in trace.log:
        if isinstance(event.body, e.TouchMarked) and event.seq <= item.seq:
            touch, where = event.body.touch, ""
    return (f"{touch}{where}" if touch else "not recorded"), touch in _LEAVE


def withdrawn_at(trace: Trace) -> int | None:
    """When touch was first noted as withdrawn."""
    return next(
        (
            event.t
            for event in trace.log
            if isinstance(event.body, e.TouchMarked) and event.body.touch == Touch.WITHDRAWN
        ),
        None,
    )


class TimeAlone(msgspec.Struct, frozen=True):
    """A time of the stretch in which nobody was recorded with the client; `doubtful`: somebody may have been."""

    began: int
    ended: int
    doubtful: bool


def times_alone(trace: Trace) -> Iterator[TimeAlone]:
    """What of them was not moved past."""
    for gap in alone(trace.state.people, trace.ended):
        began = max(gap.began, trace.began)
        ended = trace.ended if gap.ended is None else gap.ended
        if began < ended and trace.lived(began, ended):
            yield TimeAlone(began, ended, gap.doubtful)
