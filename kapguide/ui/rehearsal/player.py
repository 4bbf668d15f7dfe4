"""The player of a rehearsal: at the speed of life the real one; faster, excerpts of it; in a pause, nothing."""

import time
from collections.abc import Callable
from enum import Enum

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer

from kapguide.audio.player.player import (
    MUTE,
    SILENT_OUTPUT,
    Item,
    Output,
    Player,
    Programme,
    Report,
    Status,
    TrackBegan,
)
from kapguide.audio.player.silent_player import SilentPlayer
from kapguide.audio.sound.wire import FLOOR_DB
from kapguide.session import commands as c
from kapguide.session.clock import Clock
from kapguide.spans import SECOND

LOW_DB = -14.0
"""So much softer is a rehearsal that sounds low."""
EXCERPTS_TO = 10.0
"""Above this rate nothing sounds: pieces would follow one another like a radio that is turned."""
EXCERPT_LEAST_S = 6.0
"""An excerpt is heard for so long at least, by a real clock, before another takes its place."""
CROSSFADE_S, FADE_S, DEATH_S = 2.5, 1.5, 0.05
LINE_MS = 6 * SECOND
"""How long a line takes that nobody hears (ms of the session)."""


class Sounds(Enum):
    """What is heard of the rehearsal's music now."""

    REAL = "real"
    """The real player is the session's own, as in life."""
    EXCERPTS = "excerpts"
    """The real one follows what would sound."""
    NOTHING = "nothing"


class RehearsalPlayer(QObject):
    """Steers `real`, or nobody. What would sound is reckoned by the session's clock wherever that is not life's.

    `tell` is given commands for the session, later, never while the session is carrying one out.
    """

    def __init__(
        self, real: Player | None, clock: Clock, tell: Callable[[c.Command], object], *, low: bool = False
    ) -> None:
        super().__init__()
        self._real, self._clock, self._tell, self._low = real, clock, tell, low
        self._silent = SilentPlayer(self._would, clock.now().elapsed)
        self._rate = 0.0
        self._wants_silence = False
        self._mute = True
        """The real one is taken to silence by this player, whatever the session wants."""
        self._died = False
        self._programme = Programme(())
        self._began: Item | None = None
        self._changed_at = -1e9
        self.sounds = Sounds.NOTHING
        self._next = self._timer(self._turn)
        self._later = self._timer(self._say_began)
        self._change = self._timer(self._excerpt)
        self._line = self._timer(self._say_line_over)
        self._aloud = self._in_thought = False
        """A line is being said: by the real one, or by nobody."""

    def _timer(self, what: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(True)
        timer.timeout.connect(what)
        return timer

    # --- the clock, and what goes wrong ------------------------------------------------------------------------

    def pace(self, rate: float) -> None:
        """The session's clock goes at `rate` from now on; 0 is a pause."""
        before, self._rate = self.sounds, rate
        self._catch_up()
        after = self._which()
        if before is Sounds.REAL and after is not Sounds.REAL:
            self._take_from_real()
        self.sounds = after
        if after is Sounds.NOTHING:
            self._hush()
        elif before is not after or self._mute:
            self._sound_from_here()
        self._think_line()
        self._wait()

    def line_goes_on(self) -> None:
        """A line had begun where another player left off: it goes on in thought."""
        self._in_thought = True
        self._think_line()

    def _which(self) -> Sounds:
        if self._real is None or not 0 < self._rate <= EXCERPTS_TO:
            return Sounds.NOTHING
        return Sounds.REAL if self._rate == 1 else Sounds.EXCERPTS

    def die(self) -> None:
        """The sound dies, in the story: nothing is heard until `come_back`. The session has been told."""
        self._died = True
        if self._real is not None:
            self._real.voice("")  # whose end it tells by itself
            self._real.fade(True, DEATH_S)

    def come_back(self) -> None:
        """It is there again; the music has kept its time."""
        self._died = False
        if self._real is not None and not self._mute and not self._wants_silence:
            self._real.fade(False, FADE_S)

    def heard(self, command: c.Command, track: str) -> bool:
        """Whether the session is told what the real player said; `track` is what sounds, as it knows. That an excerpt
        was refused is nothing that the therapist could ask for again."""
        if isinstance(command, c.ReportFault) and command.fault == "refused":
            return self.sounds is Sounds.REAL
        if isinstance(command, c.ReportTrack):
            return self.sounds is Sounds.REAL and command.track != track
        if isinstance(command, c.ReportVoiceEnded):
            aloud, self._aloud = self._aloud, False
            return aloud
        return True

    def rest(self) -> None:
        """Wait for nothing any more: another player has the sound, or nobody."""
        for timer in (self._next, self._later, self._change, self._line):
            timer.stop()

    # --- from the real one to what would sound, and back ---------------------------------------------------------

    def _take_from_real(self) -> None:
        """What is heard just now goes on in thought."""
        assert self._real is not None
        status, now = self._real.status(), self._now()
        self._real.voice("")
        self._aloud, self._in_thought = False, self._aloud or self._in_thought
        if status.item and self._programme.item(status.item) is not None:
            self._silent.put(status.item, status.position_s, now)
            if status.going:
                self._silent.go(status.going, 0.0, 0.0, status.going_from_s)

    def _hush(self) -> None:
        self._change.stop()
        if self._real is not None and not self._mute:
            self._real.fade(True, FADE_S)
        self._mute = True

    def _sound_from_here(self) -> None:
        """The real one goes to where the music would be now, and is heard again."""
        if self._real is None:
            return
        self._real.programme(self._programme)
        self._excerpt()
        if self._mute:
            self._mute = False
            if not self._wants_silence and not self._died:
                self._real.fade(False, FADE_S)

    def _excerpt(self) -> None:
        status = self._silent.status()
        if self._real is None or self.sounds is Sounds.NOTHING or self._programme.item(status.item) is None:
            return  # what a jump has left behind is in no programme any more
        self._changed_at = time.monotonic()
        self._real.programme(self._programme)
        self._real.go(status.item, CROSSFADE_S, status.position_s)

    def _excerpt_soon(self) -> None:
        """Not at once where one has just begun: then what would sound in a moment is what is heard next."""
        wait = self._changed_at + EXCERPT_LEAST_S - time.monotonic()
        if not self._change.isActive():
            self._change.start(max(0, round(wait * 1000)))

    # --- what would sound ----------------------------------------------------------------------------------------

    def _now(self) -> int:
        return self._clock.now().elapsed

    def _catch_up(self) -> None:
        if self.sounds is not Sounds.REAL:
            self._silent.tick(self._now())

    def _turn(self) -> None:
        self._catch_up()
        self._wait()

    def _wait(self) -> None:
        """Be there when the next piece would begin."""
        at = self._silent.next_at if self.sounds is not Sounds.REAL and self._rate else None
        if at is None:
            self._next.stop()
        else:
            self._next.start(max(1, self._clock.wait_ms(at - self._now())))

    def _would(self, report: Report) -> None:
        """Of several that would have begun meanwhile, as in a jump, the session is told the last one."""
        if isinstance(report, TrackBegan):
            self._began = report.item
            self._later.start(0)
            if self.sounds is Sounds.EXCERPTS:
                self._excerpt_soon()

    def _say_began(self) -> None:
        item, self._began = self._began, None
        if item is not None:
            self._tell(c.ReportTrack(item.id, item.title))

    # --- as every player ---------------------------------------------------------------------------------------

    @property
    def _audible(self) -> Player | None:
        return self._real if not self._mute and not self._died else None

    def programme(self, programme: Programme) -> None:
        self._catch_up()
        self._programme = programme
        self._silent.programme(programme)
        if self.sounds is Sounds.REAL and self._real is not None:
            self._real.programme(programme)
        self._wait()

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        self._catch_up()
        if self.sounds is Sounds.REAL and self._real is not None:
            self._real.go(item_id, seconds or CROSSFADE_S, at_s, from_s)
        else:
            self._silent.go(item_id, seconds, at_s, from_s)
        self._wait()

    def fade(self, to_silence: bool, seconds: float) -> None:
        self._wants_silence = to_silence
        self._silent.fade(to_silence, seconds)
        if (real := self._audible) is not None:
            real.fade(to_silence, seconds or FADE_S)

    def level(self, db: float) -> None:
        self._silent.level(db)
        if self._real is not None:
            self._real.level(max(FLOOR_DB, db + (LOW_DB if self._low else 0.0)))

    def duck(self, db: float, seconds: float) -> None:
        if (real := self._audible) is not None:
            real.duck(db, seconds)

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        if self.sounds is Sounds.REAL and self._audible is not None:
            self._aloud, self._in_thought = bool(path), False
            self._audible.voice(path, gain_db, at_s)
        else:
            self._aloud, self._in_thought = False, bool(path)
        self._think_line()

    def _think_line(self) -> None:
        """A line that nobody hears is over after a while of the session; in a pause it waits."""
        if self._in_thought and self._rate:
            self._line.start(max(1, self._clock.wait_ms(LINE_MS)))
        else:
            self._line.stop()

    def _say_line_over(self) -> None:
        """Where the sound has died the voice could not say it."""
        self._in_thought = False
        self._tell(c.ReportVoiceEnded(not self._died))

    def outputs(self, outputs: tuple[Output, ...], when_unplugged: str = MUTE) -> None:
        if self._real is not None:
            self._real.outputs(outputs, when_unplugged)

    def output_level(self, role: str, db: float) -> None:
        if self._real is not None:
            self._real.output_level(role, db)

    def test_tone(self, role: str, seconds: float) -> None:
        """Outputs are not tried in a rehearsal."""

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        if self.sounds is Sounds.REAL and (real := self._audible) is not None:
            real.chime(path, gain_db)

    def breath_chime(self, role: str, hertz: float) -> None:
        if self.sounds is Sounds.REAL and (real := self._audible) is not None:
            real.breath_chime(role, hertz)

    def stop(self, seconds: float) -> None:
        self.rest()
        self._silent.stop(seconds)
        if self._real is not None:
            self._real.stop(seconds)

    def item(self, item_id: str) -> Item | None:
        return self._programme.item(item_id) or (self._real.item(item_id) if self._real is not None else None)

    def status(self) -> Status:
        """Of the real one where it is as in life; else what would sound, and on what output that is heard."""
        if self.sounds is Sounds.REAL and self._real is not None and not self._died:
            return self._real.status()
        self._catch_up()
        status = self._silent.status()
        if self._died:
            return msgspec.structs.replace(status, output=SILENT_OUTPUT)
        if self._real is None or self.sounds is Sounds.NOTHING:
            return msgspec.structs.replace(status, output=self._unheard(), outputs=())
        return msgspec.structs.replace(status, output=self._real.status().output)

    def _unheard(self) -> str:
        """Why nothing is heard of it, in the place of an output: nothing is amiss with the sound."""
        if self._real is None:
            return "without sound"
        return f"not heard at ×{self._rate:g}" if self._rate else "not heard in a pause"

    def close(self) -> None:
        self.rest()
        if self._real is not None:
            self._real.close()
