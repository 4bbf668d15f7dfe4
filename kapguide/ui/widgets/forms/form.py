"""A form in the window: fields with their labels, what was understood below each, and a fault where it is.

Enter goes on to the next field and never saves; Ctrl+Enter saves. Escape leaves the field first, then the form. Nothing
that was typed is cleared.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll

COLUMNS = 12
ANSWER = 18
"""Kept below each field, so that nothing moves when something is said there (pixels)."""
NARROW = 900
"""A narrower form has each field in a row of its own width doubled."""


def _as_typed(typed: str) -> Any:
    return typed


def _nothing(value: Any) -> str:
    return ""


class FieldBlock(QWidget):
    """A field with its label above and one line below. `value` raises KapGuideError for what cannot be understood."""

    entered = Signal()
    left = Signal()

    def __init__(self, theme: Theme, label: str, field: QWidget, hint: str = "") -> None:
        super().__init__()
        self.theme, self.field, self._hint = theme, field, hint
        self.label = Text(theme, label, Role.SMALL, "soft")
        self.answer = Text(theme, hint, Role.SMALL, "dim", tabular=True, elide=True)
        self.answer.setFixedHeight(ANSWER)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid // 4)
        column.addWidget(self.label)
        column.addWidget(field)
        column.addWidget(self.answer)
        self.setFocusProxy(field)

    def typed(self) -> str:
        """What stands in it, for a form that takes its place."""
        raise NotImplementedError

    def put(self, typed: str) -> None:
        """Start from what stood in another one."""
        raise NotImplementedError

    def value(self) -> Any:
        raise NotImplementedError

    def check(self) -> Any:
        """The value; what is wrong is said below the field, and raised."""
        try:
            value = self.value()
        except KapGuideError as error:
            self.say_fault(error.sentence)
            raise
        self.say(self._shown(value))
        return value

    def _shown(self, value: Any) -> str:
        return ""

    def say(self, words: str) -> None:
        """What was understood; the hint where there is nothing to say."""
        self._write(words or self._hint, "dim", "")

    def say_fault(self, sentence: str) -> None:
        self._write(sentence, "warm", "warm")

    def _write(self, words: str, colour: str, edge: str) -> None:
        self.answer.set_text(words)
        self.answer.set_colour(colour)
        self.field.setAccessibleDescription(words)
        if isinstance(self.field, LineEdit):
            self.field.set_edge(edge)


class LineField(FieldBlock):
    """A line to type in. `parse` makes the value of it, `show` says what was understood."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        placeholder: str = "",
        hint: str = "",
        parse: Callable[[str], Any] = _as_typed,
        show: Callable[[Any], str] = _nothing,
    ) -> None:
        self.line = LineEdit(theme, label, placeholder)
        super().__init__(theme, label, self.line, hint)
        self._parse, self._show = parse, show
        self.line.returnPressed.connect(self._enter)
        self.line.editingFinished.connect(self._look)
        self.line.textEdited.connect(self._follow)
        self.line.left.connect(self.left)

    def typed(self) -> str:
        return self.line.text()

    def put(self, typed: str) -> None:
        self.line.put(typed)
        self._follow(typed)

    def value(self) -> Any:
        return self._parse(self.line.one_line())

    def _shown(self, value: Any) -> str:
        return self._show(value)

    def _enter(self) -> None:
        if self._look():
            self.entered.emit()

    def _look(self) -> bool:
        try:
            self.check()
        except KapGuideError:
            return False
        return True

    def _follow(self, _: str) -> None:
        """While one types only what was understood is said: a fault waits until the field is left."""
        try:
            self.say(self._show(self.value()))
        except KapGuideError:
            self.say("")


class WordsField(FieldBlock):
    """A few words of which one is chosen, or none; its value is what belongs to the word, or None."""

    def __init__(self, theme: Theme, label: str, words: Mapping[str, Any], hint: str = "") -> None:
        self.words = OneOf(theme, label, tuple(words))
        super().__init__(theme, label, self.words, hint)
        self._values = tuple(words.values())
        self.words.entered.connect(self.entered)
        self.words.left.connect(self.left)

    def typed(self) -> str:
        chosen = self.words.chosen
        return self.words.data.words[chosen] if chosen >= 0 else ""

    def put(self, typed: str) -> None:
        words = self.words.data.words
        self.words.choose(words.index(typed) if typed in words else -1)

    def put_value(self, value: Any) -> None:
        """Choose the word that `value` belongs to."""
        self.words.choose(self._values.index(value) if value in self._values else -1)

    def value(self) -> Any:
        return self._values[self.words.chosen] if self.words.chosen >= 0 else None


class ChoiceField(FieldBlock):
    """One of a list; its value is the id of what is chosen, empty for none. `show` says something of it below."""

    changed = Signal()

    def __init__(
        self, theme: Theme, label: str, entries: Sequence[tuple[str, str]], show: Callable[[str], str] = _nothing
    ) -> None:
        """`entries` are ids and titles."""
        self.choice = Choice(theme, label)
        for name, title in entries:
            self.choice.addItem(title, name)
        super().__init__(theme, label, self.choice)
        self._show = show
        self.choice.currentIndexChanged.connect(lambda _: self._turned())
        self._turned()

    def _turned(self) -> None:
        self.say(self._show(self.typed()))
        self.changed.emit()

    def typed(self) -> str:
        return str(self.choice.currentData() or "")

    def put(self, typed: str) -> None:
        self.choice.setCurrentIndex(max(0, self.choice.findData(typed)))

    def value(self) -> Any:
        return self.typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not ctrl:
            self.entered.emit()
        else:
            event.ignore()


class Form(Card):
    """Fields in rows of twelve columns, then what saves and what leaves. `saved` carries the values by name."""

    saved = Signal(dict)
    left = Signal()

    def __init__(self, theme: Theme, title: str, save: str = "Save", purpose: str = "") -> None:
        super().__init__(theme, title, accent=True)
        self.fields: dict[str, FieldBlock] = {}
        self.ending: Button | None = None
        self._spans: dict[str, int] = {}
        self._breaks: set[str] = set()
        self._wide: bool | None = None
        self.purpose = Text(theme, purpose, Role.SMALL, "soft", wrap=True)
        self.purpose.setVisible(bool(purpose))
        self.fault = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.fault.setMinimumHeight(ANSWER)
        self.save = Button(theme, save, icon="check", key="Ctrl+Enter", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        self._page = QWidget()
        self._table = QGridLayout(self._page)
        self._table.setContentsMargins(0, 0, 4, 0)
        self._table.setHorizontalSpacing(theme.sizes.grid * 2)
        self._table.setVerticalSpacing(theme.sizes.grid // 2)
        self.area = SoftScroll(theme, self._page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.purpose)
        self.add(self.area, 1)
        self.add(self.fault)
        self.acts = QHBoxLayout()
        self.acts.setSpacing(theme.sizes.grid)
        self.acts.addWidget(self.save)
        self.acts.addWidget(self.cancel)
        self.acts.addStretch(1)
        self.add(self.acts)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.left)

    def put_field(self, name: str, field: FieldBlock, span: int = 4, *, new_row: bool = False) -> None:
        """Append a field, `span` of twelve columns wide; with `new_row` at the beginning of a row."""
        self.fields[name], self._spans[name] = field, span
        if new_row:
            self._breaks.add(name)
        field.entered.connect(lambda: self._go_on(name))
        field.left.connect(self.setFocus)
        self._wide = None

    def add_ending(self, words: str, then: Callable[[], object]) -> None:
        """A button that ends what the form is about: it asks once, and the second press does it."""
        self.ending = Button(self.theme, words)
        self.ending.clicked.connect(lambda: self._end(words, then))
        self.acts.insertWidget(self.acts.indexOf(self.cancel), self.ending)

    def _end(self, words: str, then: Callable[[], object]) -> None:
        assert self.ending is not None
        if self.ending.data.kind is Kind.WARM:
            then()
        else:
            self.ending.show_as(f"Press again: {words[:1].lower()}{words[1:]}", kind=Kind.WARM)

    def typed(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.typed() for name, field in self.fields.items()}

    def take_over(self, typed: Mapping[str, str]) -> None:
        """Go on from what stood in another form of this kind."""
        for name, text in typed.items():
            if name in self.fields:
                self.fields[name].put(text)

    def submit(self) -> None:
        """Hand the values over, or say below each field what is wrong, and go to the first of them."""
        values, wrong = {}, ""
        for name, field in self.fields.items():
            try:
                values[name] = field.check()
            except KapGuideError:
                wrong = wrong or name
        self.say_fault("")
        if wrong:
            self.fields[wrong].setFocus()
        else:
            self.saved.emit(values)

    def say_fault(self, sentence: str) -> None:
        """Why it could not be saved, where that is no field's matter."""
        self.fault.set_text(sentence)

    def _go_on(self, name: str) -> None:
        names = list(self.fields)
        at = names.index(name) + 1
        (self.fields[names[at]] if at < len(names) else self.save).setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming to the form goes to its first field; coming back from one stays, and the next Escape leaves."""
        if event.reason() is Qt.FocusReason.TabFocusReason:
            next(iter(self.fields.values())).setFocus(event.reason())

    def begin(self) -> None:
        """Put the keys into the first field."""
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        next(iter(self.fields.values())).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.left.emit()
        elif ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.submit()
        elif event.key() == Qt.Key.Key_Escape or event.text():
            event.accept()  # the letters of the screen behind it rest while a form is open
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= NARROW
        if wide is not self._wide:
            self._wide = wide
            self._place(wide)

    def _place(self, wide: bool) -> None:
        row = column = 0
        for column_at in range(COLUMNS):
            self._table.setColumnStretch(column_at, 1)
        for name, field in self.fields.items():
            span = self._spans[name] if wide else min(COLUMNS, 2 * self._spans[name])
            if column and (column + span > COLUMNS or name in self._breaks):
                row, column = row + 1, 0
            self._table.addWidget(field, row, column, 1, span)
            column += span
        self._table.setRowStretch(row + 1, 1)
        for before, after in pairwise((*self.fields.values(), self.save, self.cancel)):
            QWidget.setTabOrder(before, after)
