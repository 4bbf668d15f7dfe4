"""Which bugs are those of a program whose files are no more what they were."""

from pathlib import Path

import pytest

from kapguide import lost_files, paths
from kapguide.lost_files import PACKAGE, is_of_lost_files


def test_what_is_missing_of_the_programs_own_is_told_from_what_a_practice_lacks(tmp_path: Path) -> None:
    for place in (PACKAGE / "ui" / "theme.py", paths.resource("icons", "check.svg"), str(paths.playlists() / "a.m3u8")):
        assert is_of_lost_files(FileNotFoundError(2, "gone", place))
    assert is_of_lost_files(ModuleNotFoundError("kapguide.export.pdf"))
    for bug in (FileNotFoundError(2, "gone", str(tmp_path / "own.toml")), OSError("no name"), KeyError("a")):
        assert not is_of_lost_files(bug)


def test_once_another_version_lies_in_their_place_any_bug_may_be_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "__init__.py").write_text("'''Another one.'''", encoding="utf-8")
    for package in (tmp_path, tmp_path / "nowhere"):
        monkeypatch.setattr(lost_files, "PACKAGE", package)
        assert is_of_lost_files(KeyError("a"))
