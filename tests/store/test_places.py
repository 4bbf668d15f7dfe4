"""A copied folder and a restored backup never continue one chain twice; a practice knows its own backups."""

import shutil
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.chain.anchor import OLDER, EndUnknown, end_unknown, read_anchor
from kapguide.store.chain.audit import Head, places, verify
from kapguide.store.copies import backup as b
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.restore import restore
from kapguide.store.records import Store
from kapguide.store.tables import device
from tests.support.practice import begin, line, new_practice, noon, opened

REAL = device.place_of
Rows = dict[tuple[str, int, int], str]


class Machines:
    """Which machine the program thinks it runs on."""

    here = "one"


@pytest.fixture
def made(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture(autouse=True)
def machines(made: Keys, monkeypatch: pytest.MonkeyPatch) -> type[Machines]:
    monkeypatch.setattr(Machines, "here", "one")
    monkeypatch.setattr(device, "place_of", lambda *given: REAL(*given, machine=Machines.here))
    return Machines


@pytest.fixture
def keys(home: Home, made: Keys, machines: type[Machines]) -> Keys:
    """A practice with a session of two entries, opened in its own place before."""
    with opened(home, made) as store:
        begin(store, events=[line(1, "a"), line(2, "b")])
    return made


def goes_on(home: Home, keys: Keys, text: str) -> Rows:
    """One session more; every row of the record's chains by device, number and epoch."""
    with opened(home, keys) as store:
        begin(store, "B-002", events=[line(1, text)])
        assert store.verify().problems == ()
    return rows_in(home, keys)


def rows_in(home: Home, keys: Keys) -> Rows:
    db = open_database(home.database, keys.main, read_only=True)
    rows = {
        (id, seq, epoch): mac for id, seq, epoch, mac in db.conn.execute("SELECT device_id, seq, epoch, mac FROM audit")
    }
    assert verify(db, keys.audit) is None
    db.close()
    return rows


def twice(one: Rows, other: Rows) -> list[tuple[str, int, int]]:
    """Places of one chain that hold different rows."""
    return [place for place in one.keys() & other.keys() if one[place] != other[place]]


def moved(home: Home, to: Path) -> Home:
    shutil.copytree(home.root, to)
    return Home(to)


def test_the_same_place_goes_on_with_its_chain(home: Home, keys: Keys) -> None:
    before = read_anchor(home.root / "anchor.json")
    goes_on(home, keys, "c")
    after = read_anchor(home.root / "anchor.json")
    assert before
    assert after
    assert before.device == after.device
    assert before.practice == after.practice != ""


def test_a_copied_folder_and_a_restored_backup_never_continue_one_chain_twice(
    home: Home, keys: Keys, tmp_path: Path, machines: type[Machines]
) -> None:
    with opened(home, keys) as store:
        backup = store.backup()
    two_folders = moved(home, tmp_path / "beside")
    other_machine = moved(home, tmp_path / "other")
    swapped = moved(home, tmp_path / "swapped")
    found = [goes_on(home, keys, "here"), goes_on(two_folders, keys, "beside it")]
    machines.here = "two"
    found.append(goes_on(other_machine, keys, "on another machine"))
    machines.here = "one"
    home.root.rename(tmp_path / "away")
    swapped.root.rename(home.root)
    found.append(goes_on(home, keys, "a copy under the old name"))
    for _ in range(2):
        restore(home, keys, home.backups / backup.name, noon())
        found.append(goes_on(home, keys, "restored"))
    assert len({max(rows) for rows in found}) == len(found)
    for number, one in enumerate(found):
        for other in found[:number]:
            assert twice(one, other) == []


def test_on_the_same_path_another_machine_is_another_device(home: Home, keys: Keys, machines: type[Machines]) -> None:
    before = rows_in(home, keys)
    machines.here = "two"
    after = goes_on(home, keys, "c")
    assert twice(before, after) == []
    assert len({device for device, *_ in after}) == len({device for device, *_ in before}) + 1


def test_a_chain_does_not_hold_under_another_place_or_epoch(home: Home, keys: Keys) -> None:
    for change in (
        "UPDATE device SET place = 'x' WHERE id = (SELECT max(id) FROM device)",
        "UPDATE audit SET epoch = 2 WHERE device_id = (SELECT max(id) FROM device)",
    ):
        db = open_database(home.database, keys.main)
        db.conn.execute("BEGIN")
        db.conn.execute("DROP TRIGGER audit_keeps")
        db.conn.execute(change)
        bad = verify(db, keys.audit)
        assert bad is not None
        assert (bad.seq, bad.problem) == (1, "the row was changed")
        db.conn.execute("ROLLBACK")
        db.close()


def test_an_anchor_of_a_device_that_was_followed_in_its_place_is_too_old(home: Home, keys: Keys) -> None:
    """One that was cut off before it wrote anything is none."""
    old = (home.root / "anchor.json").read_bytes()
    db = open_database(home.database, keys.main)
    anchor = read_anchor(home.root / "anchor.json")
    device.begin_epoch(db, keys, anchor, noon(), "accepted", 0, place=anchor.place if anchor else "")
    assert end_unknown(db, anchor) == ""
    db.close()
    Store.open(home, keys).close()
    with opened(home, keys) as store:
        backup = store.backup()
    restore(home, keys, backup, noon())
    goes_on(home, keys, "c")
    for name in ("anchor.json", "anchor.last"):
        (home.root / name).write_bytes(old)
    with pytest.raises(EndUnknown, match=OLDER[:30]):
        Store.open(home, keys)


def test_a_file_that_is_not_there_has_a_place_all_the_same(home: Home, keys: Keys) -> None:
    gone = REAL(keys, home.root / "nothing.db", machine="one")
    assert len(gone) == 32
    assert gone != REAL(keys, home.root / "nothing.db", machine="two")
    assert REAL(keys, home.database) == REAL(keys, home.database)


def test_a_device_of_the_first_version_has_no_place(home: Home, keys: Keys) -> None:
    db = open_database(home.database, keys.main)
    assert set(places(db)) == {id for (id,) in db.conn.execute("SELECT id FROM device")}
    db.conn.execute("ALTER TABLE device DROP COLUMN place")
    assert set(places(db).values()) == {""}
    db.close()


# --- whose backups -----------------------------------------------------------------------------------------------


def test_the_backups_of_another_practice_are_neither_offered_nor_thinned(
    home: Home, keys: Keys, tmp_path: Path
) -> None:
    with opened(home, keys) as store:
        mine = store.backup()
        anchor = read_anchor(home.root / "anchor.json")
        assert anchor
        assert b.Backup(noon(), mine).practice == anchor.practice[:8]
        theirs = home.backups / "kapguide-20250101-000000-0123abcd.db"
        nobodys = home.backups / "kapguide-20250102-000000.db"
        for made in (theirs, nobodys):
            made.write_bytes(b"x")
        assert [each.path for each in b.own_backups(home)] == [mine, nobodys]
        other = Home(tmp_path / "other").make()
        shutil.copy(home.vault, b.vault_beside(nobodys))
        assert nobodys in [each.path for each in b.own_backups(home)], "the same keys"
        vault = home.vault.read_text()
        keyring = b.vault_id(home.vault)
        b.vault_beside(nobodys).write_text(vault.replace(keyring, "01a22b30-9996-7ba0-b76f-9f479bf0ab09"))
        assert [each.path for each in b.own_backups(home)] == [mine]
        for day in range(1, 29):
            (home.backups / f"kapguide-202602{day:02}-000000-{anchor.practice[:8]}.db").write_bytes(b"x")
            (home.backups / f"kapguide-202602{day:02}-010000-{anchor.practice[:8]}.db").write_bytes(b"x")
        b.thin(home.backups, noon(), home)
        assert theirs.exists()
        assert nobodys.exists()
        assert len(b.own_backups(home)) < 40
    assert b.own_backups(other, home.backups) == b.backups(home.backups), "nothing is known there"


def test_an_anchor_from_before_practices_had_ids_is_read(tmp_path: Path) -> None:
    (tmp_path / "anchor.json").write_text('{"device":"d","seq":3,"mac":"x","epoch":1}')
    assert read_anchor(tmp_path / "anchor.json") == Head("d", 3, "x", 1)
