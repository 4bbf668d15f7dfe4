"""Whether somebody is at the window: how long nobody has touched it, and whether the computer slept meanwhile."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from kapguide.session.clock import Instant, SystemClock
from kapguide.spans import SECOND

LOOK_MS = 5_000
"""How often it looks. A computer that wakes is looked at with the first touch, too."""
SLEPT = 10 * SECOND
"""A sleep of this length, or longer, is one."""
TOUCHES = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip


class IdleWatch(QObject):
    """Calls `passed` once nobody has touched the window for `limit` ms, or the computer slept while there was a limit.

    A timer stops in a sleep, and a clock can be set: what counts is the longer of two times, that of a clock that goes
    on in sleep and that of the wall.
    """

    def __init__(
        self,
        window: QWidget,
        limit: Callable[[], int],
        passed: Callable[[], object],
        *,
        after_sleep: Callable[[], bool] = lambda: True,
        now: Callable[[], Instant] | None = None,
    ) -> None:
        """`limit` is asked each time; 0 is never."""
        super().__init__()
        self._limit, self._passed, self._after_sleep = limit, passed, after_sleep
        self._now = now or SystemClock().now
        self._touched = self._looked = self._now()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._window = window
        self._touching: QWindow | None = None

    def close(self) -> None:
        """Watch no more."""
        self._timer.stop()
        if self._touching is not None and shiboken6.isValid(self._touching):
            self._touching.removeEventFilter(self)

    def touched(self) -> None:
        """Somebody is here now; first it is looked at what was before."""
        now = self._now()
        if _between(self._looked, now) >= SECOND:
            self.look()
        self._touched = now

    def look(self) -> None:
        """Whether it is time."""
        self._feel()
        now, limit = self._now(), self._limit()
        slept = self._after_sleep() and now.slept - self._looked.slept >= SLEPT
        self._looked = now
        if limit and (slept or _between(self._touched, now) >= limit):
            self._touched = now
            self._passed()

    def _feel(self) -> None:
        """Have the touches of the window, which has no place for them before it is shown: there all come by, and little
        else does."""
        handle: QWindow | None = self._window.windowHandle()  # none before it is shown
        if handle is not None and handle is not self._touching:
            handle.installEventFilter(self)
            self._touching = handle

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every touch of the window, wherever it goes."""
        if event.type() in TOUCHES:
            self.touched()
        return False


def _between(before: Instant, now: Instant) -> int:
    """The longer of what the two clocks say (ms)."""
    elapsed = now.elapsed - before.elapsed
    return max(elapsed, elapsed + now.wall_shift - before.wall_shift)
