"""What the writer does besides writing: the anchor, the ballast, and a file that others hold."""

import threading
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.chain.anchor import read_anchor
from kapguide.store.failures import Unwritable, disk_full, unwritable
from kapguide.store.file.database import Database, open_database
from kapguide.store.file.live_file import LiveFile
from kapguide.store.keys.vault import Keys
from kapguide.store.opening import opening
from kapguide.store.records import Store
from kapguide.store.writing import ballast
from kapguide.store.writing import writer as w
from kapguide.store.writing.ballast import SIZE, Ballast  # the size as it is, before any test makes it less
from tests.support.practice import BOUND_S, States, begin, line, opened, saved
from tests.support.writing import Gate, set_meta, writer_of


def anchored(home: Home, store: Store) -> threading.Event:
    """Set once the anchor is the chain's head."""
    written, save = threading.Event(), writer_of(store)._tidy

    def watched(db: Database) -> None:
        save(db)
        if head_of(home) == rows_of(store):
            written.set()

    writer_of(store)._tidy = watched
    return written


def test_the_anchor_follows_while_the_record_is_open(home: Home, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(w, "LONGEST_LAG_S", 0.05)
    written = anchored(home, store)
    begin(store)
    assert written.wait(BOUND_S)


def test_the_anchor_follows_though_the_connection_was_given_up(
    home: Home, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(w, "LONGEST_LAG_S", 0.5)
    store.add_client("M-014")
    written = anchored(home, store)
    store.add_client("B-002")
    gate = Gate(unwritable())
    gate.go.set()
    with pytest.raises(Unwritable):
        writer_of(store).ask(gate, "a gate")
    assert written.wait(BOUND_S)


def head_of(home: Home) -> int:
    anchor = read_anchor(home.root / "anchor.json")
    assert anchor is not None
    return anchor.seq


def rows_of(store: Store) -> int:
    return store.verify().audit_rows


def test_an_anchor_that_cannot_be_written_stops_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException | None]
) -> None:
    failures: list[Exception] = [OSError(28, "full"), ZeroDivisionError()]

    def broken(db: Database) -> None:
        if failures:
            raise failures.pop(0)

    monkeypatch.setattr(w, "LONGEST_LAG_S", 0.0)
    writer_of(store)._tidy = broken
    saved(*[writer_of(store).keep(set_meta(f"k{number}"), "k") for number in range(5)])
    assert [type(bug) for bug in reported] == [ZeroDivisionError]


def test_a_writer_that_never_wrote_closes_without_a_connection(home: Home, keys: Keys) -> None:
    file = LiveFile(home.database, keys.main)
    writer = w.Writer(file, Ballast(home.root / "ballast"), tidy=lambda db: None)
    assert writer.close() == ()
    assert file.generation == 0


def test_the_ballast_has_16_mb(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballast, "SIZE", SIZE)
    assert Ballast(home.root / "ballast").lay()
    assert (home.root / "ballast").stat().st_size == 16 * 1024**2


def test_the_ballast_is_given_up_first_and_said_and_laid_again_when_there_is_room(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.root / "ballast"
    with opened(home, keys) as store:
        monkeypatch.setattr(ballast, "LOW_SPACE", 1 << 60)
        assert "keeps for a running session" not in store.space_warning()
        states, gate = States(store), Gate(disk_full("once"))
        gate.go.set()
        saved(writer_of(store).keep(gate, "a gate"))
        assert states.until(w.SavingState.SAVED).sentence == ballast.SPENT
        assert not file.exists()
        assert "keeps for a running session" in store.space_warning()
        monkeypatch.setattr(w, "LONGEST_LAG_S", 0.0)
        monkeypatch.setattr(ballast, "LOW_SPACE", 0)
        store.add_client("M-014")
        while states.until(w.SavingState.SAVED).sentence:  # until it is laid again
            pass
        assert file.exists()


def test_a_record_opens_on_a_full_disk_once_the_ballast_is_given_up(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "x")])
    failing = [disk_full("once"), unwritable("as SQLite says it of its shared memory")]

    def full(*given: object) -> object:
        if failing and (home.root / "ballast").exists():
            raise failing[0]
        return real(*given)  # type: ignore[arg-type]

    real = opening.migrate
    monkeypatch.setattr("kapguide.store.opening.opening.migrate", lambda db, before_change: full(db))
    for free in (1 << 60, 0):
        ballast.Ballast(home.root / "ballast").lay()
        monkeypatch.setattr(ballast, "free_space", lambda folder, free=free: free)
        Store.open(home, keys).close()
        failing.pop(0)


def test_another_failure_leaves_the_ballast(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise unwritable("no")

    with opened(home, keys):
        pass
    monkeypatch.setattr("kapguide.store.opening.opening.migrate", broken)
    with pytest.raises(Unwritable):
        Store.open(home, keys)
    assert (home.root / "ballast").exists()


def test_free_space_that_the_system_does_not_tell_is_plenty(tmp_path: Path) -> None:
    assert ballast.free_space(tmp_path / "nowhere") > ballast.LOW_SPACE


def test_ballast_that_cannot_be_laid_is_no_failure(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Ballast(home.root / "nowhere" / "ballast").lay()
    assert not Ballast(home.root / "nowhere" / "ballast").give_up()
    monkeypatch.setattr("kapguide.store.writing.ballast.LOW_SPACE", 1 << 60)
    assert not Ballast(home.root / "ballast").lay()


def test_another_connection_that_holds_the_file_only_delays(
    home: Home, keys: Keys, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin(store)
    writer_of(store).ask(lambda db: db.conn.execute("PRAGMA busy_timeout=1") and None, "impatient")
    states = States(store)
    other = open_database(home.database, keys.main)
    other.conn.execute("BEGIN IMMEDIATE")
    ticket = store.append(session, [line(1, "kept")])
    assert "another program" in states.until(w.SavingState.NOT_SAVED).sentence
    other.conn.execute("ROLLBACK")
    other.close()
    saved(ticket)
    assert store.load_session(session)[2][0].text == "kept"
