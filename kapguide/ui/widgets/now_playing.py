"""What sounds, how much of it is left, where it is heard, and what joins it, in one line."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

GAP = 14
ICON = 18
SHARE = 0.6
"""What stands at the right end has no more of the line than this, if it can be said in less."""


class PlayingData(msgspec.Struct, frozen=True):
    """The words of the line; an empty one is not shown. `amiss` is what is wrong with the sound, at length and in
    short, `unheard` that the music is faded out. `px` is the size of the title, `small` that of the rest (pixels).
    """

    title: str = ""
    left: str = ""
    output: str = ""
    next: str = ""
    amiss: tuple[str, str] | None = None
    unheard: bool = False
    px: int = 19
    small: int = 15


def paint_playing(painter: QPainter, rect: QRectF, data: PlayingData, theme: Theme) -> None:
    """Title, time left and output from the left; what is wrong, or else what comes, at the right."""
    c = theme.colours
    small = theme.font(Role.LABEL, tabular=True, px=data.small)
    left, right = rect.left(), rect.right()
    if data.amiss:
        long, short = data.amiss
        words = long if warning_width(long, theme, data.small) <= rect.width() * SHARE else short
        right = _paint_warning(painter, rect, words, theme, small)
    elif data.next:
        right = _paint_next(painter, rect, data.next, theme, small)
    title = theme.font(Role.HEADING, QFont.Weight.Medium, px=data.px)
    room = right - left - (text_width(data.left, small) + GAP if data.left else 0)
    shown = elided(data.title, title, room)
    parts = [(shown, title, c.dim if data.unheard else c.text), (data.left, small, c.soft)]
    for words, font, ink in [*parts, (data.output, small, c.dim)]:
        wide = text_width(words, font)
        if words and (words == shown or left + wide <= right):
            painter.setFont(font)
            painter.setPen(ink)
            place = QRectF(left, rect.top(), wide + 2, rect.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
            left += wide + GAP


def warning_width(words: str, theme: Theme, small: int) -> float:
    """What a warning takes with its sign (pixels)."""
    return text_width(words, theme.font(Role.LABEL, tabular=True, px=small)) + ICON + 8


def _paint_warning(painter: QPainter, rect: QRectF, words: str, theme: Theme, font: QFont) -> float:
    """What is wrong, at the right end and whole: the title gives way. Where what stands before it must end."""
    ink = theme.colours.text
    left = max(rect.left() + ICON + 6, rect.right() - text_width(words, font) - 1)
    place = QRectF(left - ICON - 6, rect.center().y() - ICON / 2, ICON, ICON)
    theme.draw_icon(painter, "triangle-alert", place, ink)
    _write(painter, rect, left, words, font, ink)
    return place.left() - GAP


def _paint_next(painter: QPainter, rect: QRectF, words: str, theme: Theme, font: QFont) -> float:
    """What comes, at the right end, in its share of the line at most; where what stands before it must end."""
    shown = elided(words, font, rect.width() * SHARE)
    left = rect.right() - text_width(shown, font) - 1
    _write(painter, rect, left, shown, font, theme.colours.soft)
    return left - GAP


def _write(painter: QPainter, rect: QRectF, left: float, words: str, font: QFont, ink: QColor) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    place = QRectF(left, rect.top(), rect.right() - left + 1, rect.height())
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)


class NowPlaying(Painted):
    """Shows a PlayingData; the whole words are its tool tip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Music", PlayingData())

    def changed(self, before: PlayingData) -> None:
        if before.title != self.data.title:
            self.setToolTip(self.data.title)
        self.update()

    @property
    def _amiss(self) -> str:
        return self.data.amiss[0] if self.data.amiss else ""

    def rows(self) -> list[str]:
        data: PlayingData = self.data
        return [words for words in (data.title, data.left, data.output, self._amiss or data.next) if words]

    def describe(self) -> str:
        """Without what counts down, so that a screen reader is not told every second."""
        data: PlayingData = self.data
        return "; ".join(words for words in (data.title, data.output, self._amiss) if words)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_playing(painter, rect, self.data, self.theme)
