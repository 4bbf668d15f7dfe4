"""`kapguide check PLAYLIST`: every entry that would not play is named with its place."""

import subprocess
import sys
from pathlib import Path

import pytest

from kapguide.check import check_file
from kapguide.cli import main

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with one piece in it and one beside it."""
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "a.flac").write_bytes(b"fLaC")
    (tmp_path / "other.flac").write_bytes(b"fLaC")
    return tmp_path / "music"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "list.m3u8",
            "#EXTM3U\na.flac\n\ngone.flac\n../other.flac\n",
            ["line 4 (entry 2): “gone.flac” is not played", "line 5 (entry 3): “../other.flac” is not played"],
        ),
        ("list.M3U", "a.flac\nCON\n", ["line 2 (entry 2): “CON” is not played"]),
        (
            "list.xspf",
            (
                "<playlist><trackList><track><location>a.flac</location></track>"
                "<track><location>http://127.0.0.1/a</location></track></trackList></playlist>"
            ),
            ["line 1 (entry 2): “http://127.0.0.1/a” is not played"],
        ),
        ("list.pls", "[playlist]\nFile4=/dev/zero\nFile2=a.flac\n", ["line 2 (entry 4): “/dev/zero” is not played"]),
    ],
)
def test_each_entry_that_is_refused_or_missing_is_named_and_the_exit_is_1(
    music: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, said: list[str]
) -> None:
    (music / name).write_text(text, encoding="utf-8")
    assert main(["check", str(music / name)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(said)
    assert all(line.startswith(f"{name}: {start}") for line, start in zip(lines, said, strict=True)), lines


def test_a_playlist_of_what_is_there_is_good(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("a.m3u8", "a.flac"), ("b.PLS", "[playlist]\nFile1=a.flac"), ("c.xspf", "<playlist/>")):
        (music / name).write_text(text, encoding="utf-8")
    assert main(["check", str(music)]) == 0
    assert capsys.readouterr().out == "a.m3u8: good\nb.PLS: good\nc.xspf: good\n"


def test_what_lies_in_an_added_folder_is_good(music: Path) -> None:
    (music / "list.m3u8").write_text("../other.flac", encoding="utf-8")
    assert "leads out" in check_file(music / "list.m3u8")
    assert not check_file(music / "list.m3u8", [music.parent])


def test_labels_that_cannot_be_used_are_named_too(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (music / "list.m3u8").write_text("a.flac", encoding="utf-8")
    (music / "list.labels.json").write_text('{"a.flac": {"intensity": 9}, "b.flac": {}}', encoding="utf-8")
    assert main(["check", str(music / "list.m3u8")]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert "list.labels.json: those of “a.flac” are left out: intensity 9" in first
    assert "list.labels.json names “b.flac”, which is not in the playlist" in second


def test_a_file_that_cannot_be_read_is_said_so(music: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (music / "evil\u202e.xspf").write_text("<!DOCTYPE x><playlist/>", encoding="utf-8")
    assert main(["check", str(music)]) == 1
    assert capsys.readouterr().out == (
        "The playlist evil\\u202e.xspf declares a document type or entities. It was not read.\n"
    )


def test_a_check_needs_no_window_no_sound_and_no_store(music: Path) -> None:
    (music / "list.xspf").write_text("<playlist/>", encoding="utf-8")
    code = (
        "import sys; from kapguide.cli import main; assert main(['check', sys.argv[1]]) == 0;"
        "sys.exit(any(name in sys.modules for name in ('PySide6', 'numpy', 'vlc', 'sqlcipher3')))"
    )
    command = [sys.executable, "-c", code, str(music / "list.xspf")]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
