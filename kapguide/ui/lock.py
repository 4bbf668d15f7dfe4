"""Locked screens: the door at the start and the cover over a running session, and the emergency card before both."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.session.texts import shipped_emergency_card
from kapguide.store.vault import Keys, WrongPassphrase, practice_name, unlock, unlock_with_recovery
from kapguide.ui.live.panels import EmergencyPanel
from kapguide.ui.main_window import MainWindow
from kapguide.ui.theme import Theme
from kapguide.ui.unlock import UnlockScreen

NOT_RECORDED = "The record is locked, so this emergency is not written down in it. Note its time."


class Lock:
    """Makes unlock screens for one vault; the key is derived away from the window's thread."""

    def __init__(self, theme: Theme, window: MainWindow, jobs: Jobs, vault: Path) -> None:
        self._theme = theme
        self._window = window
        self._jobs = jobs
        self._vault = vault

    def screen(self, opened: Callable[[Keys], object]) -> UnlockScreen:
        """A screen that calls `opened` with the keys; what that refuses is said there."""
        screen = UnlockScreen(self._theme, practice_name(self._vault))
        vault = self._vault
        screen.submitted.connect(lambda text: self._try(screen, lambda: unlock(vault, text), opened))
        screen.recovery_submitted.connect(
            lambda text: self._try(screen, lambda: unlock_with_recovery(vault, text), opened)
        )
        return screen

    def card(self, words: str, left: Callable[[], object] = lambda: None) -> None:
        """The emergency card before a locked screen; `left` is done on the way back."""
        panel = EmergencyPanel(self._theme, shipped_emergency_card())
        panel.say(words)
        panel.clock.hide()

        def back() -> None:
            left()
            self._window.uncover()

        panel.left.connect(back)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), panel).activated.connect(panel.leave.click)
        self._window.cover(panel)

    def _try(self, screen: UnlockScreen, work: Callable[[], Keys], opened: Callable[[Keys], object]) -> None:
        def failed(error: KapGuideError) -> None:
            wait = error.retry_after_s if isinstance(error, WrongPassphrase) else 0.0
            screen.show_wrong(error.sentence, round(wait * 1000))

        def done(keys: Keys) -> None:
            try:
                opened(keys)
            except KapGuideError as error:
                screen.show_wrong(error.sentence)

        screen.show_checking()
        self._jobs.run(work, done, failed)
