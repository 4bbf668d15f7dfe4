"""The button, and the key, that play a session back from its note."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind

PLAY = "Ctrl+L"


def play_button(theme: Theme, screen: QWidget) -> Button:
    """The key holds on the whole `screen`."""
    button = Button(theme, "Play back", icon="circle-play", key=PLAY, kind=Kind.QUIET)
    QShortcut(QKeySequence(PLAY), screen).activated.connect(button.click)
    return button
