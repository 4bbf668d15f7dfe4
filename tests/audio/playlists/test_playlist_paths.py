"""Where the entries of a playlist may lead: its own folder and added ones, whatever an entry is written like."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide.audio.playlists import paths as playlist_paths
from kapguide.audio.playlists.paths import ADDRESS, MISSING, joined
from kapguide.audio.playlists.playlist import Playlist, Refusal, read_playlist


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with the playlists' folder `mine`, an added one `added` and one that is `strange`, each with music."""
    for name in ("mine/a.flac", "mine/sub/b.flac", "added/c.flac", "added/sub/d.flac", "strange/e.flac"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"fLaC")
    return tmp_path


def read(shelf: Path, entry: str, folders: tuple[str, ...] = ()) -> Playlist:
    file = shelf / "mine" / "list.m3u8"
    file.write_text(f"{entry.replace('SHELF', str(shelf))}\na.flac\n", encoding="utf-8")
    playlist = read_playlist(file, [shelf / folder for folder in folders])
    assert playlist.tracks[-1].id == "a.flac"
    return playlist


def reason(shelf: Path, entry: str, folders: tuple[str, ...] = ()) -> str:
    (refused,) = read(shelf, entry, folders).refused
    assert (refused.line, refused.number) == (1, 1)
    return refused.reason


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("../added/c.flac", "../added/c.flac"),
        ("..\\added\\c.flac", "../added/c.flac"),
        ("SHELF/added/c.flac", "../added/c.flac"),
        ("file://SHELF/added/c.flac", "../added/c.flac"),
        ("file://localhostSHELF/added/c.flac", "../added/c.flac"),
        ("FILE:SHELF/added/%63.flac", "../added/c.flac"),
        ("sub/../../added/sub/d.flac", "../added/sub/d.flac"),
    ],
)
def test_what_lies_in_an_added_folder_is_played_and_only_then(shelf: Path, entry: str, name: str) -> None:
    why = reason(shelf, entry)
    assert "absolute path" in why or "leads out" in why
    first, _ = read(shelf, entry, ("strange", "added")).tracks
    assert (first.id, first.path) == (name, str(shelf / name.removeprefix("../")))


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("./sub//b.flac", "sub/b.flac"),
        ("sub\\b.flac", "sub/b.flac"),
        ("sub/../sub/b.flac", "sub/b.flac"),
        ("../mine/sub/b.flac", "sub/b.flac"),
        ("SHELF/mine/sub/b.flac", "sub/b.flac"),
        ("file://SHELF/mine/sub/b.flac", "sub/b.flac"),
        ("s%75b/b.flac", "sub/b.flac"),
    ],
)
def test_what_lies_beside_the_playlist_is_played_however_it_is_written(shelf: Path, entry: str, name: str) -> None:
    first, _ = read(shelf, entry).tracks
    assert (first.id, first.path) == (name, str(shelf / "mine" / name))


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("../strange/e.flac", "leads out"),
        ("..\\strange\\e.flac", "leads out"),
        ("%2e%2e/strange/e.flac", "leads out"),
        ("../added/../strange/e.flac", "leads out"),
        ("../added2/c.flac", "leads out"),
        ("../../../../../../../../../etc/hostname", "leads out"),
        ("SHELF/strange/e.flac", "an absolute path;"),
        ("SHELF/added/../strange/e.flac", "an absolute path;"),
        ("file://SHELF/strange/e.flac", "an absolute path;"),
        ("\\etc\\hostname", "an absolute path;"),
        ("C:\\Music\\a.flac", "an absolute path;"),
        ("C:/Music/a.flac", "an absolute path;"),
        ("file:///C:/Music/a.flac", "an absolute path;"),
        ("file://C:/Music/a.flac", "an absolute path;"),
        ("\\\\server\\share\\a.flac", "an absolute path on a network"),
        ("//server/share/a.flac", "an absolute path on a network"),
        ("file://server/share/a.flac", "an absolute path on a network"),
        ("\\\\?\\C:\\a.flac", "an absolute path on a network"),
        ("\\\\.\\PhysicalDrive0", "an absolute path on a network"),
        ("/dev/zero", "a device"),
        ("//dev/zero", "a device"),
        ("/proc/self/environ", "a device"),
        ("file:///dev/../dev/zero", "a device"),
        ("NUL", "device"),
        ("nul.flac", "nul.flac is the name of a device"),
        ("sub/COM1.tar.flac", "COM1.tar.flac is the name of a device"),
        ("con/a.flac", "con is the name of a device"),
        ("lpt¹", "device"),
        ("aux .flac", "device"),
        ("sub\\CONIN$", "device"),
        ("../added/prn.flac", "device"),
        ("https://127.0.0.1/a.flac", ADDRESS),
        ("HTTP://127.0.0.1/a.flac", ADDRESS),
        ("smb://server/a.flac", ADDRESS),
        ("data:audio/wav;base64,AAAA", ADDRESS),
        ("data:" + "A" * 6000, ADDRESS),
        ("cdda:1", ADDRESS),
        ("Bach: Air.flac", MISSING),
        ("com10.flac", MISSING),
        ("console.flac", MISSING),
        ("a.flac/x", MISSING),
        ("~/a.flac", MISSING),
        ("$HOME/a.flac", MISSING),
        ("sub", "not a file"),
        (".", "not a file"),
        ("pipe.flac", "not a file"),
        ("loop.flac", MISSING),
        ("broken.flac", MISSING),
        ("x" * 300 + ".flac", "cannot be looked up (File name too long)"),
        ("a\0.flac", "NUL"),
        ("a%00.flac", "NUL"),
        ("gr%f6sse.flac", "not Unicode"),
        ("out.flac", "a link that leads out"),
        ("folder-out/e.flac", "a link that leads out"),
    ],
)
def test_what_leads_astray_is_refused_and_named_also_with_a_folder_added(shelf: Path, entry: str, why: str) -> None:
    mine = shelf / "mine"
    (mine / "out.flac").symlink_to(shelf / "strange" / "e.flac")
    (mine / "folder-out").symlink_to(shelf / "strange")
    (mine / "loop.flac").symlink_to("loop.flac")
    (mine / "broken.flac").symlink_to("nowhere.flac")
    os.mkfifo(mine / "pipe.flac")
    for name in ("nul.flac", "aux .flac", "sub/COM1.tar.flac"):
        (mine / name).write_bytes(b"fLaC")
    assert why in reason(shelf, entry, ("added",))


def test_what_is_refused_by_its_name_is_never_looked_up(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a path on a network tells a strange machine who asks, and may hang."""

    def look(self: object, path: str, full: Path) -> str:
        raise AssertionError(f"looked up {full}")

    file = shelf / "mine" / "list.m3u8"
    entries = [
        "//server/a.flac",
        "file://server/a",
        "/net/host/a.flac",
        "../strange/e.flac",
        "http://x/",
        "CON",
        "/dev/x",
    ]
    file.write_text("\n".join(entries), encoding="utf-8")
    monkeypatch.setattr(playlist_paths.Places, "_look_up", look)
    assert len(read_playlist(file).refused) == len(entries)


def test_a_link_into_an_added_folder_is_followed(shelf: Path) -> None:
    (shelf / "mine" / "more").symlink_to(shelf / "added")
    assert "a link that leads out" in reason(shelf, "more/c.flac")
    assert read(shelf, "more/c.flac", ("added",)).tracks[0].path == str(shelf / "added" / "c.flac")


def test_folders_that_are_reached_by_links_are_the_folders_they_lead_to(shelf: Path) -> None:
    (shelf / "by-link").symlink_to(shelf / "mine")
    (shelf / "added-by-link").symlink_to(shelf / "added")
    file = shelf / "by-link" / "list.m3u8"
    lines = ["a.flac", "../added/c.flac", "added-by-link/c.flac", "by-link/a.flac", "mine/a.flac"]
    file.write_text("\n".join([*lines[:2], *(f"{shelf}/{line}" for line in lines[2:])]), encoding="utf-8")
    playlist = read_playlist(file, [shelf / "added-by-link"])
    assert not playlist.refused
    assert [track.id for track in playlist.tracks] == ["a.flac", *["../added/c.flac"] * 2, "a.flac", "a.flac"]


def test_a_name_with_a_backslash_or_a_colon_is_a_name_where_it_exists(shelf: Path) -> None:
    for name in ("sub\\b.flac", "C:\\a.flac", "Bach: Air.flac", "cdda:1"):
        (shelf / "mine" / name).write_bytes(b"fLaC")
        assert read(shelf, name).tracks[0].id == name


def test_a_name_is_found_whether_its_accents_are_composed_or_apart(shelf: Path) -> None:
    (shelf / "mine" / "e\u0301.flac").write_bytes(b"fLaC")
    assert read(shelf, "\xe9.flac").tracks[0].id == "e\u0301.flac"
    (shelf / "mine" / "\xf6.flac").write_bytes(b"fLaC")
    assert read(shelf, "o\u0308.flac").tracks[0].id == "\xf6.flac"


@pytest.mark.parametrize(
    "written", ["\xe4\xf6/\xfc\xe9.flac", "a\u0308o\u0308/u\u0308e\u0301.flac", "a\u0308\xf6/u\u0308\xe9.flac"]
)
def test_folders_and_names_may_be_composed_in_one_place_and_apart_in_the_other(shelf: Path, written: str) -> None:
    folder = shelf / "mine" / "\xe4o\u0308"
    folder.mkdir()
    (folder / "\xfce\u0301.flac").write_bytes(b"fLaC")
    assert read(shelf, written).tracks[0].id == "\xe4o\u0308/\xfce\u0301.flac"
    assert read(shelf, f"{shelf}/mine/{written}").tracks[0].id == "\xe4o\u0308/\xfce\u0301.flac"


def test_a_folder_is_listed_once_however_many_names_are_missing_in_it(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []
    real = Path.iterdir

    def listing(folder: Path) -> Iterator[Path]:
        listed.append(str(folder))
        return real(folder)

    monkeypatch.setattr(Path, "iterdir", listing)
    names = "".join(f"\xe9{number}.flac\n" for number in range(200))
    file = shelf / "mine" / "long.m3u8"
    file.write_text(names, encoding="utf-8")
    assert len(read_playlist(file).refused) == 200
    assert listed == [str(shelf / "mine")]


def test_a_folder_that_may_not_be_entered_is_said(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(self: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", forbid)
    (refused,) = read_playlist(_list_of(shelf, "a.flac")).refused
    assert refused.reason == "cannot be looked up (Permission denied)"


def test_a_colon_on_windows_is_another_stream_of_a_file(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf / "mine" / "a.flac:hidden").write_bytes(b"fLaC")
    monkeypatch.setattr(playlist_paths, "_WINDOWS", True)
    assert reason(shelf, "a.flac:hidden") == "a name with a colon"


def test_two_drives_have_no_path_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def apart(file: Path, start: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(playlist_paths.os.path, "relpath", apart)
    assert playlist_paths.name_from(Path("/c"), Path("/d/a.flac")) == "/d/a.flac"


@pytest.mark.parametrize(
    ("base", "reference", "whole"),
    [
        ("", "a", "a"),
        ("b/", "//host/a", "//host/a"),
        ("file:///b/c/", "/a", "file:///a"),
        ("file:/b/c/", "/a", "file:/a"),
        ("http://host/b", "/a", "http://host/a"),
        ("b/c", "/a", "/a"),
        ("b", "a", "a"),
    ],
)
def test_a_location_is_joined_to_its_base(base: str, reference: str, whole: str) -> None:
    assert joined(base, reference) == whole


def test_a_report_shows_what_a_name_would_hide(shelf: Path) -> None:
    refusal = read(shelf, "right\u202eto left\u200f\x1b[2J 🌙.flac").refused[0]
    assert str(refusal) == (
        r"line 1 (entry 1): “right\u202eto left\u200f\x1b[2J 🌙.flac” is not played: the file is missing"
    )
    long = str(Refusal(1, "x" * 10_000, "gone", 1))
    assert len(long) < 400
    assert "...”" in long


def _list_of(shelf: Path, entry: str) -> Path:
    file = shelf / "mine" / "list.m3u8"
    file.write_text(entry, encoding="utf-8")
    return file
