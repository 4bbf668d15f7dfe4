"""Writes a document where a person wants it: whole or not at all, readable by its owner alone, over nothing else."""

import errno
import os
import re
import secrets
import unicodedata
from contextlib import suppress
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.export.report import SessionReport

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""Open a file that was not there; a link to nowhere counts as being there."""


def export_name(report: SessionReport, suffix: str) -> str:
    """`2026-11-22-M-014-session-2.pdf`; whatever is no letter and no digit, of any script, becomes a hyphen."""
    date = f"{report.started.local:%Y-%m-%d}" if report.started else "undated"
    client = in_a_name(report.client_code) or "client"
    rehearsal = "-rehearsal" if report.rehearsal else ""
    return f"{date}-{client}-session-{report.number}{rehearsal}.{suffix}"


def in_a_name(text: str) -> str:
    """At most 40 signs of it: letters and digits of any script, and hyphens for all else."""
    kept = (sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else "-" for sign in text)
    return re.sub("-+", "-", "".join(kept)).strip("-")[:40]


def write_export(folder: Path, name: str, data: bytes) -> Path:
    """Write `data` as `name` in `folder`, or as `name-2`, `name-3` when that is taken; return where it lies.

    The folder is made if need be. The file is written aside, flushed to the disk and moved into place, mode 0600.
    Raises KapGuideError when the folder cannot be one, is full or cannot be written to, or when a symbolic link lies in
    the file's place.
    """
    if Path(name).name != name or name == "..":
        raise ValueError("an export's name has no folders in it")
    aside = folder / f".kapguide-{secrets.token_hex(8)}.part"
    try:
        _make(folder)
        with os.fdopen(os.open(aside, _NEW, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        target = _claimed(folder, name)
        try:
            aside.replace(target)
        except OSError:
            target.unlink()
            raise
    except OSError as error:
        raise KapGuideError(_sentence(folder, error), f"errno {error.errno}") from error
    finally:
        with suppress(OSError):
            aside.unlink()
    _flush(folder)
    return target


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise KapGuideError(
            f"“{folder}” is not a folder and cannot be one: a file has that name. Nothing was written; choose another "
            "place.",
            f"errno {error.errno}",
        ) from error


def _claimed(folder: Path, name: str) -> Path:
    """The first free name, taken with an empty file so that no one else can take it in between."""
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
        if path.is_symlink():
            raise KapGuideError(
                f"In place of “{path.name}” lies a link to somewhere else. Nothing was written; choose another folder."
            )
        try:
            os.close(os.open(path, _NEW, 0o600))
        except FileExistsError:
            number += 1
        else:
            return path


def _flush(folder: Path) -> None:
    """Let the new name reach the disk too. The document itself is there already, and some systems open no folders."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sentence(folder: Path, error: OSError) -> str:
    if error.errno in _NO_ROOM:
        reason = "There is no room left"
    elif error.errno in _NOT_ALLOWED:
        reason = "KapGuide may not write there"
    else:
        reason = f"The system says: {error.strerror}"
    return f"Nothing was written to “{folder}”. {reason}. What was saved before is as it was; choose another place."
