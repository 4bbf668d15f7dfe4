"""Playlists: what ships is whole, and an entry that leads astray is refused while the others play."""

from pathlib import Path

import pytest

from kapguide import paths
from kapguide.audio.playlist import read_chosen, read_playlist
from kapguide.errors import KapGuideError
from kapguide.session.protocol_file import read_protocol
from kapguide.settings import Sound

SHIPPED = sorted(path.stem for path in paths.playlists().glob("*.m3u8"))


def test_three_ship_and_the_one_that_is_set_is_among_them() -> None:
    assert len(SHIPPED) == 3
    assert Sound().playlist in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_has_music_for_every_part_of_every_protocol(name: str) -> None:
    playlist = read_chosen(name)
    assert not playlist.fault
    assert not playlist.refused
    for path in paths.resource("protocols").glob("*.toml"):
        for phase in read_protocol(path).phases:
            for slot in phase.music:
                assert playlist.of_slot(slot), f"{path.stem}: {phase.id} wants {slot}"


def test_a_playlist_that_is_not_there_is_said_and_there_is_no_music() -> None:
    assert "cannot be read" in read_chosen("nowhere").fault


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("../outside.flac", "leads out"),
        ("a/../../outside.flac", "leads out"),
        ("/etc/hostname", "absolute"),
        ("\\\\server\\share\\a.flac", "absolute"),
        ("C:\\a.flac", "absolute"),
        ("http://127.0.0.1/a.mp3", "addresses"),
        ("smb://server/a.mp3", "addresses"),
        ("gone.flac", "missing"),
        ("folder", "not a file"),
        ("link.flac", "a link that leads out"),
    ],
)
def test_an_entry_that_leads_astray_is_refused_and_the_rest_plays(tmp_path: Path, entry: str, why: str) -> None:
    (tmp_path / "outside.flac").write_bytes(b"fLaC")
    music = tmp_path / "music"
    (music / "folder").mkdir(parents=True)
    (music / "good.flac").write_bytes(b"fLaC")
    (music / "link.flac").symlink_to(tmp_path / "outside.flac")
    file = music / "list.m3u8"
    file.write_text(f"#EXTM3U\n#PLAYLIST:Two\n#EXTGRP:peak\n{entry}\n#EXTINF:213.5,Good\ngood.flac\n", encoding="utf-8")
    playlist = read_playlist(file)
    assert playlist.title == "Two"
    (refused,) = playlist.refused
    assert (refused.line, refused.entry) == (4, entry)
    assert why in refused.reason
    (good,) = playlist.tracks
    assert (good.title, good.slot, good.length_s) == ("Good", "peak", 213.5)


@pytest.mark.parametrize(("content", "words"), [(b"\xff\xfe\x00", "not UTF-8"), (b"#" * 1_000_001, "larger than 1 MB")])
def test_a_file_that_is_no_playlist_is_said_so(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "list.m3u8"
    file.write_bytes(content)
    with pytest.raises(KapGuideError, match=words):
        read_playlist(file)
