"""Restores that are killed, meet a full disk, or are given no whole backup: the record is the old or the new one."""

import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from attack.shown_practice import lay_demo
from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.copies.backup import vault_beside
from kapguide.store.copies.holding import held_by
from kapguide.store.failures import StoreFailure
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Cost, Keys
from kapguide.store.opening import restore as r
from kapguide.store.opening.setup import set_up
from kapguide.store.records import Store

KILLS, POINTS, SPOILED = 200, 20, 60
LATER = "Z-999"
"""The client who was added after the backup: with her it is the old record, without her the new one."""
CHECKOUT = Path(__file__).resolve().parents[2]
MIB = 1024**2
CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kapguide.paths import Home
from kapguide.usecases.demonstration.demo import open_demo
from kapguide.store.opening.restore import restore
home = Home(Path(sys.argv[1]))
keys = open_demo(home)
print("ready", flush=True)
restore(home, keys, Path(sys.argv[2]), datetime.now(UTC))
print("done", flush=True)
"""


def attack(
    folder: Path, seed: int, kills: int = KILLS, points: int = POINTS, spoiled: int = SPOILED, *, mount: bool = True
) -> list[Tally]:
    """Three attacks on copies of one practice that has gone on after its backup; `mount` takes a disk for it."""
    home, keys = lay_demo(folder)
    store = Store.open(home, keys)
    backup = store.backup()
    store.add_client(LATER)
    store.close()
    chance = random.Random(seed)
    return [
        _killed(home, keys, backup, folder, chance, kills),
        _full(home, keys, backup, folder / "disk", chance, points if mount else -points),
        _spoiled(home, keys, backup, folder, chance, spoiled),
    ]


def _killed(home: Home, keys: Keys, backup: Path, folder: Path, chance: random.Random, times: int) -> Tally:
    """The program is killed at a random moment of a restore."""
    tally = Tally("a restore, killed")
    longest = _timed(_copy(home, folder / "timed"), backup)
    for number in range(times):
        there = _copy(home, folder / f"killed-{number}")
        child = _restoring(there, backup)
        time.sleep(chance.uniform(0, longest * 1.05))
        child.kill()
        child.communicate()
        tally.tried += 1
        _judge(tally, there, keys, backup, f"kill {number}")
        shutil.rmtree(there.root)
    return tally


def _full(home: Home, keys: Keys, backup: Path, disk: Path, chance: random.Random, points: int) -> Tally:
    """The disk has room for the n-th part of what a restore needs; half of the time that is seen only as it writes.

    Fewer points than none: by a limit on the size of files, on no disk of its own.
    """
    tally = Tally("a restore, on a full disk")
    need = backup.stat().st_size + MIB
    seen = r.__dict__["shutil"]
    for point in range(abs(points)):
        with _small_disk(disk, home, point * need // abs(points), mount=points > 0) as there:
            if chance.random() < 0.5:
                r.__dict__["shutil"] = SimpleNamespace(disk_usage=lambda path: SimpleNamespace(free=1 << 40))
            tally.tried += 1
            try:
                _attempt(tally, partial(r.restore, there, keys, backup, datetime.now(UTC)), f"point {point}")
            finally:
                r.__dict__["shutil"] = seen
            _make_room(there)
            _judge(tally, there, keys, backup, f"point {point}")
    return tally


def _spoiled(home: Home, keys: Keys, backup: Path, folder: Path, chance: random.Random, times: int) -> Tally:
    """Backups that were damaged, cut, swapped, renamed, or are another practice's."""
    tally = Tally("a restore, of what is no whole backup")
    other = Home(folder / "other")
    set_up(other, "a word of their own", practice="Another practice", cost=Cost(1024, 1, 1))
    for number in range(times):
        there = _copy(home, folder / f"spoiled-{number}")
        chosen = folder / f"chosen-{number}.db"
        shutil.copyfile(backup, chosen)
        shutil.copyfile(vault_beside(backup), vault_beside(chosen))
        whole = _spoil(chosen, other, chance)
        tally.tried += 1
        for act in (
            partial(r.preview, there, keys, chosen),
            partial(r.restore, there, keys, chosen, datetime.now(UTC)),
        ):
            refused = _attempt(tally, act, f"{number}")
            if refused == whole:
                tally.unnamed.append(f"{number}: {'whole, and refused' if whole else 'taken as if it were whole'}")
        _judge(tally, there, keys, backup, f"spoiled {number}")
        shutil.rmtree(there.root)
    return tally


def _spoil(chosen: Path, other: Home, chance: random.Random) -> bool:
    """Do something to the backup; whether it is whole still."""
    content = bytearray(chosen.read_bytes())
    kind = chance.randrange(7)
    if kind == 0:  # a bit
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == 1:  # many
        for _ in range(50):
            content[chance.randrange(len(content))] ^= 0xFF
    elif kind == 2:  # cut short
        del content[chance.randrange(len(content)) :]
    elif kind == 3:  # zeros, as a stick leaves them
        at = chance.randrange(len(content))
        content[at : at + 4096] = bytes(len(content[at : at + 4096]))
        if content == chosen.read_bytes():
            return True
    elif kind == 4:  # two pages swapped
        one, two = (4096 * chance.randrange(1, len(content) // 4096) for _ in range(2))
        content[one : one + 4096], content[two : two + 4096] = content[two : two + 4096], content[one : one + 4096]
        if one == two:
            return True
    elif kind == 5:  # another practice's
        content = bytearray(other.database.read_bytes())
        vault_beside(chosen).unlink()
    else:
        return True
    chosen.write_bytes(content)
    return False


def _attempt(tally: Tally, act: Callable[[], object], what: str) -> bool:
    """Do it; whether it was refused with a sentence."""
    try:
        act()
    except KapGuideError as refused:
        if len(refused.sentence.split()) < 5:
            tally.unnamed.append(f"{what}: {refused.sentence}")
        return True
    except Exception as error:  # noqa: BLE001 - this is what the attack looks for
        tally.tracebacks.append(f"{what}: {error!r}")
        return True
    return False


def _judge(tally: Tally, home: Home, keys: Keys, backup: Path, what: str) -> None:
    """Whether the record is whole, old or new, the old one still there, and can be restored after all."""
    try:
        store = Store.open(home, keys)
        try:
            old = LATER in {client.code for client in store.clients()}
            tally.lost += [f"{what}: {problem}" for problem in store.verify().problems]
        finally:
            store.close()
        if not old and not any(_is_old(path, keys) for path in home.root.glob("kapguide.db.*-2*")):
            tally.lost.append(f"{what}: the old record is nowhere")
        r.restore(home, keys, backup, datetime.now(UTC))
    except KapGuideError as error:
        tally.lost.append(f"{what}: {error.sentence}")
    except Exception as error:  # noqa: BLE001 - as above
        tally.tracebacks.append(f"{what}: {error!r}")


def _is_old(path: Path, keys: Keys) -> bool:
    if path.name.endswith(("-wal", "-shm")):
        return False
    with suppress(StoreFailure):
        held_by(path, keys.main)
        db = open_database(path, keys.main, read_only=True)
        try:
            return db.conn.execute("SELECT 1 FROM client_code WHERE code = ?", (LATER,)).fetchone() is not None
        finally:
            db.close()
    return False


def _copy(home: Home, folder: Path) -> Home:
    shutil.copytree(home.root, folder)
    return Home(folder)


def _restoring(home: Home, backup: Path) -> "subprocess.Popen[str]":
    """A program of its own that has just begun to restore."""
    command = [sys.executable, "-c", CHILD, str(home.root), str(backup)]
    child = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


def _timed(home: Home, backup: Path) -> float:
    child = _restoring(home, backup)
    began = time.monotonic()
    child.communicate()
    return time.monotonic() - began


@contextmanager
def _small_disk(place: Path, home: Home, free: int, *, mount: bool) -> Iterator[Home]:
    """A copy of the practice on a disk with `free` bytes left; a limit on files where no disk can be mounted."""
    place.mkdir(exist_ok=True)
    there = Home(place / "practice")
    size = sum(path.stat().st_size for path in home.root.rglob("*") if path.is_file()) + 32 * MIB
    mounted = (
        mount
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size + free}", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
    )
    try:
        shutil.copytree(home.root, there.root)
        if mounted:
            left = shutil.disk_usage(place).free - free
            if left > 0:
                (place / "filler").write_bytes(bytes(left))
            yield there
        else:
            with _limited(max(1, free)):
                yield there
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=False)
        else:
            shutil.rmtree(place)


@contextmanager
def _limited(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _make_room(home: Home) -> None:
    """Somebody has deleted large files."""
    (home.root.parent / "filler").unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
