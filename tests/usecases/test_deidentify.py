"""A session of the record as a scenario in a file: read as any other, over nothing that is there."""

from pathlib import Path

import pytest

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.playback import Playback
from kapguide.toml_file import FileError
from kapguide.usecases.rehearsing import deidentify
from kapguide.usecases.rehearsing.deidentify import default_path, deidentified, known_words, text_from, write_text
from kapguide.usecases.shipped.scenarios import scenarios_of
from tests.rehearsal.test_from_session import dosed


def a_text(id: str = "from-a-session-1") -> str:
    room = dosed()
    return text_from(deidentified(Playback(room.state.protocol, room.log), id=id))


def test_what_ships_may_be_kept() -> None:
    assert "Tears" in known_words().labels
    assert known_words().effects["nausea"] == "Nausea"


def test_it_is_written_and_read_like_any_other(tmp_path: Path) -> None:
    home = Home(tmp_path)
    path = default_path(home)
    assert path == home.scenarios / "from-a-session-1.toml"
    assert write_text(a_text(path.stem), path) == path
    assert read_scenario(path).id == path.stem
    assert path.stem in scenarios_of(home).known
    assert default_path(home).stem == "from-a-session-2"
    assert path.stat().st_mode & 0o077 == 0


def test_it_is_written_over_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine", "utf-8")
    with pytest.raises(KapGuideError, match="there already"):
        write_text(a_text(), path)
    assert path.read_text("utf-8") == "mine"


def test_what_cannot_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    with pytest.raises(FileError):
        write_text(a_text().replace("hard = 2", "hard = 9"), path)
    with pytest.raises(KapGuideError, match=r"ends in \.toml"):
        write_text(a_text(), tmp_path / "mine.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "words"), [(28, "the disk is full"), (13, "Permission denied")])
def test_a_disk_that_takes_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fails(path: Path, data: bytes) -> None:
        raise OSError(number, words)

    monkeypatch.setattr(deidentify, "write_safely", fails)
    with pytest.raises(KapGuideError, match=f"{words}. Nothing was written"):
        write_text(a_text(), tmp_path / "new" / "mine.toml")
