"""What comes next: a ring with its time, the title, and what it comes with."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.ring import RingData, in_minutes, paint_ring

COLUMN, BESIDE = 150, 60
"""From this height on (pixels) the words stand below the ring, or beside a ring with its time inside."""
GAP = 4
NEXT_WORD = 64
"""In less room beside the ring no piece of a title is written (pixels)."""


class NextUpData(msgspec.Struct, frozen=True):
    """The ring, the title of what is next, and when it comes: `with Peak`, `after the dose`, or nothing more."""

    ring: RingData = RingData()
    title: str = ""
    when: str = ""
    diameter: int = 116
    px: int = 17


def paint_next(painter: QPainter, rect: QRectF, data: NextUpData, theme: Theme) -> None:
    """The ring with its words below, beside it, or in one row, as the height of `rect` allows."""
    if rect.height() >= COLUMN:
        _paint_column(painter, rect, data, theme)
    elif rect.height() >= BESIDE:
        _paint_beside(painter, rect, data, theme)
    else:
        _paint_row(painter, rect, data, theme)


def _lines(text: str, font: QFont, width: float, most: int) -> list[str]:
    """`text` broken between words into at most so many lines; the last is cut where there is no end to it."""
    lines: list[str] = []
    words = text[:400].split()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", font) <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(elided(line, font, width + 1))
    if words:
        lines.append(elided(" ".join(words), font, width + 1))
    return lines


def _titled(data: NextUpData, theme: Theme, width: float, most: int) -> tuple[QFont, list[str]]:
    """The title in its size on `most` lines at most, or smaller on one line more where it is too long for that."""
    font = theme.font(Role.BODY, QFont.Weight.Medium, px=data.px)
    lines = _lines(data.title, font, width, most)
    if not lines or not lines[-1].endswith("…"):
        return font, lines
    small = theme.font(Role.LABEL, QFont.Weight.Medium, px=data.px - 2)
    return small, _lines(data.title, small, width, most + 1)


def _says_nothing(lines: list[str], width: float) -> bool:
    """Two letters of a word say nothing beside a ring that says what it counts: then the title is left out."""
    return width < NEXT_WORD and any(line.endswith("…") for line in lines)


def _paint_column(painter: QPainter, rect: QRectF, data: NextUpData, theme: Theme) -> None:
    c = theme.colours
    when = theme.font(Role.LABEL, px=data.px - 2)
    whens = _lines(data.when, when, rect.width(), 2)
    font, lines = _titled(data, theme, rect.width(), 2)
    words = len(lines) * (font.pixelSize() + 4) + len(whens) * (when.pixelSize() + 4)
    ring = min(data.diameter, rect.height() - words - 2 * GAP)
    paint_ring(painter, QRectF(rect.center().x() - ring / 2, rect.top(), ring, ring), data.ring, theme)
    top = rect.top() + ring + 2 * GAP
    flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
    for written, ink, rows in ((font, c.text, lines), (when, c.soft, whens)):
        painter.setFont(written)
        painter.setPen(ink)
        for row in rows:
            painter.drawText(QRectF(rect.left(), top, rect.width(), written.pixelSize() + 4), flags, row)
            top += written.pixelSize() + 4


def _paint_beside(painter: QPainter, rect: QRectF, data: NextUpData, theme: Theme) -> None:
    side = rect.height()
    paint_ring(painter, QRectF(rect.left(), rect.top(), side, side), data.ring, theme)
    room = rect.adjusted(side + 3 * GAP, 0, 0, 0)
    font, lines = _titled(data, theme, room.width(), 2)
    when = theme.font(Role.LABEL, px=data.px - 2)
    whens = _lines(data.when, when, room.width(), 1) if len(lines) < 3 else []
    if _says_nothing(lines, room.width()):
        lines, whens = [], []
    rows = [(row, font, theme.colours.text) for row in lines] + [(row, when, theme.colours.soft) for row in whens]
    top = room.center().y() - sum(written.pixelSize() + 4 for _, written, _ in rows) / 2
    for row, written, ink in rows:
        painter.setFont(written)
        painter.setPen(ink)
        place = QRectF(room.left(), top, room.width(), written.pixelSize() + 4)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), row)
        top += written.pixelSize() + 4


def _paint_row(painter: QPainter, rect: QRectF, data: NextUpData, theme: Theme) -> None:
    """A small ring, its time beside it, then the title on one line or two smaller ones."""
    side = rect.height()
    paint_ring(painter, QRectF(rect.left(), rect.top(), side, side), data.ring, theme)
    time = theme.font(Role.BODY, QFont.Weight.DemiBold, tabular=True, px=data.px)
    left = rect.left() + side + 2 * GAP
    painter.setFont(time)
    painter.setPen(theme.colours.warm if data.ring.due else theme.colours.text)
    words = data.ring.text if data.ring.left is not None or not data.when else data.when
    painter.drawText(QRectF(left, rect.top(), rect.right() - left, side), int(Qt.AlignmentFlag.AlignVCenter), words)
    left += text_width(words, time) + 3 * GAP
    font = theme.font(Role.LABEL, px=data.px - 2)
    lines = _lines(data.title, font, rect.right() - left, 1)
    if lines and lines[0].endswith("…"):
        font = theme.font(Role.SMALL, px=data.px - 4)
        lines = _lines(data.title, font, rect.right() - left, 2)
    if _says_nothing(lines, rect.right() - left):
        lines = []
    pitch = font.pixelSize() + 4
    top = rect.center().y() - pitch * len(lines) / 2
    painter.setFont(font)
    painter.setPen(theme.colours.soft)
    for number, line in enumerate(lines):
        place = QRectF(left, top + number * pitch, rect.right() - left, pitch)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), line)


class NextUp(Painted):
    """Shows a NextUpData: what comes next, and how long until then."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Next prompt", NextUpData())

    def rows(self) -> list[str]:
        data: NextUpData = self.data
        return ["  ".join(part for part in (data.title, data.when, data.ring.text) if part)]

    def describe(self) -> str:
        data: NextUpData = self.data
        if data.ring.left is None:
            return ", ".join(part for part in (data.title, data.when) if part)
        return ", ".join(part for part in (in_minutes(data.ring), data.title, data.when) if part)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_next(painter, rect, self.data, self.theme)
