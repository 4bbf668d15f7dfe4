"""A record on a small disk that is filled to the last byte: it opens, saves again once there is room, loses nothing.

As root the disk is a tmpfs of its own; else the attack has nothing to fill and says so.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.copies import backup
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.writing import ballast
from tests.support.practice import BOUND_S, begin, line, new_practice, opened

SIZE_MB = 8
POINTS = 20


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few MB at `folder`. Raises OSError where this user may not make one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(command, capture_output=True, check=False).returncode:
        raise PermissionError("no disk of its own")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk but for `leave` bytes."""
    path = folder / "filling"
    with path.open("wb", buffering=0) as file:
        file.write(bytes(max(0, shutil.disk_usage(folder).free - leave)))
    return path


def attack(folder: Path, seed: int, most: int = POINTS) -> list[Tally]:
    """Fill the disk at `most` points: so many bytes are left when the record is opened, or backed up."""
    opening, copying = Tally("records opened on a full disk"), Tally("backups on a full disk")
    size, low, room = ballast.SIZE, ballast.LOW_SPACE, backup.ROOM
    ballast.SIZE, ballast.LOW_SPACE, backup.ROOM = 512 * 1024, 0, 0
    try:
        for point in range(most):
            with small_disk(folder / f"disk-{point}") as disk:
                _one(Home(disk / "practice").make(), disk, 4096 * 3 * point + seed, opening, copying)
    except PermissionError:
        pass
    finally:
        ballast.SIZE, ballast.LOW_SPACE, backup.ROOM = size, low, room
    return [opening, copying]


def _one(home: Home, disk: Path, leave: int, opening: Tally, copying: Tally) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(seq, f"entry {seq}") for seq in range(1, 21)])
    opening.tried += 1
    filling = fill(disk, leave)
    try:
        _open_and_write(home, keys, session, filling, opening, leave)
    except KapGuideError as refusal:
        opening.lost.append(f"{leave} bytes left: not opened: {refusal.sentence}")
    except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
        opening.tracebacks.append(f"{leave} bytes left: {type(error).__name__}: {error}")
    copying.tried += 1
    try:
        with opened(home, keys) as store:
            fill(disk, leave)
            store.backup()
    except KapGuideError:
        pass
    except Exception as error:  # noqa: BLE001 - as above
        copying.tracebacks.append(f"{leave} bytes left: {type(error).__name__}: {error}")
    if left := list(home.backups.glob(".*.part*")):
        copying.unnamed.append(f"{leave} bytes left: {left} lies in the way")


def _open_and_write(home: Home, keys: Keys, session: str, filling: Path, tally: Tally, leave: int) -> None:
    store = Store.open(home, keys)
    try:
        ticket = store.append(session, [line(21, "on a full disk " + "x" * 2000)])
        filling.unlink()
        if not ticket.wait(BOUND_S):
            tally.lost.append(f"{leave} bytes left: an entry was not saved though there was room again")
    finally:
        store.close()
    with opened(home, keys) as store:
        if len(store.load_session(session)[2]) != 21 or store.verify().problems:
            tally.lost.append(f"{leave} bytes left: {store.verify().problems}")
