"""The answers to what is due: each a button with a key, and a line where the answer needs a name or a reason."""

from collections.abc import Collection

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from kapguide.session import commands as c
from kapguide.session.care.answers import CHOICES, Answer, answer_words
from kapguide.session.protocol.protocol import Ask
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.forms.fields import LineEdit


class AnswerRow(QStackedWidget):
    """Shows the answers to one cue; `answered` carries the command. Nothing is answered by less than a key or a click.

    While a name or a reason is typed it stays with its cue, whatever else falls due.
    """

    answered = Signal(object)
    left = Signal()
    """The keys belong to the screen again."""
    turned = Signal()
    """The buttons have given way to the line, or come back."""

    def __init__(self, theme: Theme, actions: tuple[str, ...]) -> None:
        """`actions` are the keys' names in the table of keys, one for each button."""
        super().__init__()
        self.cue = ""
        self._ask: Ask | None = None
        self._pending: Answer | None = None
        self.folded = False
        """It has no room just now: the keys go on, where what it stands in is seen."""
        self._caps = tuple(map(cap, actions))
        self._taken: Collection[str] = ()
        self.buttons = [Button(theme, "", key=key, compact=True) for key in self._caps]
        self.line = LineEdit(theme, "Name or reason")
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.sizes.grid)
        self.set_folded(False)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self.press(place))
        self.addWidget(self._page)
        self.addWidget(self.line)
        self.line.returnPressed.connect(self._enter)
        self.line.left.connect(self._leave)

    @property
    def typing(self) -> bool:
        """A name or a reason is asked for."""
        return self._pending is not None

    def set_measures(self, high: int, px: int) -> None:
        """Buttons and line are `high` pixels high, with words of `px` pixels."""
        for button in self.buttons:
            button.set_measures(high, px)
        self.line.setFixedHeight(high)

    def set_folded(self, folded: bool) -> None:
        """Stand two in a row, the third below them, where that is all the room there is; else side by side."""
        for place, button in enumerate(self.buttons):
            if folded:
                self._grid.addWidget(button, place // 2, place % 2, 1, 2 if place == 2 else 1)
            else:
                self._grid.addWidget(button, 0, place)

    def sizeHint(self) -> QSize:
        return self._page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def show_asked(self, cue: str, ask: Ask | None) -> None:
        """Ask for the answer to `cue`, or for none."""
        if self.typing or (cue, ask) == (self.cue, self._ask):
            return
        self.cue, self._ask = cue, ask
        self._name_buttons()

    def set_taken(self, taken: Collection[str]) -> None:
        """Show no key that means something else now."""
        if taken != self._taken:
            self._taken = taken
            self._name_buttons()

    def _name_buttons(self) -> None:
        choices = CHOICES[self._ask] if self._ask is not None else ()
        for button, key, answer in zip(self.buttons, self._caps, choices, strict=False):
            words = answer_words(answer)
            button.show_as(words[0].upper() + words[1:], key="" if key in self._taken else key)

    def press(self, place: int) -> None:
        """The answer at `place` is meant; a name or a reason comes next, where it takes one.

        What is typed for another answer to the same cue goes with this one.
        """
        around = self.parentWidget()
        seen = self.isVisible() or (self.folded and around is not None and around.isVisible())
        if self._ask is None or not seen:
            return
        typed = self.line.one_line() if self.typing else ""
        answer = CHOICES[self._ask][place]
        if self._ask is Ask.ATTEST:
            self._ask_for(answer, typed, "name, then Enter")
        elif answer is Answer.LEFT_OUT:
            self._ask_for(answer, typed, "why, then Enter")
        else:
            self.answered.emit(c.AnswerCue(self.cue, answer, reason=typed))

    def half_typed(self) -> str:
        """What somebody has typed and not entered."""
        words = self.line.one_line()
        return f"{answer_words(self._pending)}: {words}" if self._pending is not None and words else ""

    def done(self) -> None:
        """The answer was taken: the buttons are back."""
        self._pending = None
        self.setCurrentIndex(0)
        self.turned.emit()

    def _ask_for(self, answer: Answer, before: str, wanted: str) -> None:
        words = answer_words(answer)
        self._pending = answer
        self.line.put(before)
        self.line.set_lead(f"{words[0].upper()}{words[1:]}:")
        self.line.setPlaceholderText(wanted)
        self.line.setAccessibleName(f"{words[0].upper()}{words[1:]}: {wanted}")
        self.setCurrentWidget(self.line)
        self.turned.emit()
        self.line.setFocus()

    def _enter(self) -> None:
        words = self.line.one_line()
        if self._pending is None or not words:
            return
        if self._ask is Ask.ATTEST:
            self.answered.emit(c.AnswerCue(self.cue, self._pending, by=words))
        else:
            self.answered.emit(c.AnswerCue(self.cue, self._pending, reason=words))

    def _leave(self) -> None:
        self.done()
        self.left.emit()
