"""What could not be saved lies in an encrypted file beside the record and is taken in at the next start."""

import errno
import os
import shutil
import stat
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.chain.audit import Audit
from kapguide.store.failures import DiskFull, disk_full
from kapguide.store.file.database import Database
from kapguide.store.keys.vault import Keys, create_vault
from kapguide.store.opening import opening
from kapguide.store.records import Store
from kapguide.store.writing import aside
from kapguide.store.writing.entries import Appended, Entry
from kapguide.store.writing.saving import SavingState
from kapguide.store.writing.writer import Writer
from tests.support.practice import BOUND_S, CHEAP, PASSPHRASE, States, begin, hits_of, line, noon, opened, saved

FULL = OSError(errno.ENOSPC, "told by the test")


def left_behind(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, *, words: str = "velvet") -> str:
    """A session of which all but the first line could not be saved when the window closed; its id."""
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "saved")])
    with monkeypatch.context() as full:
        full.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
        states = States(store)
        store.append(session, [line(2, words), line(3, "two at once")])
        store.append(session, [line(4, "the last words")])
        store.save_draft(session, "half a thought", Elapsed(4500))
        store.notes.save(session, "the note's words", 0)
        states.until(SavingState.NOT_SAVED)
        assert store.waiting() == "3 entries, the note, a half-typed line"
        assert len(store.close(timeout_s=0.1)) == 4
    return session


def file_of(home: Home) -> Path:
    (found,) = home.root.glob("unsaved-*.sealed")
    return found


def check_all_there(store: Store, session: str) -> None:
    _, _, events = store.load_session(session)
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert [event.text for event in events] == ["saved", "velvet", "two at once", "the last words"]
    draft = store.draft(session)
    assert draft is not None
    assert (draft.text, draft.begun) == ("half a thought", 4500)
    assert store.notes.read(session).text == "the note's words"
    assert hits_of(store, "velvet")
    assert store.verify().problems == ()


def test_what_was_not_saved_is_there_after_the_next_start(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = left_behind(home, keys, monkeypatch)
    file = file_of(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"velvet" not in file.read_bytes()
    with opened(home, keys) as store:
        assert store.notices == (
            "Taken into the record, from the last time KapGuide was open: 3 entries, the note, a half-typed line.",
        )
        check_all_there(store, session)
    assert not file.exists()
    with opened(home, keys) as store:
        assert store.notices == ()


def test_notes_and_scores_of_any_kind_that_were_not_saved_are_there_after_the_next_start(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(home, keys)
    session = begin(store)
    with monkeypatch.context() as full:
        full.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
        saved_at = store.notes.begin("M-014", "integration")
        store.notes.save(saved_at, "a lighthouse", 0)
        store.notes.finish(saved_at, "a lighthouse, far", 1)
        store.notes.finish(session, "of the session", 0)
        store.scores.add("M-014", "phq-9", "1", {"1": 2, "9": None}, None)
        assert store.waiting() == "the note, a score"
        store.scores.add("M-014", "gad-7", "1", {"1": 2}, 2)
        assert store.waiting() == "the note, 2 scores"
        store.facts.say("M-014", TouchAgreed("hand"))
        assert store.waiting() == "the note, 2 scores, a page entry"
        store.close(timeout_s=0.1)
    file = file_of(home)
    copy = shutil.copy(file, home.root / "copy")
    for _ in range(2):
        with opened(home, keys) as store:
            assert [(n.id, n.note.text) for n in store.notes.of_client("M-014")] == [
                (session, "of the session"), (saved_at, "a lighthouse, far"),
            ]  # fmt: skip
            assert store.notes.versions(saved_at)[-1].text == "a lighthouse, far"
            assert [(score.instrument, score.total) for score in store.scores.of_client("M-014")] == [
                ("phq-9", None), ("gad-7", 2.0),
            ]  # fmt: skip
            assert [fact.body for fact in store.facts.of_client("M-014")] == [TouchAgreed("hand")]
            assert store.verify().problems == ()
        shutil.copy(copy, file)


def test_taking_it_in_twice_is_harmless_and_takes_no_later_word_back(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = left_behind(home, keys, monkeypatch)
    file = file_of(home)
    copy = shutil.copy(file, home.root / "copy")
    with opened(home, keys) as store:
        saved(store.notes.save(session, "later words", 1))
    shutil.copy(copy, file)
    with opened(home, keys) as store:
        assert [event.seq for event in store.load_session(session)[2]] == [1, 2, 3, 4]
        assert store.notes.read(session).text == "later words"
        assert store.verify().problems == ()


@pytest.mark.parametrize("fault", ["flipped", "cut", "empty", "another's", "folder"])
def test_a_file_that_cannot_be_read_is_kept_and_named(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    left_behind(home, keys, monkeypatch)
    file = file_of(home)
    data = file.read_bytes()
    match fault:
        case "flipped":
            file.write_bytes(data[:-20] + bytes([data[-20] ^ 1]) + data[-19:])
        case "cut":
            file.write_bytes(data[:40])
        case "empty":
            file.write_bytes(b"")
        case "another's":
            others, _ = create_vault(tmp_path / "vault.json", PASSPHRASE, practice="Other", cost=CHEAP)
            file.unlink()
            file = aside.Aside(home.root, others.main, noon()).put([Appended("s", noon(), ())])
        case _:
            file.unlink()
            file.mkdir()
    with opened(home, keys) as store:
        assert len(store.notices) == 1
        assert file.name in store.notices[0]
        assert "left where it is" in store.notices[0]
        assert store.verify().problems == ()
    assert file.exists()


def test_what_does_not_fit_the_record_is_kept_and_named(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shutil.copy(home.database, home.root / "before")
    left_behind(home, keys, monkeypatch)
    home.database.unlink()
    shutil.copy(before, home.database)  # a record that has never heard of the session
    store = Store.open(home, keys, accept_missing=True)
    (notice,) = store.notices
    store.close()
    assert "do not fit the record" in notice
    (kept,) = home.root.glob("unsaved-*.refused")
    assert kept.name in notice
    with opened(home, keys) as store:
        assert store.notices == ()


def test_a_disk_that_is_still_full_leaves_it_for_the_start_after(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = left_behind(home, keys, monkeypatch)

    def full(self: Appended, db: Database, audit: Audit) -> None:
        raise FULL

    with monkeypatch.context() as still:
        still.setattr(Appended, "apply", full)
        with opened(home, keys) as store:
            assert "The disk is full" in store.notices[0]
            assert file_of(home).name in store.notices[0]
    with opened(home, keys) as store:
        check_all_there(store, session)


def test_what_was_taken_in_but_not_indexed_keeps_its_file_and_no_door_shut(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = left_behind(home, keys, monkeypatch)
    file, real = file_of(home), opening.take_in

    def a_bug() -> None:
        raise ZeroDivisionError

    def settled_by(settle: Callable[[], object]) -> Callable[..., tuple[str, ...]]:
        return lambda folder, key, db, audit, at, _, elsewhere: real(folder, key, db, audit, at, settle, elsewhere)

    with monkeypatch.context() as still:
        still.setattr(opening, "take_in", settled_by(a_bug))
        with pytest.raises(ZeroDivisionError):
            Store.open(home, keys)
        still.setattr(opening, "take_in", settled_by(no_room))
        with opened(home, keys) as store:
            assert "until the next start" in store.notices[0]
    assert file.exists()
    with opened(home, keys) as store:
        check_all_there(store, session)
    assert not file.exists()


def test_room_for_it_is_kept_from_the_start(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(home, keys):
        reserve = home.root / "unsaved.reserve"
        assert reserve.stat().st_size == aside.RESERVE
        assert stat.S_IMODE(reserve.stat().st_mode) == 0o600
    monkeypatch.setattr(aside, "write_safely", no_room)
    session = left_behind(home, keys, monkeypatch)
    assert not reserve.exists()
    assert file_of(home).stat().st_size == aside.RESERVE
    with opened(home, keys) as store:
        check_all_there(store, session)
    assert not list(home.root.glob("unsaved*"))
    monkeypatch.undo()
    with opened(home, keys):
        assert reserve.exists()


def test_what_was_put_before_stays_whole_until_the_next_is(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the file is written over in place, and a machine may go down in the middle of it."""
    with opened(home, keys):
        pass
    monkeypatch.setattr(aside, "write_safely", no_room)
    put = aside.Aside(home.root, keys.main, noon())
    known = [Appended(f"session {number}", noon(), ()) for number in range(5)]
    sizes = [0]
    for many in (1, 2, 3):
        path = put.put(known[:many])
        assert aside._open(path.read_bytes(), put._key) == known[:many]
        sizes.append(put._end)
    data = path.read_bytes()
    # Of the last seal 16 bytes, not one: a single one is the zero that it is cut to already, once in 256 runs.
    for many, cut in ((2, sizes[2] + 1), (2, sizes[3] - 16), (1, sizes[1] + 100)):
        whole = data[:cut] + bytes(len(data) - cut)
        assert aside._open(whole, put._key) == known[:many]
    put._end = len(data) - 10
    assert aside._open(put.put(known).read_bytes(), put._key) == known, "no room behind it: from the front again"


def test_more_than_the_reserve_holds_is_written_if_it_can_be(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, keys):
        pass
    monkeypatch.setattr(aside, "write_safely", no_room)
    session = left_behind(home, keys, monkeypatch, words="velvet " * (aside.RESERVE // 7))
    with opened(home, keys) as store:
        assert len(store.load_session(session)[2][1].text) > aside.RESERVE - 10


def test_without_any_room_it_is_said(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "write_safely", no_room)
    store = Store.open(home, keys)
    session = begin(store)
    monkeypatch.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
    monkeypatch.setattr(Path, "open", no_room)
    store.append(session, [line(1, "nowhere to go")])
    with pytest.raises(DiskFull):
        store.put_aside()
    assert [ticket.what for ticket in store.close(0.1)] == ["an entry of a session"]
    assert not list(home.root.glob("unsaved-*"))


def no_room(*_: object, **__: object) -> None:
    raise FULL


def test_what_is_saved_after_all_leaves_no_file(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(home, keys)
    session = begin(store)
    with monkeypatch.context() as full:
        full.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
        tickets = [store.append(session, [line(1, "one")])]
        first = store.put_aside()
        assert store.put_aside() == first
        tickets.append(store.append(session, [line(2, "two")]))
        assert store.put_aside() == first
        assert file_of(home) == first
    saved(*tickets)
    assert store.waiting() == ""
    assert store.close() == ()
    assert not first.exists()


def test_what_waits_is_put_aside_while_the_window_is_open_and_dropped_once_it_is_saved(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine may go down while the disk is full: what was written then is there after the next start."""
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "saved")])
    states = States(store)
    with monkeypatch.context() as full:
        full.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
        put, real = threading.Event(), aside.Aside.put

        def seen(self: aside.Aside, entries: Sequence[Entry]) -> Path:
            path = real(self, entries)
            put.set()
            return path

        full.setattr(aside.Aside, "put", seen)
        ticket = store.append(session, [line(2, "before the power went")])
        assert put.wait(BOUND_S)
        gone_down = shutil.copytree(home.root, home.root.with_name("gone down"))
    states.until(SavingState.SAVED)
    saved(ticket)
    assert not list(home.root.glob("unsaved-*"))
    store.close()
    with opened(Home(gone_down), keys) as store:
        assert [event.text for event in store.load_session(session)[2]] == ["saved", "before the power went"]


def test_what_could_not_even_be_handed_over_is_not_called_saved(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, reported: list[BaseException | None]
) -> None:
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "one")])

    def broken(event: object) -> None:
        raise OverflowError

    with monkeypatch.context() as bug:
        bug.setattr("kapguide.store.tables.changes.event_row", broken)
        lost = store.append(session, [line(2, "cannot be written down")])
    saved(store.append(session, [line(3, "goes on")]))
    assert not lost.wait(0)
    assert store.state.saving is SavingState.NOT_SAVED
    assert (store.waiting(), store.unkeepable()) == ("", "an entry of a session")
    assert [type(error) for error in reported] == [OverflowError]
    assert store.close() == (lost,)


def test_a_file_that_is_never_written_to_its_end_keeps_no_window_from_closing(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    assert store._keeping._putting.acquire()
    assert store._keeping.close(-1.0) == ()
    store._keeping._putting.release()
    assert store.close() == ()


def test_a_pipe_in_the_place_of_such_a_file_is_named_and_never_waited_for(home: Home, keys: Keys) -> None:
    os.mkfifo(home.root / "unsaved-20260101-000000-aaaaaaaa.sealed")
    with opened(home, keys) as store:
        assert "unsaved-20260101-000000-aaaaaaaa.sealed should hold entries" in " ".join(store.notices)
