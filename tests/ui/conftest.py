"""What the tests of screens share: the session's theme, a window that has the focus, a seat at a live screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.live import screen as live_screen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets import hold_button
from tests.ui.seat import Seat, Wrist
from tests.ui.window import Window


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


@pytest.fixture
def seat(theme: Theme, window: Window, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """A session that has begun, on the screen."""
    wrist = Wrist()
    monkeypatch.setattr(live_screen, "time", wrist)
    monkeypatch.setattr(hold_button, "time", wrist)
    return Seat(theme, window, wrist)
