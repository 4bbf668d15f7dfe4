"""A ring that empties until the next thing is due, with the time left inside."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.words import countdown_text

SIZE = 144
WIDTH = 7
ROOM_FOR_WORDS = 104
"""A smaller ring shows its time alone."""


class RingData(msgspec.Struct, frozen=True):
    """`left` of `whole` (ms); None when nothing is to come. At 0 the ring is warm and says `now`."""

    left: int | None = None
    whole: int = 1
    caption: str = ""

    @property
    def text(self) -> str:
        if self.left is None:
            return "–"
        return countdown_text(self.left) if self.left > 0 else "now"


def paint_ring(painter: QPainter, rect: QRectF, data: RingData, theme: Theme) -> None:
    """Paint into the largest square in the middle of `rect`."""
    c = theme.colours
    side = min(rect.width(), rect.height()) - WIDTH - 2
    if side < 24:
        return
    circle = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mix(c.surface, c.faint, 0.35), WIDTH))
    painter.drawEllipse(circle)
    due = data.left is not None and data.left <= 0
    if data.left is not None:
        share = 1.0 if due else min(1.0, data.left / max(1, data.whole))
        pen = QPen(c.warm if due else c.accent, WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(circle, 90 * 16, -max(1, round(share * 360 * 16)))
    time_font = theme.font(Role.CLOCK if side >= 112 and len(data.text) < 7 else Role.HEADING, tabular=True)
    painter.setFont(time_font)
    painter.setPen(c.warm if due else c.text if data.left is not None else c.soft)
    up = -side * 0.08 if side >= ROOM_FOR_WORDS else 0
    painter.drawText(circle.adjusted(0, up, 0, up), int(Qt.AlignmentFlag.AlignCenter), data.text)
    if side < ROOM_FOR_WORDS:
        return
    small = theme.font(Role.SMALL)
    painter.setFont(small)
    painter.setPen(c.soft)
    painter.drawText(
        circle.adjusted(14, side * 0.36, -14, 0),
        int(Qt.AlignmentFlag.AlignCenter),
        elided(data.caption, small, side * 0.74),
    )


class CountdownRing(Painted):
    """Shows a RingData; repaints when the second changes."""

    def __init__(self, theme: Theme, name: str = "Next prompt") -> None:
        super().__init__(theme, name, RingData())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(SIZE)

    def show_left(self, left: int | None, whole: int, caption: str = "") -> None:
        """`left` of `whole` milliseconds until what `caption` names."""
        if left is not None:
            left = max(0, -(-left // 1000) * 1000)
        self.set_data(RingData(left, whole, caption))

    def sizeHint(self) -> QSize:
        return QSize(SIZE, SIZE)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 96)

    def rows(self) -> list[str]:
        return [f"{self.data.caption}  {self.data.text}".strip()]

    def describe(self) -> str:
        """In whole minutes, so that a screen reader is not told every second."""
        data: RingData = self.data
        if data.left is None:
            return "nothing to come"
        return f"{data.caption} now" if data.left <= 0 else f"{data.caption} in {max(1, round(data.left / 60_000))} min"

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_ring(painter, rect, self.data, self.theme)
