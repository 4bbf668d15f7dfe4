"""What Python throws away is thrown away on the window's thread, and only there."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide import app as program
from kapguide.paths import Home
from kapguide.ui.window.garbage import Garbage
from tests.support.therapist import window_of


class Knot:
    """Garbage that only a collection finds."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.me, self._ended = self, ended

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


@pytest.fixture
def owner() -> Iterator[QObject]:
    thing = QObject()
    yield thing
    thing.deleteLater()


def test_a_busy_thread_throws_nothing_away_and_the_window_does(qtbot: QtBot, owner: QObject) -> None:
    ended: list[threading.Thread] = []
    gc.enable()
    Garbage(owner)
    assert not gc.isenabled()

    def work() -> None:
        Knot(ended)
        kept = [[] for _ in range(20 * gc.get_threshold()[0])]
        kept.clear()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20.0)
    assert ended == []
    many = [[] for _ in range(2 * gc.get_threshold()[0])]
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.main_thread()]
    many.clear()


def test_the_program_runs_like_that(home: Home, qapp: QApplication) -> None:
    with window_of(home) as app:
        QTimer.singleShot(0, app.window.close)
        assert program._loop(qapp, app) == 0
    (found,) = qapp.findChildren(Garbage)
    found.setParent(None)
