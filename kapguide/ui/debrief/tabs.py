"""The four steps of a debrief, side by side in one field: a check mark where one is done, its key where it is not."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

STEPS = ("Reactions", "What happened", "Analysis", "Take home")
PAD, GAP, CAP = 8, 5, 16
PX = 14


class TabsData(msgspec.Struct, frozen=True):
    """Which step is shown, from 0; which are done; how many can be opened."""

    on: int = 0
    done: tuple[bool, ...] = (False, False, False, False)
    free: int = 4
    focused: bool = False


class StepTabs(Painted):
    """Shows TabsData. The keys 1 to 4 open a step from anywhere on the screen, the arrows from here, and so a click."""

    asked = Signal(int)
    """A step, from 0: also one that cannot be opened yet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Steps of the debrief", TabsData())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def rows(self) -> list[str]:
        data: TabsData = self.data
        lines = []
        for at, words in enumerate(STEPS):
            state = "shown" if at == data.on else "done" if data.done[at] else "" if at < data.free else "not yet"
            lines.append(f"{at + 1} {words}{f': {state}' if state else ''}")
        return lines

    def describe(self) -> str:
        data: TabsData = self.data
        return f"step {data.on + 1} of {len(STEPS)}: {STEPS[data.on]}; keys 1 to {len(STEPS)}"

    def _font(self, at: int) -> QFont:
        return self.theme.font(Role.LABEL, QFont.Weight.DemiBold if at == self.data.on else None, px=PX)

    def _wish(self, at: int, *, strong: bool = True) -> float:
        font = self.theme.font(Role.LABEL, QFont.Weight.DemiBold if strong else None, px=PX)
        return text_width(STEPS[at], font) + 2 * PAD + CAP + GAP

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._wish(at) for at in range(len(STEPS)))) + 2, self.theme.sizes.target)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.theme.sizes.target)

    def places(self) -> list[QRectF]:
        """Where each step stands."""
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        wishes = [self._wish(at) for at in range(len(STEPS))]
        left, share = rect.left(), rect.width() / sum(wishes)
        found = []
        for wish in wishes:
            found.append(QRectF(left, rect.top(), wish * share, rect.height()))
            left += wish * share
        return found

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data, corner = self.theme.colours, self.data, self.theme.sizes.button_corner
        painter.setBrush(c.well)
        painter.setPen(QPen(c.accent if data.focused else c.line, 2 if data.focused else 1))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner)
        for at, place in enumerate(self.places()):
            if at == data.on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(c.accent_ground)
                inset = 2 if data.focused else 1
                painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), corner - 3, corner - 3)
            elif at:
                painter.setPen(QPen(c.line, 1))
                if at - 1 != data.on:
                    painter.drawLine(place.topLeft(), place.bottomLeft())
            self._paint_step(painter, place, at)

    def _paint_step(self, painter: QPainter, place: QRectF, at: int) -> None:
        c, data, font = self.theme.colours, self.data, self._font(at)
        ink = c.text if at == data.on else c.soft if at < data.free else c.dim
        words = elided(STEPS[at], font, place.width() - 2 * 4 - CAP - GAP)
        wide = CAP + GAP + text_width(words, font)
        left = place.center().x() - wide / 2
        mark = QRectF(left, place.center().y() - CAP / 2, CAP, CAP)
        if data.done[at]:
            self.theme.draw_icon(painter, "check", mark.adjusted(1, 1, -1, -1), c.ok)
        else:
            edge = c.text if at == data.on else c.faint
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(edge, 1))
            painter.drawRoundedRect(mark.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            painter.setFont(self.theme.font(Role.SMALL, QFont.Weight.Medium, px=12))
            painter.setPen(ink)
            painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))
        painter.setFont(font)
        painter.setPen(ink)
        room = QRectF(left + CAP + GAP, place.top(), wide, place.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None:
            event.ignore()
        elif 0 <= self.data.on + by < len(STEPS):
            self.asked.emit(self.data.on + by)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            for at, place in enumerate(self.places()):
                if place.contains(event.position()):
                    self.asked.emit(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=True))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=False))
