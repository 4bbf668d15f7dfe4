"""Backups on another disk: there while it is, beside the record meanwhile, and never where its name alone is left."""

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.store.copies import backup as b
from kapguide.store.copies import backup_folders as f
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from tests.support.practice import BOUND_S, begin, line, noon, opened


@pytest.fixture
def stick(home: Home, tmp_path: Path) -> Path:
    """A folder on another disk, which the practice has chosen."""
    folder = tmp_path / "KEEP-2" / f.FOLDER
    folder.mkdir(parents=True)
    home.settings.write_text(f'[backups]\nfolder = "{folder}"\n', "utf-8")
    return folder


def lie_in(folder: Path) -> int:
    return len(b.backups(folder))


def test_each_goes_to_the_other_disk_and_one_a_day_beside_the_record(home: Home, keys: Keys, stick: Path) -> None:
    times = iter([noon(), noon() + timedelta(hours=3), noon() + timedelta(days=2)])
    for _ in range(3):
        at = next(times)
        store = Store.open(home, keys, now=lambda at=at: at)
        begin(store)
        assert store.backup().parent == stick
        assert store.backed_up()
        store.close()
    assert (lie_in(stick), lie_in(home.backups)) == (3, 2)
    assert len(b.own_backups(home)) == 5, "all of them are offered, wherever they lie"


def test_a_disk_that_is_not_there_is_not_made_up(home: Home, keys: Keys, stick: Path) -> None:
    stick.rmdir()
    with opened(home, keys) as store:
        begin(store, events=[line(1, "x")])
        assert store.backup().parent == home.backups
        assert store.backed_up()
        assert not stick.exists(), "its name alone would lie on the disk of the record"
        stick.mkdir()
        assert not store.backed_up(), "as soon as it is back it gets one"
        assert store.backup().parent == stick


def test_where_the_other_disk_fails_there_is_one_beside_the_record_and_it_is_said(
    home: Home, keys: Keys, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, keys) as store:
        begin(store, events=[line(1, "x")])
        store.backup()
        begin(store, events=[line(1, "y")])
        room = b.free_space
        monkeypatch.setattr(b, "free_space", lambda folder: 0 if folder == stick else room(folder))
        with pytest.raises(b.BackupFailed, match="KEEP-2"):
            store.backup()
        assert (lie_in(stick), lie_in(home.backups)) == (1, 2)
        store.settle(5.0)
        assert "KEEP-2" in store.backup_problem(), "a copy beside the record does not hide it"


def test_a_folder_that_takes_nothing_or_does_not_answer_is_not_there(
    stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f.is_there(stick)
    assert not f.is_there(stick / "gone")
    with monkeypatch.context() as patch:
        patch.setattr(f.os, "access", lambda *_: False)
        assert not f.is_there(stick)
    answered = threading.Event()
    with monkeypatch.context() as patch:
        patch.setattr(f, "ANSWER_S", 0.01)
        patch.setattr(f.os, "access", lambda *_: answered.wait(BOUND_S))
        assert not f.is_there(stick)
    answered.set()


def test_a_folder_on_the_disk_of_the_record_is_known(home: Home, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f.on_the_same_disk(stick, home)
    assert not f.on_the_same_disk(stick / "gone", home)
    stat = Path.stat

    def of_another_disk(path: Path, **more: bool) -> os.stat_result:
        found = stat(path, **more)
        return os.stat_result((*found[:2], found.st_dev + (path == stick), *found[3:10]))

    monkeypatch.setattr(Path, "stat", of_another_disk)
    assert not f.on_the_same_disk(stick, home)
    assert f.on_the_same_disk(home.backups.parent, home)


def test_no_more_room_is_taken_than_was_set(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        begin(store)
        size = store.backup().stat().st_size
    home.settings.write_text(f"[backups]\nmost_gb = {5.5 * size / f.GB}\n", "utf-8")
    for number in range(9):
        at = noon() - timedelta(minutes=number)
        (home.backups / f"kapguide-{at:%Y%m%d-%H%M%S}.db").write_bytes(b"x" * size)
    b.thin(home.backups, noon() + timedelta(days=9000), home)
    assert lie_in(home.backups) == 5
    home.settings.write_text("[backups]\nmost_gb = 0.0000001\n", "utf-8")
    b.thin(home.backups, noon() + timedelta(days=9000), home)
    assert lie_in(home.backups) == b.KEEP_ALWAYS


def test_a_gigabyte_is_what_it_is_on_the_box_of_a_disk(home: Home) -> None:
    assert f.most_bytes(home) is None
    home.settings.write_text("[backups]\nmost_gb = 0.5\n", "utf-8")
    assert f.most_bytes(home) == 500_000_000


def test_a_settings_file_with_a_mistake_keeps_no_backup_from_being_made(home: Home, keys: Keys) -> None:
    home.settings.write_text("[backups\n", "utf-8")
    with opened(home, keys) as store:
        assert store.backup().parent == home.backups


@pytest.mark.parametrize(
    ("path", "name"),
    [("/media/lind/KEEP-2/KapGuide backups", "KEEP-2"), ("/media/lind/mine", "mine"), ("/", "/")],
)
def test_a_disk_is_called_as_people_call_it(path: str, name: str) -> None:
    assert f.disk_name(Path(path)) == name


def test_a_stick_that_knows_no_owner_takes_backups(
    home: Home, keys: Keys, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAT refuses to close a file to others."""
    chmod = Path.chmod

    def refuse(path: Path, mode: int, **more: bool) -> None:
        if path.is_relative_to(stick):
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode, **more)

    monkeypatch.setattr(Path, "chmod", refuse)
    with opened(home, keys) as store:
        assert store.backup().parent == stick
