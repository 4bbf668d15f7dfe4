"""Small pictures of the Rehearse screen: the dots that say how hard, and the stretch in the colours of its phases."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.scenarios.data import StretchData, hard_words
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width

DOT, APART = 9.0, 13.0
"""A dot's width, and from one dot to the next (pixels)."""
DOTS = 2 * APART + DOT
BAR, AXIS = 26, 20
GAP, PAD = 4, 7
CLEAR = 12
"""Pixels between two times at least."""


def paint_dots(painter: QPainter, left: float, middle: float, hard: int, theme: Theme, lit: bool = False) -> None:
    """Three dots, `hard` of them filled."""
    c = theme.colours
    for at in range(3):
        box = QRectF(left + at * APART, middle - DOT / 2, DOT, DOT).adjusted(0.5, 0.5, -0.5, -0.5)
        filled = at < hard
        painter.setBrush(c.accent if filled else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(c.accent if filled else c.soft if lit else c.faint, 1))
        painter.drawEllipse(box)


class HardDots(Painted):
    """How hard a scenario is, in dots; in words for who cannot see them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "How hard", 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def changed(self, before: int) -> None:
        self.setToolTip(self.describe())
        self.update()

    def rows(self) -> list[str]:
        return [hard_words(self.data)] if self.data else []

    def sizeHint(self) -> QSize:
        return QSize(round(DOTS) + 2, 16)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if self.data:
            paint_dots(painter, rect.right() - DOTS - 1, rect.center().y(), self.data, self.theme)


class StretchStrip(Painted):
    """The stretch from its first minute to its last: a box for each phase, its name in it where there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The stretch that is practised", StretchData())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def rows(self) -> list[str]:
        data: StretchData = self.data
        names = ", ".join(phase.title for phase in data.phases)
        return [f"{names}; {data.times[0][1]} to {data.times[-1][1]} from the dose"] if data.times else []

    def changed(self, before: StretchData) -> None:
        self.setToolTip(self.describe())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, BAR + AXIS)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        data: StretchData = self.data
        if not data.end:
            return
        for phase in data.phases:
            left, right = self._x(rect, phase.start), self._x(rect, phase.end)
            last = phase.end >= data.end
            box = QRectF(left, rect.top(), max(2.0, right - left - (0 if last else GAP)), BAR)
            hue = self.theme.phase(phase.kind)
            painter.setPen(QPen(mix(self.theme.colours.surface, hue, 0.5), 1))
            painter.setBrush(mix(self.theme.colours.surface, hue, self.theme.strength.current))
            corner = min(6.0, box.width() / 2)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
            self._name(painter, box, phase.title)
        self._times(painter, rect)

    def _x(self, rect: QRectF, at: int) -> float:
        return rect.left() + rect.width() * min(1.0, max(0.0, at / self.data.end))

    def _name(self, painter: QPainter, box: QRectF, title: str) -> None:
        """Cut to its first word where that is needed, and left out where not even that has room."""
        font = self.theme.font(Role.EYEBROW, QFont.Weight.Medium)
        font = QFont(font)
        font.setCapitalization(QFont.Capitalization.MixedCase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0)
        room = box.width() - 2 * PAD
        shown = next((each for each in (title, title.split(" ", maxsplit=1)[0]) if text_width(each, font) <= room), "")
        if shown:
            painter.setFont(font)
            painter.setPen(self.theme.colours.text)
            words = elided(shown, font, room + 1)
            painter.drawText(box.adjusted(PAD, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), words)

    def _times(self, painter: QPainter, rect: QRectF) -> None:
        """The first and the last stand always; one between them where it has room."""
        font = self.theme.font(Role.SMALL, tabular=True)
        painter.setFont(font)
        painter.setPen(self.theme.colours.dim)
        data: StretchData = self.data
        taken: list[tuple[float, float]] = []
        (first, *between, last) = data.times if len(data.times) > 1 else (*data.times, *data.times)
        for at, words in (first, last, *between):
            wide = text_width(words, font)
            x = self._x(rect, at)
            left = rect.right() - wide if at >= data.end else min(x, rect.right() - wide)
            if all(left >= end + CLEAR or left + wide + CLEAR <= start for start, end in taken):
                taken.append((left, left + wide))
                place = QRectF(left, rect.top() + BAR, wide + 2, AXIS)
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)


def paint_radio(painter: QPainter, middle: QPointF, on: bool, theme: Theme) -> None:
    """A dot in a ring, or the ring alone."""
    c = theme.colours
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(c.accent if on else c.faint, 1.5))
    painter.drawEllipse(middle, 8.5, 8.5)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent)
        painter.drawEllipse(middle, 4.5, 4.5)
