"""The files of playlists and their labels, read with a bound."""

import stat
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.toml_file import escaped


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
