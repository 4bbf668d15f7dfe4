"""The anchor: the audit chain's head, kept outside the database. A database behind it has lost records.

SQLite calls a file without its last transactions sound: a deleted -wal, a lost volume, an old copy put back.
"""

from pathlib import Path

import msgspec

from kapguide.files import write_safely
from kapguide.store.audit import Head, head
from kapguide.store.database import Database
from kapguide.store.failures import StoreFailure

LONGEST_LAG_S = 5.0


class RecordsMissing(StoreFailure):
    """The database ends before its anchor. `backup` is the one to use, if there is any."""

    def __init__(self, missing: int, backup: Path | None) -> None:
        advice = f"Restore the backup {backup.name}." if backup else "There is no backup yet: ask for help first."
        super().__init__(
            f"Records are missing: the last {missing} changes that were saved are not in the file. "
            f"Nothing was changed or deleted. {advice}",
            f"{missing} audit rows behind the anchor",
        )
        self.backup = backup


def read_anchor(path: Path) -> Head | None:
    """The anchor, or None where there is none that can be read: a copy on a new machine has none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Head)
    except (OSError, msgspec.DecodeError):
        return None


def write_anchor(path: Path, last: Head) -> None:
    """Remember `last`. Raises OSError."""
    write_safely(path, msgspec.json.encode(last))


def missing_rows(db: Database, anchor: Head) -> int:
    """How many rows the anchor remembers that the database does not have. One that was changed since counts too."""
    last = head(db, anchor.device)
    if last.seq < anchor.seq:
        return anchor.seq - last.seq
    if not anchor.seq:
        return 0
    (mac,) = db.conn.execute(
        "SELECT mac FROM audit WHERE device_id = ? AND seq = ?", (anchor.device, anchor.seq)
    ).fetchone() or ("",)
    return 0 if mac == anchor.mac else 1
