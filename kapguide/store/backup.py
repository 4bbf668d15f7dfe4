"""Backups: whole encrypted copies, each opened and checked before it counts, with the vault beside it."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import stamp, sync_file, sync_folder, write_safely
from kapguide.paths import Home, private_folder
from kapguide.store.anchor import read_anchor, write_anchor
from kapguide.store.audit import audit_key, verify
from kapguide.store.checks import counts, file_problems
from kapguide.store.database import Database, DriverError, explained, open_database
from kapguide.store.device import enrol
from kapguide.store.failures import StoreFailure
from kapguide.store.live_file import free_name
from kapguide.store.lock import hold
from kapguide.store.schema import migrate
from kapguide.store.vault import Keys

KEEP_LAST, KEEP_DAYS, KEEP_MONTHS = 10, 30, 12
_PREFIX, _SUFFIX = "kapguide-", ".db"


class BackupFailed(KapGuideError):
    """The copy could not be made, or is not equal to the record; the record itself is not affected."""


class Backup(msgspec.Struct, frozen=True, order=True):
    """A backup that lies in a folder."""

    at: datetime
    path: Path

    @property
    def vault(self) -> Path:
        return vault_beside(self.path)


def vault_beside(path: Path) -> Path:
    """Where the vault of the backup at `path` lies."""
    return path.with_name(path.stem + ".vault.json")


def backups(folder: Path) -> list[Backup]:
    """The backups in `folder`, newest first."""
    found = []
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        try:
            at = datetime.strptime(path.stem.removeprefix(_PREFIX)[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Backup(at, path))
    return sorted(found, reverse=True)


def make_backup(database: Path, keys: Keys, vault: Path, folder: Path, at: datetime) -> Path:
    """Copy the record at `database` into `folder` and prove the copy. Raises BackupFailed."""
    temporary = folder / f".{_PREFIX}{stamp(at)}.part"
    try:
        with explained():
            private_folder(folder)
            path = free_name(folder, f"{_PREFIX}{stamp(at)}", _SUFFIX)
            temporary.unlink(missing_ok=True)
            problem = _copy(database, keys, temporary)
            if problem:
                raise BackupFailed(f"The backup was thrown away: {problem}", problem)
            sync_file(temporary)
            write_safely(vault_beside(path), vault.read_bytes())
            temporary.replace(path)
            sync_folder(folder)
    except StoreFailure as failure:
        raise BackupFailed(
            f"The backup to {folder} failed. The record itself is not affected. Check the room and the rights there.",
            failure.detail,
        ) from failure
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return path


def _copy(database: Path, keys: Keys, temporary: Path) -> str:
    """Copy in one step: smaller ones never end while the writer is at work. Returns what is wrong."""
    source = open_database(database, keys.main, read_only=True)
    try:
        copy = open_database(temporary, keys.main, create=True)
        try:
            source.conn.execute("BEGIN")
            for problem in file_problems(source):
                return f"the record itself is damaged. {problem}"
            expected = _contents(source)
            source.conn.backup(copy.conn, pages=-1)
            copy.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            copy.close()
    finally:
        source.close()
    copy = open_database(temporary, keys.main, read_only=True)
    try:
        return _prove(copy, keys, expected)
    finally:
        copy.close()


def _prove(copy: Database, keys: Keys, expected: object) -> str:
    """What is wrong with `copy`, or an empty string. `expected` is what it should contain; None when not known."""
    for problem in file_problems(copy):
        return problem
    if expected is not None and _contents(copy) != expected:
        return "it holds other rows"
    bad = verify(copy, audit_key(keys.main))
    return f"its audit chain breaks at row {bad.seq}" if bad else ""


def _contents(db: Database) -> object:
    """Row counts and the last audit row of every device."""
    heads = db.conn.execute("SELECT device_id, max(seq), mac FROM audit GROUP BY device_id").fetchall()
    return counts(db), sorted(heads)


def thin(folder: Path) -> None:
    """Delete backups beyond the last 10, one a day for 30 days and one a month for 12 months."""
    found = backups(folder)
    kept = to_keep(backup.at for backup in found)
    for backup in found:
        if backup.at not in kept:
            backup.path.unlink(missing_ok=True)
            backup.vault.unlink(missing_ok=True)


def to_keep(times: Iterable[datetime]) -> set[datetime]:
    """Which of `times` stay: the newest 10, the newest of each of 30 days, and of each of 12 months that have one."""
    newest_first = sorted(times, reverse=True)
    days: dict[str, datetime] = {}
    months: dict[str, datetime] = {}
    for at in newest_first:
        days.setdefault(at.strftime("%Y%m%d"), at)
        months.setdefault(at.strftime("%Y%m"), at)
    return {*newest_first[:KEEP_LAST], *list(days.values())[:KEEP_DAYS], *list(months.values())[:KEEP_MONTHS]}


def restore(home: Home, keys: Keys, chosen: Path, at: datetime) -> Path | None:
    """Put the backup `chosen` in the record's place; the old file is renamed and never deleted.

    Returns the old file's new name. A new epoch begins in the audit chain.
    Raises BackupFailed, AlreadyOpen, StoreFailure.
    """
    with hold(home), explained():
        problem = _backup_problem(chosen, keys)
        if problem:
            raise BackupFailed(
                f"{chosen.name} cannot be restored: {problem} Nothing was changed. Choose another backup.", problem
            )
        fresh = home.root / f"{home.database.name}.restored"
        shutil.copyfile(chosen, fresh)
        fresh.chmod(0o600)
        sync_file(fresh)
        aside = set_aside(home.database, keys, at)
        fresh.replace(home.database)
        if not home.vault.exists():
            write_safely(home.vault, vault_beside(chosen).read_bytes())
        sync_folder(home.root)
        db = open_database(home.database, keys.main)
        try:
            migrate(db)
            anchor = read_anchor(home.root / "anchor.json")
            _, head = enrol(db, audit_key(keys.main), keys.staff, anchor, at, new_epoch=True)
        finally:
            db.close()
        write_anchor(home.root / "anchor.json", head)
    return aside


def _backup_problem(chosen: Path, keys: Keys) -> str:
    try:
        copy = open_database(chosen, keys.main, read_only=True)
    except StoreFailure as failure:
        return failure.sentence
    try:
        return _prove(copy, keys, None)
    finally:
        copy.close()


def set_aside(database: Path, keys: Keys, at: datetime) -> Path | None:
    """Rename the record, with its -wal, to `.replaced-<date>` or `.damaged-<date>`. None when there is none."""
    if not database.exists():
        return None
    word = "damaged" if _is_damaged(database, keys) else "replaced"
    aside = free_name(database.parent, f"{database.name}.{word}-{stamp(at)}")
    for suffix in ("-wal", "-shm", ""):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def _is_damaged(database: Path, keys: Keys) -> bool:
    try:
        db = open_database(database, keys.main, read_only=True)
        try:
            return any(file_problems(db))
        finally:
            db.close()
    except (StoreFailure, DriverError):
        return True
