"""Finding the music in a folder: by the names that sound files have, whatever lies between."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

SUFFIXES = frozenset(
    {
        ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".amr", ".ape", ".au", ".caf", ".dsf", ".flac", ".m4a",
        ".m4b", ".mka", ".mp2", ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".rf64", ".snd", ".spx", ".tta",
        ".w64", ".wav", ".wave", ".wma", ".wv",
    }
)  # fmt: skip
MOST = 200_000
"""No more files than this are taken from one folder."""

Found = tuple[str, int, int]
"""A file's path, its size in bytes and when it was last changed, in ns."""


def files_below(root: str, unnamed: Callable[[str], None], looked: Callable[[], None]) -> Iterator[Found]:
    """The file itself, or the sound files in a folder and below, in no order.

    Hidden files, and folders that are links, are passed over. `unnamed` hears names that are no text on this system;
    `looked` is called at each folder. A folder below that cannot be opened is passed over too; for `root` that raises
    OSError.
    """
    seen = Path(root).stat()
    if not stat.S_ISDIR(seen.st_mode):
        yield root, seen.st_size, seen.st_mtime_ns
        return
    count = 0
    folders = [root]
    while folders:
        folder = folders.pop()
        looked()
        for entry in _entries(folder, required=folder == root):
            if not is_text(entry.name):
                unnamed(entry.name.encode("utf-8", "backslashreplace").decode())
                continue
            found = _look(entry, folders)
            if found is not None:
                yield found
                count += 1
            if count >= MOST:
                return


def _entries(folder: str, *, required: bool) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        if required:
            raise
        return []


def _look(entry: "os.DirEntry[str]", folders: list[str]) -> Found | None:
    """A sound file as it is found; a folder is put to those that are still to be looked at."""
    try:
        if entry.is_dir(follow_symlinks=False):
            folders.append(entry.path)
        elif Path(entry.name).suffix.lower() in SUFFIXES:
            seen = entry.stat()
            if stat.S_ISREG(seen.st_mode):
                return entry.path, seen.st_size, seen.st_mtime_ns
    except OSError:
        pass  # gone meanwhile, or a link to nowhere
    return None


def is_text(name: str) -> bool:
    """Whether a name can be written down: it need not be UTF-8 on every system."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
