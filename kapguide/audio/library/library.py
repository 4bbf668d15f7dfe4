"""The music library: folders that were added, what lies in them, what was measured of it, and what is said of it.

Files are referred to, not copied. Everything is answered from memory; imports run in processes of their own.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from kapguide.audio.library.entry import LibraryEntry, cleaned, completed, plain
from kapguide.audio.library.facts import shown
from kapguide.audio.library.importing import Import, Imported, Progress
from kapguide.audio.library.index import LibraryIndex, inside
from kapguide.audio.library.scanner import HUNG_S, Pool
from kapguide.audio.track import Labels, Track
from kapguide.errors import KapGuideError
from kapguide.paths import typed, whole

log = logging.getLogger(__name__)

END_S = 10.0
"""An import that was cancelled has ended by then; nobody waits for it any longer."""
LOOKED_FOR = 50
"""A folder that is said to have moved is believed when one of so many pieces lies there."""


class LeftOut(msgspec.Struct, frozen=True):
    """A track that stays out of a session, and why, in a sentence."""

    track: Track
    reason: str


class Known(msgspec.Struct, frozen=True):
    """A playlist's tracks as far as they may sound, completed by what the library knows; and the others."""

    tracks: tuple[Track, ...]
    left_out: tuple[LeftOut, ...] = ()


class Library:
    """The library whose index is the file at `path`. A file that is locked or damaged is said in `trouble` or
    `notices`, and the library goes on in memory."""

    def __init__(self, path: Path, *, hung_s: float = HUNG_S) -> None:
        self._index = LibraryIndex(path)
        self._hung_s = hung_s
        self._turn = threading.Lock()  # imports take turns: two would read the same files twice
        self._imports: list[Import] = []
        self._paused = False

    @property
    def trouble(self) -> str:
        """Why the index cannot be saved now, in a sentence; empty when it can."""
        return self._index.trouble

    @property
    def notices(self) -> tuple[str, ...]:
        """What happened to the index's file, in sentences."""
        return tuple(self._index.notices)

    # --- folders -------------------------------------------------------------------------------------------

    def add_folder(self, path: Path) -> str:
        """Note that this folder's music is the clinic's; its path. An import takes it in. Raises KapGuideError."""
        folder = whole(path)
        if not folder.is_dir():
            raise KapGuideError(f"{shown(str(folder))} is no folder. Nothing was added.")
        self._index.add_folder(str(folder))
        return str(folder)

    def folders(self) -> tuple[str, ...]:
        """The folders that were added."""
        return self._index.folders()

    def remove_folder(self, path: str) -> None:
        """Forget a folder and what lies in it alone; what was said of its pieces is kept."""
        self._index.add_folder(path, kept=False)
        others = self._index.folders()
        self._index.remove(
            entry.path
            for entry in self._index.entries()
            if inside(entry.path, path) and not any(inside(entry.path, other) for other in others)
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Take pieces out of the library, such as missing ones; what was said of them is kept."""
        self._index.remove(paths)

    def repoint(self, old: str, new: Path) -> int:
        """A folder has moved: its pieces are looked for at the new place from now on; how many.

        Labels and facts go along at once, and an import of the new folder takes anew what has changed on the way.
        Raises KapGuideError when none of the pieces lies there.
        """
        folder = str(whole(new))

        def there(path: str) -> str:
            return folder + path[len(old.rstrip("/\\")) :]

        pieces = [entry.path for entry in self._index.entries() if inside(entry.path, old)]
        if not any(Path(there(path)).exists() for path in pieces[:LOOKED_FOR]):
            raise KapGuideError(f"None of the music of {shown(old)} is in {shown(folder)}. Nothing was changed.")
        said = [path for path in self._index.labelled() if inside(path, old)]
        self._index.move({path: there(path) for path in {*pieces, *said}})
        for each in self._index.folders():
            if inside(each, old):
                self._index.add_folder(each, kept=False)
                self._index.add_folder(there(each))
        return len(pieces)

    # --- imports -------------------------------------------------------------------------------------------

    def import_(
        self,
        paths: Iterable[Path | str] = (),
        progress: Progress = lambda _done, _total, _name: None,
        done: Callable[[Imported], None] = lambda _: None,
    ) -> Import:
        """Take in files and folders in the background, or all that were added. Both calls come from other threads."""
        wanted = [str(typed(path).absolute()) for path in paths] or list(self.folders())
        pool = Pool(hung_s=self._hung_s)
        pool.pause(self._paused)
        started = Import(self._index, pool, wanted, self._turn, progress, done)
        self._imports = [each for each in self._imports if not each.over] + [started]
        return started

    def pause(self, paused: bool) -> None:
        """Hold every import while a session runs, or let them go on."""
        self._paused = paused
        for each in self._imports:
            each.pause(paused)

    def save(self) -> bool:
        """Wait until everything is on the disk; False when it cannot be now, see `trouble`."""
        return self._index.save()

    def close(self) -> None:
        """Cancel imports, save, and let go of the file."""
        for each in self._imports:
            each.cancel()
        for each in self._imports:
            if each.wait(END_S) is None:
                log.warning("an import did not end when the library was closed")
        self._index.close()

    # --- pieces --------------------------------------------------------------------------------------------

    def entry(self, path: str) -> LibraryEntry | None:
        """What is known of the piece at `path`."""
        return self._index.entry(path)

    def named(self, name: str) -> Path | None:
        """A piece that may sound, by its file's name, with or without its ending; the first by its path."""
        fits = (entry for entry in self._index.entries() if not entry.fault)
        found = sorted(entry.path for entry in fits if name in (Path(entry.path).name, Path(entry.path).stem))
        return Path(found[0]) if found else None

    def set_labels(self, path: str, labels: Labels) -> None:
        """What a person says of a piece; empty labels take it back."""
        self._index.label(path, cleaned(labels))

    def search(
        self,
        text: str = "",
        *,
        slot: str = "",
        intensity: Sequence[int] = (),
        emotion: str = "",
        instrument: str = "",
        lyrics: str = "",
        culture: str = "",
        genre: str = "",
        folder: str = "",
        length_s: tuple[float, float] = (0.0, float("inf")),
        usable: bool = True,
    ) -> list[LibraryEntry]:
        """The pieces in whose names, tags and labels every word of `text` occurs, and which are of the wanted kind, by
        title. `usable` leaves out those with a fault."""
        words = plain(text).split()
        wanted = [(plain(each), name) for each, name in ((emotion, "emotion"), (instrument, "instruments")) if each]
        single = {"slot": slot, "lyrics": lyrics, "culture": culture}

        def fits(entry: LibraryEntry, said: str) -> bool:
            labels = entry.labels
            return (
                not (usable and entry.fault)
                and all(word in said for word in words)
                and all(plain(getattr(labels, name)) == plain(each) for name, each in single.items() if each)
                and (not intensity or labels.intensity in intensity)
                and all(each in map(plain, getattr(labels, name)) for each, name in wanted)
                and plain(genre) in plain(entry.facts.genre)
                and (not folder or inside(entry.path, folder))
                and length_s[0] <= entry.facts.length_s <= length_s[1]
            )

        found = [entry for entry, said in self._index.with_words() if fits(entry, said)]
        return sorted(found, key=lambda entry: (plain(entry.title), entry.path))

    def bad(self) -> list[LibraryEntry]:
        """The pieces that stay out of sessions; `reason` of each says why."""
        return sorted((entry for entry in self._index.entries() if entry.fault), key=lambda entry: entry.path)

    def known(self, tracks: Iterable[Track]) -> Known:
        """A playlist's tracks with the library's length, gain and labels, the playlist's own where it says something.

        One that the library does not know stays as it is; one with a fault is left out.
        """
        kept: list[Track] = []
        out: list[LeftOut] = []
        for track in tracks:
            entry = self._index.entry(track.path)
            labels = completed(track.labels, self._index.labels(track.path))
            if entry is None:
                kept.append(msgspec.structs.replace(track, labels=labels))
            elif entry.fault:
                out.append(LeftOut(track, entry.reason))
            else:
                named = track.title and track.title != Path(track.path).stem
                kept.append(
                    msgspec.structs.replace(
                        track,
                        title=track.title if named else entry.title,
                        labels=labels,
                        length_s=entry.facts.length_s or track.length_s,
                        gain_db=entry.facts.gain_db,
                        measured=entry.facts.measured,
                    )
                )
        return Known(tuple(kept), tuple(out))
