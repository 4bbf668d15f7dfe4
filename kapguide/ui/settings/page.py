"""What every section of the settings has: what it says in the head, its buttons there, and how it tells what it did."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.chip import ChipData

NARROW, LOW = 1300, 640
"""On a narrower screen the third column gives way, on a lower one what is said beside the fields (pixels)."""


class SettingsPage(QWidget):
    """A section's content. `saved` comes with each change that is in its file, `said` with what went wrong."""

    saved = Signal()
    said = Signal(str)
    told = Signal(str)
    """What was done."""
    changed = Signal()
    """What the head or the list says of this section may be different now."""
    left = Signal()
    """The keys belong to the screen again."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.buttons: tuple[Button, ...] = ()
        """They stand in the head while this section is shown."""

    def refresh(self) -> None:
        """Show what is so now: the file may have been written in by hand."""

    def chip(self) -> ChipData | None:
        """What stands beside the title."""
        return None

    def waits(self) -> bool:
        """Whether somebody has still to do something here."""
        return False

    def first(self) -> QWidget | None:
        """Where the keys go to from the list."""
        return None

    def finish(self) -> None:
        """The section is left: what is typed is saved."""

    def fit(self, *, narrow: bool, low: bool) -> None:
        """Have less room in one way or the other."""


def clock_words(now: datetime) -> str:
    """When something was saved, as the head says it."""
    return f"saved as you type, {now:%H:%M}"
