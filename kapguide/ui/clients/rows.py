"""A client in the list, and a contact on the client's page: how each is painted on one line."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.clients.contacts_data import ContactRow
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.contact_hues import paint_bead
from kapguide.ui.widgets.lists.row_ground import paint_row_ground

CLIENT_ROW, CONTACT_ROW = 44, 40
APART = 14
CODE = 96
"""The least width of the column of codes; a longer one pushes what follows (pixels)."""
WHEN_FROM = 0.38
"""Where the column of days begins, as a share of the row; a longer title pushes its own day."""
VERB = "Open"
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class ClientRow(msgspec.Struct, frozen=True):
    """A client: the code, which is the id, what was last, what comes next, and which other codes look like this one."""

    id: str
    last: str = ""
    next: str = ""
    late: bool = False
    alike: str = ""

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.id, self.last, self.next, self.alike)))


def paint_client(painter: QPainter, rect: QRectF, row: ClientRow, theme: Theme, lit: bool = False) -> None:
    """The code, never cut; then what was last, which gives way; at the right what comes next, and the verb."""
    c = theme.colours
    room = paint_row_ground(painter, rect, theme, lit)
    strong = theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True)
    small = theme.font(Role.SMALL, tabular=True)
    verb = theme.font(Role.SMALL, QFont.Weight.DemiBold)
    wide = text_width(row.id, strong) + 1
    painter.setFont(strong)
    painter.setPen(c.text)
    painter.drawText(QRectF(room.left(), room.top(), wide + 2, room.height()), _LEFT, row.id)
    left = room.left() + max(CODE, wide + APART)
    right = room.right() - text_width(VERB, verb) - APART
    painter.setFont(verb)
    painter.setPen(c.text if lit else c.accent)
    painter.drawText(room, _RIGHT, VERB)
    painter.setFont(small)
    painter.setPen(c.warm if row.late else c.soft)
    coming = elided(row.next, small, max(0.0, (right - left) * 0.55))
    painter.drawText(QRectF(left, room.top(), max(0.0, right - left), room.height()), _RIGHT, coming)
    right -= text_width(coming, small) + APART if coming else 0
    painter.setPen(c.warm if row.alike else c.soft)
    words = row.alike or row.last
    painter.drawText(
        QRectF(left, room.top(), max(0.0, right - left), room.height()), _LEFT, elided(words, small, right - left)
    )


def paint_contact(painter: QPainter, rect: QRectF, row: ContactRow, theme: Theme, lit: bool = False) -> None:
    """A bead for the kind, the title, the day, and where it or its note stands; a planned one in a lighter hand."""
    c = theme.colours
    room = paint_row_ground(painter, rect, theme, lit)
    paint_bead(painter, QPointF(room.left() + 5, room.center().y()), row.contact, theme)
    font = theme.font(Role.LABEL, None if row.planned else QFont.Weight.Medium)
    small = theme.font(Role.SMALL, tabular=True)
    left, wide = room.left() + 22, text_width(row.when, small) + 2
    words = min(text_width(row.title, font) + 1, 0.6 * room.width())
    day = left + max(WHEN_FROM * room.width(), words + APART)
    mark = elided(row.mark, small, room.right() - day - wide - APART)
    painter.setFont(font)
    painter.setPen(c.text)
    painter.drawText(QRectF(left, room.top(), words + 1, room.height()), _LEFT, elided(row.title, font, words))
    painter.setFont(small)
    painter.setPen(c.warm if row.warm else c.text if lit else c.soft)
    painter.drawText(QRectF(day, room.top(), wide, room.height()), _LEFT, row.when)
    painter.drawText(room, _RIGHT, mark)


def client_height(row: ClientRow, width: float, theme: Theme) -> int:
    return CLIENT_ROW


def contact_height(row: ContactRow, width: float, theme: Theme) -> int:
    return CONTACT_ROW
