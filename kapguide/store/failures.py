"""What can go wrong with the record's file: known failures with a sentence each. Everything else is a bug."""

import errno
from typing import TypeVar

from kapguide.errors import KapGuideError


class StoreFailure(KapGuideError):
    """A known failure of the record's file; the writer keeps its work in memory and tries again."""

    cause = "The record’s file cannot be written. Check the disk and its folder"
    """What is wrong and what to do about it, for those who wait and would rather not begin."""


F = TypeVar("F", bound=StoreFailure)


class DiskFull(StoreFailure):
    """No room is left."""

    cause = "The disk is full. Delete or move large files"


class Locked(StoreFailure):
    """Another program holds the file."""

    cause = "The record is held by another program. Close it"


class Unwritable(StoreFailure):
    """The file or its folder cannot be reached, read or written."""


class Damaged(StoreFailure):
    """What lies in the file is not what was written there."""

    cause = "The record’s file is damaged. Restore the newest backup"


class CutOff(Damaged):
    """The file was made shorter under an open window: writing on would spoil what is left of it."""

    def __init__(self) -> None:
        super().__init__(
            "Another program has cut off the record's file, and nothing more is written to it. What was written in "
            "this window, and what you write from now on, is kept, encrypted, beside the record; the session and the "
            "music go on. When the session is over, close KapGuide and start it again: it says how to go on.",
            "the record or its -wal grew shorter",
        )


class WrongKey(StoreFailure):
    """The file does not open with this key. The vault proves its keys, so the file is damaged or another's."""


class NewerSchema(StoreFailure):
    """A newer KapGuide wrote the file."""


class RecordClosed(StoreFailure):
    """Somebody still asks a record that was closed: a window that locks does not wait for them."""

    def __init__(self) -> None:
        super().__init__("The record was closed meanwhile. Open it again.", "a closed record was asked")


_FULL, _BUSY, _LOCKED, _CORRUPT, _NOT_A_DATABASE = 13, 5, 6, 11, 26
_UNREACHABLE = {3, 8, 10, 14}  # PERM, READONLY, IOERR, CANTOPEN
_BY_WORDS = {
    "database or disk is full": _FULL,
    "database is locked": _BUSY,
    "database table is locked": _LOCKED,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "unable to open database file": 14,
    "database disk image is malformed": _CORRUPT,
    "file is not a database": _NOT_A_DATABASE,
}
"""SQLite's own words for these codes: the driver's copying of a whole file raises errors that carry no code."""
_OUT_OF_ROOM = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def explain(error: BaseException) -> StoreFailure | None:
    """The known failure behind an error of SQLite or the system, or None: then it is a bug."""
    if isinstance(error, StoreFailure):
        return error
    detail = f"{type(error).__name__} {getattr(error, 'sqlite_errorname', '') or getattr(error, 'errno', '')}"
    if isinstance(error, OSError):
        return disk_full(detail) if error.errno in _OUT_OF_ROOM else unwritable(detail)
    code = getattr(error, "sqlite_errorcode", None)
    if code is None and type(error).__module__.startswith("sqlcipher3"):
        code = _BY_WORDS.get(str(error))
    if code is None:
        return None
    primary = code & 0xFF
    if primary == _FULL:
        return disk_full(detail)
    if primary in (_BUSY, _LOCKED):
        return _in_a_session(
            Locked(
                "The record is held by another program. What you write is kept and saved as soon as it is free; "
                "close any other program that has it open.",
                detail,
            )
        )
    if primary in _UNREACHABLE:
        return unwritable(detail)
    if primary == _CORRUPT:
        return damaged(detail)
    if primary == _NOT_A_DATABASE:
        return WrongKey(
            "The record does not open with this practice's key: its beginning is damaged, or it belongs to another "
            "practice. Nothing was changed. Restore the newest backup.",
            detail,
        )
    return None


def whole(text: str) -> str:
    """`text` as it was read. SQLCipher reads a bad page of a long text as zeros, and no stored text holds one."""
    if "\0" in text:
        raise damaged("zeros in a text")
    return text


def disk_full(detail: str = "") -> DiskFull:
    return _in_a_session(
        DiskFull(
            "The disk is full. What you write is kept in memory and saved as soon as there is room; "
            "the session and the music go on. Delete or move large files.",
            detail,
        )
    )


def unwritable(detail: str = "") -> Unwritable:
    return _in_a_session(
        Unwritable(
            "The record's file cannot be written or reached. What you write is kept in memory and tried again; "
            "the session and the music go on. Check the disk and its folder.",
            detail,
        )
    )


def damaged(detail: str = "") -> Damaged:
    return _in_a_session(
        Damaged(
            "The record's file is damaged. Nothing was deleted, and what was written since is kept in memory. "
            "Restore the newest backup.",
            detail,
        )
    )


def _in_a_session(failure: F) -> F:
    """A failure whose sentence is for a window in which somebody writes."""
    failure.outside = f"{failure.cause}."
    return failure
