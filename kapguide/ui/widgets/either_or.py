"""Two ways side by side, of which one is chosen."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width

PAD = 4
SMALLEST = 13


class EitherOrData(msgspec.Struct, frozen=True):
    """The two ways, which of them is chosen (0 or 1; -1 for neither), and how large their words are (pixels)."""

    words: tuple[str, str]
    chosen: int = -1
    focused: bool = False
    px: int = 15


class EitherOr(Painted):
    """The arrows and a click choose; Enter goes on in the form, as from a line of it."""

    changed_to = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, name: str, words: tuple[str, str]) -> None:
        super().__init__(theme, name, EitherOrData(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def chosen(self) -> int:
        """0 for the first way, 1 for the second, -1 while neither is chosen."""
        return int(self.data.chosen)

    def choose(self, which: int) -> None:
        """Choose a way, or neither with -1."""
        before = self.data.chosen
        self.set_data(msgspec.structs.replace(self.data, chosen=which))
        if which != before:
            self.changed_to.emit(which)

    def set_px(self, px: int) -> None:
        """How large the words are."""
        self.set_data(msgspec.structs.replace(self.data, px=px))

    def rows(self) -> list[str]:
        return [f"{words}{': chosen' if at == self.data.chosen else ''}" for at, words in enumerate(self.data.words)]

    def describe(self) -> str:
        return str(self.data.words[self.data.chosen]) if self.data.chosen >= 0 else "neither chosen yet"

    def sizeHint(self) -> QSize:
        return QSize(200, self.theme.sizes.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.choose(0)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.choose(1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(int(event.position().x() >= self.width() / 2))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=True))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=False))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data, corner = self.theme.colours, self.data, self.theme.sizes.button_corner
        painter.setBrush(c.well)
        painter.setPen(QPen(c.accent if data.focused else c.line, 2 if data.focused else 1))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner)
        half = (rect.width() - 2 * PAD) / 2
        px = self._fitting(half - 12)
        for at, words in enumerate(data.words):
            place = QRectF(rect.left() + PAD + at * half, rect.top() + PAD, half, rect.height() - 2 * PAD)
            on = at == data.chosen
            if on:
                painter.setBrush(c.accent_ground)
                painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), corner - 3, corner - 3)
            font = self._font(on, px)
            painter.setFont(font)
            painter.setPen(c.text if on else c.soft)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), elided(words, font, place.width() - 12))

    def _font(self, on: bool, px: int) -> QFont:
        return self.theme.font(Role.LABEL, QFont.Weight.DemiBold if on else None, px=px)

    def _fitting(self, room: float) -> int:
        """The size at which both ways have room, as they do when chosen; where there is none, the smallest."""
        sizes = range(self.data.px, SMALLEST, -1)
        wide = (max(text_width(words, self._font(on=True, px=px)) for words in self.data.words) for px in sizes)
        return next((px for px, needs in zip(sizes, wide, strict=True) if needs <= room), SMALLEST)
