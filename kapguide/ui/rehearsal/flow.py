"""A rehearsal at the window: one run, its session's screen, what sounds, and how it is left."""

from collections.abc import Callable
from typing import Protocol

from kapguide.awake import Awake
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.sound import RehearsalSound
from kapguide.session import commands as c
from kapguide.session.live import LiveSession
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.session.showing import Showing
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.music import PracticeMusic


class RunningRehearsal(Protocol):
    """What the window needs of a run."""

    @property
    def session(self) -> LiveSession: ...
    def begin(self) -> None: ...
    def leave(self) -> None: ...
    def record(self) -> RehearsalRecord: ...


class RehearsalFlow:
    """Shows one rehearsal at a time. `over` is called with its record when it was left or has ended; `cover` when its
    screen is to be covered, with whether nobody asked."""

    def __init__(
        self,
        frame: WindowFrame,
        sound: WindowSound,
        music: PracticeMusic,
        display: ClientDisplay,
        over: Callable[[RehearsalRecord], object],
        cover: Callable[[SessionFlow, bool], object],
    ) -> None:
        self.running: SessionFlow | None = None
        """The session of the rehearsal that is on the window; it says of itself that it is one."""
        self._frame, self._sound, self._music, self._over, self._cover = frame, sound, music, over, cover
        self._showing = Showing(frame, sound, music, display)
        self._awake = Awake()
        self._run: RunningRehearsal | None = None
        self._heard_before = sound.heard

    def begin(self, run: RunningRehearsal, sound: RehearsalSound) -> None:
        """Begin `run` and show it; nothing has sounded before."""
        self._run = run
        self._heard_before, self._sound.heard = self._sound.heard, self._hear
        player = self._sound.ready_player(rehearsal=True)
        flow = self._showing.flow(run.session, player, lambda text, begun: None, "Rehearsal")
        flow.over.connect(self._end)
        flow.lock_asked.connect(lambda unasked: self._cover(flow, unasked))
        self.running = flow
        self._music.rest(True)
        self._awake.hold()
        self._frame.window.show_screen(flow.screen)
        run.begin()

    def silence(self) -> bool:
        """Take the music to silence; whether a rehearsal is running."""
        return self.running is not None and self.running.silence()

    def leave(self) -> None:
        """The window goes: the rehearsal ends with it, and so does its sound."""
        if self.running is not None:
            self.running.leave()

    def close(self) -> None:
        """The computer may sleep again."""
        self._awake.release()

    def _end(self) -> None:
        run, self._run, self.running = self._run, None, None
        self._sound.heard = self._heard_before
        self._awake.release()
        self._music.rest(False)
        self._sound.silence()
        if run is not None:
            run.leave()
            self._over(run.record())

    def _hear(self, command: c.Command) -> None:
        if self.running is not None:
            self.running.hear(command)
