"""A bar of segments, one for each part of something that is gone through, as long as the part takes."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from kapguide.ui.theme import Theme, mix
from kapguide.ui.widgets.base import Painted

HIGH, CURRENT = 6, 9
"""A segment's height, and that of the one that is on (pixels)."""
GAP, LEAST = 4, 6


class SegmentsData(msgspec.Struct, frozen=True):
    """How long each part takes, in any unit; which one is on, from 0, or as many as there are when all are over."""

    lengths: tuple[int, ...] = ()
    current: int = 0


def segment_places(rect: QRectF, lengths: tuple[int, ...]) -> list[QRectF]:
    """Where each segment stands: in proportion, none below a least width while there is room for that."""
    count = len(lengths)
    gap = GAP if rect.width() > count * (GAP + LEAST) else 1
    room = rect.width() - gap * (count - 1)
    least = min(LEAST, room / count) if count else 0
    spare, whole = room - least * count, max(1, sum(lengths))
    places, left = [], rect.left()
    for length in lengths:
        wide = least + spare * length / whole
        places.append(QRectF(left, rect.top(), wide, rect.height()))
        left += wide + gap
    return places


def paint_segments(painter: QPainter, rect: QRectF, data: SegmentsData, theme: Theme) -> None:
    """Past ones in half the accent, the one that is on in all of it and higher, those to come as a line."""
    c = theme.colours
    painter.setPen(Qt.PenStyle.NoPen)
    for number, place in enumerate(segment_places(rect, data.lengths)):
        on = number == data.current
        high = CURRENT if on else HIGH
        to_come = mix(c.surface, c.faint, 0.35)
        painter.setBrush(c.accent if on else mix(c.surface, c.accent, 0.5) if number < data.current else to_come)
        bar = QRectF(place.left(), place.center().y() - high / 2, place.width(), high)
        corner = min(high, bar.width()) / 2
        painter.drawRoundedRect(bar, corner, corner)


class Segments(Painted):
    """Shows SegmentsData; `part` is what one segment is called."""

    def __init__(self, theme: Theme, name: str, part: str) -> None:
        self._part = part
        super().__init__(theme, name, SegmentsData())

    def sizeHint(self) -> QSize:
        return QSize(200, CURRENT + 1)

    def rows(self) -> list[str]:
        data: SegmentsData = self.data
        if data.current >= len(data.lengths):
            return [f"all {len(data.lengths)} {self._part}s are over"]
        return [f"{self._part} {data.current + 1} of {len(data.lengths)}"]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_segments(painter, rect, self.data, self.theme)
