"""The lanes of a debrief on paper: strips of at most 45 minutes, and the measured times beside earlier runs'."""

from collections.abc import Iterator
from itertools import pairwise

from kapguide.export.blocks import (
    AxisTick,
    LaneCurve,
    LaneLabel,
    LanesChart,
    LaneSpan,
    LaneStrip,
    SpreadRow,
    SpreadsChart,
    StripPhase,
)
from kapguide.rehearsal.debrief.shape import Debrief, DebriefMark, Lane, LinkKind, MarkState
from kapguide.rehearsal.deeds import Deed
from kapguide.spans import MINUTE

LONGEST_STRIP = 45 * MINUTE
"""What still reads on the paper's width."""

SHORTEST_STRIP = MINUTE
"""An empty run has a strip, too."""

STEPS = (1, 2, 5, 10, 20, 30)
"""Minutes between two numbers of an axis."""


def lanes_chart(debrief: Debrief) -> LanesChart:
    """All of it, in strips of the same length."""
    whole = max(debrief.ended - debrief.began, SHORTEST_STRIP)
    number = -(-whole // LONGEST_STRIP)
    edges = [debrief.began + whole * place // number for place in range(number + 1)]
    strips = tuple(_strip(debrief, began, ended, last=ended == edges[-1]) for began, ended in pairwise(edges))
    span = f"{debrief.minutes(debrief.began)} to {debrief.minutes(debrief.ended)}"
    described = f"Four lanes, {span}, {debrief.counted}: what happened, what was done, what was asked for, remarks."
    return LanesChart(strips, f"hours and minutes {debrief.counted}", described)


def _strip(debrief: Debrief, began: int, ended: int, *, last: bool) -> LaneStrip:
    def within(t: int) -> bool:
        return began <= t < ended or (last and t == ended)

    def on(lane: Lane) -> Iterator[DebriefMark]:
        return (mark for mark in debrief.lane(lane) if within(mark.t))

    span = f"{debrief.minutes(began)} to {debrief.minutes(ended)}"
    return LaneStrip(
        began,
        ended,
        f"The lanes from {span}. The table below has all of them.",
        tuple(
            StripPhase(phase.title, phase.kind.value, max(began, phase.began), min(ended, phase.ended))
            for phase in debrief.phases
            if phase.began < ended and began < phase.ended
        ),
        tuple(
            LaneSpan(max(began, skip.began), min(ended, skip.ended))
            for skip in debrief.skipped
            if skip.began < ended and began < skip.ended
        ),
        tuple(LaneLabel(mark.t, mark.words, dim=mark.state is MarkState.SKIPPED) for mark in on(Lane.HAPPENED)),
        tuple(LaneLabel(mark.t, _done_words(mark), minor=mark.minor) for mark in on(Lane.DONE)),
        tuple(_asked(mark, began) for mark in on(Lane.ASKED)),
        tuple(LaneLabel(mark.t, mark.words, supervisor=mark.supervisor) for mark in on(Lane.REMARKS)),
        tuple(_curves(debrief, began, ended)),
        tuple(_ticks(debrief, began, ended)),
    )


def _done_words(mark: DebriefMark) -> str:
    """A prompt that was put away is a mark alone: there are many of them, and what it asked for has its words."""
    return "" if mark.kind == Deed.PUT_AWAY else mark.words


def _asked(mark: DebriefMark, began: int) -> LaneLabel:
    words = mark.words
    if mark.state is MarkState.LATER:
        words = f"{mark.words}, {mark.outcome}"
    elif mark.within:
        words = f"{mark.words}, {mark.within}"
    return LaneLabel(
        mark.t,
        words,
        warm=mark.warm,
        hollow=mark.state is not MarkState.IN_TIME and mark.state is not MarkState.LATER,
        since=None if mark.since is None or mark.state is MarkState.SKIPPED else max(began, mark.since),
    )


def _curves(debrief: Debrief, began: int, ended: int) -> Iterator[LaneCurve]:
    """The curves of which both ends lie in the strip."""
    for link in debrief.links:
        if began <= link.began <= ended and began <= link.ended <= ended:
            answer = link.kind is LinkKind.ANSWER
            first, second = (Lane.HAPPENED, Lane.DONE) if answer else (Lane.DONE, Lane.ASKED)
            words = link.words if answer else ""
            yield LaneCurve(link.began, first.value, link.ended, second.value, words, link.warm)


def _ticks(debrief: Debrief, began: int, ended: int) -> Iterator[AxisTick]:
    step = next((each for each in STEPS if (ended - began) / (each * MINUTE) <= 9), STEPS[-1]) * MINUTE
    first = -(-(began - debrief.zero) // step) * step + debrief.zero
    for t in range(first, ended + 1, step):
        yield AxisTick(t, debrief.minutes(t))


def spreads_chart(debrief: Debrief) -> SpreadsChart | None:
    """The measured times; None where there are none. What came before it was asked for stands at nothing."""
    rows = tuple(
        SpreadRow(
            each.label,
            None if each.took is None else max(0, each.took),
            each.words,
            tuple(max(0, took) for took in each.earlier if took is not None),
        )
        for each in debrief.spreads
    )
    if not rows:
        return None
    longest = max((took for row in rows for took in (*row.earlier, row.took or 0)), default=0)
    step = next((each for each in STEPS if longest / (each * MINUTE) <= 6), STEPS[-1]) * MINUTE
    most = max(step, -(-longest // step) * step)
    ticks = tuple(AxisTick(t, str(t // MINUTE) + (" min" if t == most else "")) for t in range(0, most + 1, step))
    return SpreadsChart(rows, most, ticks, "; ".join(f"{row.label}: {row.words}" for row in rows) + ".")
