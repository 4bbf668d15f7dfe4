"""Python's garbage, collected on the window's thread alone.

Python collects wherever it happens to be when enough has gathered. A timer or a widget that is thrown away on another
thread, while the window's is at work with it, ends the program.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 2_000
"""Between two looks whether enough has gathered."""


class Garbage(QObject):
    """Collects instead of Python, by Python's own measure, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(LOOK_MS)
        timer.timeout.connect(sweep)
        timer.start()


def sweep() -> None:
    """Collect the oldest generation that is due, and all younger ones."""
    due = [held > most for held, most in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
