"""What was signed, changed past the program with the practice's own key: it is no longer whole, and verify names it."""

from collections.abc import Iterator

import pytest

from attack.raw_sql import change
from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.chain.seals import SEALED
from kapguide.store.checking.entries_read import EntriesRead, read_entries
from kapguide.store.checking.signature_check import all_signatures, is_whole, signature_problems
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.tables import signature_tables
from tests.store.test_signatures import LIND, ORTH, colleague, ended, sign
from tests.support.practice import begin, happened, line, opened, saved


def test_what_a_signature_covers_can_be_damaged_and_the_note_is_still_read(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    change(home, keys, ("UPDATE signature SET covers_json = '{' WHERE addendum_id IS NULL",))
    with opened(home, keys) as store:
        note = store.notes.signed(session)
        assert note is not None
        assert len(note.later) == 4
        assert store.notes.found_whole(session) is None
        (words,) = [each for each in store.verify().problems if "signature covers" in each]
        assert session in words


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE note_version SET text = 'Fine.' WHERE status = 'signed'",
        "UPDATE addendum SET text = 'Fine.'",
        "UPDATE session_event SET text = 'Fine.' WHERE seq = 2",
    ],
)
def test_other_words_are_not_those_that_were_signed(home: Home, keys: Keys, statement: str) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    change(home, keys, (statement,))
    with opened(home, keys) as store:
        assert store.notes.found_whole(session) is None
        assert any("What a signature covers is not what was signed" in words for words in store.verify().problems)


@pytest.mark.parametrize(
    "wrong", ["trainee = 1", "author_id = (SELECT author_id FROM signature WHERE kind = 'signed')"]
)
def test_a_name_that_does_not_count_makes_no_note_final(home: Home, keys: Keys, wrong: str) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        note = sign(store, session, who=ORTH)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
    change(home, keys, (f"UPDATE signature SET {wrong} WHERE kind = 'countersigned'",))
    with opened(home, keys) as store:
        again = store.notes.signed(session)
        assert again is not None
        assert not again.final
        assert "1 countersignatures are the signer's own, or a trainee's." in store.verify().problems


WHOSE = "device_id, author_id, created_at, tz_min"
WHO = "device_id, author_id, created_at, 0"
ANOTHER = "device_id, (SELECT id FROM staff WHERE name = 'R. Osei'), created_at, 0"
NAME = "SELECT NULL, 'x', note_id, version_id, NULL, '{}', 'x', 'therapist', {}, '', sha256, '{{}}', {} FROM signature"
BARE, HERS = "INSERT INTO signature SELECT NULL, 'y',", "FROM note_version WHERE id = 'hers'"
WORDLESS = "a signature without its words"
ADDED = (
    "SELECT NULL, 'x', addendum.note_id, version_id, addendum.id, 'signed', 'x', '{}', 0, '', sha256, '{{}}', {} "
    "FROM (SELECT note_id, version_id, sha256 FROM signature WHERE addendum_id IS NULL) JOIN addendum USING (note_id)"
)
TRIED = {
    f"INSERT INTO note_version SELECT NULL, 'x', note_id, 9, 'draft', 'x', '', {WHO} FROM note_version": "is signed",
    (
        "INSERT INTO session_event SELECT NULL, 'x', session_id, 9, 'x', at_utc, 0, 0, '', kind, v, payload_json, '', "
        "'', device_id, 0, author_id FROM session_event WHERE seq = 1"
    ): "is signed",
    f"INSERT INTO draft SELECT NULL, NULL, note_id, 9, 0, 'x', {WHO} FROM note_version": "is signed",
    f"INSERT INTO draft SELECT NULL, note_id, NULL, 9, 0, 'x', {WHO} FROM note_version": "is signed",
    f"INSERT INTO signature {NAME.format('signed', 0, WHO)}": "is signed",
    f"INSERT INTO signature {NAME.format('countersigned', 0, WHO)}": "the signer countersigns",
    f"INSERT OR IGNORE INTO signature {NAME.format('countersigned', 1, ANOTHER)}": "a trainee countersigns nothing",
    f"INSERT INTO signature {ADDED.format('trainee', WHO)}": "a trainee signs as a trainee",
    f"INSERT INTO signature {ADDED.format('therapist', ANOTHER)}": WORDLESS,
    f"{BARE} note_id, id, NULL, 'signed', 'x', 'therapist', 0, '', 'x', '{{}}', {ANOTHER} {HERS}": WORDLESS,
    (
        f"{BARE} note_id, (SELECT version_id FROM signature), NULL, 'signed', 'x', 'therapist', 0, '', 'x', '{{}}', "
        f"{WHO} {HERS}"
    ): WORDLESS,
    "UPDATE signature SET trainee = 0": "never changed",
    "UPDATE draft SET text = 'x' WHERE note_id IS NOT NULL": "is signed",
    "UPDATE draft SET text = 'x' WHERE session_id IS NOT NULL": "is signed",
    f"INSERT OR REPLACE INTO signature {NAME.format('signed', 0, WHO).replace('NULL', 'row', 1)}": "is signed",
    f"INSERT INTO addendum SELECT NULL, 'x', 'nowhere', 'x', 'x', '', {WHO} FROM signature": "is not signed",
}


def test_the_locks_hold_for_whoever_writes_with_the_key(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        colleague(store)
        session, other = ended(store), ended(store, "B-002")
        sign(store, session, who=ORTH)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    db = open_database(home.database, keys.main)
    with signature_tables.opened(db):  # drafts of another machine, as a merge brings them
        for column in ("note_id", "session_id"):
            typed = (
                f"INSERT INTO draft ({column}, revision, begun_ms, text, {WHOSE}) SELECT note_id, 9, 0, 'x', {WHOSE}"
            )
            db.conn.execute(f"{typed} FROM note_version")
    db.conn.execute(
        f"INSERT INTO note_version SELECT NULL, 'hers', ?, 1, 'signed', 'x', '', {WHO} FROM signature LIMIT 1", (other,)
    )
    for statement, words in TRIED.items():
        with pytest.raises(DriverError, match=words):
            db.conn.execute(statement)
    db.close()


COVERED = {
    "signature": "kind = 'signed' AND addendum_id IS NULL",
    "session_event": "seq = 1",
    "session_event ": "seq = 4",
    "fact": "session_id IS NOT NULL",
    "score": "session_id IS NOT NULL",
    "addendum": "1",
}
"""Rows that a signature covers: itself, what is attached to the session, its first and last entry, an addendum."""
NO_PART = {"sha256", "device_seq"}
OTHERWISE = "CASE typeof({0}) WHEN 'text' THEN {0} || 'x' WHEN 'null' THEN 'x' ELSE 1 - {0} END"


def changed_under_a_signature() -> list[str]:
    """Each column of each such row changed, each row taken away, the words, and an entry that pretends to be old."""
    entry = ", ".join(SEALED["session_event"])
    copied = entry.replace("id", "'x'", 1).replace("device_seq", "0")
    return [
        *(
            f"UPDATE {table} SET {column} = {OTHERWISE.format(column)} WHERE {where}"
            for table, where in COVERED.items()
            for column in SEALED[table.strip()]
            if column not in NO_PART
        ),
        *(f"DELETE FROM {table} WHERE {where}" for table, where in COVERED.items() if table != "signature"),
        "UPDATE signature SET covers_json = ' ' || covers_json WHERE kind = 'signed' AND addendum_id IS NULL",
        "UPDATE signature SET sha256 = 'x' WHERE kind = 'signed' AND addendum_id IS NULL",
        "UPDATE signature SET sha256 = 'x' WHERE kind = 'countersigned'",
        "UPDATE note_version SET text = 'Restless.' WHERE status = 'signed'",
        f"INSERT INTO session_event ({entry}) SELECT {copied} FROM session_event WHERE seq = 2",
    ]


@pytest.fixture
def bare(home: Home, keys: Keys) -> Iterator[Database]:
    """A trainee's note with all that can be attached, countersigned and added to, without any trigger."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "quiet"), line(2, "tears"), line(3, "rest")])
        saved(store.facts.say("M-014", TouchAgreed("hand"), session_id=session).ticket)
        saved(store.scores.add("M-014", "phq-9", "1", {"1": 2}, 2, session_id=session))
        saved(store.append(session, [happened(4, e.SessionEnded())]))
        note = sign(store, session, who=ORTH)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    db = open_database(home.database, keys.main)
    db.conn.execute("PRAGMA foreign_keys = OFF").fetchall()
    db.conn.execute("PRAGMA ignore_check_constraints = ON").fetchall()
    for trigger in db.triggers:
        db.conn.execute(f"DROP TRIGGER {trigger.name}")
    yield db
    db.close()


def test_a_signature_does_not_fit_any_more_whatever_it_covers_is_changed(bare: Database) -> None:
    """Also where the rows themselves were sealed anew: the signature alone tells."""
    assert all(is_whole(bare, each) for each in all_signatures(bare))
    for statement in changed_under_a_signature():
        bare.conn.execute("BEGIN")
        assert bare.conn.execute(statement).rowcount == 1, statement
        assert not all(is_whole(bare, each) for each in all_signatures(bare)), statement
        bare.conn.execute("ROLLBACK")


NO_NAMES = {
    "UPDATE signature SET trainee = 1 WHERE kind = 'countersigned'": "1 countersignatures are the",
    (
        "UPDATE signature SET author_id = (SELECT author_id FROM signature WHERE trainee = 1) "
        "WHERE kind = 'countersigned'"
    ): "1 countersignatures are the",
    "UPDATE signature SET version_id = 'x' WHERE kind = 'countersigned'": "1 countersignatures are the",
    "UPDATE note_version SET author_id = 'x' WHERE status = 'signed'": "1 versions of notes stand as signed",
    "UPDATE note_version SET id = 'x' WHERE status = 'signed'": "1 versions of notes stand as signed",
    "DELETE FROM waiting": "",
    "INSERT INTO waiting SELECT id, 'countersign', created_at FROM signature WHERE trainee = 1": "what waits",
}


def test_a_name_that_counts_for_nothing_is_told_for_itself(bare: Database) -> None:
    for statement, words in NO_NAMES.items():
        bare.conn.execute("BEGIN")
        bare.conn.execute(statement)
        said = " ".join(signature_problems(bare, EntriesRead(), []))
        assert words in said if words else not said, statement
        bare.conn.execute("ROLLBACK")


ENTRIES = {
    "SELECT 1": (0, 0),
    "UPDATE session_event SET text = 'Fine.' WHERE seq = 2": (1, 0),
    "UPDATE session_event SET device_seq = 0 WHERE seq = 2": (0, 0),
    "UPDATE session_event SET device_seq = device_seq + 1000 WHERE seq = 2": (1, 1),
    "UPDATE session_event SET device_seq = 0, seq = seq + 50 WHERE seq = 1": (1, 1),
    "UPDATE session_event SET device_id = 'x' WHERE seq = 1": (1, 1),
    "UPDATE session_event SET device_id = 'x' WHERE seq = 2": (1, 1),
    "UPDATE session_event SET device_id = 'x', device_seq = 0": (1, 4),
    "DELETE FROM session_event WHERE seq = 2": (1, 0),
    "DELETE FROM session_event": (1, 0),
    "DELETE FROM fact WHERE session_id IS NOT NULL": (1, 0),
    "DELETE FROM score WHERE session_id IS NOT NULL": (1, 0),
}


def test_entries_that_were_read_before_are_judged_like_those_that_are_read_again(bare: Database) -> None:
    for statement, (wrong, later) in ENTRIES.items():
        bare.conn.execute("BEGIN")
        bare.conn.execute(statement)
        found = []
        for read in (read_entries(bare), EntriesRead()):
            notices = list[str]()
            covered = [each for each in signature_problems(bare, read, notices) if "signature covers" in each]
            found.append((len(covered), sum(int(each.split()[0]) for each in notices)))
        bare.conn.execute("ROLLBACK")
        assert found == [(wrong, later)] * 2, statement
