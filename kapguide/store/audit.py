"""The audit chain: each row's MAC covers the row before it, so that a changed, missing or added row shows.

It shows accidents, bugs and casual edits. Someone who has the unlocked key can rebuild it, unless its heads have
left the machine (anchor, backups, signed documents). It holds ids and hashes, never a client's words.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from kapguide.store.database import Database

START = "0" * 64
_COLUMNS = ("device_id", "seq", "epoch", "at", "author_id", "action", "subject", "detail")
_SELECT = f"SELECT {', '.join(_COLUMNS)}, mac FROM audit"


class Head(msgspec.Struct, frozen=True):
    """The last row of one device's chain: what an anchor remembers."""

    device: str
    seq: int
    mac: str
    epoch: int


class BadRow(msgspec.Struct, frozen=True):
    """The first row that does not fit its chain."""

    device: str
    seq: int
    problem: str


def audit_key(main: bytearray) -> bytes:
    """The chain's own key, derived from the data key."""
    return hmac.digest(main, b"kapguide audit chain 1", "sha256")


def sha256(*parts: bytes) -> str:
    """The hash of several pieces, each on a line of its own."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


class Audit:
    """Appends to one device's chain, inside the transaction of the change that it records."""

    def __init__(self, key: bytes, device: str, author: str) -> None:
        self._key = key
        self.device = device
        self.author = author

    def append(self, db: Database, at: datetime, action: str, subject: str, **detail: Any) -> None:
        """Add a row about `subject`; `detail` holds ids, counts and hashes alone."""
        last = head(db, self.device)
        epoch = last.epoch + 1 if action == "epoch_begun" else last.epoch
        stored = msgspec.json.encode(detail, order="sorted").decode()
        row = (self.device, last.seq + 1, epoch, at.isoformat(), self.author, action, subject, stored)
        db.conn.execute(
            f"INSERT INTO audit ({', '.join(_COLUMNS)}, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, _mac(self._key, last.mac, row)),
        )


def head(db: Database, device: str) -> Head:
    """The last row of the device's chain, or its start."""
    found = db.conn.execute(
        "SELECT seq, mac, epoch FROM audit WHERE device_id = ? ORDER BY seq DESC LIMIT 1", (device,)
    ).fetchone()
    return Head(device, *found) if found else Head(device, 0, START, 1)


def rows(db: Database, action: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Subject and detail of every row of one kind, in order."""
    found = db.conn.execute("SELECT subject, detail FROM audit WHERE action = ? ORDER BY device_id, seq", (action,))
    for subject, detail in found:
        yield subject, msgspec.json.decode(detail)


def verify(db: Database, key: bytes) -> BadRow | None:
    """The first row of any device that breaks its chain, or None."""
    device, seq, previous = "", 0, START
    for *row, mac in db.conn.execute(f"{_SELECT} ORDER BY device_id, seq"):
        if row[0] != device:
            device, seq, previous = row[0], 0, START
        if row[1] != seq + 1:
            return BadRow(device, seq + 1, "the row is missing")
        if not hmac.compare_digest(mac, _mac(key, previous, row)):
            return BadRow(device, row[1], "the row was changed")
        seq, previous = row[1], mac
    return None


def _mac(key: bytes, previous: str, row: Any) -> str:
    return hmac.digest(key, previous.encode() + b"\n" + msgspec.json.encode(list(row)), "sha256").hex()
