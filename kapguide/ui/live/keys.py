"""The keys of the live screen, all in one table; each has a button too."""

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

REPEAT_MS = 400
"""The same key again within this time is nothing: a finger that bounced."""


class Binding(msgspec.Struct, frozen=True):
    """What a key does. `action` names it in code, `cap` is the key as it is shown; the words say what it does."""

    action: str
    cap: str
    words: str
    keys: tuple[int, ...] = ()
    text: str = ""
    ctrl: bool = False


def _key(*keys: Qt.Key) -> tuple[int, ...]:
    return tuple(int(key) for key in keys)


BINDINGS = (
    Binding("acknowledge", "Space", "put the prompt away", _key(Qt.Key.Key_Space)),
    Binding("snooze", "z", "prompt again in 2 min", text="z"),
    Binding("say", "s", "say the line aloud, or end it", text="s"),
    Binding("next", ".", "next phase: hold, or press twice", text="."),
    Binding("hold", "h", "hold the phase, release it", text="h"),
    Binding("extend", "+", "phase ends 2 min later", text="+"),
    Binding("shorten", "-", "phase ends 2 min earlier", text="-"),
    Binding("silence", "m", "music to silence, and back", text="m"),
    Binding("softer", "← [", "softer music; again: at once", _key(Qt.Key.Key_Left), text="["),
    Binding("deeper", "→ ]", "deeper music; again: at once", _key(Qt.Key.Key_Right), text="]"),
    Binding("turn", "x", "next piece, gently", text="x"),
    Binding("return", "r", "music of the way back, or own", text="r"),
    Binding("louder", "↑", "music 1 dB louder", _key(Qt.Key.Key_Up)),
    Binding("quieter", "↓", "music 1 dB quieter", _key(Qt.Key.Key_Down)),
    Binding("output", "o", "output that ↑ ↓ move", text="o"),
    Binding("note", "n", "write a note line", text="n"),
    Binding("vitals", "v", "vitals, such as 120/80 72 98", text="v"),
    Binding("observe", "1 – 9", "one-key observation", text="123456789"),
    Binding("dose", "d", "dose given, then Enter", text="d"),
    Binding("undo", "Ctrl+Z", "undo, for 10 s", _key(Qt.Key.Key_Z), ctrl=True),
    Binding("lock", "l", "cover the screen", text="l"),
    Binding("emergency", "F12 or Ctrl+E", "emergency", _key(Qt.Key.Key_F12)),
    Binding("emergency", "Ctrl+E", "", _key(Qt.Key.Key_E), ctrl=True),
    Binding("calm", "Esc", "leave a field, a panel, emergency", _key(Qt.Key.Key_Escape)),
    Binding("keys", "?", "these keys", text="?"),
)


def shown_bindings() -> tuple[Binding, ...]:
    """The table as a person reads it."""
    return tuple(binding for binding in BINDINGS if binding.words)


def cap(action: str) -> str:
    """The key of an action, as its button shows it: the first one where there are two."""
    return next(binding.cap for binding in BINDINGS if binding.action == action).split(" ")[0]


class Keyboard:
    """Turns key presses into actions; auto-repeat and a bounce within 400 ms are nothing."""

    def __init__(self, bindings: Iterable[Binding] = BINDINGS) -> None:
        self._bindings = tuple(bindings)
        self._last: tuple[str, int] = ("", -REPEAT_MS)

    def action(self, event: QKeyEvent, now_ms: int) -> tuple[str, str] | None:
        """The action of a press at `now_ms` (any monotonic clock) and the key's text; None when it means nothing."""
        binding = self._bound(event)
        if binding is None or event.isAutoRepeat():
            return None
        which = f"{binding.action}{event.text()}"
        before, at = self._last
        self._last = (which, now_ms)
        if which == before and now_ms - at < REPEAT_MS:
            return None
        return binding.action, event.text()

    def _bound(self, event: QKeyEvent) -> Binding | None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        for binding in self._bindings:
            if ctrl != binding.ctrl:
                continue
            if event.key() in binding.keys or (event.text().strip() and event.text().lower() in binding.text):
                return binding
        return None
