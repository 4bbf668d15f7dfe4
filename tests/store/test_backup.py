"""Backups: proven copies, thinned with time."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attack import full_disk_record
from attack.raw_sql import change
from kapguide.paths import Home
from kapguide.store.copies import backing_up
from kapguide.store.copies import backup as b
from kapguide.store.copies.holding import held_by
from kapguide.store.file.database import Database, DriverError, open_database
from kapguide.store.keys.vault import Keys, unlock
from kapguide.store.records import Store
from kapguide.ui.today.data import today_data
from kapguide.usecases.backups import keep_safe
from tests.support.practice import PASSPHRASE, begin, line, noon, opened, saved


def written(home: Home, keys: Keys, *texts: str) -> tuple[str, Path]:
    """A session with those lines, and a backup made after it."""
    with opened(home, keys) as store:
        session = begin(store, events=[line(seq, text) for seq, text in enumerate(texts, 1)])
        return session, store.backup()


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


def test_what_is_written_while_a_backup_counts_is_no_fault_of_it(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = b._contents
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "a")])
        waiting = [line(2, "b")]

        def meanwhile(db: Database) -> object:
            found = whole(db)
            if waiting:
                saved(store.append(session, [waiting.pop()]))
            return found

        monkeypatch.setattr(b, "_contents", meanwhile)
        copy = open_database(store.backup(), keys.main, read_only=True)
        assert copy.conn.execute("SELECT text FROM session_event").fetchall() == [("a",)]
        copy.close()
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


def test_old_backups_that_cannot_be_deleted_stay_and_the_new_one_counts(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(backing_up, "thin", gone)
    with opened(home, keys) as store:
        assert keep_safe(store) == ""
        assert store.backed_up()
        assert store.backup_problem() == ""


def test_a_disk_that_goes_away_while_it_is_looked_at_holds_no_backup(
    home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> bool:
        raise OSError(errno.EIO, "gone")

    with opened(home, keys) as store:
        store.backup()
        assert store.backed_up()
        monkeypatch.setattr(backing_up, "beside_as_now", gone)
        assert not store.backed_up()
        assert keep_safe(store) == ""
        assert len(b.own_backups(home)) == 2


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


def test_a_copy_that_differs_is_thrown_away(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([{"session": 1}, {"session": 2}])
    monkeypatch.setattr(b, "counts", lambda db: next(counts))
    with pytest.raises(b.BackupFailed, match="other rows"):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())
    assert b.backups(home.backups) == []


def break_the_chain(home: Home, keys: Keys) -> None:
    """Change an audit row past the program."""
    change(home, keys, ("UPDATE audit SET subject = 'x' WHERE seq = 1",))


def test_a_flawed_record_has_a_backup_that_is_never_called_good(home: Home, keys: Keys) -> None:
    _, whole = written(home, keys, "before")
    break_the_chain(home, keys)
    with opened(home, keys) as store:
        saved(store.append(begin(store), [line(1, "since")]))
        assert keep_safe(store) == ""
        first, *others = b.backups(home.backups)
        assert (first.path, [each.flawed for each in others]) == (whole, [True]), "the good one comes first"
        assert others[0].path.name.endswith(".flawed.db")
        assert others[0].vault.exists()
        assert store.backed_up()
        store.settle(5)
        assert "flawed" in store.backup_problem()
        assert any("flawed" in str(row) for row in today_data(store, home, datetime.now().astimezone()).work)
        assert keep_safe(store) == ""
        assert len(b.backups(home.backups)) == 2, "what has not changed is not copied again"
    held = held_by(others[0].path, keys.main)
    assert held.entries == 2


def test_a_backup_that_is_gone_when_its_room_is_counted_takes_none(tmp_path: Path) -> None:
    (tmp_path / f"kapguide-{noon():%Y%m%d-%H%M%S}.db").symlink_to("gone")
    (tmp_path / f"kapguide-{noon() - timedelta(days=1):%Y%m%d-%H%M%S}.db").write_bytes(b"x")
    b.thin(tmp_path, noon())
    assert len(b.backups(tmp_path)) == 2


def test_a_flawed_backup_takes_no_good_ones_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        kind = ".flawed" if number < 20 else ""
        at = noon() - timedelta(minutes=number)
        (tmp_path / f"kapguide-{at:%Y%m%d-%H%M%S}{kind}.db").write_bytes(b"x" * 100)
    b.thin(tmp_path, noon())
    left = b.backups(tmp_path)
    assert [each.flawed for each in left] == [False] * 10 + [True] * 10
    monkeypatch.setattr(b, "free_space", lambda folder: 0)
    b.thin(tmp_path, noon())
    assert [each.flawed for each in b.backups(tmp_path)] == [False] * 10 + [True] * 3, "flawed ones make room first"


def test_a_bug_in_a_backup_stays_a_bug(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(b, "counts", lambda db: db.conn.execute("SELECT nonsense"))
    with pytest.raises(DriverError):
        b.make_backup(home.database, keys, home.vault, home.backups, noon())


def test_other_files_in_the_folder_are_left_alone(home: Home, keys: Keys) -> None:
    _, backup = written(home, keys, "x")
    (home.backups / "kapguide-holiday.db").write_text("mine")
    (home.backups / "letter.txt").write_text("mine")
    b.thin(home.backups, datetime.now(UTC))
    assert [each.path for each in b.backups(home.backups)] == [backup]
    assert (home.backups / "kapguide-holiday.db").exists()


def test_old_backups_are_thinned_with_their_vaults(tmp_path: Path) -> None:
    for number in range(400):
        stamp = (noon() - timedelta(hours=6 * number)).strftime("%Y%m%d-%H%M%S")
        (tmp_path / f"kapguide-{stamp}.db").touch()
        (tmp_path / f"kapguide-{stamp}.vault.json").touch()
    b.thin(tmp_path, noon())
    left = b.backups(tmp_path)
    assert 10 + 27 <= len(left) <= 10 + 30 + 4
    assert all(each.vault.exists() for each in left)
    assert len(list(tmp_path.iterdir())) == 2 * len(left)


def test_of_an_older_month_the_newest_stays() -> None:
    times = [datetime(2026, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in (1, 9, 17, 25)]
    kept = b.to_keep(times)
    assert {datetime(2026, month, 25, 12, tzinfo=UTC) for month in range(1, 13)} <= kept
    assert datetime(2026, 1, 1, 12, tzinfo=UTC) not in kept


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


def laid(folder: Path, *times: datetime, size: int = 10) -> None:
    """Files that count as backups of those times."""
    for at in times:
        (folder / f"kapguide-{at:%Y%m%d-%H%M%S}.db").write_bytes(bytes(size))


def test_backups_made_while_the_clock_was_ahead_take_nobodys_place(tmp_path: Path) -> None:
    right = [noon() - timedelta(hours=hours) for hours in range(10)]
    laid(tmp_path, *right, *(noon() + timedelta(days=400 + days) for days in range(30)))
    b.thin(tmp_path, noon())
    left = [each.at for each in b.backups(tmp_path)]
    assert set(right) <= set(left)
    assert len(left) == 13


def test_backups_take_at_most_half_of_the_room_and_three_always_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, *(noon() - timedelta(days=days) for days in range(10)), size=1000)
    monkeypatch.setattr(b, "free_space", lambda folder: 4000)
    b.thin(tmp_path, noon())
    assert [each.at for each in b.backups(tmp_path)] == [noon() - timedelta(days=days) for days in range(7)]
    monkeypatch.setattr(b, "free_space", lambda folder: 0)
    for _ in range(3):
        b.thin(tmp_path, noon())
    assert len(b.backups(tmp_path)) == 3


def test_a_backup_of_a_later_time_hides_no_failure(home: Home, keys: Keys) -> None:
    store = Store.open(home, keys, now=lambda: noon() + timedelta(days=400))
    store.backup()
    store.close()
    (home.backups / "elsewhere").mkdir()
    store = Store.open(home, keys, now=noon)
    (home.root / "file").write_text("in the way")
    with pytest.raises(b.BackupFailed):
        store.backup(home.root / "file")
    store.settle(5)
    assert "failed" in store.backup_problem()
    store.close()


def test_what_a_killed_backup_left_is_cleared(home: Home, keys: Keys) -> None:
    home.backups.mkdir()
    for name in (".kapguide-20260101-000000.part", ".kapguide-20260101-000000.part-journal"):
        (home.backups / name).write_bytes(b"half")
    written(home, keys, "x")
    assert not list(home.backups.glob(".*"))


def test_a_backup_leaves_room_for_the_session(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(b, "free_space", lambda folder: 1024)
    with opened(home, keys) as store, pytest.raises(b.BackupFailed, match="Check the room"):
        store.backup()


def test_a_disk_filled_to_the_last_byte_keeps_no_record_shut(tmp_path: Path) -> None:
    """A part of the attack, where the user may make a disk."""
    for tally in full_disk_record.attack(tmp_path, 12_288 * 13, most=2):
        assert not tally.findings()


def test_a_copy_that_finds_the_disk_full_says_so(home: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(db: object) -> None:
        raise DriverError("database or disk is full")

    monkeypatch.setattr(b, "met_damage", full)
    with opened(home, keys) as store, pytest.raises(b.BackupFailed, match="Check the room"):
        store.backup()
    assert not list(home.backups.glob(".*"))
