"""The files of playlists and their labels: read with a bound, written so that there is the old one or the new one."""

import os
import secrets
import stat
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.session.toml_file import escaped


def read_bytes(file: Path, cap: int, what: str) -> bytes:
    """What is in a real file of at most `cap` bytes. Raises KapGuideError; `what` says what it is, such as playlist."""
    name = f"The {what} {escaped(file.name)}"
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise KapGuideError(f"{name} cannot be read: it is not a file.")
        with file.open("rb") as stream:
            data = stream.read(cap + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or str(error)
        raise KapGuideError(f"{name} cannot be read: {said}.", str(error)) from error
    if len(data) > cap:
        raise KapGuideError(f"{name} is larger than {cap // 1_000_000} MB. It was not read.")
    return data


def write_safely(file: Path, data: bytes) -> None:
    """Replace `file`, or make it. It keeps its permissions. Raises OSError and then leaves what was there."""
    temporary = file.with_name(f".{secrets.token_hex(8)}.kapguide")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            temporary.chmod(stat.S_IMODE(file.stat().st_mode))
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last where a folder can be opened for it; Windows has no such thing."""
    directory = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return
    handle = os.open(folder, directory)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
