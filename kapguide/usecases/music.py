"""The music of a practice: its library, the playlists to choose from, and a playlist as far as it may sound."""

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.audio.library import shipped
from kapguide.audio.library.library import Library
from kapguide.audio.narration import Narrator
from kapguide.audio.planning.arc import Arc
from kapguide.audio.planning.blocks import blocks_of
from kapguide.audio.planning.programme import MusicWish, PlannedMusic, plan_music
from kapguide.audio.planning.wishes import crossfades_of
from kapguide.audio.playlists.playlist import SUFFIXES, Playlist, read_chosen
from kapguide.log import log
from kapguide.paths import Home
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import SessionState
from kapguide.settings import Settings, SoundSettings
from kapguide.usecases.sessions import MusicChoice


class ChosenMusic(msgspec.Struct, frozen=True):
    """A playlist's pieces as far as they may sound, and a sentence for each one that stays out."""

    playlist: Playlist
    left_out: tuple[str, ...] = ()


class PracticeMusic:
    """Opens the library when it is first asked for; a session never waits for an import."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home, self._settings = home, settings
        self._library: Library | None = None

    def take(self, settings: Settings) -> None:
        """Have these settings from the next session on."""
        self._settings = settings

    @property
    def library(self) -> Library:
        """The practice's library."""
        if self._library is None:
            self._library = Library(self._home.make().library)
            for notice in self._library.notices:
                log.warning("library: %s", notice)
        return self._library

    def chosen(self, name: str) -> ChosenMusic:
        """A playlist as far as it may sound; the practice's usual one where no name is given."""
        return chosen_music(name or self._settings.sound.playlist, self.library)

    def levels_of(self, path: str) -> bytes:
        """A piece's levels by its path; empty while they are not known."""
        return overview_in(self.library, path)

    def narrator(self) -> Narrator:
        """Who finds a prompt's line."""
        home, voice = self._home, self._settings.voice
        return Narrator(home.lines, home.made_lines, voice, self.library.named, voice=home.voice, scripts=home.scripts)

    def rest(self, resting: bool) -> None:
        """Hold imports while a session runs, or let them go on."""
        if self._library is not None or resting:
            self.library.pause(resting)

    def close(self) -> None:
        """Save and let go of the library."""
        if self._library is not None:
            self._library.close()


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
    protocol: TherapyProtocol, playlist: Playlist, choice: MusicChoice, sound: SoundSettings, arc: Arc
) -> PlannedMusic:
    """The programme of a session that has not begun."""
    wish = MusicWish(choice.seed, avoid=frozenset(choice.avoid), crossfades=crossfades_of(sound))
    return plan_music(blocks_of(SessionState(protocol), 0), playlist.tracks, arc, wish)
