"""What the library screen asks: which pieces fit a wish, and how much music there is. No Qt, any thread."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import msgspec

from kapguide.audio.library.entry import LibraryEntry, plain
from kapguide.audio.library.facts import minutes, shown
from kapguide.audio.library.index import inside
from kapguide.audio.library.library import Library
from kapguide.audio.planning.arc import Arc
from kapguide.audio.planning.shelf import NO_LYRICS

NO_PART = ""
"""The pieces that have no part of the arc yet."""
OTHER = "*"
"""The pieces whose label names a part that the arc does not have."""
NONE, SOME_LANGUAGE = "none", "und"
"""Labels of a piece without lyrics, and of one in a language that nobody has named (ISO 639's code for that)."""
LONGEST = 200
"""Characters of a title or a name that are shown."""


class Lyrics(StrEnum):
    """Which pieces are wanted; the value is what the choice says."""

    ANY = "Any lyrics"
    WITHOUT = "No lyrics"
    WITH = "With lyrics"


class SortOrder(StrEnum):
    """What a list is sorted by; the value is the column's title."""

    TITLE = "Title"
    WHO = "Artist or folder"
    PART = "Part of the arc"
    STRENGTH = "Strength"
    LYRICS = "Lyrics"
    LENGTH = "Length"
    LOUDNESS = "LUFS"


class PieceFilter(msgspec.Struct, frozen=True):
    """Which pieces, in which order. `part` is None for any, `strength` 0 for any."""

    text: str = ""
    part: str | None = None
    strength: int = 0
    lyrics: Lyrics = Lyrics.ANY
    unlabelled: bool = False
    order: SortOrder = SortOrder.TITLE
    falling: bool = False

    @property
    def everything(self) -> bool:
        """Nothing is left out."""
        narrow = self.text.strip() or self.strength or self.unlabelled or self.lyrics is not Lyrics.ANY
        return not narrow and self.part is None


class PartShare(msgspec.Struct, frozen=True):
    """The music that there is for one part of the arc. `seconds` leaves out what has lyrics: no session plays it."""

    part: str
    title: str
    strength: tuple[int, ...]
    pieces: int
    seconds: float

    @property
    def text(self) -> str:
        """`84 min`."""
        return (
            f"{int(self.seconds / 60):,} min" if self.seconds >= 60 else "less than 1 min" if self.seconds else "none"
        )


class Folder(msgspec.Struct, frozen=True):
    """A folder that was added, how many pieces lie in it, and how many of them were not there at the last look."""

    path: str
    pieces: int
    missing: int


class BadFile(msgspec.Struct, frozen=True):
    """A file's name, the sentence about it, which begins with the name, and its folder; a note has a sentence only."""

    id: str
    sentence: str
    name: str = ""
    folder: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}  {self.folder}".strip()


class Survey(msgspec.Struct, frozen=True):
    """The whole library in numbers and words."""

    shares: tuple[PartShare, ...] = ()
    pieces: int = 0
    seconds: float = 0.0
    unlabelled: int = 0
    bad: tuple[BadFile, ...] = ()
    folders: tuple[Folder, ...] = ()
    vocabulary: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), (), ())
    """The words in use for emotion, instruments, languages and cultures."""


def pieces_text(count: int) -> str:
    """`1 piece`, `5,000 pieces`."""
    return "1 piece" if count == 1 else f"{count:,} pieces"


def look(library: Library, arc: Arc, wish: PieceFilter, kept: frozenset[str] = frozenset()) -> tuple[LibraryEntry, ...]:
    """The pieces that fit, in order; those of the paths in `kept` in any case, as long as they may sound."""
    names = {part.name for part in arc}
    found = {
        entry.path: entry for entry in library.search(wish.text) if entry.path in kept or _fits(entry, wish, names)
    }
    for path in kept - found.keys():
        entry = library.entry(path)
        if entry is not None and not entry.fault:
            found[path] = entry
    if wish.order is SortOrder.TITLE and not wish.falling and not kept:
        return tuple(found.values())  # as the library sorts them
    places = {part.name: f"{place:03}" for place, part in enumerate(arc)}
    return tuple(sorted(found.values(), key=_KEYS[wish.order](places), reverse=wish.falling))


def survey(library: Library, arc: Arc) -> Survey:
    """Count everything once."""
    usable, bad, folders = library.search(), library.bad(), library.folders()
    names = {part.name: part for part in arc}
    pieces: dict[str, int] = {}
    seconds: dict[str, float] = {}
    for entry in usable:
        slot = entry.labels.slot
        slot = slot if slot in names or not slot else OTHER
        pieces[slot] = pieces.get(slot, 0) + 1
        heard = entry.facts.length_s if entry.labels.lyrics.lower() in NO_LYRICS else 0.0
        seconds[slot] = seconds.get(slot, 0.0) + heard
    known = [(part.name, part.title, part.strength) for part in arc]
    known += [(OTHER, "Other parts", (3,))] if OTHER in pieces else []
    shares = [
        PartShare(slot, title, strength, pieces.get(slot, 0), seconds.get(slot, 0.0))
        for slot, title, strength in (*known, (NO_PART, "No part yet", ()))
    ]
    everything = [*usable, *bad]
    return Survey(
        tuple(shares),
        len(usable),
        sum(entry.facts.length_s for entry in usable),
        sum(map(needs_label, usable)),
        tuple(map(_bad, bad)),
        tuple(_folder(path, everything) for path in folders),
        (
            _words(word for entry in usable for word in entry.labels.emotion),
            _words(word for entry in usable for word in entry.labels.instruments),
            _words(entry.labels.lyrics for entry in usable if entry.labels.lyrics not in (NONE, SOME_LANGUAGE)),
            _words(entry.labels.culture for entry in usable),
        ),
    )


def needs_label(entry: LibraryEntry) -> bool:
    """Nobody has said where in the arc it belongs, or whether it has lyrics."""
    return not entry.labels.slot or not entry.labels.lyrics


def along_the_arc(entries: Iterable[LibraryEntry], arc: Arc) -> list[LibraryEntry]:
    """The pieces by their part of the arc, those of no part last; within a part as they were."""
    places = {part.name: place for place, part in enumerate(arc)}
    return sorted(entries, key=lambda entry: places.get(entry.labels.slot, len(places)))


@lru_cache(4_096)
def said(text: str) -> str:
    """A title, a name or a word as it may be shown, on one line."""
    return shown(text[:LONGEST])


def who(entry: LibraryEntry) -> str:
    """Its artist, else the folder that it lies in."""
    return entry.facts.artist or Path(entry.path).parent.name


def length_text(entry: LibraryEntry) -> str:
    """`4:05`, empty when it is not known yet."""
    return minutes(entry.facts.length_s) if entry.facts.length_s else ""


def loudness_text(entry: LibraryEntry) -> str:
    """`−18.4`, empty when it is not known, or when there is nothing to hear."""
    lufs = entry.facts.lufs
    return f"{lufs:.1f}".replace("-", "−") if lufs is not None and lufs > -70 else ""


def lyrics_text(entry: LibraryEntry) -> str:
    """`none`, the language, or that there are some."""
    return {NONE: "none", SOME_LANGUAGE: "yes"}.get(entry.labels.lyrics, said(entry.labels.lyrics))


def _fits(entry: LibraryEntry, wish: PieceFilter, names: set[str]) -> bool:
    labels = entry.labels
    if wish.part is not None:
        other = bool(labels.slot) and labels.slot not in names
        if not (other if wish.part == OTHER else labels.slot == wish.part):
            return False
    if wish.strength and labels.intensity != wish.strength:
        return False
    sung = labels.lyrics.lower()
    if (wish.lyrics is Lyrics.WITH and sung in NO_LYRICS) or (wish.lyrics is Lyrics.WITHOUT and sung != NONE):
        return False
    return not wish.unlabelled or needs_label(entry)


Key = Callable[[LibraryEntry], tuple[object, ...]]


def _title(entry: LibraryEntry) -> tuple[str, str]:
    return plain(entry.title), entry.path


_KEYS: dict[SortOrder, Callable[[dict[str, str]], Key]] = {
    SortOrder.TITLE: lambda _: _title,
    SortOrder.WHO: lambda _: lambda entry: (plain(who(entry)), *_title(entry)),
    SortOrder.PART: lambda places: (
        lambda entry: (places.get(entry.labels.slot, f"x{entry.labels.slot}"), *_title(entry))
    ),
    SortOrder.STRENGTH: lambda _: lambda entry: (entry.labels.intensity or 6, *_title(entry)),
    SortOrder.LYRICS: lambda _: lambda entry: (plain(entry.labels.lyrics) or "\uffff", *_title(entry)),
    SortOrder.LENGTH: lambda _: lambda entry: (entry.facts.length_s, *_title(entry)),
    SortOrder.LOUDNESS: lambda _: (
        lambda entry: (entry.facts.lufs if entry.facts.lufs is not None else -99.0, *_title(entry))
    ),
}


def _folder(path: str, entries: Iterable[LibraryEntry]) -> Folder:
    there = [entry.there for entry in entries if inside(entry.path, path)]
    return Folder(path, len(there), there.count(False))


def _bad(entry: LibraryEntry) -> BadFile:
    file = Path(entry.path)
    return BadFile(entry.path, " ".join(entry.reason.split()), said(file.name), said(str(file.parent)))


def _words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}, key=plain))
