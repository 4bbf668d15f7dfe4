"""The keys of the emergency, a table of their own: nothing of the session moves by them."""

from PySide6.QtCore import Qt

from kapguide.ui.widgets.keyboard import Binding

NUMBER_KEYS = (Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F6)

EMERGENCY_BINDINGS = (
    Binding("situation", "1 – 9", "the steps for one situation", text="123456789"),
    Binding("others", "0", "the other situations", text="0"),
    Binding("called", "c", "called: its second is written", text="c"),
    *(
        Binding(f"number-{place}", f"F{place + 1}", "" if place else "called this number", (int(key),))
        for place, key in enumerate(NUMBER_KEYS)
    ),
    Binding("arrived", "a", "arrived: its second is written", text="a"),
    Binding("gave", "g", "gave: its second, then what", text="g"),
    Binding("note", "n", "write a note line", text="n"),
    Binding("vitals", "v", "vitals, such as 120/80 72 98", text="v"),
    Binding("music", "m", "music as it was, or to silence", text="m"),
    Binding("silence", "F12 or Ctrl+E", "music to silence at once", (int(Qt.Key.Key_F12),)),
    Binding("silence", "Ctrl+E", "", text="e", ctrl=True),
    Binding("up", "PgUp PgDn", "further up and down in the steps", (int(Qt.Key.Key_PageUp),)),
    Binding("down", "PgDn", "", (int(Qt.Key.Key_PageDown),)),
    Binding("leave", "Esc", "leave a field, then the emergency", (int(Qt.Key.Key_Escape),)),
)

WHILE_TYPING = ("silence", *(f"number-{place}" for place in range(len(NUMBER_KEYS))))
"""Actions that work while one types."""
