"""From any thread to the window's own."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from kapguide.jobs import Owner


class WindowThread(QObject):
    """Calls what it is given on the thread that it was made on, in order."""

    _sent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sent.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, what: Callable[[], object]) -> None:
        self._sent.emit(what)

    def _call(self, what: Callable[[], object]) -> None:
        what()


def there(thing: QObject) -> Owner:
    """Whether a screen, or whatever belongs to one, has not been thrown away."""
    return lambda: shiboken6.isValid(thing)
