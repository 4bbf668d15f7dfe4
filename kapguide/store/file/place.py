"""Where the live record must not lie: network drives and folders that another program synchronises.

SQLite's locks and its -wal file do not survive either of them; backups may go there.
"""

import ctypes
import os
import re
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from kapguide.errors import KapGuideError
from kapguide.paths import whole

_SYNCED = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud drive",
    "iclouddrive",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "pcloud",
    "pclouddrive",
    "syncthing",
    "seafile",
    "box sync",
)
_MARKERS = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log", ".sync.ffs_db")
_NETWORK = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "davfs",
    "fuse.davfs2",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.gvfsd-fuse",
)
_REMOTE_DRIVE = 4
MOUNTS = Path("/proc/mounts")


class UnsafePlace(KapGuideError):
    """The folder is on a network drive or in a synchronised folder."""


def check_place(folder: Path) -> None:
    """Raise UnsafePlace for a folder in which the live record would be damaged sooner or later."""
    folder = whole(folder)
    if synced := _sync_folder(folder):
        raise _refusal(folder, f"inside {synced}, which another program copies while it is written")
    if _network_drive(folder):
        raise _refusal(folder, "on a network drive")


def _refusal(folder: Path, where: str) -> UnsafePlace:
    return UnsafePlace(
        f"The record cannot lie in {folder}: it is {where}, and that damages databases. "
        "Choose a folder on this computer's own disk; backups may go there.",
        where,
    )


def _sync_folder(folder: PurePath) -> str:
    for part in folder.parts:
        name = part.casefold()
        if name in _SYNCED or name.startswith(("onedrive - ", "dropbox (", "googledrive-", "onedrive-")):
            return part
    for parent in (Path(folder), *Path(folder).parents):
        if any((parent / marker).exists() for marker in _MARKERS):
            return parent.name
    return ""


def _network_drive(folder: Path) -> bool:
    return _remote(PureWindowsPath(folder).drive) or _file_system(folder) in _NETWORK


def _remote(drive: str) -> bool:
    """Whether a drive of Windows, such as `C:` or `\\\\server\\share`, is on another computer."""
    if drive.startswith("\\\\"):
        return True
    windll: Any = getattr(ctypes, "windll", None)
    return windll is not None and bool(windll.kernel32.GetDriveTypeW(drive + "\\") == _REMOTE_DRIVE)


def _file_system(folder: Path) -> str:
    """The type of the file system that holds `folder`, or an empty string where the system does not tell."""
    try:
        lines = MOUNTS.read_bytes().splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        escaped, name = line.split(b" ")[1:3]
        mount = os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8)]), escaped))
        if folder.is_relative_to(mount) and len(mount) >= len(best):
            best, kind = mount, os.fsdecode(name)
    return kind
