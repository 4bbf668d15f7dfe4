"""A disk that is full, or does not take any more: nothing is lost, and it is saved once there is room."""

import json
import subprocess
import sys
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.store.writing.saving import SavingState
from tests.support.practice import States, begin, line, new_practice, opened, saved

CHECKOUT = Path(__file__).resolve().parents[2]

LIMITED = """
import json, resource, sys
from pathlib import Path
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.store.keys.vault import unlock
from kapguide.store.writing.saving import SavingState
from tests.support.practice import PASSPHRASE, States, begin, line, saved

home = Home(Path(sys.argv[1]))
store = Store.open(home, unlock(home.vault, PASSPHRASE))
states = States(store)
session = begin(store, events=[line(1, "before")])
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
wal = home.database.with_name("kapguide.db-wal").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (wal + 5000, unlimited[1]))
tickets = [store.append(session, [line(seq, f"kept {seq} " + "x" * 3000)]) for seq in range(2, 12)]
sentence = states.until(SavingState.NOT_SAVED).sentence
waiting = sum(not ticket.saved for ticket in tickets)
seen = len(store.load_session(session)[2])
resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
saved(*tickets)
states.until(SavingState.SAVED)
unsaved = store.close()
print(json.dumps({"sentence": sentence, "waiting": waiting, "seen": seen, "unsaved": len(unsaved)}))
"""


def test_a_full_disk_keeps_everything_in_order_until_there_is_room(home: Home) -> None:
    """`max_page_count` makes SQLite itself find the disk full."""
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "before")])
        states = States(store)
        no_more_pages(store)
        tickets = [store.append(session, [line(seq, "x" * 5000)]) for seq in range(2, 12)]
        assert "disk is full" in states.until(SavingState.NOT_SAVED).sentence
        assert not (home.root / "ballast").exists()
        assert not tickets[-1].done
        assert store.draft(session) is None
        room_again(store)
        saved(*tickets)
        states.until(SavingState.SAVED)
    with opened(home, keys) as store:
        assert [event.seq for event in store.load_session(session)[2]] == list(range(1, 12))
        assert store.verify().problems == ()


def no_more_pages(store: Store) -> None:
    def change(db):  # type: ignore[no-untyped-def]
        (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
        db.conn.execute(f"PRAGMA max_page_count={pages}")

    store._writing.ask(change, "no more pages")


def room_again(store: Store) -> None:
    """The writer's own connection is stuck behind the full disk: give it room from outside, as freeing a disk does."""
    db = store._writing._db
    assert db is not None
    db.conn.execute("PRAGMA max_page_count=1000000")


def test_a_file_that_may_not_grow_keeps_everything_until_it_may(home: Home) -> None:
    keys, _ = new_practice(home)
    child = subprocess.run(
        [sys.executable, "-c", LIMITED, str(home.root)], cwd=CHECKOUT, capture_output=True, text=True, timeout=120
    )
    assert child.returncode == 0, child.stderr
    report = json.loads(child.stdout)
    assert report["sentence"]
    assert report["waiting"] > 0
    assert report["seen"] < 11
    assert report["unsaved"] == 0
    with opened(home, keys) as store:
        session = store.sessions()[0].row.id
        assert [event.seq for event in store.load_session(session)[2]] == list(range(1, 12))
        assert store.verify().problems == ()
