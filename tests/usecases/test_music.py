"""A practice's music: which playlists there are, what of one may sound, and what is known of its pieces."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide import paths
from kapguide.audio.library.library import Library
from kapguide.audio.planning.arc import shipped_arc
from kapguide.audio.track import CAREFUL_DB
from kapguide.paths import Home
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.settings import SoundSettings
from kapguide.usecases.music import chosen_music, overview_in, planned_music, playlists_of
from kapguide.usecases.sessions import MusicChoice
from tests.support.small_session import write_music

SHIPPED = ["deep", "evening", "gentle"]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library.db")
    yield opened
    opened.close()


def test_the_practices_own_playlists_come_first_and_what_is_no_playlist_is_not_among_them(
    home: Home, tmp_path: Path
) -> None:
    home.playlists.mkdir()
    music = tmp_path / "music"
    music.mkdir()
    for file in (home.playlists / "b.m3u8", home.playlists / "a.xspf", music / "c.PLS", music / "d.txt"):
        file.touch()
    found = playlists_of(home, [music, tmp_path / "not there"])
    assert [title for _, title in found[:3]] == ["a", "b", "c"]
    assert [name for name, _ in found[3:]] == SHIPPED
    assert all("comes with KapGuide" in title for _, title in found[3:])


def test_pieces_are_completed_by_the_library_and_bad_ones_stay_out_with_their_reason(
    library: Library, tmp_path: Path
) -> None:
    playlist = write_music(tmp_path / "music", 3.0, {"peak": (400.0, 500.0)})
    (tmp_path / "music" / "peak-500.flac").write_bytes(b"no music")
    before = chosen_music(str(playlist), None)
    assert [track.gain_db for track in before.playlist.tracks] == [CAREFUL_DB, CAREFUL_DB]
    done = threading.Event()
    library.import_([tmp_path / "music"], done=lambda _: done.set())
    assert done.wait(30)
    known = chosen_music(str(playlist), library)
    (track,) = known.playlist.tracks
    assert track.gain_db < -3
    assert track.length_s == pytest.approx(3.0, abs=0.01)
    (reason,) = known.left_out
    assert "peak-500.flac" in reason
    assert overview_in(library, track.path)
    assert overview_in(library, str(tmp_path / "other.flac")) == b""


def test_where_nothing_may_sound_it_is_said(library: Library, tmp_path: Path) -> None:
    playlist = write_music(tmp_path / "music", 1.0, {"peak": (400.0,)})
    (tmp_path / "music" / "peak-400.flac").write_bytes(b"no music")
    done = threading.Event()
    library.import_([tmp_path / "music"], done=lambda _: done.set())
    assert done.wait(30)
    assert "Nothing in the playlist" in chosen_music(str(playlist), library).playlist.fault


def test_a_playlist_may_lead_into_a_folder_of_the_library(library: Library, tmp_path: Path) -> None:
    write_music(tmp_path / "music", 1.0, {"peak": (400.0,)})
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n/" + str(tmp_path / "music" / "peak-400.flac").lstrip("/") + "\n", encoding="utf-8")
    inside = tmp_path / "lists" / "list.m3u8"
    inside.parent.mkdir()
    inside.write_text("#EXTM3U\n../music/peak-400.flac\n", encoding="utf-8")
    assert chosen_music(str(inside), library).playlist.fault
    assert "leads out" in chosen_music(str(inside), library).left_out[0]
    library.add_folder(tmp_path / "music")
    assert len(chosen_music(str(inside), library).playlist.tracks) == 1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_music_that_ships_is_known_without_an_import(name: str) -> None:
    music = chosen_music(name, None)
    assert not music.left_out
    assert all(overview_in(None, track.path) for track in music.playlist.tracks)
    plan = planned_music(
        read_protocol(find_protocol("lozenge")), music.playlist, MusicChoice(), SoundSettings(), shipped_arc()
    )
    assert all(stretch.placed for stretch in plan.stretches if not stretch.block.silent)
    assert [stretch.text for stretch in plan.stretches if stretch.block.silent] == [
        "Integration and leaving: 45 min of silence"
    ]
    assert not any("not known yet" in warning for warning in plan.warnings)
    assert (paths.playlists() / f"{name}.labels.json").is_file()
