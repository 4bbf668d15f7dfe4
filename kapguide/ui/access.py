"""Who has the record open: the window locks by itself, a colleague goes on with a session, access is taken away."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.guiding.script_run import running_script
from kapguide.settings import LockSettings
from kapguide.spans import HOUR, MINUTE
from kapguide.store.failures import StoreFailure
from kapguide.store.keys.vault import Keys
from kapguide.store.people import remove_person
from kapguide.store.records import Store
from kapguide.store.writing.saving import SavingState
from kapguide.ui.door.flow import Entry
from kapguide.ui.door.lock_flow import LockFlow
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.idle import IdleWatch
from kapguide.ui.window.leaving import PATIENCE_S
from kapguide.ui.window.with_keys import WithKeys
from kapguide.usecases.staff import StaffMember, taker

LED = 4 * HOUR
"""Nobody touches the window while an imagery script or a breath is led (ms); only a sleep ends that [OURS]."""

Close = Callable[[str, Callable[[], Any], Callable[[Any], None], Callable[[KapGuideError], None]], None]
"""Closes the record beside the window, which says those words meanwhile if there are any, and does what is given
there; then calls back with what came of that, or with the failure."""


class RecordHands(NamedTuple):
    """What can be done with the record as a whole: `store` is None while it is closed, `knock` shows the door."""

    store: Callable[[], Store | None]
    open: Callable[[Entry], object]
    close: Close
    knock: Callable[[], object]


class WithoutRecord(NamedTuple):
    """What the door has for a record that is closed for it; each opens it again with the keys."""

    go_back: Callable[[Keys], object]
    merge: Callable[[Keys, Path], object]


class Access:
    """Watches who is at the window. `running` is the session on it, `wish` when it is to lock by itself."""

    def __init__(
        self,
        frame: WindowFrame,
        lock: LockFlow,
        running: Callable[[], SessionFlow | None],
        record: RecordHands,
        wish: Callable[[], LockSettings],
        without: WithoutRecord,
    ) -> None:
        self._without = without
        self._frame, self._lock, self._running, self._record, self._wish = frame, lock, running, record, wish
        self._idle = IdleWatch(frame.window, self.limit, self.lock, after_sleep=lambda: wish().after_sleep)

    def close(self) -> None:
        """Watch no more."""
        self._idle.close()

    # --- a session is covered -----------------------------------------------------------------------------------

    def cover(self, session: SessionFlow, unasked: bool) -> None:
        """Cover the screen of a session; whoever unlocks it has it from then on."""
        store, screen = self._record.store(), session.screen
        if store is None:
            screen.quiet.say("A rehearsal is not recorded: there is nothing to lock.")
            return
        opened = partial(self._unlocked, session)
        self._lock.cover(session.session, screen.send, opened, unasked, store.staff.me)

    def _unlocked(self, session: SessionFlow, keys: Keys) -> bool:
        """Whoever has unlocked goes on; whether that is a colleague."""
        store = self.gone_on_by(keys)
        if store is None:
            return False
        session.screen.send(c.TakeOver(taker(store)))
        return True

    def gone_on_by(self, keys: Keys) -> Store | None:
        """Let whoever has unlocked be the author from here on; the record where that is somebody else."""
        store = self._record.store()
        if store is None or keys.staff == store.staff.me:
            keys.forget()
            return None
        store.staff.take_over(keys)
        return store

    # --- nobody is there ----------------------------------------------------------------------------------------

    def limit(self) -> int:
        """How long nobody may touch the window (ms); 0 where it does not lock by itself."""
        window, wish = self._frame.window, self._wish()
        if window.locked or window.handed_over:
            return 0
        if self._record.store() is None:
            screen = self._with_keys()
            return round(wish.desk_min * MINUTE) if screen is not None and not screen.at_work else 0
        if (session := self._recorded()) is None:
            return round(wish.desk_min * MINUTE)
        state = session.session.state
        if state.emergency is not None:
            return 0
        if running_script(state.scripts) is not None or state.breath:  # somebody reads, or follows; a voice would stop
            return LED
        return round(wish.session_min * MINUTE)

    def lock(self) -> None:
        """A running session is covered and goes on; else the record is closed, and its keys are overwritten.

        What somebody has typed in a field that keeps nothing is covered, too: a lock loses no words.
        """
        if self._record.store() is None and (screen := self._with_keys()) is not None:
            self._record.knock()
            screen.forget()
        elif (session := self._recorded()) is not None:
            session.lock(unasked=True)
        elif self._running() is not None:  # a rehearsal goes on without the record, and ends at the door
            self._record.close("", lambda: None, lambda _: None, lambda _: None)
        elif self._frame.window.keep_words() and self._all_saved():
            self._record.close("KapGuide is locking.", lambda: None, self._knock, self._knock)
        else:
            self._cover_desk()

    def _with_keys(self) -> WithKeys | None:
        """What is shown of a record that is closed, to somebody who has unlocked it."""
        shown: object = self._frame.window.screen_shown
        return shown if isinstance(shown, WithKeys) else None

    def _recorded(self) -> SessionFlow | None:
        """The session that runs and is no rehearsal."""
        session = self._running()
        return session if session is not None and session.running and not session.rehearsal else None

    def _all_saved(self) -> bool:
        """Whether nothing would have to be put aside."""
        store = self._record.store()
        if store is None:
            return True
        with suppress(StoreFailure):
            store.settle(PATIENCE_S)
        return store.state.saving is SavingState.SAVED

    def _knock(self, _: object) -> None:
        self._record.knock()

    def _cover_desk(self) -> None:
        window = self._frame.window

        def opened(keys: Keys) -> None:
            self.gone_on_by(keys)
            window.uncover()

        screen = self._lock.screen(opened, in_the_room=window.theme is self._frame.theme)
        screen.rehearse.hide()
        screen.emergency_card_asked.connect(lambda: self._lock.card())
        window.cover(screen)

    # --- who can open the practice ------------------------------------------------------------------------------

    def take_away(self, member: StaffMember, keys: Keys, leaving: Keys | None, over: Callable[[str], object]) -> None:
        """The record is closed for it and opened again; if it fails, with the keys of before. With the keys of the one
        who is `leaving`, what they wrote in private is handed over. `over` is called in the record that is open by
        then, with what went wrong."""
        home = self._frame.home

        def work() -> Keys:
            try:
                return remove_person(home, keys, member.id, leaving=leaving)
            finally:
                if leaving is not None:
                    leaving.forget()

        def again(keys: Keys, problem: str = "") -> None:
            try:
                self._record.open(Entry(keys))
            except KapGuideError:
                self._record.knock()
            else:
                over(problem)

        self._record.close(
            "The record is encrypted anew. Please wait.",
            work,
            lambda now: again(now),
            lambda error: again(keys, error.sentence),
        )

    # --- what the record is closed for, and opened again ---------------------------------------------------------

    def go_back(self) -> None:
        """A backup may take the record's place."""
        self._close_for(self._without.go_back)

    def merge(self, copy: Path) -> None:
        """Another copy of the practice may be taken in."""
        self._close_for(lambda keys: self._without.merge(keys, copy))

    def _close_for(self, show: Callable[[Keys], object]) -> None:
        store = self._record.store()
        assert store is not None
        keys = store.staff.keys_again()

        def closed(_: None) -> None:
            show(keys)

        self._record.close("The record is closing.", lambda: None, closed, self._knock)
