"""The chime at each turn of a breath: for the therapist's own ear, the client's headphones, or nobody."""

from PySide6.QtCore import QObject, Qt, QTimer

from kapguide.audio.player.player import HEADPHONES, THERAPIST, Player
from kapguide.session.events import Event
from kapguide.session.guiding.breath import BreathPart, BreathRun, ChimeFor
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.settings import SoundSettings
from kapguide.spans import SECOND

HERTZ = {BreathPart.IN: 330.0, BreathPart.HOLD: 277.0, BreathPart.OUT: 247.0, BreathPart.REST: 277.0}
"""Low and soft: up for the breath in, down for the breath out."""
AHEAD_MS = 200
"""What is asked for is heard so much later: an output holds that much."""
ROLES = {ChimeFor.THERAPIST: THERAPIST, ChimeFor.CLIENT: HEADPHONES}


def chimes_for(sound: SoundSettings) -> tuple[ChimeFor, ...]:
    """Who can hear one with these outputs: a therapist without an output of their own cannot."""
    own = (ChimeFor.THERAPIST,) if sound.therapist is not None else ()
    theirs = (ChimeFor.CLIENT,) if sound.headphones is not None or sound.room is None else ()
    return (ChimeFor.NOBODY, *own, *theirs)


class BreathChimes(QObject):
    """Waits for the next turn of what is led, and for nothing where nobody hears it."""

    def __init__(self, session: LiveSession, player: Player, owner: QObject) -> None:
        super().__init__(owner)
        self._session, self._player = session, player
        self._part: BreathPart | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        session.seen_by(self.follow)

    def stop(self) -> None:
        """The window goes: nobody chimes any more."""
        self._timer.stop()

    def follow(self, state: SessionState, events: tuple[Event, ...] = ()) -> None:
        """A breath began, ended, has another pace or another ear."""
        run = state.breath[0] if state.breath else None
        if run is None or run.chime not in ROLES or not self._real_time:
            self._timer.stop()
        else:
            self._wait(run)

    @property
    def _real_time(self) -> bool:
        """A rehearsal that is faster than life would ring without end."""
        return self._session.clock.wait_ms(SECOND) == SECOND

    def _wait(self, run: BreathRun) -> None:
        """Be there shortly before the next turn; one that is nearer than that has been rung for."""
        now = self._session.now().elapsed
        turn = run.next_turn(now + AHEAD_MS)
        if turn is None:
            self._timer.stop()
            return
        self._part = run.at(turn + 1).part
        self._timer.start(max(1, round(turn - now) - AHEAD_MS))

    def _turn(self) -> None:
        run = self._session.state.breath[0] if self._session.state.breath else None
        if run is None or run.chime not in ROLES or self._part is None:
            return
        self._player.breath_chime(ROLES[ChimeFor(run.chime)], HERTZ[self._part])
        self._wait(run)
