"""Two copies of one practice that went on separately, brought together: nothing is lost, and both become equal."""

import hashlib
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from attack.damage import flip
from attack.raw_sql import change
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.store.chain.anchor import EndUnknown
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.audit_rows import AuditWish
from kapguide.store.chain.seals import SEALED, select
from kapguide.store.copies.backup import backups
from kapguide.store.failures import NewerSchema
from kapguide.store.file.database import Database, open_database
from kapguide.store.keys.vault import Keys, create_vault, unlock
from kapguide.store.opening import merge, restore, setup
from kapguide.store.opening.merge import Merged, NotMerged, merge_copy
from kapguide.store.records import Store
from kapguide.store.tables import device
from kapguide.store.tables.changes import Stamp, add_client
from tests.store.test_version_1 import OLD, WRITTEN
from tests.support.practice import CHEAP, PASSPHRASE, begin, hits_of, line, new_practice, noon, opened, saved


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder is a place of its own, as it is outside of tests."""
    monkeypatch.setattr(device, "place_of", lambda keys, path, *_: hashlib.sha256(bytes(path)).hexdigest()[:32])


@pytest.fixture
def keys(home: Home) -> Keys:
    """A practice with one session, a note, and a half-typed line."""
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "of both"), line(2, "of both, too")])
        saved(store.save_draft(session, "half", Elapsed(1)), store.notes.save(session, "A note of both.", 0))
    return keys


@pytest.fixture
def session(home: Home, keys: Keys) -> str:
    store = Store.open(home, keys, read_only=True)
    found = store.sessions()[0].row.id
    store.close()
    return found


@pytest.fixture
def other(home: Home, session: str, tmp_path: Path) -> Home:
    """A copy of all of it."""
    shutil.copytree(home.root, tmp_path / "other")
    return Home(tmp_path / "other")


def goes_on(home: Home, keys: Keys, session: str, word: str) -> None:
    """What somebody writes there."""
    with opened(home, keys) as store:
        begin(store, "B-002", events=[line(1, f"{word} in a session of its own")])
        saved(store.append(session, [line(3, f"{word} in the old session")]))
        saved(store.save_draft(session, f"half, {word}", Elapsed(1)))
        saved(store.notes.save(session, f"A note, {word}.", store.notes.read(session).revision))
        store.backup()
        store.settle(5)


def all_rows(home: Home, keys: Keys) -> dict[str, set[tuple[object, ...]]]:
    """Everything in the record, as sets; of what holds nothing but places in the file, nothing."""
    db = open_database(home.database, keys.main, read_only=True)
    rows = {table: set(db.conn.execute(select(table)).fetchall()) for table in SEALED}
    rows["audit"] = set(db.conn.execute("SELECT * FROM audit").fetchall())
    for table, found in rows.items():
        assert len(found) == db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    db.close()
    return rows


def merged(home: Home, keys: Keys, other: Home) -> Merged:
    done = merge_copy(home, keys, other.database, noon())
    store = Store.open(home, keys, read_only=True)
    assert store.verify().problems == ()
    store.close()
    return done


def texts(home: Home, keys: Keys, table: str) -> list[str]:
    db = open_database(home.database, keys.main, read_only=True)
    found = sorted(text for (text,) in db.conn.execute(f"SELECT text FROM {table}"))
    db.close()
    return found


def test_two_copies_that_went_on_become_equal_and_nothing_is_lost(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    goes_on(home, keys, session, "here")
    goes_on(other, keys, session, "there")
    before = [all_rows(each, keys) for each in (home, other)]
    done = merged(home, keys, other)
    assert (done.rows["session"], done.rows["session_event"], done.rows["client"]) == (1, 2, 1)
    assert done.shared_codes == ("B-002",)
    assert len(backups(home.backups)) == 2, "one was made before"
    merged(other, keys, home)
    assert merged(home, keys, other).rows == {}
    here, there = all_rows(home, keys), all_rows(other, keys)
    assert here == there
    for table in set(here) - {"draft"}:
        assert before[0][table] | before[1][table] <= here[table]
    assert texts(home, keys, "draft") == ["A note, here.", "A note, there.", "half, here", "half, there"]
    for one, two in ((home, other), (other, home)):
        assert merged(one, keys, two) == Merged({}, 0, ("B-002",))
    with opened(other, keys) as store:
        assert "Two clients have the code B-002" in " ".join(store.notices)
        assert len(hits_of(store, "session")) == 4
        assert len(store.load_session(session)[2]) == 4
        saved(store.append(session, [line(4, "goes on")]))
        assert store.verify().problems == ()


def test_much_that_is_taken_in_is_sealed_in_several_rows_and_counted_once(
    home: Home, keys: Keys, session: str, other: Home, apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "_AT_ONCE", 1)
    goes_on(home, keys, session, "here")
    goes_on(other, keys, session, "there")
    done = merged(home, keys, other)
    with opened(home, keys) as store:
        told = [row.detail for row in reversed(store.books.audit(AuditWish(("merged",))))]
    assert len(told) > 1
    assert [detail.get("rows") for detail in told] == [sum(done.rows.values()), *[None] * (len(told) - 1)]
    assert all(len(detail.get("sealed", ())) <= 1 and len(detail.get("dropped", ())) <= 1 for detail in told)


def test_what_one_has_finished_is_finished_in_both(
    home: Home, keys: Keys, session: str, other: Home, apart: None
) -> None:
    with opened(other, keys) as store:
        saved(store.append(session, [line(3, "half a line, and the rest")], clear_draft=True))
    assert merged(home, keys, other).rows["draft"] == 1
    assert texts(home, keys, "draft") == ["A note of both."]
    assert "draft" not in merged(other, keys, home).rows


def test_a_record_of_the_first_version_that_went_on_in_two_places(home: Home, tmp_path: Path, apart: None) -> None:
    other = Home(tmp_path / "other").make()
    for each in (home, other):
        for name in ("kapguide.db", "vault.json", "anchor.json"):
            shutil.copy(WRITTEN / name, each.root / name)
        keys = unlock(each.vault, PASSPHRASE)
        goes_on(each, keys, OLD, f"{each.root.name}")
    before = all_rows(other, keys)
    merged(home, keys, other)
    merged(other, keys, home)
    merged(home, keys, other)
    here = all_rows(home, keys)
    assert before["session_event"] <= here["session_event"]
    assert here == all_rows(other, keys)


def test_one_note_that_two_programs_of_the_first_version_wrote_is_kept_twice(
    home: Home, tmp_path: Path, apart: None
) -> None:
    other = Home(tmp_path / "other").make()
    for each in (home, other):
        for name in ("kapguide.db", "vault.json", "anchor.json"):
            shutil.copy(WRITTEN / name, each.root / name)
        keys = unlock(each.vault, PASSPHRASE)
    db = open_database(other.database, keys.main)
    db.conn.execute("UPDATE draft SET text = 'Words of there.' WHERE kind = 'note'")
    db.close()
    for each in (home, other):
        Store.open(each, keys).close()
    assert merge_copy(home, keys, other.database, noon()).rows["note_version"] == 1
    assert "Words of there." in texts(home, keys, "note_version")
    assert len(texts(home, keys, "note_version")) == 2
    assert "note_version" not in merge_copy(home, keys, other.database, noon()).rows


def test_one_place_that_went_on_twice_is_merged_all_the_same(home: Home, keys: Keys, session: str, other: Home) -> None:
    """As when the old files were written over the live ones: both halves have the numbers of one device."""
    goes_on(home, keys, session, "here")
    goes_on(other, keys, session, "there")
    assert merged(home, keys, other).rows["session_event"] == 2
    words = [f"{word} in {what}" for word in ("here", "there") for what in ("a session of its own", "the old session")]
    assert texts(home, keys, "session_event") == sorted([*words, "of both", "of both, too"])
    assert texts(home, keys, "draft") == ["A note, here.", "A note, there.", "half, here", "half, there"]
    assert merged(home, keys, other).rows == {}


def test_a_merge_that_is_cut_off_has_changed_nothing(
    home: Home, keys: Keys, session: str, other: Home, apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on(home, keys, session, "here")
    goes_on(other, keys, session, "there")
    Store.open(home, keys).close()
    before = all_rows(home, keys)

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Audit, "append", cut_off)
        with pytest.raises(KeyboardInterrupt):
            merge_copy(home, keys, other.database, noon())
    assert all_rows(home, keys) == before
    assert merged(home, keys, other).rows["session_event"] == 2


def test_a_copy_that_a_window_goes_on_writing_is_read_as_of_one_moment(
    home: Home, keys: Keys, session: str, other: Home, apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on(other, keys, session, "there")
    take_facts = merge._take_facts

    def meanwhile(db: Database, copy: Database, table: str, gone: set[str]) -> int:
        taken = take_facts(db, copy, table, gone)
        if table == "client":
            with opened(other, keys) as store:
                begin(store, "D-004", events=[line(1, "meanwhile")])
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(merge, "_take_facts", meanwhile)
        assert merged(home, keys, other).rows["session"] == 1
    assert merged(home, keys, other).rows["session"] == 1
    assert "meanwhile" in texts(home, keys, "session_event")


def test_newest_entries_that_are_damaged_keep_either_from_being_merged(
    home: Home, keys: Keys, session: str, other: Home, apart: None, tmp_path: Path
) -> None:
    goes_on(home, keys, session, "here")
    with opened(other, keys) as store:
        saved(*(store.append(session, [line(seq, "waits in the -wal")]) for seq in range(3, 12)))
        store.settle(5)
        broken = Home(tmp_path / "broken")
        shutil.copytree(other.root, broken.root)
    wal = broken.root / "kapguide.db-wal"
    flip(wal, wal.stat().st_size // 2)
    damaged = wal.read_bytes()
    refused(home, keys, broken.database, "its newest entries are damaged")
    with pytest.raises(EndUnknown, match="newest entries are damaged"):
        merge_copy(broken, keys, home.database, noon())
    assert wal.read_bytes() == damaged, "nothing that lies behind the break is gone"


def refused(home: Home, keys: Keys, copy: Path, words: str) -> None:
    before = all_rows(home, keys)
    with pytest.raises(NotMerged, match=words) as said:
        merge_copy(home, keys, copy, noon())
    assert "Nothing was changed" in said.value.sentence
    assert all_rows(home, keys) == before


def test_what_is_no_whole_copy_of_this_practice_is_refused(home: Home, keys: Keys, other: Home, tmp_path: Path) -> None:
    foreign = Home(tmp_path / "foreign").make()
    theirs, _ = create_vault(foreign.vault, PASSPHRASE, practice="Other", cost=CHEAP)
    Store.create(foreign, theirs, practice="Other").close()
    refused(home, keys, foreign.database, "another practice's, or its beginning")
    twin = Home(tmp_path / "twin").make()
    setup.create_record(twin, keys, practice="Lindenhof")
    refused(home, keys, twin.database, "it is another practice's")
    whole = other.database.read_bytes()
    other.database.write_bytes(b"")
    refused(home, keys, other.database, "it is damaged")
    other.database.write_bytes(whole)
    flip(other.database, len(whole) - 100)
    refused(home, keys, other.database, "damaged")
    other.database.write_bytes(whole)
    change(other, keys, ("UPDATE session SET number = 5",))
    refused(home, keys, other.database, "not whole: 1 sessions were changed")
    other.database.write_bytes(whole)
    change(other, keys, ("DROP TABLE backup_log",))
    refused(home, keys, other.database, "not whole: The .* gone")
    other.database.write_bytes(whole)
    change(other, keys, ("DELETE FROM _sqlite_migrations WHERE name <> '0001_first'",))
    refused(home, keys, other.database, "older KapGuide")
    change(other, keys, ("PRAGMA user_version = 99",))
    with pytest.raises(NewerSchema):
        merge_copy(home, keys, other.database, noon())
    other.database.write_bytes(whole)
    change(home, keys, ("UPDATE session SET number = 5",))
    refused(home, keys, other.database, "The record was not merged: it is not whole itself")


def test_two_rows_of_one_id_that_say_different_things_are_refused(
    home: Home, keys: Keys, other: Home, apart: None
) -> None:
    for days, each in enumerate((home, other)):
        Store.open(each, keys).close()
        db = open_database(each.database, keys.main)
        mine = db.conn.execute("SELECT max(id) FROM device").fetchone()[0]
        stamp = Stamp(noon() + timedelta(days=days), 0, mine, keys.staff)
        add_client(db, Audit(keys.audit, mine, keys.staff), stamp, "same", "S-001")
        db.close()
        (each.root / "anchor.last").unlink()
    refused(home, keys, other.database, "its client same says something else")


@pytest.mark.usefixtures("apart")
def test_a_restore_that_was_cut_off_is_finished_first_and_takes_nothing_of_it_away(
    home: Home, keys: Keys, other: Home, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on(other, keys, session, "there")
    with opened(home, keys) as store:
        backup = store.backup()
    with monkeypatch.context() as cut:
        cut.setattr(restore, "finish_swap", lambda home: None)
        restore.restore(home, keys, backup, noon())
    merged(home, keys, other)
    with opened(home, keys) as store:
        assert "there in the old session" in [event.text for event in store.load_session(session)[2]]
        assert store.verify().problems == ()
