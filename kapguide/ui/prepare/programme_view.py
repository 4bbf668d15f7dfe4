"""The programme in pictures: the arc of a session with each piece as high as it is strong, and the list of pieces."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.prepare.music_data import ChartData, ChartPart, ChartPiece, ProgrammeRow
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.words import minutes_text

NAMES, AXIS = 26, 22
"""Heights of the phases' names and of the times (pixels)."""
GAP = 2.0
TICK_S = 600
PART_ROW, PIECE_ROW = 40, 36
STRONGEST = 5


def paint_chart(painter: QPainter, rect: QRectF, data: ChartData, theme: Theme) -> None:
    """Phases above, pieces below them as a skyline, the time at the foot."""
    if not data.seconds:
        return
    room = rect.adjusted(0, NAMES, 0, -AXIS)
    scale = rect.width() / data.seconds
    for part in data.parts:
        _paint_part(painter, rect, room, part, scale, theme)
    for piece in data.pieces:
        _paint_piece(painter, room, piece, scale, theme)
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(theme.colours.dim)
    for at in range(0, int(data.seconds), TICK_S):
        place = QRectF(rect.left() + at * scale, rect.bottom() - AXIS + 4, 60, AXIS - 4)
        if place.right() <= rect.right():
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), minutes_text(at * 1000))


def _paint_part(painter: QPainter, rect: QRectF, room: QRectF, part: ChartPart, scale: float, theme: Theme) -> None:
    left, wide = rect.left() + part.start * scale, (part.end - part.start) * scale
    font = theme.font(Role.SMALL, QFont.Weight.Medium)
    painter.setFont(font)
    painter.setPen(theme.colours.soft)
    words = elided(part.title, font, wide - 8)
    if len(words) > 2:
        painter.drawText(QRectF(left, rect.top(), wide - 8, NAMES - 6), int(Qt.AlignmentFlag.AlignLeft), words)
    painter.setPen(QPen(theme.colours.line, 1))
    if part.start:
        painter.drawLine(QPointF(left - 1, rect.top()), QPointF(left - 1, room.bottom()))


def _paint_piece(painter: QPainter, room: QRectF, piece: ChartPiece, scale: float, theme: Theme) -> None:
    """Filled when it is heard first, outlined when it comes again, a dashed line for a silence."""
    c, hue = theme.colours, theme.phase(piece.kind)
    left = room.left() + piece.start * scale
    wide = max(2.0, (piece.end - piece.start) * scale - GAP)
    if not piece.strength:
        dashes = QPen(c.dim, 1.5)
        dashes.setDashPattern([3, 4])
        painter.setPen(dashes)
        painter.drawLine(QPointF(left, room.bottom() - 1), QPointF(left + wide, room.bottom() - 1))
    else:
        high = room.height() * (0.3 + 0.7 * (piece.strength - 1) / (STRONGEST - 1))
        box = QRectF(left, room.bottom() - high, wide, high)
        painter.setPen(QPen(mix(c.surface, hue, 0.8), 1, Qt.PenStyle.DashLine) if piece.again else Qt.PenStyle.NoPen)
        painter.setBrush(mix(c.surface, hue, 0.12 if piece.again else 0.55))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    font = theme.font(Role.SMALL)
    words = elided(piece.title, font, wide - 14)
    if len(words) > 3:
        painter.setFont(font)
        painter.setPen(c.soft if piece.again or not piece.strength else c.text)
        place = QRectF(left + 8, room.bottom() - 26, wide - 10, 20)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)


class ProgrammeChart(Painted):
    """Shows a ChartData."""

    def __init__(self, theme: Theme, data: ChartData | None = None) -> None:
        super().__init__(theme, "The programme as an arc", data or ChartData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(640, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 120)

    def rows(self) -> list[str]:
        data: ChartData = self.data
        return [f"{minutes_text(round(piece.start * 1000))} {piece.title}" for piece in data.pieces]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_chart(painter, rect, self.data, self.theme)


def row_height(row: ProgrammeRow, width: float, theme: Theme) -> int:
    return PIECE_ROW if row.piece else PART_ROW


def paint_row(painter: QPainter, rect: QRectF, row: ProgrammeRow, theme: Theme, lit: bool = False) -> None:
    """A stretch with its coverage, or a piece with its time, length and strength."""
    c = theme.colours
    level = int(Qt.AlignmentFlag.AlignVCenter)
    if lit:
        painter.setPen(QPen(c.accent, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.sizes.button_corner, theme.sizes.button_corner)
    if not row.piece:
        painter.setFont(theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True))
        painter.setPen(c.warm if row.short else c.text)
        painter.drawText(rect.adjusted(8, 6, -8, 0), level, elided(row.text, painter.font(), rect.width() - 16))
        return
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.setPen(c.dim)
    painter.drawText(QRectF(rect.left() + 8, rect.top(), 52, rect.height()), level, row.when)
    right = rect.right() - 8
    painter.drawText(
        QRectF(right - 60, rect.top(), 60, rect.height()), level | int(Qt.AlignmentFlag.AlignRight), row.length
    )
    _paint_strength(painter, QRectF(right - 148, rect.top(), 76, rect.height()), row.strength, theme)
    mark = "not for this client" if row.avoided else "again" if row.again else ""
    wide = rect.width() - 60 - 164 - (136 if mark else 0)
    painter.setPen(c.dim if mark else c.text)
    painter.drawText(
        QRectF(rect.left() + 60, rect.top(), wide, rect.height()), level, elided(row.text, painter.font(), wide)
    )
    if mark:
        painter.setFont(theme.font(Role.SMALL))
        place = QRectF(right - 148 - 136, rect.top(), 128, rect.height())
        painter.drawText(place, level | int(Qt.AlignmentFlag.AlignRight), mark)


def _paint_strength(painter: QPainter, rect: QRectF, strength: int, theme: Theme) -> None:
    """Five dots, filled up to the strength; none where nobody has said it."""
    if not strength:
        return
    c = theme.colours
    painter.setPen(QPen(c.faint, 1))
    for place in range(STRONGEST):
        painter.setBrush(c.accent if place < strength else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(rect.left() + 10 + place * 13, rect.center().y()), 3.5, 3.5)
