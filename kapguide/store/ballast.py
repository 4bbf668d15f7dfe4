"""Room kept for a running session: a file that is given up when the disk is full, and a warning before it is."""

import os
import random
import shutil
from pathlib import Path

SIZE = 16 * 1024**2
LOW_SPACE = 500 * 1024**2


class Ballast:
    """A 16 MB file beside the record. Random bytes, so that no file system compresses them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lay(self) -> bool:
        """Make the file unless it is there or space is low; tell whether it is there now."""
        try:
            if self._path.exists():
                return True
            if shutil.disk_usage(self._path.parent).free < LOW_SPACE:
                return False
            with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(random.Random(0).randbytes(SIZE))
            return True
        except OSError:  # no ballast is no failure: the record itself is written
            return False

    def give_up(self) -> bool:
        """Free the space; False when there was none to free."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def space_warning(folder: Path) -> str:
    """A sentence when less than 500 MB are free where the record lies, else an empty string."""
    free = shutil.disk_usage(folder).free
    if free >= LOW_SPACE:
        return ""
    return f"Only {free // 1024**2} MB are free on the disk that holds the record. Make room before the next session."
