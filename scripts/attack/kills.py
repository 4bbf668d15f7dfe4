"""A process that writes the record, killed while it writes, while it closes, and while it puts unsaved words aside."""

import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from attack.shown_practice import lay_demo
from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.failures import disk_full
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.demonstration.demo import open_demo

KILLS = 200
CHECKOUT = Path(__file__).resolve().parents[2]
BOUND_S = 60.0
LONGEST_CLOSE_S = 0.06
"""A kill falls this late after closing began, at most: about as long as closing takes."""
CHILD = """
import sys
sys.path[:0] = sys.argv[4:]
from pathlib import Path
from attack.kills import write
write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
"""


def attack(folder: Path, seed: int, kills: int = KILLS) -> list[Tally]:
    """Half of the kills while it writes, a quarter each while it closes and while nothing can be saved."""
    home, keys = lay_demo(folder)
    chance = random.Random(seed)
    return [
        _killed(home, keys, chance, "writing", kills // 2),
        _killed(home, keys, chance, "closing", kills // 4),
        _killed(home, keys, chance, "aside", kills - kills // 2 - kills // 4),
    ]


def full(_: object) -> None:
    """In place of a transaction, on a disk that is full."""
    raise disk_full("told by the attack")


def entry(session: str, seq: int) -> e.Event:
    """An entry whose words can be told from its number: some are short, some longer than a page of the file."""
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC) + timedelta(seconds=seq)
    body = e.NoteAdded(words(seq), Elapsed(seq * 1000))
    return e.Event(f"{session}-{seq}", f"c-{seq}", seq, Elapsed(seq * 1000), at, 60, "boot", body)


def words(seq: int) -> str:
    return f"entry {seq} " + "velvet " * (seq * 7919 % 700)


def write(folder: Path, manner: str, many: int) -> None:
    """The child: tells on its output what is acknowledged, and is killed at some moment."""
    from kapguide.session.clock import SystemClock
    from kapguide.session.ids import system_ids
    from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
    from kapguide.store.writing import writer
    from kapguide.usecases.sessions import begin as begin_session

    home = Home(folder)
    store = Store.open(home, open_demo(home))
    plan = read_protocol(find_protocol("lozenge"))
    session, start = begin_session(store, plan, SystemClock(), system_ids(), client_code="M-014")
    begun = session.send(start)
    session_id = start.started.session_id
    print(f"session {session_id} {len(begun)}", flush=True)
    first = len(begun) + 1

    def tell(seq: int) -> None:
        ticket = store.append(session_id, [entry(session_id, seq)])
        ticket.add_done_callback(lambda done: print(f"saved {seq}", flush=True) if done.saved else None)

    if manner == "aside":
        saved = store.append(session_id, [entry(session_id, first)])
        assert saved.wait(BOUND_S)
        print(f"saved {first}", flush=True)
        writer.__dict__["transaction"] = full  # as the driver refuses each one on a full disk
        for seq in range(first + 1, first + many):
            store.append(session_id, [entry(session_id, seq)])
            store.put_aside()
            print(f"saved {seq}", flush=True)
        store.close(0.0)
        print("closed", flush=True)
        return
    for seq in range(first, first + many):
        tell(seq)
    if manner == "closing":
        print("closing", flush=True)
        unsaved = store.close()
        print("closed" if not unsaved else "not closed", flush=True)
    else:
        threading.Event().wait(BOUND_S)


def _killed(home: Home, keys: Keys, chance: random.Random, manner: str, times: int) -> Tally:
    tally = Tally(f"killed while {manner if manner != 'aside' else 'putting aside'}")
    for _ in range(times):
        tally.tried += 1
        said = _until_killed(home, chance, manner, tally)
        _judge(home, keys, said, tally)
    return tally


def _until_killed(home: Home, chance: random.Random, manner: str, tally: Tally) -> list[str]:
    """What the child said until it was killed, at a random line, or a little after it began to close."""
    many = chance.randint(5, 60)
    at_line = chance.randint(1, many)
    paths = [str(CHECKOUT), str(CHECKOUT / "scripts")]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home.root), manner, str(many), *paths],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    said: list[str] = []
    for line in child.stdout:
        said.append(line)
        if manner == "closing" and line == "closing\n":
            threading.Event().wait(chance.uniform(0, LONGEST_CLOSE_S))
            child.kill()
        elif manner != "closing" and len(said) == at_line:
            child.kill()
    error = child.stderr.read()
    child.wait(BOUND_S)
    child.stdout.close()
    child.stderr.close()
    if error:
        tally.tracebacks.append(error.strip().splitlines()[-1])
    return [line.strip() for line in said if line.endswith("\n")]


def _judge(home: Home, keys: Keys, said: list[str], tally: Tally) -> None:
    """All that was acknowledged is there, in order, with its words, and the record is whole."""
    begun = next((line.split() for line in said if line.startswith("session ")), None)
    if begun is None:
        return
    acknowledged = [int(line.split()[1]) for line in said if line.startswith("saved ")]
    try:
        store = Store.open(home, keys)
    except KapGuideError as error:
        tally.lost.append(error.sentence)
        return
    try:
        events = store.load_session(begun[1])[2]
        texts = {event.seq: event.text for event in events}
        gone = [seq for seq in acknowledged if texts.get(seq) != words(seq)]
        if gone or [event.seq for event in events] != list(range(1, len(events) + 1)):
            tally.lost.append(f"entries {gone} of {len(acknowledged)}, {said[-1]}")
        if any("left where it is" in notice or "do not fit" in notice for notice in store.notices):
            tally.lost.append(" ".join(store.notices))
        tally.unnamed.extend(store.verify().problems)
        store.close_unfinished(begun[1]).wait(BOUND_S)
    finally:
        store.close()
