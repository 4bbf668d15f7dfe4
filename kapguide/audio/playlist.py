"""Playlists: M3U8 files whose `#EXTGRP` names the music slot of each entry. One outside the folder is refused."""

import re
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.audio.track import Labels, Track
from kapguide.errors import KapGuideError

SIZE_CAP = 1_000_000
"""A playlist file larger than this (bytes) is not read."""


class Refusal(msgspec.Struct, frozen=True):
    """An entry that is not played, and why."""

    line: int
    entry: str
    reason: str


class Playlist(msgspec.Struct, frozen=True):
    """The tracks of a file in order, and the entries that were refused."""

    title: str
    tracks: tuple[Track, ...]
    refused: tuple[Refusal, ...] = ()
    fault: str = ""
    """Why there is no music at all, in a sentence; empty otherwise."""

    def of_slot(self, slot: str) -> tuple[Track, ...]:
        """The tracks for a music slot, in the playlist's order."""
        return tuple(track for track in self.tracks if track.slot == slot)


def read_chosen(name: str) -> Playlist:
    """The playlist of the settings: a shipped one's name, or the path of an M3U8 file. Never fails; see `fault`."""
    shipped = paths.playlists() / f"{name}.m3u8"
    try:
        playlist = read_playlist(shipped if shipped.is_file() else Path(name).expanduser())
    except KapGuideError as error:
        return Playlist(name, (), fault=error.sentence)
    if not playlist.tracks:
        return msgspec.structs.replace(playlist, fault=f"The playlist {playlist.title} has nothing that can be played.")
    return playlist


def read_playlist(path: Path) -> Playlist:
    """Read an M3U8 file; entries that are missing or lie outside its folder are refused one by one.

    Raises KapGuideError when the file itself cannot be read.
    """
    lines = _lines(path)
    title, label, slot, length = path.stem, "", "", 0.0
    tracks: list[Track] = []
    refused: list[Refusal] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("#PLAYLIST:"):
            title = line.partition(":")[2].strip() or title
        elif line.startswith("#EXTGRP:"):
            slot = line.partition(":")[2].strip()
        elif line.startswith("#EXTINF:"):
            length, label = _extinf(line)
        elif line and not line.startswith("#"):
            reason = refusal_reason(path.parent, line)
            if reason:
                refused.append(Refusal(number, line, reason))
            else:
                file = (path.parent / line).resolve()
                tracks.append(Track(line, str(file), label or file.stem, Labels(slot=slot), length))
            label, length = "", 0.0
    return Playlist(title, tuple(tracks), tuple(refused))


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > SIZE_CAP:
            raise KapGuideError(f"The playlist {path.name} is larger than 1 MB. It was not read.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise KapGuideError(f"The playlist {path.name} is not UTF-8 text. Save it as M3U8.", str(error)) from error
    except OSError as error:
        raise KapGuideError(f"The playlist {path.name} cannot be read: {error.strerror}.", str(error)) from error
    return [line.strip() for line in text.split("\n")]


def _extinf(line: str) -> tuple[float, str]:
    """Length in seconds (0 when unknown) and label of an `#EXTINF:213,Artist - Title` line."""
    seconds, _, label = line.removeprefix("#EXTINF:").partition(",")
    number = re.match(r"\s*(\d+(?:\.\d+)?)", seconds)
    return float(number[1]) if number else 0.0, label.strip()


def refusal_reason(folder: Path, entry: str) -> str:
    """Why an entry may not be played; empty when it may. Nothing is fetched or opened."""
    if "\0" in entry:
        return "the name holds a NUL character"
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+:", entry):
        return "addresses are not played, only files beside the playlist"
    if re.match(r"[a-zA-Z]:", entry) or entry.startswith(("/", "\\")):
        return "an absolute path; only files beside the playlist are played"
    if ".." in re.split(r"[/\\]", entry):
        return "leads out of the playlist's folder"
    file = folder / entry
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return "a link that leads out of the playlist's folder"
        if not file.exists():
            return "the file is missing"
    except (OSError, RuntimeError) as error:
        return f"cannot be looked up ({error.__class__.__name__})"
    return "" if file.is_file() else "not a file"
