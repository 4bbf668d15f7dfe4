"""The keys while a session is played back; each has a button too."""

from PySide6.QtCore import Qt

from kapguide.session.played_session import RATES
from kapguide.ui.widgets.keyboard import Binding


def _key(*keys: Qt.Key) -> tuple[int, ...]:
    return tuple(int(key) for key in keys)


REPLAY_BINDINGS = (
    Binding("play", "Space", "play, pause", _key(Qt.Key.Key_Space)),
    Binding("back-10", "←", "back 10 s", _key(Qt.Key.Key_Left)),
    Binding("on-10", "→", "on 10 s", _key(Qt.Key.Key_Right)),
    Binding("previous", "↑", "the moment before", _key(Qt.Key.Key_Up, Qt.Key.Key_PageUp)),
    Binding("next", "↓", "the next moment", _key(Qt.Key.Key_Down, Qt.Key.Key_PageDown)),
    Binding("start", "Home", "to its beginning", _key(Qt.Key.Key_Home)),
    Binding("end", "End", "to its end", _key(Qt.Key.Key_End)),
    Binding("rate", f"1 – {len(RATES)}", "how fast", text="".join(str(n) for n in range(1, len(RATES) + 1))),
    Binding("faster", "+", "the next speed", text="+"),
    Binding("slower", "-", "the speed before", text="-"),
    Binding("moments", "m", "all moments, and the remarks", text="m"),
    Binding("remark", "a", "a remark on this moment", text="a"),
    Binding("add", "e", "add to the remark of this moment", text="e"),
    Binding("scenario", "s", "make a scenario of it", text="s"),
    Binding("leave", "Esc", "leave", _key(Qt.Key.Key_Escape)),
)


def replay_cap(action: str) -> str:
    """The key of an action, as its button shows it."""
    return next(binding.cap for binding in REPLAY_BINDINGS if binding.action == action)
