"""Copies of the private files, beside each backup of the record: as they lie here, and as unreadable to anybody else.

Nobody has the keys of all of them, so they are neither opened nor merged here. What comes back is laid where nothing
lies, or else beside it, and its author takes it in by reading (see `private_rows`): a way back loses nothing that was
written in private since.
"""

import io
import re
import zipfile
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.files import read_file, write_safely
from kapguide.paths import Home, private_folder
from kapguide.store.file.live_file import beside
from kapguide.store.private.private_file import FILES, next_returned, returned
from kapguide.store.private.private_waiting import add_all

MOST = 256 * 1024**2
"""Nobody writes so much in private (bytes)."""
_BELONGS = re.compile(r"[0-9A-Za-z-]{1,64}(\.[0-9]{1,4}|\.before-[0-9]{1,4})?\.(db|db-wal|waiting|vault\.json)")
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the same files make the same copy."""


class NoCopies(KapGuideError):
    """What lies there is no copy of private files; nothing was taken from it."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path.name} should hold private notes, and is damaged. Nothing was taken from it.", detail)


def copies(home: Home) -> bytes:
    """All private files in one; empty where there is none. Raises OSError."""
    found = _lying(home)
    if not found:
        return b""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in found.items():
            archive.writestr(zipfile.ZipInfo(name, _WHEN), data)
    return packed.getvalue()


def _lying(home: Home) -> dict[str, bytes]:
    with FILES:
        belonging = [path for path in sorted(home.private.glob("*")) if _BELONGS.fullmatch(path.name)]
        read = ((path.name, read_file(path, MOST)) for path in belonging)
        return {name: data for name, data in read if data}


def lay_back(home: Home, packed: Path) -> None:
    """Put what a copy holds here: in its place where nothing lies there, else beside it.

    Raises NoCopies before anything is written, and OSError; done once more it changes nothing.
    """
    if packed.exists():
        _lay(home, _unpacked(packed))


def flaw_of_copies(packed: Path) -> str:
    """What is to be said of a copy from which nothing can be taken; empty for a good one, and where there is none.
    Raises OSError."""
    try:
        if packed.exists():
            _unpacked(packed)
    except NoCopies as failure:
        return failure.sentence
    return ""


def has_other_private(home: Home, other: Home) -> bool:
    """Whether private files lie in another copy of the practice that are not here as they lie there."""
    return bool(_lying(other).items() - _lying(home).items())


def lay_from(home: Home, other: Home) -> None:
    """Put the private files of another copy of the practice here, in the same way. Raises OSError."""
    _lay(home, _lying(other))


def _lay(home: Home, found: dict[str, bytes]) -> None:
    with FILES:
        private_folder(home.private)
        for name, data in found.items():
            path = home.private / name
            if path.suffix == ".db":
                _lay_file(path, data, found.get(f"{name}-wal"))
            elif not path.exists():
                if path.suffix != ".db-wal":  # it goes with its file
                    write_safely(path, data)
            elif path.suffix == ".waiting" and data not in path.read_bytes():
                add_all(path, data)


def _lay_file(path: Path, data: bytes, wal: bytes | None) -> None:
    """A private file, with what was not yet copied into it: in its place, or beside the one that lies there."""
    if path.exists() and path.stat().st_size:
        if data in [each.read_bytes() for each in (path, *returned(path))]:
            return
        path = next_returned(path)
    beside(path, "-wal").unlink(missing_ok=True)  # another file's would be read into this one
    if wal is not None:
        write_safely(beside(path, "-wal"), wal)
    write_safely(path, data)


def _unpacked(packed: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(read_file(packed, MOST))) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST:
                raise NoCopies(packed, "too large")
            if not all(_BELONGS.fullmatch(member.filename) for member in members):
                raise NoCopies(packed, "a strange name")
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise NoCopies(packed, type(error).__name__) from error
