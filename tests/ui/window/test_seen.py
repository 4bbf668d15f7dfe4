"""What lies behind the door is loaded once the door is on the screen, and not before: that is how soon it is there."""

import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide import app as program
from kapguide.app import App
from kapguide.paths import Home
from kapguide.settings import Settings
from kapguide.ui.access import WithoutRecord
from kapguide.ui.navigator import Navigator
from kapguide.ui.theme import Theme
from kapguide.ui.window.garbage import Garbage
from kapguide.ui.window.main_window import MainWindow
from tests.support.practice import new_practice


class Probe(QWidget):
    """Counts how often it was painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_the_window_says_once_that_it_is_seen(qtbot: QtBot, theme: Theme) -> None:
    window, screen = MainWindow(theme, lambda: True), Probe()
    qtbot.addWidget(window)
    window.show_screen(screen)
    seen: list[int] = []
    window.seen.connect(lambda: seen.append(screen.painted))
    window.show()
    assert not seen
    qtbot.waitUntil(lambda: bool(seen))
    window.repaint()
    qtbot.waitUntil(lambda: screen.painted > seen[0])
    assert seen[0] > 0
    assert len(seen) == 1


def test_the_door_is_seen_before_what_lies_behind_it_is_made(
    home: Home, qapp: QApplication, qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_practice(home)
    assert program._application() is qapp
    app = App(home, Settings(), theme, theme)
    app.door.knock()
    probe = Probe(app.window.screen_shown)
    probe.resize(8, 8)
    read: list[str] = []
    between: list[str] = []
    made: list[int] = []

    def part(name: str) -> None:
        assert name in sys.modules, "the navigator is made of it"
        assert probe.painted
        assert between == read, "what comes meanwhile has its turn"
        read.append(name)
        QTimer.singleShot(0, lambda: between.append(name))

    def navigator(_: App) -> Navigator:
        if not made:
            QTimer.singleShot(0, app.window.close)
        made.append(probe.painted)
        nothing = WithoutRecord(lambda keys: None, lambda keys, copy: None)
        return Navigator(app.frame, Settings(), app.sound, app._lock, app.door.knock, nothing)

    monkeypatch.setattr(program, "import_module", part)
    monkeypatch.setattr(App, "navigator", property(navigator))
    assert program._loop(qapp, app) == 0
    qapp.findChildren(Garbage)[-1].setParent(None)
    assert made[0] > 0
    assert tuple(read) == program.BEHIND_THE_DOOR
