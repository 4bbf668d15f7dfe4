"""A recorded session as a live screen takes it: it goes on at any rate, and nothing can be done in it."""

import time
from collections.abc import Callable

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, Instant, Origin
from kapguide.session.live import Events, LiveSession, Saved
from kapguide.session.playback import Playback
from kapguide.session.refused import Refused

PLAYED_BACK = "This is played back. Nothing can be done in it."
RATES = (1, 5, 10, 30, 60)
STANDS_MS = 3_600_000
"""So long (ms) waits whoever asks a clock that stands when to look again; it is told when the clock goes on."""
_BY_ITSELF = c.Tick | c.ReportDisplay | c.ReportTrack | c.ReportVoiceEnded | c.ReportFault | c.ReportSoundBack
"""What a screen and the sound send without anybody's hand: here nothing comes of it, and nobody is told."""


class PlaybackClock:
    """Tells the recorded time. `rate` 0 stands; it never leaves the record at either end."""

    def __init__(self, playback: Playback, ticks: Callable[[], int] = time.monotonic_ns) -> None:
        """`ticks` tells real nanoseconds."""
        self.boot_id = "playback"
        self.rate = 0.0
        self._playback, self._ticks = playback, ticks
        self._base, self._since = int(playback.starts), ticks()

    def origin(self) -> Origin:
        return self._playback.started.origin

    def elapsed(self) -> Elapsed:
        """Where it is."""
        gone = int((self._ticks() - self._since) * self.rate) // 1_000_000
        return Elapsed(min(self._playback.ends, self._base + gone))

    def now(self) -> Instant:
        return self._playback.instant(self.elapsed())

    def wait_ms(self, span: int) -> int:
        return max(0, -int(-span // self.rate)) if self.rate else STANDS_MS

    def go(self, rate: float) -> None:
        """Go on at `rate` session seconds a second; 0 stands."""
        self._base, self._since, self.rate = int(self.elapsed()), self._ticks(), rate

    def set_to(self, t: int) -> None:
        """Be at `t`, or at the nearest end of the record."""
        self._base = min(self._playback.ends, max(self._playback.starts, t))
        self._since = self._ticks()


class PlayedSession(LiveSession):
    """A session that only shows: its state and log are those of the moment that is played."""

    clock: PlaybackClock

    def __init__(self, playback: Playback, at: int = 0, ticks: Callable[[], int] = time.monotonic_ns) -> None:
        self.playback = playback
        super().__init__(playback.protocol, PlaybackClock(playback, ticks), lambda: "", lambda events: Saved())
        self._count = 0
        self.clock.set_to(at)
        self._show()

    @property
    def at_end(self) -> bool:
        """All of it has been shown."""
        return self.now().elapsed >= self.playback.ends

    @property
    def rate(self) -> float:
        """How fast it goes; 0 while it stands."""
        return self.clock.rate

    def send(self, command: c.Command) -> Events:
        """Nothing is carried out. Raises Refused for what a person asks."""
        if isinstance(command, _BY_ITSELF):
            return ()
        raise Refused(PLAYED_BACK)

    def set_rate(self, rate: float) -> None:
        """Go on at `rate`, or stand with 0; at its end it stands."""
        self.advance()
        self.clock.go(0 if self.at_end else rate)
        self._tell(self._viewers, ())

    def advance(self) -> Events:
        """Show what has happened meanwhile, as it happened; at the end it stands. Tells what is new."""
        before = self._count
        if self.at_end and self.rate:
            self.clock.go(0)
        if self.playback.count(self.now().elapsed) > before:
            self._show()
            self._tell(self._viewers, tuple(self.log[before:]))
        return tuple(self.log[before:])

    def seek(self, t: int) -> None:
        """Be at session time `t`, and show how it was."""
        self.clock.set_to(t)
        self._show()
        if self.at_end:
            self.clock.go(0)
        self._tell(self._viewers, ())

    def wait_ms(self) -> int | None:
        """Real milliseconds until the next event is to be shown; None while it stands."""
        if not self.rate:
            return None
        following = self.playback.time(min(self._count, len(self.playback.events) - 1))
        return self.clock.wait_ms(following - self.now().elapsed)

    def _show(self) -> None:
        self._count = self.playback.count(self.now().elapsed)
        self.log = list(self.playback.events[: self._count])
        self.state = self.playback.shown(self._count)
