"""What the tests of screens share: the session's theme, and a window that has the focus."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme


class Window(QWidget):
    """An active window that takes widgets one below the other, and keeps the keys that none of them wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self.keys = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys += event.text()

    def hold(self, *widgets: QWidget) -> None:
        """Show the widgets; the first one has the focus."""
        for widget in widgets:
            self._column.addWidget(widget)
            widget.show()
        widgets[0].setFocus()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Low light with changes that are immediate."""
    still = Theme.named("low-light", motion=False)
    still.dress(qapp)
    return still


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    """An empty window, active, closed after the test."""
    screen = Window()
    qtbot.addWidget(screen)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    yield screen
    screen.close()
