"""Setting a practice up, killed at moments all along it and on disks that are full: the next start finishes.

Each time the real command runs in a process of its own. What the last one printed must open the practice, which must be
whole; nothing that nobody saw may be all there is.
"""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.keys.vault import unlock, unlock_with_recovery
from kapguide.store.records import Store

CHECKOUT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a lantern in the reeds"
MOMENTS = 20
ROOMS = 20
COST = "from kapguide.store.keys import vault; vault.default_cost = lambda: vault.Cost(1024, 1, 1)"

STRUCK = f"""
import os, resource, signal, sys
from kapguide import guard
from kapguide.store.opening import setup
{COST}
from kapguide.cli import main

how, at = sys.argv[1], int(sys.argv[2])
whole, steps = setup.set_up, 0

def watch(frame, event, argument):
    global steps
    steps += 1
    if steps == at:
        os.kill(os.getpid(), signal.SIGKILL)

def set_up(*what, **ways):
    if how == "room":
        resource.setrlimit(resource.RLIMIT_FSIZE, (at, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    else:
        sys.setprofile(watch)
    return whole(*what, **ways)

setup.set_up = set_up
guard.guard(secrets=True)
code = main(["init", "--practice", "Attacked", "--passphrase-file", sys.argv[3]])
sys.setprofile(None)
sys.stderr.write(f"steps {{steps}}\\n" * (how == "count"))
sys.exit(code)
"""
PLAIN = f"""
import sys
{COST}
from kapguide.cli import main
sys.exit(main(["init", "--practice", "Attacked", "--passphrase-file", sys.argv[1]]))
"""

Ended = subprocess.CompletedProcess[str]


def attack(folder: Path, seed: int, moments: int = MOMENTS, rooms: int = ROOMS) -> list[Tally]:
    """Kill it at `moments` spread over its whole length, and give it `rooms` sizes of disk, from nothing to enough."""
    secret = folder / "passphrase"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    _run(Home(folder / "first"), PLAIN, str(secret))  # the first here does a little more than all others
    counted = _run(Home(folder / "count"), STRUCK, "count", "0", str(secret))
    total, chance = int(counted.stderr.split()[-1]), random.Random(seed)
    kills = Tally("set-up killed, then begun again")
    for number in range(moments):
        share = (number + chance.random()) / moments
        at = round(total * (share if number % 2 else 1 - share / 10)) or 1  # the renames come at the end
        home = Home(folder / f"killed-{number}")
        struck = _run(home, STRUCK, "kill", str(at), str(secret))
        _judge(kills, f"killed at {at} of {total}", home, secret, struck, died=True)
    full = Tally("set-up on a disk that is full, then begun again")
    for number in range(rooms):
        size = round(200_000 * (number / rooms) ** 2)
        home = Home(folder / f"full-{number}")
        struck = _run(home, STRUCK, "room", str(size), str(secret))
        _judge(full, f"room for {size} bytes", home, secret, struck, died=False)
    return [kills, full]


def _judge(tally: Tally, what: str, home: Home, secret: Path, struck: Ended, *, died: bool) -> None:
    tally.tried += 1
    key = _key(struck)
    if "Traceback" in struck.stderr:
        tally.tracebacks.append(f"{what}: {struck.stderr[-300:]}")
    if died and struck.returncode != -signal.SIGKILL:
        tally.unnamed.append(f"{what}: it was not killed, but ended with {struck.returncode}")
    if not died and struck.returncode and not struck.stderr.strip():
        tally.unnamed.append(f"{what}: ended with {struck.returncode} and no word")
    if not died and struck.returncode and home.vault.exists():
        tally.unnamed.append(f"{what}: refused, and left a vault behind")
    again = _run(home, PLAIN, str(secret))
    if "Traceback" in again.stderr:
        tally.tracebacks.append(f"{what}, begun again: {again.stderr[-300:]}")
    if again.returncode and not key:
        tally.lost.append(f"{what}: nobody saw a key, and the next start says: {again.stderr.strip()}")
    left = [path.name for path in home.root.iterdir() if ".new" in path.name]
    if left:
        tally.unnamed.append(f"{what}: left behind: {', '.join(left)}")
    key = _key(again) or key
    _open(tally, what, home, lambda: unlock(home.vault, PASSPHRASE).forget())
    _open(tally, what, home, lambda: _whole(home, key))


def _open(tally: Tally, what: str, home: Home, way: Callable[[], None]) -> None:
    try:
        way()
    except KapGuideError as error:
        tally.lost.append(f"{what}: {error.sentence}")


def _whole(home: Home, key: str) -> None:
    """Raises KapGuideError where the key that was printed does not open a whole record."""
    store = Store.open(home, unlock_with_recovery(home.vault, key))
    try:
        problems = store.verify().problems
    finally:
        store.close()
    if problems:
        raise KapGuideError(problems[0])


def _key(ended: Ended) -> str:
    """The recovery key that was printed, or an empty string."""
    return (
        ended.stdout.rpartition("Recovery key, shown this once: ")[2].strip() if "Recovery key," in ended.stdout else ""
    )


def _run(home: Home, program: str, *arguments: str) -> Ended:
    # Where a test's own coverage is measured, that of a process without room for files ends it.
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=os.environ | {"KAPGUIDE_HOME": str(home.root), "PYTHONPATH": str(CHECKOUT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
