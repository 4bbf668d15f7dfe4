"""The marks of the four lanes, and the curves between them."""

from collections.abc import Iterator, Sequence

import msgspec

from kapguide.rehearsal.debrief.asked import AskedFor
from kapguide.rehearsal.debrief.shape import DebriefLink, DebriefMark, Lane, LinkKind, MarkState
from kapguide.rehearsal.debrief.trace import DoneItem, HappenedItem, Trace
from kapguide.rehearsal.debrief.words import brief, shortened
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.spans import SECOND

TOGETHER = 15 * SECOND
"""What is done within so long is one mark [OURS]."""

GOES_ON = 30 * SECOND
"""The same deed again within so long is one mark with it, as where a list is gone through [OURS]."""

NO_MORE = "Taken back."
"""In the place of the words of a remark that nobody says any more."""


class LaidOut(msgspec.Struct, frozen=True):
    """Marks and curves; each asked item has the id of its mark."""

    marks: tuple[DebriefMark, ...]
    links: tuple[DebriefLink, ...]


def laid_out(trace: Trace, asked: Sequence[AskedFor]) -> LaidOut:
    """Everything on its lane."""
    happened = [_happened(number, item) for number, item in enumerate(trace.happened)]
    groups = list(_groups(trace))
    done = [_done(number, group) for number, group in enumerate(groups)]
    wanted = [_asked(number, item) for number, item in enumerate(asked)]
    remarks = [_remark(remark) for remark in trace.record.remarks]
    mark_of = {item: mark for group, mark in zip(groups, done, strict=True) for item in group}
    turn_of = dict(zip(trace.happened, happened, strict=True))
    links: list[DebriefLink] = []
    for item, mark in zip(asked, wanted, strict=True):
        if not item.answers:
            continue
        answer = mark_of[item.answers[0]]
        links.append(
            _link_asked(item, answer, mark) if item.turn is None else _answer(item, turn_of[item.turn], answer)
        )
    lanes = (*happened, *done, *wanted, *remarks)
    order = list(Lane)
    marks = sorted(lanes, key=lambda mark: (mark.t, order.index(mark.lane)))
    return LaidOut(tuple(marks), tuple(_once(links)))


def _happened(number: int, item: HappenedItem) -> DebriefMark:
    says = item.turn.says if item.turn is not None else ""
    told = says.rstrip(".").casefold() in item.title.casefold()
    full = item.title if told else f"{item.title}: “{says}”"
    state = MarkState.SKIPPED if item.skipped else MarkState.PLAIN
    return DebriefMark(f"happened/{number}", Lane.HAPPENED, item.t, item.title, full, item.id, state)


def _groups(trace: Trace) -> Iterator[list[DoneItem]]:
    """What was done, neighbours together; nothing that happened lies between those of one group."""
    turns = [item.t for item in trace.happened]
    group: list[DoneItem] = []
    for item in trace.done:
        if group and not _joins(group, item, turns):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _joins(group: list[DoneItem], item: DoneItem, turns: list[Elapsed]) -> bool:
    if any(group[0].t < turn <= item.t for turn in turns):
        return False
    same = {each.deed for each in group} == {item.deed}
    return item.t - group[0].t <= TOGETHER or (same and item.t - group[-1].t <= GOES_ON)


def _done(number: int, group: Sequence[DoneItem]) -> DebriefMark:
    shown = [item for item in group if not item.minor] or group
    words = ", ".join(dict.fromkeys(item.words for item in shown))
    full = "; ".join(dict.fromkeys(item.full for item in group))
    minor = all(item.minor for item in group)
    return DebriefMark(f"done/{number}", Lane.DONE, group[0].t, shortened(words, 40), full, shown[0].deed, minor=minor)


def _asked(number: int, item: AskedFor) -> DebriefMark:
    wanted = item.expectation
    return DebriefMark(
        f"asked/{number}",
        Lane.ASKED,
        Elapsed(item.t),
        item.words,
        item.title,
        item.kind,
        item.state,
        item.late if item.came else 0,
        item.turn.t if item.turn is not None else None,
        f"within {brief(wanted.within)}" if wanted is not None else "",
        item.outcome,
    )


def remark_mark(remark: Remark) -> str:
    """The id of the mark of a remark."""
    return f"remark/{remark.id}"


def _remark(remark: Remark) -> DebriefMark:
    initial = (remark.by.strip() or "?")[:1].upper()
    return DebriefMark(
        remark_mark(remark),
        Lane.REMARKS,
        remark.t,
        initial,
        NO_MORE if remark.taken_back else remark.text,
        by=remark.by,
        supervisor=remark.supervisor,
        live=remark.live,
        standing="" if remark.taken_back else "corrected" if remark.before else "",
    )


def _answer(item: AskedFor, turn: DebriefMark, done: DebriefMark) -> DebriefLink:
    """From what happened to the first thing that was done about it."""
    took = item.answers[0].noted - turn.t
    warm = item.state is MarkState.LATER
    return DebriefLink(LinkKind.ANSWER, turn.id, done.id, turn.t, done.t, took, brief(took), warm)


def _link_asked(item: AskedFor, done: DebriefMark, asked: DebriefMark) -> DebriefLink:
    """From what was done to what the protocol had asked for; only what came later says so."""
    warm = item.state is MarkState.LATER
    words = item.outcome if warm else ""
    return DebriefLink(LinkKind.ASKED, done.id, asked.id, done.t, asked.t, item.took, words, warm)


def _once(links: Sequence[DebriefLink]) -> Iterator[DebriefLink]:
    """Of curves between the same two marks the first, as where a turn asks for two things that one deed is."""
    seen: set[tuple[str, str]] = set()
    for link in links:
        if (link.first, link.second) not in seen:
            seen.add((link.first, link.second))
            yield link
