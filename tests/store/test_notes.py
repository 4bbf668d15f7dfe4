"""Notes: what is being written is a draft, what was left is a version, and versions are only ever added."""

from hashlib import sha256

import pytest
from sqlite_utils.migrations import Migrations

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.audit import Audit
from kapguide.store.file.database import open_database, transaction
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import schema
from kapguide.store.tables.changes import Stamp
from kapguide.store.tables.note_rows import Note, NoteConflict, read_note
from kapguide.store.writing.entries import NoteBegun, NoteKept
from tests.support.practice import BOUND_S, begin, hits_of, line, new_id, noon, opened, saved


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_note_counts_its_revisions(store: Store) -> None:
    session = begin(store)
    assert store.notes.read(session) == Note()
    assert not store.sessions()[0].noted
    saved(store.notes.save(session, "First.", 0), store.notes.save(session, "First. Second.", 1))
    note = store.notes.read(session)
    assert (note.text, note.revision, note.unfinished) == ("First. Second.", 2, True)
    assert note.owner
    assert store.sessions()[0].noted


def test_a_note_changed_elsewhere_is_not_overwritten(store: Store) -> None:
    session = begin(store)
    saved(store.notes.save(session, "Mine.", 0))
    for keep in (store.notes.save, store.notes.finish):
        ticket = keep(session, "Theirs.", 0)
        assert not ticket.wait(BOUND_S)
        assert isinstance(ticket.failure, NoteConflict)
        assert ticket.failure.stored.text == "Mine."
        assert store.notes.read(session).text == "Mine."


def test_saving_the_same_note_again_is_harmless(store: Store) -> None:
    session = begin(store)
    saved(store.notes.save(session, "Mine.", 0), store.notes.save(session, "Mine.", 0))
    assert store.notes.read(session).revision == 1


def test_beginning_the_same_note_again_is_harmless(home: Home, store: Store) -> None:
    begin(store)
    note = store.notes.begin("M-014", "integration")
    saved(store.notes.save(note, "By telephone.", 0))
    with store.notes._reading() as db:
        row = dict(zip(("id", "client_id", "session_id", "kind"), db.conn.execute(
            "SELECT id, client_id, session_id, kind FROM note WHERE id = ?", (note,)
        ).fetchone(), strict=True))  # fmt: skip
    saved(store.notes._keeping().keep(NoteBegun(store.notes._stamp(), row), "a new note"))
    assert [each.id for each in store.notes.of_client("M-014") if each.id == note] == [note]
    assert store.verify().problems == ()


def test_a_version_takes_the_drafts_place_and_stays_when_the_note_goes_on(store: Store) -> None:
    session = begin(store)
    assert store.notes.versions(session) == []
    saved(store.notes.save(session, "Calm.", 0), store.notes.finish(session, "Calm.", 1))
    note = store.notes.read(session)
    assert (note.text, note.revision, note.unfinished) == ("Calm.", 2, False)
    saved(store.notes.save(session, "Calm, and wide.", 2))
    assert store.notes.read(session).text == "Calm, and wide."
    assert [version.text for version in store.notes.versions(session)] == ["Calm."]
    saved(store.notes.finish(session, "Calm, and wide.", 3), store.notes.finish(session, "", 4))
    kept = store.notes.versions(session)
    assert [(version.number, version.text) for version in kept] == [(2, "Calm."), (4, "Calm, and wide."), (5, "")]
    assert [version.replaces for version in kept] == ["", hashed("Calm."), hashed("Calm, and wide.")]
    assert {version.status for version in kept} == {"draft"}
    assert all(version.author for version in kept)
    assert store.notes.read(session) == Note("", 5, kept[-1].author)
    assert store.verify().problems == ()


def test_the_words_that_a_note_has_now_are_found_and_earlier_ones_are_not(store: Store) -> None:
    session = begin(store)

    def found(words: str) -> list[str]:
        return [hit.text for hit in hits_of(store, words)]

    saved(store.notes.save(session, "a lighthouse", 0))
    assert found("lighthouse") == ["a lighthouse"]
    saved(store.notes.finish(session, "a lighthouse, far", 1))
    assert found("lighthouse") == ["a lighthouse, far"]
    saved(store.notes.save(session, "a harbour", 2))
    assert (found("lighthouse"), found("harbour")) == ([], ["a harbour"])
    saved(store.notes.save(session, "a meadow", 3), store.notes.finish(session, "a meadow at noon", 4))
    assert (found("harbour"), found("meadow")) == ([], ["a meadow at noon"])
    assert store.verify().problems == ()


def test_a_client_has_notes_of_no_session_and_about_one(store: Store) -> None:
    session = begin(store)
    saved(store.notes.finish(session, "Of the session.", 0))
    own = store.notes.begin("m-014", "integration")
    about = store.notes.begin("M-014", "integration", session)
    saved(store.notes.save(own, "By telephone: a meadow.", 0), store.notes.finish(about, "The day after.", 0))
    store.notes.begin("M-014", "integration")
    store.settle(BOUND_S)
    notes = {note.id: note for note in store.notes.of_client("M-014")}
    assert {id: (note.session_id, note.kind, note.note.text) for id, note in notes.items()} == {
        session: (session, "progress", "Of the session."),
        own: ("", "integration", "By telephone: a meadow."),
        about: (session, "integration", "The day after."),
    }
    assert (notes[own].note.unfinished, notes[about].note.unfinished) == (True, False)
    (hit,) = hits_of(store, "telephone")
    assert (hit.session_id, hit.client_code, hit.t, hit.started_at) == ("", "M-014", None, notes[own].begun)
    assert store.notes.read(session).text == "Of the session."
    assert store.verify().problems == ()


def test_a_note_about_another_clients_session_is_refused(store: Store) -> None:
    session = begin(store, "B-002")
    store.known_client("M-014")
    with pytest.raises(KapGuideError, match="not one of this client"):
        store.notes.begin("M-014", "integration", session)
    assert store.notes.of_client("M-014") == []
    with pytest.raises(KapGuideError, match="no client"):
        store.notes.begin("K-999", "integration")


def test_an_entry_that_comes_again_or_late_adds_nothing_twice_and_takes_nothing_back(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        note = store.notes.begin("M-014", "integration")
        saved(store.notes.save(session, "One.", 0), store.notes.finish(session, "Two.", 1))
        saved(store.notes.save(session, "Three.", 2))
        author = store.notes.read(session).owner
    db = open_database(home.database, keys.main)
    (device,) = db.conn.execute("SELECT id FROM device").fetchone()
    audit, stamp = Audit(keys.audit, device, author), Stamp(noon(), 0, device, author)
    late = NoteKept(stamp, new_id(), session, "Written in another place.", 0, False)
    left = NoteKept(stamp, new_id(), session, "Left there.", 9, True)
    with transaction(db):
        for _ in range(2):
            late.apply_late(db, audit)
            NoteKept(stamp, new_id(), session, "Two.", 1, False).apply_late(db, audit)
            NoteKept(stamp, new_id(), session, "Three.", 2, False).apply_late(db, audit)
        assert read_note(db, session).text == "Three."
        for _ in range(2):
            left.apply_late(db, audit)
            left.apply(db, audit)
        assert read_note(db, session) == Note("Left there.", 4, author)
    (many,) = db.conn.execute("SELECT count(*) FROM note WHERE id = ?", (note,)).fetchone()
    db.close()
    assert many == 1
    with opened(home, keys) as store:
        kept = [(version.number, version.text) for version in store.notes.versions(session)]
        assert kept == [(1, "Written in another place."), (2, "Two."), (4, "Left there.")]
        assert store.verify().problems == ()


def test_a_session_is_there_with_its_note_or_not_at_all(store: Store) -> None:
    session = begin(store, events=[line(1, "a")])
    with store._reading() as db:
        found = db.conn.execute("SELECT note.id, note.session_id, kind FROM note").fetchall()
    assert found == [(session, session, "progress")]


def test_drafts_of_the_first_version_become_versions_and_half_typed_lines_stay(home: Home, keys: Keys) -> None:
    home.database.unlink()
    db = open_database(home.database, keys.main, create=True)
    steps = Migrations("kapguide")
    steps(name="0001_first")(schema._first)
    schema.migrate(db, steps=steps, version=1)
    who = "'d', 'a', '2026-11-20T10:00:00+00:00', 60"
    for statement in (
        "INSERT INTO device VALUES ('d', 'x')",
        "INSERT INTO staff VALUES ('a', 'R. Ames', 'x')",
        f"INSERT INTO client VALUES ('c', 'M-014', {who})",
        *(
            f"INSERT INTO session VALUES ('{s}', 'c', {n}, 'x', 'x', '{{}}', 'x', {who})"
            for n, s in ((1, "s"), (2, "t"))
        ),
        f"INSERT INTO draft VALUES (3, 's', 'note', 4, 0, 'a lighthouse', {who})",
        f"INSERT INTO draft VALUES (5, 't', 'line', 1, 5000, 'half a', {who})",
    ):
        db.conn.execute(statement)
    schema.migrate(db)
    version = (
        "SELECT note_id, number, status, text, replaces, device_id, author_id, created_at, tz_min FROM note_version"
    )
    assert db.conn.execute(version).fetchall() == [
        ("s", 4, "draft", "a lighthouse", "", "d", "a", "2026-11-20T10:00:00.000000Z", 60)
    ]
    draft = "SELECT session_id, note_id, revision, begun_ms, text, created_at FROM draft"
    assert db.conn.execute(draft).fetchall() == [("t", None, 1, 5000, "half a", "2026-11-20T10:00:00.000000Z")]
    assert db.conn.execute("SELECT id, client_id, session_id, kind FROM note ORDER BY id").fetchall() == [
        ("s", "c", "s", "progress"), ("t", "c", "t", "progress"),
    ]  # fmt: skip
    assert db.conn.execute("SELECT words FROM note_search WHERE note_search MATCH 'lighthouse'").fetchall()
    assert schema.schema_problems(db) == {}
    db.close()
