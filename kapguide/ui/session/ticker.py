"""Wakes the session when the next thing is due, and not before: nothing polls."""

from PySide6.QtCore import QObject, Qt, QTimer

from kapguide.session import commands as c
from kapguide.session.events import Event
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState


class Ticker(QObject):
    """One timer for one session. It never counts time: each step asks the session's clock again."""

    def __init__(self, session: LiveSession, owner: QObject | None = None) -> None:
        super().__init__(owner)
        self._session = session
        self._over = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        session.seen_by(self._arm)
        self._arm(session.state, ())

    def stop(self) -> None:
        """Wake nobody any more."""
        self._over = True
        self._timer.stop()

    def pace_changed(self) -> None:
        """The session's clock goes at another rate, or stands."""
        self._arm(self._session.state, ())

    def _arm(self, state: SessionState, events: tuple[Event, ...]) -> None:
        wait = self._session.wait_ms() if state.running and not self._over else None
        if wait is None:
            self._timer.stop()
        else:
            self._timer.start(wait)

    def _tick(self) -> None:
        if self._session.state.running and not self._session.send(c.Tick()):
            self._arm(self._session.state, ())
