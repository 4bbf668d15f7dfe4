"""What stands twice agrees, or `verify` says so: also where every row is sealed as it is, as a bug would write it."""

import msgspec
import pytest

from kapguide.clinical.facts import ContactKind, ContactPlanned
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Origin
from kapguide.session.protocol.protocol import freeze
from kapguide.store.checking.agreement import disagreements, entries_otherwise
from kapguide.store.checking.entries_read import read_entries
from kapguide.store.file.database import Database, open_database
from kapguide.store.keys.vault import Keys
from tests.store.test_audit import tampered
from tests.support.plans import MORNING, whole
from tests.support.practice import begin, happened, line, noon, opened, saved

SESSION = "(SELECT min(id) FROM session)"


def disagreeing(db: Database) -> list[str]:
    return [*entries_otherwise(db, read_entries(db).otherwise), *disagreements(db)]


@pytest.fixture
def written(home: Home, keys: Keys) -> Keys:
    """Two clients with a session, notes in versions and scores each; what is cleaned in the columns is unclean."""
    with opened(home, keys) as store:
        for code in ("M-014", "B-002"):
            session = begin(store, code, events=[line(1, "a hum\x00"), line(2, "b")])
            saved(store.append(session, [happened(3, e.ObservationAdded("1", "Tears"))]))
            saved(store.notes.finish(session, "One.", 0), store.notes.finish(session, "Two.", 1))
            saved(store.facts.say(code, ContactPlanned(ContactKind.CHECK_IN, "72 h", noon())).ticket)
            saved(store.scores.add(code, "gad-7", "1", {"1": 1}, 1, session_id=session))
        assert store.verify().problems == ()
    return keys


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE session_event SET text = 'other' WHERE seq = 2", "2 entries say one thing"),
        ("UPDATE session_event SET kind = 'note' WHERE seq = 2", "2 entries say one thing"),
        ("UPDATE session_event SET supersedes = 'x' WHERE seq = 3", "2 entries say one thing"),
        ("UPDATE session_event SET payload_json = '{' WHERE seq = 2", "2 entries say one thing"),
        ("UPDATE session SET protocol_sha256 = 'x'", "is not the one that its hash names"),
        (f"UPDATE note SET client_id = (SELECT client_id FROM session WHERE id <> {SESSION})", "1 notes are about"),
        ("UPDATE score SET client_id = (SELECT max(id) FROM client)", "1 scores are about"),
        ("UPDATE note_version SET replaces = 'x' WHERE number = 2", "2 versions of notes name no"),
        ("UPDATE note_version SET text = 'x' WHERE number = 1", "2 versions of notes name no"),
        ("UPDATE fact SET due_at = '2026'", "2 page entries say one thing"),
        ("UPDATE fact SET kind = 'x'", "2 page entries say one thing"),
        ("UPDATE fact SET payload_json = '{'", "2 page entries say one thing"),
        ("UPDATE fact SET supersedes = 'x'", "2 page entries change one"),
        ("UPDATE score SET supersedes = 'x'", "2 scores correct one"),
    ],
)
def test_copies_that_differ_are_named(home: Home, written: Keys, statement: str, words: str) -> None:
    off = [f"DROP TRIGGER {table}_keeps" for table in ("note", "note_version", "score", "fact")]
    db = tampered(home, written, "PRAGMA foreign_keys = OFF", *off, statement)
    assert [words in each for each in disagreeing(db)].count(True) >= 1
    db.close()


def test_a_record_whose_copies_agree_has_none_to_name(home: Home, written: Keys) -> None:
    db = open_database(home.database, written.main, read_only=True)
    assert disagreeing(db) == []
    db.close()


def test_what_a_newer_program_said_is_no_fault_of_the_record(home: Home, written: Keys) -> None:
    newer = """'{"kind":"dreams_told","dream":"a sea"}'"""
    set_to = f"UPDATE fact SET kind = 'dreams_told', payload_json = {newer}"
    db = tampered(home, written, "DROP TRIGGER fact_keeps", set_to)
    assert disagreeing(db) == []
    db.close()


@pytest.mark.parametrize("fault", ["none", "plan", "session", "unreadable"])
def test_the_beginning_of_a_session_names_its_plan(home: Home, keys: Keys, fault: str) -> None:
    body = e.SessionStarted("s", "M-014", "lozenge", freeze(whole())[1], Origin(MORNING, "boot-1", 0, 0))
    with opened(home, keys) as store:
        session = begin(store)
        body = msgspec.structs.replace(body, session_id="x" if fault == "session" else session)
        body = msgspec.structs.replace(body, protocol_sha256="x" if fault == "plan" else body.protocol_sha256)
        saved(store.append(session, [happened(1, body)]))
    broken = ["UPDATE session_event SET payload_json = '{}'"] if fault == "unreadable" else []
    db = tampered(home, keys, *broken)
    found = disagreeing(db)
    db.close()
    expected = {"none": "", "unreadable": "1 entries say one thing"}.get(fault, "is not the one that its hash names")
    assert [expected in each for each in found] == ([] if fault == "none" else [True])
