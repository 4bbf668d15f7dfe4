"""A playlist from the library's pieces: which file, in which order."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import shown
from kapguide.audio.planning.arc import Arc
from kapguide.audio.playlists.playlist import Playlist
from kapguide.audio.playlists.write import write_playlist
from kapguide.errors import KapGuideError
from kapguide.ui.library.survey import along_the_arc

FORMATS = {"M3U8": ".m3u8", "XSPF": ".xspf"}
LONGEST = 100


class PlaylistWish(msgspec.Struct, frozen=True):
    """A playlist's name, its format's extension, and the folder that it is to lie in."""

    name: str
    suffix: str
    folder: Path


def fault_of(name: str) -> str:
    """Why no file can have that name, in a sentence; empty when one can."""
    if not name:
        return "Type a name for the playlist."
    if len(name) > LONGEST:
        return f"The name is longer than {LONGEST} characters."
    if any(sign in '<>:"/\\|?*' or not sign.isprintable() for sign in name) or name[0] == "." or name[-1] in ". ":
        return 'A name can hold letters, digits and blanks, but none of / \\ : * ? " < > | and no dot at its ends.'
    return ""


def write_out(
    wish: PlaylistWish, pieces: Sequence[LibraryEntry], arc: Arc, folders: Sequence[Path]
) -> tuple[Path, tuple[str, ...]]:
    """Write the pieces along the arc; the file, and sentences that the person should know. Raises KapGuideError.

    A playlist that is there already is never replaced.
    """
    if fault := fault_of(wish.name):
        raise KapGuideError(f"{fault} Nothing was written.")
    file = wish.folder / f"{wish.name}{wish.suffix}"
    if file.exists():
        raise KapGuideError(f"{shown(file.name)} is there already. Type another name; nothing was written.")
    tracks = tuple(entry.track for entry in along_the_arc(pieces, arc))
    return file, write_playlist(file, Playlist(wish.name, tracks), folders)
