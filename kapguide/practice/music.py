"""The music of a practice: the playlists to choose from, and a playlist as far as it may sound."""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.audio import shipped
from kapguide.audio.arc import Arc
from kapguide.audio.blocks import blocks_of
from kapguide.audio.director import crossfades_of
from kapguide.audio.library import Library
from kapguide.audio.playlist import SUFFIXES, Playlist, read_chosen
from kapguide.audio.programme import PlannedMusic, Wish, plan_music
from kapguide.paths import Home
from kapguide.practice.recording import MusicChoice
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.state import SessionState
from kapguide.settings import Sound


class ChosenMusic(msgspec.Struct, frozen=True):
    """A playlist's pieces as far as they may sound, and a sentence for each one that stays out."""

    playlist: Playlist
    left_out: tuple[str, ...] = ()


def playlists_of(home: Home, folders: Iterable[Path] = ()) -> tuple[tuple[str, str], ...]:
    """Name and title of every playlist: the practice's own by their paths, then those that ship by their names.

    The practice's own lie in its folder for playlists, or at the top of one of the library's `folders`.
    """
    own: dict[Path, str] = {}
    for folder in (home.playlists, *folders):
        with contextlib.suppress(OSError):  # a drive that is not there has no playlists
            found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
            own |= {path.resolve(): path.stem for path in found}
    shipped = sorted(paths.playlists().glob("*.m3u8"))
    return (
        *((str(path), title) for path, title in own.items()),
        *((path.stem, f"{read_chosen(path.stem).title}  ·  comes with KapGuide") for path in shipped),
    )


def chosen_music(name: str, library: Library | None) -> ChosenMusic:
    """The playlist of that name or path, completed by what the library knows. Never fails; see `playlist.fault`."""
    folders: Sequence[Path] = [Path(folder) for folder in library.folders()] if library is not None else ()
    playlist = read_chosen(name, folders)
    playlist = msgspec.structs.replace(playlist, tracks=tuple(map(shipped.completed, playlist.tracks)))
    refused = tuple(str(refusal) for refusal in playlist.refused)
    if library is None:
        return ChosenMusic(playlist, refused)
    known = library.known(playlist.tracks)
    fault = playlist.fault
    if playlist.tracks and not known.tracks:
        fault = f"Nothing in the playlist {playlist.title} can be played."
    playlist = msgspec.structs.replace(playlist, tracks=known.tracks, fault=fault)
    return ChosenMusic(playlist, (*refused, *playlist.warnings, *(left.reason for left in known.left_out)))


def overview_in(library: Library | None, path: str) -> bytes:
    """A piece's levels, see facts.STEP_DB; empty while they are not known."""
    entry = library.entry(path) if library is not None else None
    facts = entry.facts if entry is not None else shipped.shipped_facts().get(path)
    return facts.overview if facts is not None else b""


def planned_music(
    protocol: TherapyProtocol, playlist: Playlist, choice: MusicChoice, sound: Sound, arc: Arc
) -> PlannedMusic:
    """The programme of a session that has not begun."""
    wish = Wish(choice.seed, avoid=frozenset(choice.avoid), crossfades=crossfades_of(sound))
    return plan_music(blocks_of(SessionState(protocol), 0), playlist.tracks, arc, wish)
