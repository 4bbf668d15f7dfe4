"""Backups: whole encrypted copies, each opened and checked before it counts, with the vault beside it.

The copies of the private files lie there, too; they are as they lie in the data folder, and nobody opens them here.
"""

import re
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import stamp, sync_file, sync_folder, write_safely
from kapguide.paths import Home, private_folder
from kapguide.store.chain.anchor import remembered
from kapguide.store.chain.audit import chain_flaw, practice_of
from kapguide.store.checking.checks import counts, file_problems, met_damage
from kapguide.store.copies.backup_folders import backup_folders, most_bytes
from kapguide.store.copies.holding import read_file
from kapguide.store.failures import Damaged, StoreFailure, damaged, disk_full, explain
from kapguide.store.file.database import Database, DriverError, explained, open_database
from kapguide.store.file.live_file import free_name
from kapguide.store.keys.vault import Keys, VaultUnreadable, vault_id
from kapguide.store.private.private_copies import copies
from kapguide.store.writing.ballast import free_space

KEEP_LAST, KEEP_DAYS, KEEP_MONTHS = 10, 30, 12
KEEP_ALWAYS, KEEP_AHEAD = 3, 3
AHEAD = timedelta(minutes=5)
"""A backup from further in the future was made while the clock was wrong."""
ROOM = 32 * 1024**2
"""A backup leaves at least this much free: a running session comes first."""
_PREFIX, _SUFFIX, _FLAWED = "kapguide-", ".db", ".flawed"
_NAMED = re.compile(r"kapguide-\d{8}-\d{6}-([0-9a-f]{8})\b")
FLAWED = (
    "The last backup is of a flawed record: its audit chain does not fit in one place, which `kapguide verify` names. "
    "All that the record holds is in it. Older backups that are whole are kept."
)


class BackupFailed(KapGuideError):
    """The copy could not be made, or is not equal to the record; the record itself is not affected."""


class Backup(msgspec.Struct, frozen=True, order=True):
    """A backup that lies in a folder."""

    at: datetime
    path: Path

    @property
    def flawed(self) -> bool:
        """Whether it is a true copy of a record whose audit chain breaks."""
        return is_flawed(self.path)

    @property
    def practice(self) -> str:
        """The beginning of the practice's id; empty where the name has none."""
        found = _NAMED.match(self.path.name)
        return found[1] if found else ""

    @property
    def vault(self) -> Path:
        return vault_beside(self.path)


def private_beside(path: Path) -> Path:
    """Where the copies of the private files lie that belong to the backup at `path`."""
    return path.with_name(path.stem + ".private.zip")


def beside_as_now(backup: Backup, home: Home) -> bool:
    """Whether the vault and the private files beside a backup are those of now. Raises OSError."""
    private = read_file(private_beside(backup.path)) == copies(home)
    return private and read_file(backup.vault) == read_file(home.vault)


def is_flawed(path: Path) -> bool:
    """Whether a backup has the name of one of a flawed record."""
    return path.stem.endswith(_FLAWED)


def vault_beside(path: Path) -> Path:
    """Where the vault of the backup at `path` lies."""
    return path.with_name(path.stem + ".vault.json")


def backups(folder: Path) -> list[Backup]:
    """The backups in `folder`, newest first; those of a flawed record behind all others."""
    paths = folder.glob(f"{_PREFIX}*{_SUFFIX}")
    return _newest_first(Backup(at, path) for path in paths if (at := named_at(path)) is not None)


def _newest_first(found: Iterable[Backup]) -> list[Backup]:
    by_time = sorted(found, key=lambda one: (one.at, len(one.path.name), one.path.name), reverse=True)  # -2 is later
    return sorted(by_time, key=lambda one: one.flawed)


def own_backups(home: Home, folder: Path | None = None) -> list[Backup]:
    """The backups of this practice in a folder, or wherever they are kept: those of others are neither offered nor
    thinned.

    Their names tell; of one without a practice in its name, of the first version, the vault beside it does.
    """
    anchor = remembered(home.root)
    practice, vault = anchor.practice if anchor is not None else "", _keyring(home.vault)
    folders = backup_folders(home) if folder is None else (folder,)
    found = [each for place in folders for each in backups(place) if _is_own(each, practice, vault)]
    return _newest_first(found)


def _is_own(backup: Backup, practice: str, vault: str) -> bool:
    if practice and backup.practice:
        return practice.startswith(backup.practice)
    theirs = _keyring(backup.vault)
    return not (vault and theirs) or vault == theirs


def _keyring(vault: Path) -> str:
    try:
        return vault_id(vault)
    except VaultUnreadable:
        return ""


def named_at(path: Path) -> datetime | None:
    """When a backup was made, as its name tells; None for other names."""
    try:
        return datetime.strptime(path.stem.removeprefix(_PREFIX)[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def make_backup(database: Path, keys: Keys, vault: Path, folder: Path, at: datetime) -> Path:
    """Copy the record at `database` into `folder` and prove the copy. Raises BackupFailed.

    Where the record's own audit chain breaks, the copy is kept all the same, under a name that says so.
    """
    temporary = folder / f".{_PREFIX}{stamp(at)}.part"
    try:
        with explained():
            if not folder.is_dir():
                private_folder(folder)
            _clear_cut_off(folder)
            if free_space(folder) < _size(database) + ROOM:
                raise disk_full("no room for a backup")
            problem, flaw, practice = _copy(database, keys, temporary)
            if problem:
                raise BackupFailed(f"The backup was thrown away: {problem}", problem)
            name = f"{_PREFIX}{stamp(at)}{practice and f'-{practice[:8]}'}"
            path = free_name(folder, name, f"{_FLAWED if flaw else ''}{_SUFFIX}")
            sync_file(temporary)
            write_safely(vault_beside(path), vault.read_bytes())
            if private := copies(Home(vault.parent)):
                write_safely(private_beside(path), private)
            temporary.replace(path)
            sync_folder(folder)
    except StoreFailure as failure:
        raise BackupFailed(
            f"The backup to {folder} failed. The record itself is not affected. Check the room and the rights there.",
            failure.detail,
        ) from failure
    finally:
        with suppress(OSError):
            _clear_cut_off(folder)
    return path


def _copy(database: Path, keys: Keys, temporary: Path) -> tuple[str, str, str]:
    """Copy in one step: smaller ones never end while the writer is at work. Returns what is wrong with the copy, and
    with the record that it is a copy of, and the practice's id."""
    flaw = practice = ""
    try:
        with (
            closing(open_database(database, keys.main, read_only=True)) as source,
            closing(open_database(temporary, keys.main, create=True)) as copy,
        ):
            source.conn.execute("BEGIN")
            expected = _contents(source)
            source.conn.backup(copy.conn, pages=-1)
            if met_damage(source):
                raise damaged("a page was copied whose MAC is wrong")
            copy.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        with closing(open_database(temporary, keys.main, read_only=True)) as copy:
            problem = unlike(copy, expected)
            flaw = "" if problem else chain_flaw(copy, keys.audit)
            practice = practice_of(copy)
    except (DriverError, StoreFailure) as error:
        failure = explain(error)
        if not isinstance(failure, Damaged):
            raise
        problem = failure.sentence
    if problem and (own := _own_damage(database, keys)):
        problem = f"the record itself is damaged. {own}"
    return problem, flaw, practice


def _own_damage(database: Path, keys: Keys) -> str:
    with closing(open_database(database, keys.main, read_only=True)) as source:
        return next(file_problems(source), "")


def unlike(copy: Database, expected: object = None) -> str:
    """What keeps `copy` from being read, or from being the copy that it should be; empty where nothing does.

    `expected` is what it should contain; None when not known.
    """
    for problem in file_problems(copy):
        return problem
    if expected is not None and _contents(copy) != expected:
        return "it holds other rows"
    return ""


def _contents(db: Database) -> object:
    """Row counts and the last audit row of every device."""
    heads = db.conn.execute("SELECT device_id, max(seq), mac FROM audit GROUP BY device_id").fetchall()
    return counts(db), sorted(heads)


def thin(folder: Path, now: datetime, home: Home | None = None) -> None:
    """Delete backups beyond the last 10, one a day for 30 days and one a month for 12 months, and those for which
    there is no room: they take at most half of what would be free without them, or what the practice has set, the
    newest three apart.

    Those of a flawed record stay by the same rule beside the others and take nobody's place; they go first.
    Those that were made while the clock was ahead take nobody's place: three of them stay until their time has come.
    Only those of the practice in `home` are looked at.
    """
    every = backups(folder) if home is None else own_backups(home, folder)
    flawed, found = [each for each in every if each.flawed], [each for each in every if not each.flawed]
    ahead = [backup for backup in found if backup.at > now + AHEAD]
    due = [backup for backup in found if backup.at <= now + AHEAD]
    kept = to_keep(backup.at for backup in due)
    stay = [*(backup for backup in due if backup.at in kept), *ahead[:KEEP_AHEAD]]
    beside = [backup for backup in flawed if backup.at in to_keep(each.at for each in flawed)]
    sizes = {backup: _size(backup.path) for backup in every}
    room = (free_space(folder) + sum(sizes.values())) // 2
    if home is not None and (most := most_bytes(home)) is not None:
        room = min(room, most)

    def fits(kept: list[Backup]) -> bool:
        return sum(sizes[backup] for backup in kept) <= room

    while len(beside) > KEEP_ALWAYS and not fits(stay + beside):
        beside.remove(min(beside))
    while len(stay) > KEEP_ALWAYS and not fits(stay):
        stay.remove(min(stay))
    for backup in every:
        if backup not in stay + beside:
            backup.path.unlink(missing_ok=True)
            backup.vault.unlink(missing_ok=True)
            private_beside(backup.path).unlink(missing_ok=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _clear_cut_off(folder: Path) -> None:
    """Remove what backups left that were killed: one program at a time writes a practice's backups."""
    for part in folder.glob(f".{_PREFIX}*.part*"):
        part.unlink(missing_ok=True)


def to_keep(times: Iterable[datetime]) -> set[datetime]:
    """Which of `times` stay: the newest 10, the newest of each of 30 days, and of each of 12 months that have one."""
    newest_first = sorted(times, reverse=True)
    days: dict[str, datetime] = {}
    months: dict[str, datetime] = {}
    for at in newest_first:
        days.setdefault(at.strftime("%Y%m%d"), at)
        months.setdefault(at.strftime("%Y%m"), at)
    return {*newest_first[:KEEP_LAST], *list(days.values())[:KEEP_DAYS], *list(months.values())[:KEEP_MONTHS]}


def is_damaged(database: Path, keys: Keys) -> bool:
    """Whether the file cannot be read as it was written."""
    try:
        db = open_database(database, keys.main, read_only=True)
        try:
            return any(file_problems(db))
        finally:
            db.close()
    except (StoreFailure, DriverError):
        return True
