"""Side effects: those that are not over, and all that can be chosen by name or typed; or that none was reported."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.side_effects import NamedEffect, effects_like
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of

MOST = 9
"""So many that are not over have a digit."""
COLUMN = 250
"""A column of names is at least this wide (pixels, in the usual size of type)."""


class OpenEffect(msgspec.Struct, frozen=True):
    """One that is not over: its entry, what and how strong it is, and since when."""

    entry: str
    words: str
    since: str


class _Row(QWidget):
    """A side effect that is not over, and what leads to what became of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = Text(theme, "", Role.BODY, "text", elide=True)
        self.since = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.follow = Button(theme, "What became of it")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.words, 1)
        row.addWidget(self.since)
        row.addWidget(self.follow)


class EffectsForm(Card):
    """`chosen` carries a NamedEffect, without an id for one in own words; `followed` the entry of one that is not over.

    Letters find one by its name; digits, while nothing is typed, are those of the buttons.
    """

    chosen = Signal(object)
    followed = Signal(str)
    none_reported = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Side effects", accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._of = STANDARD
        self._known: Sequence[NamedEffect] = ()
        self._like: Sequence[NamedEffect] = ()
        self._open: tuple[OpenEffect, ...] = ()
        self._columns = 0
        self.rows: list[_Row] = []
        self.names: list[Button] = []
        page = QWidget()
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, theme.sizes.grid, 0)
        whole.setSpacing(theme.sizes.grid // 2)
        self._list, self._grid = QVBoxLayout(), QGridLayout()
        for layout in (self._list, self._grid):
            layout.setSpacing(theme.sizes.grid // 2)
        whole.addLayout(self._list)
        whole.addLayout(self._grid)
        whole.addStretch(1)
        self.area = Scrolled(theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.name = LineEdit(theme, "Which side effect", "type its first letters, or your own words")
        self.enter = Button(theme, "Go on", icon="arrow-right", key="Enter")
        self.none = Button(theme, "Asked, none reported", icon="check", key="0")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        typed, ways = QHBoxLayout(), QHBoxLayout()
        for row in (typed, ways):
            row.setSpacing(theme.sizes.grid)
        typed.addWidget(self.name, 1)
        typed.addWidget(self.enter)
        ways.addWidget(self.none)
        ways.addStretch(1)
        ways.addWidget(self.back)
        self.add(typed)
        self.add(self.area, 1)
        self.add(ways)
        self.name.textChanged.connect(lambda _: self._find())
        self.name.returnPressed.connect(self._enter)
        self.name.left.connect(self.closed)
        self.name.installEventFilter(self)
        self.enter.clicked.connect(self._enter)
        self.none.clicked.connect(self.none_reported)
        self.back.clicked.connect(self.closed)

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        self.set_dense(of.high < 860)
        self.name.set_measures(of.label)
        self.name.setFixedHeight(of.target)
        for button in (self.enter, self.none, self.back, *self.names, *(row.follow for row in self.rows)):
            button.set_measures(of.target, of.label)
        for row in self.rows:
            row.words.set_px(of.body)
            row.since.set_px(of.label)
        self.area.show_whole(of.target, self._list.spacing())
        self._columns = 0
        self._arrange()

    def open(self, known: Sequence[NamedEffect]) -> None:
        """Begin with the whole list, or go on with what is half typed."""
        self._known = known
        self._find()
        self.area.verticalScrollBar().setValue(0)
        self.name.setFocus()

    def show_open(self, effects: tuple[OpenEffect, ...], asked: str, *, waits: bool) -> None:
        """Show what is not over, and when the client was asked; `waits` where that is due."""
        self.set_trailing(asked)
        self.trailing.set_colour("warm" if waits else "soft")
        if effects == self._open:
            return
        self._open = effects
        while len(self.rows) < len(effects):
            self._add_row()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(effects))
            if place < len(effects):
                row.words.set_text(effects[place].words)
                row.since.set_text(effects[place].since)
                row.follow.show_as("What became of it", key=str(place + 1) if place < MOST else "")
                row.follow.setAccessibleName(f"What became of it: {effects[place].words}")

    def half_typed(self) -> str:
        """A name that was typed and not gone on with."""
        return self.name.one_line()

    def clear(self) -> None:
        """What was typed is recorded now, or is kept elsewhere."""
        self.name.put("")

    def _add_row(self) -> None:
        row, place = _Row(self.theme), len(self.rows)
        row.follow.clicked.connect(lambda: self._follow(place))
        row.follow.set_measures(self._of.target, self._of.label)
        row.words.set_px(self._of.body)
        row.since.set_px(self._of.label)
        self.rows.append(row)
        self._list.addWidget(row)

    def _follow(self, place: int) -> None:
        if place < len(self._open):
            self.followed.emit(self._open[place].entry)

    def _find(self) -> None:
        """The names that what is typed may mean; Enter takes the first of them."""
        typed = self.name.one_line()
        self._like = effects_like(self._known, typed)
        while len(self.names) < len(self._known):
            self._add_name()
        for place, button in enumerate(self.names):
            button.setVisible(place < len(self._like))
            if place < len(self._like):
                first = bool(typed) and place == 0
                button.show_as(self._like[place].title, kind=Kind.ON if first else Kind.PLAIN)
        self._arrange()

    def _add_name(self) -> None:
        button, place = Button(self.theme, ""), len(self.names)
        button.clicked.connect(lambda: self._choose(place))
        button.set_measures(self._of.target, self._of.label)
        self.names.append(button)
        self._columns = 0

    def _choose(self, place: int) -> None:
        if place < len(self._like):
            self.chosen.emit(self._like[place])

    def _enter(self) -> None:
        """The first that is meant; where none is, what was typed is one in own words."""
        typed = self.name.one_line()
        if typed:
            self.chosen.emit(self._like[0] if self._like else NamedEffect("", typed))
        else:
            self.name.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """As many columns as have room."""
        room = self.contentsRect().width() - 8 * self.theme.sizes.grid
        columns = max(1, room * 40 // (COLUMN * self._of.target))
        if columns == self._columns:
            return
        self._columns = columns
        for place, button in enumerate(self.names):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While nothing is typed, digits are what their buttons say; no side effect begins with one."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed is None or self.name.text() or not digit_of(pressed):
            return super().eventFilter(watched, event)
        self.keyPressEvent(pressed)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 follow one that is not over, 0 says that none was reported. Other keys go to the screen."""
        digit = digit_of(event)
        if not digit:
            super().keyPressEvent(event)
        elif event.isAutoRepeat():
            return
        elif digit == "0":
            self.none_reported.emit()
        else:
            self._follow(int(digit) - 1)
