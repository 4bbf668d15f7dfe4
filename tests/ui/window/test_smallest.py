"""How small the window can be: as small as the live screen's floor, and no smaller than what is shown needs."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.window.main_window import SMALLEST, MainWindow


class Page(QWidget):
    """A screen that needs so much room."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._least = QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return self._least


def test_the_window_is_never_smaller_than_what_is_shown_needs(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme, lambda: True)
    qtbot.addWidget(window)
    window.resize(*SMALLEST)  # the line of saving has no place there before it says something
    window.show()
    for needs, least in (((960, 500), SMALLEST), ((1000, 607), (1000, 607)), ((300, 200), SMALLEST)):
        window.show_screen(Page(*needs))
        window.layout().activate()
        assert window.minimumSize() == QSize(*least)
