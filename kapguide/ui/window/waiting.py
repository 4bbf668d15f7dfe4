"""A screen that says what is being done while nothing else can be: for seconds, and without anything that moves."""

from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.middle import centre


class Waiting(QWidget):
    """Takes the keys, and does nothing with them."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self.setAutoFillBackground(True)
        centre(self, theme, Text(theme, words, Role.HEADING, "soft", wrap=True))
