"""Labels beside a playlist: readable, kept through formats and other programs, never lost by a mistake in them."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.playlists.labels import SIZE_CAP, labels_file, read_labels
from kapguide.audio.playlists.playlist import Playlist, read_playlist
from kapguide.audio.playlists.write import write_playlist
from kapguide.audio.track import Labels, Track

NONE = Labels()
CALM = Labels(slot="peak", intensity=3, emotion=("calm", "wide"), instruments=("piano",), lyrics="none", culture="Mali")


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with three pieces."""
    (tmp_path / "sub").mkdir()
    for name in ("a.flac", "sub/b.flac", "ö #1.flac"):
        (tmp_path / name).write_bytes(b"fLaC")
    return tmp_path


def track(music: Path, name: str, labels: Labels = NONE) -> Track:
    return Track(name, str(music / name), Path(name).stem, labels)


def beside(music: Path, text: str | bytes, lines: str = "a.flac\nsub/b.flac\n") -> Playlist:
    """A playlist of two pieces with this text as its labels."""
    (music / "evening.m3u8").write_text(lines, encoding="utf-8")
    (music / "evening.labels.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_playlist(music / "evening.m3u8")


def test_the_file_can_be_read_and_written_by_a_person(music: Path) -> None:
    tracks = (
        track(music, "ö #1.flac", CALM),
        track(music, "a.flac", Labels(lyrics="French")),
        track(music, "sub/b.flac"),
    )
    write_playlist(music / "evening.m3u8", Playlist("Evening", tracks))
    assert (music / "evening.labels.json").read_text(encoding="utf-8") == (
        """{
  "a.flac": {
    "lyrics": "French"
  },
  "ö #1.flac": {
    "slot": "peak",
    "intensity": 3,
    "emotion": [
      "calm",
      "wide"
    ],
    "instruments": [
      "piano"
    ],
    "lyrics": "none",
    "culture": "Mali"
  }
}
"""
    )


def test_labels_survive_m3u8_to_xspf_to_m3u8(music: Path) -> None:
    tracks = (track(music, "ö #1.flac", CALM), track(music, "sub/b.flac", Labels(slot="onset")), track(music, "a.flac"))
    playlist = Playlist("Evening", tracks)
    for name in ("evening.m3u8", "night.xspf", "sub/morning.m3u8", "sub/morning.xspf", "last.m3u8"):
        write_playlist(music / name, playlist, [music])
        playlist = read_playlist(music / name, [music])
        assert [each.labels for each in playlist.tracks] == [each.labels for each in tracks]
        assert [each.path for each in playlist.tracks] == [each.path for each in tracks]
        assert not playlist.warnings
    assert playlist.tracks == tracks


def test_labels_are_found_when_another_program_has_written_the_playlist_again(music: Path) -> None:
    write_playlist(music / "evening.m3u8", Playlist("Evening", (track(music, "ö #1.flac", CALM),)))
    for again in ("%C3%B6%20%231.flac\n", f"file://{music}/%C3%B6%20%231.flac\n", f"{music}/ö #1.flac\n"):
        (music / "evening.m3u8").write_text(again, encoding="utf-8")
        assert read_playlist(music / "evening.m3u8").tracks[0].labels == CALM


def test_a_key_may_be_the_entry_as_it_is_written(music: Path) -> None:
    playlist = beside(music, '{"./a.flac": {"intensity": 2}}', "./a.flac\n")
    assert playlist.tracks[0].labels == Labels(intensity=2)
    assert not playlist.warnings


def test_the_slot_in_the_playlist_itself_holds(music: Path) -> None:
    playlist = beside(music, '{"a.flac": {"slot": "onset", "intensity": 2}}', "#EXTGRP:peak\na.flac\n")
    assert playlist.tracks[0].labels == Labels(slot="peak", intensity=2)


def test_a_piece_that_stands_twice_may_have_labels_for_each_time(music: Path) -> None:
    once, again = Labels(slot="onset", intensity=1), Labels(slot="return", intensity=2)
    tracks = tuple(track(music, "a.flac", labels) for labels in (once, again, again))
    write_playlist(music / "evening.xspf", Playlist("Evening", tracks))
    assert [each.labels for each in read_playlist(music / "evening.xspf").tracks] == [once, again, again]
    same = Playlist("Evening", tracks[1:])
    write_playlist(music / "evening.xspf", same)
    assert isinstance(json.loads((music / "evening.labels.json").read_text(encoding="utf-8"))["a.flac"], dict)


def test_labels_that_are_taken_away_are_gone_and_those_of_another_playlist_stay(music: Path) -> None:
    """The M3U8 file's own slot is not touched by what is written for the XSPF file of the same name."""
    write_playlist(
        music / "evening.m3u8", Playlist("", (track(music, "a.flac", CALM), track(music, "sub/b.flac", CALM)))
    )
    write_playlist(music / "evening.xspf", Playlist("", (track(music, "a.flac"),)))
    assert [each.labels for each in read_playlist(music / "evening.m3u8").tracks] == [Labels(slot="peak"), CALM]
    write_playlist(music / "evening.xspf", Playlist("", (track(music, "a.flac"), track(music, "sub/b.flac"))))
    assert json.loads((music / "evening.labels.json").read_text(encoding="utf-8")) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "has a mistake"),
        ("", "has a mistake"),
        ("[]", "has a mistake"),
        ("[" * 100_000, "has a mistake"),
        (b"\xff\xfe", "has a mistake"),
        ('{"a.flac": "\\ud800"}', "has a mistake"),
        (b" " * (SIZE_CAP + 1), "larger than 4 MB"),
    ],
)
def test_a_broken_file_is_named_and_the_playlist_plays(music: Path, text: str | bytes, words: str) -> None:
    playlist = beside(music, text)
    assert len(playlist.tracks) == 2
    (warning,) = playlist.warnings
    assert "evening.labels.json" in warning
    assert words in warning
    assert warning.endswith("The playlist is used without them.")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('{"intensity": 6}', "intensity 6 is not from 1 to 5"),
        ('{"intensity": -1}', "intensity -1"),
        ('{"intensity": "3"}', "Expected `int`"),
        ('{"emotion": "calm"}', "Expected `array`"),
        ('{"mood": "calm"}', "unknown field `mood`"),
        ('{"mo\\u202eod": 1}', r"unknown field `mo\u202eod`"),
        ('{"emotion": [' + '"x",' * 50 + '"x"]}', "more than 50 words"),
        ("[]", "Expected `object`"),
        ("3", "Expected `object`"),
    ],
)
def test_one_mistake_is_named_and_all_other_labels_hold(music: Path, value: str, words: str) -> None:
    playlist = beside(music, f'{{"a.flac": {value}, "sub/b.flac": {{"intensity": 2}}}}')
    assert [each.labels for each in playlist.tracks] == [Labels(), Labels(intensity=2)]
    (warning,) = playlist.warnings
    assert "evening.labels.json: those of “a.flac” are left out" in warning
    assert words in warning


def test_a_name_that_is_nowhere_is_told_and_one_that_is_only_elsewhere_is_not(music: Path) -> None:
    text = '{"ö #1.flac": {}, "gone.flac": {}, "a.falc\\u202e": {}, "../x": {}, "http://x/": {}}'
    playlist = beside(music, text, "a.flac\ngone.flac\n")
    assert [warning.split("names ")[1] for warning in playlist.warnings] == [
        "“a.falc\\u202e”, which is not in the playlist.",
        "“../x”, which is not in the playlist.",
        "“http://x/”, which is not in the playlist.",
    ]


def test_a_file_with_mistakes_is_set_aside_and_not_written_over(music: Path) -> None:
    for number, mistake in enumerate(("{", '{"a.flac": {"intensity": 9}, "sub/b.flac": {"intensity": 2}}'), start=1):
        playlist = beside(music, mistake)
        (told,) = write_playlist(music / "evening.m3u8", playlist)
        assert (
            told
            == f"The labels file evening.labels.json had mistakes and is kept as evening.labels.damaged-{number}.json."
        )
        assert (music / f"evening.labels.damaged-{number}.json").read_text(encoding="utf-8") == mistake
        assert not read_playlist(music / "evening.m3u8").warnings
    assert read_playlist(music / "evening.m3u8").tracks[1].labels == Labels(intensity=2)


def test_texts_are_brought_to_one_line(music: Path) -> None:
    playlist = beside(
        music, '{"a.flac": {"slot": " pe\\nak\\u0000 ", "emotion": ["", " a ", "\\u0007"], "culture": "x\\ty"}}'
    )
    assert playlist.tracks[0].labels == Labels(slot="pe ak", emotion=("a",), culture="x y")


def test_labels_that_are_not_a_file_are_told(music: Path) -> None:
    os.mkfifo(music / "night.labels.json")
    (music / "night.m3u8").write_text("a.flac", encoding="utf-8")
    (warning,) = read_playlist(music / "night.m3u8").warnings
    assert "night.labels.json cannot be read: it is not a file" in warning


def test_a_playlist_of_any_kind_has_one_labels_file() -> None:
    assert {labels_file(Path("x") / f"evening.{kind}") for kind in ("m3u8", "xspf")} == {Path("x/evening.labels.json")}


@given(
    st.one_of(
        st.binary(max_size=100),
        st.recursive(st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner)).map(
            lambda value: json.dumps(value).encode()
        ),
    )
)
def test_bytes_of_any_kind_are_labels_or_told(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.labels.json"
    file.write_bytes(data)
    read = read_labels(file)
    assert read.by_entry or read.problems or json.loads(data) == {}


@pytest.mark.parametrize("key", ["\xf6 #1.flac", "o\u0308 #1.flac"])
def test_labels_are_found_whichever_way_their_accents_are_written_and_behind_an_editors_mark(
    music: Path, key: str
) -> None:
    (music / "list.m3u8").write_text("o\u0308 #1.flac\n", encoding="utf-8")
    (music / "list.labels.json").write_text(json.dumps({key: {"slot": "peak"}}), encoding="utf-8-sig")
    playlist = read_playlist(music / "list.m3u8")
    assert [piece.slot for piece in playlist.tracks] == ["peak"]
    assert not playlist.warnings


def test_labels_that_are_not_utf_8_are_said_and_left_out(music: Path) -> None:
    (music / "list.m3u8").write_text("a.flac\n", encoding="utf-8")
    (music / "list.labels.json").write_bytes('{"ö": {}}'.encode("latin-1"))
    (said,) = read_playlist(music / "list.m3u8").warnings
    assert "list.labels.json has a mistake" in said
