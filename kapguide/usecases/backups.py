"""A backup whenever something is worth one: after a session, after its note, each day, and when the window goes."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.files import close_to_others
from kapguide.log import log
from kapguide.paths import Home
from kapguide.store.copies.backup import BackupFailed, own_backups
from kapguide.store.copies.backup_folders import FOLDER, backup_folders, on_the_same_disk
from kapguide.store.records import Store

PATIENCE_S = 5.0
"""How long a backup waits for what is still being saved."""


def keep_safe(store: Store) -> str:
    """Back up what no backup holds yet; returns why that failed, or an empty string. May take a while.

    The record remembers a failure, too, and Today says it until a backup succeeds.
    """
    with suppress(KapGuideError):  # what the disk does not take is said elsewhere; the rest is worth a backup
        store.settle(PATIENCE_S)
    try:
        if not store.backed_up():
            store.backup()
    except BackupFailed as failure:
        log.warning("backup: %s", failure.detail)
        return failure.sentence
    return ""


def keep_safe_daily(store: Store, now: datetime) -> str:
    """The same, where no backup was made yet on the day that it is, or something was signed since; for a window that
    stays open."""
    today = now.astimezone().date()
    if today in {at.astimezone().date() for at in _made(store)} and not _signed_since(store, now):
        return ""
    return keep_safe(store)


def keep_safe_signed(store: Store, now: datetime) -> str:
    """The same, where something was signed since the last backup; for a record that is closed."""
    with suppress(KapGuideError):
        store.settle(PATIENCE_S)  # a signature may just be on its way
    return keep_safe(store) if _signed_since(store, now) else ""


def _made(store: Store) -> list[datetime]:
    return [backup.at for backup in own_backups(store.home, backup_folders(store.home)[0])]


def _signed_since(store: Store, now: datetime) -> bool:
    """Whether no backup was made after the newest signature; one that is dated ahead of now tells nothing."""
    with suppress(KapGuideError):
        signed = store.notes.last_signed()
        return signed is not None and not any(signed <= at <= now for at in _made(store))
    return False


def folder_on(home: Home, chosen: Path) -> Path:
    """The folder for backups on a disk, or in a folder, that somebody chose; made there. Raises KapGuideError."""
    folder = chosen if chosen.name == FOLDER else chosen / FOLDER
    if folder.resolve().is_relative_to(home.root.resolve()):
        raise KapGuideError("That is the practice's own folder, where backups lie already. Choose another disk.")
    try:
        if not folder.is_dir():
            folder.mkdir()
            close_to_others(folder, 0o700)
    except OSError as error:
        raise KapGuideError(
            f"Nothing can be written to {chosen}. Choose another folder, or mend its rights.", str(error)
        ) from error
    return folder


def beside_the_record(home: Home, folder: Path) -> str:
    """What is to be said of a folder for backups that goes with the record when its disk fails; else nothing."""
    if on_the_same_disk(folder, home):
        return "This folder is on the disk of the record. If that disk fails, both are gone."
    return ""
