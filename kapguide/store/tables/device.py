"""Which machine this is: its row, its own audit chain, and the epoch that a restore begins.

A device is one place: a machine, the record's path there, and the very file. Whatever goes on elsewhere, from a copied
folder or from a backup that was put back, is a new device with a chain of its own, so that no two rows ever have one
device and one number. One way round remains: old contents written over the live file in place, with their anchor.
"""

import hmac
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from kapguide.machine import machine_id
from kapguide.session.ids import system_ids
from kapguide.store.chain.audit import SPOT, Audit, Head, head
from kapguide.store.chain.older_seals import is_sealed, seal_all
from kapguide.store.chain.seals import insert
from kapguide.store.file.database import Database, transaction
from kapguide.store.keys.vault import Keys
from kapguide.store.times import spelled

_new_id = system_ids()


def place_of(keys: Keys, database: Path, lies: Path | None = None, machine: str | None = None) -> str:
    """The place of the record `database`, as two marks that tell nothing to others: one of the machine and the path,
    one of the very file. `lies` is the file until it gets its name."""
    named = machine_id() if machine is None else machine
    try:
        file = (lies or database).stat().st_ino
    except OSError:
        file = 0
    said = f"kapguide place 1\n{named}\n{os.path.realpath(database)}", f"kapguide file 1\n{named}\n{file}"
    marks = (hmac.digest(keys.audit, each.encode("utf-8", "surrogateescape"), "sha256").hex() for each in said)
    return "".join(mark[:SPOT] for mark in marks)


def begin_epoch(
    db: Database, keys: Keys, anchor: Head | None, at: datetime, because: str, missing: int, *, place: str
) -> Head:
    """A new epoch, for a record that goes on from another place than it ended at: a new device with its own chain.

    It lies above every epoch that the anchor remembers, and says where that one ended.
    """
    audit = Audit(keys.audit, _new_id(), keys.staff)
    over: dict[str, Any] = (
        {"over": anchor.device, "over_epoch": anchor.epoch, "over_mac": anchor.mac, "over_seq": anchor.seq}
        if anchor is not None
        else {}
    )
    with transaction(db):
        _join(db, audit, at, place)
        audit.append(db, at, "epoch_begun", audit.device, because=because, missing=missing, **over)
    return head(db, audit.device)


def enrol(
    db: Database, key: bytes, author: str, anchor: Head | None, at: datetime, *, place: str
) -> tuple[Audit, Head]:
    """This device's chain in `db`, and its head.

    The anchor names the device; in another place than it remembers, or with no anchor, this becomes a new one. A record
    without seals on its rows gets them.
    """
    audit = Audit(key, anchor.device if anchor is not None and anchor.place == place else _new_id(), author)
    with transaction(db):
        _join(db, audit, at, place)
    return audit, head(db, audit.device)


def _join(db: Database, audit: Audit, at: datetime, place: str) -> None:
    """Add this device where it is new, and seal the rows of a record from before rows were sealed."""
    sealed = is_sealed(db)
    if not db.conn.execute("SELECT 1 FROM device WHERE id = ?", (audit.device,)).fetchone():
        seal = insert(db, "device", {"id": audit.device, "created_at": spelled(at), "place": place})
        audit.append(db, at, "device_added", audit.device, sealed=[seal] if sealed else [])
    if not sealed:
        seal_all(db, audit, at)
