"""A ring that empties until the next thing is due, with the time left inside."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided
from kapguide.ui.widgets.words import countdown_text

WIDTH = 7
ROOM_FOR_WORDS = 88
"""A smaller ring shows its time alone."""
ROOM_FOR_TIME = 56
"""In one that is smaller still the time has no place: it stands beside it."""


class RingData(msgspec.Struct, frozen=True):
    """`left` of `whole` (ms); None when nothing is to come. At 0 the ring is warm and says `now`.

    With `words` in place of a time it is full, and waits.
    """

    left: int | None = None
    whole: int = 1
    caption: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        if self.words or self.left is None:
            return self.words or "–"
        return countdown_text(self.left) if self.left > 0 else "now"

    @property
    def due(self) -> bool:
        """It is time."""
        return self.left is not None and self.left <= 0 and not self.words


def paint_ring(painter: QPainter, rect: QRectF, data: RingData, theme: Theme) -> None:
    """Paint into the largest square in the middle of `rect`."""
    c = theme.colours
    size = min(rect.width(), rect.height())
    wide = WIDTH if size >= ROOM_FOR_TIME else 4
    side = size - wide - 2
    if side < 24:
        return
    circle = QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mix(c.surface, c.faint, 0.35), wide))
    painter.drawEllipse(circle)
    if data.left is not None or data.words:
        share = 1.0 if data.due or data.left is None else min(1.0, data.left / max(1, data.whole))
        pen = QPen(c.warm if data.due else c.accent, wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(circle, 90 * 16, -max(1, round(share * 360 * 16)))
    if size < ROOM_FOR_TIME:
        return
    px = round(side * (0.27 if len(data.text) < (5 if data.words else 7) else 0.2))
    painter.setFont(theme.font(Role.CLOCK, tabular=True, px=px))
    painter.setPen(c.warm if data.due else c.text if data.left is not None or data.words else c.soft)
    up = -side * 0.06 if size >= ROOM_FOR_WORDS and data.caption else 0
    painter.drawText(circle.adjusted(0, up, 0, up), int(Qt.AlignmentFlag.AlignCenter), data.text)
    if size < ROOM_FOR_WORDS:
        return
    small = theme.font(Role.LABEL, px=max(theme.tokens.type.label, round(size / 10)))
    painter.setFont(small)
    painter.setPen(c.soft)
    painter.drawText(
        circle.adjusted(14, side * 0.36, -14, 0),
        int(Qt.AlignmentFlag.AlignCenter),
        elided(data.caption, small, side * 0.74),
    )


class RingFace(Painted):
    """Shows RingData alone."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, RingData())

    def rows(self) -> list[str]:
        return [f"{self.data.text} {self.data.caption}".strip()]

    def describe(self) -> str:
        """Without the seconds, which nobody wants to be told one by one."""
        return self.data.words or self.data.caption

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_ring(painter, rect, self.data, self.theme)


def whole_seconds(left: int | None) -> int | None:
    """`left` rounded up to a second, so that a ring is painted anew once a second."""
    return None if left is None else max(0, -(-left // 1000) * 1000)


def in_minutes(data: RingData) -> str:
    """What a ring says in whole minutes, so that a screen reader is not told every second."""
    if data.left is None:
        return "nothing to come"
    return f"{data.caption} now" if data.due else f"{data.caption} in {max(1, round(data.left / 60_000))} min"
