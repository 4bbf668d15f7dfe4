"""Writing playlists: what was read comes back, files are replaced whole, and nothing is written that cannot be read."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide import files
from kapguide.audio.playlists import write as playlist_write
from kapguide.audio.playlists.formats import one_line
from kapguide.audio.playlists.paths import _DEVICE
from kapguide.audio.playlists.playlist import Playlist, read_playlist
from kapguide.audio.playlists.write import write_playlist
from kapguide.audio.track import Labels, Track
from kapguide.errors import KapGuideError
from kapguide.toml_file import escaped

SUFFIXES = (".m3u8", ".xspf")
NONE = Labels()

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1).filter(
    lambda name: len(name.encode()) <= 255 and name not in (".", "..") and not _DEVICE.fullmatch(name)
)
folders = st.sampled_from(["", "sub", "a/b c", "50%25 #1", "../beyond", "../beyond/sub"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
words = st.lists(texts.map(one_line).filter(bool), max_size=3).map(tuple)
labelled = st.builds(
    Labels,
    slot=texts.map(one_line),
    intensity=st.integers(0, 5),
    emotion=words,
    instruments=words,
    lyrics=texts.map(one_line),
    culture=texts.map(one_line),
)
pieces = st.tuples(folders, names, texts, labelled, st.integers(0, 36_000_000))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The playlists' folder, on a disk that takes no time; `beyond` lies beside it."""
    folder = tmp_path_factory.mktemp("shelf") / "mine"
    for name in ("sub", "a/b c", "50%25 #1", "../beyond/sub"):
        (folder / name).mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files.os, "fsync", lambda handle: None)
        yield folder


@given(title=texts, found=st.lists(pieces, max_size=5), suffixes=st.permutations([*SUFFIXES, ".m3u8"]))
def test_what_is_written_is_what_is_read(
    shelf: Path, title: str, found: list[tuple[str, str, str, Labels, int]], suffixes: list[str]
) -> None:
    """Paths, titles, lengths to a millisecond and labels, through one format and the other, also of a piece twice."""
    expected = []
    for folder, name, label, labels, length_ms in found:
        file = (shelf / folder).resolve() / name
        file.write_bytes(b"fLaC")
        path = os.path.relpath(file, shelf)
        expected.append(Track(path, str(file), _title(label, file, path), labels, length_ms / 1000))
    playlist = Playlist(title, tuple(expected))
    for suffix in suffixes:
        file = shelf / f"evening{suffix}"
        assert write_playlist(file, playlist, [shelf.parent]) == ()
        playlist = read_playlist(file, [shelf.parent])
        assert playlist.title == (one_line(title) or "evening")
        assert playlist.tracks == tuple(expected)
        assert not playlist.refused
        assert not playlist.warnings
    (shelf / "evening.labels.json").unlink(missing_ok=True)


def _title(label: str, file: Path, path: str) -> str:
    """What a piece is called: as it was labelled, else by its name, else by what a report would show of it."""
    return one_line(label) or one_line(file.stem) or escaped(path)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with two pieces."""
    for name in ("a.flac", "b.flac"):
        (tmp_path / name).write_bytes(b"fLaC")
    return tmp_path


def two(music: Path, labels: Labels = NONE) -> Playlist:
    first, second = (Track(name, str(music / name), name[0].upper(), labels, 61.5) for name in ("a.flac", "b.flac"))
    return Playlist("Evening", (first, second))


def test_an_m3u8_file_is_plain_and_holds_slots_by_itself(music: Path) -> None:
    first, second = two(music, Labels(slot="peak")).tracks
    playlist = Playlist("Evening", (first, second, Track("", str(music / "a.flac"), "Unlabelled")))
    write_playlist(music / "evening.m3u8", playlist)
    assert (music / "evening.m3u8").read_bytes() == (
        b"#EXTM3U\n#PLAYLIST:Evening\n"
        b"#EXTGRP:peak\n#EXTINF:61.5,A\na.flac\n"
        b"#EXTGRP:peak\n#EXTINF:61.5,B\nb.flac\n"
        b"#EXTGRP:\n#EXTINF:-1,Unlabelled\na.flac\n"
    )
    assert not (music / "evening.labels.json").exists()
    assert [track.slot for track in read_playlist(music / "evening.m3u8").tracks] == ["peak", "peak", ""]


def test_an_xspf_file_is_plain_and_its_slots_lie_beside_it(music: Path) -> None:
    write_playlist(music / "evening.xspf", two(music, Labels(slot="peak")))
    said = (music / "evening.xspf").read_text(encoding="utf-8")
    assert said.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/">'
    )
    assert "<location>a.flac</location>\n      <title>A</title>\n      <duration>61500</duration>" in said
    assert (music / "evening.labels.json").exists()


def test_a_name_that_players_read_differently_stands_as_an_address_and_for_us_as_it_is(music: Path) -> None:
    (music / "#1.flac").write_bytes(b"fLaC")
    write_playlist(music / "evening.m3u8", Playlist("", (Track("", str(music / "#1.flac"), "One"),)))
    assert (music / "evening.m3u8").read_text(encoding="utf-8").splitlines()[2:] == [
        "#KAPGUIDE-FILE:%231.flac",
        f"file://{music}/%231.flac",
    ]


def test_from_a_folder_behind_a_link_what_lies_outside_is_named_in_full(music: Path) -> None:
    real = music / "deep" / "er"
    real.mkdir(parents=True)
    (music / "link").symlink_to(real)
    (real / "c.flac").write_bytes(b"fLaC")
    tracks = (*two(music).tracks, Track("", str(real / "c.flac"), "C"))
    for suffix in SUFFIXES:
        file = music / "link" / f"evening{suffix}"
        write_playlist(file, Playlist("", tracks))
        assert f"file://{music}/a.flac" in file.read_text(encoding="utf-8")
        again = read_playlist(file, [music])
        assert [track.id for track in again.tracks] == ["../../a.flac", "../../b.flac", "c.flac"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    suffix: str, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = music / f"evening{suffix}"
    write_playlist(file, two(music))
    before = file.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(KapGuideError, match=r"No space left on device\. What was there before is still there"):
        write_playlist(file, Playlist("Other", two(music).tracks[:1]))
    assert file.read_bytes() == before
    assert {path.name for path in music.iterdir()} == {"a.flac", "b.flac", file.name}


def test_a_replaced_file_keeps_its_permissions_and_a_new_one_has_those_of_its_folder(music: Path) -> None:
    file = music / "evening.m3u8"
    music.chmod(0o755)
    write_playlist(file, two(music))
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    file.chmod(0o640)
    write_playlist(file, two(music))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_system_that_cannot_open_folders_needs_no_sync(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(files.os, "O_DIRECTORY")
    write_playlist(music / "evening.m3u8", two(music))
    assert len(read_playlist(music / "evening.m3u8").tracks) == 2


@pytest.mark.parametrize(
    ("name", "track", "words"),
    [
        ("evening.pls", Track("", "/a.flac", "A"), "written as M3U8 or XSPF"),
        ("evening", Track("", "/a.flac", "A"), "written as M3U8 or XSPF"),
        ("evening.m3u8", Track("", "/gr\udcf6sse.flac", "A"), "not Unicode text"),
        ("evening.xspf", Track("", "/a\0.flac", "A"), "not Unicode text"),
        ("evening.m3u8", Track("", "/a.flac", "A", Labels(intensity=6)), "intensity 6 is not from 1 to 5"),
        ("evening.m3u8", Track("", "/a.flac", "A", Labels(emotion=("x",) * 51)), "more than 50 words"),
        ("evening.m3u8", Track("", "/" + "x" * 1_000_000, "A"), "larger than 1 MB"),
        ("nowhere/evening.m3u8", Track("", "/a.flac", "A"), "could not be written: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_said_and_nothing_is(tmp_path: Path, name: str, track: Track, words: str) -> None:
    with pytest.raises(KapGuideError, match=words):
        write_playlist(tmp_path / name, Playlist("Evening", (track,)))
    assert not list(tmp_path.iterdir())


def test_a_piece_on_another_drive_is_named_in_full(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playlist_write, "name_from", lambda home, file: file.as_posix())
    for suffix in SUFFIXES:
        write_playlist(music / f"evening{suffix}", two(music))
        assert f"file://{music}/a.flac" in (music / f"evening{suffix}").read_text(encoding="utf-8")
        assert [track.id for track in read_playlist(music / f"evening{suffix}").tracks] == ["a.flac", "b.flac"]
