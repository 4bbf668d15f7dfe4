"""Scores over a course: points and their line, the doses, the published values. No colour says what is good."""

from datetime import date
from itertools import pairwise

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.clinical.scoring import figure
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, text_width
from kapguide.ui.widgets.charts.scores_data import ScoreLine, ScorePoint, ScoresChartData, day_words, rows_of

HEAD, TITLES, ROW = 22, 18, 18
"""Of the head, of the doses' titles above the plot, and of each row below it (pixels)."""
DOT, NEAR, INSET = 4.5, 14, 20
"""A point's radius; so near a click still means it; from the plot's edge to its first and last day."""
PITCH = 14
"""The names of two lines are at least so far apart."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


def plot_of(rect: QRectF, data: ScoresChartData, theme: Theme) -> QRectF:
    """The part in which values have their height."""
    small = _small(theme)
    names = max(text_width(words, small) for words in (data.longest_name, *(line.name for line in data.lines)))
    above = HEAD + (TITLES if data.dose_titles else 4)
    below = (ROW if data.incomplete else 4) + (ROW if data.dates else 0)
    return rect.adjusted(4, above, -names - 14 if names else -4, -below)


def x_of(day: date, plot: QRectF, data: ScoresChartData) -> float:
    """Where a day stands; of a course of one day, in the middle."""
    days = (data.end - data.start).days
    share = (day - data.start).days / days if days else 0.5
    return plot.left() + INSET + (plot.width() - 2 * INSET) * share


def y_of(value: float, plot: QRectF, data: ScoresChartData) -> float:
    """How high a value stands."""
    return plot.bottom() - plot.height() * (value - data.low) / (data.high - data.low)


def place_of_point(point: ScorePoint, plot: QRectF, data: ScoresChartData) -> QPointF:
    """Where a score stands: one that is incomplete below the axis, never at a value."""
    x = x_of(point.day, plot, data)
    return QPointF(x, plot.bottom() + ROW / 2 + 2 if point.value is None else y_of(point.value, plot, data))


def _small(theme: Theme) -> QFont:
    return theme.font(Role.SMALL, px=12, tabular=True)


def paint_scores(painter: QPainter, rect: QRectF, data: ScoresChartData, theme: Theme) -> None:
    """One instrument."""
    c, plot = theme.colours, plot_of(rect, data, theme)
    head = QRectF(rect.left(), rect.top(), rect.width(), HEAD)
    strong, small = theme.font(Role.LABEL, QFont.Weight.DemiBold), _small(theme)
    painter.setFont(strong)
    painter.setPen(c.text)
    painter.drawText(head, _LEFT, data.title)
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(c.dim)
    reach = f"{figure(data.low)} to {figure(data.high)}"
    painter.drawText(head.adjusted(text_width(data.title, strong) + 10, 0, 0, 0), _LEFT, reach)
    _lines(painter, rect, plot, data, theme)
    _doses(painter, plot, data, theme)
    painter.setPen(QPen(c.faint, 1))
    painter.drawLine(plot.bottomLeft(), plot.bottomRight())
    if not data.points:
        font = theme.font(Role.LABEL)
        words = QRectF(0, 0, text_width(data.empty_words, font) + 24, ROW + 8)
        words.moveCenter(plot.center())
        painter.fillRect(words, c.surface)
        painter.setFont(font)
        painter.setPen(c.soft)
        painter.drawText(words, _CENTRE, data.empty_words)
    _points(painter, plot, data, theme)
    _below(painter, rect, plot, data, theme)
    painter.setFont(small)


def _lines(painter: QPainter, rect: QRectF, plot: QRectF, data: ScoresChartData, theme: Theme) -> None:
    """The published values as hairlines, their names at the right, pushed apart where they would meet."""
    c = theme.colours
    painter.setPen(QPen(mix(c.surface, c.faint, 0.35), 1))
    for line in data.lines:
        y = round(y_of(line.value, plot, data)) + 0.5
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
    painter.setFont(_small(theme))
    painter.setPen(c.soft)
    for line, middle in name_places(plot, data):
        place = QRectF(plot.right() + 8, middle - PITCH / 2, rect.right() - plot.right(), PITCH)
        painter.drawText(place, _LEFT, line.name)


def name_places(plot: QRectF, data: ScoresChartData) -> list[tuple[ScoreLine, float]]:
    """How high the name of each line stands: at its line, or as near as the others let it, and never below the plot."""
    named = sorted((line for line in data.lines if line.name), key=lambda line: -line.value)
    places: list[float] = []
    for line in named:
        y = y_of(line.value, plot, data)
        places.append(max(y, places[-1] + PITCH) if places else y)
    roof = plot.bottom()
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], roof)
        roof = places[at] - PITCH
    return list(zip(named, places, strict=True))


def title_places(plot: QRectF, data: ScoresChartData, font: QFont) -> list[tuple[str, QRectF]]:
    """Where the doses' titles stand: `Dosing 1` where `Dosing 1 of 3` has no room, and none where another stands."""

    def placed(titles: list[str]) -> list[tuple[str, QRectF]]:
        boxes = []
        for dose, title in zip(data.doses, titles, strict=True):
            wide, x = text_width(title, font) + 2, x_of(dose.day, plot, data)
            left = min(max(plot.left(), x - wide / 2), plot.right() - wide)
            boxes.append((title, QRectF(left, plot.top() - TITLES, wide, TITLES)))
        return boxes

    whole = placed([dose.title for dose in data.doses])
    put: list[tuple[str, QRectF]] = []
    for title, box in whole if _apart(whole) else placed([dose.title.partition(" of ")[0] for dose in data.doses]):
        if _apart([*put[-1:], (title, box)]):
            put.append((title, box))
    return put


def _apart(boxes: list[tuple[str, QRectF]]) -> bool:
    return all(before.right() + 8 <= after.left() for (_, before), (_, after) in pairwise(boxes))


def _doses(painter: QPainter, plot: QRectF, data: ScoresChartData, theme: Theme) -> None:
    violet, small = theme.phase(PhaseKind.DOSING), _small(theme)
    for dose in data.doses:
        x = round(x_of(dose.day, plot, data)) + 0.5
        painter.setPen(QPen(violet, 1.5, Qt.PenStyle.DashLine if dose.planned else Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
    painter.setFont(small)
    painter.setPen(theme.colours.soft)
    for title, box in title_places(plot, data, small) if data.dose_titles else ():
        painter.drawText(box, _LEFT, title)


def _points(painter: QPainter, plot: QRectF, data: ScoresChartData, theme: Theme) -> None:
    c = theme.colours
    shown = [point for point in data.points if point.value is not None]
    places = [place_of_point(point, plot, data) for point in shown]
    painter.setPen(QPen(c.accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(places)
    for point, place in zip(shown, places, strict=True):
        painter.setPen(QPen(c.surface, 1.5))
        painter.setBrush(c.accent)
        painter.drawEllipse(place, DOT, DOT)
        _ring(painter, place, theme, on=point.id == data.focused)
    font = theme.font(Role.SMALL, QFont.Weight.DemiBold, tabular=True)
    painter.setFont(font)
    painter.setPen(c.text)
    for words, box in value_places(plot, shown, places, font):
        painter.drawText(box, _CENTRE, words)


def value_places(
    plot: QRectF, points: list[ScorePoint], places: list[QPointF], font: QFont
) -> list[tuple[str, QRectF]]:
    """Where each value is written: above its point, or below, or not where others stand; the newest comes first."""
    put: list[tuple[str, QRectF]] = []
    for point, place in reversed(list(zip(points, places, strict=True))):
        words = figure(point.value or 0)
        wide = text_width(words, font) + 4
        left = min(max(plot.left(), place.x() - wide / 2 + 6), plot.right() - wide)
        for top in (place.y() - 21, place.y() + 6):
            box = QRectF(left, top, wide, 15)
            free = all(not box.intersects(other) for _, other in put)
            clear = not any(box.adjusted(-2, -2, 2, 2).contains(each) for each in places if each != place)
            if free and clear and box.bottom() <= plot.bottom():
                put.append((words, box))
                break
    return put


def _below(painter: QPainter, rect: QRectF, plot: QRectF, data: ScoresChartData, theme: Theme) -> None:
    """What is incomplete, as a ring with words; and the days."""
    c, small = theme.colours, _small(theme)
    painter.setFont(small)
    row = QRectF(plot.left(), plot.bottom() + 2, plot.width(), ROW)
    taken = QRectF()
    for point in reversed(data.incomplete):
        place = place_of_point(point, plot, data)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(c.soft, 1.5))
        painter.drawEllipse(place, DOT, DOT)
        _ring(painter, place, theme, on=point.id == data.focused)
        words = f"{day_words(point.day)}: {point.words}"
        wide = text_width(words, small) + 2
        right = QRectF(place.x() + 10, row.top(), wide, ROW)
        left = QRectF(place.x() - 10 - wide, row.top(), wide, ROW)
        box = right if right.right() <= rect.right() else left
        if taken.isNull() and box.left() >= plot.left() - 4:  # the newest has its words; all are told in the rows
            painter.setPen(c.soft)
            painter.drawText(box, _LEFT, words)
            taken = box
    if data.dates:
        _dates(painter, plot, data, theme)


def _dates(painter: QPainter, plot: QRectF, data: ScoresChartData, theme: Theme) -> None:
    top, small = plot.bottom() + (ROW if data.incomplete else 4), _small(theme)
    days = data.dates
    put: list[QRectF] = []
    painter.setPen(theme.colours.soft)
    for day in sorted(days, key=lambda day: (day not in (days[0], days[-1]), day)):  # the first and the last before all
        wide = text_width(day_words(day), small) + 2
        left = min(max(plot.left(), x_of(day, plot, data) - wide / 2), plot.right() - wide)
        box = QRectF(left, top, wide, ROW)
        if all(not box.adjusted(-6, 0, 6, 0).intersects(other) for other in put):
            painter.drawText(box, _CENTRE, day_words(day))
            put.append(box)


def _ring(painter: QPainter, place: QPointF, theme: Theme, *, on: bool) -> None:
    if on:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colours.accent, 2))
        painter.drawEllipse(place, DOT + 4, DOT + 4)


class ScoresChart(Painted):
    """Shows a ScoresChartData. Left and right go from score to score, Enter or a click opens one."""

    opened = Signal(str)
    """The id of the score."""

    def __init__(self, theme: Theme, data: ScoresChartData) -> None:
        super().__init__(theme, f"Scores of {data.title}", data)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._tell()

    def changed(self, before: ScoresChartData) -> None:
        self.setAccessibleName(f"Scores of {self.data.title}")
        self._tell()
        self.update()

    def _tell(self) -> None:
        """Each published line with its population and its source, where one rests on it."""
        self.setToolTip("\n".join(line.words for line in self.data.lines if line.words))

    def rows(self) -> list[str]:
        return rows_of(self.data)

    def describe(self) -> str:
        data: ScoresChartData = self.data
        at = next((point for point in data.points if point.id == data.focused), None)
        if at is not None:
            return str(at)
        return f"{len(data.points)} scores, the last: {data.points[-1]}" if data.points else data.empty_words

    def sizeHint(self) -> QSize:
        return QSize(470, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 130)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_scores(painter, rect, self.data, self.theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        points = [point.id for point in self.data.points]
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and points:
            by = 1 if event.key() == Qt.Key.Key_Right else -1
            at = points.index(self.data.focused) + by if self.data.focused in points else len(points) - 1
            self._focus(points[max(0, min(len(points) - 1, at))])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.data.focused:
            self.opened.emit(self.data.focused)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        plot = plot_of(QRectF(self.rect()), self.data, self.theme)

        def away(point: ScorePoint) -> float:
            gap = place_of_point(point, plot, self.data) - event.position()
            return float(gap.x() ** 2 + gap.y() ** 2)

        near = min(self.data.points, key=away, default=None)
        if event.button() == Qt.MouseButton.LeftButton and near is not None and away(near) <= NEAR**2:
            self.opened.emit(near.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        points = self.data.points
        if points and not self.data.focused:
            self._focus(points[-1].id)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._focus("")

    def _focus(self, point: str) -> None:
        self.set_data(msgspec.structs.replace(self.data, focused=point))
