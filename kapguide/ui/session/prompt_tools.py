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
}
"""The row from the left, each tool by its action in the table of keys."""


class PromptTools(QWidget):
    """`asked` carries the action of a tool. Where the row is folded away, each stands in the table of keys."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons: dict[str, Button] = {}
        for action, tool in TOOLS.items():
            button = Button(theme, "", icon=tool.icon, key=cap(action), kind=Kind.QUIET, name=tool.words)
            button.clicked.connect(lambda _=False, action=action: self.asked.emit(action))
            row.addWidget(button)
            self.buttons[action] = button

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        for button in self.buttons.values():
            button.set_measures(of.target, of.label)
        self.setVisible(not of.folded)

    def show_script(self, runs: bool, named: str) -> None:
        """Whether a script runs out of sight, or one is named here."""
        name = "Imagery: the script that runs" if runs else "Imagery: a script is named here" if named else "Imagery"
        kind = Kind.ON if runs else Kind.PLAIN if named else Kind.QUIET
        self.buttons["script"].show_as("", icon="book-open", key=cap("script"), kind=kind, name=name)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
