"""The columns of the list of pieces: where each stands, and the line of their titles, by which one sorts."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.library.cells import Cells
from kapguide.ui.library.survey import SortOrder
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided

PAD = 16
GAP = 16
FIXED = {
    SortOrder.PART: 124,
    SortOrder.STRENGTH: 72,
    SortOrder.LYRICS: 64,
    SortOrder.LENGTH: 56,
    SortOrder.LOUDNESS: 48,
}
FIRST = 0.58
"""How much of the room that is left belongs to the title."""
LEAST = 150
"""A title has so much room (pixels); for that others are left out."""
FOLDS = (SortOrder.LOUDNESS, SortOrder.LYRICS, SortOrder.WHO)
"""What is left out first."""
RIGHT = (SortOrder.LENGTH, SortOrder.LOUDNESS)
"""Columns of numbers end at one line."""


class ColumnsData(msgspec.Struct, frozen=True):
    """What the list is sorted by."""

    order: SortOrder = SortOrder.TITLE
    falling: bool = False


def places(left: float, width: float) -> dict[SortOrder, tuple[float, float]]:
    """Left edge and width of each column that has room in a row that begins at `left`."""
    for out in range(len(FOLDS) + 1):
        shown = [order for order in SortOrder if order not in FOLDS[:out]]
        taken = sum(FIXED.get(order, 0) for order in shown) + GAP * (len(shown) - 1)
        free = max(0.0, width - 2 * PAD - taken)
        title = free * FIRST if SortOrder.WHO in shown else free
        if title >= LEAST:
            break
    wide = {SortOrder.TITLE: title, SortOrder.WHO: free - title, **FIXED}
    found, x = {}, left + PAD
    for order in shown:
        found[order] = (x, float(wide[order]))
        x += wide[order] + GAP
    return found


class Columns(Cells):
    """Shows a ColumnsData; a title that is chosen again turns the order round."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Sort by", ColumnsData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def boxes(self) -> list[QRectF]:
        return [QRectF(x - GAP / 2, 0, wide + GAP, self.height()) for x, wide in places(0, self.width()).values()]

    @property
    def orders(self) -> list[SortOrder]:
        """What the titles in sight sort by, from the left."""
        return list(places(0, self.width()))

    def words(self) -> list[str]:
        data: ColumnsData = self.data
        way = ", downwards" if data.falling else ", upwards"
        return [f"{order.value}{way if order is data.order else ''}" for order in self.orders]

    def sizeHint(self) -> QSize:
        return QSize(420, self.theme.sizes.target)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data = self.theme.colours, self.data
        for place, (order, (x, wide)) in enumerate(places(rect.left(), rect.width()).items()):
            mine = order is data.order
            font = self.theme.font(Role.SMALL, QFont.Weight.DemiBold if mine else QFont.Weight.Medium)
            text = f"{order.value} {'↓' if data.falling else '↑'}" if mine else order.value
            side = Qt.AlignmentFlag.AlignRight if order in RIGHT else Qt.AlignmentFlag.AlignLeft
            painter.setFont(font)
            painter.setPen(c.text if mine or place == self.hot else c.dim)
            room = (
                QRectF(x - 8, rect.top(), wide + 8, rect.height())
                if order in RIGHT
                else QRectF(x, rect.top(), wide, rect.height())
            )
            painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), elided(text, font, room.width()))
            if self.hasFocus() and place == self.here:
                painter.setPen(QPen(c.accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.boxes()[place].adjusted(1, 5, -1, -5), 6, 6)
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
