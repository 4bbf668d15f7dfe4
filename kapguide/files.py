"""Files that are either the old one or the new one, whatever happens between: written beside, synced, renamed."""

import os
import secrets
import stat
from datetime import datetime
from pathlib import Path


def write_safely(path: Path, data: bytes, *, private: bool = True) -> None:
    """Replace `path` by `data`, readable by its owner alone; what is not `private` is as readable as it was, or as
    any new file. Raises OSError and then leaves the old file."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.kapguide")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600 if private else 0o666), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private and path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Wait until what was written to `path` is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last. Windows cannot open a folder, and needs no such thing."""
    directory = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return
    handle = os.open(folder, directory)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stamp(moment: datetime) -> str:
    """`moment` as it stands in file names: `20260131-140509`."""
    return moment.strftime("%Y%m%d-%H%M%S")
