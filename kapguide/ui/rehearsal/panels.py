"""What opens above the strip: a choice of some things by key or button, and the line for a remark."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf, OneOfData
from kapguide.ui.widgets.places import digit_of, letter_of

SIGNS = "123456789abcdefghijklmnop"
"""The keys of the choices, in their order."""
HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
"""Keys that mean nothing before another one is pressed with them."""
NARROW = 1200
HIGH, LOW = 40, 36


class RoomChoice(NamedTuple):
    """One of the things to choose from: what is handed back, and what its button says."""

    id: str
    words: str
    takes_words: bool = False
    """Something may be typed to it first."""


class RoomPanel(Card):
    """What lies above the strip for a moment. Keys that it does not know go to the screen."""

    left = Signal()

    def __init__(self, theme: Theme, eyebrow: str) -> None:
        super().__init__(theme, eyebrow, accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(eyebrow)

    def take_keys(self) -> None:
        """Have the keys."""
        self.setFocus()

    def height_in(self, wide: int) -> int:
        """How high it is when it is so wide: asked before it is shown, when nothing is laid out yet."""
        self.resize(wide, self.height())
        self.arrange()
        self.ensurePolished()
        for part in self.findChildren(QWidget):
            part.ensurePolished()  # a line is higher once it has its style
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
        return self.sizeHint().height()

    def arrange(self) -> None:
        """Lay out for the width that it has."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves; function keys and those with Ctrl are the screen's, and no letter acts on what lies behind."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in HELD:
            pass
        elif event.key() >= Qt.Key.Key_F1 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()


class ChoicePanel(RoomPanel):
    """`chosen` carries the id of the choice, and the words that were typed to it."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, eyebrow: str, columns: int = 5) -> None:
        super().__init__(theme, eyebrow)
        self._columns = columns
        self._choices: tuple[RoomChoice, ...] = ()
        self.buttons: list[Button] = []
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self.words = LineEdit(theme, "What you say, then Enter", "what you say, then Enter")
        self.words.returnPressed.connect(self._say)
        self.words.left.connect(self.left)
        self.words.hide()
        self.nothing = Text(theme, "", Role.LABEL, "soft")
        self.nothing.hide()
        self.head.addWidget(self.words, 2)
        self.add(self._page)
        self.add(self.nothing)
        self.set_pad(16, 10)

    def offer(self, choices: Sequence[RoomChoice], nothing: str = "") -> None:
        """Offer these; `nothing` is said where there is none."""
        self._choices = tuple(choices)[: len(SIGNS)]
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.deleteLater()
        self.words.put("")
        self.buttons = [
            Button(self.theme, choice.words, key=SIGNS[place], compact=True, name=f"{choice.words}, {SIGNS[place]}")
            for place, choice in enumerate(self._choices)
        ]
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self._choose(place))
        self.words.setVisible(any(choice.takes_words for choice in self._choices))
        self.nothing.set_text(nothing if not self._choices else "")
        self.nothing.setVisible(bool(self.nothing.whole_text()))
        self.arrange()

    def arrange(self) -> None:
        """In as many columns as there is room for."""
        narrow = self.width() < NARROW
        columns = min(self._columns, 3) if narrow else self._columns
        high = LOW if narrow else HIGH
        for place, button in enumerate(self.buttons):
            button.set_measures(high, 13 if narrow else 15)
            self._grid.addWidget(button, place // columns, place % columns)
        self.words.setFixedHeight(high)
        rows = -(-len(self.buttons) // columns) if self.buttons else 0
        self._page.setFixedHeight(max(0, rows * (high + 6) - 6))
        for column in range(self._columns):
            self._grid.setColumnStretch(column, int(column < columns))

    def _choose(self, place: int) -> None:
        choice = self._choices[place]
        if choice.takes_words and not self.words.hasFocus() and not self.words.one_line():
            self.words.setFocus()
            return
        self.chosen.emit(choice.id, self.words.one_line() if choice.takes_words else "")

    def _say(self) -> None:
        choice = next(choice for choice in self._choices if choice.takes_words)
        self.chosen.emit(choice.id, self.words.one_line())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and letters choose."""
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        sign = "" if held else digit_of(event) or letter_of(event).lower()
        place = SIGNS.find(sign) if sign else -1
        if 0 <= place < len(self._choices) and not event.isAutoRepeat():
            self._choose(place)
        else:
            super().keyPressEvent(event)


class RemarkPanel(RoomPanel):
    """`written` carries a remark and who made it: 0 the trainee, 1 whoever watches. It is no line of the session."""

    written = Signal(str, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Remark to this moment, for the debrief")
        self.by = OneOf(theme, "By whom", ("trainee",))
        self.line = LineEdit(theme, "Remark, then Enter", "what to talk about later")
        self.save = Button(theme, "Save", icon="check", key="Enter")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.by)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        row.addWidget(self.back)
        self.add(row)
        self.set_pad(16, 10)
        self.line.returnPressed.connect(self._write)
        self.line.left.connect(self.left)
        self.save.clicked.connect(self._write)
        self.back.clicked.connect(self.left)
        self.by.left.connect(self.left)
        self.by.entered.connect(self.line.setFocus)

    def offer(self, names: Sequence[str]) -> None:
        """Who may have made it; with one name nothing is asked."""
        row = tuple(names)
        if row != self.by.data.words:
            self.by.set_data(OneOfData(row, len(row) - 1))
            self.by.setFixedWidth(max(200, min(420, 150 * len(row))))
        self.by.setVisible(len(row) > 1)

    def take_keys(self) -> None:
        self.line.setFocus()

    def _write(self) -> None:
        words = self.line.one_line()
        if not words:
            self.left.emit()
            return
        self.line.put("")
        self.written.emit(words, max(0, self.by.chosen))
