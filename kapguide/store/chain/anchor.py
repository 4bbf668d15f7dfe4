"""The anchor: the audit chain's head, kept outside the database. A database behind it has lost records.

SQLite calls a file without its last transactions sound: a deleted -wal, a lost volume, an old copy put back. It is
kept twice. `anchor.json` is written surely, at most 5 s behind; `anchor.last` after each commit, without waiting for
the disk: killed, the program has lost nothing of it, and where the power fails the other one counts.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kapguide.files import read_file, write_safely
from kapguide.store.chain.audit import SPOT, TAKEN_IN, Head, places, practice_of
from kapguide.store.failures import StoreFailure
from kapguide.store.file.database import Database

LONGEST_LAG_S = 5.0
"""`anchor.json` and the full-text index come so long after a commit at most: no entry waits for them."""
LONGEST_FILE = 4096
STALE = timedelta(minutes=1)
"""Changes that no anchor remembers lie closer together than this, unless it is an older one put back."""
SURE, LAST = "anchor.json", "anchor.last"
_NUMBERS = 1 << 63
"""No table holds one that is greater."""
_ROOM = 512
"""`anchor.last` is written over in place, within one sector of any disk."""


class RecordsMissing(StoreFailure):
    """The database ends before its anchor. `backup` is one that holds more than the record does, if there is any."""

    def __init__(self, missing: int, backup: Path | None, what: str = "") -> None:
        advice = (
            f"The backup {backup.name} holds more: restore it."
            if backup
            else "No backup holds more than the record does: go on with what is here."
        )
        changes = "last change that was saved is" if missing == 1 else f"last {missing} changes that were saved are"
        what = what or f"Records are missing: the {changes} not in the file."
        super().__init__(f"{what} Nothing was changed or deleted. {advice}", f"{missing} audit rows behind the anchor")
        self.missing = missing
        self.backup = backup
        self.acceptable = True


class EndUnknown(RecordsMissing):
    """Whether anything is missing at the record's end cannot be told, or not how much."""

    def __init__(self, what: str, backup: Path | None) -> None:
        super().__init__(0, backup, what)


GONE = (
    "This computer does not remember where the record ended: anchor.json is missing or cannot be read. "
    "Entries could be missing at its end."
)
FOREIGN = (
    "What this computer remembers of the record, anchor.json, belongs to another one. "
    "Entries could be missing at its end."
)
OLDER = (
    "What this computer remembers of the record, anchor.json, is older than the record itself. "
    "Entries could be missing at its end."
)
WAL_BROKEN = (
    "The newest entries are damaged: they lie in the file kapguide.db-wal, and it is broken. "
    "What was saved before the break can be read."
)


def read_anchor(path: Path) -> Head | None:
    """The anchor in one file, or None where there is none that can be read."""
    try:
        found = msgspec.json.decode(read_file(path, LONGEST_FILE), type=Head)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None
    return found if 0 <= found.seq < _NUMBERS and 0 <= found.epoch < _NUMBERS else None


def remembered(folder: Path) -> Head | None:
    """What this computer remembers: the surely written anchor, or the other one where that goes further."""
    sure, last = read_anchor(folder / SURE), read_anchor(folder / LAST)
    if sure is None or last is None:
        return sure or last
    further = last.device == sure.device and (last.epoch, last.seq) > (sure.epoch, sure.seq)
    return last if further else sure


def write_anchor(path: Path, last: Head) -> None:
    """Remember `last` surely. Raises OSError."""
    write_safely(path, msgspec.json.encode(last))


def note_head(folder: Path, last: Head) -> None:
    """Remember `last` at once. It takes no new room; what fails here is remembered within 5 s all the same."""
    data = msgspec.json.encode(last).ljust(_ROOM)
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe is no anchor
    try:
        handle = os.open(folder / LAST, flags, 0o600)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)
    except OSError:
        return


def missing_rows(db: Database, anchor: Head) -> int:
    """How many rows the anchor remembers that the database does not have. One that was changed since counts too."""
    last = db.conn.execute("SELECT coalesce(max(seq), 0) FROM audit WHERE device_id = ?", (anchor.device,)).fetchone()
    if last[0] < anchor.seq:
        return int(anchor.seq - last[0])
    if not anchor.seq:
        return 0
    (mac,) = db.conn.execute(
        "SELECT mac FROM audit WHERE device_id = ? AND seq = ?", (anchor.device, anchor.seq)
    ).fetchone() or ("",)
    return 0 if mac == anchor.mac else 1


def end_unknown(db: Database, anchor: Head | None) -> str:
    """Why nothing can be said about the record's end, in a sentence; empty where it can."""
    if anchor is None:
        return GONE
    where = places(db)
    if anchor.device not in where:  # of this practice all the same: its device itself was lost with the end
        return "" if anchor.practice and anchor.practice == practice_of(db) else FOREIGN
    gone_on = any(_went_on(db, device) for device in _followers(where, anchor.device))
    return OLDER if gone_on or _spread(db, anchor) > STALE else ""


def _followers(where: dict[str, str], device: str) -> list[str]:
    """The devices that followed this one in its very place: see `device.place_of`."""
    spot = where[device][:SPOT]
    return [each for each, place in where.items() if spot and each > device and place.startswith(spot)]


def _went_on(db: Database, device: str) -> bool:
    """Whether anything was written by the device; one that was cut off at its beginning has written nothing."""
    begins = "('device_added', 'rows_sealed', 'epoch_begun')"
    query = f"SELECT 1 FROM audit WHERE device_id = ? AND action NOT IN {begins} LIMIT 1"
    return db.conn.execute(query, (device,)).fetchone() is not None


def _spread(db: Database, anchor: Head) -> timedelta:
    """How far apart in time the changes lie that the anchor does not remember."""
    first, last = db.conn.execute(
        "SELECT min(at), max(at) FROM audit WHERE device_id = ? AND seq > ? AND action NOT IN ('epoch_begun', ?)",
        (anchor.device, anchor.seq, TAKEN_IN),
    ).fetchone()
    if first is None:
        return timedelta()
    return datetime.fromisoformat(last) - datetime.fromisoformat(first)
