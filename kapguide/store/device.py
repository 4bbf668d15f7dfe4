"""Which machine this is: its row, its own audit chain, and the epoch that a restore begins."""

from datetime import datetime

from kapguide.session.ids import system_ids
from kapguide.store.audit import Audit, Head, head
from kapguide.store.database import Database, transaction

_new_id = system_ids()


def enrol(
    db: Database, key: bytes, author: str, anchor: Head | None, at: datetime, *, new_epoch: bool
) -> tuple[Audit, Head]:
    """This machine's chain in `db`, and its head.

    The anchor names the device; a copy on a machine without one becomes a new device. `new_epoch` marks in the
    chain that records are known to be missing before it.
    """
    audit = Audit(key, anchor.device if anchor else _new_id(), author)
    with transaction(db):
        known = db.conn.execute("SELECT 1 FROM device WHERE id = ?", (audit.device,)).fetchone()
        if not known:
            db.table("device").insert({"id": audit.device, "created_at": at.isoformat()})
            audit.append(db, at, "device_added", audit.device)
        if new_epoch:
            audit.append(db, at, "epoch_begun", audit.device)
    return audit, head(db, audit.device)
