"""All entries of the record, read once for all that looks at each of them: no other table has nearly as many rows."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from kapguide.store.chain.seals import select, spelled, spelled_here
from kapguide.store.checking.agreement import repeats_its_body
from kapguide.store.file.database import Database, DriverError

_SEEN = "payload_json, kind, text, supersedes, row, session_id, device_id, device_seq FROM session_event ORDER BY row"
_SPELLED = f"SELECT {spelled('session_event')}, {_SEEN}"


class EntriesOf(msgspec.Struct, gc=False):
    """The entries of one session: their seals as a signature takes them, without their numbers of their device."""

    seals: list[str] = []
    device: str = ""
    last: int = 0
    alike: bool = True
    """Whether they are all of that one device, and have a number: up to the `last`."""


class EntriesRead(msgspec.Struct, gc=False):
    """What was seen of them, in the order in which they lie."""

    seals: list[str] = []
    otherwise: list[int] = []
    """The rows whose columns are not, to the letter, what stands in their bodies."""
    signed: dict[str, EntriesOf] = {}
    """Those of sessions whose notes are signed."""
    all_of_them: bool = False


def read_entries(db: Database, read: EntriesRead | None = None) -> EntriesRead:
    """Read them, into `read` where that is given."""
    read = read or EntriesRead()
    try:
        _read(db, db.conn.execute(_SPELLED), read)
    except DriverError:
        _read(db, _spelled_here(db), read)
    read.all_of_them = True
    return read


def _spelled_here(db: Database) -> Iterator[tuple[Any, ...]]:
    """The same rows, where the database cannot spell one of them."""
    every = db.conn.execute(f"{select('session_event')} ORDER BY row")
    beside = db.conn.execute(f"SELECT {_SEEN}")
    return ((spelled_here("session_event", row), *seen) for row, seen in zip(every, beside, strict=True))


def _read(db: Database, rows: Iterable[tuple[Any, ...]], read: EntriesRead) -> None:
    """Written for speed, as the walk through the audit chain is."""
    seals, otherwise, sha256 = list[str](), list[int](), hashlib.sha256
    signed = {note: EntriesOf() for (note,) in db.conn.execute("SELECT DISTINCT note_id FROM signature")}
    session, mine = "", None
    for itself, body, kind, text, supersedes, row, of, device, number in rows:
        seals.append(sha256(itself).hexdigest())
        if not repeats_its_body(body, kind, text, supersedes):
            otherwise.append(row)
        if of != session:
            session, mine = of, signed.get(of)
        if mine is not None:
            author = itself.rindex(b',"')  # the last cell; the one before it is the number
            unnumbered = itself[: itself.rindex(b",", 0, author)] + b",0" + itself[author:]
            mine.seals.append(sha256(unnumbered).hexdigest())
            if number > mine.last:
                mine.last = number
            if number < 1 or device != mine.device:
                mine.alike = mine.alike and number > 0 and not mine.device
                mine.device = device
    read.seals, read.otherwise, read.signed = seals, otherwise, signed
