"""A screen's keys: what one is bound to, and which presses count."""

from collections.abc import Iterable, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from kapguide.ui.widgets.fingers import Fingers, key_of
from kapguide.ui.widgets.places import letter_of, signs_of


class Binding(msgspec.Struct, frozen=True):
    """What a key does. `action` names it in code, `cap` is the key as it is shown; the words say what it does.

    A key is named by its code in `keys` or by its sign in `text`; one that is `held` belongs to a button that judges
    its presses itself.
    """

    action: str
    cap: str
    words: str
    keys: tuple[int, ...] = ()
    text: str = ""
    ctrl: bool = False
    held: bool = False


class Keyboard:
    """Turns key presses into actions; auto-repeat and a bounce within 400 ms are nothing."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        self._bindings = tuple(bindings)
        self._fingers = Fingers()

    def action(self, event: QKeyEvent, now_ms: int, here: Sequence[Binding] = ()) -> tuple[str, str] | None:
        """The action of a press at `now_ms` (any monotonic clock) and the key's sign; None when it means nothing.

        `here` are the bindings of what is in front: they come before the others.
        """
        counts = self._fingers.pressed(key_of(event), now_ms, repeats=event.isAutoRepeat())
        binding, sign = self._bound(event, here)
        if binding is None or event.isAutoRepeat() or not (counts or binding.held):
            return None
        return binding.action, sign

    def released(self, event: QKeyEvent, now_ms: int) -> str:
        """The action whose key was let go, where that matters to its button; else an empty string."""
        self._fingers.released(key_of(event), now_ms)
        binding, _ = self._bound(event)
        return binding.action if binding is not None and binding.held and not event.isAutoRepeat() else ""

    def _bound(self, event: QKeyEvent, here: Sequence[Binding] = ()) -> tuple[Binding | None, str]:
        held = event.modifiers()
        if held & Qt.KeyboardModifier.MetaModifier:
            return None, ""
        third = bool(held & Qt.KeyboardModifier.AltModifier)  # with Ctrl it is AltGr, as Windows has it
        ctrl = bool(held & Qt.KeyboardModifier.ControlModifier) and not third
        signs = (letter_of(event),) if ctrl else signs_of(event)
        for bindings in (here, self._bindings):
            for sign in ("", *signs):
                for binding in bindings:
                    named = sign in binding.text if sign else event.key() in binding.keys
                    if named and ctrl == binding.ctrl:
                        return binding, sign
        return None, ""
