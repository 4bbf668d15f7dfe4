"""What was typed can mean two things: each as a button with a key of its own, in the place of the line."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.places import digit_of


class TwoChoices(QWidget):
    """Asks once: `chosen` carries what was meant, `left` says that it was left open."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._values: list[object] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{name}: which is it?")
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(theme.sizes.grid // 2)
        self.buttons = [Button(theme, "", key=str(number + 1), compact=True) for number in range(2)]
        for number, button in enumerate(self.buttons):
            button.set_measures(theme.sizes.target - theme.sizes.grid, theme.tokens.type.small)
            row.addWidget(button, 1)
            button.clicked.connect(lambda _=False, number=number: self._choose(number))

    def ask(self, choices: Sequence[tuple[str, object]]) -> None:
        """Show two choices and take the keys."""
        self._values = [value for _, value in choices]
        for button, (words, _) in zip(self.buttons, choices, strict=True):
            button.show_as(words, key=button.data.key)
        self.setAccessibleDescription(" or ".join(words for words, _ in choices))
        self.setFocus()

    def _choose(self, number: int) -> None:
        self.chosen.emit(self._values[number])

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame of the focus, as the line has it whose place this is."""
        corner = self.theme.sizes.button_corner
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self.theme.colours.well)
            focused = self.hasFocus()
            painter.setPen(QPen(self.theme.colours.accent if focused else self.theme.colours.line, 2 if focused else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 choose, Escape goes back. Other digits are slips; every other key goes to the screen."""
        digit = digit_of(event)
        if digit in ("1", "2") and not event.isAutoRepeat():
            self._choose(int(digit) - 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not digit and event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
