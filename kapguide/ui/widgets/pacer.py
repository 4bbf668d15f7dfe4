"""What one breathes with: a disc that grows with the breath in and shrinks with the breath out, dim, over black."""

import functools

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRadialGradient

from kapguide.session.guiding.breath import RESTING, BreathRun
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted

MIDDLE = 0.454
"""Where the disc's middle stands, as a share of the height."""
LARGEST = 0.344
"""The radius of a full breath, as a share of the shorter side."""
SMALLEST = 0.36
"""The disc at its smallest, as a share of the full one."""
STILL = 0.7
"""The disc where nothing may move, as a share of the full one."""
BRUSH = ((0.0, 0.30), (0.25, 0.25), (0.5, 0.15), (0.75, 0.07), (1.0, 0.05))
"""How much of the accent lies over black, from the disc's middle to its rim."""
HALO, HALO_RADII = 0.07, 1.5
RIM, FULL_CIRCLE, WORD = 0.55, 0.20, 0.75
WORD_AT = 0.901
WORD_PX = 48
"""The word's size, for a height of 1080."""
WORD_FADES_MS = 400
"""A word comes and goes in this time, at the beginning and at the end of its part."""
RISES_MS = 1_500
"""All of it comes out of the black in this time."""
GLOW_PX = 512


class PacerData(msgspec.Struct, frozen=True):
    """`fullness` of the breath and `level` of the light, both 0 to 1; `word` at its `word_level`.

    `still`: the disc stays, and an arc on its rim fills and empties in its place. A level of 0 is black.
    """

    fullness: float = 0.0
    level: float = 0.0
    word: str = ""
    word_level: float = 0.0
    still: bool = False


BLACK = PacerData()
RESTING_DATA = PacerData(RESTING, 1.0)
"""Nobody is led: the disc rests."""


def pacer_at(run: BreathRun, now: float, *, word: bool, still: bool) -> PacerData:
    """The picture of a breath at session time `now`, with its word or without."""
    moment = run.at(now)
    level = _swell((now - run.began) / RISES_MS)
    if moment.part is None:
        return PacerData(moment.fullness, level)
    span = run.pattern.spans[list(type(moment.part)).index(moment.part)] * run.pace / 100
    nearest_end = min(moment.share, 1.0 - moment.share) * span
    words = moment.part.words if word else ""
    return PacerData(moment.fullness, level, words, _swell(nearest_end / WORD_FADES_MS) if words else 0.0, still)


def lit(data: PacerData, level: float) -> PacerData:
    """The same picture with `level` of its light."""
    return data if level >= 1.0 else msgspec.structs.replace(data, level=data.level * max(0.0, level))


def _swell(share: float) -> float:
    """From 0 to 1 without a corner at either end."""
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def middle_of(rect: QRectF) -> QPointF:
    """Where the disc's middle stands in a picture of that size."""
    return QPointF(rect.center().x(), rect.top() + rect.height() * MIDDLE)


def full_radius(rect: QRectF) -> float:
    """The radius of a full breath in a picture of that size."""
    return LARGEST * min(rect.width(), rect.height())


def moving_part(rect: QRectF, fullness: float = 1.0) -> QRect:
    """All that the disc and its halo touch up to that fullness."""
    reach = full_radius(rect) * _share(fullness) * HALO_RADII + 3
    middle = middle_of(rect)
    return QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach).toAlignedRect()


def _share(fullness: float) -> float:
    """The disc's radius as a share of the full one."""
    return SMALLEST + (1.0 - SMALLEST) * fullness


def word_part(rect: QRectF) -> QRect:
    """Where the word stands."""
    high = 1.5 * word_px(rect)
    place = QRectF(rect.left(), rect.top() + WORD_AT * rect.height() - high / 2, rect.width(), high)
    return place.toAlignedRect()


def word_px(rect: QRectF) -> int:
    """The word's size in a picture of that size (pixels)."""
    return max(1, round(WORD_PX * min(rect.height(), rect.width()) / 1080))


def paint_pacer(painter: QPainter, rect: QRectF, data: PacerData, theme: Theme) -> None:
    """Paint the picture into `rect`, which is black before and around it."""
    painter.fillRect(rect, Qt.GlobalColor.black)
    if data.level <= 0.0:
        return
    accent, black = theme.colours.accent, QColor(Qt.GlobalColor.black)
    middle, largest = middle_of(rect), full_radius(rect)
    radius = largest * (STILL if data.still else _share(data.fullness))
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(data.level)
    reach = radius * HALO_RADII
    glow = QRectF(middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach)
    painter.drawImage(glow, _glow(accent.rgb()))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    thin = max(1.0, rect.height() / 1080)
    painter.setPen(QPen(mix(black, accent, FULL_CIRCLE), thin))
    painter.drawEllipse(middle, largest, largest)
    rim = QPen(mix(black, accent, RIM), max(1.5, 3 * thin))
    if data.still:
        painter.drawEllipse(middle, radius, radius)
        rim.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(rim)
        disc = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        painter.drawArc(disc, 90 * 16, -round(data.fullness * 360 * 16))
    else:
        painter.setPen(rim)
        painter.drawEllipse(middle, radius, radius)
    if data.word and data.word_level > 0.0:
        painter.setOpacity(data.level * data.word_level)
        painter.setFont(theme.font(Role.BODY, px=word_px(rect)))
        painter.setPen(mix(black, theme.colours.dim, WORD))
        painter.drawText(word_part(rect), int(Qt.AlignmentFlag.AlignCenter), data.word)
    painter.setOpacity(1.0)


@functools.lru_cache(maxsize=4)
def _glow(accent: int) -> QImage:
    """Brush and halo over black, once: painted into every frame it is only laid out larger or smaller."""
    colour, black = QColor(accent), QColor(Qt.GlobalColor.black)
    image = QImage(GLOW_PX, GLOW_PX, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    gradient = QRadialGradient(QPointF(GLOW_PX / 2, GLOW_PX / 2), GLOW_PX / 2)
    for place, share in BRUSH:
        gradient.setColorAt(place / HALO_RADII, mix(black, colour, share))
    for place in range(8):  # from the rim outwards the halo falls softly to nothing
        left = 1.0 - place / 7
        gradient.setColorAt((1.001 + place / 7 * (HALO_RADII - 1.001)) / HALO_RADII, mix(black, colour, HALO * left**2))
    with QPainter(image) as painter:
        painter.fillRect(image.rect(), gradient)
    return image


class Pacer(Painted):
    """The picture on a part of a screen; it repaints only what moves."""

    def __init__(self, theme: Theme, name: str = "What the client sees") -> None:
        super().__init__(theme, name, BLACK)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def changed(self, before: PacerData) -> None:
        """Between two frames of one breath only the disc moves, and the word at its turns."""
        if not (before.level and self.data.level):
            self.update()
            return
        rect = QRectF(self.rect())
        now = self.data
        if before.level != now.level or before.still != now.still:
            self.update(moving_part(rect))
        elif before.fullness != now.fullness:
            largest = RESTING if now.still else max(before.fullness, now.fullness)
            self.update(moving_part(rect, largest))
        if (before.word, before.word_level, before.level) != (self.data.word, self.data.word_level, self.data.level):
            self.update(word_part(rect))

    def describe(self) -> str:
        """Its word: a description that changed with each frame would be read aloud without end."""
        return self.data.word if self.data.level else "black"

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_pacer(painter, rect, self.data, self.theme)
