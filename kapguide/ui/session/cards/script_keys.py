"""The keys of the reader: they come before those of the live screen while it is shown, and are said in its words."""

from PySide6.QtCore import Qt

from kapguide.ui.widgets.keyboard import Binding

SCRIPT_BINDINGS = (
    Binding("script-step", "Space", "say now, said; pause the voice, go on", (int(Qt.Key.Key_Space),)),
    Binding("script-again", "a", "the last line again", text="a"),
    Binding("script-skip", "f", "skip the line", text="f"),
    Binding("script-slower", "w", "slower", text="w"),
    Binding("script-quicker", "q", "quicker", text="q"),
    Binding("script-stretch", "e", "stretch to the phase’s end, or not", text="e"),
    Binding("script-voice", "s", "the voice says it, or you read on", text="s"),
    Binding("script-stop", "i", "stop the script", text="i"),
)


SCRIPT_KEYS = frozenset(binding.cap for binding in SCRIPT_BINDINGS)
"""Keys that mean something else while the reader is shown."""


def script_cap(action: str) -> str:
    """The key of an action of the reader, as its button shows it."""
    return next(binding.cap for binding in SCRIPT_BINDINGS if binding.action == action)
