"""Words that lead somewhere: underlined, pressed as a button is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.button import Button

LINE = 20
"""From one line of words to the next (pixels)."""


def link_font(theme: Theme, role: Role) -> QFont:
    """What the words of a link are written in."""
    return theme.font(role, QFont.Weight.DemiBold)


class WordLink(Button):
    """A button that looks like words; `colour` is one of the palette. It is as wide as they are."""

    def __init__(self, theme: Theme, text: str = "", colour: str = "accent", role: Role = Role.LABEL) -> None:
        self._colour, self._role = colour, role
        super().__init__(theme, text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_colour(self, colour: str) -> None:
        """Take another colour of the palette."""
        self._colour = colour
        self.update()

    def sizeHint(self) -> QSize:
        wide = text_width(self.data.text, link_font(self.theme, self._role)) if self.data.text else 0
        return QSize(round(wide) + 1, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words with a line below them, a stronger one under the pointer, and a ring around them with the focus."""
        font, ink = link_font(self.theme, self._role), self.theme.colour(self._colour)
        room = QRectF(self.rect())
        words = elided(self.data.text, font, room.width() + 1)
        wide = min(room.width(), text_width(words, font))
        middle = room.center().y()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(ink, 1.5))
                painter.drawRoundedRect(QRectF(0.75, middle - LINE / 2 + 0.75, wide - 1.5, LINE - 1.5), 4, 4)
            painter.setPen(QPen(ink, 2 if self.underMouse() else 1))
            painter.drawLine(QRectF(0, 0, wide, middle + 8).bottomLeft(), QRectF(0, 0, wide, middle + 8).bottomRight())
            painter.setFont(font)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)
