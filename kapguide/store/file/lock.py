"""One program at a time writes a practice's record, and one window at a time shows it."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.failures import StoreFailure, unwritable


class AlreadyOpen(KapGuideError):
    """Another window, or another program, has this practice open."""

    def __init__(self) -> None:
        super().__init__("This practice is already open in another KapGuide window. Use that one, or close it first.")


class HeldLock:
    """A lock that this process has; it goes with the process, however that ends."""

    def __init__(self, file: FileLock, folder: int | None = None) -> None:
        self._file = file
        self._folder = folder

    def release(self) -> None:
        """Let others have it."""
        self._file.release()
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


def hold(home: Home) -> HeldLock:
    """Take the practice's lock, to write its record. Raises AlreadyOpen or StoreFailure.

    A lock file that is deleted would let a second writer in by a new one; so the folder itself is locked too, which
    nobody takes away without taking the record with it. (Windows lets nobody delete a file that is held.)
    """
    try:
        folder = _lock_folder(home.root)
        try:
            return HeldLock(_take(home.root / "kapguide.lock"), folder)
        except BaseException:
            if folder is not None:
                os.close(folder)
            raise
    except OSError as error:
        raise unwritable(str(error)) from error


def hold_window(home: Home) -> HeldLock | None:
    """Take the right to show the practice in a window; None where the folder takes no file. Raises AlreadyOpen."""
    try:
        return HeldLock(_take(home.root / "window.lock"))
    except OSError:
        return None


def is_written(home: Home) -> bool:
    """Whether some program writes the record just now."""
    try:
        hold(home).release()
    except AlreadyOpen:
        return True
    except StoreFailure:
        pass  # where nobody can, nobody does
    return False


def _take(path: Path) -> FileLock:
    # Not `thread_local`: it may be let go of on another thread than the one that took it.
    lock = FileLock(path, timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise AlreadyOpen from error
    return lock


def _lock_folder(folder: Path) -> int | None:
    """The open folder, locked; None where a system cannot. Raises AlreadyOpen, OSError."""
    if sys.platform == "win32":
        return None
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            raise AlreadyOpen from error
        return None  # a file system without such locks has the lock file all the same
    return handle
