"""A library screen in a window, over a real library with a few real files, and somebody who answers its dialogs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.library import Library
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.library.work import LibraryWork
from kapguide.ui.theme import Theme
from kapguide.ui.window.window_thread import WindowThread
from tests.ui.small_window import Window

BOUND_MS = 60_000


class Answers:
    """Answers the dialogs in the person's place, and keeps what was asked."""

    def __init__(self) -> None:
        self.next: Path | None = None
        self.asked: list[str] = []

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path | None:
        self.asked.append(title)
        return self.next


class Room:
    """The screen and what a test does at it."""

    def __init__(self, theme: Theme, window: Window, qtbot: QtBot, library: Library) -> None:
        self.theme, self.window, self.qtbot, self.library = theme, window, qtbot, library
        self.answers = Answers()
        self.work = LibraryWork(library, WindowThread())
        self.said: list[str] = []
        self.work.said.connect(lambda sentence, _tone: self.said.append(sentence))
        window.resize(1440, 900)
        self.screen = self.enter()

    def enter(self) -> LibraryScreen:
        """Open the screen, and wait until it knows the library."""
        self.screen = LibraryScreen(self.theme, self.work, self.answers)
        with self.qtbot.waitSignals([self.work.surveyed, self.work.looked], timeout=BOUND_MS):
            self.window.hold(self.screen)
        return self.screen

    def leave(self) -> None:
        """Throw the screen away, as the window does."""
        with self.qtbot.waitSignal(self.screen.destroyed, timeout=BOUND_MS):
            self.screen.hide()
            self.screen.setParent(None)
            self.screen.deleteLater()

    def until(self, condition: Callable[[], object]) -> None:
        """Handle events until `condition` holds."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=BOUND_MS)

    def take_in(self, folder: Path) -> None:
        """Add a folder by its button, and wait for the end of the import and for the list."""
        self.answers.next = folder
        with self.qtbot.waitSignal(self.work.said, timeout=BOUND_MS):
            self.screen.add_button.click()
        self.until(lambda: self.work.imports.going is None)
        self.rest()

    def rest(self) -> None:
        """Wait until everything that was asked is answered, and shown."""
        for _ in range(2):
            with self.qtbot.waitSignals([self.work.surveyed, self.work.looked], timeout=BOUND_MS):
                self.work.changed.emit()

    def names(self) -> list[str]:
        """The titles in the list."""
        return [entry.title for entry in self.screen.list.pieces]

    def choose(self, *titles: str) -> None:
        """Choose pieces in the list."""
        self.screen.list.choose({entry.path for entry in self.screen.list.pieces if entry.title in titles})

    def piece(self, title: str) -> LibraryEntry:
        """What the library knows of a piece."""
        return next(entry for entry in self.library.search(usable=False) if entry.title == title)

    def press(self, key: Qt.Key | str, ctrl: bool = False) -> None:
        """Press a key, wherever the focus is."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.window.windowHandle(), ord(key) if isinstance(key, str) else key, held)

    def write(self, words: str) -> None:
        """Type into whatever has the focus."""
        for sign in words:
            self.press(sign)
