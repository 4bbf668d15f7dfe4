"""Every call that writes the record, with a disk whose Nth write or fsync fails once, or for good, or is the last one
that the process does before it is killed; for each N. The record is opened again and held against what it was and what
it was to become.

What a person was told is saved is there; what is typed is there in any case, unless the process was killed before it
was said to be saved; what is signed, now or not at all, is either.
"""

import errno
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from attack import faulty_calls as calls
from attack.faulty_calls import Call, World
from attack.tally import Tally
from attack.trap import FOR_GOOD, KILL, Trap, library
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.file import database
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket

CHECKOUT = Path(__file__).resolve().parents[2]
LEAST_S, BOUND_S = 0.05, 60.0
POINTS = 60
"""Of a call with more operations than that, so many of them, spread over all."""
FEW = 3
"""So many calls where only some strikes are wanted."""
ONCE, GOOD, DEAD = "fails once", "fails for good", "the process is killed"
WAYS = {ONCE: (1, errno.EIO), GOOD: (FOR_GOOD, errno.ENOSPC), DEAD: (1, KILL)}
CHILD = """
import sys
sys.path[:0] = sys.argv[4:]
from pathlib import Path
from attack.faulty_disk import strike_all
strike_all(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
"""


def attack(folder: Path, seed: int, most: int | None = None) -> list[Tally]:
    """Each call at each of its operations in each way; in the suite `most` strikes at a few of the calls."""
    folder.mkdir(exist_ok=True)
    layer, person = library(folder), folder / "person"
    person.mkdir()
    environment = os.environ | {"HOME": str(person)} | ({"LD_PRELOAD": str(layer)} if layer else {})
    command = [sys.executable, "-c", CHILD, str(folder), "laid" if layer else "", f"{seed} {most or ''}"]
    paths = [str(CHECKOUT), str(CHECKOUT / "scripts")]
    done = subprocess.run([*command, *paths], env=environment, capture_output=True, text=True, check=False)
    tallies = {way: Tally(f"a write or fsync: {way}") for way in WAYS}
    for line in done.stdout.splitlines():
        way, kind, words = json.loads(line)
        tallies[way].tried += kind == "tried"
        getattr(tallies[way], kind).append(words) if kind != "tried" else None
    if done.returncode:
        tallies[DEAD].tracebacks.append(done.stderr.strip().rpartition("\n")[2] or f"ended with {done.returncode}")
    return list(tallies.values())


def strike_all(folder: Path, laid: str, chosen: str) -> None:
    """The child: it has the layer before the C library, and forks for each strike."""
    database.lock_keys_alone()  # to lock all memory and wipe it takes half of the time, and no disk
    seed, _, most = chosen.partition(" ")
    trap, world = Trap(laid=bool(laid)), calls.make(folder / "base")
    before = calls.seen(folder / "base", world)
    strikes = []
    chance, names = random.Random(int(seed)), list(calls.CALLS)
    for name in chance.sample(names, FEW) if most else names:
        call = calls.CALLS[name]
        _, many = _struck(folder, world, trap, call, 0, ONCE)
        after = calls.seen(folder / "struck", world)
        points = {1 + many * point // POINTS for point in range(POINTS)} if many > POINTS else range(1, many + 1)
        strikes += [(name, call, way, at, after) for way in WAYS for at in sorted(points)]
    chance.shuffle(strikes)
    for name, call, way, at, after in itertools.islice(strikes, int(most) if most else None):
        said, _ = _struck(folder, world, trap, call, at, way)
        print(json.dumps([way, "tried", ""]), flush=True)
        for kind, words in _judged(folder / "struck", world, call, way, said, [before, after]):
            print(json.dumps([way, kind, f"{name}, at {at}: {words}"]), flush=True)


def _judged(
    place: Path, world: World, call: Call, way: str, said: str, states: list[dict[str, object]]
) -> Iterator[tuple[str, str]]:
    """What speaks against a record after a strike: the kind of finding, and words."""
    if said.startswith("bug"):
        yield "tracebacks", said
    try:
        now = calls.seen(place, world)
    except Exception as error:  # noqa: BLE001 - whatever it is, the record does not open
        yield "lost", f"not opened: {type(error).__name__} {error}"
        return
    before, after = states
    if now not in states:
        yield "lost", f"neither as before nor as after: {calls.difference(before, after, now)}"
    elif now != after and (said == "saved" or (call.kept and way != DEAD)):
        yield "lost", f"{said}, and as before"
    yield from (("unnamed", problem) for problem in calls.problems(place, world))


def _struck(folder: Path, world: World, trap: Trap, call: Call, at: int, way: str) -> tuple[str, int]:
    """Do a call in a process of its own on a fresh copy, with the operation number `at` struck: what was said of it,
    and how many operations it had."""
    place = folder / "struck"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder / "base", place)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            said = _strike(place, world, trap, call, at, way)
        except BaseException as error:  # noqa: BLE001 - told to the parent
            said = f"bug: {type(error).__name__}: {error}", 0
        with os.fdopen(writing, "w") as told:
            json.dump(said, told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        words = told.read()
    os.waitpid(child, 0)
    return tuple(json.loads(words)) if words else ("killed", 0)


def _strike(place: Path, world: World, trap: Trap, call: Call, at: int, way: str) -> tuple[str, int]:
    times, error = WAYS[way]
    store = None if call.closed else Store.open(Home(place), world.keys)
    trap.arm(place, at or FOR_GOOD, times, error)
    said = "saved"
    try:
        done = call.do(place if store is None else store, world)
    except KapGuideError:
        said = "refused"
    else:
        if isinstance(done, Ticket):
            done.wait(LEAST_S if way == GOOD else BOUND_S)
            said = "saved" if done.saved else "refused" if done.done else "waits"
    if store is not None and way == GOOD and random.Random(at).random() < 0.5:
        store.close(0.0)  # the window goes while the disk takes nothing
        return said, trap.disarm(place)
    seen = trap.disarm(place)
    if store is not None:
        store.close()
    return said, seen
