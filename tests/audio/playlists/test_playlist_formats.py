"""What a playlist file may look like: encodings, line ends, comments of other programs, XML, and what is none."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.playlists.formats import LONGEST
from kapguide.audio.playlists.playlist import ENTRY_CAP, Playlist, read_chosen, read_playlist
from kapguide.errors import KapGuideError

XSPF = '<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/">{}</playlist>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with music in it."""
    for name in ("a.flac", "Größe.flac", "b c.flac", "sub/d.flac"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"fLaC")
    return tmp_path


def read(folder: Path, name: str, content: str | bytes) -> Playlist:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_playlist(file)


def ids(playlist: Playlist) -> list[str]:
    return [track.id for track in playlist.tracks]


def xspf(folder: Path, inside: str) -> Playlist:
    return read(folder, "list.xspf", XSPF.format(inside))


def tracks(*locations: str) -> str:
    return "<trackList>" + "".join(f"<track><location>{each}</location></track>" for each in locations) + "</trackList>"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("list.m3u8", "utf-8"),
        ("list.m3u8", "utf-8-sig"),
        ("list.m3u", "utf-8"),
        ("list.m3u", "utf-8-sig"),
        ("list.m3u", "utf-16"),
        ("list.m3u", "cp1252"),
        ("LIST.M3U", "latin-1"),
        ("list.pls", "cp1252"),
    ],
)
def test_umlauts_are_read_in_every_encoding_that_programs_write(folder: Path, name: str, encoding: str) -> None:
    text = (
        "[playlist]\r\nFile1=Größe.flac\r\nTitle1=Größe\r\n" if "pls" in name else "#EXTINF:9,Größe\r\nGröße.flac\r\n"
    )
    (track,) = read(folder, name, text.encode(encoding)).tracks
    assert (track.id, track.title) == ("Größe.flac", "Größe")


def test_bytes_that_windows_does_not_know_are_latin_1(folder: Path) -> None:
    (refused,) = read(folder, "list.m3u", b"\x81\xe4.flac\n").refused
    assert refused.entry == "\x81ä.flac"


def test_a_utf_16_file_that_breaks_off_is_refused_entry_by_entry(folder: Path) -> None:
    assert not read(folder, "list.m3u", "a.flac\n".encode("utf-16")[:-1]).tracks


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n \t\n"])
def test_lines_end_as_systems_end_them_and_comments_are_passed_over(folder: Path, end: str) -> None:
    lines = [
        "#EXTM3U",
        "#EXTVLCOPT:network-caching=1000",
        "# mine",
        "#EXTGRP:peak",
        "#EXTINF:12,A",
        " a.flac ",
        "#",
        "b c.flac",
    ]
    playlist = read(folder, "list.m3u", end.join(lines))
    assert ids(playlist) == ["a.flac", "b c.flac"]
    assert [(track.title, track.length_s, track.slot) for track in playlist.tracks] == [
        ("A", 12.0, "peak"),
        ("b c", 0.0, "peak"),
    ]


@pytest.mark.parametrize(
    ("extinf", "length", "title"),
    [
        ("213,Artist - Title", 213.0, "Artist - Title"),
        (" 213.25 ,Title, with comma", 213.25, "Title, with comma"),
        ('-1 tvg-name="a,b" group="c",Title "so"', 0.0, 'Title "so"'),
        ('7 a="unclosed,Title', 7.0, "Title"),
        (",Title", 0.0, "Title"),
        ("9", 9.0, "a"),
        ("", 0.0, "a"),
        ("nan,Title", 0.0, "Title"),
        ("9" * 40 + ",Title", 0.0, "Title"),
        ("1,Bell\x07 \u2028NUL\0", 1.0, "Bell NUL"),
        ("1," + "x" * 5000, 1.0, "x" * LONGEST),
    ],
)
def test_a_length_and_a_title_are_what_can_be_used_of_them(
    folder: Path, extinf: str, length: float, title: str
) -> None:
    (track,) = read(folder, "list.m3u8", f"#EXTINF:{extinf}\na.flac\n").tracks
    assert (track.length_s, track.title) == (length, title)


def test_a_pls_file_is_read_in_the_order_of_its_numbers(folder: Path) -> None:
    text = """[playlist]
numberofentries=9
File10=sub\\d.flac
FILE2 = a.flac
Title2=Second
Length2=-1
title9=without a file
File1=b%20c.flac
Length1=61.5
File3=
File99999999999999999999=a.flac
Filex=a.flac
Version=2
"""
    playlist = read(folder, "list.pls", text)
    assert ids(playlist) == ["b c.flac", "a.flac", "sub/d.flac"]
    assert [(track.title, track.length_s) for track in playlist.tracks] == [("b c", 61.5), ("Second", 0.0), ("d", 0.0)]
    assert not playlist.refused


def test_a_pls_entry_that_is_refused_is_named_by_its_number(folder: Path) -> None:
    (refused,) = read(folder, "list.pls", "[playlist]\n\nFile7=http://127.0.0.1/\n").refused
    assert (refused.line, refused.number, refused.entry) == (3, 7, "http://127.0.0.1/")


def test_an_xspf_file_is_read_by_its_own_elements_only(folder: Path) -> None:
    playlist = xspf(
        folder,
        """
  <title> Evening
    &amp; night </title>
  <extension application="x"><title>not this</title><trackList><track><location>a.flac</location></track></trackList>
  </extension>
  <trackList xmlns:v="urn:v">
    <track><location>
      b%20c.flac </location><title>Two &lt;b&gt;</title><creator>Some<!-- no -->one</creator><duration>2500</duration>
      <extension application="v"><title>not this</title><v:title>nor this</v:title></extension>
      <v:title>nor this</v:title></track>
    <track><title>Nowhere</title></track>
    <track><location>gone.flac</location><location>a.flac</location><duration>-5</duration><creator>X</creator></track>
  </trackList>
""",
    )
    assert playlist.title == "Evening & night"
    first, second = playlist.tracks
    assert (first.id, first.title, first.length_s) == ("b c.flac", "Someone - Two <b>", 2.5)
    assert (second.id, second.title, second.length_s) == ("a.flac", "a", 0.0)
    (refused,) = playlist.refused
    assert (refused.number, refused.entry, refused.reason) == (2, "Nowhere", "it names no file")
    assert refused.line == 12


@pytest.mark.parametrize(
    ("base", "location", "found"),
    [
        ("sub/", "d.flac", ["sub/d.flac"]),
        ("sub/x.xspf", "d.flac", ["sub/d.flac"]),
        ("sub/", "../a.flac", ["a.flac"]),
        ("./", "a.flac", ["a.flac"]),
        ("file://{}/sub/", "d.flac", ["sub/d.flac"]),
        ("file:///elsewhere/", "{}/a.flac", ["a.flac"]),
        ("file:///elsewhere/", "a.flac", []),
        ("http://127.0.0.1/", "a.flac", []),
        ("http://127.0.0.1", "/a.flac", []),
        ("http://127.0.0.1/", "file://{}/a.flac", ["a.flac"]),
        ("../../../../../../../../../", "a.flac", []),
    ],
)
def test_xml_base_is_followed(folder: Path, base: str, location: str, found: list[str]) -> None:
    base, location = base.format(folder), location.format(folder)
    for inside in (
        f'<trackList xml:base="{base}"><track><location>{location}</location></track></trackList>',
        f'<trackList><track><location xml:base="{base}">{location}</location></track></trackList>',
    ):
        playlist = xspf(folder, inside)
        assert ids(playlist) == found
        assert [refused.entry for refused in playlist.refused] == ([] if found else [location])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_xml_is_read_in_the_encoding_that_it_names(folder: Path, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><playlist>{tracks("Größe.flac")}</playlist>'
    assert ids(read(folder, "list.xspf", text.encode(encoding))) == ["Größe.flac"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"<!DOCTYPE p [{LAUGHS}]><playlist><title>&l9;</title></playlist>", "declares"),
        ('<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/hostname">]><playlist/>', "declares"),
        ('<!DOCTYPE p SYSTEM "http://127.0.0.1:9/x.dtd"><playlist/>', "declares"),
        ("<playlist><title>&unknown;</title></playlist>", "undefined entity at line 1"),
        ("<playlist><trackList>", "no element found"),
        ("<playlist/>x", "junk after document element"),
        ("<html><body/></html>", "not an XSPF playlist"),
        ("<playlist>" + "<a>" * 100_000, "too deeply"),
        (f'<playlist xml:base="{"a" * 5000}/"/>', "endless xml:base"),
        ('<?xml version="1.0" encoding="klingon"?><playlist/>', "unknown encoding"),
        ('<?xml version="1.0" encoding="shift_jis"?><playlist/>', "unknown encoding"),
        ("", "no element found"),
        ("<playlist>" + "x" * 1_000_000, "larger than 1 MB"),
    ],
)
def test_xml_that_is_no_plain_playlist_is_said_so_and_nothing_is_followed(
    folder: Path, content: str, words: str
) -> None:
    with pytest.raises(KapGuideError, match=words):
        read(folder, "list.xspf", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list", "\ufeff#EXTM3U\na.flac"),
        ("list.txt", " [Playlist]\nFile1=a.flac"),
        ("list.xml", XSPF.format(tracks("a.flac"))),
        ("list.m3u8", XSPF.format(tracks("a.flac"))),
        ("list.xspf", "#EXTM3U\na.flac"),
        ("list.m3u", "[playlist]\nFile1=a.flac"),
    ],
)
def test_what_a_file_plainly_is_counts_more_than_what_it_is_called(folder: Path, name: str, content: str) -> None:
    assert ids(read(folder, name, content)) == ["a.flac"]


@pytest.mark.parametrize("content", [b"a.flac", b"", b"RIFF\0\0\0\0WAVE", b"\xff\xfe"])
def test_a_file_that_is_plainly_nothing_is_not_taken_for_a_playlist(folder: Path, content: bytes) -> None:
    with pytest.raises(KapGuideError, match=r"those are M3U8, M3U, XSPF and PLS"):
        read(folder, "list.wav", content)


def test_a_folder_a_pipe_and_a_name_that_cannot_be_are_said_so(folder: Path) -> None:
    os.mkfifo(folder / "pipe.m3u8")
    for path in (folder, folder / "pipe.m3u8", folder / "a\0.m3u8", folder / ("x" * 300 + ".m3u8")):
        with pytest.raises(KapGuideError, match="cannot be read"):
            read_playlist(path)
    assert "cannot be read" in read_chosen(str(folder / "pipe.m3u8")).fault


def test_a_file_of_too_many_entries_is_not_read(folder: Path) -> None:
    with pytest.raises(KapGuideError, match="more than 20000 entries"):
        read(folder, "list.m3u8", "a.flac\n" * (ENTRY_CAP + 1))


@given(
    name=st.sampled_from(["list.m3u8", "list.m3u", "list.xspf", "list.pls", "list"]),
    start=st.sampled_from(
        [b"", b"<playlist>", b"<?xml ", b"[playlist]\nFile1=", b"#EXTM3U\n", b"#EXTINF:", b"\xff\xfe"]
    ),
    rest=st.binary(max_size=200),
)
def test_bytes_of_any_kind_give_a_playlist_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, name: str, start: bytes, rest: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    with contextlib.suppress(KapGuideError):
        playlist = read(folder, name, start + rest)
        assert all(Path(track.path).is_relative_to(folder) for track in playlist.tracks)


@given(
    locations=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\ufffe\uffff"))),
    base=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='<>&"\ufffe\uffff'), max_size=50),
)
def test_locations_of_any_kind_are_found_or_refused_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, locations: list[str], base: str
) -> None:
    inside = tracks(*locations).replace("<trackList>", f'<trackList xml:base="{base}">')
    playlist = xspf(tmp_path_factory.getbasetemp(), inside)
    assert len(playlist.tracks) + len(playlist.refused) == len(locations)
