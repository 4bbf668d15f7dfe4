"""A few words side by side in one field, of which one is chosen, or none yet."""

from itertools import accumulate

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width

PAD = 4
SMALLEST = 13
CLOSEST = 12
"""Where equal places cut a word, each has a place by its own width, and no word is smaller than this (pixels)."""
BESIDE = 6
"""Kept free beside a word (pixels)."""


class OneOfData(msgspec.Struct, frozen=True):
    """Two to six words, which of them is chosen (from 0; -1 for none), and how large they are (pixels)."""

    words: tuple[str, ...]
    chosen: int = -1
    focused: bool = False
    px: int = 15


class OneOf(Painted):
    """The arrows and a click choose; Enter goes on in the form, as from a line of it. All words look alike when chosen.

    Of two, each arrow is one; of more, the first arrow chooses the first.
    """

    changed_to = Signal(int)
    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, name: str, words: tuple[str, ...]) -> None:
        super().__init__(theme, name, OneOfData(words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def chosen(self) -> int:
        """0 for the first word, -1 while none is chosen."""
        return int(self.data.chosen)

    def choose(self, which: int) -> None:
        """Choose a word, or none with -1."""
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
        return str(self.data.words[self.data.chosen]) if self.data.chosen >= 0 else "none chosen yet"

    def sizeHint(self) -> QSize:
        return QSize(200, self.theme.sizes.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # Ctrl+Enter is the form's
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.choose(max(0, self.chosen - 1))
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            last = len(self.data.words) - 1
            self.choose(last if last == 1 else min(last, self.chosen + 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        _, places = self._fitted(self.width() - 2 * PAD)
        ends = tuple(accumulate(places, initial=PAD))[1:-1]
        self.choose(sum(end <= event.position().x() for end in ends))

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
        px, places = self._fitted(rect.width() - 2 * PAD)
        lefts = accumulate(places, initial=rect.left() + PAD)
        for at, (words, left, share) in enumerate(zip(data.words, lefts, places, strict=False)):
            place = QRectF(left, rect.top() + PAD, share, rect.height() - 2 * PAD)
            on = at == data.chosen
            if on:
                painter.setBrush(c.accent_ground)
                painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), corner - 3, corner - 3)
            font = self._font(on, px)
            painter.setFont(font)
            painter.setPen(c.text if on else c.soft)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), elided(words, font, place.width() - BESIDE))

    def _font(self, on: bool, px: int) -> QFont:
        return self.theme.font(Role.LABEL, QFont.Weight.DemiBold if on else None, px=px)

    def _fitted(self, inside: float) -> tuple[int, list[float]]:
        """The size of the words, and how wide each one's place is of what there is `inside` (pixels).

        The places are equal where each word has room in its own, as it does when chosen; else as the words are wide.
        """
        count = len(self.data.words)
        equal = [inside / count] * count
        for px in range(self.data.px, SMALLEST - 1, -1):
            if max(self._needs(px)) <= inside / count:
                return px, equal
        for px in (SMALLEST, CLOSEST):
            if (spare := inside - sum(needs := self._needs(px))) >= 0:
                return px, [each + spare / count for each in needs]
        return SMALLEST, equal

    def _needs(self, px: int) -> list[float]:
        return [text_width(words, self._font(on=True, px=px)) + BESIDE for words in self.data.words]
