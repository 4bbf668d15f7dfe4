"""A second start: it rings the bell of the window that is open, which comes to the front; there is never another."""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QDialog, QVBoxLayout

from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.paths import Home
from kapguide.store.file.lock import AlreadyOpen, HeldLock, hold_window
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind

PATIENCE_S = 8.0
"""How long a second start waits for the window that is open: to answer, or to end where it is just closing."""
AGAIN_S = 0.1
CAME_FORWARD = "KapGuide is open already: its window was brought to the front."
NO_ANSWER = (
    "KapGuide is open already, and its window does not answer. Nothing of it was touched: its music and its record go "
    "on. Wait a moment and look for that window; if it stays still, end it and start again, and the session comes back."
)
HEARD = b"heard\n"
ANSWER_MS = 1000
"""A window that is busy for so long counts as one that hangs; the person is told."""
WIDTH = 448


class Bell(QObject):
    """Listens where only the owner of the data folder can ring; whoever makes it holds the window's lock."""

    def __init__(self, home: Home, rung: Callable[[], object]) -> None:
        """`rung` is called on the window's thread, which shows that it is alive: only then is the ringing answered."""
        super().__init__()
        self._rung = rung
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        for name in _names(home):
            QLocalServer.removeServer(name)  # that of a window that died
            if self._server.listen(name):
                return
        log.warning("no second start can reach this window: %s", self._server.errorString())

    def close(self) -> None:
        """Hear nothing any more: the window is closing."""
        self._server.close()

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            self._rung()
            caller.write(HEARD)
            caller.flush()
            caller.disconnectFromServer()


def ring(home: Home, answer_ms: int = ANSWER_MS) -> bool:
    """Ask the window that is open on `home` to come to the front; whether it did within the time."""
    for name in _names(home):
        line = QLocalSocket()
        line.connectToServer(name)
        if line.waitForConnected(answer_ms) and line.waitForReadyRead(answer_ms):
            return bytes(line.readAll().data()) == HEARD
    return False


def refused(theme: Theme, words: str) -> QDialog:
    """A small window of its own with a sentence, for a start that cannot go on."""
    window = QDialog()
    window.setWindowTitle("KapGuide")
    window.setPalette(theme.palette())
    window.setAutoFillBackground(True)
    window.setFixedWidth(WIDTH)
    column = QVBoxLayout(window)
    column.setContentsMargins(*[theme.sizes.grid * 3] * 4)
    column.setSpacing(theme.sizes.grid * 2)
    column.addWidget(Text(theme, words, Role.LABEL, "soft", wrap=True))
    close = Button(theme, "Close", kind=Kind.PRIMARY)
    close.clicked.connect(window.close)
    column.addWidget(close)
    close.setFocus()
    return window


def _say(sentence: str) -> None:
    refused(Theme.named("low-light", motion=False), sentence).exec()


def alone(home: Home, open_window: Callable[[], int], patience_s: float = PATIENCE_S) -> int:
    """Do `open_window` as the only window of `home`. Where there is one already, it comes to the front instead: nothing
    of it is touched, neither its sound nor its log. Raises KapGuideError when it does not answer, or when `open_window`
    cannot go on; a small window has said why.
    """
    end = time.monotonic() + patience_s
    while True:
        held = _hold_window(home)
        if ring(home):  # asked also with the lock in hand: its file may have been deleted under an open window
            if isinstance(held, HeldLock):
                held.release()
            if sys.stdout is not None:
                sys.stdout.write(f"{CAME_FORWARD}\n")
            return 0
        if not isinstance(held, AlreadyOpen):
            break
        if time.monotonic() > end:
            _say(NO_ANSWER)
            raise KapGuideError(NO_ANSWER, "the window that is open does not answer")
        time.sleep(AGAIN_S)  # perhaps it is just closing, or just opening
    try:
        return open_window()
    except KapGuideError as error:  # a start from an icon has no terminal that would say it
        _say(error.sentence)
        raise
    finally:
        if isinstance(held, HeldLock):
            held.release()


def _hold_window(home: Home) -> HeldLock | AlreadyOpen | None:
    try:
        return hold_window(home.make())
    except AlreadyOpen as open_elsewhere:
        return open_elsewhere
    except OSError:  # said when the window is made
        return None


def _names(home: Home) -> Iterator[str]:
    """Where the bell of a data folder hangs: in it, or where no socket can lie there, under a name made of its path."""
    if sys.platform != "win32":
        yield str(home.root / "window.sock")
    bound = hashlib.sha256(os.fsencode(home.root.resolve())).hexdigest()[:24]
    name = f"kapguide-{bound}"
    yield name if sys.platform == "win32" else str(Path(tempfile.gettempdir()) / name)
