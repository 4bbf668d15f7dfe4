"""A private note in a list: when it was written and where, and all of its words."""

from datetime import datetime

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from kapguide.clinical.private_notes import TITLES, NoteClass, PrivateNote
from kapguide.clinical.when import day_words
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, wrapped
from kapguide.ui.widgets.lists.row_ground import EDGE, paint_row_ground

HEAD, APART, PITCH = 20, 10, 20
"""The line above the words, what is free above and below, and from one line of words to the next (pixels)."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class PrivateRow(msgspec.Struct, frozen=True):
    """What the list shows of a note; one that is `half` typed waits to be gone on with."""

    id: str
    head: str
    words: str
    half: bool = False

    def __str__(self) -> str:
        return f"{self.head}: {self.words}"


def private_row(
    note: PrivateNote, now: datetime, number: int | None, by: str, *, corrected: bool = False, half: bool = False
) -> PrivateRow:
    """`number` is that of its session, None outside of one; `by` names its author where that is somebody else."""
    at = note.at.astimezone()
    said = (
        "half typed" if half else "",
        f"{day_words(at, now)} {at:%H:%M}",
        f"session {number}" if number is not None else "",
        TITLES[note.kind] if note.kind is not NoteClass.PSYCHOTHERAPY else "",
        f"by {by}" if by else "",
        "corrected" if corrected else "",
    )
    return PrivateRow(note.id, "  ·  ".join(filter(None, said)), note.text, half)


def private_height(row: PrivateRow, width: float, theme: Theme) -> int:
    """As high as its words."""
    lines = wrapped(row.words, theme.font(Role.LABEL), width - 2 * EDGE, PITCH).lineCount()
    return HEAD + lines * PITCH + 2 * APART


def paint_private(painter: QPainter, rect: QRectF, row: PrivateRow, theme: Theme, lit: bool = False) -> None:
    """The head in small type, the words below it."""
    inner = paint_row_ground(painter, rect, theme, lit).adjusted(0, APART, 0, -APART)
    c, small = theme.colours, theme.font(Role.SMALL)
    painter.setFont(small)
    painter.setPen(c.warm if row.half else c.text if lit else c.dim)
    painter.drawText(
        QRectF(inner.left(), inner.top(), inner.width(), HEAD), _LEFT, elided(row.head, small, inner.width())
    )
    painter.setPen(c.text)
    layout = wrapped(row.words, theme.font(Role.LABEL), inner.width(), PITCH)
    layout.draw(painter, QPointF(inner.left(), inner.top() + HEAD))
