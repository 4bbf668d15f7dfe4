"""The arc of the music: how much there is for each part, and which part the list is narrowed to."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.audio.planning.arc import Arc
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.library.cells import Cells
from kapguide.ui.library.survey import NO_PART, PartShare, pieces_text, said
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided

HEIGHT, LOW = 80, 58
"""With the hills, and without them on a low screen (pixels)."""
HILL = 30
"""How high the hill of the strongest part is (pixels); above it stand the words."""
PAD = 12
STRONGEST = 5


class BandData(msgspec.Struct, frozen=True):
    """The parts in order, and the name of the one that is chosen; None for none."""

    shares: tuple[PartShare, ...] = ()
    chosen: str | None = None


def part_colour(theme: Theme, arc: Arc, slot: str) -> QColor:
    """The colour of a part of the arc, on the way through the colours of a session's phases."""
    names = [part.name for part in arc]
    if slot not in names:
        return theme.colours.faint
    stops = [theme.phase(kind) for kind in PhaseKind]
    way = names.index(slot) / max(1, len(names) - 1) * (len(stops) - 1)
    step = min(int(way), len(stops) - 2)
    return mix(stops[step], stops[step + 1], way - step)


def band_boxes(rect: QRectF, count: int, gap: float) -> list[QRectF]:
    """Cells of one width, side by side."""
    wide = (rect.width() - gap * max(0, count - 1)) / max(1, count)
    return [QRectF(rect.left() + place * (wide + gap), rect.top(), wide, rect.height()) for place in range(count)]


def paint_share(painter: QPainter, box: QRectF, share: PartShare, colour: QColor, theme: Theme, chosen: bool) -> None:
    """One part: its name, its minutes, and how strong its music is from beginning to end."""
    c = theme.colours
    corner = theme.sizes.grid
    clip = QPainterPath()
    inner = box.adjusted(0.75, 0.75, -0.75, -0.75)
    clip.addRoundedRect(inner, corner, corner)
    painter.fillPath(clip, c.surface if share.part == NO_PART else mix(c.surface, colour, 0.2 if chosen else 0.13))
    painter.save()
    painter.setClipPath(clip)
    if share.strength and share.part != NO_PART and box.height() >= HEIGHT:
        _hill(painter, inner, share.strength, colour, theme, bool(share.seconds))
    painter.restore()
    pen = QPen(c.text, 1.5) if chosen else QPen(c.line, 1)
    if share.part == NO_PART and not chosen:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, corner, corner)
    room = box.adjusted(PAD, 8, -PAD, -8)
    if chosen:
        theme.draw_icon(painter, "check", QRectF(room.right() - 14, room.top() + 1, 16, 16), c.text)
    name = theme.font(Role.SMALL, QFont.Weight.Medium)
    painter.setFont(name)
    painter.setPen(c.text if chosen else c.soft)
    wide = room.width() - (18 if chosen else 0)
    top = int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(QRectF(room.left(), room.top(), wide, 20), top, elided(said(share.title), name, wide))
    amount = theme.font(Role.BODY, QFont.Weight.DemiBold, tabular=True)
    painter.setFont(amount)
    painter.setPen(c.text if share.seconds else c.warm)
    below = QRectF(room.left(), room.top() + 18, room.width(), 24)
    painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), elided(share.text, amount, room.width()))


def _hill(painter: QPainter, box: QRectF, strength: tuple[int, ...], colour: QColor, theme: Theme, there: bool) -> None:
    """The strengths as the outline of a hill that goes through the whole box."""
    steps = strength if len(strength) > 1 else strength * 2
    step = box.width() / (len(steps) - 1)
    heights = [box.bottom() - HILL * (each - 0.4) / STRONGEST for each in steps]
    line = QPainterPath(QPointF(box.left(), heights[0]))
    for place in range(1, len(steps)):
        x, before = box.left() + place * step, box.left() + (place - 1) * step
        middle = (x + before) / 2
        line.cubicTo(middle, heights[place - 1], middle, heights[place], x, heights[place])
    hill = QPainterPath(line)
    hill.lineTo(box.bottomRight())
    hill.lineTo(box.bottomLeft())
    painter.fillPath(hill, mix(theme.colours.surface, colour, 0.34 if there else 0.16))
    painter.strokePath(line, QPen(mix(theme.colours.surface, colour, 0.95 if there else 0.4), 1.5))


class ArcBand(Cells):
    """Shows a BandData; a part that is chosen again is let go by whoever hears of it."""

    def __init__(self, theme: Theme, arc: Arc) -> None:
        self._arc = arc
        self._high = HEIGHT
        super().__init__(theme, "Music for each part of the arc", BandData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip("Minutes that a session may play: pieces with lyrics are not counted.")

    def boxes(self) -> list[QRectF]:
        return band_boxes(QRectF(self.rect()), len(self.data.shares), self.theme.sizes.grid)

    def words(self) -> list[str]:
        data: BandData = self.data
        told = (f"{said(share.title)} {share.text}, {pieces_text(share.pieces)}" for share in data.shares)
        return [
            f"{words}, chosen" if share.part == data.chosen else words
            for words, share in zip(told, data.shares, strict=True)
        ]

    def set_low(self, low: bool) -> None:
        """Stand lower, without the hills."""
        self._high = LOW if low else HEIGHT
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(800, self._high)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, self._high)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data = self.theme.colours, self.data
        for place, (box, share) in enumerate(zip(self.boxes(), data.shares, strict=True)):
            colour = part_colour(self.theme, self._arc, share.part)
            chosen = share.part == data.chosen
            paint_share(painter, box, share, colour, self.theme, chosen or place == self.hot)
            if self.hasFocus() and place == self.here:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(c.accent, 2))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), self.theme.sizes.grid, self.theme.sizes.grid)
