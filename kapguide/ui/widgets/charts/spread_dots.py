"""How long each thing took: this run filled, earlier runs of the same scenario hollow, on one scale of minutes."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from kapguide.spans import MINUTE, SECOND
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width

PITCH, AXIS = 24, 20
"""Of a row and of the scale below them (pixels)."""
VALUE, INSET, LEGEND_GAP = 64, 8, 18
DOT = 4.8
SHORT_MS = 90 * SECOND
"""Where nothing took longer, the scale is in seconds."""
STEPS_S = (5, 10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class SpreadLine(msgspec.Struct, frozen=True):
    """One thing: how long it took this time (ms; None where it did not come), how that is said, and earlier times."""

    label: str
    took: int | None
    words: str
    earlier: tuple[int | None, ...] = ()

    def __str__(self) -> str:
        before = ", ".join("not seen" if each is None else _span(each) for each in self.earlier)
        return f"{self.label}: {self.words}{f'; earlier {before}' if before else ''}"


class SpreadDotsData(msgspec.Struct, frozen=True):
    """The rows, and how many earlier runs there are."""

    spreads: tuple[SpreadLine, ...] = ()
    runs: int = 0


def _span(ms: int) -> str:
    return f"{'−' if ms < 0 else ''}{abs(ms) // MINUTE}:{abs(ms) // SECOND % 60:02}"


def earlier_words(runs: int) -> str:
    """`two earlier`."""
    return f"{NUMBERS[runs] if runs < len(NUMBERS) else runs} earlier"


def scale_of(data: SpreadDotsData) -> tuple[int, int]:
    """One step of the scale and its end (ms)."""
    times = [each for row in data.spreads for each in (row.took, *row.earlier) if each is not None]
    longest = max([*times, 30 * SECOND])
    step = next((step for step in STEPS_S if longest <= 4.5 * step * SECOND), STEPS_S[-1]) * SECOND
    return step, -(-longest // step) * step


def plot_of_spreads(rect: QRectF, data: SpreadDotsData, theme: Theme) -> QRectF:
    """Where the dots stand."""
    font = theme.font(Role.LABEL, px=14)
    widest = max((text_width(row.label, font) for row in data.spreads), default=0)
    label = min(widest + 18, rect.width() * 0.42)
    return QRectF(
        rect.left() + label + INSET,
        rect.top(),
        max(40.0, rect.width() - label - VALUE - 2 * INSET),
        PITCH * len(data.spreads),
    )


def dot_x(ms: int, plot: QRectF, end: int) -> float:
    """Where a time stands; what came before it was asked for stands at nothing."""
    return plot.left() + plot.width() * max(0, ms) / end


def paint_spreads(painter: QPainter, rect: QRectF, data: SpreadDotsData, theme: Theme) -> None:
    """The scale's lines, the rows, the scale."""
    c, plot = theme.colours, plot_of_spreads(rect, data, theme)
    step, end = scale_of(data)
    painter.setPen(QPen(mix(c.surface, c.line, 0.8), 1))
    for at in range(0, end + 1, step):
        x = round(dot_x(at, plot, end)) + 0.5
        painter.drawLine(QPointF(x, plot.top() + 2), QPointF(x, plot.bottom()))
    label, value = theme.font(Role.LABEL, px=14), theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True, px=14)
    for number, row in enumerate(data.spreads):
        place = QRectF(rect.left(), plot.top() + number * PITCH, rect.width(), PITCH)
        painter.setFont(label)
        painter.setPen(c.text)
        painter.drawText(place, _LEFT, elided(row.label, label, plot.left() - INSET - place.left()))
        painter.setFont(value if row.took is not None else theme.font(Role.SMALL))
        painter.setPen(c.text if row.took is not None else c.soft)
        painter.drawText(place, _RIGHT, row.words)
        _paint_dots(painter, place.center().y(), row, plot, end, theme)


def _paint_dots(painter: QPainter, y: float, row: SpreadLine, plot: QRectF, end: int, theme: Theme) -> None:
    c = theme.colours
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(c.soft, 1.4))
    for each in row.earlier:
        if each is not None:
            painter.drawEllipse(QPointF(dot_x(each, plot, end), y), DOT - 0.7, DOT - 0.7)
    if row.took is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent)
        painter.drawEllipse(QPointF(dot_x(row.took, plot, end), y), DOT, DOT)


def axis_places(plot: QRectF, step: int, end: int, font: QFont) -> list[tuple[int, str, QRectF]]:
    """The scale's numbers with their places, the last with its unit; none meets another."""
    seconds = step < MINUTE and end <= SHORT_MS
    unit = SECOND if seconds else MINUTE
    put: list[tuple[int, str, QRectF]] = []
    for at in (end, *range(0, end, step)):
        number = f"{at / unit:g}"
        words = f"{number} {'s' if seconds else 'min'}" if at == end else number
        wide = text_width(words, font) + 2
        # The number stands under its line; the unit hangs out to the right.
        left = plot.left() + plot.width() * at / end - text_width(number, font) / 2
        box = QRectF(left, plot.top() + 2, wide, AXIS - 2)
        if all(not box.adjusted(-5, 0, 5, 0).intersects(other) for _, _, other in put):
            put.append((at, words, box))
    return put


class SpreadDots(Painted):
    """Shows SpreadDotsData; its scale is a widget of its own, which stays in sight where the rows scroll."""

    resized = Signal(int)
    """The width (pixels) that the scale has to have."""

    def __init__(self, theme: Theme, data: SpreadDotsData | None = None) -> None:
        super().__init__(theme, "How long it took", data or SpreadDotsData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changed(self, before: SpreadDotsData) -> None:
        if len(before.spreads) != len(self.data.spreads):
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [str(row) for row in self.data.spreads]

    def sizeHint(self) -> QSize:
        return QSize(400, PITCH * len(self.data.spreads))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if self.data.spreads:
            paint_spreads(painter, rect, self.data, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.width())


class SpreadScale(Painted):
    """The numbers below SpreadDots: shows the same data."""

    def __init__(self, theme: Theme) -> None:
        self._room = 0
        super().__init__(theme, "Scale of how long it took", SpreadDotsData())
        self.setFixedHeight(AXIS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def stand_below(self, width: int) -> None:
        """The dots are so wide."""
        self._room = width
        self.update()

    def rows(self) -> list[str]:
        step, end = scale_of(self.data)
        return [f"0 to {_span(end)}, in steps of {_span(step)}"]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if not self.data.spreads:
            return
        step, end = scale_of(self.data)
        small = self.theme.font(Role.SMALL, tabular=True, px=12)
        plot = plot_of_spreads(QRectF(0, 0, self._room or rect.width(), AXIS), self.data, self.theme)
        painter.setFont(small)
        painter.setPen(self.theme.colours.dim)
        for _, words, box in axis_places(plot, step, end, small):
            painter.drawText(box, _CENTRE, words)


class SpreadLegend(Painted):
    """What a filled dot means, and a hollow one; shows the number of earlier runs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "What the dots mean", 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def changed(self, before: int) -> None:
        self.updateGeometry()
        self.update()

    def _parts(self) -> list[tuple[str, bool]]:
        return [("this run", True), *([(earlier_words(self.data), False)] if self.data else [])]

    def rows(self) -> list[str]:
        return [f"{'filled' if filled else 'hollow'}: {words}" for words, filled in self._parts()]

    def sizeHint(self) -> QSize:
        font = self.theme.font(Role.SMALL)
        wide = sum(text_width(words, font) + 4 * DOT + LEGEND_GAP for words, _ in self._parts()) - LEGEND_GAP
        return QSize(round(wide) + 4, 18)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, font, x, y = self.theme.colours, self.theme.font(Role.SMALL), rect.left() + 1, rect.center().y()
        painter.setFont(font)
        for words, filled in self._parts():
            painter.setPen(Qt.PenStyle.NoPen if filled else QPen(c.soft, 1.4))
            painter.setBrush(c.accent if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x + DOT, y), DOT - (0 if filled else 0.7), DOT - (0 if filled else 0.7))
            painter.setPen(c.dim)
            wide = text_width(words, font)
            painter.drawText(QRectF(x + 3.4 * DOT, rect.top(), wide + 2, rect.height()), _LEFT, words)
            x += wide + 4 * DOT + LEGEND_GAP
