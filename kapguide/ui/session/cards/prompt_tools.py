"""What is called up from the prompt card's foot row: quiet buttons at its right end, each with its key."""

from typing import NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.session.classes import LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind


class Tool(NamedTuple):
    """A button of the row: its icon, and what it is called."""

    icon: str
    words: str


TOOLS = {
    "breath": Tool("breath", "Breath"),
    "script": Tool("book-open", "Imagery"),
    "display": Tool("display", "The client’s display"),
    "timers": Tool("timer", "Side timers"),
    "people": Tool("users", "Who is here"),
    "effects": Tool("thermometer", "Side effects"),
}
"""The row from the left, each tool by its action in the table of keys."""


APART = 6
"""Between two tools (pixels)."""


class PromptTools(QWidget):
    """`asked` carries the action of a tool. Where the row has no room, each stands in the table of keys."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(APART)
        self._keyed = True
        self._script = (False, "")
        self.buttons: dict[str, Button] = {}
        for action, tool in TOOLS.items():
            button = Button(theme, "", icon=tool.icon, key=cap(action), kind=Kind.QUIET, name=tool.words)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            self._row.addWidget(button)
            self.buttons[action] = button

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        for button in self.buttons.values():
            button.set_measures(of.target, of.label)

    def fit(self, room: int) -> int:
        """Show what has its place in `room` pixels, with keys, without, or none of it; how much it takes."""
        for keyed in (True, False):
            wide = sum(
                max(button.minimumSizeHint().width(), button.width_as("", icon=button.data.icon, key=cap(action)))
                if keyed
                else button.minimumSizeHint().width()
                for action, button in self.buttons.items()
            ) + APART * (len(self.buttons) - 1)
            if wide <= room:
                self._keyed = keyed
                self._name()
                self.show()
                return wide
        self.hide()
        return 0

    def show_script(self, runs: bool, named: str) -> None:
        """Whether a script runs out of sight, or one is named here."""
        if (runs, named) != self._script:
            self._script = runs, named
            self._name()

    def _name(self) -> None:
        runs, named = self._script
        for action, tool in TOOLS.items():
            words, kind = tool.words, Kind.QUIET
            if action == "script" and (runs or named):
                words += ": the script that runs" if runs else ": a script is named here"
                kind = Kind.ON if runs else Kind.PLAIN
            key = cap(action) if self._keyed else ""
            self.buttons[action].show_as("", icon=tool.icon, key=key, kind=kind, name=words)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
