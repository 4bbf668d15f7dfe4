"""The moments that one can go to, one after the other: each thing that happened, and what lies between."""

from collections.abc import Iterator, Sequence

from kapguide.rehearsal.debrief.marks import LaidOut
from kapguide.rehearsal.debrief.shape import DebriefMark, DebriefMoment, Lane, LinkKind, MarkState
from kapguide.rehearsal.debrief.trace import Trace
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE

NEAR = MINUTE
"""What lies so near to each other, and belongs to nothing that happened, is one moment [OURS]."""

LONGEST = 10 * MINUTE
"""A moment is no longer than that: what came later is a moment of its own [OURS]."""


def moments_of(trace: Trace, laid: LaidOut) -> tuple[DebriefMoment, ...]:
    """All of them, in order of time. Every mark is in one at least; what is near to two is in both."""
    found = [_around(mark, laid) for mark in laid.marks if mark.lane is Lane.HAPPENED]
    left = [mark for mark in laid.marks if not any(began <= mark.t <= ended for began, ended, _ in found)]
    found += _between(left)
    return tuple(_moment(trace, laid, *span) for span in sorted(set(found)))


def _around(turn: DebriefMark, laid: LaidOut) -> tuple[Elapsed, Elapsed, Elapsed]:
    """From what happened to its answers, and to the end of the time that it asked for; and the first answer."""
    answers = [link.ended for link in laid.links if link.kind is LinkKind.ANSWER and link.first == turn.id]
    asked = [
        mark.t
        for mark in laid.marks
        if mark.lane is Lane.ASKED and mark.since == turn.t and mark.state is not MarkState.SKIPPED
    ]
    ended = max((at for at in (*answers, *asked) if at - turn.t <= LONGEST), default=turn.t)
    return turn.t, Elapsed(ended), min(answers, default=turn.t)


def _between(left: Sequence[DebriefMark]) -> Iterator[tuple[Elapsed, Elapsed, Elapsed]]:
    """What belongs to nothing that happened, neighbours together."""
    times = sorted(mark.t for mark in left)
    while times:
        began = ended = times.pop(0)
        while times and times[0] - ended <= NEAR and times[0] - began <= LONGEST:
            ended = times.pop(0)
        yield began, ended, began


def _moment(trace: Trace, laid: LaidOut, began: Elapsed, ended: Elapsed, at: Elapsed) -> DebriefMoment:
    """What lies in that time, and with it what a curve joins to it, whenever that was."""
    within = {mark.id for mark in laid.marks if began <= mark.t <= ended}
    own = within | {link.second for link in laid.links if link.first in within}
    own |= {link.first for link in laid.links if link.second in within and link.kind is LinkKind.ASKED}
    marks = [mark for mark in laid.marks if mark.id in own]
    first, last = trace.minutes(began), trace.minutes(ended)
    return DebriefMoment(
        began,
        ended,
        at,
        first if first == last else f"{first} to {last}",
        *(tuple(mark for mark in marks if mark.lane is lane) for lane in Lane),
    )
