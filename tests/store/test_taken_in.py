"""What was put aside is taken in once, under the name of who wrote it, whichever version put it aside."""

import errno
import shutil
from datetime import UTC, datetime
from typing import cast

import pytest

from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.failures import CutOff, disk_full
from kapguide.store.keys.vault import Keys
from kapguide.store.opening import opening
from kapguide.store.people import add_person
from kapguide.store.records import Store
from kapguide.store.tables.changes import EventRow, LineDraft, Stamp, event_row
from kapguide.store.tables.queries import SessionRow
from kapguide.store.writing import aside
from kapguide.store.writing.entries import Appended, Begun, Entry, FirstNote, LineKept, begun
from kapguide.store.writing.saving import SavingState
from kapguide.store.writing.writer import Writer
from tests.store.test_aside import check_all_there, file_of, left_behind, no_room
from tests.support.plans import MORNING, whole
from tests.support.practice import CHEAP, States, begin, line, noon, opened, saved


def put(home: Home, keys: Keys, *entries: Entry | FirstNote) -> None:
    """What an earlier window left."""
    aside.Aside(home.root, keys.main, noon()).put(cast(list[Entry], list(entries)))


def stamp(store: Store) -> Stamp:
    return store._stamp(60)


@pytest.mark.parametrize("why", ["killed before it was removed", "it could not be indexed"])
def test_a_file_that_stays_takes_nothing_back_that_was_written_meanwhile(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """A record that went back to before the note takes its words as if they were new: a second time they would be
    newer than what was written on top of them."""
    with opened(home, keys) as store:
        session = begin(store)
    before = shutil.copy(home.database, home.root / "before")
    with opened(home, keys) as store:
        for revision in range(3):
            saved(store.notes.save(session, "first words", revision))
    with monkeypatch.context() as full:
        store = Store.open(home, keys)
        full.setattr(Writer, "_attempt", lambda self, job: disk_full("told by the test"))
        store.notes.save(session, "words put aside", 3)
        store.save_draft(session, "half a thought", Elapsed(1))
        store.close(timeout_s=0.1)
    shutil.copy(before, home.database)
    copy = shutil.copy(file_of(home), home.root / "copy")
    with monkeypatch.context() as still:
        if why == "it could not be indexed":
            real = opening.keep_up
            calls = iter(range(10))
            still.setattr(opening, "keep_up", lambda *given: no_room() if next(calls) else real(*given))
        store = Store.open(home, keys, accept_missing=True)
    assert store.notes.read(session).text == "words put aside"
    saved(
        store.notes.save(session, "what came to mind later", store.notes.read(session).revision),
        store.append(session, [line(1, "half a thought, ended")], clear_draft=True),
    )
    store.close()
    if not list(home.root.glob("unsaved-*.sealed")):
        shutil.copy(copy, home.root / "unsaved-again.sealed")
    with opened(home, keys) as store:
        assert store.notes.read(session).text == "what came to mind later"
        assert store.draft(session) is None
        assert store.verify().problems == ()
    assert not list(home.root.glob("unsaved-*.sealed"))


def test_a_disk_that_is_full_in_the_middle_has_taken_nothing(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = left_behind(home, keys, monkeypatch)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "told by the test")

    with monkeypatch.context() as still:
        still.setattr(LineKept, "apply", full)
        with opened(home, keys) as store:
            assert "The disk is full" in store.notices[0]
            assert [event.text for event in store.load_session(session)[2]] == ["saved"]
    with opened(home, keys) as store:
        check_all_there(store, session)


def test_what_does_not_fit_leaves_the_rest_and_is_said_again_where_its_file_stays(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session, who = begin(store), stamp(store)
    put(home, keys, LineKept(who, "nowhere", LineDraft("x", Elapsed(1))), Appended(session, noon(), (row("here"),)))
    copy = shutil.copy(file_of(home), home.root / "copy")
    for copied in (copy, None):
        with opened(home, keys) as store:
            assert "1 of the entries" in store.notices[0]
            assert [event.text for event in store.load_session(session)[2]] == ["here"]
            assert store.verify().problems == ()
        if copied is not None:
            shutil.move(copied, home.root / "unsaved-again.sealed")
    assert len(list(home.root.glob("unsaved-*.refused"))) == 2


def row(text: str) -> EventRow:
    return event_row(line(1, text))


def test_entries_of_one_person_stay_theirs_when_another_opens_the_record(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    session = left_behind(home, anna, monkeypatch)
    with opened(home, keys) as store:
        check_all_there(store, session)
        with store._reading() as db:
            assert db.conn.execute("SELECT DISTINCT author_id FROM session_event").fetchall() == [(anna.staff,)]


def test_what_the_first_version_put_aside_is_taken_in(home: Home, keys: Keys) -> None:
    """It spelled moments another way, and a note in a kind of its own."""
    with opened(home, keys) as store:
        noted, who = begin(store), stamp(store)
        with store._reading() as db:
            client = db.conn.execute("SELECT id FROM client").fetchone()[0]
    entry = begun(SessionRow("old", "M-014", 7, MORNING, MORNING, 60), client, whole(), who, [line(1, "begun so")])
    older = {name: str(entry.row[name]).replace(".000000Z", "+00:00") for name in ("started_at", "expected_end")}
    assert older["started_at"].endswith("+00:00")
    put(
        home, keys, Begun({**entry.row, **older}, who, entry.events), FirstNote(who, "old", "first", 0),
        FirstNote(who, "old", "the note's words", 1), FirstNote(who, noted, "of the other", 3),
    )  # fmt: skip
    with opened(home, keys) as store:
        assert store.notices == ("Taken into the record, from the last time KapGuide was open: 1 entry, the note.",)
        assert store.notes.read("old").text == "the note's words"
        assert store.notes.read(noted).text == "of the other"
        assert store.load_session("old")[2][0].text == "begun so"
        with store._reading() as db:
            told = db.conn.execute("SELECT started_at, expected_end FROM session WHERE id = 'old'").fetchone()
        assert told == (entry.row["started_at"], entry.row["expected_end"])
        assert store.verify().problems == ()


def test_a_note_of_the_first_version_that_came_too_late_is_kept_as_a_version(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session, who = begin(store), stamp(store)
        saved(store.notes.save(session, "one", 0), store.notes.finish(session, "two", 1))
    put(home, keys, FirstNote(who, session, "of an older window", 0))
    with opened(home, keys) as store:
        assert store.notes.read(session).text == "two"
        assert [version.text for version in store.notes.versions(session)] == ["of an older window", "two"]
        assert store.verify().problems == ()


def test_the_last_half_typed_line_counts_where_the_file_was_cut_off(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that wait, and that a newer one has replaced, come in front of it or not at all."""
    with opened(home, keys) as store:
        session = begin(store)
    store = Store.open(home, keys)
    states = States(store)
    with monkeypatch.context() as cut:

        def cut_off(self: Writer, job: object) -> CutOff:
            self.astray = True
            return CutOff()

        cut.setattr(Writer, "_attempt", cut_off)
        store.save_draft(session, "a hal", Elapsed(1))
        states.until(SavingState.NOT_SAVED)
        store.save_draft(session, "a half-typed line", Elapsed(1))
        store.close(timeout_s=0.1)
    with opened(home, keys) as store:
        left = store.draft(session)
        assert left is not None
        assert left.text == "a half-typed line"


def test_the_time_of_taking_in_is_no_sign_of_an_older_anchor(home: Home, keys: Keys) -> None:
    """Killed before the anchor remembers it, the next start finds entries of before beside the mark of now."""
    with opened(home, keys) as store:
        session = begin(store)
    anchors = {path: path.read_bytes() for path in (home.root / "anchor.json", home.root / "anchor.last")}
    put(home, keys, Appended(session, datetime(2026, 1, 1, tzinfo=UTC), (row("long ago"),)))
    Store.open(home, keys).close()
    for path, content in anchors.items():
        path.write_bytes(content)
    with opened(home, keys) as store:
        assert store.verify().problems == ()
