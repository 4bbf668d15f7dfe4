"""What took one machine for granted and does no more: codes, numbers, drafts, and how moments are spelled."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from kapguide.clinical.facts import TouchAgreed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.older_seals import keep_older_problems, kept_problems
from kapguide.store.chain.seals import SEALED, insert
from kapguide.store.file.database import Database, open_database, transaction
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import schema
from kapguide.store.tables.changes import LineDraft, Stamp, add_client, change_code, clear_line, save_line
from kapguide.store.tables.queries import line as half_typed
from kapguide.store.tables.queries import shared_codes
from kapguide.store.times import respelled, spelled
from kapguide.store.writing.entries import CodeChanged, said
from tests.support.practice import begin, happened, hits_of, line, noon, opened, saved

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def raw(home: Home, keys: Keys) -> tuple[Database, Audit, Stamp]:
    """The record as another program with its keys may write it: in the name of its device."""
    db = open_database(home.database, keys.main)
    (device,) = db.conn.execute("SELECT id FROM device").fetchone()
    return db, Audit(keys.audit, device, keys.staff), Stamp(noon(), 0, device, keys.staff)


# --- codes -------------------------------------------------------------------------------------------------------


def test_another_code_counts_from_then_on_and_the_one_before_stays(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store, "M-014", events=[line(1, "x")])
        (client,) = store.clients()
        store.change_code(client.id, "M-140")
        assert [(each.code, each.sessions) for each in store.clients()] == [("M-140", 1)]
        assert store.load_session(session)[0].client_code == "M-140"
        assert hits_of(store, "x")[0].client_code == "M-140"
        assert store.known_client("m-140") == "M-140"
        assert store.verify().problems == ()
    db, *_ = raw(home, keys)
    assert db.conn.execute("SELECT code FROM client_code ORDER BY created_at").fetchall() == [("M-014",), ("M-140",)]
    db.close()


def test_a_code_given_while_the_clock_is_behind_counts_all_the_same(home: Home, keys: Keys) -> None:
    ahead, now = datetime(2031, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    store = Store.open(home, keys, now=lambda: ahead)
    client = store.add_client("M-014")
    store.close()
    store = Store.open(home, keys, now=lambda: now)
    for code in ("M-140", "M-141"):
        store.change_code(client.id, code)
        assert [each.code for each in store.clients()] == [code]
    assert store.verify().problems == ()
    store.close()


def test_a_code_that_is_anothers_is_refused_and_a_former_one_is_free(store: Store) -> None:
    one, two = store.add_client("M-014"), store.add_client("B-002")
    with pytest.raises(KapGuideError, match="already a client with the code B-002"):
        store.change_code(one.id, "B-002")
    store.change_code(two.id, "b-002")
    store.change_code(two.id, "C-003")
    store.change_code(one.id, "B-002")
    assert {client.code for client in store.clients()} == {"B-002", "C-003"}


def test_the_same_change_again_is_left_alone(home: Home, keys: Keys, store: Store) -> None:
    client = store.add_client("M-014")
    store.close()
    db, audit, stamp = raw(home, keys)
    for _ in range(2):
        add_client(db, audit, stamp, client.id, "M-014")
        CodeChanged(stamp, "row", client.id, "M-015").apply(db, audit)
    change_code(db, audit, stamp, "row", client.id, "M-016")
    assert db.conn.execute("SELECT count(*) FROM client_code").fetchone() == (2,)
    assert said([CodeChanged(stamp, "row", client.id, "M-015")]) == "a client's code"
    db.close()


def test_two_clients_with_one_code_are_told_and_neither_is_lost(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        store.add_client("M-014")
    db, audit, stamp = raw(home, keys)
    assert shared_codes(db) == []
    with transaction(db):
        sealed = [
            insert(db, "client", {"id": "c2", **stamp.columns()}),
            insert(db, "client_code", {"id": "c2", "client_id": "c2", "code": "m-014", **stamp.columns()}),
        ]
        audit.append(db, noon(), "client_added", "c2", sealed=sealed)
    assert len(shared_codes(db)) == 1
    db.close()
    with opened(home, keys) as store:
        assert len(store.clients()) == 2
        assert "Two clients have the code" in " ".join(store.notices)
        with pytest.raises(KapGuideError, match="Give one of them another code"):
            begin(store, "M-014")
        store.change_code("c2", "M-041")
        begin(store, "M-014")
        assert store.verify().problems == ()
    with opened(home, keys) as store:
        assert store.notices == ()


# --- entries and drafts ------------------------------------------------------------------------------------------


def test_each_device_numbers_its_entries(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        for code in ("M-014", "B-002"):
            begin(store, code, events=[line(1, "a"), line(2, "b")])
    db, *_ = raw(home, keys)
    stored = db.conn.execute("SELECT device_seq FROM session_event ORDER BY row").fetchall()
    assert stored == [(1,), (2,), (3,), (4,)]
    db.close()


def test_half_typed_lines_of_two_machines_are_shown_one_after_the_other(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.save_draft(session, "of this one", Elapsed(1)))
    db, audit, stamp = raw(home, keys)
    earlier = stamp.columns() | {"created_at": spelled(noon() - timedelta(days=9999))}
    row = {"session_id": session, "note_id": None, "revision": 1, "begun_ms": 2, "text": "of the other", **earlier}
    audit.append(db, noon(), "line_saved", session, sealed=[insert(db, "draft", row)])
    save_line(db, audit, stamp, session, LineDraft("of this one, on", Elapsed(1)))
    assert half_typed(db, session) == LineDraft("of this one, on", Elapsed(1))
    clear_line(db, audit, noon(), session)
    assert half_typed(db, session) == LineDraft("of the other", Elapsed(2))
    clear_line(db, audit, noon(), session)
    clear_line(db, audit, noon(), session)
    assert half_typed(db, session) is None
    db.close()


def test_a_note_that_two_machines_were_writing_shows_one_and_keeps_both(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.notes.save(session, "of this one", 0), store.notes.save(session, "of this one, on", 1))
    db, audit, stamp = raw(home, keys)
    for revision, text in ((1, "of the other"), (2, "of a third")):
        earlier = stamp.columns() | {"created_at": spelled(noon() - timedelta(days=9000 - revision))}
        row = {"session_id": None, "note_id": session, "revision": revision, "begun_ms": 0, "text": text, **earlier}
        audit.append(db, noon(), "note_saved", session, sealed=[insert(db, "draft", row)])
    db.close()
    with opened(home, keys) as store:
        assert store.notes.read(session).text == "of this one, on"
        saved(store.notes.save(session, "of this one, to the end", 2))
        assert store.notes.read(session).text == "of this one, to the end"
        saved(store.notes.finish(session, "of this one, to the end", 3))
        kept = [(version.number, version.text) for version in store.notes.versions(session)]
        assert kept == [(1, "of the other"), (2, "of a third"), (4, "of this one, to the end")]
        assert store.notes.versions(session)[0].at.year < 2010, "each with who wrote it, and when"
        assert store.verify().problems == ()
    db, *_ = raw(home, keys)
    assert db.conn.execute("SELECT count(*) FROM draft").fetchone() == (0,)
    db.close()


# --- moments -----------------------------------------------------------------------------------------------------


MOMENTS = {"created_at", "at", "at_utc", "started_at", "expected_end", "taken_at", "belongs_at"}


def test_a_moment_is_spelled_one_way(home: Home, keys: Keys) -> None:
    assert spelled(noon()) == "2026-03-02T12:00:00.000000Z"
    assert spelled(noon().astimezone(timezone(timedelta(hours=2)))) == "2026-03-02T12:00:00.000000Z"
    assert respelled("2026-03-02T14:00:00.25+02:00") == "2026-03-02T12:00:00.250000Z"
    assert respelled("2026-03-02T12:00:00Z") == spelled(datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert respelled("0001-01-01T00:00:00+02:00") == "0001-01-01T00:00:00+02:00", "before all time"
    assert respelled("x") == "x"
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a")])
        saved(store.save_draft(session, "half", Elapsed(1)), store.notes.finish(session, "A note.", 0))
        saved(store.scores.add("M-014", "gad-7", "1", {"1": 2}, 2))
        saved(store.facts.say("M-014", TouchAgreed("hand")).ticket)
        saved(store.append(session, [happened(2, e.SessionEnded())]))
        saved(store.notes.sign(session, "A note.", 1, name="R. Ames", role="therapist", trainee=False))
        later = store.notes.add_addendum(
            session, "Slept.", name="R. Ames", role="therapist", trainee=False, reason="told later", belongs_at=noon()
        )
        saved(later)
        store.backup()
        store.settle(5)
    db, *_ = raw(home, keys)
    for table, columns in {**SEALED, "audit": ("at",)}.items():
        for column in MOMENTS & set(columns):
            moments = [text for (text,) in db.conn.execute(f"SELECT {column} FROM {table}")]
            assert moments, table
            assert all(map(MOMENT.fullmatch, moments)), (table, column, moments)
    assert MOMENT.fullmatch(db.conn.execute("SELECT value FROM meta WHERE key = 'created_at'").fetchone()[0])
    db.close()


# --- the change of the file --------------------------------------------------------------------------------------


def test_others_are_pointed_to_again_after_the_change(home: Home, keys: Keys) -> None:
    db = open_database(home.database, keys.main)
    assert db.conn.execute("PRAGMA foreign_key_check").fetchall() == []
    fresh = open_database(home.root / "fresh.db", bytearray(32), create=True)
    schema.migrate(fresh)
    assert fresh.conn.execute("PRAGMA foreign_keys").fetchone() == (1,)
    for each in (db, fresh):
        each.close()


def test_what_was_found_before_waits_until_it_is_in_the_chain(home: Home, keys: Keys) -> None:
    db, *_ = raw(home, keys)
    assert kept_problems(db) == []
    db.conn.execute("INSERT INTO meta VALUES ('found_before_sealing', '[\"something\"]')")
    assert kept_problems(db) == ["something"]
    db.close()


def test_nothing_is_kept_where_nothing_is_wrong(home: Home) -> None:
    db = open_database(home.root / "fresh.db", bytearray(32), create=True)
    schema._first(db)
    keep_older_problems(db)
    assert kept_problems(db) == []
    db.close()
