"""The rows of a debrief's lists: what lies in a moment, remarks, facts, things to try."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QPolygonF, QTextCharFormat, QTextLayout

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import wrapped
from kapguide.ui.widgets.lists.row_list import RowList

PX, PITCH, INSET = 14, 20, 8
"""The size of words, from one line to the next, from a row's edge to its words (pixels)."""
LEAD, TIME = 74, 66
"""The columns before what is said of a moment (pixels)."""
BAR, NUMBER = 12, 26
"""What a remark's bar and a number take from the width (pixels)."""
SIGNED = 24
"""What the sign of a fact, and a little air, take from its lead (pixels)."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class RowForm(StrEnum):
    """How a row looks."""

    MOMENT = "moment"
    REMARK = "remark"
    NUMBER = "number"
    FACT = "fact"
    POINT = "point"
    HEADING = "heading"


class DebriefRow(msgspec.Struct, frozen=True):
    """One row. `lead` stands before the words, `time` between the two, `tail` behind them in its own colour.

    `at` is where it leads on the line of time, in session time.
    """

    id: str
    form: RowForm
    words: str
    lead: str = ""
    time: str = ""
    tail: str = ""
    tone: str = ""
    """The palette colour of the tail, of a remark's bar, of the sign before a fact that stands out."""
    at: int | None = None

    @property
    def heading(self) -> bool:
        """The keys pass over it."""
        return self.form is RowForm.HEADING

    def __str__(self) -> str:
        parts = (self.lead, self.time, self.words, self.tail)
        return "  ".join(part for part in parts if part)


class DebriefList(RowList):
    """A RowList of DebriefRow that leaves left and right to the line of time."""

    def __init__(self, theme: Theme, name: str, empty: str) -> None:
        super().__init__(theme, name, row_height, paint_row, empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _font(theme: Theme, weight: QFont.Weight | None = None) -> QFont:
    return theme.font(Role.LABEL, weight, tabular=True, px=PX)


def _before(row: DebriefRow, width: float) -> float:
    """How far in the words begin."""
    match row.form:
        case RowForm.MOMENT:
            return LEAD + TIME
        case RowForm.REMARK:
            return BAR
        case RowForm.NUMBER | RowForm.POINT:
            return NUMBER
        case RowForm.FACT:
            return min(230.0, width * 0.4)
        case RowForm.HEADING:
            return 0.0


def _gaps(row: DebriefRow) -> tuple[int, int]:
    """Above and below the words."""
    return {
        RowForm.MOMENT: (2, 3),
        RowForm.REMARK: (4, 4),
        RowForm.NUMBER: (5, 6),
        RowForm.FACT: (2, 2),
        RowForm.POINT: (4, 4),
        RowForm.HEADING: (12, 4),
    }[row.form]


def _whole(row: DebriefRow) -> str:
    return f"{row.words} {row.tail}" if row.tail else row.words


def row_height(row: DebriefRow, width: float, theme: Theme) -> int:
    """As high as its words are."""
    above, below = _gaps(row)
    room = width - 2 * INSET
    laid = wrapped(_whole(row), _font(theme), room - _before(row, room), PITCH)
    lead = wrapped(row.lead, _font(theme), _before(row, room) - SIGNED, PITCH).lineCount() if _is_fact(row) else 1
    return above + max(laid.lineCount(), lead) * PITCH + below


def _is_fact(row: DebriefRow) -> bool:
    return row.form is RowForm.FACT


def paint_row(painter: QPainter, rect: QRectF, row: DebriefRow, theme: Theme, lit: bool) -> None:
    """One row into `rect`."""
    c, (above, below) = theme.colours, _gaps(row)
    if lit and not row.heading:
        painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
        painter.setBrush(c.accent_ground)
        corner = theme.sizes.button_corner - 2
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
    quiet = c.text if lit else c.dim
    inner = rect.adjusted(INSET, above, -INSET, -below)
    before = _before(row, inner.width())
    line = QRectF(inner.left(), inner.top(), inner.width(), PITCH)
    match row.form:
        case RowForm.HEADING:
            painter.setFont(theme.font(Role.EYEBROW))
            painter.setPen(c.dim)
            painter.drawText(line, _LEFT, row.words)
            return
        case RowForm.MOMENT:
            painter.setFont(theme.font(Role.LABEL, px=PX))
            painter.setPen(quiet)
            painter.drawText(line, _LEFT, row.lead)
            painter.setFont(_font(theme))
            painter.setPen(c.text)
            painter.drawText(line.adjusted(LEAD, 0, 0, 0), _LEFT, row.time)
        case RowForm.REMARK:
            painter.fillRect(inner.adjusted(0, 1, 2 - inner.width(), -1), theme.colour(row.tone or "accent"))
        case RowForm.NUMBER:
            if row.lead != "1" and not lit:
                painter.setPen(QPen(c.line, 1))
                painter.drawLine(inner.topLeft() - QPointF(0, above - 0.5), inner.topRight() - QPointF(0, above - 0.5))
            painter.setFont(theme.font(Role.HEADING, QFont.Weight.DemiBold, px=18))
            painter.setPen(c.accent)
            painter.drawText(line, _LEFT, row.lead)
        case RowForm.POINT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.accent)
            painter.drawEllipse(QPointF(inner.left() + 5, line.center().y()), 3, 3)
        case RowForm.FACT:
            painter.setPen(quiet)
            wrapped(row.lead, _font(theme), before - SIGNED, PITCH).draw(painter, inner.topLeft())
            if row.tone:
                _paint_sign(painter, QPointF(inner.left() + before - 12, line.center().y()), theme.colour(row.tone))
    _paint_said(painter, inner.adjusted(before, 0, 0, 0), row, theme, lit)


def _paint_sign(painter: QPainter, middle: QPointF, ink: QColor) -> None:
    """The diamond of the lanes before what came later, or was not seen."""
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corners = (QPointF(0, -4), QPointF(4, 0), QPointF(0, 4), QPointF(-4, 0))
    painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))


def _paint_said(painter: QPainter, place: QRectF, row: DebriefRow, theme: Theme, lit: bool) -> None:
    """The words, and behind them the tail in its own colour."""
    laid = wrapped(_whole(row), _font(theme), place.width(), PITCH)
    painter.setPen(theme.colours.text)
    formats = []
    if row.tail:
        tail, look = QTextLayout.FormatRange(), QTextCharFormat()
        own = row.form is RowForm.MOMENT and row.tone and not lit
        look.setForeground(theme.colour(row.tone if own else "text" if lit else "dim"))
        tail.start, tail.length, tail.format = len(row.words) + 1, len(row.tail), look  # type: ignore[attr-defined]
        formats.append(tail)
    laid.draw(painter, place.topLeft(), formats)
