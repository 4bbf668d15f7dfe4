"""Playlists and other programs: what six of them wrote reads right, and what we write opens in VLC.

`playlists/` holds, byte for byte, what VLC 3.0.24, Strawberry 1.0.14, Audacious 4.2 and MPD 0.23.12 saved of eight
pieces in /srv/music, and what the export of Quod Libet 4.5.0 and GNOME's totem-pl-parser 3.26.6 wrote when called
without their dialogs. The files called `beside` were saved into that folder, the others into /srv/lists.
"""

import shutil
import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import vlc

from kapguide.audio.playlists.playlist import Playlist, read_playlist
from kapguide.audio.playlists.write import write_playlist
from kapguide.audio.track import Track

SAVED = Path(__file__).parent.parent / "saved_by_others"
PIECES = (
    "01 Quiet Morning.flac",
    "Größe der Stille.flac",
    "Track #3.flac",
    "100% calm.flac",
    "50%25 off?.flac",
    "Moon 🌙.flac",
    "Wald & Wiese/Bach; Air [live].flac",
    'Wald & Wiese/It\'s "so".flac',
)
TITLED = tuple(f"Ärtist - Titel {number} ä" for number in range(1, 9))
UNTITLED = tuple(Path(piece).stem for piece in PIECES)
BARE = tuple(f"Titel {number} ä" for number in range(1, 9))
EXACT = (2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5, 3.75)
WHOLE = (2.0, 2.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0)
UNKNOWN = (0.0,) * 8
STREAM = ("http://127.0.0.1:9/stream.mp3",)

# file: title of the playlist, titles, lengths, what must be refused
FILES: dict[str, tuple[str, tuple[str, ...], tuple[float, ...], tuple[str, ...]]] = {
    "audacious/beside.m3u8": ("beside", UNTITLED, UNKNOWN, ()),
    "audacious/elsewhere.pls": ("elsewhere", UNTITLED, UNKNOWN, ()),
    "audacious/elsewhere.xspf": ("Now Playing", TITLED, WHOLE, ()),
    "mpd/absolute.m3u": ("absolute", UNTITLED, UNKNOWN, ()),
    "mpd/beside-latin1.m3u": ("beside-latin1", UNTITLED[:4], UNKNOWN[:4], ()),
    "mpd/beside.m3u": ("beside", UNTITLED, UNKNOWN, STREAM),
    "quodlibet/absolute.pls": ("absolute", TITLED, EXACT, ()),
    "quodlibet/absolute.xspf": ("Abend", TITLED, EXACT, ()),
    "quodlibet/beside.m3u": ("beside", TITLED, WHOLE, ()),
    "quodlibet/elsewhere.m3u": ("elsewhere", TITLED, WHOLE, ()),
    "strawberry/beside.m3u": ("beside", TITLED, WHOLE, ()),
    "strawberry/beside.xspf": ("beside", TITLED, EXACT, ()),
    "strawberry/elsewhere.pls": ("elsewhere", BARE, WHOLE, ()),
    "strawberry/elsewhere.xspf": ("elsewhere", TITLED, EXACT, ()),
    "totem/beside-dos.m3u": ("beside-dos", BARE, UNKNOWN, ()),
    "totem/beside.m3u": ("beside", BARE, UNKNOWN, ()),
    "totem/beside.pls": ("Abend ä", BARE, UNKNOWN, ()),
    "totem/elsewhere.xspf": ("Abend ä", BARE, UNKNOWN, ()),
    "vlc/beside.m3u8": ("beside", TITLED, WHOLE, STREAM),
    "vlc/beside.xspf": ("Playlist", TITLED, EXACT, STREAM),
    "vlc/elsewhere.m3u8": ("elsewhere", TITLED, WHOLE, STREAM),
}

# Names that mean something in an address, a line, a comment or XML, and the two writers' way around them.
AWKWARD = (
    *PIECES,
    "plain.flac",
    "Bach: Air.flac",
    "a:b.flac",
    "C:.flac",
    "http:x.flac",
    "#1.flac",
    "-1.flac",
    "~.flac",
    "50%zz 100%.flac",
    " leading.flac",
    "trailing.flac ",
    "two\nlines.flac",
    "carriage\rreturn.flac",
    "tab\t.flac",
    "back\\slash.flac",
    "<b>&amp;'\".flac",
    "שלום.flac",
    "right\u202eto left.flac",
    "\u00a0space.flac",
    "line\u2028end.flac",
    "composed é apart e\u0301.flac",
    "family 👩\u200d👩\u200d👧.flac",
)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with the eight pieces, as far as a playlist cares: it reads no audio."""
    return with_files(tmp_path / "music", PIECES)


def with_files(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"fLaC")
    return folder


def put(saved: str, music: Path) -> Path:
    """The saved file where it was saved, with /srv for the test's own folder."""
    folder = music if "/beside" in saved else music.parent / "lists"
    folder.mkdir(exist_ok=True)
    file = folder / Path(saved).name
    file.write_bytes((SAVED / saved).read_bytes().replace(b"/srv/", f"{music.parent}/".encode()))
    return file


def test_every_file_that_was_saved_is_tried() -> None:
    assert {str(file.relative_to(SAVED)) for file in SAVED.glob("*/*")} == set(FILES)


@pytest.mark.parametrize("saved", FILES)
def test_what_another_program_saved_reads_right(saved: str, music: Path) -> None:
    title, titles, lengths, refused = FILES[saved]
    playlist = read_playlist(put(saved, music), [music])
    assert playlist.title == title
    assert [track.path for track in playlist.tracks] == [str(music / piece) for piece in PIECES[: len(titles)]]
    assert tuple(track.title for track in playlist.tracks) == titles
    assert tuple(track.length_s for track in playlist.tracks) == lengths
    assert tuple(refusal.entry for refusal in playlist.refused) == refused


@pytest.mark.parametrize("saved", [saved for saved in FILES if "beside" not in saved])
def test_entries_that_lead_out_are_refused_until_the_folder_is_added(saved: str, music: Path) -> None:
    playlist = read_playlist(put(saved, music))
    assert not playlist.tracks
    assert [refusal.number for refusal in playlist.refused] == list(range(1, len(playlist.refused) + 1))
    assert len(playlist.refused) >= len(PIECES)
    assert all("added" in refusal.reason or "address" in refusal.reason for refusal in playlist.refused), (
        playlist.refused
    )


@pytest.mark.parametrize("saved", FILES)
@pytest.mark.parametrize("suffix", [".m3u8", ".xspf"])
def test_what_another_program_saved_makes_a_round_trip(saved: str, suffix: str, music: Path) -> None:
    file = put(saved, music)
    before = read_playlist(file, [music])
    ours = file.with_suffix(suffix)
    write_playlist(ours, before)
    after = read_playlist(ours, [music])
    assert (after.title, after.tracks, after.refused) == (before.title, before.tracks, ())


def opened_by_vlc(file: Path) -> list[tuple[str, str]]:
    """The path and the title of each entry that libVLC finds in a playlist."""
    instance = vlc.Instance("--quiet", "--no-video", "--aout=dummy")
    media = instance.media_new_path(str(file))
    read = threading.Event()
    media.event_manager().event_attach(vlc.EventType.MediaParsedChanged, lambda _: read.set())
    assert media.parse_with_options(vlc.MediaParseFlag.local, 20_000) == 0
    assert read.wait(30)
    found = media.subitems()
    entries = []
    for item in (found.item_at_index(index) for index in range(found.count())):
        address = urlsplit(item.get_mrl())
        assert (address.scheme, address.query, address.fragment) == ("file", "", "")
        entries.append((unquote(address.path), item.get_meta(vlc.Meta.Title)))
        item.release()
    found.release()
    media.release()
    instance.release()
    return entries


@pytest.mark.parametrize("suffix", [".m3u8", ".xspf"])
def test_ours_open_in_vlc_with_every_name_that_a_file_can_have(suffix: str, tmp_path: Path) -> None:
    music = with_files(tmp_path / "100%25 music #1", AWKWARD)
    beyond = with_files(tmp_path / "beyond", ("far # away.flac", "far.flac"))
    files = [music / name for name in AWKWARD] + [beyond / "far # away.flac", beyond / "far.flac"]
    tracks = tuple(Track("", str(file), f"Piece {number}", length_s=1.5) for number, file in enumerate(files))
    ours = music / f"evening{suffix}"
    write_playlist(ours, Playlist("Evening & more", tracks))
    assert opened_by_vlc(ours) == [(str(file), f"Piece {number}") for number, file in enumerate(files)]
    again = read_playlist(ours, [beyond])
    assert [track.path for track in again.tracks] == [str(file) for file in files]


def test_a_folder_that_was_moved_keeps_its_playlists(tmp_path: Path) -> None:
    music = with_files(tmp_path / "music", AWKWARD)
    tracks = tuple(Track("", str(music / name), "Piece") for name in AWKWARD)
    for suffix in (".m3u8", ".xspf"):
        write_playlist(music / f"evening{suffix}", Playlist("Evening", tracks))
    moved = Path(shutil.move(music, tmp_path / "moved"))
    for suffix in (".m3u8", ".xspf"):
        playlist = read_playlist(moved / f"evening{suffix}")
        assert [track.path for track in playlist.tracks] == [str(moved / name) for name in AWKWARD]
    in_vlc = opened_by_vlc(moved / "evening.xspf")
    assert [path for path, _ in in_vlc] == [str(moved / name) for name in AWKWARD]
