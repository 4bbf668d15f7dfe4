"""The piece that sounds, as it is to come: its levels, the place where it is, and the next one joining it."""

import math
from functools import lru_cache

import msgspec
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.audio.library.facts import STEP_DB
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.words import countdown_text

PITCH, BAR = 4.0, 2.0
FLAT = 0.12
"""How high a level is drawn (share of the height) where none is known."""
_DRAWN = tuple(10 ** (-steps * STEP_DB / 20 * 0.8) for steps in range(256))
"""How high a level is drawn that lies so many steps below the loudest: a little less steep than its amplitude."""
AFTER = 0.14
"""How much of the picture shows the next piece alone."""
LOW = 24
"""A place lower than this (pixels) has room for a line only."""
WORDS = 52
"""The room for the times at both sides (pixels)."""


class WaveData(msgspec.Struct, frozen=True):
    """A piece and its next one. Times in whole seconds; `join` is where the next one begins, 0 if it is not known.

    `levels` run evenly from the beginning to the end of a piece, in steps of STEP_DB up to 255, 0 for silence; empty
    where nobody knows them.
    """

    position: int = 0
    length: int = 0
    levels: bytes = b""
    join: int = 0
    crossfade: int = 0
    next_length: int = 0
    next_levels: bytes = b""
    unheard: bool = False
    """The music is faded out: it goes on in silence."""

    @property
    def seconds(self) -> float:
        """What the whole picture spans."""
        if not 0 < self.join < self.length:
            return float(self.length)
        return self.length + min(AFTER * self.length, max(0.0, self.next_length - self.crossfade))


def paint_wave(painter: QPainter, rect: QRectF, data: WaveData, theme: Theme) -> None:
    """Bars from left to right: heard in accent, to come dimmed, the next piece in another colour as it joins.

    In a low place it is a line in the same colours.
    """
    if rect.height() < LOW:
        _line(painter, rect, data, theme)
        return
    room = rect.adjusted(WORDS, 2, -WORDS, -2)
    if data.length and room.width() > PITCH:
        _bars(painter, room, data, theme)
        _head(painter, room, data, theme)
        _times(painter, rect, data, theme)


def _colours(data: WaveData, theme: Theme) -> tuple[QColor, QColor, QColor]:
    """What was heard, what is to come, the next piece."""
    c = theme.colours
    heard, coming = (c.dim, c.faint) if data.unheard else (c.accent, mix(c.surface, c.accent, 0.45))
    return heard, coming, mix(c.surface, theme.tokens.phases.dosing, 0.5 if data.unheard else 0.85)


def _line(painter: QPainter, rect: QRectF, data: WaveData, theme: Theme) -> None:
    if not data.length:
        return
    heard, coming, following = _colours(data, theme)
    joins = data.join if 0 < data.join < data.length else data.length
    ends = (0.0, min(data.position, joins) / data.seconds, joins / data.seconds, 1.0)
    for first, last, colour in zip(ends, ends[1:], (heard, coming, following), strict=False):
        place = QRectF(rect.left() + first * rect.width(), rect.center().y() - 2, (last - first) * rect.width(), 4)
        painter.fillRect(place, colour)


def _bars(painter: QPainter, room: QRectF, data: WaveData, theme: Theme) -> None:
    """Before the place the bars as they are once heard, behind it those to come: only where they meet moves."""
    heard, coming, following = _colours(data, theme)
    count = int(room.width() // PITCH)
    met = PITCH * min(count, int(data.position / data.seconds * count + 0.5))
    still = msgspec.structs.replace(data, position=0, unheard=False)
    scale = painter.device().devicePixelRatio()
    for own, left, right in ((heard, 0.0, met), (coming, met, room.width())):
        picture = _picture(still, room.width(), room.height(), scale, own.rgba(), following.rgba())
        place = QRectF(left, -BAR, right - left, room.height() + 2 * BAR)
        part = QRectF(scale * left, 0.0, scale * place.width(), scale * place.height())
        painter.drawImage(place.translated(room.topLeft()), picture, part)


@lru_cache(maxsize=4)
def _picture(data: WaveData, width: float, height: float, scale: float, own: int, following: int) -> QImage:
    """All bars, the piece's in one colour, with room for their round ends. It is kept: what is seen each second is not
    painted each second."""
    size = math.ceil(scale * width), math.ceil(scale * (height + 2 * BAR))
    picture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    lines: dict[int, list[QLineF]] = {following: [], own: []}
    for place, (level, next_level) in enumerate(_course(data, int(width // PITCH))):
        x, middle = place * PITCH + PITCH / 2, height / 2 + BAR
        for colour, share in ((following, next_level), (own, level)):
            if share is not None:
                reach = max(1.0, share * height / 2)
                lines[colour].append(QLineF(x, middle - reach, x, middle + reach))
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, bars in lines.items():
            pen = QPen(QColor.fromRgba(colour), BAR)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines(bars)
    return picture


def _course(data: WaveData, count: int) -> tuple[tuple[float | None, float | None], ...]:
    """How high each bar of the piece is, and of the next one; None for none."""
    step = data.seconds / max(1, count)
    loudest, next_loudest = max(data.levels, default=0), max(data.next_levels, default=0)
    course = []
    for place in range(count):
        at = (place + 0.5) * step
        share, own, following = _share(data, at), None, None
        if share < 1.0:
            level = level_at(data.next_levels, next_loudest, data.next_length, at - data.join, step)
            following = level * math.sqrt(1.0 - share * share)
        if share > 0.0:
            own = share * level_at(data.levels, loudest, data.length, at, step)
        course.append((own, following))
    return tuple(course)


def _share(data: WaveData, at: float) -> float:
    """How much of the piece sounds at a second of the picture: all of it, less under the crossfade, at last nothing."""
    if at >= data.length:
        return 0.0
    if not 0 < data.join < at:
        return 1.0
    return math.cos(math.pi / 2 * min(1.0, (at - data.join) / max(1, data.crossfade)))


def level_at(levels: bytes, loudest: int, length: float, at: float, step: float) -> float:
    """How high a piece is drawn in `step` seconds around `at`, 1 for its loudest; a low line where nothing is known."""
    if not levels or length <= 0:
        return FLAT
    first = int((at - step / 2) / length * len(levels))
    last = int((at + step / 2) / length * len(levels)) + 1
    here = max(levels[max(0, first) : max(0, last)], default=0)
    return max(FLAT / 2, _DRAWN[loudest - here]) if here else FLAT / 2


def _head(painter: QPainter, room: QRectF, data: WaveData, theme: Theme) -> None:
    x = room.left() + room.width() * min(1.0, data.position / data.seconds)
    painter.setPen(QPen(theme.colours.text, 2))
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))


def _times(painter: QPainter, rect: QRectF, data: WaveData, theme: Theme) -> None:
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(theme.colours.dim)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | middle), countdown_text(data.position * 1000))
    left = countdown_text(max(0, data.length - data.position) * 1000)
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | middle), f"−{left}")


class Waveform(Painted):
    """Shows a WaveData; repaints once a second."""

    def __init__(self, theme: Theme, data: WaveData | None = None) -> None:
        super().__init__(theme, "Place in the piece", data or WaveData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(240, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def rows(self) -> list[str]:
        data: WaveData = self.data
        if not data.length:
            return []
        told = [f"{countdown_text(data.position * 1000)} of {countdown_text(data.length * 1000)}"]
        if 0 < data.join < data.length:
            told.append(f"the next piece joins in {countdown_text(max(0, data.join - data.position) * 1000)}")
        return told

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_wave(painter, rect, self.data, self.theme)
