"""A question over the prompt: a few answers, each with its digit, and the words and the time that go with it."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of

MOST = 4
"""Answers that a question has at most."""


class Question(msgspec.Struct, frozen=True):
    """What is asked. `chosen` is the answer that stands, -1 for none; of one answer alone there is nothing to choose.

    `asks_for` says which words go with it, `at` is the time of day that stands; where one is empty, there is no such
    field. A question without either is answered by choosing.
    """

    title: str
    answers: tuple[str, ...]
    chosen: int = -1
    asks_for: str = ""
    words: str = ""
    at: str = ""


class QuestionForm(Card):
    """Asks one question at a time. Esc leaves everything as it was, and nothing of what was typed stays."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", accent=True)
        self._question = Question("", ())
        self._chosen = -1
        self._answered: Callable[[int, str, str], object] = lambda chosen, words, at: None
        self._struck: Callable[[], object] = lambda: None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = theme.sizes.grid
        self.buttons = [Button(theme, "", key=str(number)) for number in range(1, MOST + 1)]
        for button in self.buttons:  # laid out when something is asked, and gone with the form
            button.setParent(self)
            button.hide()
        self.words = LineEdit(theme, "Words")
        self.at = LineEdit(theme, "At: 14:05, or -3 for 3 minutes ago", "14:05, or -3")
        self.said = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.record = Button(theme, "Record", icon="check", key="Enter")
        self.strike = Button(theme, "Strike it out", icon="minus")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        self._choices = QGridLayout()
        fields, ways = QHBoxLayout(), QHBoxLayout()
        for row in (self._choices, fields, ways):
            row.setSpacing(grid)
        fields.addWidget(self.words, 3)
        fields.addWidget(self.at, 2)
        ways.addWidget(self.record)
        ways.addWidget(self.strike)
        ways.addStretch(1)
        ways.addWidget(self.back)
        for part in (self._choices, fields, self.said):
            self.add(part)
        self.body.addStretch(1)
        self.add(ways)
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self.choose(place))
        for field in (self.words, self.at):
            field.returnPressed.connect(self._record)
            field.left.connect(self.closed)
        self.record.clicked.connect(self._record)
        self.strike.clicked.connect(lambda: self._struck())
        self.back.clicked.connect(self.closed)

    def ask(
        self,
        question: Question,
        answered: Callable[[int, str, str], object],
        struck: Callable[[], object] | None = None,
    ) -> None:
        """Ask. `answered` is called with the answer, the words and the time as typed, `struck` where none is so."""
        self._question, self._answered, self._struck = question, answered, struck or (lambda: None)
        self.set_eyebrow(question.title)
        alone = len(question.answers) == 1
        wide = 2 if len(question.answers) > 3 else 3
        for place, button in enumerate(self.buttons):
            self._choices.addWidget(button, place // wide, place % wide)
            button.setVisible(place < len(question.answers) and not alone)
        for field, text, there in (
            (self.words, question.words, question.asks_for),
            (self.at, question.at, question.at),
        ):
            field.put(text)
            field.setVisible(bool(there))
        self.words.setPlaceholderText(question.asks_for)
        self.words.setAccessibleName(question.asks_for)
        self.record.setVisible(self._has_fields)
        self.strike.setVisible(struck is not None)
        self.say("")
        self._show_chosen(0 if alone else question.chosen)
        (self.at if alone else self).setFocus()

    @property
    def _has_fields(self) -> bool:
        return bool(self._question.asks_for or self._question.at)

    def choose(self, place: int) -> None:
        """One of the answers; what goes with it comes next."""
        self._show_chosen(place)
        if self._has_fields:
            (self.words if self._question.asks_for else self.at).setFocus()
        else:
            self._record()

    def say(self, words: str) -> None:
        """What is wrong with what was typed."""
        self.said.set_text(words)

    def half_typed(self) -> str:
        """What somebody has typed and not recorded, with what it was typed for."""
        words = self.words.one_line()
        return f"{self._question.title}, typed and not entered: {words}" if words != self._question.words else ""

    def forget(self) -> None:
        """Nobody asks any more, and nothing of what was typed stays."""
        self._question = Question("", ())
        self.words.put("")

    def _show_chosen(self, chosen: int) -> None:
        self._chosen = chosen
        for place, (button, words) in enumerate(zip(self.buttons, self._question.answers, strict=False)):
            kind = Kind.ON if place == chosen else Kind.PLAIN
            button.show_as(words[0].upper() + words[1:], key=str(place + 1), kind=kind)
            button.setAccessibleDescription(f"key {place + 1}" + (", chosen" if place == chosen else ""))

    def _record(self) -> None:
        if self._chosen < 0:
            self.say("Choose one of them first.")
            return
        self._answered(self._chosen, self.words.one_line(), self.at.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, Enter records. Other digits are slips; every other key goes to the screen."""
        digit = digit_of(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self._record()
        elif not digit:
            super().keyPressEvent(event)
        elif 0 < int(digit) <= len(self._question.answers) and not event.isAutoRepeat():
            self.choose(int(digit) - 1)
