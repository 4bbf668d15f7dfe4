"""A line with known values, gone through with the arrows: nothing pops up, and nothing is completed unasked."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.fields import LineEdit

ARROW = 32
"""How wide the place of the arrow is (pixels); a click on it takes the next value."""


class ListedLine(LineEdit):
    """A line edit that offers values; any other can be typed. A list would take the keys, Emergency's among them."""

    def __init__(self, theme: Theme, name: str, values: Sequence[str], placeholder: str = "") -> None:
        super().__init__(theme, name, placeholder)
        self.values = tuple(values)
        self.setAccessibleDescription(f"one of {', '.join(self.values)}, or type another; up and down go through them")
        self.setTextMargins(0, 0, ARROW - 16, 0)

    def take_next(self, step: int) -> None:
        """Take the value after the present one, or before it; the first that begins as what is typed does."""
        text = self.text().lower()
        begun = next((value for value in self.values if text and value.lower().startswith(text)), None)
        if begun is not None and self.text() not in self.values:
            taken = begun
        else:
            at = self.values.index(self.text()) if self.text() in self.values else -1 if step > 0 else 0
            taken = self.values[(at + step) % len(self.values)]
        self.setText(taken)
        self.setModified(True)
        self.textEdited.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go through the values."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.take_next(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.width() - ARROW:
            self.setFocus()
            self.take_next(1)
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            place = QRectF(self.width() - 27, self.height() / 2 - 8, 16, 16)
            self.theme.draw_icon(painter, "chevron-down", place, self.theme.colours.dim)
