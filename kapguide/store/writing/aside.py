"""Entries that could not be saved: an encrypted file beside the record, taken in at the next start.

A full disk is why most of them cannot be saved, so room for the file is kept from the start: the reserve is written
over in place, which takes no new room. Where the record's drive takes nothing at all, is gone or does not answer, the
file is laid into the person's own folder.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kapguide.files import read_file, stamp, sync_folder, write_safely
from kapguide.jobs import within
from kapguide.log import log
from kapguide.store.chain.audit import TAKEN_IN, Audit, rows, sha256
from kapguide.store.failures import StoreFailure, explain
from kapguide.store.file.database import Database, transaction
from kapguide.store.tables.signature_tables import opened
from kapguide.store.writing.entries import Entry, FirstNote, NoteKept, NoteSigned, said

RESERVE = 1024 * 1024
"""Bytes laid down beforehand: what a full disk does not take has room here."""
MOST = 1024 * 1024 * 1024
"""No window has that much to put aside (bytes)."""
ANSWER_S, LAST_ANSWER_S = 2.0, 5.0
"""A drive that takes longer is taken for one that does not answer; the last one is waited for a little more."""
_MAGIC = b"KapGuide unsaved 1\n"
_NONCE = 12
_LENGTH = 8
_PATTERN = "unsaved-*.sealed"


class _Sealed(msgspec.Struct, frozen=True):
    entries: list[Entry]


class _Found(msgspec.Struct, frozen=True):
    """The same, by this version or an older one."""

    entries: list[Entry | FirstNote]


class Aside:
    """The file of one open record: `put` writes what waits into it, `drop` removes it once all is saved."""

    def __init__(self, folder: Path, main_key: bytearray, at: datetime, elsewhere: Sequence[Path] = ()) -> None:
        """`elsewhere` are folders for when nothing can be written into `folder`."""
        self._reserve = folder / "unsaved.reserve"
        self._key = _key(main_key)
        name = f"unsaved-{stamp(at)}-{secrets.token_hex(4)}.sealed"
        self.path = folder / name
        self._elsewhere = tuple(place / f"{_mark(main_key)}-{name}" for place in elsewhere)
        self._lies = self.path
        self._put: Sequence[Entry] | None = None
        self._end = 0
        self._under_way: Future[None] | None = None

    def lay(self) -> None:
        """Keep room for the file, if there is any to keep."""
        if not self._reserve.exists():
            try:
                write_safely(self._reserve, os.urandom(RESERVE))
            except OSError as error:
                log.warning("no room kept for unsaved entries: %s", type(error).__name__)

    def put(self, entries: Sequence[Entry]) -> Path:
        """Write `entries` in place of what was put before; return the file. Raises StoreFailure."""
        if entries != self._put:
            self._lies = self._written(_seal(self._key, list(entries)))
            self._put = list(entries)
        return self._lies

    def drop(self) -> None:
        """All of it is saved by now."""
        if self._put is not None:
            self._put = None
            self.path.unlink(missing_ok=True)
            self._clear_elsewhere()

    def _written(self, data: bytes) -> Path:
        """Where `data` lies now: beside the record, or elsewhere. Raises StoreFailure."""
        try:
            if self._under_way is not None and not self._under_way.done():
                raise TimeoutError  # what it has not written yet would come later, over what is newer
            self._under_way = within(ANSWER_S, lambda: self._write(data))
            self._under_way.result(0)
        except OSError as error:
            for place in self._elsewhere:
                with suppress(OSError):
                    within(LAST_ANSWER_S, lambda place=place: write_safely(place, data)).result(0)  # type: ignore[misc]
                    return place
            raise explain(error) or error from error
        self._clear_elsewhere()
        return self.path

    def _write(self, data: bytes) -> None:
        try:
            write_safely(self.path, data)
            self._end = len(data)
        except OSError as error:
            try:
                self._write_over(data)
            except OSError:
                raise error from None

    def _clear_elsewhere(self) -> None:
        if self._lies != self.path:
            with suppress(OSError):
                self._lies.unlink(missing_ok=True)
            self._lies = self.path

    def _write_over(self, data: bytes) -> None:
        """Into room that is there already: the reserve's, or behind what was put before, which stays whole."""
        laid = self._reserve.exists()
        place, start = (self._reserve, 0) if laid else (self.path, self._end)
        if start + len(data) > place.stat().st_size >= len(data):
            start = 0
        with place.open("r+b") as file:
            file.seek(start)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._end = start + len(data)
        if laid:
            place.replace(self.path)
            sync_folder(self.path.parent)


def take_in(
    folder: Path, main_key: bytearray, db: Database, audit: Audit, at: datetime, settled: Callable[[], object],
    elsewhere: Sequence[Path] = (),
) -> tuple[str, ...]:  # fmt: skip
    """Apply what earlier windows could not save; a sentence for each file. `settled` is called before one is removed.

    Never raises for a file: one that cannot be read, or not whole, is kept and named. What is in one is taken in once,
    all of it in one step: a file that stays until later takes nothing back that was written meanwhile.
    """
    found = lying(folder, main_key, elsewhere)
    return tuple(_take(path, _key(main_key), db, audit, at, settled) for path in found)


def lying(folder: Path, main_key: bytearray, elsewhere: Sequence[Path] = ()) -> list[Path]:
    """The files that wait to be taken in."""
    return [*sorted(folder.glob(_PATTERN)), *_found(elsewhere, f"{_mark(main_key)}-{_PATTERN}")]


def _found(folders: Sequence[Path], pattern: str) -> Iterator[Path]:
    for folder in folders:
        with suppress(OSError):
            yield from sorted(folder.glob(pattern))


def _take(path: Path, key: bytes, db: Database, audit: Audit, at: datetime, settled: Callable[[], object]) -> str:
    try:
        data = read_file(path, MOST)
        entries = _open(data, key)
    except (OSError, ValueError, InvalidTag, msgspec.DecodeError):
        return (
            f"{path.name} should hold entries that could not be saved, but it is damaged or another practice’s. "
            "It was left where it is; everything else is here."
        )
    try:
        refused = _taken_once(entries, sha256(data), db, audit, at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the file is kept and the record opens
        log.warning("entries put aside were not taken in: %s", type(error).__name__)
        return (
            f"Not yet taken into the record, from an earlier time: {said(entries)}. "
            f"{(explain(error) or StoreFailure).cause}, then start KapGuide again. Until then they are kept in "
            f"{path.name}."
        )
    try:
        settled()
    except Exception as error:
        if explain(error) is None:
            raise
        log.warning("what was taken in is not indexed yet: %s", type(error).__name__)
        return f"Taken into the record, and kept in {path.name} until the next start: {said(entries)}."
    if refused:
        kept = path.with_suffix(".refused")
        path.replace(kept)
        return f"{refused} of the entries that waited to be saved do not fit the record. They are kept in {kept.name}."
    path.unlink(missing_ok=True)
    return f"Taken into the record, from the last time KapGuide was open: {said(entries)}."


def _taken_once(entries: Sequence[Entry], mark: str, db: Database, audit: Audit, at: datetime) -> int:
    """Apply all entries in one transaction, unless the record says that it has them; how many do not fit it. Raises
    what the disk refuses."""
    before = dict(rows(db, TAKEN_IN))
    if mark in before:
        return int(before[mark]["refused"])
    with transaction(db):
        with opened(db):  # some may have been written before their note was signed
            refused = sum(not _fits(entry, db, audit) for entry in entries)
        audit.append(db, at, TAKEN_IN, mark, refused=refused)
    return refused


def _fits(entry: Entry, db: Database, audit: Audit) -> bool:
    """Apply an entry; one that does not fit the record leaves nothing behind."""
    db.conn.execute("SAVEPOINT entry")
    try:
        entry.apply_late(db, audit) if isinstance(entry, NoteKept | NoteSigned) else entry.apply(db, audit)
    except Exception as error:
        if explain(error) is not None:
            raise
        log.warning("an entry put aside was not taken in: %s", type(error).__name__)
        db.conn.execute("ROLLBACK TO entry")
        fits = False
    else:
        fits = True
    db.conn.execute("RELEASE entry")
    return fits


def _mark(main_key: bytearray) -> str:
    """What the files of this practice begin with where those of others may lie, too."""
    return f"kapguide-{hmac.digest(main_key, b'kapguide unsaved names 1', 'sha256').hex()[:8]}"


def _key(main_key: bytearray) -> bytes:
    """The file's own key, derived from the data key."""
    return hmac.digest(main_key, b"kapguide unsaved entries 1", "sha256")


def _seal(key: bytes, entries: list[Entry]) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, msgspec.json.encode(_Sealed(entries)), _MAGIC)
    return _MAGIC + len(sealed).to_bytes(_LENGTH, "big") + sealed


def _open(data: bytes, key: bytes) -> list[Entry]:
    """The entries that were put last; what lies behind them is left over from the reserve, or from a write cut off."""
    start, entries = 0, None
    while data.startswith(_MAGIC, start):
        begin = start + len(_MAGIC) + _LENGTH
        start = begin + int.from_bytes(data[start + len(_MAGIC) : begin], "big")
        sealed = data[begin:start]
        try:
            entries = msgspec.json.decode(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _MAGIC), type=_Found)
        except (ValueError, InvalidTag, msgspec.DecodeError):
            if entries is None:
                raise
            break
    if entries is None:
        raise ValueError("not a file of unsaved entries")
    return [entry.today() if isinstance(entry, FirstNote) else entry for entry in entries.entries]
