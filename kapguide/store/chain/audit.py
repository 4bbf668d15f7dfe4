"""The audit chain: each row's MAC covers the row before it, so that a changed, missing or added row shows.

It shows accidents, bugs and casual edits. Someone who has the unlocked key can rebuild it, unless its heads have
left the machine (anchor, backups, signed documents). It holds ids and hashes, never a client's words.
"""

import hashlib
import hmac
from collections.abc import Iterator, MutableMapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from kapguide.store.file.database import Database
from kapguide.store.times import spelled

START = "0" * 64
SPOT = 16
"""How much of a device's place names the machine and the path; the rest names the very file."""
EVENTS_APPENDED, TAKEN_IN = "events_appended", "taken_in"
COLUMNS = ("device_id", "seq", "epoch", "at", "author_id", "action", "subject", "detail")
_SELECT = f"SELECT {', '.join(COLUMNS)}, mac FROM audit"
INSERT = f"INSERT INTO audit ({', '.join(COLUMNS)}, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_encode = msgspec.json.Encoder().encode


class Head(msgspec.Struct, frozen=True):
    """The last row of one device's chain: what an anchor remembers."""

    device: str
    seq: int
    mac: str
    epoch: int
    place: str = ""
    """Where that device is: see `device.place_of`. Empty for one of the first version."""
    practice: str = ""


class BadRow(msgspec.Struct, frozen=True):
    """The first row that does not fit its chain."""

    device: str
    seq: int
    problem: str

    @property
    def sentence(self) -> str:
        return f"The audit chain breaks at row {self.seq} of device {self.device}: {self.problem}."


def sha256(*parts: bytes) -> str:
    """The hash of several pieces, each on a line of its own."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def chain_key(key: bytes, device: str, place: str, epoch: int) -> bytes:
    """The key of one device's chain in one epoch, bound to the place where the device is.

    A chain of the first version has no place, and the practice's audit key itself.
    """
    return hmac.digest(key, f"kapguide chain 2\n{device}\n{place}\n{epoch}".encode(), "sha256") if place else key


class Audit:
    """Appends to one device's chain, inside the transaction of the change that it records."""

    def __init__(self, key: bytes, device: str, author: str) -> None:
        self._key = key
        self.device = device
        self.author = author

    def flaw(self, db: Database) -> str:
        """Where the chain of any device breaks, in a sentence; empty where none does."""
        return chain_flaw(db, self._key)

    def append(
        self, db: Database, at: datetime, action: str, subject: str, *,
        sealed: Sequence[str] = (), dropped: Sequence[str] = (), by: str = "", **detail: Any,
    ) -> None:  # fmt: skip
        """Add a row about `subject`; `detail` holds ids, counts and hashes alone.

        `sealed` are the seals of the rows that the change wrote, `dropped` of those that it replaced or removed; `by`
        is who did it, where that is not whoever has the record open.
        """
        row = self.row(head(db, self.device), at, action, subject, sealed=sealed, dropped=dropped, by=by, **detail)
        db.conn.execute(INSERT, row)

    def row(
        self, before: Head, at: datetime, action: str, subject: str, *,
        sealed: Sequence[str] = (), dropped: Sequence[str] = (), by: str = "", **detail: Any,
    ) -> tuple[str | int, ...]:  # fmt: skip
        """The row that follows `before`, as it is stored."""
        detail |= {"sealed": sealed} if sealed else {}
        detail |= {"dropped": dropped} if dropped else {}
        epoch = max(before.epoch, detail.get("over_epoch", 0)) + 1 if action == "epoch_begun" else before.epoch
        stored = msgspec.json.encode(detail, order="sorted").decode()
        row = (self.device, before.seq + 1, epoch, spelled(at), by or self.author, action, subject, stored)
        return (*row, _mac(chain_key(self._key, self.device, before.place, epoch), before.mac, row))


def head(db: Database, device: str) -> Head:
    """The last row of the device's chain, or its start."""
    found = db.conn.execute(
        "SELECT seq, mac, epoch FROM audit WHERE device_id = ? ORDER BY seq DESC LIMIT 1", (device,)
    ).fetchone()
    seq, mac, epoch = found or (0, START, 1)
    return Head(device, seq, mac, epoch, places(db).get(device, ""), practice_of(db))


def places(db: Database) -> dict[str, str]:
    """Where each device is; the first version did not ask."""
    return {id: place[0] if place else "" for id, _, *place in db.conn.execute("SELECT * FROM device")}


def practice_of(db: Database) -> str:
    """The practice's id; empty in a record that was not opened since it has one."""
    found = db.conn.execute("SELECT value FROM meta WHERE key = 'practice_id'").fetchone()
    return str(found[0]) if found else ""


def rows(db: Database, action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Subject and detail of every row of one kind, in order."""
    found = db.conn.execute("SELECT subject, detail FROM audit WHERE action = ? ORDER BY device_id, seq", (action,))
    for subject, detail in found:
        yield subject, msgspec.json.decode(detail)


class _Seals(msgspec.Struct, gc=False):
    sealed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


_read_seals = msgspec.json.Decoder(_Seals).decode


class Chain(msgspec.Struct):
    """What a walk through all rows has found; `events`, `sealed` and `dropped` are all seals in order."""

    rows: int = 0
    bad: BadRow | None = None
    events: list[str] = []
    """Those of entries that were added: nearly all, on one machine in the order in which the entries lie."""
    sealed: list[str] = []
    dropped: list[str] = []
    problems: list[str] = []


def verify(db: Database, key: bytes) -> BadRow | None:
    """The first row of any device that breaks its chain, or None."""
    return walk(db, key).bad


def chain_flaw(db: Database, key: bytes) -> str:
    """Where the chain of any device breaks, in a sentence; empty where none does."""
    bad = verify(db, key)
    return bad.sentence if bad is not None else ""


def walk(db: Database, key: bytes) -> Chain:
    """Check every row of every device and collect the seals. A record has a row for each entry: this is written for
    speed."""
    chain = Chain()
    encode, read, where = _encode, _read_seals, places(db)
    device, seq, previous, epoch = "", 0, START, 0
    for row in db.conn.execute(f"{_SELECT} ORDER BY device_id, seq"):
        chain.rows += 1
        mac = row[8]
        if row[0] != device:
            device, seq, previous, epoch = row[0], 0, START, 0
        if row[2] != epoch:
            epoch = row[2]
            keyed = HMAC(chain_key(key, device, where.get(device, ""), epoch), SHA256())  # copied in half the time
        seq += 1
        problem = ""
        if row[1] != seq:
            problem = "the row is missing"
        else:
            own = keyed.copy()
            own.update(previous.encode() + b"\n" + encode(row[:8]))
            if own.finalize().hex() != mac:
                problem = "the row was changed"
        try:
            found = read(row[7])
        except (msgspec.DecodeError, UnicodeError):
            problem = problem or "the row cannot be read"
        else:
            if row[5] == EVENTS_APPENDED:
                chain.events += found.sealed
            else:
                chain.sealed += found.sealed
            if found.dropped:
                chain.dropped += found.dropped
            if found.problems:
                said = f"(Found when the record was sealed, {row[3][:10]}.)"
                chain.problems += [f"{each} {said}" for each in found.problems]
        if problem and chain.bad is None:
            chain.bad = BadRow(device, seq, problem)
        seq, previous = row[1], mac
    return chain


class Seal(msgspec.Struct, frozen=True):
    """Where a seal stands in the chain."""

    action: str
    subject: str
    seq: int


def find_seals(db: Database, wanted: MutableMapping[str, int]) -> Iterator[Seal]:
    """The audit rows that hold the `wanted` seals, one for each seal."""
    query = "SELECT action, subject, seq, detail FROM audit ORDER BY device_id, seq"
    for action, subject, seq, detail in db.conn.execute(query):
        try:
            found = _read_seals(detail)
        except (msgspec.DecodeError, UnicodeError):  # `verify` has named it
            continue
        for each in (*found.sealed, *found.dropped):
            if wanted.pop(each, 0):
                yield Seal(action, subject, seq)


def _mac(key: bytes, previous: str, row: Any) -> str:
    return hmac.digest(key, previous.encode() + b"\n" + _encode(row), "sha256").hex()
