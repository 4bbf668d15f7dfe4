"""The protocols that can be rehearsed, one below the other, of which one is chosen."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.scenarios.data import RouteCard
from kapguide.ui.scenarios.paint import paint_radio
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.card import paint_card

HIGH, LOW_HIGH, GAP = 64, 56, 8
"""How high a card is, and where there is little room; and what lies between two (pixels)."""


class RoutesData(msgspec.Struct, frozen=True):
    """All cards, which one is chosen, and how high each is."""

    cards: tuple[RouteCard, ...] = ()
    chosen: int = 0
    focused: bool = False
    high: int = HIGH


class RouteCards(Painted):
    """The arrows and a click choose at once; every other key is the screen's."""

    chosen_by_hand = Signal(str)
    """The id of the protocol."""
    moved = Signal(int, int)
    """Top and height of the chosen card: it may have to be scrolled to."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Protocols", RoutesData())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_cards(self, cards: tuple[RouteCard, ...], chosen: str) -> None:
        """Show them; of an unknown `chosen` the first is."""
        at = next((place for place, card in enumerate(cards) if card.id == chosen), 0)
        self.set_data(msgspec.structs.replace(self.data, cards=cards, chosen=at))

    def set_high(self, high: int) -> None:
        """How high each card is."""
        self.set_data(msgspec.structs.replace(self.data, high=high))

    def changed(self, before: RoutesData) -> None:
        if (len(before.cards), before.high) != (len(self.data.cards), self.data.high):
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [f"{card}{': chosen' if at == self.data.chosen else ''}" for at, card in enumerate(self.data.cards)]

    def describe(self) -> str:
        return str(self.data.cards[self.data.chosen]) if self.data.cards else "none"

    def high_at(self, high: int) -> int:
        """How high all of them are, each so high."""
        count = len(self.data.cards)
        return count * (high + GAP) - GAP if count else 0

    def sizeHint(self) -> QSize:
        return QSize(220, self.high_at(self.data.high))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.high_at(self.data.high))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self._choose(self.data.chosen + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, below = divmod(int(event.position().y()), self.data.high + GAP)
        if below < self.data.high:
            self._choose(at)

    def _choose(self, at: int) -> None:
        data: RoutesData = self.data
        if 0 <= at < len(data.cards) and at != data.chosen:
            self.set_data(msgspec.structs.replace(data, chosen=at))
            self.moved.emit(at * (data.high + GAP), data.high)
            self.chosen_by_hand.emit(data.cards[at].id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=True))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_data(msgspec.structs.replace(self.data, focused=False))

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        data: RoutesData = self.data
        for at, card in enumerate(data.cards):
            place = QRectF(rect.left(), rect.top() + at * (data.high + GAP), rect.width(), data.high)
            self._paint_card(painter, place, card, chosen=at == data.chosen)

    def _paint_card(self, painter: QPainter, place: QRectF, card: RouteCard, *, chosen: bool) -> None:
        c, theme, data = self.theme.colours, self.theme, self.data
        paint_card(painter, place, theme, 1.0 if chosen else 0.0)
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = 1.0 if data.focused else 0.5
            painter.setPen(QPen(c.accent, 2 if data.focused else 1))
            corner = theme.sizes.card_corner
            painter.drawRoundedRect(place.adjusted(inset, inset, -inset, -inset), corner, corner)
        paint_radio(painter, QPointF(place.left() + 26, place.center().y()), chosen, theme)
        left, wide = place.left() + 47, place.width() - 47 - 12
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        strong, small = theme.font(Role.LABEL, QFont.Weight.DemiBold), theme.font(Role.SMALL, tabular=True)
        painter.setFont(strong)
        painter.setPen(c.text)
        painter.drawText(QRectF(left, place.center().y() - 20, wide, 20), level, elided(card.title, strong, wide))
        painter.setFont(small)
        painter.setPen(c.text if chosen else c.soft)
        painter.drawText(QRectF(left, place.center().y() + 1, wide, 18), level, elided(card.line, small, wide))
