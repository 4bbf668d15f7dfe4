"""Backups: proven copies, thinned with time, and put back without losing anything."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.paths import Home
from kapguide.session.events import encode
from kapguide.store import backup as b
from kapguide.store.anchor import RecordsMissing
from kapguide.store.database import DriverError, open_database
from kapguide.store.lock import AlreadyOpen
from kapguide.store.records import Store
from kapguide.store.vault import Keys, unlock
from tests.support.practice import PASSPHRASE, begin, line, noon, opened, saved


def written(home: Home, keys: Keys, *texts: str) -> tuple[str, Path]:
    """A session with those lines, and a backup made after it."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(seq, text) for seq, text in enumerate(texts, 1)])
        return session, store.backup()


def texts_of(home: Home, keys: Keys, session: str) -> list[str]:
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        return [event.text for event in store.load_session(session)[2]]


def test_a_backup_is_a_whole_encrypted_file_with_its_vault(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "velvet curtain")
    assert b"velvet" not in backup.read_bytes()
    copy = open_database(backup, unlock(b.vault_beside(backup), PASSPHRASE).main, read_only=True)
    assert copy.conn.execute("SELECT text FROM session_event").fetchall() == [("velvet curtain",)]
    copy.close()
    assert sorted(path.name for path in home.backups.iterdir()) == [backup.name, b.vault_beside(backup).name]


def test_a_backup_is_made_beside_a_running_session(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = begin(store)
        tickets = [store.append(session, [line(seq, "x")]) for seq in range(1, 101)]
        backup = store.backup()
        saved(*tickets)
        assert backup.exists()
        assert store.backup_problem() == ""


def test_two_backups_in_one_second_are_two(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys, now=noon)
    assert store.backup() != store.backup()
    store.close()
    assert len(b.backups(home.backups)) == 2


def test_a_failed_backup_is_remembered_until_one_succeeds(home: Home, keys: Keys) -> None:
    home.backups.write_text("in the way")
    with opened(home, keys) as store:
        with pytest.raises(b.BackupFailed, match="record itself is not affected"):
            store.backup()
        begin(store)
        assert "failed" in store.backup_problem()
    home.backups.unlink()
    with opened(home, keys) as store:
        assert "failed" in store.backup_problem()
        store.backup()
        begin(store)
        assert store.backup_problem() == ""


def test_a_damaged_record_gives_no_backup(home: Home, keys: Keys) -> None:
    written(home, keys, *[f"entry {number} " + "x" * 900 for number in range(60)])
    last_page(home.database)
    with pytest.raises(b.BackupFailed, match="the record itself is damaged"):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())
    assert len(b.backups(home.backups)) == 1
    assert not [path for path in home.backups.iterdir() if path.name.endswith(".part")]


def last_page(path: Path) -> None:
    """Flip a byte in the last page."""
    whole = bytearray(path.read_bytes())
    whole[-100] ^= 1
    path.write_bytes(whole)


def damage(path: Path) -> None:
    """Flip a byte in every page but the first two."""
    whole = bytearray(path.read_bytes())
    for page in range(2, len(whole) // 4096):
        whole[4096 * page + 50] ^= 1
    path.write_bytes(whole)


def test_a_copy_that_differs_is_thrown_away(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([{"session": 1}, {"session": 2}])
    monkeypatch.setattr(b, "counts", lambda db: next(counts))
    with pytest.raises(b.BackupFailed, match="other rows"):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())
    assert b.backups(home.backups) == []


def test_a_chain_that_breaks_is_no_backup(home: Home, keys: Keys) -> None:
    db = open_database(home.database, keys.main)
    db.conn.execute("DROP TRIGGER audit_keeps")
    db.conn.execute("UPDATE audit SET subject = 'x'")
    db.close()
    with pytest.raises(b.BackupFailed, match="breaks at row 1"):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())


def test_a_bug_in_a_backup_stays_a_bug(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(b, "counts", lambda db: db.conn.execute("SELECT nonsense"))
    with pytest.raises(DriverError):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())


def test_other_files_in_the_folder_are_left_alone(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    (home.backups / "kapguide-holiday.db").write_text("mine")
    (home.backups / "letter.txt").write_text("mine")
    b.thin(home.backups)
    assert [each.path for each in b.backups(home.backups)] == [backup]
    assert (home.backups / "kapguide-holiday.db").exists()


def test_old_backups_are_thinned_with_their_vaults(tmp_path: Path) -> None:
    for number in range(400):
        stamp = (noon() - timedelta(hours=6 * number)).strftime("%Y%m%d-%H%M%S")
        (tmp_path / f"kapguide-{stamp}.db").touch()
        (tmp_path / f"kapguide-{stamp}.vault.json").touch()
    b.thin(tmp_path)
    left = b.backups(tmp_path)
    assert 10 + 27 <= len(left) <= 10 + 30 + 4
    assert all(each.vault.exists() for each in left)
    assert len(list(tmp_path.iterdir())) == 2 * len(left)


TIMES = st.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: noon() - timedelta(minutes=minutes))


@given(st.lists(TIMES, max_size=200))
def test_the_newest_ten_stay_and_every_recent_day_and_month_keeps_its_newest(times: list[datetime]) -> None:
    kept = b.to_keep(times)
    newest_first = sorted(times, reverse=True)
    assert set(newest_first[:10]) <= kept <= set(times)
    assert len(kept) <= 10 + 30 + 12
    days = sorted({at.date() for at in times}, reverse=True)
    for day in days[:30]:
        assert max(at for at in times if at.date() == day) in kept


def test_a_restore_brings_the_backup_back_and_keeps_the_old_file(home: Home, keys: Keys) -> None:
    session, backup = written(home, keys, "before")
    with opened(home, keys) as store:
        saved(store.append(session, [line(2, "after the backup")]))
    aside = b.restore(home, keys, backup, noon())
    assert aside == home.root / "kapguide.db.replaced-20260302-120000"
    assert texts_of(home, keys, session) == ["before"]
    old = open_database(aside, keys.main)
    assert old.conn.execute("SELECT count(*) FROM session_event").fetchone() == (2,)
    old.close()


def test_a_restore_drill_gives_back_every_byte(home: Home, keys: Keys) -> None:
    events = [line(seq, f"entry {seq}") for seq in range(1, 51)]
    with opened(home, keys) as store:
        session = begin(store, events=events)
        saved(store.save_note(session, "A note.", 0))
        backup = store.backup()
    home.database.unlink()
    assert b.restore(home, keys, backup, noon()) is None
    with opened(home, keys) as store:
        assert [encode(event) for event in store.load_session(session)[2]] == [encode(event) for event in events]
        assert store.note(session).text == "A note."
        assert store.search("entry 7")
        assert store.verify().problems == ()


def test_after_records_were_lost_a_restore_ends_the_complaint(home: Home, keys: Keys) -> None:
    """The wal of a window that died is deleted: SQLite calls the file sound, the anchor does not."""
    session, backup = written(home, keys, "before")
    old = home.database.read_bytes()
    with opened(home, keys) as store:
        saved(store.append(session, [line(2, "later")]))
    home.database.write_bytes(old)
    with pytest.raises(RecordsMissing) as missing:
        Store.open(home, keys)
    assert missing.value.backup == backup
    b.restore(home, keys, missing.value.backup, noon())
    assert texts_of(home, keys, session) == ["before"]


@pytest.mark.parametrize("damaged_part", ["beginning", "middle"])
def test_a_damaged_file_is_set_aside_under_that_name(home: Home, keys: Keys, damaged_part: str) -> None:
    session, backup = written(home, keys, *[f"entry {number} " + "x" * 900 for number in range(60)])
    if damaged_part == "middle":
        damage(home.database)
    else:
        home.database.write_bytes(b"\0" * 100 + home.database.read_bytes()[100:])
    aside = b.restore(home, keys, backup, noon())
    assert aside is not None
    assert ".damaged-" in aside.name
    assert aside.exists()
    assert len(texts_of(home, keys, session)) == 60


def test_the_wal_goes_with_the_file_that_is_set_aside(home: Home, keys: Keys) -> None:
    home.database.with_name("kapguide.db-wal").write_bytes(b"")
    aside = b.set_aside(home.database, keys, noon())
    again = b.set_aside(home.database, keys, noon())
    assert aside is not None
    assert again is None
    assert not home.database.with_name("kapguide.db-wal").exists()


def test_a_lost_vault_comes_back_with_the_backup(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    home.vault.unlink()
    b.restore(home, unlock(b.vault_beside(backup), PASSPHRASE), backup, noon())
    assert unlock(home.vault, PASSPHRASE).main == keys.main


def test_what_is_no_backup_of_this_practice_changes_nothing(home: Home, keys: Keys, tmp_path: Path) -> None:
    session, backup = written(home, keys, *[f"entry {number} " + "x" * 900 for number in range(60)])
    other = tmp_path / "kapguide-20260101-000000.db"
    other.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(b.BackupFailed, match="cannot be restored"):
        b.restore(home, keys, other, noon())
    last_page(backup)
    with pytest.raises(b.BackupFailed, match="1 pages of the file are damaged"):
        b.restore(home, keys, backup, noon())
    damage(backup)
    with pytest.raises(b.BackupFailed, match="Choose another backup"):
        b.restore(home, keys, backup, noon())
    assert len(texts_of(home, keys, session)) == 60


def test_nothing_is_restored_under_an_open_window(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    with opened(home, keys), pytest.raises(AlreadyOpen):
        b.restore(home, keys, backup, noon())
