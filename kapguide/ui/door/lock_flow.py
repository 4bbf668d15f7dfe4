"""Locked screens: the door at the start and the cover over a running session, and the emergency card before both."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kapguide.errors import KapGuideError
from kapguide.store.keys.vault import Keys, WrongPassphrase, practice_name, unlock, unlock_with_recovery
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there

if TYPE_CHECKING:
    from kapguide.session import commands as c
    from kapguide.session.live import LiveSession
    from kapguide.ui.door.lock_screen import LockScreen
    from kapguide.ui.widgets.forms.session_pin import SessionPin

NOT_RECORDED = "The record is locked, so this emergency is not written down in it. Note its time."


class LockFlow:
    """Makes locked screens for the practice's vault; the key is derived away from the window's thread.

    What only a session needs is imported when there is one, and the emergency card when it is asked for: by then what
    lies behind the door has brought both.
    """

    def __init__(self, frame: WindowFrame) -> None:
        self._frame = frame
        self._pins: WeakKeyDictionary[LiveSession, SessionPin] = WeakKeyDictionary()
        """In memory alone, for as long as the session is."""

    def screen(self, opened: Callable[[Keys], object], *, in_the_room: bool = False) -> UnlockScreen:
        """A screen that calls `opened` with the keys; what that refuses is said there.

        `in_the_room` a client lies beside it, and it is as dark as the session that it leads back to.
        """
        vault = self._frame.home.vault
        screen = UnlockScreen(self._frame.theme if in_the_room else self._frame.desk, practice_name(vault))
        screen.submitted.connect(lambda text: self._try(screen, lambda: unlock(vault, text), opened))
        screen.recovery_submitted.connect(
            lambda text: self._try(screen, lambda: unlock_with_recovery(vault, text), opened)
        )
        return screen

    def choose_pin(self, session: "LiveSession", code: str) -> None:
        """The PIN that was chosen as the session began: its first lock asks for none. Raises ValueError for no PIN."""
        from kapguide.ui.widgets.forms.session_pin import SessionPin

        self._pins.setdefault(session, SessionPin()).choose(code)

    def cover(
        self,
        session: "LiveSession",
        send: "Callable[[c.Command], bool]",
        taken_over: Callable[[Keys], bool],
        unasked: bool,
        here: str = "",
    ) -> None:
        """Cover a session's screen: client data out of sight; clock, music and writer go on. `send` does a command.

        `taken_over` is called with the keys of whoever has unlocked, and tells whether that is a colleague: they choose
        a session PIN of their own. Where it is `unasked`, as after a sleep, nobody is there to choose one. `here` is
        the id of whoever has the practice open: theirs is the passphrase that is most likely typed.
        """
        from kapguide.session import commands as c
        from kapguide.ui.door.lock_data import lock_data
        from kapguide.ui.door.lock_screen import LockScreen
        from kapguide.ui.widgets.forms.session_pin import SessionPin
        from kapguide.usecases.way_back import open_with

        window, vault = self._frame.window, self._frame.home.vault
        pin = self._pins.setdefault(session, SessionPin())
        screen = LockScreen(self._frame.theme, pin, lambda: lock_data(session.state, session.now()), unasked=unasked)

        def emergency() -> None:
            send(c.StartEmergency())
            self.card("", session, send)

        def opened(keys: Keys) -> None:
            if taken_over(keys):
                self._pins.pop(session, None)
            else:
                pin.renew()
            window.uncover()

        screen.opened.connect(window.uncover)
        screen.submitted.connect(lambda text: self._try(screen, lambda: open_with(vault, text, here), opened))
        screen.silence_asked.connect(lambda: send(c.FadeMusic(not session.state.music.silent)))
        screen.emergency_asked.connect(emergency)
        window.cover(screen)

    def card(
        self,
        words: str = NOT_RECORDED,
        session: "LiveSession | None" = None,
        send: "Callable[[c.Command], bool]" = lambda command: False,
    ) -> None:
        """The emergency card before a locked screen; with a running `session` what is done is in the record."""
        from kapguide.ui.emergency.opening import show_card

        show_card(self._frame, words, session, send)

    def _try(
        self, screen: "UnlockScreen | LockScreen", work: Callable[[], Keys], opened: Callable[[Keys], object]
    ) -> None:
        def failed(error: KapGuideError) -> None:
            wait = error.retry_after_s if isinstance(error, WrongPassphrase) else 0.0
            screen.show_wrong(error.sentence, round(wait * 1000))

        def enter(keys: Keys) -> None:
            try:
                opened(keys)
            except KapGuideError as error:
                screen.show_wrong(error.sentence)

        def done(keys: Keys) -> None:
            """An emergency card before the door stays, and the door opens behind it."""
            self._frame.window.once_in_front(screen, lambda: enter(keys))

        screen.show_checking()
        self._frame.jobs.run(work, done, failed, there(screen), Keys.forget)
