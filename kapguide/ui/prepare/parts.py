"""What the cards of Prepare are made of: values, a strip of phases, rows of facts."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width


class Figure(msgspec.Struct, frozen=True):
    """A value as it was typed, its unit, and what it is; `waits` says that it is not there yet."""

    value: str
    label: str
    waits: bool = False
    unit: str = ""


class Figures(Painted):
    """Values side by side, large, each with its name below it."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, ())

    def sizeHint(self) -> QSize:
        return QSize(200, 46)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 46)

    def rows(self) -> list[str]:
        return [f"{each.label} {each.value} {each.unit}".strip() for each in self.data]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if not self.data:
            return
        c = self.theme.colours
        large = self.theme.font(Role.HEADING, QFont.Weight.DemiBold, tabular=True, px=21)
        small = self.theme.font(Role.SMALL)
        level = int(Qt.AlignmentFlag.AlignVCenter)
        left = rect.left()
        for each in self.data:
            number = text_width(each.value, large)
            wide = max(number + text_width(each.unit, small) + 5, text_width(each.label, small))
            painter.setFont(large)
            painter.setPen(c.warm if each.waits else c.text)
            painter.drawText(QRectF(left, rect.top(), number + 4, 26), level, each.value)
            painter.setFont(small)
            painter.setPen(c.warm if each.waits else c.soft)
            if each.unit:
                painter.drawText(QRectF(left + number + 5, rect.top() + 2, wide, 26), level, each.unit)
            painter.drawText(QRectF(left, rect.top() + 26, wide + 4, 18), level, each.label)
            left += wide + 22


class PhaseStrip(Painted):
    """The phases as a strip in their colours, as long as they last: (kind, length) each."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Phases", ())

    def sizeHint(self) -> QSize:
        return QSize(160, 8)

    def rows(self) -> list[str]:
        return [PhaseKind(kind).value for kind, _ in self.data]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        whole = sum(length for _, length in self.data) or 1
        room = rect.width() - 3 * max(0, len(self.data) - 1)
        left = rect.left()
        painter.setPen(Qt.PenStyle.NoPen)
        for kind, length in self.data:
            wide = max(2.0, room * length / whole)
            painter.setBrush(mix(self.theme.colours.surface, self.theme.phase(kind), 0.75))
            painter.drawRoundedRect(QRectF(left, rect.center().y() - 3, wide, 6), 2.5, 2.5)
            left += wide + 3


class ListedFact(msgspec.Struct, frozen=True):
    """A row of a card: what it is, what is said of it there (`aside`), what stands at its right; `there` or waiting."""

    name: str
    aside: str = ""
    right: str = ""
    there: bool = True
    known: bool = True
    """False where nobody can say: it neither is there nor waits."""


class FactRow(Painted):
    """Shows a ListedFact: a check mark where it is there, warm where it waits."""

    HIGH = 32

    def __init__(self, theme: Theme, fact: ListedFact) -> None:
        super().__init__(theme, fact.name, fact)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, self.HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.HIGH)

    def rows(self) -> list[str]:
        fact: ListedFact = self.data
        return ["  ".join(filter(None, (fact.name, fact.aside, fact.right)))]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, fact = self.theme.colours, self.data
        waits = not fact.there and fact.known
        if self.hasFocus():
            painter.setPen(QPen(c.accent, 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        middle, left = rect.center().y(), rect.left()
        if fact.there or waits:
            icon, ink = ("check", c.ok) if fact.there else ("circle-alert", c.warm)
            self.theme.draw_icon(painter, icon, QRectF(left, middle - 8, 16, 16), ink)
        left += 24
        small = self.theme.font(Role.SMALL, tabular=True)
        right = elided(fact.right, small, rect.width() * 0.55)
        wide = text_width(right, small) if right else 0.0
        end = rect.right() - wide
        level = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(small)
        painter.setPen(c.soft)
        if right:
            painter.drawText(QRectF(end, rect.top(), wide + 1, rect.height()), level, right)
        strong = self.theme.font(Role.LABEL, QFont.Weight.Medium)
        name = elided(fact.name, strong, end - left - 8)
        painter.setFont(strong)
        painter.setPen(c.warm if waits else c.text)
        painter.drawText(QRectF(left, rect.top(), end - left, rect.height()), level, name)
        left += text_width(name, strong) + 9
        room = QRectF(left, rect.top(), end - left - (8 if right else 0), rect.height())
        if fact.aside and text_width(fact.aside, small) <= room.width() + 1:  # whole or not at all
            painter.setFont(small)
            painter.setPen(c.warm if waits else c.soft)
            painter.drawText(room, level, fact.aside)


def stand_before(stop: QWidget, widgets: Sequence[QWidget]) -> None:
    """Tab comes to `widgets`, which were made later, just before it comes to `stop`."""
    last = stop.previousInFocusChain()
    while last is not None and last is not stop and not last.focusPolicy() & Qt.FocusPolicy.TabFocus:
        last = last.previousInFocusChain()
    for widget in widgets:
        if last is not None:
            QWidget.setTabOrder(last, widget)
        last = widget
