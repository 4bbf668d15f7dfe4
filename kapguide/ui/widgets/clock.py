"""A clock with digits of one width, under its caption."""

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, text_width


class ClockData(msgspec.Struct, frozen=True):
    """What it reads, and of what."""

    text: str = ""
    caption: str = ""
    colour: str = "text"


def paint_clock(painter: QPainter, rect: QRectF, data: ClockData, theme: Theme, role: Role = Role.CLOCK) -> None:
    """Caption above, time below, both at the right."""
    scale = theme.tokens.type
    caption_high = scale.eyebrow + 6 if data.caption else 0
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if data.caption:
        painter.setFont(theme.font(Role.EYEBROW))
        painter.setPen(theme.colours.dim)
        painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), caption_high), right, data.caption)
    painter.setFont(theme.font(role, tabular=True))
    painter.setPen(theme.colour(data.colour))
    painter.drawText(rect.adjusted(0, caption_high, 0, 0), right, data.text)


class ClockFace(Painted):
    """A large time. It never moves its neighbours: its width follows the number of characters alone."""

    def __init__(self, theme: Theme, caption: str = "", role: Role = Role.CLOCK) -> None:
        self._role = role
        super().__init__(theme, caption or "Clock", ClockData("", caption))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_time(self, text: str, caption: str | None = None, colour: str = "text") -> None:
        """Read `text`, for example from `clock_text`."""
        self.set_data(ClockData(text, self.data.caption if caption is None else caption, colour))

    def changed(self, before: ClockData) -> None:
        if len(before.text) != len(self.data.text) or before.caption != self.data.caption:
            self.setAccessibleName(self.data.caption or "Clock")
            self.updateGeometry()
        self.update()

    def rows(self) -> list[str]:
        return [f"{self.data.caption}  {self.data.text}".strip()]

    def describe(self) -> str:
        """To the minute, so that a screen reader is not told every second."""
        parts = self.data.text.split(":")
        return ":".join(parts[:2]) if len(parts) == 3 else str(self.data.text)

    def sizeHint(self) -> QSize:
        scale = self.theme.tokens.type
        sample = "".join("0" if sign.isdigit() else sign for sign in self.data.text) or "0:00:00"
        wide = text_width(sample, self.theme.font(self._role, tabular=True))
        caption = text_width(self.data.caption, self.theme.font(Role.EYEBROW))
        size = getattr(scale, self._role.value)
        return QSize(
            round(max(wide, caption)) + 3, round(size * 1.22) + (scale.eyebrow + 6 if self.data.caption else 0)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_clock(painter, rect, self.data, self.theme, self._role)
