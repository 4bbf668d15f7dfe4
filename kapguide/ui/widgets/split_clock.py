"""A large clock whose seconds are smaller: what is read across a room."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, text_width

SECONDS = 0.6
"""Of the size of hours and minutes."""


class SplitTime(msgspec.Struct, frozen=True):
    """`0:02:41` in a size (pixels); `ink` and `dim` name the palette colours of the large and the small digits."""

    text: str = "0:00:00"
    px: int = 40
    ink: str = "text"
    dim: str = "dim"


class SplitClock(Painted):
    """Shows a SplitTime. Its width follows the number of digits alone, so that nothing beside it moves."""

    def __init__(self, theme: Theme, name: str, data: SplitTime | None = None, align: Qt.AlignmentFlag | None = None):
        """`align` is left, right or centre; without it, left."""
        self._align = align or Qt.AlignmentFlag.AlignLeft
        super().__init__(theme, name, data or SplitTime())

    def show_time(self, text: str, px: int = 0) -> None:
        """Read `text`, in another size if one is given."""
        self.set_data(msgspec.structs.replace(self.data, text=text, px=px or self.data.px))

    def changed(self, before: SplitTime) -> None:
        if (len(before.text), before.px) != (len(self.data.text), self.data.px):
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [str(self.data.text)]

    def describe(self) -> str:
        """To the minute, so that a screen reader is not told every second."""
        return str(self.data.text).rpartition(":")[0]

    def _fonts(self) -> tuple[QFont, QFont]:
        px = self.data.px
        large = self.theme.font(Role.CLOCK, px=px)
        return large, self.theme.font(Role.CLOCK, QFont.Weight.Medium, tabular=True, px=round(px * SECONDS))

    def _widths(self, text: str) -> tuple[float, float]:
        minutes, _, seconds = text.rpartition(":")
        large, small = self._fonts()
        return text_width(minutes, large), text_width(f":{seconds}", small)

    def sizeHint(self) -> QSize:
        widest = "".join("0" if sign.isdigit() else sign for sign in self.data.text)
        return QSize(round(sum(self._widths(widest))) + 3, round(self.data.px * 1.22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        minutes, _, seconds = str(self.data.text).rpartition(":")
        large, small = self._fonts()
        wide = self._widths(self.data.text)
        left = rect.left()
        if self._align is not Qt.AlignmentFlag.AlignLeft:
            spare = rect.width() - sum(wide)
            left += spare / 2 if self._align is Qt.AlignmentFlag.AlignHCenter else spare
        base = rect.center().y() + self.data.px * 0.365
        for words, font, colour, at in (
            (minutes, large, self.data.ink, left),
            (f":{seconds}", small, self.data.dim, left + wide[0]),
        ):
            painter.setFont(font)
            painter.setPen(self.theme.colour(colour))
            painter.drawText(QPointF(at, base), words)
