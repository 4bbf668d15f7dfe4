"""A debrief's lanes laid out in a rectangle: what stands where, for who paints it and who points at it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFont

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.charts.lanes_data import DebriefLanesData, LaneLink, LaneMark, LaneRow
from kapguide.ui.widgets.charts.lanes_layout import APART, LanesRows, LanesScale, WordsPlaced, clusters, pack, rows_for
from kapguide.ui.widgets.words import clock_text

WORDED = (LaneRow.HAPPENED, LaneRow.DONE, LaneRow.ASKED)
"""The lanes whose marks have words beside them."""
RING = 9.5
"""Of a remark's circle (pixels)."""
PILL = QSize(64, 18)


class LanesPicture:
    """One laying out of the data: the same for who paints it and who asks what stands where."""

    def __init__(self, rect: QRectF, data: DebriefLanesData, theme: Theme) -> None:
        self.rect, self.data, self.theme = rect, data, theme
        self.scale = LanesScale(rect, data)
        self.rows: LanesRows = rows_for(rect.height())
        self.font, self.strong = theme.font(Role.SMALL), theme.font(Role.SMALL, QFont.Weight.DemiBold, tabular=True)
        self.words = {lane: self._packed(lane) for lane in WORDED}
        self.spans = {lane: self._spans(lane) for lane in (LaneRow.HAPPENED, LaneRow.ASKED)}
        self.within = self._within()

    def y(self, lane: LaneRow) -> float:
        """The middle of a lane."""
        rows = self.rows
        heights = (rows.happened, rows.done, rows.asked, rows.remarks)
        return self.rect.top() + dict(zip(LaneRow, heights, strict=True))[lane]

    def words_y(self, lane: LaneRow) -> float:
        """The middle of a lane's words."""
        rows = self.rows
        heights = {
            LaneRow.HAPPENED: rows.happened_words,
            LaneRow.DONE: rows.done_words,
            LaneRow.ASKED: rows.asked_words,
        }
        return self.rect.top() + heights[lane]

    def shown(self, lane: LaneRow) -> list[tuple[float, LaneMark]]:
        """The marks in sight; what the band of the chosen moment stands for is not shown twice."""
        moment = self.data.moment
        bar = moment.within if lane is LaneRow.ASKED and moment is not None else None
        return [
            (self.scale.x(mark.at), mark)
            for mark in self.data.marks(lane)
            if self.scale.has(mark.at) and not (bar is not None and mark.moment == self.data.chosen and mark.seen)
        ]

    def people(self) -> list[tuple[float, tuple[LaneMark, ...]]]:
        """The remarks, those of one place together."""
        groups: list[list[tuple[float, LaneMark]]] = []
        for at, mark in sorted(self.shown(LaneRow.REMARKS), key=lambda each: each[0]):
            x = min(max(at, self.scale.left + RING), self.rect.right() - RING)  # whole also at both ends
            if groups and x - groups[-1][0][0] < 2 * RING + 2:
                groups[-1].append((x, mark))
            else:
                groups.append([(x, mark)])
        return [(group[0][0], tuple(mark for _, mark in group)) for group in groups]

    def line(self) -> float | None:
        """Where the line of the chosen moment stands."""
        moment = self.data.moment
        return self.scale.x(moment.at) if moment is not None and self.scale.has(moment.at) else None

    def _edge(self) -> tuple[float, float]:
        return self.scale.left, self.rect.right()

    def _blocked(self) -> list[tuple[float, float]]:
        x = self.line()
        return [] if x is None else [(x - 4, x + 4)]

    def _packed(self, lane: LaneRow) -> list[WordsPlaced]:
        wishes = clusters(self.shown(lane), self.data.chosen)
        blocked = [] if lane is LaneRow.HAPPENED else self._blocked()
        if lane is LaneRow.DONE:
            ends = (self.scale.x(link.end) for link in self.data.links if link.lane is LaneRow.HAPPENED)
            blocked += [(x - 2, x + 2) for x in ends]  # where a curve comes down
        bar = self._within() if lane is LaneRow.ASKED else None
        if bar is not None:
            blocked.append((bar.left - APART, bar.left + bar.wide + APART))
        return pack(wishes, *self._edge(), self.font, blocked)

    def _spans(self, lane: LaneRow) -> list[tuple[LaneLink, WordsPlaced]]:
        """How long each answer took, beside its curve and clear of all others; none where there is no room."""
        found: list[tuple[LaneLink, WordsPlaced]] = []
        answer = lane is LaneRow.HAPPENED
        taken = self._blocked() if answer else []
        links = [link for link in self.data.links if link.lane is lane]
        for link in sorted(links, key=lambda each: not each.late):
            if not link.words or not (self.scale.has(link.end) or self.scale.has(link.start)):
                continue
            wide = text_width(link.words, self.strong) + 2
            others = [self._crossing(other) for other in links if other is not link]
            for left in self._beside(link, wide):
                free = all(left > other or left + wide < one for one, other in (*taken, *others))
                if free and self._edge()[0] <= left and left + wide <= self._edge()[1]:
                    found.append((link, WordsPlaced(link.words, left, wide, 0)))
                    taken.append((left - 6, left + wide + 6))
                    break
        return found

    def _beside(self, link: LaneLink, wide: float) -> tuple[float, ...]:
        """Where the words may begin: right or left of an answer; below the curve to what was asked for, on its upper
        side."""
        start, end = self.scale.x(link.start), self.scale.x(link.end)
        if link.lane is LaneRow.HAPPENED:
            return max(start, end) + 1, min(start, end) - wide - 3
        middle, aside = (start + end) / 2, max(10.0, abs(end - start) * 0.15)
        return (middle + aside,) if end >= start else (middle - aside - wide,)

    def _crossing(self, link: LaneLink) -> tuple[float, float]:
        """The part of a curve that lies in the row of its words."""
        one, other = sorted((self.scale.x(link.start), self.scale.x(link.end)))
        inset = (other - one) * 0.15
        return one + inset - 2, other - inset + 2

    def _within(self) -> WordsPlaced | None:
        """The words under the bar of the time that something was asked for in."""
        moment = self.data.moment
        if moment is None or moment.within is None or not moment.within_words:
            return None
        wide = text_width(moment.within_words, self.font) + 2
        x, line = self.scale.x(moment.within[0]), self.line()
        edge = self._edge()
        if line is None:
            left = x
        elif line - 6 - wide >= edge[0] and line - x > wide / 3:
            left = line - 6 - wide
        else:
            left = line + 6
        return WordsPlaced(moment.within_words, max(edge[0], min(left, edge[1] - wide)), wide, 0)

    def pill(self) -> QRectF | None:
        """Where the time of the chosen moment stands."""
        x = self.line()
        if x is None or self.data.moment is None:
            return None
        wide = max(float(PILL.width()), text_width(clock_text(self.data.moment.at), self.strong) + 16)
        left = min(max(self.scale.left - 8, x - wide / 2), self.rect.right() - wide)
        return QRectF(left, self.rect.top() + self.rows.axis - PILL.height() / 2, wide, PILL.height())
