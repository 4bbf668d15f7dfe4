"""Lines to type in: nothing typed is lost, and the moment of the first keystroke is known."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text

LONGEST = 20_000
EMERGENCY_KEYS = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_E)


class LineEdit(QLineEdit):
    """A line edit that leaves Ctrl+E to the window and tells when its text began. Escape keeps the text and leaves.

    With `empty_leaves` Enter on an empty line leaves, too; in a form it belongs to the form.
    """

    begun = Signal()
    """The first keystroke in an empty line, before the text changes hands."""
    left = Signal()
    """The keys belong to the screen again."""

    def __init__(self, theme: Theme, name: str, placeholder: str = "", *, empty_leaves: bool = False) -> None:
        super().__init__()
        self.theme = theme
        self._empty_leaves = empty_leaves
        self._has_begun = False
        self.setFont(theme.font(Role.LABEL))
        self.setMinimumHeight(theme.sizes.target)
        self.setMaxLength(LONGEST)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self._follow)

    def put(self, text: str) -> None:
        """Set the text as a program does: an old draft that comes back has begun long ago."""
        self.setText(text)
        self._has_begun = bool(text)

    def one_line(self) -> str:
        """The text with line breaks and runs of blanks as single blanks."""
        return " ".join(self.text().split())

    def _follow(self, text: str) -> None:
        if text and not self._has_begun:
            self._has_begun = True
            self.begun.emit()
        elif not text:
            self._has_begun = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString() and not self._has_begun:
            self._has_begun = True
            self.begun.emit()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        # Ctrl+E would go to the line's end on X11 and macOS; here it is the emergency key, everywhere.
        if (
            isinstance(event, QKeyEvent)
            and event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
            and QKeySequence(event.keyCombination()) == EMERGENCY_KEYS
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and self._empty_leaves and not self.one_line()):
            event.accept()
            self.clearFocus()
            self.left.emit()
        elif enter and event.isAutoRepeat():
            event.accept()
        else:
            super().keyPressEvent(event)


class NoteLine(LineEdit):
    """One line of notes. Enter hands it over and empties the line; a second Enter, or Escape, leaves it."""

    submitted = Signal(str)
    draft_changed = Signal(str)

    def __init__(self, theme: Theme, placeholder: str = "Note, then Enter") -> None:
        super().__init__(theme, "Note line", placeholder, empty_leaves=True)
        self.textEdited.connect(self.draft_changed)
        self.returnPressed.connect(self._submit)

    def _submit(self) -> None:
        text = self.one_line()
        if text:
            self.put("")
            self.submitted.emit(text)


class Choice(QComboBox):
    """One of several; the arrow is ours, as a styled combo box draws none."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.setFont(theme.font(Role.LABEL))
        self.setMinimumHeight(theme.sizes.target)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            place = QRectF(self.width() - 28, self.height() / 2 - 8, 16, 16)
            self.theme.draw_icon(painter, "chevron-down", place, self.theme.colours.dim)


class ForgivingField(QWidget):
    """A line with a parser: what was understood stands below as one types, what was not is said on Enter.

    `parser` raises KapGuideError; `show` words its result. Bad input stays where it is.
    """

    accepted = Signal(object)
    begun = Signal()
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        parser: Callable[[str], Any],
        show: Callable[[Any], str] = str,
        placeholder: str = "",
        hint: str = "",
    ) -> None:
        super().__init__()
        self._parser = parser
        self._show = show
        self._hint = hint
        self.line = LineEdit(theme, name, placeholder, empty_leaves=True)
        self.answer = Text(theme, hint or " ", Role.SMALL, "dim", tabular=True, elide=True)
        self.answer.setMinimumHeight(theme.sizes.grid * 5 // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid // 2)
        column.addWidget(self.line)
        column.addWidget(self.answer)
        self.setFocusProxy(self.line)
        self.setAccessibleName(name)
        self.line.begun.connect(self.begun)
        self.line.left.connect(self.left)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self._enter)

    def put(self, text: str) -> None:
        """Start from `text`."""
        self.line.put(text)
        self._typed(text)

    def _say(self, text: str, colour: str) -> None:
        self.answer.set_text(text or " ")
        self.answer.set_colour(colour)
        self.line.setAccessibleDescription(text)

    def _typed(self, text: str) -> None:
        if not text.strip():
            self._say(self._hint, "dim")
            return
        try:
            self._say(self._show(self._parser(text)), "dim")
        except KapGuideError:
            self._say("", "dim")  # half-typed: no word of blame before Enter

    def _enter(self) -> None:
        try:
            value = self._parser(self.line.text())
        except KapGuideError as error:
            self._say(error.sentence, "warm")
            return
        self.line.put("")
        self._say(self._hint, "dim")
        self.accepted.emit(value)
