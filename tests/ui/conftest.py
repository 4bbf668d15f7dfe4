"""What the tests of screens share: the session's theme, a window that has the focus, a seat at a live screen."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.audio.library.library import Library
from kapguide.ui.session import layout
from kapguide.ui.theme import Theme
from kapguide.ui.widgets import fingers
from tests.audio.sounds import tone, write
from tests.ui.library_room import Room
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Low light with changes that are immediate."""
    still = Theme.named("low-light", motion=False)
    still.dress(qapp)
    return still


class Unhurried:
    """A time by which no two presses are too close together: a test's fingers are quicker than anybody's."""

    def __init__(self) -> None:
        self.ns = 0

    def monotonic_ns(self) -> int:
        self.ns += 500_000_000
        return self.ns


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every press counts, unless a test has the time of the fingers in its own hand."""
    monkeypatch.setattr(fingers, "time", Unhurried())


@pytest.fixture(autouse=True)
def first_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A live screen stays in its first moments, in which the key of the emergency makes it."""
    monkeypatch.setattr(layout, "READY_MS", 3_600_000)


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
def wrist(monkeypatch: pytest.MonkeyPatch) -> Wrist:
    """The time by which fingers are judged."""
    hand = Wrist()
    monkeypatch.setattr(fingers, "time", hand)
    return hand


@pytest.fixture
def seat(theme: Theme, window: Window, wrist: Wrist) -> Seat:
    """A session that has begun, on the screen."""
    return Seat(theme, window, wrist)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder of three pieces and an empty one."""
    folder = tmp_path / "music"
    (folder / "deep").mkdir(parents=True)
    write(folder / "sea.flac", tone(1_000, 1.0, peak=0.1))
    write(folder / "river.wav", tone(1_000, 2.0, peak=0.01))
    write(folder / "deep" / "night.ogg", tone(500, 3.0), subtype="VORBIS")
    (folder / "deep" / "empty.mp3").touch()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with contextlib.closing(Library(tmp_path / "library.db")) as library:
        yield library


@pytest.fixture
def room(theme: Theme, window: Window, qtbot: QtBot, library: Library) -> Iterator[Room]:
    room = Room(theme, window, qtbot, library)
    yield room
    room.work.close()
