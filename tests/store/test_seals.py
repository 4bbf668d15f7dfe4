"""What `verify` holds every row against: changes past the program show, and a sound record is called sound."""

import functools
import sqlite3
import tempfile
from pathlib import Path

import pytest
from sqlite_utils.migrations import Migrations

from attack.raw_sql import attack, change, problems
from kapguide.clinical.facts import OrderEnded
from kapguide.paths import Home
from kapguide.session.protocol.protocol import freeze
from kapguide.store.chain.anchor import write_anchor
from kapguide.store.chain.audit import Audit, head, sha256
from kapguide.store.chain.older_seals import older_problems
from kapguide.store.chain.seals import seals_of
from kapguide.store.checking import checks, index_check, plain_pages
from kapguide.store.copies import backup as b
from kapguide.store.failures import Damaged
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables import schema
from kapguide.store.tables.changes import Stamp, event_row, index_events
from tests.support.plans import MORNING, whole
from tests.support.practice import begin, files, lay, line, new_practice, noon, opened, saved


@pytest.mark.parametrize("seed", [0, 4])
def test_changes_made_with_the_key_are_found(tmp_path: Path, seed: int) -> None:
    """A part of the attack; all of it runs by itself."""
    (tally,) = attack(tmp_path, seed, most=9)
    assert tally.holds, tally.findings()


def test_every_change_of_the_program_is_sealed(store: Store) -> None:
    session = begin(store, events=[line(1, "a"), line(2, "b")])
    saved(store.save_draft(session, "half", line(3, "").t), store.save_draft(session, "half a", line(3, "").t))
    saved(store.save_draft(session, "", line(3, "").t), store.save_draft(session, "half a", line(3, "").t))
    saved(store.append(session, [line(3, "half a line")], clear_draft=True))
    saved(
        store.notes.save(session, "One.", 0), store.notes.save(session, "Two.", 1), store.notes.save(session, "One.", 2)
    )
    store.backup()
    store.settle(5)
    assert store.verify().problems == ()


def test_entries_in_another_order_than_their_seals_are_sound(home: Home, keys: Keys) -> None:
    """As where several machines wrote them."""
    with opened(home, keys) as store:
        begin(store, events=[line(seq, "the same words") for seq in range(1, 4)])
    swap = [f"UPDATE session_event SET row = {to} WHERE row = {row}" for row, to in ((1, 9), (2, 1), (9, 2))]
    change(home, keys, tuple(swap))
    assert problems(home, keys) == ()


def test_an_entry_that_the_chain_calls_removed_and_that_is_there_is_named(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a"), line(2, "b")])
    db = open_database(home.database, keys.main)
    audit = Audit(keys.audit, db.conn.execute("SELECT id FROM device").fetchone()[0], keys.staff)
    audit.append(db, noon(), "line_removed", "s", dropped=seals_of(db, "session_event", "seq = ?", (2,)))
    db.close()
    assert "1 entries were changed or added by another program." in problems(home, keys)


def a_long_wal(home: Home, keys: Keys) -> tuple[Store, Database]:
    """A record whose reader holds a snapshot while far more than a checkpoint's worth is written."""
    store = Store.open(home, keys)
    session = begin(store, events=[line(1, "x")])
    saved(*[store.append(session, [line(seq, f"{seq} " + "x" * 6000)]) for seq in range(2, 100)])
    reader = open_database(home.database, keys.main, read_only=True)
    reader.conn.execute("BEGIN")
    reader.conn.execute("SELECT count(*) FROM session_event").fetchone()
    saved(*[store.append(session, [line(seq, f"{seq} " + "x" * 6000)]) for seq in range(100, 240)])
    return store, reader


def test_a_record_whose_wal_waits_for_a_reader_is_sound(home: Home, keys: Keys) -> None:
    store, reader = a_long_wal(home, keys)
    try:
        holes = open_database(home.database, keys.main, read_only=True)
        assert holes.conn.execute("PRAGMA cipher_integrity_check").fetchall()  # it reads past the -wal
        holes.close()
        assert store.verify().problems == ()
        assert store.backup().exists()
    finally:
        reader.close()
        store.close()


def test_a_damaged_page_shows_though_a_wal_lies_beside_the_record(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        saved(*[store.append(session, [line(seq, "x" * 3000)]) for seq in range(1, 40)])
    store = Store.open(home, keys)
    saved(store.append(session, [line(40, "in the wal")]))
    content = bytearray(home.database.read_bytes())
    for page in range(5, 15):  # some page that the -wal does not hold anew
        content[-4096 * page + 50] ^= 1
    home.database.write_bytes(content)
    assert "damaged" in store.verify().problems[0]
    with pytest.raises(b.BackupFailed, match="record itself is damaged"):
        store.backup()
    store.close()


def test_a_backup_with_unused_pages_and_no_wal_is_sound(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        saved(store.notes.save(session, "y" * 60_000, 0), store.notes.save(session, "short", 1))
        copy = store.backup()
    db = open_database(copy, keys.main, read_only=True)
    assert db.conn.execute("PRAGMA freelist_count").fetchone()[0] > 5
    assert list(checks.file_problems(db)) == []
    db.close()


def test_a_table_that_is_not_as_the_program_makes_it_is_named_before_its_rows_are_read(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a")])
    change(home, keys, ("ALTER TABLE staff ADD COLUMN wage TEXT",))
    (problem,) = problems(home, keys)
    assert "staff" in problem


# --- records from before rows were sealed -----------------------------------------------------------------------


def first_version() -> Migrations:
    steps = Migrations("kapguide")
    steps(name="0001_first")(schema._first)
    return steps


def put(db: Database, table: str, row: dict[str, object]) -> None:
    """A row as the first version had it."""
    db.conn.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


@functools.cache
def made_before() -> dict[str, bytes]:
    """The files of a record as it was written before whole rows were sealed: one client, a session of six entries, a
    note."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        make_before(home)
        return files(home.root)


def make_before(home: Home) -> None:
    keys, _ = new_practice(home)
    home.database.unlink()
    db = open_database(home.database, keys.main, create=True)
    schema.migrate(db, steps=first_version(), version=1)
    audit = Audit(keys.audit, "d", keys.staff)
    who = Stamp(noon(), 0, "d", keys.staff).columns()
    put(db, "device", {"id": "d", "created_at": "x"})
    put(db, "staff", {"id": keys.staff, "name": "R. Ames", "created_at": "x"})
    audit.append(db, noon(), "device_added", "d")
    put(db, "client", {"id": "c", "code": "M-014", **who})
    audit.append(db, noon(), "client_added", "c", sha256=sha256(b"M-014"))
    plan, sha = freeze(whole())
    start = MORNING.isoformat()
    row = {"id": "s", "client_id": "c", "number": 1, "started_at": start, "expected_end": start}
    put(db, "session", {**row, "protocol_json": plan, "protocol_sha256": sha, **who})
    audit.append(db, noon(), "session_begun", "s", protocol_sha256=sha)
    for first in (1, 3, 5):
        events = [event_row(line(seq, f"entry {seq}")) for seq in (first, first + 1)]
        for e in events:
            put(db, "session_event", {
                "id": e.id, "session_id": "s", "seq": e.seq, "command_id": e.command_id, "at_utc": e.at, "tz_min": 60,
                "t_ms": e.t, "boot_id": e.boot_id, "kind": e.kind, "v": e.v, "payload_json": bytes(e.body).decode(),
                "text": e.text, "supersedes": "", "device_id": "d", "author_id": keys.staff,
            })  # fmt: skip
        parts = (f"{e.id} {e.seq} {e.at} {e.t} ".encode() + bytes(e.body) for e in events)
        audit.append(db, noon(), "events_appended", "s", first=first, last=first + 1, sha256=sha256(*parts))
    note = {"session_id": "s", "kind": "note", "revision": 1, "begun_ms": 0, "text": "A note.", **who}
    put(db, "draft", note)
    audit.append(db, noon(), "note_saved", "s", revision=1, sha256=sha256(b"A note."))
    index_events(db)
    write_anchor(home.root / "anchor.json", head(db, "d"))
    db.close()


@pytest.fixture
def older(home: Home, keys: Keys) -> Keys:
    lay(home, made_before())
    return keys


def test_a_record_from_before_is_sealed_when_it_is_opened_and_stays_whole(home: Home, older: Keys) -> None:
    with opened(home, older) as store:
        assert store.verify().problems == ()
        saved(store.append("s", [line(7, "goes on")]), store.notes.save("s", "A longer note.", 1))
        assert store.verify().problems == ()
    change(home, older, ("UPDATE session_event SET boot_id = 'x' WHERE seq = 2",))
    assert "1 entries were changed" in problems(home, older)[0]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE session_event SET t_ms = 1 WHERE seq = 3", "Events 3 to 4 of session s were changed"),
        ("DELETE FROM session_event WHERE seq = 3", "Events 3 to 4 of session s were changed"),
        ("DELETE FROM session_event", "The events of session s are gone"),
        (
            (
                "INSERT INTO session_event SELECT 99, 'x', session_id, 50, command_id, at_utc, tz_min, t_ms, boot_id, "
                "kind, v, payload_json, text, supersedes, device_id, author_id FROM session_event WHERE seq = 1"
            ),
            "1 events of session s were added",
        ),
        ("UPDATE client SET code = 'X'", "The code of client c was changed"),
        ("UPDATE session SET protocol_json = '{}'", "The plan kept with session s was changed"),
        ("UPDATE draft SET text = 'x'", "The note of session s was changed"),
        ("DELETE FROM draft", "The note of session s was changed"),
    ],
)
def test_what_was_changed_before_the_sealing_is_said_from_then_on(
    home: Home, older: Keys, statement: str, words: str
) -> None:
    change(home, older, (statement,))
    for _ in range(2):
        with opened(home, older) as store:
            assert any(words in each and "Found when" in each for each in store.verify().problems)


def break_the_chain(home: Home, older: Keys) -> None:
    change(home, older, ("UPDATE audit SET subject = 'x' WHERE seq = 2",))


def test_a_record_from_before_whose_chain_breaks_is_opened_and_its_flaw_is_said(home: Home, older: Keys) -> None:
    break_the_chain(home, older)
    with opened(home, older) as store:
        (said,) = store.notices
        assert "verify" in said
        saved(store.append("s", [line(7, "goes on")]))
        store.backup()
        store.settle(5)
    assert [backup.flawed for backup in b.backups(home.backups)] == [True, True], "before the change, and after it"
    with opened(home, older) as store:
        assert store.notices == ()
        found = store.verify().problems
        assert [each for each in found if each.startswith("The audit chain breaks at row 2") and "Found when" in each]
        assert [event.text for event in store.load_session("s")[2]][-1] == "goes on"


def test_a_record_from_before_is_opened_where_no_backup_can_be_made(home: Home, older: Keys) -> None:
    home.backups.write_text("in the way")
    with opened(home, older) as store:
        (said,) = store.notices
        assert "without a backup" in said
        assert store.verify().problems == ()


def test_a_record_from_before_that_is_damaged_stays_as_it_is(home: Home, older: Keys) -> None:
    whole_file = home.database.read_bytes()
    spoiled = bytearray(whole_file)
    spoiled[-100] ^= 1
    home.database.write_bytes(spoiled)
    with pytest.raises(Damaged):
        Store.open(home, older)
    assert home.database.read_bytes() == spoiled
    home.database.write_bytes(whole_file)
    with opened(home, older) as store:
        assert store.verify().problems == ()


def test_until_it_is_sealed_its_older_seals_are_what_counts(home: Home, older: Keys) -> None:
    db = open_database(home.database, older.main)
    schema.migrate(db)
    other = open_database(home.database, older.main, read_only=True)
    assert checks.verify_all(db, other, older, None, None).events == 6
    db.close()
    other.close()


# --- the search index --------------------------------------------------------------------------------------------


def test_of_many_texts_the_last_and_a_stretch_before_are_looked_at(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_check, "MOST", 10)
    monkeypatch.setattr(index_check, "begin_of_stretch", lambda many: 0)
    with opened(home, keys) as store:
        session = begin(store, events=[line(seq, f"entry {seq}") for seq in range(1, 41)])
        assert session
    for seq, found in ((2, True), (20, False), (39, True)):
        text = f"SELECT row, text FROM session_event WHERE seq = {seq}"
        again = f"INSERT INTO event_search (rowid, text) SELECT row, 'entry changed' FROM ({text})"
        take = f"INSERT INTO event_search (event_search, rowid, text) SELECT 'delete', row, text FROM ({text})"
        back = (
            f"INSERT INTO event_search (event_search, rowid, text) SELECT 'delete', row, 'entry changed' FROM ({text})"
        )
        change(home, keys, (take, again))
        assert bool(problems(home, keys)) is found, seq
        change(home, keys, (back, f"INSERT INTO event_search (rowid, text) {text}"))
        assert not problems(home, keys)


def test_events_that_came_after_the_anchor_need_not_be_indexed_yet(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a")])
        saved(*[store.append(session, [line(seq, "not yet indexed")]) for seq in range(2, 9)])
        assert store.verify().problems == ()


def test_a_python_without_a_full_text_search_checks_what_it_can(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(index_check, "made_again", without)
    with opened(home, keys) as store:
        begin(store, events=[line(1, "a")])
    assert problems(home, keys) == ()


def test_what_cannot_be_read_of_an_older_chain_is_named(older: Keys, home: Home) -> None:
    change(home, older, ("UPDATE audit SET detail = 'x' WHERE seq = 3",))
    db = open_database(home.database, older.main)
    assert [problem for problem in older_problems(db) if "cannot be read" in problem]
    db.close()


def test_a_file_check_that_fails_for_another_reason_stays_a_bug() -> None:
    class Broken:
        conn = None

    class Connection:
        def execute(self, statement: str) -> sqlite3.Cursor:
            if "integrity_check" in statement:
                raise DriverError("a bug")
            return sqlite3.connect(":memory:").execute("SELECT 0")

    broken = Broken()
    broken.conn = Connection()  # type: ignore[assignment]
    with pytest.raises(DriverError, match="a bug"):
        list(checks.file_problems(broken))  # type: ignore[arg-type]


def test_a_damage_that_only_the_wal_holds_is_named(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "met_damage", lambda db: True)
    db = open_database(home.database, keys.main, read_only=True)
    assert list(checks.file_problems(db)) == ["A page of the file, or of the -wal beside it, is damaged."]
    db.close()


def test_a_wal_that_cannot_be_read_is_left_to_the_other_checks(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(path: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(checks, "wal_of", unreadable)
    monkeypatch.setattr(plain_pages, "left_out", set())  # as in a window, which reads the file itself
    assert problems(home, keys) == ()


def test_the_index_of_what_was_said_is_held_against_the_facts(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        store.known_client("M-014")
        saved(store.facts.say("M-014", OrderEnded("the choirs")).ticket)
    assert problems(home, keys) == ()
    change(home, keys, ("UPDATE fact_search SET text = 'bells'",))
    assert "does not say what the facts say" in problems(home, keys)[0]
    change(home, keys, ("UPDATE fact_search SET text = 'the choirs'", "INSERT INTO fact_search VALUES ('more')"))
    assert "holds texts that are not in the record" in problems(home, keys)[0]


def test_a_note_that_reads_otherwise_than_those_of_today_is_searched_as_it_was_kept(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        saved(store.notes.save(begin(store), '{"sections":[{"lines":[{"original":7},{"written":"bells"}]}]}', 0))
    assert problems(home, keys) == ()
