"""A recovery key at the window: shown, and typed back from the paper; only then does it count."""

from collections.abc import Callable

from kapguide.store.keys.vault import Keys, keep_recovery_key, new_recovery_key, practice_name
from kapguide.ui.door.recovery_key import RecoveryKeyScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there


class RecoveryKeyFlow:
    """For a practice that is open; `done` is called with whether the key was typed back, or put off."""

    def __init__(self, frame: WindowFrame, keys: Keys, done: Callable[[bool], object]) -> None:
        self._frame, self._keys, self._done = frame, keys, done

    def show(self, words: str, key: str = "") -> None:
        """Show the key that was made with the practice, or a new one, which can be put off."""
        vault = self._frame.home.vault
        screen = RecoveryKeyScreen(
            self._frame.desk, practice_name(vault), key or new_recovery_key(), words, later=not key
        )
        screen.typed.connect(lambda typed: self._keep(screen, typed))
        screen.later.connect(lambda: self._done(False))
        self._frame.window.show_screen(screen)

    def _keep(self, screen: RecoveryKeyScreen, key: str) -> None:
        vault, keys = self._frame.home.vault, self._keys

        def done(_: None) -> None:
            screen.forget()
            self._done(True)

        self._frame.jobs.run(
            lambda: keep_recovery_key(vault, keys, key),
            done,
            lambda error: screen.show_fault(error.sentence),
            there(screen),
        )
