"""Which presses count: a key that is held, or a finger that bounces, is one press, whatever the system makes of it."""

import time
from collections.abc import Hashable

from PySide6.QtGui import QKeyEvent

REPEAT_MS = 400
"""The same key again within this time is nothing: a finger that bounced."""

LET_GO_MS = 50
"""A key that is down again this soon after it was let go was held. Some of the repeats of a held key come in this
form on X11, as a release and a press that nothing marks as repeats."""


def now_ms() -> int:
    """The time by which fingers are judged: any monotonic clock (ms)."""
    return time.monotonic_ns() // 1_000_000


def key_of(event: QKeyEvent) -> int:
    """The key itself, whatever sign it writes: its native code where the system tells one."""
    return event.nativeScanCode() or event.key()


class Fingers:
    """Knows each key by any name that its owner gives it; times are in ms."""

    def __init__(self) -> None:
        self._down: dict[Hashable, int] = {}
        self._up: dict[Hashable, int] = {}

    def pressed(self, key: Hashable, now: int, *, repeats: bool = False) -> bool:
        """A press; does it count? `repeats` says that the system marked it as the repeat of a key that is held."""
        held = repeats or now - self._up.get(key, now - LET_GO_MS) < LET_GO_MS
        bounced = now - self._down.get(key, now - REPEAT_MS) < REPEAT_MS
        self._down[key] = now  # the guard stands as long as the key is down, or its burst goes on
        return not held and not bounced

    def released(self, key: Hashable, now: int) -> None:
        """The key was let go, or so it seems."""
        self._up[key] = now


class HeldOver:
    """The keys that were down before a field had the focus: what they repeat is not typed into it."""

    def __init__(self) -> None:
        self._own: set[int] = set()
        self._up: dict[int, int] = {}

    def begin(self) -> None:
        """The field has the focus now."""
        self._own.clear()
        self._up.clear()

    def typed(self, event: QKeyEvent, now: int) -> bool:
        """A press reaches the field; is it meant for it?"""
        if self.repeats(event, now) and key_of(event) not in self._own:
            return False
        self._own.add(key_of(event))
        return True

    def repeats(self, event: QKeyEvent, now: int) -> bool:
        """Is the press one of a key that is held, whether or not the system says so?"""
        soon = now - self._up.get(key_of(event), now - LET_GO_MS) < LET_GO_MS
        return event.isAutoRepeat() or (soon and event.nativeScanCode() != 0)  # made-up keys are as quick as they like

    def released(self, event: QKeyEvent, now: int) -> None:
        """A key was let go, or so it seems."""
        self._up[key_of(event)] = now
