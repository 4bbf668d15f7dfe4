"""What happens between the open file and the first read or write: version, anchor, and this machine's audit chain."""

from datetime import datetime
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.anchor import RecordsMissing, missing_rows, read_anchor, write_anchor
from kapguide.store.audit import Audit, audit_key
from kapguide.store.backup import backups, make_backup
from kapguide.store.database import Database, explained
from kapguide.store.device import enrol
from kapguide.store.live_file import LiveFile
from kapguide.store.schema import MIGRATIONS, check_version, migrate
from kapguide.store.vault import Keys


def anchor_of(home: Home) -> Path:
    return home.root / "anchor.json"


def open_to_read(file: LiveFile) -> Database:
    db = file.open(read_only=True)
    try:
        with explained():
            check_version(db)
            pending = MIGRATIONS.pending(db)
        if pending:
            raise KapGuideError(
                "An older KapGuide wrote this record. Open the practice once in a window, then try again."
            )
    except BaseException:
        db.close()
        raise
    return db


def open_to_write(home: Home, keys: Keys, db: Database, at: datetime, accept_missing: bool) -> Audit:
    """Bring the file up to date, hold it against its anchor, and find this machine's audit chain in it."""

    def safeguard() -> None:
        make_backup(home.database, keys, home.vault, home.backups, at)

    migrate(db, before_change=safeguard)
    anchor = read_anchor(anchor_of(home))
    missing = missing_rows(db, anchor) if anchor else 0
    if missing and not accept_missing:
        kept = backups(home.backups)
        raise RecordsMissing(missing, kept[0].path if kept else None)
    audit, last = enrol(db, audit_key(keys.main), keys.staff, anchor, at, new_epoch=bool(missing))
    write_anchor(anchor_of(home), last)
    return audit
