"""Where the practice's backups lie: on another disk, where one was chosen and is there, and beside the record."""

import os
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.jobs import within
from kapguide.paths import Home, typed
from kapguide.settings import BackupSettings, read_settings

FOLDER = "KapGuide backups"
"""What the folder on another disk is called. A backup never makes it: where a disk was mounted, its name may still lie,
and what is written there lies on the disk of the record."""
ANSWER_S = 2.0
"""A drive that does not answer so soon is not there."""
GB = 1000**3


def wish_of(home: Home) -> BackupSettings:
    """What the practice wants; the defaults where its file has a mistake, which the window tells."""
    try:
        return read_settings(home.settings).backups
    except KapGuideError:
        return BackupSettings()


def other_folder(home: Home) -> Path | None:
    """The folder that was chosen beside the practice's own, whether it is there now or not."""
    folder = wish_of(home).folder.strip()
    return typed(folder) if folder else None


def is_there(folder: Path) -> bool:
    """Whether a folder can be written to now."""
    found = within(ANSWER_S, lambda: folder.is_dir() and os.access(folder, os.W_OK))
    return found.done() and bool(found.result())


def backup_folders(home: Home) -> tuple[Path, ...]:
    """Where backups lie that can be reached now, the preferred folder first."""
    other = other_folder(home)
    return (other, home.backups) if other is not None and is_there(other) else (home.backups,)


def most_bytes(home: Home) -> int | None:
    """How much the backups may take in one folder; None where nobody has said."""
    most = wish_of(home).most_gb
    return round(most * GB) if most else None


def disk_name(folder: Path) -> str:
    """What people call the disk that a folder was chosen on."""
    disk = folder.parent if folder.name == FOLDER else folder
    return disk.name or str(disk)


def on_the_same_disk(folder: Path, home: Home) -> bool:
    """Whether the record would go with it when that disk fails."""
    try:
        return folder.stat().st_dev == home.root.stat().st_dev
    except OSError:
        return False
