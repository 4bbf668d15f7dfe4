"""Setting a practice up, in an order that may be cut off anywhere: the next start begins anew or goes on.

Vault and record are made whole under other names. The vault's rename makes the practice; what is left after it, the
record's own rename, any later start does.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from kapguide.errors import KapGuideError
from kapguide.files import stamp, sync_folder, write_safely
from kapguide.paths import Home
from kapguide.store.chain.anchor import LAST, SURE, write_anchor
from kapguide.store.chain.audit import Head
from kapguide.store.copies.backup import backups, own_backups
from kapguide.store.failures import DiskFull, StoreFailure, explain
from kapguide.store.file.database import explained, open_database
from kapguide.store.file.live_file import free_name
from kapguide.store.file.lock import hold
from kapguide.store.file.place import check_place
from kapguide.store.keys.vault import Cost, Keys, VaultUnwritable, create_vault
from kapguide.store.opening.opening import anchor_of
from kapguide.store.opening.rekeying import finish_rekeying
from kapguide.store.opening.restore import finish_interrupted
from kapguide.store.tables import device
from kapguide.store.tables.schema import migrate
from kapguide.store.times import spelled
from kapguide.text import clean_text


class Stage(StrEnum):
    """How far a practice's folder is."""

    NEW = "new"
    """Nothing that anybody could miss: a practice can be set up."""
    MADE = "made"
    """There is a vault to unlock; what is wrong behind it is said there."""
    LOST = "lost"
    """A record or backups, and no vault that opens them."""


class SetupFailed(KapGuideError):
    """The practice could not be set up; nothing of it was left."""


def stage(home: Home) -> Stage:
    """How far the practice in `home` is. A vault alone, beside no trace of a record, protects nothing."""
    recorded = home.database.exists() or (home.vault.exists() and _coming(home.database).exists())
    remembered = bool(backups(home.backups))
    if home.vault.exists():
        remembered = remembered or any((home.root / anchor).exists() for anchor in (SURE, LAST))
        return Stage.MADE if recorded or remembered else Stage.NEW
    return Stage.LOST if recorded or remembered else Stage.NEW


def resume(home: Home) -> Stage:
    """Do what a start that was cut off, or somebody who deleted a file, has left to do; how far the practice is then.

    A vault that is gone comes back from beside the newest backup: it holds the same keys, under the passphrase of then.
    """
    with suppress(KapGuideError, OSError):  # then it stays as it is, and opening it says why
        finish_interrupted(home)
        finish(home)
        kept = own_backups(home)
        if stage(home) is Stage.LOST and home.database.exists() and kept:
            write_safely(home.vault, kept[0].vault.read_bytes())
    return stage(home)


def finish(home: Home) -> None:
    """Give the record of a practice that is just set up its name, if it has not got it yet, and what was encrypted
    anew when somebody left its place. Raises StoreFailure."""
    finish_rekeying(home)
    if home.vault.exists() and _coming(home.database).exists() and not home.database.exists():
        with hold(home), explained():
            _coming(home.database).replace(home.database)
            sync_folder(home.root)


def set_up(
    home: Home,
    passphrase: str,
    *,
    practice: str,
    author: str = "",
    cost: Cost | None = None,
    at: datetime | None = None,
) -> tuple[Keys, str]:
    """Make a practice: its vault and an empty record. Returns the keys, and the recovery key to be shown.

    Raises KapGuideError: UnsafePlace, AlreadyOpen, SetupFailed, or that there is a practice; then nothing is left.
    """
    check_place(home.root)
    at, practice, author = at or datetime.now(UTC), clean_text(practice), clean_text(author)
    with _said(home):
        home.make()
        with hold(home):
            refuse_unless_new(home)
            _put_vault_aside(home.vault, at)
            try:
                _clear(home)
                keys, recovery = create_vault(_coming(home.vault), passphrase, practice=practice, cost=cost)
                write_anchor(anchor_of(home), _make_record(home.database, keys, practice, author, at))
                sync_folder(home.root)
                _coming(home.vault).replace(home.vault)
                sync_folder(home.root)
                _coming(home.database).replace(home.database)
                sync_folder(home.root)
            except BaseException:
                _clear(home)
                raise
    return keys, recovery


def refuse_unless_new(home: Home) -> None:
    """Raise KapGuideError where a practice, or what is left of one, lies in the folder."""
    found = stage(home)
    if found is Stage.MADE:
        raise KapGuideError(f"There is a practice at {home.root} already. It was left as it is.")
    if found is Stage.LOST:
        raise KapGuideError(
            f"The record {home.database} lies here without the vault that opens it. It was left as it is. Put "
            f"{home.vault.name} back into its folder. To begin a new practice, move the record away first."
            if home.database.exists()
            else f"Backups of a practice lie in {home.backups}, and its vault and its record are gone. Nothing was "
            "changed. Restore the newest backup. To begin a new practice, move the backups away first."
        )


def create_record(home: Home, keys: Keys, *, practice: str, author: str = "", at: datetime | None = None) -> None:
    """Make an empty record for keys that have a vault. It appears under its name only when it is whole."""
    check_place(home.root)
    home.make()
    with hold(home), explained():
        if home.database.exists():
            raise KapGuideError(f"There is already a record at {home.database}. It was left as it is.")
        last = _make_record(home.database, keys, practice, author, at or datetime.now(UTC))
        write_anchor(anchor_of(home), last)
        _coming(home.database).replace(home.database)
        sync_folder(home.root)


def _make_record(database: Path, keys: Keys, practice: str, author: str, at: datetime) -> Head:
    """A whole empty record, closed, under the name that `database` has before it is whole; the head of its chain."""
    coming = _coming(database)
    coming.unlink(missing_ok=True)
    db = open_database(coming, keys.main, create=True)
    try:
        migrate(db)
        for key, value in (("practice", practice), ("practice_id", token_hex(16)), ("created_at", spelled(at))):
            db.table("meta").insert({"key": key, "value": value})
        db.table("staff").insert({"id": keys.staff, "name": author, "created_at": spelled(at)})
        place = device.place_of(keys, database, coming)
        _, last = device.enrol(db, keys.audit, keys.staff, None, at, place=place)
        db.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        db.close()
    return last


def _coming(path: Path) -> Path:
    """The name under which a file is made."""
    return path.with_name(path.name + ".new")


def _put_vault_aside(vault: Path, at: datetime) -> None:
    """A vault that protects nothing makes room; it is renamed, as is everything that somebody may have put there."""
    if vault.exists():
        vault.replace(free_name(vault.parent, f"{vault.name}.replaced-{stamp(at)}"))


def _clear(home: Home) -> None:
    """Take away what a set-up made; the vault first, so that what is cut off in between is no practice either.

    Called only where nothing but a set-up can have made these files, and nobody has seen a key to them.
    """
    with suppress(OSError):
        home.vault.unlink(missing_ok=True)
        for made in (home.database, _coming(home.vault), _coming(home.database), anchor_of(home), home.root / LAST):
            made.unlink(missing_ok=True)
        for left in home.root.glob(f"{_coming(home.database).name}-*"):
            left.unlink(missing_ok=True)


@contextmanager
def _said(home: Home) -> Iterator[None]:
    """What the disk refuses, in the words of a set-up: the usual ones speak of a session that goes on."""
    try:
        with explained():
            yield
    except (StoreFailure, VaultUnwritable) as failure:
        full = isinstance(explain(failure.__cause__ or failure), DiskFull)
        raise SetupFailed(
            "The practice was not set up: the disk is full. Nothing was left behind. Make room, then try once more."
            if full
            else f"The practice was not set up: {home.root} cannot be written. Nothing was left behind. Check the disk "
            "and the rights of that folder, then try once more.",
            failure.detail,
        ) from failure
