"""A record whose file was taken away behind the last entry: closing notices, and nothing that was saved is gone."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.chain.anchor import RecordsMissing
from kapguide.store.failures import RecordClosed, StoreFailure, disk_full
from kapguide.store.file.live_file import LiveFile
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.restore import accept, restore
from kapguide.store.records import Store
from kapguide.store.writing.saving import SavingState
from tests.support.practice import BOUND_S, begin, line, noon, opened, saved

LINES = 39


def written(store: Store) -> str:
    """A session whose lines are all saved; its id."""
    session = begin(store, events=[line(1, "1")])
    saved(*[store.append(session, [line(seq, str(seq))]) for seq in range(2, LINES + 1)])
    return session


def check_all_there(home: Home, keys: Keys, session: str) -> None:
    with opened(home, keys) as store:
        assert [event.text for event in store.load_session(session)[2]] == [str(seq) for seq in range(1, LINES + 1)]
        assert store.verify().problems == ()


@pytest.mark.parametrize("gone", [["kapguide.db"], ["kapguide.db-wal"], ["kapguide.db", "kapguide.db-wal"]])
def test_files_deleted_behind_the_last_entry_are_written_again(home: Home, keys: Keys, gone: list[str]) -> None:
    store = Store.open(home, keys)
    session = written(store)
    for name in gone:
        (home.root / name).unlink()
    assert store.close() == ()
    check_all_there(home, keys, session)


@pytest.mark.parametrize("left", [0, 5_000, 60_000])
def test_a_wal_that_was_cut_off_is_noticed_and_nothing_of_this_window_is_lost(
    home: Home, keys: Keys, left: int
) -> None:
    store = Store.open(home, keys)
    session = written(store)
    saved(store.notes.save(session, "Calm.", 0), store.notes.save(session, "Calm, and wide.", 1))
    saved(store.save_draft(session, "half a li", Elapsed(3)), store.save_draft(session, "half a line", Elapsed(3)))
    wal = home.root / "kapguide.db-wal"
    assert wal.stat().st_size > 60_000
    os.truncate(wal, left)
    store.close()
    assert list(home.root.glob("unsaved-*.sealed"))
    with pytest.raises(RecordsMissing):
        Store.open(home, keys)
    accept(home, keys, noon())
    with opened(home, keys) as store:
        assert "Taken into the record" in " ".join(store.notices)
        assert store.notes.read(session).text == "Calm, and wide."
        draft = store.draft(session)
        assert draft is not None
        assert draft.text == "half a line"
        assert [client.code for client in store.clients()] == ["M-014"]
    check_all_there(home, keys, session)


def test_a_record_that_was_cut_off_itself_comes_from_its_backup_and_this_window_from_what_was_kept(
    home: Home, keys: Keys
) -> None:
    store = Store.open(home, keys)
    backup = store.backup()
    session = written(store)
    os.truncate(home.database, home.database.stat().st_size // 2)
    store.close()
    with pytest.raises(StoreFailure):
        Store.open(home, keys)
    restore(home, keys, backup, noon())
    check_all_there(home, keys, session)


def test_an_entry_behind_a_wal_that_was_cut_off_is_not_called_saved(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    session = written(store)
    os.truncate(home.root / "kapguide.db-wal", 0)
    changed = threading.Event()
    store.on_state(lambda state: changed.set() if state.saving is SavingState.NOT_SAVED else None)
    ticket = store.append(session, [line(LINES + 1, str(LINES + 1))])
    assert changed.wait(BOUND_S)
    assert "cut off" in store.state.sentence
    assert not ticket.saved
    store.close(0.5)
    accept(home, keys, noon())
    with opened(home, keys) as store:
        assert len(store.load_session(session)[2]) == LINES + 1


def test_behind_a_wal_that_was_cut_off_all_of_this_window_outlives_the_machine(
    home: Home, keys: Keys, tmp_path: Path
) -> None:
    store = Store.open(home, keys)
    session = written(store)
    os.truncate(home.root / "kapguide.db-wal", 0)
    changed = threading.Event()
    store.on_state(lambda state: changed.set() if state.saving is SavingState.NOT_SAVED else None)
    store.append(session, [line(LINES + 1, str(LINES + 1))])
    assert changed.wait(BOUND_S)
    store.put_aside()
    shutil.copytree(home.root, tmp_path / "as the machine stopped")
    store.close(0.5)
    shutil.rmtree(home.root)
    shutil.copytree(tmp_path / "as the machine stopped", home.root)
    accept(home, keys, noon())
    with opened(home, keys) as store:
        assert len(store.load_session(session)[2]) == LINES + 1


def test_a_file_moved_away_behind_the_last_entry_is_written_again(home: Home, keys: Keys, tmp_path: Path) -> None:
    store = Store.open(home, keys)
    session = written(store)
    home.database.rename(tmp_path / "moved.db")
    assert store.close() == ()
    check_all_there(home, keys, session)


def test_a_file_put_in_its_place_behind_the_last_entry_is_renamed(home: Home, keys: Keys) -> None:
    older = shutil.copy(home.database, home.root / "older")
    store = Store.open(home, keys)
    session = written(store)
    Path(older).replace(home.database)
    assert store.close() == ()
    assert (home.root / "kapguide.db.replaced").exists()
    check_all_there(home, keys, session)


def test_a_file_deleted_before_anything_was_written_is_written_again(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = written(store)
    store = Store.open(home, keys)
    home.database.unlink()
    assert store.close() == ()
    check_all_there(home, keys, session)


@pytest.mark.parametrize("bug", [False, True])
def test_what_cannot_be_written_again_is_put_aside_whole(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException | None], bug: bool
) -> None:
    """The entries that were saved went with the file, too: they are put aside like those that never were."""

    def refuse(self: LiveFile, db: object) -> None:
        raise ZeroDivisionError if bug else disk_full("told by the test")

    with opened(home, keys) as store:
        store.add_client("M-014")
    backup = shutil.copy(home.database, home.root / "backup")
    store = Store.open(home, keys)
    session = written(store)
    home.database.unlink()
    with monkeypatch.context() as full:
        full.setattr(LiveFile, "put_back", refuse)
        full.setattr(LiveFile, "save_from", lambda self, db: None)
        store.close()
    assert len(reported) == bug
    for suffix in ("-wal", "-shm"):
        home.database.with_name(home.database.name + suffix).unlink(missing_ok=True)
    shutil.copy(backup, home.database)
    store = Store.open(home, keys, accept_missing=True)
    assert f"{LINES} entries" in store.notices[0]
    store.close()
    check_all_there(home, keys, session)


def test_a_reader_that_never_ends_keeps_no_window_from_closing(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "saved")])
    reads, goes_on = threading.Event(), threading.Event()

    def hang() -> None:
        with store._reading():
            reads.set()
            goes_on.wait(BOUND_S)

    reader = threading.Thread(target=hang)
    reader.start()
    assert reads.wait(BOUND_S)
    assert store.close(0.1) == ()
    assert not goes_on.is_set()
    goes_on.set()
    reader.join(BOUND_S)
    store._db.close()
    with opened(home, keys) as again:
        assert [event.text for event in again.load_session(session)[2]] == ["saved"]


def test_whoever_asks_a_record_that_was_closed_is_told_so(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    session = begin(store)
    store.close()
    for _ in range(2):
        with pytest.raises(RecordClosed):
            store.notes.found_whole(session)
