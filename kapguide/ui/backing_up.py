"""Backups of the open record, made beside the window: when something is worth one, and each day while it stays open."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QTimer

from kapguide.store.records import Store
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.backups import keep_safe, keep_safe_daily, keep_safe_signed

DAILY_MS = 10 * 60 * 1000
"""How often it is looked whether the day's backup is due."""


class WindowBackups:
    """`store` is the record that is open now, `busy` whether a session runs, `told` hears how each backup went."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Callable[[], Store | None],
        busy: Callable[[], bool],
        told: Callable[[str], object],
    ) -> None:
        self._frame, self._store, self._busy, self._told = frame, store, busy, told
        self._daily = QTimer(frame.window)
        self._daily.setInterval(DAILY_MS)
        self._daily.timeout.connect(self.keep_daily)
        self._daily.start()

    def close(self) -> None:
        """No more by itself."""
        self._daily.stop()

    def keep(self, then: Callable[[], object] = lambda: None) -> None:
        """A backup of what has changed; then something else."""
        self._run(keep_safe, then)

    def keep_daily(self) -> None:
        """A window that stays open over midnight has a backup of each day; that of a session comes at its end."""
        if not self._busy():
            self._run(lambda store: keep_safe_daily(store, datetime.now(UTC)), lambda: None)

    def before_closing(self, store: Store) -> None:
        """What was signed is in a backup before the record is closed; not for the window's thread."""
        keep_safe_signed(store, datetime.now(UTC))

    def _run(self, work: Callable[[Store], str], then: Callable[[], object]) -> None:
        store = self._store()
        if store is None:
            return

        def told(problem: str) -> None:
            self._told(problem)
            then()

        self._frame.jobs.run(
            lambda: work(store), told, lambda error: told(error.sentence), lambda: self._store() is store
        )
