"""The foot of a signed note: by whom, when, the seal and when it was last found whole; what more there is to say."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kapguide.ui.note.foot import HIGH, PAD, LogLine
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Painted, elided, text_width

MORE = 22
"""The second line, where there is one (pixels)."""


class SignedData(msgspec.Struct, frozen=True):
    """Who signed, what is said of the seal, and what stands beside; not `whole` where the seal does not fit."""

    signed: str = ""
    seal: str = ""
    beside: str = ""
    whole: bool = True


class SignedWords(Painted):
    """Shows a SignedData on one line, or two."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Signature", SignedData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def changed(self, before: SignedData) -> None:
        self.setToolTip("\n".join(self.rows()))
        super().changed(before)

    def rows(self) -> list[str]:
        return [line for line in (self.data.signed, self.data.seal, self.data.beside) if line]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, data = self.theme.colours, self.data
        level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        icon, ink = ("shield-check", c.ok) if data.whole else ("circle-alert", c.warm)
        self.theme.draw_icon(painter, icon, QRectF(rect.left(), rect.top() + HIGH / 2 - 9, 18, 18), ink)
        strong, small = self.theme.font(Role.LABEL, QFont.Weight.Medium, tabular=True), self.theme.font(Role.SMALL)
        left = rect.left() + 26
        signed = elided(data.signed, strong, rect.right() - left)
        painter.setFont(strong)
        painter.setPen(c.text)
        painter.drawText(QRectF(left, rect.top(), rect.right() - left, HIGH), level, signed)
        after = left + text_width(signed, strong) + 10
        painter.setFont(small)
        painter.setPen(c.dim if data.whole else c.warm)
        room = QRectF(after, rect.top(), max(0.0, rect.right() - after), HIGH)
        painter.drawText(room, level, elided(data.seal, small, room.width()))
        if data.beside:
            painter.setPen(c.dim)
            below = QRectF(left, rect.top() + HIGH - 8, rect.right() - left, MORE)
            painter.drawText(below, level, elided(data.beside, small, below.width()))


class SignedFoot(QWidget):
    """The words at the left, the folded log at the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.words = SignedWords(theme)
        self.log = LogLine(theme)
        self.log.setFixedWidth(180)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(16)
        row.addWidget(self.words, 1)
        row.addWidget(self.log, 0, Qt.AlignmentFlag.AlignTop)
        self.say(SignedData())

    def say(self, data: SignedData) -> None:
        """Show `data`."""
        self.words.set_data(data)
        self.setFixedHeight(HIGH + (MORE if data.beside else 0))

    def paintEvent(self, event: object) -> None:
        """The line above it."""
        with QPainter(self) as painter:
            painter.fillRect(QRectF(0, 0, self.width(), 1), self.theme.colours.line)
