"""The client in words: what can be seen and heard now, and what was said, large enough for one metre."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Glide, Painted, elided, text_width, wrapped

PX, LEAST_PX = 17, 15
PITCH = 20
"""From one line to the next (pixels)."""
APART = 18
"""Between what is seen, what is said, and what was seen before (pixels)."""
BETWEEN = " · "
"""Between the numbers of a reading."""
CUFF_PITCH = 19


class ClientWords(msgspec.Struct, frozen=True):
    """What is seen now, the client's words, and what is seen since before; each may be empty."""

    sign: str = ""
    says: str = ""
    before: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """What is shown before all else: the sign, then the words in quotation marks."""
        return "  ".join(filter(None, (self.sign, f"“{self.says}”" if self.says else "")))


def paint_client(painter: QPainter, rect: QRectF, data: ClientWords, theme: Theme, share: float) -> None:
    """On one line as large as it may be, else on two where they have room; what was seen before stands behind."""
    count, words = max(1, int(rect.height() // PITCH)), data.first
    px = fitting_px(words, rect.width(), count, theme)
    lines, _ = lines_of(words, rect.width(), count, px, theme)
    painter.setOpacity(share)
    painter.setPen(theme.colours.text)
    painter.setFont(_font(theme, px))
    top = rect.center().y() - PITCH * len(lines) / 2
    for number, line in enumerate(lines):
        place = QRectF(rect.left(), top + number * PITCH, rect.width(), PITCH)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), line)
    if len(lines) == 1:
        _paint_before(painter, rect, data, theme, text_width(words, _font(theme, px)))


def lines_of(words: str, width: float, most: int, px: int, theme: Theme) -> tuple[tuple[str, ...], bool]:
    """The lines in which `words` are written, and whether they are all there: the last one gives way."""
    font = _font(theme, px)
    if text_width(words, font) <= width:
        return (words,), True
    if most == 1:
        return (elided(words, font, width),), False
    laid = wrapped(words, font, width)
    first = laid.lineAt(0).textLength()
    return (words[:first].strip(), elided(words[first:], font, width)), laid.lineCount() <= 2


def fitting_px(words: str, width: float, lines: int, theme: Theme) -> int:
    """The larger size, where all of it stands on so many lines of that width; else the smaller one."""
    font = _font(theme, PX)
    fits = text_width(words, font) <= width or (lines > 1 and wrapped(words, font, width).lineCount() <= lines)
    return PX if fits else LEAST_PX


def _font(theme: Theme, px: int) -> QFont:
    return theme.font(Role.BODY, QFont.Weight.Medium, px=px)


def _paint_before(painter: QPainter, rect: QRectF, data: ClientWords, theme: Theme, wide: float) -> None:
    """What is still seen of earlier turns, as many whole ones as there is room for."""
    font = theme.font(Role.LABEL, px=LEAST_PX)
    painter.setFont(font)
    painter.setPen(theme.colours.soft)
    left = rect.left() + wide + APART
    for sign in data.before:
        if left + text_width(sign, font) > rect.right():
            return
        place = QRectF(left, rect.top(), rect.right() - left, rect.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), sign)
        left += text_width(sign, font) + APART


class ClientLine(Painted):
    """Shows ClientWords; new ones come up quietly in the same place."""

    def __init__(self, theme: Theme) -> None:
        self._share = 1.0
        super().__init__(theme, "The client", ClientWords())
        self._glide = Glide(theme, self, self._fade)

    def changed(self, before: ClientWords) -> None:
        self.setToolTip("\n".join(self.rows()))
        self._glide.go()

    def _fade(self, share: float) -> None:
        self._share = share
        self.update()

    @property
    def px(self) -> int:
        """How large the words are (pixels)."""
        return fitting_px(self.data.first, self.width(), self.lines, self.theme)

    @property
    def lines(self) -> int:
        """How many lines there is room for."""
        return max(1, self.height() // PITCH)

    def rows(self) -> list[str]:
        return [part for part in (self.data.first, *self.data.before) if part]

    def sizeHint(self) -> QSize:
        return QSize(400, PITCH)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, PITCH)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_client(painter, rect, self.data, self.theme, self._share)


def paint_cuff(painter: QPainter, rect: QRectF, words: str, theme: Theme) -> None:
    """As large as it fits on one line; a reading of many parts stands on two."""
    painter.setPen(theme.colours.text)
    for px in (20, 17):
        font = theme.font(Role.BODY, QFont.Weight.DemiBold, tabular=True, px=px)
        if text_width(words, font) <= rect.width():
            painter.setFont(font)
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), words)
            return
    font = theme.font(Role.BODY, QFont.Weight.DemiBold, tabular=True, px=LEAST_PX)
    painter.setFont(font)
    parts = words.split(BETWEEN)
    first = min(
        range(1, len(parts) + 1),
        key=lambda n: max(text_width(BETWEEN.join(half), font) for half in (parts[:n], parts[n:])),
    )
    lines = [line for line in (BETWEEN.join(parts[:first]), BETWEEN.join(parts[first:])) if line]
    top = rect.center().y() - CUFF_PITCH * len(lines) / 2
    for number, line in enumerate(lines):
        place = QRectF(rect.left(), top + number * CUFF_PITCH, rect.width(), CUFF_PITCH)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), elided(line, font, rect.width() + 1))


class CuffLine(Painted):
    """What the cuff and the clip show, as it can be typed; it stays until the next reading."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Reading", "")

    def rows(self) -> list[str]:
        return [self.data] if self.data else []

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_cuff(painter, rect, self.data, self.theme)
