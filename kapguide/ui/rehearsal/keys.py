"""The keys of a running rehearsal: none of them is the live screen's or the emergency's, which both stay as in life."""

from typing import NamedTuple


class RoomKey(NamedTuple):
    """What a key does: its cap as the button has it, what a key sequence of Qt calls it, an icon, and words."""

    cap: str
    sequence: str
    icon: str
    words: str


ROOM_KEYS = {
    "reading": RoomKey("F7", "F7", "heart-pulse", "Take a reading"),
    "acts": RoomKey("F10", "F10", "hand", "In the room"),
    "pause": RoomKey("F11", "F11", "circle-pause", "Pause"),
    "slower": RoomKey("Ctrl+↓", "Ctrl+Down", "minus", "Slower"),
    "faster": RoomKey("Ctrl+↑", "Ctrl+Up", "plus", "Faster"),
    "jump": RoomKey("Ctrl+J", "Ctrl+J", "skip-forward", "Jump to"),
    "mark": RoomKey("Ctrl+B", "Ctrl+B", "bookmark", "Bookmark"),
    "back": RoomKey("Ctrl+Shift+B", "Ctrl+Shift+B", "undo-2", "Back to a bookmark"),
    "remark": RoomKey("Ctrl+R", "Ctrl+R", "message-circle", "Remark"),
}
"""By what is asked for. F2 to F6, F8, F9 and F12 are taken: by the live screen, or by the emergency's numbers."""
