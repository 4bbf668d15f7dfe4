"""What sounds, how much of it is left, where it is heard, and what joins it, in one line."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

GAP = 14
ICON = 18


class PlayingData(msgspec.Struct, frozen=True):
    """The words of the line; an empty one is not shown. `amiss` is what is wrong with the sound, `unheard` that the
    music is faded out. `px` is the size of the title, `small` that of the rest (pixels).
    """

    title: str = ""
    left: str = ""
    output: str = ""
    next: str = ""
    amiss: str = ""
    unheard: bool = False
    px: int = 19
    small: int = 15


def paint_playing(painter: QPainter, rect: QRectF, data: PlayingData, theme: Theme) -> None:
    """Title, time left and output from the left; what is wrong, or else what comes, at the right."""
    c = theme.colours
    small = theme.font(Role.LABEL, tabular=True, px=data.small)
    left, right = rect.left(), rect.right()
    if data.amiss:
        right = _paint_at_right(painter, rect, data.amiss, theme, small, amiss=True)
    elif data.next:
        right = _paint_at_right(painter, rect, data.next, theme, small, amiss=False)
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


def _paint_at_right(painter: QPainter, rect: QRectF, words: str, theme: Theme, font: QFont, *, amiss: bool) -> float:
    """Words at the right end, at most three fifths of the line; where what stands before them must end."""
    icon = ICON + 6 if amiss else 0
    shown = elided(words, font, rect.width() * 0.6 - icon)
    left = rect.right() - text_width(shown, font) - 1
    ink = theme.colours.text if amiss else theme.colours.soft
    if amiss:
        place = QRectF(left - icon, rect.center().y() - ICON / 2, ICON, ICON)
        theme.draw_icon(painter, "triangle-alert", place, ink)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(
        QRectF(left, rect.top(), rect.right() - left + 1, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), shown
    )
    return left - icon - GAP


class NowPlaying(Painted):
    """Shows a PlayingData; the whole words are its tool tip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Music", PlayingData())

    def changed(self, before: PlayingData) -> None:
        if before.title != self.data.title:
            self.setToolTip(self.data.title)
        self.update()

    def rows(self) -> list[str]:
        data: PlayingData = self.data
        return [words for words in (data.title, data.left, data.output, data.amiss or data.next) if words]

    def describe(self) -> str:
        """Without what counts down, so that a screen reader is not told every second."""
        data: PlayingData = self.data
        return "; ".join(words for words in (data.title, data.output, data.amiss) if words)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_playing(painter, rect, self.data, self.theme)
