"""The steps for one situation, as large as the room for them allows."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QScrollArea

from kapguide.session.emergency_card import CardStep
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, Scrolled, wrapped

SIZES = ((34, 44, 22), (26, 34, 17), (23, 30, 15), (20, 26, 15), (17, 22, 13), (15, 20, 13))
"""A step, from one of its lines to the next, and who does it (pixels): the first that fits."""
TITLE, TITLE_PITCH, TITLE_GAP = 22, 32, 10
NUMBER = 40
BETWEEN = 0.45
"""Of a line, between one step and the next."""


class StepsData(msgspec.Struct, frozen=True):
    """A situation's title and steps; `instead` is what is said where there are none."""

    title: str = ""
    steps: tuple[CardStep, ...] = ()
    instead: str = ""


class StepsPage(Painted):
    """Paints the steps; `area` is what scrolls it when even the smallest size is too large."""

    def __init__(self, theme: Theme) -> None:
        self._size = SIZES[1]
        self._largest = SIZES[1][0]
        super().__init__(theme, "Steps", StepsData())
        self.area: QScrollArea = Scrolled(theme, self)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def changed(self, before: StepsData) -> None:
        self.setAccessibleName(f"Steps: {self.data.title}")
        self.fit()
        self.area.verticalScrollBar().setValue(0)
        self.update()

    def rows(self) -> list[str]:
        shown = [f"{number}  {step.text}  {step.who}".rstrip() for number, step in enumerate(self.data.steps, start=1)]
        return [self.data.title, *shown, *filter(None, [self.data.instead])]

    def fit(self) -> None:
        """Choose the size for the room that there is."""
        room = self.area.viewport().height()
        wide = self.area.viewport().width()
        high = 0.0
        for size in (each for each in SIZES if each[0] <= self._largest):
            self._size = size
            high = self._high(wide)
            if high <= room:
                break
        self.setMinimumHeight(round(high) if high > room else 0)
        self.updateGeometry()

    def set_largest(self, px: int) -> None:
        """No step is larger than that."""
        self._largest = px
        self.fit()

    def turn(self, pages: int) -> None:
        """Scroll by most of a page."""
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + pages * self.area.viewport().height() * 4 // 5)

    def _fonts(self) -> tuple[QFont, QFont]:
        step, _, who = self._size
        return self.theme.font(Role.LABEL, QFont.Weight.Medium, px=step), self.theme.font(Role.LABEL, px=who)

    def _title(self, wide: float) -> QTextLayout:
        return wrapped(self.data.title, self.theme.font(Role.LABEL, QFont.Weight.DemiBold, px=TITLE), wide, TITLE_PITCH)

    def _high(self, wide: float) -> float:
        _, pitch, who = self._size
        font, _ = self._fonts()
        high = float(self._title(wide).lineCount() * TITLE_PITCH + TITLE_GAP)
        for each in self.data.steps:
            lines = wrapped(each.text, font, wide - NUMBER, pitch).lineCount()
            high += lines * pitch + (who * 1.35 if each.who else 0) + pitch * BETWEEN
        return high - pitch * BETWEEN

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c = self.theme.colours
        level = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(c.soft)
        title = self._title(rect.width())
        title.draw(painter, rect.topLeft())
        _, pitch, who = self._size
        font, small = self._fonts()
        top = rect.top() + title.lineCount() * TITLE_PITCH + TITLE_GAP
        if self.data.instead:
            painter.setFont(self.theme.font(Role.LABEL, px=19))
            painter.drawText(QRectF(rect.left(), top, rect.width(), 32), level, self.data.instead)
        strong = self.theme.font(Role.LABEL, QFont.Weight.DemiBold, px=self._size[0] - 2)
        for number, step in enumerate(self.data.steps, start=1):
            painter.setFont(strong)
            painter.setPen(c.dim)
            place = QRectF(rect.left(), top, NUMBER - 12, pitch)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(number))
            painter.setPen(c.text)
            laid = wrapped(step.text, font, rect.width() - NUMBER, pitch)
            laid.draw(painter, QPointF(rect.left() + NUMBER, top))
            top += laid.lineCount() * pitch
            if step.who:
                painter.setFont(small)
                painter.setPen(c.soft)
                painter.drawText(QRectF(rect.left() + NUMBER, top, rect.width() - NUMBER, who * 1.35), level, step.who)
                top += who * 1.35
            top += pitch * BETWEEN
