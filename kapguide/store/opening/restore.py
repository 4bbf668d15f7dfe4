"""The way back: a backup copied into a new file, checked whole there, and only then put in the record's place.

What is swapped stands in a plan on the disk before anything is moved. Killed at any moment, the next opening carries
it out: the record is the old one or the new one, never something between, and the old one is kept under its date.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.files import stamp, sync_file, sync_folder, write_safely
from kapguide.log import log
from kapguide.paths import Home
from kapguide.store.chain.anchor import FOREIGN, WAL_BROKEN, end_unknown, missing_rows, remembered, write_anchor
from kapguide.store.chain.audit import Head, chain_flaw
from kapguide.store.checking.checks import counts, met_damage
from kapguide.store.copies.backup import is_damaged, is_flawed, named_at, private_beside, unlike, vault_beside
from kapguide.store.copies.holding import Holding, More, held_by, more_in
from kapguide.store.failures import Damaged, DiskFull, StoreFailure, WrongKey, damaged
from kapguide.store.file.database import Database, explained, open_database, transaction
from kapguide.store.file.live_file import free_name
from kapguide.store.file.lock import AlreadyOpen, hold
from kapguide.store.file.place import check_place
from kapguide.store.file.rest import PLAN
from kapguide.store.file.wal import Wal, wal_of
from kapguide.store.keys.vault import Keys, VaultUnreadable, vault_id
from kapguide.store.opening.opening import anchor_of, keep_broken_wal
from kapguide.store.private.private_copies import NoCopies, lay_back
from kapguide.store.tables import device
from kapguide.store.tables.indexing import index_new
from kapguide.store.tables.schema import migrate
from kapguide.store.writing.ballast import Ballast

FRESH = "kapguide.db.restored"
SUFFIXES = ("-wal", "-shm", "")
ROOM = 4 * 1024**2
"""What a restore needs beside the copy itself."""


class NotRestored(KapGuideError):
    """The backup was not put in the record's place; nothing was changed."""


class Swap(msgspec.Struct, frozen=True):
    """What has been decided: the old record's new name, and the anchor of the new one."""

    aside: str
    anchor: Head


class AtHand(msgspec.Struct, frozen=True):
    """The present record, read only. `holds` is None where there is none, or none that can be read; `trouble` says why
    it is not whole; `missing` is how many changes this computer remembers that are not in it."""

    holds: Holding | None
    trouble: str
    missing: int
    doubt: str = ""
    """Why it cannot be told whether anything is missing, in a sentence; empty where it can."""
    absent: bool = False
    """There is no record at all."""
    flaw: str = ""
    """Where its audit chain breaks, in a sentence: it can be read and gone on with all the same."""

    @property
    def acceptable(self) -> bool:
        """Whether it is whole as far as it goes, and only its end is missing, or in doubt."""
        return self.holds is not None and not self.trouble and (self.missing > 0 or bool(self.doubt))


class Preview(msgspec.Struct, frozen=True):
    """A backup beside the record at hand, before anything is changed."""

    backup: Path
    made: datetime
    size: int
    holds: Holding
    at_hand: AtHand
    missing_in_backup: int
    """How many changes this computer remembers that are not in the backup."""
    more_in_backup: More
    more_at_hand: More
    flaw: str = ""
    """Where the audit chain of the backup breaks, in a sentence: it was made of a record that was so."""


def preview(home: Home, keys: Keys, chosen: Path) -> Preview:
    """Read the backup and the record at hand; nothing is changed. Raises NotRestored for what is no whole backup."""
    _refuse_strange(home, chosen)
    with _said(home, chosen):
        copy = open_database(chosen, keys.main, read_only=True)
        try:
            _refuse_damaged(chosen, _unfit(copy, keys, chosen))
            flaw = chain_flaw(copy, keys.audit) if is_flawed(chosen) else ""
            missing_in_backup = _missing(home, copy)
        finally:
            copy.close()
        holds = held_by(chosen, keys.main)
    here = look_at_hand(home, keys)
    held = here.holds or Holding(frozenset(), {}, {}, None, {})
    return Preview(
        backup=chosen,
        made=named_at(chosen) or datetime.fromtimestamp(chosen.stat().st_mtime, UTC),
        size=chosen.stat().st_size,
        holds=holds,
        at_hand=here,
        missing_in_backup=missing_in_backup,
        more_in_backup=more_in(holds, held),
        more_at_hand=more_in(held, holds),
        flaw=flaw,
    )


def restore(home: Home, keys: Keys, chosen: Path, at: datetime, vault: bytes = b"") -> Path | None:
    """Put the backup `chosen` in the record's place; the old file is renamed and never deleted.

    Returns the old file's new name. A new epoch begins in the audit chain. `vault` is put beside the record where
    there is none that can be read. Raises NotRestored, AlreadyOpen, UnsafePlace.
    """
    check_place(home.make().root)
    _refuse_strange(home, chosen)
    with hold(home):
        with _said(home, chosen):
            finish_swap(home)
            aside = _decide(home, keys, chosen, at, vault)
        there = home.database.exists()
        try:
            with explained():
                finish_swap(home)
        except StoreFailure as failure:
            raise KapGuideError(
                "The backup is checked and lies ready, but the disk takes no more changes. Nothing is lost: make room, "
                "and the next start puts it in the record's place.",
                failure.detail,
            ) from failure
    return aside if there else None


def _decide(home: Home, keys: Keys, chosen: Path, at: datetime, vault: bytes) -> Path:
    """Make and prove the copy, and write down what is to be swapped; the old record's new name."""
    fresh = home.root / FRESH
    _clear(fresh)
    try:
        needed = chosen.stat().st_size + ROOM
        if shutil.disk_usage(home.root).free < needed:
            raise DiskFull("", f"{needed} bytes are needed")
        anchor = _copy(home, keys, chosen, fresh, at)
        if vault:
            lay_vault(home, vault, at)
        _lay_private(home, chosen)
        word = "damaged" if home.database.exists() and is_damaged(home.database, keys) else "replaced"
        aside = free_name(home.root, f"{home.database.name}.{word}-{stamp(at)}")
        write_safely(home.root / PLAN, msgspec.json.encode(Swap(aside.name, anchor)))
    except BaseException:
        (home.root / PLAN).unlink(missing_ok=True)
        _clear(fresh)
        raise
    return aside


def _lay_private(home: Home, chosen: Path) -> None:
    """The private files of the backup: none of those that lie here is lost, and a copy of them that cannot be read
    keeps nobody from the record."""
    try:
        lay_back(home, private_beside(chosen))
    except NoCopies as failure:
        log.warning("private files of a backup: %s", failure.detail)


def accept(home: Home, keys: Keys, at: datetime) -> int:
    """Go on with the record at hand although its end is missing; returns how many changes that are.

    The audit chain says so from now on; one that breaks somewhere is gone on with, and `verify` goes on to say it.
    Raises NotRestored where nothing is missing, or the rest cannot be read.
    """
    with hold(home), explained():
        finish_swap(home)
        broken = wal_of(home.database) is Wal.BROKEN
        keep_broken_wal(home, at)
        db = open_database(home.database, keys.main)
        try:
            problem = unlike(db)
            missing, doubt = (
                (0, "") if problem else (_missing(home, db), broken or end_unknown(db, remembered(home.root)))
            )
            if problem:
                raise NotRestored(
                    f"The record at hand is not whole: {problem.rstrip('.')}. Nothing was changed. Restore a backup.",
                    problem,
                )
            if not missing and not doubt:
                raise NotRestored("Nothing is missing in this record. It was left as it is.")
            migrate(db)
            with transaction(db):
                index_new(db)
            place = device.place_of(keys, home.database)
            head = device.begin_epoch(db, keys, remembered(home.root), at, "accepted", missing, place=place)
        finally:
            db.close()
        write_anchor(anchor_of(home), head)
    return missing


def finish_interrupted(home: Home) -> None:
    """Carry out a swap that was cut off, for somebody who only reads: left alone where that cannot be done."""
    if (home.root / PLAN).is_file():
        with suppress(AlreadyOpen, StoreFailure), hold(home), explained():
            finish_swap(home)


def finish_swap(home: Home) -> None:
    """Carry out the plan on the disk as far as it is not done yet; the caller holds the record."""
    if not (home.root / PLAN).is_file():
        return
    try:
        swap = msgspec.json.decode((home.root / PLAN).read_bytes(), type=Swap)
    except (FileNotFoundError, msgspec.DecodeError):
        return
    fresh, aside = home.root / FRESH, home.root / swap.aside
    if fresh.exists():
        for suffix in SUFFIXES:  # what waits in the -wal belongs to the old file, and would be read into the new one
            part = home.database.with_name(home.database.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
        fresh.replace(home.database)
        sync_folder(home.root)
    try:
        write_anchor(anchor_of(home), swap.anchor)
    except OSError:
        if not Ballast(home.root / "ballast").give_up():
            raise
        write_anchor(anchor_of(home), swap.anchor)
    (home.root / PLAN).unlink()
    sync_folder(home.root)


def _copy(home: Home, keys: Keys, chosen: Path, fresh: Path, at: datetime) -> Head:
    """Copy into `fresh`, begin an epoch there, and prove it; the head of its chain."""
    source = open_database(chosen, keys.main, read_only=True)
    try:
        copy = open_database(fresh, keys.main, create=True)
        try:
            source.conn.backup(copy.conn, pages=-1)
            if met_damage(source):
                raise damaged("a page was copied whose MAC is wrong")
            held = _facts(source)
            migrate(copy)
            with transaction(copy):
                index_new(copy)  # a backup may be older than its newest entries' index
            missing = _missing(home, copy)
            place = device.place_of(keys, home.database, fresh)
            head = device.begin_epoch(copy, keys, remembered(home.root), at, "restored", missing, place=place)
            copy.conn.execute("PRAGMA journal_mode=DELETE").fetchall()
        finally:
            copy.close()
    finally:
        source.close()
    sync_file(fresh)
    copy = open_database(fresh, keys.main, read_only=True)
    try:
        differs = "" if held.items() <= _facts(copy).items() else "the copy differs."
        _refuse_damaged(chosen, _unfit(copy, keys, chosen) or differs)
    finally:
        copy.close()
    return head


def _unfit(backup: Database, keys: Keys, chosen: Path) -> str:
    """What keeps a backup from being restored. A chain that breaks does, unless it was so when the backup was made."""
    return unlike(backup) or ("" if is_flawed(chosen) else chain_flaw(backup, keys.audit))


def _facts(db: Database) -> dict[str, int]:
    """What must be the same in the copy: all but its new audit rows, and drafts from when notes lay among them."""
    held = counts(db)
    new = {"audit"} if "note" in held else {"audit", "draft"}
    return {table: count for table, count in held.items() if table not in new}


def look_at_hand(home: Home, keys: Keys) -> AtHand:
    """Read the present record as far as it can be read; nothing is changed."""
    if not home.database.exists():
        return AtHand(None, "There is no record here.", 0, absent=True)
    try:
        db = open_database(home.database, keys.main, read_only=True)
    except StoreFailure as failure:
        return AtHand(None, failure.sentence, 0)
    try:
        with explained():
            doubt = WAL_BROKEN if wal_of(home.database) is Wal.BROKEN else end_unknown(db, remembered(home.root))
            missing, trouble = _missing(home, db), unlike(db)
            flaw = "" if trouble else chain_flaw(db, keys.audit)
    except StoreFailure as failure:
        return AtHand(None, failure.sentence, 0)
    finally:
        db.close()
    try:
        return AtHand(held_by(home.database, keys.main), trouble, missing, doubt, flaw=flaw)
    except StoreFailure as failure:
        return AtHand(None, trouble or failure.sentence, missing)


def _missing(home: Home, db: Database) -> int:
    anchor = remembered(home.root)
    return 0 if anchor is None or end_unknown(db, anchor) == FOREIGN else missing_rows(db, anchor)


def lay_vault(home: Home, vault: bytes, at: datetime) -> None:
    """Lay a vault beside the record; one that lies there is kept under another name. Raises StoreFailure."""
    with explained():
        if home.vault.exists():
            write_safely(free_name(home.root, f"{home.vault.name}.damaged-{stamp(at)}"), home.vault.read_bytes())
        write_safely(home.vault, vault)


def _clear(fresh: Path) -> None:
    for suffix in (*SUFFIXES, "-journal"):
        with suppress(OSError):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _refuse_strange(home: Home, chosen: Path) -> None:
    """Raise NotRestored for what is no backup, or one of another practice."""
    if not chosen.is_file():
        raise NotRestored(f"There is no backup at {chosen}. Nothing was changed.", "no such file")
    if home.database.exists() and chosen.samefile(home.database):
        raise NotRestored("That file is the record itself, not a backup of it. Nothing was changed.", "the record")
    with suppress(VaultUnreadable):
        if vault_id(home.vault) != vault_id(vault_beside(chosen)):
            raise _foreign(home, chosen)


def _foreign(home: Home, chosen: Path) -> NotRestored:
    return NotRestored(
        f"{chosen.name} is the backup of another practice, or of this one before it was set up anew: it has other "
        f"keys. Nothing was changed. To open it, start KapGuide with an empty folder: move {home.root} away, or set "
        "KAPGUIDE_HOME to a new one.",
        "other keys",
    )


def _refuse_damaged(chosen: Path, problem: str) -> None:
    if problem:
        raise NotRestored(
            f"{chosen.name} cannot be restored: {problem.rstrip('.')}. Nothing was changed. Choose another backup.",
            problem,
        )


@contextmanager
def _said(home: Home, chosen: Path) -> Iterator[None]:
    """Known failures in the words of a restore: those of the store speak of a running session."""
    try:
        with explained():
            yield
    except DiskFull as failure:
        megabytes = (chosen.stat().st_size + ROOM) // 1024**2
        raise NotRestored(
            f"There is not enough room on the disk to restore: about {megabytes} MB are needed in {home.root}. "
            "Nothing was changed. Make room, then try again.",
            failure.detail,
        ) from failure
    except WrongKey as failure:
        raise NotRestored(
            f"{chosen.name} does not open with this practice's key: it is another practice's, or its beginning is "
            "damaged. Nothing was changed. Choose another backup.",
            failure.detail,
        ) from failure
    except Damaged as failure:
        raise NotRestored(
            f"{chosen.name} cannot be restored: it is damaged. Nothing was changed. Choose another backup.",
            failure.detail,
        ) from failure
    except StoreFailure as failure:
        raise NotRestored(
            f"{chosen.name} was not restored; what is here was left as it is. {failure.sentence}", failure.detail
        ) from failure
