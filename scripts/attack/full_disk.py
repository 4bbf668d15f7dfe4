"""A disk that becomes full in the middle of a session: told at once, and all of it is there after the next start."""

import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from attack.kills import full
from attack.shown_practice import lay_demo
from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.writing import writer
from kapguide.store.writing.saving import SavingState
from kapguide.usecases.sessions import begin

POINTS = 20
LINES = 40
MIB = 1024**2
CLOSE_S = 0.3
Fault = Callable[[], Callable[[], object]]
"""Makes the disk full, and gives the way to make room again."""
WORDS = "velvet " * 600
"""Longer than a page, so that every line needs room."""


def attack(folder: Path, seed: int, points: int = POINTS, *, mount: bool = True) -> list[Tally]:
    """One session for each point. Where no disk can be mounted, the writer is told that it is full."""
    tally = Tally("a disk that becomes full in a session")
    chance = random.Random(seed)
    for point in range(points):
        place = folder / f"disk-{point}"
        with _disk(place, mount=mount) as mounted:
            home, keys = lay_demo(place)
            fault = _filled(place) if mounted else _told()
            tally.tried += 1
            try:
                session, note = _session(home, keys, fault, LINES * point // points, chance.random() < 0.5, tally)
            except KapGuideError as error:
                tally.unnamed.append(f"point {point}: {error.sentence}")
                continue
            _judge(home, keys, session, note, tally, point)
    return [tally]


def _session(home: Home, keys: Keys, fault: Fault, full_at: int, noted: bool, tally: Tally) -> tuple[LiveSession, str]:
    """A session of `LINES` lines and a note; the disk is full from line `full_at` on, until it has closed."""
    store = Store.open(home, keys)
    clock = RehearsalClock(datetime.now(UTC))
    plan = read_protocol(find_protocol("lozenge"))
    session, start = begin(store, plan, clock, system_ids(), client_code="M-014")
    session.send(start)
    make_room: Callable[[], object] | None = None
    for number in range(LINES):
        if number == full_at:
            make_room = fault()
        clock.advance(MINUTE // 2)
        session.send(c.AddNote(f"{number} {WORDS}", session.now().elapsed))
    session.send(c.End())
    note = f'{{"words": "{WORDS}"}}' if noted else ""
    if note:
        store.notes.save(start.started.session_id, note, 0)
    if store.state.saving is SavingState.SAVED and store.waiting():  # the writer may just not have come to it yet
        with suppress(KapGuideError):
            store.settle(CLOSE_S)
    waiting = store.waiting()
    if store.state.saving is SavingState.SAVED and waiting:
        tally.unnamed.append(f"“saved” is said while {waiting} wait")
    with suppress(KapGuideError):
        store.put_aside()
    store.close(CLOSE_S)
    if make_room is not None:
        make_room()
    return session, note


def _judge(home: Home, keys: Keys, session: LiveSession, note: str, tally: Tally, point: int) -> None:
    """Everything that happened is in the record."""
    store = Store.open(home, keys)
    try:
        started = session.state.started
        assert started is not None
        stored = store.load_session(started.session_id)[2]
        if stored != session.log:
            tally.lost.append(f"point {point}: {len(session.log) - len(stored)} of {len(session.log)} entries")
        if store.notes.read(started.session_id).text != note:
            tally.lost.append(f"point {point}: the note")
        tally.unnamed.extend(f"point {point}: {problem}" for problem in store.verify().problems)
    finally:
        store.close()


@contextmanager
def _disk(place: Path, *, mount: bool) -> Iterator[bool]:
    """A disk of its own at `place`, where one can be mounted; tells whether it could."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={24 * MIB}", "tmpfs", str(place)]
    mounted = mount and not subprocess.run(command, capture_output=True, check=False).returncode
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=False)


def _filled(place: Path) -> Fault:
    """Fills the disk to its last byte; gives the way to make room again."""

    def fill() -> Callable[[], object]:
        filler = place / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (MIB, 4096, 1):
                with suppress(OSError):
                    while file.write(bytes(size)) == size:
                        pass
        return lambda: filler.unlink()

    return fill


def _told() -> Fault:
    """Tells the writer that the disk is full, as the driver would."""

    def tell() -> Callable[[], object]:
        usual = writer.__dict__["transaction"]
        writer.__dict__["transaction"] = full
        return lambda: writer.__dict__.update(transaction=usual)

    return tell
