"""Private notes as `screens.py` photographs them: the line on the live screen, and the page of one's own notes."""

from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from screen_cast_live import live_at


def live_private(theme: Theme) -> QWidget:
    """A line that is its author's alone, half typed."""
    screen = live_at(theme, 52)
    screen.beside.private.turn()
    screen.notes.line.put("I was impatient when she fell silent; my own mother’s kitchen")
    return screen


SCREENS = {"live-private": live_private}
