"""A row of the audit log on one line: when, what was done, by whom."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.lists.row_ground import paint_row_ground
from kapguide.usecases.audit_log import AuditWords

HIGH, APART = 40, 14
WIDEST = "Wed 30 Sep 2026, 00:00"
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class AuditLine(msgspec.Struct, frozen=True):
    """The words of a row, and what more there is to say of it."""

    id: str
    when: str
    sentence: str
    by: str
    more: str

    def __str__(self) -> str:
        return "  ".join((self.when, self.sentence, self.by))


def audit_line(words: AuditWords, here: str) -> AuditLine:
    """A row in words; `here` is the id of this machine."""
    at, row = words.at.astimezone(), words.row
    machine = "this machine" if row.device == here else f"machine {row.device[-8:]}"
    return AuditLine(
        words.id,
        f"{at:%a} {at.day} {at:%b %Y, %H:%M}",
        words.sentence,
        words.by,
        f"Row {row.seq:,} of {machine}, at {at:%H:%M:%S}  ·  {row.action.replace('_', ' ')}  ·  seal {row.mac[:16]}",
    )


def audit_height(row: AuditLine, width: float, theme: Theme) -> int:
    """All of them are as high."""
    return HIGH


def paint_audit(painter: QPainter, rect: QRectF, row: AuditLine, theme: Theme, lit: bool = False) -> None:
    """When stands in a column; the sentence gives way to who did it."""
    c = theme.colours
    room = paint_row_ground(painter, rect, theme, lit)
    small, plain = theme.font(Role.SMALL, tabular=True), theme.font(Role.LABEL)
    column = text_width(WIDEST, small) + APART
    by = elided(row.by, small, room.width() * 0.25)
    painter.setFont(small)
    painter.setPen(c.text if lit else c.soft)
    painter.drawText(QRectF(room.left(), room.top(), column, room.height()), _LEFT, row.when)
    painter.drawText(room, _RIGHT, by)
    wide = max(0.0, room.width() - column - text_width(by, small) - APART)
    painter.setFont(plain)
    painter.setPen(c.text)
    place = QRectF(room.left() + column, room.top(), wide, room.height())
    painter.drawText(place, _LEFT, elided(row.sentence, plain, wide))
