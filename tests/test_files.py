"""Files that are either the old one or the new one, whatever happens between."""

import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kapguide import files


def test_a_file_is_replaced_whole_and_belongs_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_safely(path, b"one")
    files.write_safely(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    files.write_safely(path, b"one")

    def fail(handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        files.write_safely(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_system_that_cannot_open_folders_needs_no_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(files.os, "O_DIRECTORY")
    files.write_safely(tmp_path / "a.json", b"one")
    assert (tmp_path / "a.json").read_bytes() == b"one"


def test_what_is_not_private_is_as_readable_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u8"
    path.write_bytes(b"one")
    path.chmod(0o664)
    files.write_safely(path, b"two", private=False)
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o664)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_a_private_file_is_private_under_any_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        files.write_safely(tmp_path / "a.json", b"one")
        files.private_file(tmp_path / "b.db")
    finally:
        os.umask(before)
    files.private_file(tmp_path / "a.json")
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert (tmp_path / "a.json").read_bytes() == b"one"


@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o644), (0o750, 0o640), (0o700, 0o600), (0o777, 0o644)])
def test_what_is_not_private_and_new_is_as_readable_as_its_folder(tmp_path: Path, folder: int, file: int) -> None:
    there = tmp_path / "lists"
    there.mkdir()
    there.chmod(folder)
    files.write_safely(there / "list.m3u8", b"one", private=False)
    assert stat.S_IMODE((there / "list.m3u8").stat().st_mode) == file


def test_a_private_file_is_never_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    link = tmp_path / "a.json"
    link.symlink_to(target)
    files.write_safely(link, b"two")
    assert target.read_text() == "mine"
    assert link.read_bytes() == b"two"


def test_the_stamp_of_a_moment_is_the_same_in_every_zone() -> None:
    moment = datetime(2026, 1, 31, 23, 5, 9, tzinfo=UTC)
    for hours in (-10, 0, 2):
        assert files.stamp(moment.astimezone(timezone(timedelta(hours=hours)))) == "20260131-230509"
