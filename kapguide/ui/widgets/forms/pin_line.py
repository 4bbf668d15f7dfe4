"""The place of a session PIN: a dot for each digit, never the digit."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.forms.session_pin import LENGTH

DOT, BETWEEN = 12, 28


class PinDots(msgspec.Struct, frozen=True):
    """What is asked for, and how many digits stand there."""

    label: str = "Session PIN"
    typed: int = 0


class PinLine(Painted):
    """Shows PinDots as a field; what is typed is the screen's matter."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Session PIN", PinDots())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def changed(self, before: PinDots) -> None:
        self.setAccessibleName(self.data.label)
        self.update()

    def rows(self) -> list[str]:
        return [f"{self.data.typed} of {LENGTH} digits"]

    def sizeHint(self) -> QSize:
        return QSize(320, 56)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c = self.theme.colours
        corner = self.theme.sizes.button_corner
        painter.setBrush(c.well)
        painter.setPen(QPen(c.accent, 2) if self.hasFocus() else QPen(c.line, 1))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner, corner)
        painter.setFont(self.theme.font(Role.LABEL, px=17))
        painter.setPen(c.soft)
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(rect.adjusted(20, 0, -150, 0), level, self.data.label)
        for place in range(LENGTH):
            left = rect.right() - 20 - DOT - (LENGTH - 1 - place) * BETWEEN
            dot = QRectF(left, rect.center().y() - DOT / 2, DOT, DOT)
            full = place < self.data.typed
            painter.setPen(QPen(c.text if full else c.dim, 1.5))
            painter.setBrush(c.text if full else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot)
