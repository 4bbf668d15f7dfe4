"""A person of the practice on one line: how it is painted, and how it is told."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.usecases.staff import StaffMember

HIGH = 52
NAMELESS = "no name yet"
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class StaffLine(msgspec.Struct, frozen=True):
    """Name, roles, and whether they can open the practice; `chosen` is the one whose page is open."""

    id: str
    name: str
    roles: str
    opens: str
    chosen: bool = False

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.name, self.roles, self.opens)))


def staff_line(member: StaffMember, chosen: str) -> StaffLine:
    """What the list says of a person."""
    opens = "you" if member.me else "opens the practice" if member.opens else "named only"
    return StaffLine(member.id, member.name or NAMELESS, ", ".join(member.roles), opens, member.id == chosen)


def staff_height(row: StaffLine, width: float, theme: Theme) -> int:
    """All of them are as high."""
    return HIGH


def paint_staff(painter: QPainter, rect: QRectF, row: StaffLine, theme: Theme, lit: bool = False) -> None:
    """Name over roles, and at the right whether they can open the practice."""
    c, box = theme.colours, rect.adjusted(1, 2, -1, -2)
    if row.chosen:
        painter.setPen(QPen(c.accent, 1.5 if lit else 1))
        painter.setBrush(c.accent_ground)
        painter.drawRoundedRect(box, theme.sizes.button_corner, theme.sizes.button_corner)
    small, strong = theme.font(Role.SMALL), theme.font(Role.LABEL, QFont.Weight.DemiBold)
    second = c.text if row.chosen else c.soft
    right = text_width(row.opens, small) + 2
    inner = box.adjusted(14, 0, -14, 0)
    room = max(0.0, inner.width() - right - 12)
    top = inner.adjusted(0, 5, 0, -inner.height() / 2) if row.roles else inner
    painter.setFont(strong)
    painter.setPen(c.text)
    painter.drawText(top, _LEFT, elided(row.name, strong, room))
    painter.setFont(small)
    painter.setPen(second)
    if row.roles:
        painter.drawText(inner.adjusted(0, inner.height() / 2 - 1, 0, -4), _LEFT, elided(row.roles, small, room))
    painter.drawText(inner, _RIGHT, row.opens)
