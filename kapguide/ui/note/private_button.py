"""The button, and the key, that lead from a note to one's own notes."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind

PRIVATE = "Ctrl+N"


def private_button(theme: Theme, screen: QWidget) -> Button:
    """The key holds on the whole `screen`."""
    button = Button(theme, "Private", icon="lock", key=PRIVATE, kind=Kind.QUIET, name="Write a private line")
    QShortcut(QKeySequence(PRIVATE), screen).activated.connect(button.click)
    return button
