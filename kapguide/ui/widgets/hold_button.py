"""A button for what should not happen by accident: held for a second, or pressed twice with a pause between."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.fingers import LET_GO_MS, now_ms

HOLD_MS = 1_000
"""Longer than any slip of a finger, shorter than a wait."""
TWICE_MS = (400, 3_000)


class HoldGate:
    """The rule alone, on times in milliseconds that it is given. A press that follows too soon counts as no press.

    What follows within a second of the thing itself is the same hand: it can be held again, but is no first of two.
    """

    def __init__(self) -> None:
        self._down: int | None = None
        self._before: int | None = None
        """When the press that was let go last had begun."""
        self._up = self._done = -TWICE_MS[1]
        self._first: int | None = None

    def press(self, now: int) -> bool:
        """A press begins; True if it is the second of two and the thing is meant."""
        if self._down is not None:
            return False
        if now - self._up < LET_GO_MS:  # it never was let go
            self._down = self._before
            return False
        since = None if self._first is None else now - self._first
        if since is not None and TWICE_MS[0] <= since <= TWICE_MS[1]:
            self._first, self._done = None, now
            return True
        self._down = now
        if (since is None or since > TWICE_MS[1]) and now - self._done >= HOLD_MS:
            self._first = now
        return False

    def release(self, now: int) -> None:
        """The press ended before its time."""
        self._before, self._down, self._up = self._down, None, now

    def due(self, now: int) -> bool:
        """True once, when the press has lasted long enough."""
        if self._down is None or now - self._down < HOLD_MS:
            return False
        self._down = self._first = None
        self._done = now
        return True

    def progress(self, now: int) -> float:
        """0 to 1 while pressed."""
        return 0.0 if self._down is None else min(1.0, max(0.0, (now - self._down) / HOLD_MS))

    def waiting(self, now: int) -> bool:
        """A first press stands and a second would be taken."""
        return self._down is None and self._first is not None and now - self._first <= TWICE_MS[1]

    @property
    def down(self) -> bool:
        return self._down is not None


class HoldButton(Button):
    """Emits `meant`. The key on the keyboard goes through `press` and `release`, the same rule for both."""

    meant = Signal()
    hinted = Signal(str)
    """After a single short press: what to do if it was meant."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        icon: str = "",
        key: str = "",
        kind: Kind = Kind.PLAIN,
        now: Callable[[], int] = now_ms,
    ) -> None:
        super().__init__(theme, text, icon=icon, key=key, kind=kind)
        self._now = now
        self._gate = HoldGate()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(33)
        self._timer.timeout.connect(self._look)
        self.setAccessibleDescription(
            f"hold for a second, or press twice; key {key}" if key else "hold, or press twice"
        )

    def press(self) -> None:
        """The key or the button went down."""
        if self._gate.press(self._now()):
            self._fire()
        elif self._gate.down and not self._timer.isActive():
            self._timer.start()

    def release(self) -> None:
        """It went up again."""
        was_down = self._gate.down
        self._look()
        self._gate.release(self._now())
        self._rest()
        if was_down and self._gate.waiting(self._now()):
            self.hinted.emit(f"{self.data.text}: press again, or hold for a second")

    def _look(self) -> None:
        now = self._now()
        if self._gate.due(now):
            self._fire()
        else:
            self.set_progress(self._gate.progress(now))

    def _fire(self) -> None:
        self._rest()
        self.meant.emit()

    def _rest(self) -> None:
        self._timer.stop()
        self.set_progress(0.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.press()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.release()
        else:
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.press()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # how long it takes to press twice is judged here

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self.release()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._gate.release(self._now())  # the release of a key may go to another widget
        self._rest()
        super().focusOutEvent(event)
