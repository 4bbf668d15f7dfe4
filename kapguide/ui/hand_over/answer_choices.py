"""The answers to a question, one below the other, or a scale from 0 to 10 side by side: large, all alike."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.clinical.instruments import AnswerOption
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided

GAP, PAD, DOT = 12, 24, 22
ENDS = 32
"""Below a scale, for the words of its two ends (pixels)."""
BETWEEN = 8
"""Between two numbers of a scale (pixels)."""


class ChoicesData(msgspec.Struct, frozen=True):
    """The answers, the value of the chosen one, and how high each stands (pixels)."""

    options: tuple[AnswerOption, ...] = ()
    chosen: int | None = None
    high: int = 64
    focused: bool = False

    @property
    def is_scale(self) -> bool:
        """Whether most of them are numbers alone."""
        return any(not option.words for option in self.options)

    @property
    def whole_height(self) -> int:
        """What all of it needs (pixels)."""
        if self.is_scale:
            return self.high + ENDS
        return len(self.options) * (self.high + self.gap) - self.gap

    @property
    def gap(self) -> int:
        """Between two answers: less where there is little room for them."""
        return GAP if self.high >= 56 else BETWEEN


def choice_places(rect: QRectF, data: ChoicesData) -> list[QRectF]:
    """Where each answer stands."""
    if data.is_scale:
        wide = (rect.width() - BETWEEN * (len(data.options) - 1)) / len(data.options)
        steps = range(len(data.options))
        return [QRectF(rect.left() + step * (wide + BETWEEN), rect.top(), wide, data.high) for step in steps]
    step = data.high + data.gap
    return [QRectF(rect.left(), rect.top() + n * step, rect.width(), data.high) for n in range(len(data.options))]


def paint_choices(painter: QPainter, rect: QRectF, data: ChoicesData, theme: Theme) -> None:
    """Each in its own field; the chosen one has a ground and a full dot."""
    for option, place in zip(data.options, choice_places(rect, data), strict=True):
        on = option.value == data.chosen
        _field(painter, place, theme, on, on and data.focused)
        if data.is_scale:
            painter.setFont(_font(theme, 21))
            painter.setPen(theme.colours.text)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), str(option.value))
        else:
            _answer(painter, place, option.words, theme, on)
    if data.is_scale:
        _ends(painter, rect, data, theme)


def _field(painter: QPainter, place: QRectF, theme: Theme, on: bool, focused: bool) -> None:
    c = theme.colours
    painter.setBrush(c.accent_ground if on else c.surface)
    painter.setPen(QPen(c.accent if on else c.line, 2 if focused else 1))
    painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), theme.sizes.card_corner, theme.sizes.card_corner)


def _answer(painter: QPainter, place: QRectF, words: str, theme: Theme, on: bool) -> None:
    c = theme.colours
    middle = QPointF(place.left() + PAD + DOT / 2, place.center().y())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(c.accent if on else c.dim, 1.5))
    painter.drawEllipse(middle, DOT / 2, DOT / 2)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent)
        painter.drawEllipse(middle, DOT / 4, DOT / 4)
    font = _font(theme, 21 if place.height() >= 48 else 17)
    painter.setFont(font)
    painter.setPen(c.text)
    room = place.adjusted(PAD + DOT + 18, 0, -PAD, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), elided(words, font, room.width()))


def _ends(painter: QPainter, rect: QRectF, data: ChoicesData, theme: Theme) -> None:
    low, *_, high = data.options
    below = QRectF(rect.left(), rect.top() + data.high, rect.width(), ENDS)
    font = theme.font(Role.BODY)
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    half = below.width() / 2 - BETWEEN
    for words, side in ((low.words, Qt.AlignmentFlag.AlignLeft), (high.words, Qt.AlignmentFlag.AlignRight)):
        painter.drawText(below, int(side | Qt.AlignmentFlag.AlignBottom), elided(words, font, half))


def _font(theme: Theme, px: int) -> QFont:
    return theme.font(Role.BODY, QFont.Weight.Medium, px=px)


class AnswerChoices(Painted):
    """Shows a ChoicesData; a press on an answer chooses it. The keys are the screen's matter."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Answers", ChoicesData())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changed(self, before: ChoicesData) -> None:
        self.setFixedHeight(max(1, self.data.whole_height))
        self.update()

    def rows(self) -> list[str]:
        data: ChoicesData = self.data
        return [
            f"{option.words or option.value}{': chosen' if option.value == data.chosen else ''}"
            for option in data.options
        ]

    def sizeHint(self) -> QSize:
        return QSize(768, max(1, self.data.whole_height))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for option, place in zip(self.data.options, choice_places(QRectF(self.rect()), self.data), strict=True):
            if event.button() == Qt.MouseButton.LeftButton and place.contains(event.position()):
                self.chosen.emit(option.value)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        data = msgspec.structs.replace(self.data, focused=self.hasFocus())
        paint_choices(painter, rect, data, self.theme)
