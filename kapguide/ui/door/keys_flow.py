"""The keys at the window: what opens the practice is changed, by whoever can open it now."""

from collections.abc import Callable

from kapguide.store.keys.vault import Keys, change_passphrase
from kapguide.ui.door.keys_screen import KeysScreen
from kapguide.ui.door.recovery_flow import RecoveryKeyFlow
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.way_back import open_with

CHANGED = "From now on the new passphrase opens this practice, and the old one does not."
REPLACED = "From now on the new recovery key opens this practice, and the old one does not. Destroy the old sheet."
WORDS = (
    "Print it or copy it by hand. Once it is typed back from the paper it opens the practice in place of the old one; "
    "until then the old one stays good. Destroy the old sheet then."
)


class KeysFlow:
    """`done` is called when its screen is left, `changed` when another thing opens the practice now."""

    def __init__(self, frame: WindowFrame, done: Callable[[], object], changed: Callable[[], object]) -> None:
        self._frame, self._done, self._changed = frame, done, changed

    def show(self) -> KeysScreen:
        """The screen."""
        screen = KeysScreen(self._frame.desk)
        screen.change_asked.connect(lambda now, new: self._change(screen, now, new))
        screen.recovery_asked.connect(lambda now: self._make(screen, now))
        screen.left.connect(self._done)
        self._frame.window.show_screen(screen)
        return screen

    def _change(self, screen: KeysScreen, now: str, new: str) -> None:
        vault = self._frame.home.vault

        def work() -> None:
            keys = open_with(vault, now)
            try:
                change_passphrase(vault, keys, new)
            finally:
                keys.forget()

        def done(_: None) -> None:
            screen.say(CHANGED, good=True)
            self._changed()

        self._frame.jobs.run(work, done, lambda error: screen.say(error.sentence), there(screen))

    def _make(self, screen: KeysScreen, now: str) -> None:
        vault = self._frame.home.vault

        def opened(keys: Keys) -> None:
            RecoveryKeyFlow(self._frame, keys, lambda kept: self._made(keys, kept)).show(WORDS)

        self._frame.jobs.run(
            lambda: open_with(vault, now),
            opened,
            lambda error: screen.say(error.sentence, recovery=True),
            there(screen),
            Keys.forget,
        )

    def _made(self, keys: Keys, kept: bool) -> None:
        keys.forget()
        if kept:
            self.show().say(REPLACED, recovery=True, good=True)
            self._changed()
        else:
            self._done()
