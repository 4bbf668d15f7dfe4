"""The one-key observations, in one row."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button


class ObserveBar(QWidget):
    """`observed` carries the key of an observation."""

    observed = Signal(str)

    def __init__(self, theme: Theme, observations: Mapping[str, str]) -> None:
        """`observations` maps the keys 1 to 9 to their labels."""
        super().__init__()
        self.setAccessibleName("Observations")
        self.buttons: dict[str, Button] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        for key, label in observations.items():
            button = Button(theme, label, key=key, compact=True, name=f"Observed: {label}")
            button.clicked.connect(lambda _=False, key=key: self.observed.emit(key))
            row.addWidget(button)
            self.buttons[key] = button
