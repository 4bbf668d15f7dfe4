"""Lines to type in: nothing typed is lost, and the moment of the first keystroke is known."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QInputMethodEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from kapguide.errors import KapGuideError, Unclear
from kapguide.text import one_line
from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, elided, text_width
from kapguide.ui.widgets.fingers import HeldOver, now_ms
from kapguide.ui.widgets.forms.two_choices import TwoChoices
from kapguide.ui.widgets.places import letter_of

CAP = 20
"""The sign of a key is so high and wide (pixels)."""
INSET = 15
"""From the edge of a line to its words: border, padding and margin (pixels)."""
LONGEST = 100_000
"""Characters of a line; up to here a key is still answered at once (35 ms)."""
TOO_LONG = (
    f"Only the first {LONGEST:,} characters fit in this line; the rest of what was pasted was not taken. "
    "Enter these, then paste the rest."
)


class LineEdit(QLineEdit, Dressed):
    """A line edit that leaves Ctrl+E to the window and tells when its text began. Escape keeps the text and leaves.

    Ctrl+Z takes back what was typed, and is the screen's where nothing was. A key that was down before the line had the
    focus is not typed into it. With `empty_leaves` Enter on an empty line leaves, too; in a form it is the form's.
    """

    begun = Signal()
    """The first keystroke in an empty line, before the text changes hands."""
    left = Signal()
    """The keys belong to the screen again."""
    left_out = Signal(str)
    """Not all of a paste was taken; why, in a sentence."""

    def __init__(self, theme: Theme, name: str, placeholder: str = "", *, empty_leaves: bool = False) -> None:
        super().__init__()
        self.theme = theme
        self._empty_leaves = empty_leaves
        self._has_begun = False
        self._px, self._edge, self._lead, self._key = 0, "", "", ""
        self._held = HeldOver()
        self._sheets = theme.sheets
        self._dress()
        self.setFont(theme.font(Role.LABEL))
        self.setMinimumHeight(theme.sizes.target)
        self.setMaxLength(LONGEST)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.textEdited.connect(self._follow)
        self.inputRejected.connect(lambda: self.left_out.emit(TOO_LONG))

    def set_measures(self, px: int) -> None:
        """Have words of `px` pixels; 0 is the usual size."""
        if px != self._px:
            self._px = px
            self._dress()

    def set_lead(self, words: str) -> None:
        """Have words before what is typed that stay while it is typed; empty ones take no room."""
        self._lead = words
        self.setTextMargins(round(text_width(words, self._lead_font())) + 8 if words else 0, 0, 0, 0)
        self.update()

    def set_key(self, key: str) -> None:
        """Show the key that goes to this line, at its right end, while it is empty and has no focus."""
        self._key = key
        self.update()

    def _lead_font(self) -> QFont:
        return self.theme.font(Role.LABEL, QFont.Weight.DemiBold, px=self._px)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._key and not self.text() and not self.hasFocus():
                cap = QRectF(self.width() - CAP - 14, (self.height() - CAP) / 2, CAP, CAP)
                painter.setPen(QPen(self.theme.colours.faint, 1))
                painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
                painter.setPen(self.theme.colours.dim)
                painter.setFont(self.theme.font(Role.SMALL))
                painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._key)
            if self._lead:
                painter.setFont(self._lead_font())
                painter.setPen(self.theme.colours.text)
                inner = self.contentsRect().adjusted(INSET, 0, 0, 0)
                painter.drawText(QRectF(inner), int(Qt.AlignmentFlag.AlignVCenter), self._lead)

    def set_edge(self, colour: str) -> None:
        """Have an edge of this palette colour while it has no focus; an empty one is the usual edge."""
        if colour != self._edge:
            self._edge = colour
            self._dress()

    def dress(self, sheets: StyleSheets) -> None:
        self._sheets = sheets
        self._dress()

    def _dress(self) -> None:
        size = f"font-size: {self._px}px;" if self._px else ""
        edge = f"QLineEdit:!focus {{ border: 1px solid {self.theme.colour(self._edge).name()}; }}" if self._edge else ""
        self.setStyleSheet(f"{self._sheets.line} QLineEdit {{ {size} }} {edge}")

    def put(self, text: str) -> None:
        """Set the text as a program does: an old draft that comes back has begun long ago."""
        self.setText(text)
        self._has_begun = bool(text)

    def one_line(self) -> str:
        """The text as it is kept: in its one form, with line breaks and runs of blanks as single blanks."""
        return one_line(self.text())

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
        kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if isinstance(event, QKeyEvent) and event.type() in kinds and self._is_the_screens(event):
            event.ignore()
            return False
        return super().event(event)

    def _is_the_screens(self, event: QKeyEvent) -> bool:
        letter = letter_of(event) if event.modifiers() == Qt.KeyboardModifier.ControlModifier else ""
        return letter == "e" or (letter == "z" and not self.isUndoAvailable())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._held.begin()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        now = now_ms()
        if not self._held.typed(event, now) or (enter and self._held.repeats(event, now)):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape or (enter and self._empty_leaves and not self.one_line()):
            event.accept()
            self.clearFocus()
            self.left.emit()
        elif letter_of(event) == "z" and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.undo()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._held.released(event, now_ms())
        super().keyReleaseEvent(event)


class NoteField(LineEdit):
    """One line of notes. Enter hands it over and empties the line; a second Enter, or Escape, leaves it."""

    submitted = Signal(str)
    draft_changed = Signal(str)

    def __init__(self, theme: Theme, placeholder: str = "Note, then Enter") -> None:
        super().__init__(theme, "Note line", placeholder, empty_leaves=True)
        self.textEdited.connect(self.draft_changed)
        self.returnPressed.connect(self._submit)

    def mark(self, sign: str) -> None:
        """Let the line begin with `sign`, as if it had been typed there."""
        if not self.text().startswith(sign):
            self.setText(sign + self.text())
            self.textEdited.emit(self.text())

    def _submit(self) -> None:
        text = self.one_line()
        if text:
            self.put("")
            self.submitted.emit(text)


class Choice(QComboBox, Dressed):
    """One of several; the arrow is ours, as a styled combo box draws none, and so are the dots of what is too long."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self.dress(theme.sheets)
        self.setFont(theme.font(Role.LABEL))
        self.setMinimumHeight(theme.sizes.target)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def dress(self, sheets: StyleSheets) -> None:
        self.setStyleSheet(sheets.choice)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = elided(option.currentText, self.font(), room.width() - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            place = QRectF(self.width() - 28, self.height() / 2 - 8, 16, 16)
            self.theme.draw_icon(painter, "chevron-down", place, self.theme.colours.dim)


class ForgivingField(QWidget):
    """A line with a parser: what was understood, or was not, stands below as one types.

    `parser` raises KapGuideError, or Unclear, which is asked about in the line's place; `show` words its result, and
    `doubt` says what to look at once more before a second Enter takes it. Bad input stays where it is.
    """

    accepted = Signal(object)
    begun = Signal()
    left = Signal()
    answered = Signal()
    """What is said of the line has changed."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        parser: Callable[[str], Any],
        show: Callable[[Any], str] = str,
        placeholder: str = "",
        hint: str = "",
        doubt: Callable[[Any], str] = lambda _: "",
    ) -> None:
        super().__init__()
        self.theme = theme
        self._parser = parser
        self._show = show
        self._hint = hint
        self._doubt = doubt
        self._doubted = ""
        self._beside = False
        self.line = LineEdit(theme, name, placeholder, empty_leaves=True)
        self.choices = TwoChoices(theme, name)
        self._place = QStackedWidget()
        self._place.addWidget(self.line)
        self._place.addWidget(self.choices)
        self._place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.answer = Text(theme, hint or " ", Role.SMALL, "dim", tabular=True, elide=True)
        self.answer.setMinimumHeight(18)
        self.row = QHBoxLayout()
        """The line, and what may stand before and behind it."""
        self.row.setSpacing(theme.sizes.grid)
        self.row.addWidget(self._place, 1)
        self._column = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.sizes.grid // 4)
        self._column.addLayout(self.row, 3)
        self._column.addWidget(self.answer, 2)
        self.setFocusProxy(self.line)
        self.setAccessibleName(name)
        self.line.begun.connect(self.begun)
        self.line.left.connect(self.left)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self._enter)
        self.choices.chosen.connect(self._chosen)
        self.choices.left.connect(self._back_to_the_line)

    def put(self, text: str) -> None:
        """Start from `text`."""
        self.line.put(text)
        self._typed(text)

    def set_measures(self, high: int, px: int, small: int) -> None:
        """A line `high` pixels high with words of `px` pixels, and of `small` in what is said of it."""
        self._place.setFixedHeight(high)
        self.line.set_measures(px)
        self.answer.set_px(small)

    def has_room(self, words: str, width: int) -> bool:
        """Whether `words` about the line have room below it where it is `width` wide (pixels)."""
        return text_width(words, self.answer.font()) <= width

    def set_hint(self, hint: str) -> None:
        """Say something else of an empty line."""
        if hint != self._hint:
            answered, self._hint = self.has_answer, hint
            if not answered:
                self._say(hint, "dim")

    def set_beside(self, beside: bool) -> None:
        """Let what is said of the line stand at its left, on two lines if need be, instead of below it."""
        way = QBoxLayout.Direction.RightToLeft if beside else QBoxLayout.Direction.TopToBottom
        self._column.setDirection(way)
        self._column.setSpacing(self.theme.sizes.grid if beside else self.theme.sizes.grid // 4)
        self.answer.set_wrap(beside)
        self.answer.setVisible(not beside or self.has_answer)
        self._beside = beside

    @property
    def has_answer(self) -> bool:
        """Something is said of what is typed."""
        return self.answer.whole_text().strip() not in ("", self._hint)

    @property
    def asks(self) -> bool:
        """Which of two things the line means is being asked."""
        return self._place.currentWidget() is self.choices

    def _say(self, text: str, colour: str) -> None:
        self.answer.set_text(text or " ")
        self.answer.set_colour(colour)
        self.answer.setVisible(not self._beside or self.has_answer)
        self._column.setStretch(0, 4 if self.asks else 3)
        self._column.setStretch(1, 1 if self.asks else 2)
        self.line.setAccessibleDescription(text)
        self.answered.emit()

    def _typed(self, text: str) -> None:
        self._doubted = ""
        if not text.strip():
            self._say(self._hint, "dim")
            return
        try:
            self._say(self._show(self._parser(text)), "dim")
        except Unclear as unclear:
            self._say(" or ".join(words for words, _ in unclear.choices), "dim")
        except KapGuideError as error:
            self._say(error.while_typing, "dim")

    def _enter(self) -> None:
        text = self.line.text()
        try:
            value = self._parser(text)
        except Unclear as unclear:
            self._place.setCurrentWidget(self.choices)
            self._say(f"{unclear.sentence} Esc goes back to the line.", "text")
            self.setFocusProxy(self.choices)
            self.choices.ask(unclear.choices)
            return
        except KapGuideError as error:
            self._say(error.sentence, "text")
            return
        self._take(value, text)

    def _take(self, value: object, text: str) -> None:
        doubt = self._doubt(value)
        if doubt and self._doubted != text:
            self._doubted = text
            self._say(doubt, "text")
            return
        self._doubted = ""
        self.line.put("")
        self._say(self._hint, "dim")
        self.accepted.emit(value)

    def _chosen(self, value: object) -> None:
        self._back_to_the_line()
        self._doubted = self.line.text()  # it has been looked at twice
        self._take(value, self.line.text())

    def _back_to_the_line(self) -> None:
        self._place.setCurrentWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.setFocus()
        self._typed(self.line.text())
