"""The keys of the live screen, all in one table; each has a button too."""

from PySide6.QtCore import Qt

from kapguide.ui.widgets.keyboard import Binding


def _key(*keys: Qt.Key) -> tuple[int, ...]:
    return tuple(int(key) for key in keys)


BINDINGS = (
    Binding("acknowledge", "Space", "put the prompt away", _key(Qt.Key.Key_Space)),
    Binding("snooze", "z", "prompt again in 2 min", text="z"),
    Binding("say", "s", "say the line aloud, or end it", text="s"),
    Binding("next", ".", "next phase: hold, or press twice", text=".", held=True),
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
    Binding("verbatim", '"', "the client’s own words, as a note line", text='"'),
    Binding("private", "Ctrl+N", "private line, for you alone, and back", text="n", ctrl=True),
    Binding("vitals", "v", "vitals, such as 120/80 72 98", text="v"),
    Binding("observe", "1 – 9", "one-key observation", text="123456789"),
    Binding("seen", "0", "the observations, where they are folded", text="0"),
    Binding("dose", "d", "record the dose, then Enter", text="d"),
    Binding("step", "e", "the dose's next step", text="e"),
    Binding("spat", "u", "lozenge spat out", text="u"),
    Binding("swallowed", "g", "lozenge swallowed", text="g"),
    Binding("undo", "Ctrl+Z", "undo, for 10 s", text="z", ctrl=True),
    Binding("yes", "y", "what the prompt asks: yes, or done", text="y"),
    Binding("no", "w", "no, or declined", text="w"),
    Binding("other", "a", "not applicable, or left out", text="a"),
    Binding("declined", "c", "reading due: declined", text="c"),
    Binding("left-out", "f", "reading due: left out, and why", text="f"),
    Binding("breath", "b", "breath: choose, begin, stop", text="b"),
    Binding("display", "p", "client’s display: what it shows", text="p"),
    Binding("script", "i", "imagery: a script, or its reader", text="i"),
    Binding("timers", "k", "side timers: start one, let one go", text="k"),
    Binding("people", "F2", "who is here: comes, leaves", _key(Qt.Key.Key_F2)),
    Binding("touch", "t", "touch: what was agreed to; withdrawn", text="t"),
    Binding("effects", "F3", "side effects, and what became of them", _key(Qt.Key.Key_F3)),
    Binding("limit", "F5", "outside the clinic’s limits: seen", _key(Qt.Key.Key_F5)),
    Binding("consent", "F4", "consent, and a wish for more", _key(Qt.Key.Key_F4)),
    Binding("observers", "F8", "observers: withdrawn", _key(Qt.Key.Key_F8)),
    Binding("recording", "F9", "recording: withdrawn", _key(Qt.Key.Key_F9)),
    Binding("leave", "q", "leaving, and the end of the session", text="q"),
    Binding("lock", "l", "cover the screen", text="l"),
    Binding("emergency", "F12 or Ctrl+E", "emergency", _key(Qt.Key.Key_F12)),
    Binding("emergency", "Ctrl+E", "", text="e", ctrl=True),
    Binding("calm", "Esc", "leave a field, a panel, emergency", _key(Qt.Key.Key_Escape)),
    Binding("keys", "?", "these keys", text="?"),
)


BREATH_BINDINGS = (
    Binding("slower", "w", "slower, on the breath card", text="w"),
    Binding("quicker", "q", "quicker, on the breath card", text="q"),
    Binding("pattern", "e", "other pattern, on the breath card", text="e"),
    Binding("chime", "j", "chime of a breath: for nobody, you, the client", text="j"),
    Binding("word", "y", "parts of the breath named on the display, or not", text="y"),
)
DISPLAY_BINDINGS = (BREATH_BINDINGS[-1],)
"""What keys mean while the breath card, or the display's, is in front; all others mean what they always do."""


OF_THE_DOSE = frozenset({"dose", "step", "spat", "swallowed"})
"""Actions that mean nothing in a session without a dose."""


def shown_bindings() -> tuple[Binding, ...]:
    """The table as a person reads it."""
    return tuple(binding for binding in BINDINGS if binding.words)


def cap(action: str) -> str:
    """The key of an action, as its button shows it: the first one where there are two."""
    return next(binding.cap for binding in BINDINGS if binding.action == action).split(" ")[0]


def breath_cap(action: str) -> str:
    """The key of an action on the breath card."""
    return next(binding.cap for binding in BREATH_BINDINGS if binding.action == action)
