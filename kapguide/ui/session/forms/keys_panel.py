"""The keys of the live screen as a table whose rows are buttons: what has folded away is within reach here."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.keyboard import Binding
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll

COLUMN_FROM = 400
"""A column of the table is at least this wide (pixels, in the usual size of type)."""
CAPS = 112
"""Room for the widest cap (pixels, in the usual size of type)."""


class KeysPanel(Card):
    """`pressed` carries an action of the table and the sign of its key; `meant` says that the one to hold was meant."""

    pressed = Signal(str, str)
    meant = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, bindings: Sequence[Binding], observations: Mapping[str, str]) -> None:
        """`observations` maps the keys 1 to 9 to their labels: each has a row of its own."""
        super().__init__(theme, "Keys", "each row does what it says")
        self._of = STANDARD
        self._columns = 0
        self._front: dict[str, Binding] = {}
        self._bindings = _rows(bindings, observations)
        self.rows: list[Button] = [self._row_of(binding) for binding in self._bindings]
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, theme.sizes.grid, 0)
        self._grid.setHorizontalSpacing(theme.sizes.grid)
        self._grid.setVerticalSpacing(2)
        self.area = SoftScroll(theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button = Button(theme, "Close", icon="x", key="Esc")
        self.close_button.clicked.connect(self.closed)
        self.head.addWidget(self.close_button)
        self.add(self.area, 1)
        self._arrange()
        for before, behind in pairwise([*self.rows, self.close_button]):
            QWidget.setTabOrder(before, behind)

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        scale = of.target / 40
        for row in self.rows:
            row.set_measures(of.target, of.label)
            row.set_key_column(round(CAPS * scale))
        self.close_button.set_measures(of.target, of.label)
        self._arrange()

    def leave_out(self, actions: Collection[str]) -> None:
        """Let the table have no row for these actions."""
        for binding, row in zip(self._bindings, self.rows, strict=True):
            row.setVisible(binding.action not in actions)
        kept = [pair for pair in zip(self._bindings, self.rows, strict=True) if pair[0].action not in actions]
        self._bindings, self.rows = [binding for binding, _ in kept], [row for _, row in kept]
        self._columns = 0
        self._arrange()

    def show_front(self, bindings: Sequence[Binding]) -> None:
        """Say of each key what it does where the table was called up: `bindings` are those of what was in front."""
        front = {binding.cap: binding for binding in bindings}
        if front != self._front:
            self._front = front
            for binding, row in zip(self._bindings, self.rows, strict=True):
                means = self._meant(binding)
                row.show_as(means.words, key=means.cap, kind=Kind.ON if means is not binding else Kind.QUIET)

    def _meant(self, binding: Binding) -> Binding:
        return self._front.get(binding.cap, binding)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """As many columns as have room, filled from the top."""
        columns = max(1, min(3, int(self.width() / (COLUMN_FROM * self._of.target / 40))))
        if columns == self._columns:
            return
        self._columns = columns
        high = -(-len(self.rows) // columns)
        for place, row in enumerate(self.rows):
            self._grid.addWidget(row, place % high, place // high)
        for column in range(3):
            self._grid.setColumnStretch(column, int(column < columns))
        self._grid.setRowStretch(len(self.rows), 1)

    def _row_of(self, binding: Binding) -> Button:
        if binding.held:
            held = HoldButton(self.theme, binding.words, key=binding.cap, kind=Kind.QUIET)
            held.meant.connect(self.meant)
            held.meant.connect(self.closed)
            return held
        row = Button(self.theme, binding.words, key=binding.cap, kind=Kind.QUIET)
        row.clicked.connect(lambda: self.pressed.emit(self._meant(binding).action, binding.text))
        return row


def _rows(bindings: Sequence[Binding], observations: Mapping[str, str]) -> list[Binding]:
    """The table, with a row for each observation in the place of the one for all."""
    rows: list[Binding] = []
    for binding in bindings:
        if binding.action == "observe":
            rows += [
                msgspec.structs.replace(binding, cap=key, words=f"observed: {label}", text=key)
                for key, label in observations.items()
            ]
        else:
            rows.append(binding)
    return rows
