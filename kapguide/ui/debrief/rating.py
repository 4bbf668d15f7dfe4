"""The self-rating: three lines from 0 to 10 to choose on before anything is shown, and afterwards what was chosen."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.places import digit_of

MOST = 10
PITCH, DOT, STEP = 24, 4.8, 15
"""Of a row, a dot, and from one dot to the next (pixels)."""
LEFT_OPEN = "left open"
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)


class RateLine(OneOf):
    """0 to 10, or nothing yet. The arrows choose, and so do digits (1, then 0, is 10); Backspace leaves it open."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(theme, words, tuple(str(number) for number in range(MOST + 1)))
        self._one = False

    @property
    def answer(self) -> int | None:
        """What was chosen."""
        return self.chosen if self.chosen >= 0 else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        before, self._one = self._one, digit == "1"
        if digit and plain:
            self.choose(MOST if before and digit == "0" else int(digit))
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.choose(-1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusPreviousChild() if event.key() == Qt.Key.Key_Up else self.focusNextChild()
        else:
            super().keyPressEvent(event)


class RatedLine(msgspec.Struct, frozen=True):
    """What was rated, and how; None was left open."""

    words: str
    answer: int | None

    def __str__(self) -> str:
        return f"{self.words}: {LEFT_OPEN if self.answer is None else f'{self.answer} of {MOST}'}"


class RatingDots(Painted):
    """Shows a tuple of RatedLine: as many dots filled as was chosen, and the number."""

    def __init__(self, theme: Theme, rated: tuple[RatedLine, ...] = ()) -> None:
        super().__init__(theme, "Own rating, given before the data", rated)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changed(self, before: tuple[RatedLine, ...]) -> None:
        self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [str(line) for line in self.data]

    def sizeHint(self) -> QSize:
        return QSize(400, PITCH * len(self.data))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, PITCH * len(self.data))

    def dots_left(self, rect: QRectF) -> float:
        """Where the first dot stands: in the middle, or as far left as the words let it."""
        font = self.theme.font(Role.LABEL, px=14)
        words = max((text_width(line.words, font) for line in self.data), default=0)
        number = text_width(LEFT_OPEN, self.theme.font(Role.SMALL)) + 10
        wanted = rect.left() + rect.width() * 0.48
        return max(rect.left() + words + 12, min(wanted, rect.right() - number - MOST * STEP))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, font = self.theme.colours, self.theme.font(Role.LABEL, px=14)
        strong = self.theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True, px=14)
        left = self.dots_left(rect)
        for number, line in enumerate(self.data):
            place = QRectF(rect.left(), rect.top() + number * PITCH, rect.width(), PITCH)
            painter.setFont(font)
            painter.setPen(c.text)
            painter.drawText(place, _LEFT, elided(line.words, font, left - place.left() - 6))
            if line.answer is None:
                painter.setFont(self.theme.font(Role.SMALL))
                painter.setPen(c.soft)
                painter.drawText(place, _RIGHT, LEFT_OPEN)
                continue
            painter.setFont(strong)
            painter.drawText(place, _RIGHT, str(line.answer))
            for at in range(MOST):
                filled = at < line.answer
                painter.setPen(Qt.PenStyle.NoPen if filled else QPen(c.faint, 1.2))
                painter.setBrush(c.accent if filled else Qt.BrushStyle.NoBrush)
                radius = DOT if filled else DOT - 0.6
                painter.drawEllipse(QPointF(left + DOT + at * STEP, place.center().y()), radius, radius)
