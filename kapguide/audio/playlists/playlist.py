"""Playlists: M3U8, M3U, XSPF and PLS files with labels beside them. An entry that leads astray is refused by itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.audio.library.folder import SUFFIXES as MUSIC
from kapguide.audio.playlists.file import read_bytes
from kapguide.audio.playlists.formats import Listing, decoded, one_line, parse_m3u, parse_pls
from kapguide.audio.playlists.labels import Labelling, labels_file
from kapguide.audio.playlists.paths import FoundFile, Places
from kapguide.audio.playlists.xspf import parse_xspf
from kapguide.audio.track import Track
from kapguide.errors import KapGuideError
from kapguide.files import Spellings, text_of
from kapguide.paths import typed
from kapguide.toml_file import escaped

SUFFIXES = (".m3u8", ".m3u", ".xspf", ".pls")
SIZE_CAP = 1_000_000
"""A playlist file larger than this (bytes) is not read."""
ENTRY_CAP = 20_000
SHOWN = 300
"""Characters of an entry that a report repeats."""


class Refusal(msgspec.Struct, frozen=True):
    """An entry that is not played, and why. `entry` is as written in the file, `number` its place among the entries."""

    line: int
    entry: str
    reason: str
    number: int = 0

    def __str__(self) -> str:
        shown = self.entry if len(self.entry) <= SHOWN else f"{self.entry[:SHOWN]}..."
        return f"line {self.line} (entry {self.number}): “{escaped(shown)}” is not played: {self.reason}"


class Playlist(msgspec.Struct, frozen=True):
    """The tracks of a file in order, and the entries that were refused."""

    title: str
    tracks: tuple[Track, ...]
    refused: tuple[Refusal, ...] = ()
    fault: str = ""
    """Why there is no music at all, in a sentence; empty otherwise."""
    warnings: tuple[str, ...] = ()
    """A sentence for each of the labels beside the file that could not be used."""

    def of_slot(self, slot: str) -> tuple[Track, ...]:
        """The tracks for a music slot, in the playlist's order."""
        return tuple(track for track in self.tracks if track.slot == slot)


def read_chosen(name: str, folders: Sequence[Path] = ()) -> Playlist:
    """The playlist of the settings: a shipped one's name, or the path of a file. Never fails; see `fault`."""
    shipped = {file.stem: file for file in paths.playlists().glob("*.m3u8")}
    try:
        playlist = read_playlist(shipped.get(name) or _spelled(typed(name)), folders)
    except KapGuideError as error:
        return Playlist(name, (), fault=error.sentence)
    if not playlist.tracks:
        return msgspec.structs.replace(playlist, fault=f"The playlist {playlist.title} has nothing that can be played.")
    return playlist


def _spelled(path: Path) -> Path:
    """The playlist's file, however the accents of its path are composed."""
    try:
        return Spellings().find(Path(path.anchor), path.parts[len(Path(path.anchor).parts) :])
    except (OSError, ValueError):
        return path


def read_playlist(path: Path, folders: Sequence[Path] = ()) -> Playlist:
    """Read a playlist; entries that are missing, or lie outside its folder and `folders`, are refused one by one.

    Raises KapGuideError when the file itself cannot be read.
    """
    places = Places(path.parent, folders)

    def is_name(readings: tuple[str, ...]) -> bool:
        """Of a line that begins with `#`: there is such a file, or it looks like one that is missing."""
        return isinstance(places.find(readings), FoundFile) or Path(readings[0]).suffix.lower() in MUSIC

    listing = _listing(path, read_bytes(path, SIZE_CAP, "playlist"), is_name)
    if len(listing.entries) > ENTRY_CAP:
        raise KapGuideError(f"The playlist {escaped(path.name)} has more than {ENTRY_CAP} entries. It was not read.")
    labels = Labelling(labels_file(path), places)
    tracks: list[Track] = []
    refused: list[Refusal] = []
    for entry in listing.entries:
        found = places.find(entry.readings) if entry.readings else "it names no file"
        if isinstance(found, FoundFile):
            title = entry.title or one_line(Path(found.path).stem) or escaped(found.name)
            tracks.append(Track(found.name, found.path, title, labels.of(entry, found.name), entry.length_s))
        else:
            labels.pass_over(entry)
            refused.append(Refusal(entry.line, entry.text, found, entry.number))
    return Playlist(listing.title or path.stem, tuple(tracks), tuple(refused), warnings=labels.warnings())


def _listing(path: Path, data: bytes, is_name: Callable[[tuple[str, ...]], bool]) -> Listing:
    """What the file says, by its extension; one that plainly is of another kind is read as that."""
    name, suffix = escaped(path.name), path.suffix.lower()
    match _kind_by_content(data) or suffix:
        case ".xspf":
            return parse_xspf(data, name)
        case ".pls":
            return parse_pls(decoded(data))
        case ".m3u8" | ".m3u" if suffix == ".m3u8":
            try:
                return parse_m3u(text_of(data), is_name)
            except UnicodeDecodeError as error:
                raise KapGuideError(f"The playlist {name} is not UTF-8 text. Save it as M3U8.", str(error)) from error
        case ".m3u8" | ".m3u":
            return parse_m3u(decoded(data), is_name)
        case _:
            raise KapGuideError(f"{name} is not a playlist that can be read: those are M3U8, M3U, XSPF and PLS.")


def _kind_by_content(data: bytes) -> str:
    """The kind that the first characters leave no doubt of; empty when they do not."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    start = data[:100].decode(encoding, errors="replace").lstrip().lower()
    if start.startswith(("<?xml", "<playlist", "<!doctype")):
        return ".xspf"
    if start.startswith("[playlist]"):
        return ".pls"
    return ".m3u" if start.startswith("#extm3u") else ""
