"""What happens between the open file and the first read or write: version, anchor, and this machine's audit chain."""

from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.files import stamp, write_safely
from kapguide.log import log
from kapguide.paths import Home, elsewhere
from kapguide.store.chain.anchor import (
    SURE,
    WAL_BROKEN,
    EndUnknown,
    RecordsMissing,
    end_unknown,
    missing_rows,
    note_head,
    read_anchor,
    remembered,
    write_anchor,
)  # fmt: skip
from kapguide.store.chain.audit import Audit, head
from kapguide.store.chain.older_seals import found_when_sealed, is_sealed
from kapguide.store.copies.backup import Backup, BackupFailed, is_damaged, make_backup, own_backups
from kapguide.store.copies.holding import Heads, heads, heads_in
from kapguide.store.failures import damaged
from kapguide.store.file.database import Database, explained, open_database, transaction
from kapguide.store.file.live_file import LiveFile, beside, free_name
from kapguide.store.file.wal import Wal, wal_of
from kapguide.store.keys.vault import Keys
from kapguide.store.tables import device
from kapguide.store.tables.indexing import index_new
from kapguide.store.tables.queries import shared_code, shared_codes
from kapguide.store.tables.schema import MIGRATIONS, check_version, migrate
from kapguide.store.writing.aside import take_in

UNGUARDED = "An older KapGuide wrote this record, and it was brought up to date without a backup of it before."
FLAWED = (
    "An older KapGuide wrote this record, and not all that is in it is as it was saved then. Nothing was changed, and "
    "the record goes on; `kapguide verify` names each place, from now on."
)


def anchor_of(home: Home) -> Path:
    return home.root / SURE


def keep_up(home: Home, db: Database, audit: Audit) -> None:
    """Index what is new, then let the anchor remember this machine's last row: what comes before it is indexed.

    An index that cannot be written does not hold the anchor up.
    """
    try:
        with transaction(db):
            index_new(db)
    finally:
        last = head(db, audit.device)
        note_head(home.root, last)
        if read_anchor(anchor_of(home)) != last:
            write_anchor(anchor_of(home), last)


def doubt_about(home: Home, keys: Keys, db: Database) -> RecordsMissing | None:
    """What speaks against the record's end, as this computer remembers it, with the backup that holds more."""
    anchor = remembered(home.root)
    unknown = end_unknown(db, anchor)
    missing = missing_rows(db, anchor) if anchor is not None and not unknown else 0
    if not unknown and not missing:
        return None
    better = fuller_backup(home, keys, heads(db))
    return EndUnknown(unknown, better) if unknown else RecordsMissing(missing, better)


def fuller_backup(home: Home, keys: Keys, here: Heads) -> Path | None:
    """The backup that holds most of what the record, with its chains ending `here`, does not."""

    def more(backup: Backup) -> int:
        there = heads_in(backup.path, keys.main) or {}
        return sum(max(0, seq - here.get(device, (0, ""))[0]) for device, (seq, _) in there.items())

    best = max(own_backups(home), key=more, default=None)
    return best.path if best is not None and more(best) else None


def doubt_about_wal(home: Home, keys: Keys) -> RecordsMissing | None:
    """What speaks against a -wal that is not whole, before SQLite takes its readable part for all of it.

    One that was cut off lacks nothing that was saved, unless this computer remembers it.
    """
    state = wal_of(home.database)
    if state is Wal.WHOLE:
        return None
    with closing(open_database(home.database, keys.main, read_only=True)) as db:
        if state is Wal.BROKEN:
            return EndUnknown(WAL_BROKEN, fuller_backup(home, keys, heads(db)))
        return doubt_about(home, keys, db)


def keep_broken_wal(home: Home, at: datetime) -> None:
    """Keep a copy of a -wal that is not whole, for what lies behind the break: it goes when the record is written."""
    if wal_of(home.database) is not Wal.WHOLE:
        wal = beside(home.database, "-wal")
        write_safely(free_name(home.root, f"{wal.name}.damaged-{stamp(at)}"), wal.read_bytes())


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


def open_to_write(
    home: Home, keys: Keys, db: Database, at: datetime, accept_missing: bool
) -> tuple[Audit, tuple[str, ...]]:
    """Bring the file up to date, hold it against its anchor, and find this machine's audit chain in it.

    Returns that chain, and what is to be said. Nothing but a file that cannot be read keeps an older record shut.
    """
    notices = []

    def safeguard() -> None:
        try:
            make_backup(home.database, keys, home.vault, home.backups, at)
        except BackupFailed as failure:  # each step of a migration is done whole or not at all
            if is_damaged(home.database, keys):
                raise damaged(failure.detail) from failure
            log.warning("no backup before the migration: %s", failure.detail)
            notices.append(f"{UNGUARDED} {failure.sentence}")

    older = not is_sealed(db)
    migrate(db, before_change=safeguard)
    anchor = remembered(home.root)
    place = device.place_of(keys, home.database)
    doubt = doubt_about(home, keys, db)
    if doubt is not None and not accept_missing:
        raise doubt
    if doubt is not None:
        anchor = device.begin_epoch(db, keys, anchor, at, "accepted", doubt.missing, place=place)
    audit, _ = device.enrol(db, keys.audit, keys.staff, anchor, at, place=place)
    keep_up(home, db, audit)
    if older and found_when_sealed(db):
        notices.append(FLAWED)
    return audit, tuple(notices)


def begin_to_write(
    home: Home, keys: Keys, file: LiveFile, at: datetime, accept_missing: bool
) -> tuple[Database, Audit, tuple[str, ...]]:
    """Open the file to be written, and take in what an earlier window put aside."""
    db = file.open()
    try:
        with explained():
            audit, said = open_to_write(home, keys, db, at, accept_missing)
            settle = partial(keep_up, home, db, audit)
            notices = said + take_in(home.root, keys.main, db, audit, at, settle, elsewhere())
            notices += tuple(map(shared_code, shared_codes(db)))
            db.conn.execute("PRAGMA query_only=ON")
    except BaseException:
        db.close()
        raise
    return db, audit, notices
