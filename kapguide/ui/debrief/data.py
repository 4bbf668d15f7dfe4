"""What a debrief shows, made of a `Debrief`: the lanes since the dose, the rows of a moment, of facts, of points."""

from collections.abc import Iterator

from kapguide.rehearsal.debrief.shape import (
    Debrief,
    DebriefMark,
    DebriefMoment,
    Lane,
    LinkKind,
    MarkState,
)
from kapguide.rehearsal.kept import RATED, SelfRating
from kapguide.ui.debrief.rating import RatedLine
from kapguide.ui.debrief.rows import DebriefRow, RowForm
from kapguide.ui.widgets.charts.lanes_data import DebriefLanesData, LaneLink, LaneMark, LaneMoment, LanePhase, LaneRow
from kapguide.ui.widgets.charts.spread_dots import SpreadDotsData, SpreadLine

LET_BE = (MarkState.SKIPPED, MarkState.OPEN)
ROWS = {
    Lane.HAPPENED: LaneRow.HAPPENED,
    Lane.DONE: LaneRow.DONE,
    Lane.ASKED: LaneRow.ASKED,
    Lane.REMARKS: LaneRow.REMARKS,
}
STRENGTHS = "Strengths"
TRIES_EMPTY = "Nothing stood out in what was logged."
STRENGTHS_EMPTY = "Too little was logged to say."


def moment_id(moment: DebriefMoment) -> str:
    """How the screen names a moment: it stays the same while remarks come."""
    return f"{moment.began}-{moment.at}"


def in_order(debrief: Debrief) -> list[DebriefMoment]:
    """The moments as one goes through them: where one goes on inside another, by where they are looked at."""
    return sorted(debrief.moments, key=lambda each: (each.at, each.began))


def lanes_data(debrief: Debrief, chosen: str = "", window: tuple[int, int] | None = None) -> DebriefLanesData:
    """The lanes; `window` is the part of session time that is in sight, None for all of it."""
    zero = debrief.zero
    low, high = window or (debrief.began, debrief.ended)
    holder = _holders(debrief)
    lanes: dict[LaneRow, list[LaneMark]] = {row: [] for row in LaneRow}
    for mark in debrief.marks:
        if mark.t >= debrief.began:  # what came before the stretch is nobody's doing
            lanes[ROWS[mark.lane]].append(_mark(mark, holder.get(mark.id, ""), zero))
    return DebriefLanesData(
        low - zero,
        max(high, low + 1) - zero,
        tuple(LanePhase(each.title, each.kind, each.began - zero, each.ended - zero) for each in debrief.phases),
        tuple(lanes[LaneRow.HAPPENED]),
        tuple(lanes[LaneRow.DONE]),
        tuple(lanes[LaneRow.ASKED]),
        tuple(lanes[LaneRow.REMARKS]),
        tuple(_links(debrief)),
        tuple((span.began - zero, span.ended - zero) for span in debrief.skipped),
        tuple(_moment(each, debrief) for each in in_order(debrief)),
        chosen,
    )


def _holders(debrief: Debrief) -> dict[str, str]:
    """Which moment each mark leads to: the one whose cursor is nearest."""
    found: dict[str, tuple[int, str]] = {}
    for moment in debrief.moments:
        for mark in moment.marks:
            near = (abs(moment.at - mark.t), moment_id(moment))
            found[mark.id] = min(found.get(mark.id, near), near)
    return {mark: moment for mark, (_, moment) in found.items()}


def _mark(mark: DebriefMark, moment: str, zero: int) -> LaneMark:
    remark = mark.lane is Lane.REMARKS
    return LaneMark(
        moment,
        mark.t - zero,
        f"{mark.author}: {mark.full}" if remark else mark.words,
        mark.state is not MarkState.NOT_SEEN,
        mark.state is MarkState.LATER,
        mark.state in LET_BE,
        mark.minor,
        (mark.words.strip() or "?")[:1].upper() if remark else "",
        mark.supervisor,
    )


def _links(debrief: Debrief) -> Iterator[LaneLink]:
    """What was done is the lower end of an answer, and the upper end of what was asked for."""
    for link in debrief.links:
        began, ended = link.began - debrief.zero, link.ended - debrief.zero
        if link.kind is LinkKind.ANSWER:
            yield LaneLink(LaneRow.HAPPENED, began, ended, link.words, link.warm)
        else:
            yield LaneLink(LaneRow.ASKED, ended, began, link.words, link.warm)


def _moment(moment: DebriefMoment, debrief: Debrief) -> LaneMoment:
    zero = debrief.zero
    bar = next((mark for mark in moment.asked if mark.since is not None and mark.within), None)
    within = (bar.since - zero, bar.t - zero) if bar is not None and bar.since is not None else None
    said = "; ".join(mark.words for mark in (*moment.happened, *moment.done, *moment.asked))
    return LaneMoment(
        moment_id(moment),
        moment.at - zero,
        moment.began - zero,
        moment.ended - zero,
        said or moment.title,
        within,
        bar.within if bar is not None else "",
    )


# --- the moment ---------------------------------------------------------------------------------------------------


def moment_rows(moment: DebriefMoment, debrief: Debrief) -> tuple[DebriefRow, ...]:
    """What happened, was done and asked for in it; then what was remarked."""
    rows: list[DebriefRow] = []
    for lead, marks in (("happened", moment.happened), ("done", moment.done), ("asked", moment.asked)):
        for place, mark in enumerate(marks):
            rows.append(
                DebriefRow(
                    mark.id,
                    RowForm.MOMENT,
                    f"{mark.full}," if mark.outcome else mark.full,
                    "" if place else lead,
                    debrief.clock(mark.t),
                    mark.outcome,
                    _tone(mark),
                    mark.t,
                )
            )
    return (*rows, *map(remark_row, moment.remarks))


def _tone(mark: DebriefMark) -> str:
    """What came in time says so in plain words: no colour is a verdict."""
    return "warm" if mark.warm else ""


def remark_row(mark: DebriefMark) -> DebriefRow:
    """What somebody wrote, with who it was."""
    return DebriefRow(
        mark.id, RowForm.REMARK, mark.full, tail=mark.author, tone="ok" if mark.supervisor else "accent", at=mark.t
    )


def remark_rows(debrief: Debrief) -> tuple[DebriefRow, ...]:
    """All remarks in order of time, each with its moment's."""
    return tuple(
        DebriefRow(
            mark.id,
            RowForm.REMARK,
            f"{debrief.clock(mark.t)}  {mark.full}",
            tail=mark.author,
            tone="ok" if mark.supervisor else "accent",
            at=mark.t,
        )
        for mark in debrief.lane(Lane.REMARKS)
    )


# --- what was counted ---------------------------------------------------------------------------------------------


def fact_rows(debrief: Debrief) -> tuple[DebriefRow, ...]:
    """The facts under their groups."""
    rows: list[DebriefRow] = []
    for number, group in enumerate(debrief.facts):
        rows.append(DebriefRow(f"group/{number}", RowForm.HEADING, group.title))
        for place, fact in enumerate(group.facts):
            tone = "warm" if fact.warm else ""
            rows.append(
                DebriefRow(f"fact/{number}/{place}", RowForm.FACT, fact.words, fact.label, tone=tone, at=fact.t)
            )
    return tuple(rows)


def strength_rows(debrief: Debrief) -> tuple[DebriefRow, ...]:
    """What was there."""
    return tuple(
        DebriefRow(f"strength/{place}", RowForm.POINT, point.words, at=point.t)
        for place, point in enumerate(debrief.strengths)
    )


def strength_rows_below(debrief: Debrief) -> tuple[DebriefRow, ...]:
    """The same under a heading of their own, where they follow something else."""
    rows = strength_rows(debrief)
    return (DebriefRow("strengths", RowForm.HEADING, STRENGTHS), *rows) if rows else ()


def try_rows(debrief: Debrief) -> tuple[DebriefRow, ...]:
    """The things to try, numbered."""
    return tuple(
        DebriefRow(f"try/{place}", RowForm.NUMBER, each.sentence, str(place), at=each.t)
        for place, each in enumerate(debrief.tries, start=1)
    )


def spread_data(debrief: Debrief) -> SpreadDotsData:
    """How long things took, beside earlier runs."""
    return SpreadDotsData(
        tuple(SpreadLine(each.label, each.took, each.words, each.earlier) for each in debrief.spreads), debrief.runs
    )


def rated_lines(rating: SelfRating | None) -> tuple[RatedLine, ...]:
    """The self-rating as it was given; nothing where it was not."""
    if rating is None:
        return ()
    answers = (*rating.answers, *(None for _ in RATED))
    return tuple(RatedLine(words, answer) for words, answer in zip(RATED, answers, strict=False))


def nearest_moment(debrief: Debrief, t: int) -> DebriefMoment | None:
    """The moment that a time of the session belongs to."""
    inside = [each for each in debrief.moments if each.began <= t <= each.ended]
    return min(inside or debrief.moments, key=lambda each: abs(each.at - t), default=None)


def phase_around(debrief: Debrief, t: int) -> tuple[int, int] | None:
    """The part of session time that one looks at near: the phase that `t` lies in, with a little of what is beside."""
    phase = next((each for each in debrief.phases if each.began <= t <= each.ended), None)
    if phase is None:
        return None
    beside = max(15_000, (phase.ended - phase.began) // 24)
    return max(debrief.began, phase.began - beside), min(debrief.ended, phase.ended + beside)
