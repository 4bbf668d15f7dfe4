"""The foot of Today: the backup, the room on the disk, the record and the emergency card, two lines each."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card

HIGH = 40
ICON = 20


class StandingData(msgspec.Struct, frozen=True):
    """How one thing stands: `good` is what is there; what is `amiss` waits for a person."""

    icon: str = ""
    head: str = ""
    words: str = ""
    good: bool = True

    def __str__(self) -> str:
        return f"{self.head}: {self.words}" if self.words else self.head


Standings = tuple[StandingData, StandingData, StandingData, StandingData]
"""Backup, room on the disk, record, emergency card."""


def paint_standing(painter: QPainter, rect: QRectF, data: StandingData, theme: Theme) -> None:
    """An icon, a word in the text's colour and below it a quieter line; nothing for what has nothing to say."""
    if not data.head:
        return
    c = theme.colours
    theme.draw_icon(
        painter, data.icon, QRectF(rect.left(), rect.center().y() - ICON / 2, ICON, ICON), c.ok if data.good else c.warm
    )
    left, wide = rect.left() + ICON + 8, rect.width() - ICON - 8
    head = theme.font(Role.SMALL, QFont.Weight.Medium)
    small = theme.font(Role.SMALL, tabular=True)
    middle = rect.center().y()
    for words, font, ink, y in (
        (data.head, head, c.text if data.good else c.warm, middle - 3),
        (data.words, small, c.soft, middle + 14),
    ):
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QPointF(left, y), elided(words, font, wide))


class Standing(Painted):
    """Shows a StandingData; the whole of it is its tool tip."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, StandingData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changed(self, before: StandingData) -> None:
        self.setToolTip(str(self.data))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HIGH)

    def rows(self) -> list[str]:
        return [str(self.data)] if self.data.head else []

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_standing(painter, rect, self.data, self.theme)


class StandingButton(Button):
    """A StandingData that can be pressed."""

    def __init__(self, theme: Theme, name: str) -> None:
        self.shown = StandingData()
        super().__init__(theme, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HIGH)

    def show_standing(self, data: StandingData) -> None:
        """Show how it stands."""
        self.shown = data
        self.setAccessibleDescription(str(data))
        self.setToolTip(str(data))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus() or self.underMouse():
                c = self.theme.colours
                painter.setPen(QPen(c.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(Qt.BrushStyle.NoBrush if self.hasFocus() else c.raised)
                corner = self.theme.sizes.button_corner
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
            paint_standing(painter, QRectF(self.rect()), self.shown, self.theme)


class StandingCard(Card):
    """The four together, two by two; warm where one is amiss."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Backup, disk, record and emergency card")
        self.set_pad(16, 8)
        self.backup = Standing(theme, "Backup")
        self.space = Standing(theme, "Room on the disk")
        self.record = Standing(theme, "Record")
        self.card = StandingButton(theme, "Show the emergency card")
        table = QGridLayout()
        table.setContentsMargins(0, 0, 0, 0)
        table.setHorizontalSpacing(theme.sizes.grid)
        table.setVerticalSpacing(0)
        for place, part in enumerate((self.backup, self.space, self.record, self.card)):
            table.addWidget(part, place // 2, place % 2)
            table.setColumnStretch(place % 2, 1)
        self.add(table)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_standings(self, four: Standings) -> None:
        """Show how the four stand."""
        backup, space, record, card = four
        self.backup.set_data(backup)
        self.space.set_data(space)
        self.record.set_data(record)
        self.card.show_standing(card)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.backup.rows(), *self.space.rows(), *self.record.rows(), str(self.card.shown)]
