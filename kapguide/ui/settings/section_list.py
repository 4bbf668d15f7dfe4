"""The sections at the left: an icon, a name, and a dot where one waits for somebody."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided
from kapguide.ui.widgets.lists.pick_list import PickList

ROW = 42
DOT, EDGE = 9, 8
"""How large the dot is, and how far from the right edge (pixels)."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class SectionRow(msgspec.Struct, frozen=True):
    """One section; `waits` where something in it is still to be done."""

    id: str
    title: str
    icon: str
    waits: bool = False

    def __str__(self) -> str:
        return f"{self.title}, waits for you" if self.waits else self.title


def paint_section(painter: QPainter, rect: QRectF, row: SectionRow, theme: Theme, lit: bool, chosen: bool) -> None:
    """The chosen one on an accent ground, with a line around it where the keys are."""
    c, box = theme.colours, rect.adjusted(0, 1, 0, -1)
    corner = theme.sizes.button_corner
    if chosen or lit:
        painter.setBrush(c.accent_ground if chosen else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(c.accent if lit else mix(c.surface, c.accent_ground, 1.0), 1.5 if lit else 1))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
    ink = c.text if chosen else c.soft
    theme.draw_icon(painter, row.icon, QRectF(box.left() + 12, box.center().y() - 9, 18, 18), ink)
    room = box.adjusted(38, 0, -(EDGE + DOT + 4) if row.waits else -16, 0)
    font = theme.font(Role.LABEL, QFont.Weight.DemiBold if chosen else None)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(room, _LEFT, elided(row.title, font, room.width()))
    if row.waits:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.warm)
        painter.drawEllipse(QRectF(box.right() - EDGE - DOT, box.center().y() - DOT / 2, DOT, DOT))


class SectionList(PickList):
    """Up and down go through the sections; Enter goes into the one that is shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Sections", ROW, paint_section)
