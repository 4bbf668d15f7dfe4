"""Files under new keys: each is copied, encrypted anew, beside the one that lies there, and proved.

The copies bear the id of the keyring that opens them. Until a vault with that keyring lies in its place they are
nothing, and the next attempt clears them away. From then on they are the files: put in their places at once, or by the
next opening, which needs no key for it.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from kapguide.files import sync_file, sync_folder
from kapguide.paths import Home
from kapguide.store.checking.checks import file_problems, met_damage
from kapguide.store.failures import damaged
from kapguide.store.file.database import Database, explained, open_database
from kapguide.store.file.live_file import beside
from kapguide.store.file.lock import hold
from kapguide.store.file.rest import MARK, prepared
from kapguide.store.keys.vault import VaultUnreadable, vault_id
from kapguide.store.keys.vault_file import read_vault
from kapguide.store.private.private_file import vault_of_left


def reencrypt(
    path: Path, old: bytearray, new: bytearray, keyring: str, change: Callable[[Database], object] = lambda db: None
) -> None:
    """Copy the database at `path` under a new key, for when the vault has that keyring. `change` may write into the
    copy. Raises StoreFailure for what is not whole, before and after."""
    fresh = path.with_name(f"{path.name}{MARK}{keyring}")
    with (
        closing(open_database(path, old, read_only=True)) as source,
        closing(open_database(fresh, new, create=True)) as copy,
    ):
        source.conn.execute("BEGIN")
        expected = _rows(source)
        source.conn.backup(copy.conn, pages=-1)
        if met_damage(source):
            raise damaged("a page was copied whose MAC is wrong")
        if _rows(copy) != expected:
            raise damaged("the copy holds other rows")
        change(copy)
        copy.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    with closing(open_database(fresh, new, read_only=True)) as copy:
        for problem in file_problems(copy):
            raise damaged(problem)
    sync_file(fresh)
    sync_folder(fresh.parent)


def finish_rekeying(home: Home) -> None:
    """Do what is left where it was cut off after the new vault. Raises StoreFailure, AlreadyOpen."""
    if _belonging(home):
        with hold(home), explained():
            put_in_place(home)


def put_in_place(home: Home) -> None:
    """Put the files that the vault's keys open in their places; the caller holds the record. Raises OSError."""
    sync_folder(home.root)  # the vault that opens them is there for good
    for fresh in _belonging(home):
        path = fresh.with_name(fresh.name.partition(MARK)[0])
        for suffix in ("-wal", "-shm"):  # what waited there is in the copy
            beside(path, suffix).unlink(missing_ok=True)
        fresh.replace(path)
        sync_folder(path.parent)


def clear_strays(home: Home) -> None:
    """Remove what was prepared for a vault that never came: copies, and what would open the private files of somebody
    who is still there, whatever their passphrase will be. Raises OSError, VaultUnreadable."""
    vault = read_vault(home.vault)
    for stray in prepared(home):
        if not stray.name.endswith(MARK + vault.keyring):
            stray.unlink()
    for person in vault.people:
        vault_of_left(home, person).unlink(missing_ok=True)


def _belonging(home: Home) -> list[Path]:
    """What is prepared and belongs to the vault that lies there."""
    there = prepared(home)
    try:
        return [path for path in there if path.name.endswith(MARK + vault_id(home.vault))]
    except VaultUnreadable:  # opening it says so
        return []


def _rows(db: Database) -> dict[str, int]:
    """How many rows each table has."""
    named = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    return {name: db.conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in db.conn.execute(named)}
