"""The door: from a closed window to keys that open the record, by passphrase, first start or the way back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kapguide.errors import KapGuideError
from kapguide.store.file.lock import is_written
from kapguide.store.file.rest import is_at_rest
from kapguide.ui.door.lock_flow import LockFlow
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.sound.left_playing import LeftPlaying
from kapguide.ui.sound.steering import SoundWish
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.window.frame import WindowFrame

if TYPE_CHECKING:
    from pathlib import Path

    from kapguide.store.keys.vault import Keys
    from kapguide.ui.way_back.flow import WayBackFlow

BY_RECOVERY = "Opened with the recovery key. If the passphrase is forgotten, choose a new one now, in Settings."
HELD_ELSEWHERE = (
    "Another program is at work on this practice’s record. What sounds is left to it; unlock again when it has ended."
)


class Entry(NamedTuple):
    """What the door hands on: the keys, what was done to a sound that still plays, and what is to be said behind it."""

    keys: "Keys"
    wish: SoundWish | None = None
    done: str = ""
    """What was done on the way back."""
    advice: str = ""
    """For the first screen, where there is nothing else to be said."""


class DoorFlow:
    """Shows what stands before the record. `enter` opens it; what that refuses keeps the door shut, or is the way back.

    `rehearse` is called for a rehearsal, which needs no record.
    """

    def __init__(
        self,
        frame: WindowFrame,
        sound: WindowSound,
        lock: LockFlow,
        enter: Callable[[Entry], object],
        rehearse: Callable[[], object],
    ) -> None:
        self._frame, self._sound, self._lock = frame, sound, lock
        self._enter, self._rehearse = enter, rehearse
        self._left = LeftPlaying(sound, frame.window.holds, lock.card)
        self._way_back: WayBackFlow | None = None
        self._by_recovery = False

    @property
    def way_back(self) -> "WayBackFlow":
        """The screens of a record that does not open; few starts need them, and the others do not wait for them."""
        if self._way_back is None:
            from kapguide.ui.way_back.flow import WayBackFlow

            self._way_back = WayBackFlow(self._frame, self.enter, self.knock, self._lock.card, self._left.steer)
        return self._way_back

    def merge(self, keys: "Keys", copy: "Path") -> None:
        """Another copy of the practice is looked at, and taken in, with the record closed."""
        from kapguide.ui.merge.flow import MergeFlow

        MergeFlow(self._frame, self.enter).show(keys, copy)

    def knock(self) -> None:
        """Show the first run, or the lock; with the sound's controls if a session is still playing."""
        if is_at_rest(self._frame.home):
            self._show_lock()
        else:
            self._set_right()

    def _set_right(self) -> None:
        """The first start, or one after something was cut off or deleted: no other one waits for what this needs."""
        from kapguide.store.opening.setup import Stage, refuse_unless_new, resume
        from kapguide.ui.door.first_run_flow import FirstRunFlow

        home = self._frame.home
        stage = resume(home)
        if stage is Stage.NEW:
            FirstRunFlow(self._frame, self._enter_or_say, lambda: self.way_back.have_backup(), self._rehearse).show()
            return
        try:
            if stage is Stage.LOST:
                refuse_unless_new(home)
        except KapGuideError as error:  # there is something to open, and no vault to open it with
            self.way_back.have_backup(error.sentence, back=False)
        else:
            self._show_lock()

    def _show_lock(self) -> None:
        try:
            screen = self._lock.screen(self.enter, in_the_room=self._sound.playing)
        except KapGuideError as error:  # as above
            self.way_back.have_backup(error.sentence, back=False)
            return
        screen.rehearse_asked.connect(self._rehearse)
        screen.emergency_card_asked.connect(lambda: self._lock.card())
        screen.submitted.connect(lambda _: self._opened_by(recovery=False))
        screen.recovery_submitted.connect(lambda _: self._opened_by(recovery=True))
        self._frame.window.show_screen(screen)
        if is_written(self._frame.home):  # by no window: what sounds there is not ours to take
            screen.rehearse.hide()
            screen.show_wrong(HELD_ELSEWHERE)
        elif self._left.wish is not None:  # back from a record that was refused: it is still the same sound
            self._left.steer(screen)
        elif self._sound.playing:  # the last window died in a session
            screen.rehearse.hide()
            self._left.reach(screen)

    def enter(self, keys: "Keys", done: str = "") -> None:
        """Open the record, and say behind the door what was `done`. Raises KapGuideError, and the door stays shut."""
        try:
            self._enter(Entry(keys, self._left.wish, done.strip(), BY_RECOVERY if self._by_recovery else ""))
        except KapGuideError as failure:
            if not self.way_back.helps(failure):
                raise
            self.way_back.refused(keys, failure)
            return
        self._left.handed_on()

    def silence(self) -> bool:
        """Silence a sound that no session has yet; whether there is one."""
        there_is = self._left.wish is not None
        if there_is:
            self._left.silence()
        return there_is

    def _opened_by(self, *, recovery: bool) -> None:
        self._by_recovery = recovery

    def _enter_or_say(self, keys: "Keys") -> None:
        try:
            self.enter(keys)
        except KapGuideError as error:  # the practice is made: its door says what keeps it shut
            self.knock()
            screen = self._frame.window.screen_shown
            if isinstance(screen, UnlockScreen):
                screen.show_wrong(error.sentence)
