"""What a row of a list stands on."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from kapguide.ui.theme import Theme, mix

EDGE = 12
"""From a row's edge to its words (pixels)."""


def paint_row_ground(painter: QPainter, rect: QRectF, theme: Theme, lit: bool) -> QRectF:
    """The ground of the row that the keys are on, else a hairline below; where the row's words stand."""
    c = theme.colours
    if lit:
        painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
        painter.setBrush(c.accent_ground)
        corner = theme.sizes.button_corner
        painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, -1.5), corner, corner)
    else:
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(rect.bottomLeft() + QPointF(EDGE, -0.5), rect.bottomRight() - QPointF(EDGE, 0.5))
    return rect.adjusted(EDGE, 0, -EDGE, 0)
