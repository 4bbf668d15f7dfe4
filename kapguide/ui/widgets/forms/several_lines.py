"""A field of several lines."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from kapguide.text import clean_text
from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme

LONGEST = 4_000


class SeveralLines(QPlainTextEdit, Dressed):
    """A field of several lines. Enter goes on, and with Shift begins a new line; where it `breaks`, Enter begins one,
    and goes on with Ctrl. Escape leaves it, Tab goes by. `longest` is how many characters are taken."""

    typed = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(
        self, theme: Theme, name: str, placeholder: str = "", *, breaks: bool = False, longest: int = LONGEST
    ) -> None:
        super().__init__()
        self._breaks, self._longest = breaks, longest
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setFont(theme.font(Role.LABEL))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.dress(theme.sheets)
        self.textChanged.connect(self._changed)

    def dress(self, sheets: StyleSheets) -> None:
        self.setStyleSheet(sheets.lines)

    def put(self, text: str) -> None:
        """Set the text as a program does."""
        self.blockSignals(True)
        self.setPlainText(text)
        self.blockSignals(False)

    def text(self) -> str:
        """What stands in it, as it is kept."""
        return clean_text(self.toPlainText())[: self._longest]

    def _changed(self) -> None:
        self.typed.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clearFocus()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            held = event.modifiers()
            ctrl, shift = held & Qt.KeyboardModifier.ControlModifier, held & Qt.KeyboardModifier.ShiftModifier
            if (self._breaks and not ctrl) or shift:
                self.insertPlainText("\n")
            elif not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(320, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 54)
