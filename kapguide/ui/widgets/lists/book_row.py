"""A row of a book of the practice on two lines: what it is in semibold, a figure at the right, and the rest below."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.lists.row_ground import paint_row_ground

HIGH, APART = 54, 14
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class BookRow(msgspec.Struct, frozen=True):
    """Two lines: the first word in semibold, what follows, a figure at the right; below it the rest, and whose it is.

    A `gone` one was corrected; a `warm` word waits for somebody.
    """

    id: str
    first: str
    what: str = ""
    figure: str = ""
    below: str = ""
    trailing: str = ""
    gone: bool = False
    warm: bool = False

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.first, self.what, self.figure, self.below, self.trailing)))


def book_height(row: BookRow, width: float, theme: Theme) -> int:
    """All of them are as high."""
    return HIGH


def paint_book(painter: QPainter, rect: QRectF, row: BookRow, theme: Theme, lit: bool = False) -> None:
    """The first word is never cut; what follows gives way to the figure, and the line below to its end."""
    c = theme.colours
    room = paint_row_ground(painter, rect, theme, lit)
    strong = theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True)
    plain, small = theme.font(Role.LABEL, tabular=True), theme.font(Role.SMALL, tabular=True)
    ink = c.soft if row.gone else c.text
    upper = QRectF(room.left(), room.top() + 6, room.width(), 22)
    lower = QRectF(room.left(), room.top() + 28, room.width(), 20)
    figure = text_width(row.figure, strong) + (APART if row.figure else 0)
    painter.setPen(ink)
    painter.setFont(strong)
    painter.drawText(upper, _RIGHT, row.figure)
    first = elided(row.first, strong, upper.width() - figure)
    painter.drawText(upper, _LEFT, first)
    left = upper.left() + text_width(first, strong) + 10
    wide = max(0.0, upper.right() - figure - left)
    painter.setFont(plain)
    what = elided(row.what, plain, wide)
    painter.drawText(QRectF(left, upper.top(), wide, upper.height()), _LEFT, what)
    if row.gone:
        painter.setPen(QPen(c.soft, 1))
        y = upper.center().y() + 1
        painter.drawLine(QPointF(upper.left(), y), QPointF(left + text_width(what, plain), y))
    painter.setFont(small)
    painter.setPen(c.text if lit else c.soft)
    painter.drawText(lower, _RIGHT, row.trailing)
    wide = max(0.0, lower.width() - text_width(row.trailing, small) - (APART if row.trailing else 0))
    painter.setPen(c.warm if row.warm else c.text if lit else c.soft)
    painter.drawText(QRectF(lower.left(), lower.top(), wide, lower.height()), _LEFT, elided(row.below, small, wide))
