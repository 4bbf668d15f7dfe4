"""The one-key observations, in one row; where there is no row for them they open for a moment in another's place."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import paint_card

PAD = 7
"""Around the row where it stands on a ground of its own (pixels)."""


class ObserveBar(QWidget):
    """`observed` carries the key of an observation."""

    observed = Signal(str)

    def __init__(self, theme: Theme, observations: Mapping[str, str]) -> None:
        """`observations` maps the keys 1 to 9 to their labels."""
        super().__init__()
        self.theme = theme
        self._of = STANDARD
        self.setAccessibleName("Observations")
        self.buttons: dict[str, Button] = {}
        for key, label in observations.items():
            button = Button(theme, label, key=key, compact=True, name=f"Observed: {label}")
            button.clicked.connect(lambda _=False, key=key: self.observed.emit(key))
            button.setParent(self)
            self.buttons[key] = button
        self._labels = dict(observations)
        self._keyed = True
        self._carded = False

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        for button in self.buttons.values():
            button.set_measures(of.target, of.small)
        self._arrange()

    def set_carded(self, carded: bool) -> None:
        """Stand on a ground of its own, in another's place, as it always does at the floor."""
        if carded != self._carded:
            self._carded = carded
            self._arrange()

    @property
    def _in_place(self) -> bool:
        return self._of.folded or self._carded

    def show_keys(self, shown: bool) -> None:
        """Show the keys, or not while they are another's; nothing moves by that."""
        if shown != self._keyed:
            self._keyed = shown
            self._arrange()

    def rows_in(self, width: int) -> int:
        """How many rows it takes in a place of its own, `width` wide (pixels)."""
        words = [button.width_as(f"{key}  {self._labels[key]}") for key, button in self.buttons.items()]
        return 1 if sum(words) + 4 * (len(words) - 1) <= width - 2 * PAD else 2

    def sizeHint(self) -> QSize:
        return QSize(320, self._of.target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Each as wide as its words and an equal share of what is left; the caps give way before the words."""
        of = self._of
        pad, gap = (PAD, 4) if self._in_place else (0, of.gap if of.gap < 12 else 8)
        room = self.width() - 2 * pad
        buttons = list(self.buttons.items())
        widths = {key: button.width_as(self._labels[key], key=key) for key, button in buttons}
        caps = not of.folded and sum(widths.values()) + gap * (len(buttons) - 1) <= room
        if not caps:
            widths = {key: button.width_as(f"{key}  {self._labels[key]}") for key, button in buttons}
            gap = 4
        for key, button in buttons:
            label = self._labels[key]
            words = label if caps or not self._keyed else f"{key}  {label}"
            button.show_as(words, key=key if caps and self._keyed else "", name=f"Observed: {label}")
        rows = self.rows_in(self.width()) if self._in_place else 1
        half = -(-len(buttons) // rows)
        high = min(of.target, (self.height() - 2 * pad - gap * (rows - 1)) // rows)
        for row in range(rows):
            these = buttons[row * half : (row + 1) * half]
            spare = room - sum(widths[key] for key, _ in these) - gap * (len(these) - 1)
            left = float(pad)
            for key, button in these:
                wide = widths[key] + spare / max(1, len(these))
                top = pad + row * (high + gap)
                button.setGeometry(round(left), top, round(left + wide) - round(left), high)
                left += wide + gap

    def paintEvent(self, event: QPaintEvent) -> None:
        """In another's place it is a card."""
        if self._in_place:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_card(painter, QRectF(self.rect()), self.theme)
