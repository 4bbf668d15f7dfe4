"""Lines of a label and what is said of it, one below the other; each value ends in dots where it has no room."""

import msgspec
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

PITCH = 25
COLUMN, LEAST_COLUMN = 102, 64
"""The width of the labels' column where there is room (pixels)."""


class Labelled(msgspec.Struct, frozen=True):
    """A label and its value; a `warm` one waits for a person."""

    label: str
    value: str
    warm: bool = False

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"


class LabelledLines(Painted):
    """Shows a tuple of Labelled. The whole value is its tool tip and stands in the table twin."""

    def __init__(self, theme: Theme, name: str, pitch: int = PITCH) -> None:
        self._pitch = pitch
        super().__init__(theme, name, ())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def changed(self, before: tuple[Labelled, ...]) -> None:
        if len(before) != len(self.data):
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [str(line) for line in self.data]

    def sizeHint(self) -> QSize:
        return QSize(240, self._pitch * len(self.data))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._pitch * len(self.data))

    @property
    def column(self) -> float:
        """How wide the labels' column is."""
        font = self.theme.font(Role.SMALL)
        widest = max((text_width(line.label, font) for line in self.data), default=0)
        return max(LEAST_COLUMN, COLUMN, widest + 14)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, column = self.theme.colours, self.column
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
        label_font, font = self.theme.font(Role.SMALL), self.theme.font(Role.LABEL, tabular=True)
        for at, line in enumerate(self.data):
            top = rect.top() + at * self._pitch
            painter.setFont(label_font)
            painter.setPen(c.dim)
            painter.drawText(QRectF(rect.left(), top, column, self._pitch), level, line.label)
            painter.setFont(font)
            painter.setPen(c.warm if line.warm else c.text)
            room = QRectF(rect.left() + column, top, max(0.0, rect.width() - column), self._pitch)
            painter.drawText(room, level, elided(line.value, font, room.width()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            at = event.pos().y() // self._pitch
            QToolTip.showText(event.globalPos(), str(self.data[at]) if 0 <= at < len(self.data) else "", self)
            return True
        return super().event(event)
