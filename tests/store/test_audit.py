"""The audit chain and the anchor: what they notice, and what they name."""

import functools
import tempfile
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.chain import seals
from kapguide.store.chain.anchor import EndUnknown, RecordsMissing, missing_rows, read_anchor, write_anchor
from kapguide.store.chain.audit import Head, verify
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables.device import enrol
from tests.support.practice import begin, files, lay, line, new_practice, noon, opened, saved


@functools.cache
def twenty_entries() -> dict[str, bytes]:
    """The files of a practice with one session of so many."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        with opened(home, new_practice(home)[0]) as store:
            session = begin(store)
            for seq in range(1, 21):
                saved(store.append(session, [line(seq, f"entry {seq}")]))
        return files(home.root)


@pytest.fixture
def keys(home: Home) -> Keys:
    keys, _ = new_practice(home)
    lay(home, twenty_entries())
    return keys


def tampered(home: Home, keys: Keys, *statements: str) -> Database:
    """The record after somebody with its key has taken the safeguards off and changed it."""
    db = open_database(home.database, keys.main)
    for trigger in ("audit_keeps", "audit_stays", "session_event_keeps", "session_event_stays"):
        db.conn.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        db.conn.execute(statement)
    return db


def forget(home: Home) -> None:
    """Nothing on this computer remembers the record's end."""
    for name in ("anchor.json", "anchor.last"):
        (home.root / name).unlink(missing_ok=True)


def test_an_untouched_chain_is_whole(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        report = store.verify()
    assert report.problems == ()
    assert (report.clients, report.sessions, report.events, report.audit_rows) == (1, 1, 20, 24)


@pytest.mark.parametrize(
    ("statement", "seq", "problem"),
    [
        ("UPDATE audit SET subject = 'x' WHERE seq = 7", 7, "changed"),
        ("UPDATE audit SET at = 'x' WHERE seq = 7", 7, "changed"),
        ("UPDATE audit SET mac = (SELECT mac FROM audit WHERE seq = 8) WHERE seq = 7", 7, "changed"),
        ("DELETE FROM audit WHERE seq = 9", 9, "missing"),
        ("DELETE FROM audit WHERE seq = 1", 1, "missing"),
    ],
)
def test_the_first_bad_row_is_named(home: Home, keys: Keys, statement: str, seq: int, problem: str) -> None:
    bad = verify(tampered(home, keys, statement), keys.audit)
    assert bad is not None
    assert bad.seq == seq
    assert problem in bad.problem


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit SET detail = '{}' WHERE action = 'client_added'", "The audit chain breaks at row 3 "),
        (
            "UPDATE session_event SET payload_json = replace(payload_json, 'entry 5', 'entry 6')",
            "1 entries were changed",
        ),
        ("UPDATE session_event SET t_ms = 0 WHERE seq = 5", "1 entries were changed"),
        ("UPDATE audit SET detail = '{' WHERE action = 'client_added'", "1 clients were changed"),
        ("DELETE FROM session_event WHERE seq = 5", "1 rows that were saved are not in the file"),
        ("UPDATE session SET protocol_json = '{}'", "1 sessions were changed"),
        ("DELETE FROM sqlite_schema WHERE name = 'session_by_start'", "The file's structure is damaged"),
        ("DROP TRIGGER draft_gone", "The trigger draft_gone is gone"),
        ("UPDATE client SET device_id = 'nowhere'", "1 clients were changed"),
    ],
)
def test_what_was_changed_after_it_was_saved_shows(home: Home, keys: Keys, statement: str, problem: str) -> None:
    tampered(home, keys, "PRAGMA foreign_keys = OFF", "PRAGMA writable_schema = ON", statement).close()
    with opened(home, keys) as store:
        assert any(problem in each for each in store.verify().problems)


def test_a_bug_in_a_check_stays_a_bug(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(seals.SEALED, "draft", ("nonsense",))
    with opened(home, keys) as store, pytest.raises(DriverError):
        store.verify()


def test_a_machine_is_enrolled_whole_or_not_at_all(home: Home, keys: Keys) -> None:
    no = "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END"
    db = tampered(home, keys, no)
    with pytest.raises(DriverError):
        enrol(db, keys.audit, keys.staff, None, noon(), place="here")
    assert db.conn.execute("SELECT count(*) FROM device").fetchone() == (1,)
    assert not db.conn.in_transaction


def test_a_lost_anchor_is_a_problem_that_is_named(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys)
    forget(home)
    assert "does not remember where the record ended" in store.verify().problems[0]
    store.close()


def test_a_copy_without_an_anchor_becomes_a_device_of_its_own(home: Home, keys: Keys) -> None:
    first = read_anchor(home.root / "anchor.json")
    forget(home)
    with pytest.raises(EndUnknown, match="does not remember"):
        Store.open(home, keys)
    Store.open(home, keys, accept_missing=True).close()
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        saved(store.append(begin(store), [line(1, "elsewhere")]))
    second = read_anchor(home.root / "anchor.json")
    assert first
    assert second
    assert first.device != second.device
    with opened(home, keys) as store:
        assert store.verify().problems == ()


def test_the_anchor_is_the_chains_head_when_the_record_is_closed(home: Home, keys: Keys) -> None:
    anchor = read_anchor(home.root / "anchor.json")
    db = open_database(home.database, keys.main)
    last = db.conn.execute("SELECT device_id, seq, mac, epoch FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    (practice,) = db.conn.execute("SELECT value FROM meta WHERE key = 'practice_id'").fetchone()
    assert anchor == Head(*last, place="here", practice=practice)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"\xff", b'{"device": "d", "mac": "", "epoch": 1, "seq": -1}',
        b'{"device": "d", "mac": "", "epoch": 1, "seq": 9223372036854775808}',
        b'{"device": "d", "mac": "", "epoch": 9223372036854775808, "seq": 1}',
    ],
)  # fmt: skip
def test_an_anchor_that_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "anchor.json").write_bytes(content)
    assert read_anchor(tmp_path / "anchor.json") is None


def test_a_record_behind_its_anchor_is_not_opened_for_writing(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        backup = store.backup()
    tampered(home, keys, "DELETE FROM session_event WHERE seq > 15", "DELETE FROM audit WHERE seq > 19").close()
    with pytest.raises(RecordsMissing, match="last 6 changes") as missing:
        Store.open(home, keys)
    assert missing.value.backup == backup
    assert backup.name in missing.value.sentence


def test_without_a_backup_the_sentence_says_so(home: Home, keys: Keys) -> None:
    tampered(home, keys, "DELETE FROM audit WHERE seq > 19").close()
    with pytest.raises(RecordsMissing, match="go on with what is here") as missing:
        Store.open(home, keys)
    assert missing.value.backup is None


def test_a_record_behind_its_anchor_can_be_read_and_says_what_is_missing(home: Home, keys: Keys) -> None:
    tampered(home, keys, "DELETE FROM audit WHERE seq > 19").close()
    store = Store.open(home, keys, read_only=True)
    assert any("Records are missing: 5" in problem for problem in store.verify().problems)
    store.close()


def test_missing_records_can_be_accepted_and_a_new_epoch_begins(home: Home, keys: Keys) -> None:
    tampered(home, keys, "DELETE FROM session_event WHERE seq > 15", "DELETE FROM audit WHERE seq > 19").close()
    Store.open(home, keys, accept_missing=True).close()
    anchor = read_anchor(home.root / "anchor.json")
    assert anchor is not None
    assert anchor.epoch == 2
    with opened(home, keys) as store:
        session = store.sessions()[0].row.id
        assert len(store.load_session(session)[2]) == 15


def test_a_chain_that_was_written_anew_does_not_fit_the_anchor(home: Home, keys: Keys) -> None:
    db = tampered(home, keys, "UPDATE audit SET mac = 'x' WHERE seq = 24")
    anchor = read_anchor(home.root / "anchor.json")
    assert anchor is not None
    assert missing_rows(db, anchor) == 1


def test_an_anchor_of_an_empty_chain_misses_nothing(home: Home, keys: Keys) -> None:
    write_anchor(home.root / "other.json", Head("d", 0, "x", 1))
    anchor = read_anchor(home.root / "other.json")
    assert anchor is not None
    assert missing_rows(open_database(home.database, keys.main), anchor) == 0
