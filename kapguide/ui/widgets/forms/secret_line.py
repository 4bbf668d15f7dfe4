"""A line for a passphrase, which can be looked at, and the watch on Caps Lock."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit

SHOW_KEY = "F4"


class CapsWatch(QObject):
    """Guesses Caps Lock from what is typed, as Qt does not tell: a capital without Shift, or the reverse."""

    changed = Signal(bool)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            sign = event.text()
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() == Qt.Key.Key_CapsLock:
                self.changed.emit(False)  # what it is now shows with the next letter
            elif len(sign) == 1 and sign.isalpha() and sign.lower() != sign.upper():
                self.changed.emit(sign.isupper() != shift)
        return False


class SecretLine(QWidget):
    """A line for a passphrase with its eye: F4 or the button shows what is typed."""

    entered = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.line = LineEdit(theme, name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.eye = Button(theme, icon="eye", key=SHOW_KEY, kind=Kind.QUIET, name="Show what is typed")
        self.eye.clicked.connect(self.flip)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the line. A focus proxy would be a stop of Tab itself, and skip what follows."""
        self.line.setFocus(event.reason())

    def flip(self) -> None:
        """Show or hide what is typed."""
        self.hide_text(self.line.echoMode() is not QLineEdit.EchoMode.Password)

    def hide_text(self, hidden: bool) -> None:
        """Dots, or the letters themselves."""
        self.line.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        icon, name = ("eye", "Show what is typed") if hidden else ("eye-off", "Hide what is typed")
        self.eye.show_as(icon=icon, key=SHOW_KEY, kind=Kind.QUIET, name=name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_F4:
            self.flip()
            return True
        return False
