"""Playlists: what ships is whole, and an entry that leads astray is refused while the others play."""

from pathlib import Path

import pytest

from kapguide import paths
from kapguide.audio.playlists.playlist import read_chosen, read_playlist
from kapguide.errors import KapGuideError
from kapguide.session.protocol.protocol import SILENCE
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.settings import SoundSettings

SHIPPED = sorted(path.stem for path in paths.playlists().glob("*.m3u8"))


def test_three_ship_and_the_one_that_is_set_is_among_them() -> None:
    assert len(SHIPPED) == 3
    assert SoundSettings().playlist in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_has_music_for_every_part_of_every_protocol(name: str) -> None:
    playlist = read_chosen(name)
    assert not playlist.fault
    assert not playlist.refused
    for path in paths.resource("protocols").glob("*.toml"):
        for phase in read_protocol(path).phases:
            for slot in phase.music:
                assert slot == SILENCE or playlist.of_slot(slot), f"{path.stem}: {phase.id} wants {slot}"


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


def music_in(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"fLaC")


def test_a_name_that_begins_with_a_hash_is_played_and_a_remark_is_not(tmp_path: Path) -> None:
    music_in(tmp_path, "#1 opening.ogg", "#1 Hits/two.ogg", "three.ogg", "#EXTRA.ogg")
    lines = ["#EXTM3U", "#EXTINF:4,Opening", "#1 opening.ogg", "#EXTINF:4,Two", "#1 Hits/two.ogg", "# a remark"]
    lines += ["#EXTVLCOPT:start-time=1", "three.ogg", "#EXTRA.ogg", "#EXTINF:7,Three", "# once more", "three.ogg"]
    (tmp_path / "list.m3u8").write_text("\n".join(lines), encoding="utf-8")
    playlist = read_playlist(tmp_path / "list.m3u8")
    assert [(track.id, track.title) for track in playlist.tracks] == [
        ("#1 opening.ogg", "Opening"),
        ("#1 Hits/two.ogg", "Two"),
        ("three.ogg", "three"),
        ("#EXTRA.ogg", "#EXTRA"),
        ("three.ogg", "Three"),
    ]
    assert not playlist.refused


def test_a_name_with_a_hash_that_is_missing_is_named(tmp_path: Path) -> None:
    music_in(tmp_path, "three.ogg")
    (tmp_path / "list.m3u8").write_text("#2 gone.ogg\nthree.ogg\n", encoding="utf-8")
    playlist = read_playlist(tmp_path / "list.m3u8")
    assert [track.id for track in playlist.tracks] == ["three.ogg"]
    assert [str(refusal) for refusal in playlist.refused] == [
        "line 1 (entry 1): “#2 gone.ogg” is not played: the file is missing"
    ]


@pytest.mark.parametrize("list_", ["#EXTM3U\n{}\n", "[playlist]\nFile1={}\nNumberOfEntries=1\n"], ids=["m3u", "pls"])
@pytest.mark.parametrize("name", [" four.ogg", "  four.ogg", "four.ogg ", " four.ogg "])
def test_a_name_keeps_the_blanks_at_its_edges(tmp_path: Path, name: str, list_: str) -> None:
    music_in(tmp_path, name)
    (tmp_path / "list.m3u").write_text(list_.format(name), encoding="utf-8")
    assert [track.id for track in read_playlist(tmp_path / "list.m3u").tracks] == [name]


def test_the_playlist_that_is_set_is_found_however_its_accents_are_written(tmp_path: Path) -> None:
    music_in(tmp_path, "a.ogg")
    (tmp_path / "Frühling.m3u8").write_text("a.ogg\n", encoding="utf-8")
    assert not read_chosen(str(tmp_path / "Fru\u0308hling.m3u8")).fault
