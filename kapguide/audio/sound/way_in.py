"""Where a window finds the sound process. What is taken away from under it is put back. Standard library only."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from kapguide.audio.sound.link import Busy, LinkServer, Position, SoundLock

log = logging.getLogger(__name__)

LOOK_S = 1.0
"""Between two looks at the folder."""


class WayIn:
    """The lock, the address and the memory of the position in a folder. Without them the next window would find no
    music, and begin another beside it that nobody can silence."""

    def __init__(
        self,
        folder: Path,
        lock: SoundLock,
        serve: Callable[[LinkServer], None],
        remember: Callable[[Position], object],
    ) -> None:
        """`serve` lets windows in, on a thread of its own; `remember` takes a position that is to be written, too."""
        self._folder, self._lock, self._serve, self._remember = folder, lock, serve, remember
        self._server = self._open()
        self._stumbled = False

    def _open(self) -> LinkServer:
        server = LinkServer(self._folder)
        threading.Thread(target=self._serve, args=[server], name="link", daemon=True).start()
        return server

    def watch(self, ended: threading.Event) -> None:
        """Look again and again, on a thread of its own: a disk that hangs holds up nothing else."""
        while not ended.wait(LOOK_S):
            try:
                self.look()
            except Busy:  # a window that tries the lock, or another process: until it lets go
                continue
            except Exception:
                if not self._stumbled:
                    self._stumbled = True
                    log.exception("the way in could not be put back")

    def look(self) -> None:
        """Put back what is gone; a data folder that is gone itself is not made anew. Raises Busy, OSError."""
        if self._lock.there and self._server.there:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if not self._lock.there:
            self._lock = SoundLock(self._folder)
            self._remember(Position(self._folder, create=True))
        self._server.closed.set()
        self._server = self._open()

    def close(self) -> None:
        """Let nobody in any more."""
        self._server.close()
