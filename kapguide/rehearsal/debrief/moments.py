"""The moments that one can go to, one after the other: each thing that happened, and what lies between."""

from collections.abc import Iterator, Sequence

from kapguide.rehearsal.debrief.marks import LaidOut
from kapguide.rehearsal.debrief.shape import DebriefLink, DebriefMark, DebriefMoment, Lane, LinkKind, MarkState
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
    found += _between(left, laid.links)
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


def _between(left: Sequence[DebriefMark], links: Sequence[DebriefLink]) -> Iterator[tuple[Elapsed, Elapsed, Elapsed]]:
    """What belongs to nothing that happened: neighbours together, and what was asked for with what was done for it."""
    spans = [(mark.t, mark.t) for mark in left]
    alone = {mark.id for mark in left}
    spans += [
        (min(link.began, link.ended), max(link.began, link.ended))
        for link in links
        if link.kind is LinkKind.ASKED and {link.first, link.second} & alone and abs(link.took) <= LONGEST
    ]
    spans.sort()
    while spans:
        began, ended = spans.pop(0)
        while spans and spans[0][0] - ended <= NEAR and spans[0][1] - began <= LONGEST:
            ended = max(ended, spans.pop(0)[1])
        yield began, ended, began


def _moment(trace: Trace, laid: LaidOut, began: Elapsed, ended: Elapsed, at: Elapsed) -> DebriefMoment:
    within = [mark for mark in laid.marks if began <= mark.t <= ended]
    first, last = trace.minutes(began), trace.minutes(ended)
    return DebriefMoment(
        began,
        ended,
        at,
        first if first == last else f"{first} to {last}",
        *(tuple(mark for mark in within if mark.lane is lane) for lane in Lane),
    )
