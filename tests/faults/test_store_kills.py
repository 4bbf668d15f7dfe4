"""A window that is killed while it writes loses nothing that it said was saved."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.chain.anchor import RecordsMissing
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from tests.faults.writing_child import said
from tests.support.practice import PASSPHRASE, new_practice

CHECKOUT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("KAPGUIDE_KILL_ROUNDS", "1"))
"""Of 8 kills each; 25 make the long run."""
KILLS = 8


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


def killed_after(home: Home, acknowledgements: int) -> list[str]:
    """What a writing process acknowledged until it was killed, at that many lines or a little later."""
    passphrase = home.root.parent / "passphrase"
    passphrase.write_text(PASSPHRASE)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writing_child", str(home.root), str(passphrase)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        lines = []
        for line in child.stdout:
            lines.append(line)
            if len(lines) == acknowledgements:
                child.send_signal(signal.SIGKILL)
        assert child.wait(30) == -signal.SIGKILL
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_kills_lose_nothing_that_was_acknowledged(home: Home, keys: Keys, number: int) -> None:
    moments = random.Random(number)
    total = 0
    for _ in range(KILLS):
        acknowledged = killed_after(home, moments.randint(1, 60))
        total += len(acknowledged)
        events = max((int(line[2:]) for line in acknowledged if line.startswith("n")), default=0)
        drafts = max((int(line[2:]) for line in acknowledged if line.startswith("d")), default=0)
        store = Store.open(home, keys)
        unfinished = store.unfinished_session()
        assert unfinished is not None
        stored = store.load_session(unfinished.row.id)[2]
        draft = store.draft(unfinished.row.id)
        store.close()
        assert len(stored) >= events
        assert [event.text for event in stored] == [said(seq) for seq in range(1, len(stored) + 1)]
        assert drafts == 0 or (draft is not None and draft.begun >= drafts)
    store = Store.open(home, keys)
    assert store.verify().problems == ()
    store.close()
    print(f"{KILLS} kills, {total} acknowledged changes, none lost")


def test_a_wal_deleted_after_a_kill_is_noticed(home: Home, keys: Keys) -> None:
    killed_after(home, 40)
    home.database.with_name("kapguide.db-wal").unlink()
    with pytest.raises(RecordsMissing, match="Records are missing"):
        Store.open(home, keys)


def test_a_file_copied_without_its_wal_is_noticed(home: Home, keys: Keys) -> None:
    main = home.database.read_bytes()
    killed_after(home, 40)
    for suffix in ("", "-wal", "-shm"):
        home.database.with_name(f"kapguide.db{suffix}").unlink()
    home.database.write_bytes(main)
    with pytest.raises(RecordsMissing):
        Store.open(home, keys)


def test_a_damaged_wal_is_noticed(home: Home, keys: Keys) -> None:
    """SQLite takes everything before the first bad frame and says nothing of the rest."""
    killed_after(home, 40)
    wal = home.database.with_name("kapguide.db-wal")
    whole = bytearray(wal.read_bytes())
    whole[len(whole) // 3] ^= 1
    wal.write_bytes(whole)
    with pytest.raises(RecordsMissing):
        Store.open(home, keys)
