"""Room kept for a running session: a file that is given up when the disk is full, and a warning before it is."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kapguide.paths import Home
from kapguide.store.chain.anchor import RecordsMissing
from kapguide.store.failures import DiskFull, StoreFailure

_Done = TypeVar("_Done")
SPENT = (
    "Everything is saved. The disk is full, and the room that is kept for this moment is in use: delete or move large "
    "files when there is time."
)
"""What is said of it in a running session, calmly: the session and its record go on."""
SIZE, PIECE = 16 * 1024**2, 256 * 1024
LOW_SPACE = 500 * 1024**2
"""With less free than this it is said, long before anything fails."""
FULL = 1024**2
"""With less than this nothing more can be written; so much is needed to open a record."""


class Ballast:
    """A 16 MB file beside the record. Random bytes, so that no file system compresses them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.spent = False
        """Whether it was given up since this was made, and is not back."""

    def lay(self) -> bool:
        """Make the file unless it is there or space is low; tell whether it is there now."""
        try:
            if self._path.exists():
                self.spent = False
                return True
            if shutil.disk_usage(self._path.parent).free < LOW_SPACE:
                return False
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                chance = random.Random(0)
                for _ in range(SIZE // PIECE):  # at once it would be 16 MB in memory too, which a process keeps
                    file.write(chance.randbytes(PIECE))
            self.spent = False
            return True
        except OSError:  # no ballast is no failure: the record itself is written
            return False

    def give_up(self) -> bool:
        """Free the space; False when there was none to free."""
        try:
            self._path.unlink()
        except OSError:
            return False
        self.spent = True
        return True


def in_room(home: Home, work: Callable[[], _Done]) -> _Done:
    """Do `work`; where it fails on a disk that is full, once more without the ballast."""
    try:
        return work()
    except RecordsMissing:
        raise
    except StoreFailure as failure:
        full = isinstance(failure, DiskFull) or free_space(home.root) < FULL
        if not full or not Ballast(home.root / "ballast").give_up():
            raise
    return work()


def free_space(folder: Path) -> int:
    """Free bytes where `folder` lies; plenty where the system does not tell."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 1 << 60


def space_warning(folder: Path) -> str:
    """A sentence when less than 500 MB are free where the record lies, else an empty string."""
    free = free_space(folder)
    if free >= LOW_SPACE:
        return ""
    kept = (folder / "ballast").exists()
    spent = "" if kept else " The room that KapGuide keeps for a running session is used up or could not be kept."
    return (
        f"Only {free // 1024**2} MB are free on the disk that holds the record.{spent} "
        "Make room before the next session."
    )
