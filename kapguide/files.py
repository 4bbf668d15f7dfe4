"""Files: written whole or not at all, read without an editor's mark, and found however their accents are spelled."""

import errno
import os
import secrets
import stat
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


def write_safely(path: Path, data: bytes, *, private: bool = True) -> None:
    """Replace `path` by `data`, readable by its owner alone, whatever the umask; what is not `private` is as readable
    as it was, or as its folder. Raises OSError and then leaves the old file."""
    temporary = path.with_name(f".{secrets.token_hex(8)}.kapguide")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        close_to_others(temporary, 0o600 if private else _open_to_others(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _open_to_others(path: Path) -> int:
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    return 0o600 | stat.S_IMODE(path.parent.stat().st_mode) & 0o644


def private_file(path: Path) -> None:
    """Make an empty file at `path` for its owner alone, unless one is there. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        os.close(os.open(path, flags, 0o600))
    except FileExistsError:
        return
    close_to_others(path, 0o600)  # the umask may have taken even that away


def close_to_others(path: Path, mode: int) -> None:
    """Give what was just made that mode. A stick's FAT knows no owner, and refuses: it takes what is copied all the
    same."""
    if os.name == "posix":
        with suppress(PermissionError):
            path.chmod(mode)


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


def read_file(path: Path, most: int) -> bytes:
    """What is in an ordinary file. Raises OSError, also for a pipe or a device, which would be waited for, and for what
    is longer than `most` bytes."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, "it is far too long", str(path))
    return data


def text_of(data: bytes) -> str:
    """The text of a file that a person may have written. The mark that editors put before UTF-8 is no part of it.

    Raises UnicodeDecodeError where it is not UTF-8.
    """
    return data.decode("utf-8-sig")


class Spellings:
    """Finds files whose accents are composed in one place and apart in another, as systems and programs leave them.

    A folder is listed once at most, and only when a name is not there as it is written.
    """

    def __init__(self) -> None:
        self._listed: dict[Path, dict[str, str]] = {}

    def find(self, folder: Path, parts: Sequence[str]) -> Path:
        """The path below `folder` that `parts` mean; as it is written where there is none. Raises OSError."""
        found = folder.joinpath(*parts)
        if all(part.isascii() for part in parts) or found.exists():
            return found
        found = folder
        for part in parts:
            written = found / part
            found = (
                written if part.isascii() or written.exists() else found / self._names(found).get(composed(part), part)
            )
        return found

    def _names(self, folder: Path) -> dict[str, str]:
        """Each name in `folder` by its composed form; none where it cannot be listed."""
        if folder not in self._listed:
            try:
                self._listed[folder] = {composed(there.name): there.name for there in sorted(folder.iterdir())}
            except OSError:
                self._listed[folder] = {}
        return self._listed[folder]


def composed(name: str) -> str:
    """`name` with its accents composed, for comparing."""
    return unicodedata.normalize("NFC", name)


def stamp(moment: datetime) -> str:
    """`moment` as it stands in file names, in UTC: `20260131-140509`."""
    return moment.astimezone(UTC).strftime("%Y%m%d-%H%M%S")
