"""What a playlist's format cannot hold: labels in a readable file beside it, `evening.labels.json` for `evening.m3u8`.

Each entry of the playlist has its labels under its path; one that stands in it several times may have a list of them.
"""

from collections import Counter
from collections.abc import Container, Iterable
from pathlib import Path

import msgspec

from kapguide.audio.playlists.file import read_bytes
from kapguide.audio.playlists.formats import Listed, one_line
from kapguide.audio.playlists.paths import FoundFile, Places
from kapguide.audio.track import Labels
from kapguide.errors import KapGuideError
from kapguide.files import composed, text_of
from kapguide.toml_file import escaped

SIZE_CAP = 4_000_000
MOST_WORDS = 50
"""Of emotions or instruments of one piece."""
LABELS_LEFT_OUT = "The playlist is used without them."

ByEntry = dict[str, tuple[Labels, ...]]
"""Labels by the entry's path; the last of a tuple holds for all further times that the entry stands in the playlist."""


class LabelsRead(msgspec.Struct, frozen=True):
    """The labels of a file, and a sentence for each thing in it that could not be used."""

    by_entry: ByEntry
    problems: tuple[str, ...] = ()


def labels_file(playlist: Path) -> Path:
    """Where the labels of a playlist lie."""
    return playlist.with_name(f"{playlist.stem}.labels.json")


def read_labels(file: Path) -> LabelsRead:
    """The labels in a file, none where there is no file. Never fails: what is wrong is told, the rest is used."""
    name = escaped(file.name)
    try:
        file.lstat()
        written = text_of(read_bytes(file, SIZE_CAP, "labels file"))
        found = msgspec.json.decode(written, type=dict[str, object])
    except FileNotFoundError:
        return LabelsRead({})
    except KapGuideError as error:
        return LabelsRead({}, (f"{error.sentence} {LABELS_LEFT_OUT}",))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return LabelsRead({}, (f"The labels file {name} has a mistake: {escaped(str(error))}. {LABELS_LEFT_OUT}",))
    labels: ByEntry = {}
    problems = []
    for key, value in found.items():
        try:
            labels[key] = tuple(tidied(each) for each in msgspec.convert(_as_list(value), list[Labels]))
        except ValueError as error:  # msgspec.ValidationError is one
            problems.append(
                f"The labels file {name}: those of “{escaped(key[:200])}” are left out: {escaped(str(error))}."
            )
    return LabelsRead(labels, tuple(problems))


class Labelling:
    """Gives the entries of a playlist their labels, in the playlist's order."""

    def __init__(self, file: Path, places: Places) -> None:
        self._file = file
        self._places = places
        self._read = read_labels(file)
        self._labels = {composed(key): each for key, each in self._read.by_entry.items()}
        self._times: Counter[str] = Counter()

    def of(self, entry: Listed, name: str) -> Labels:
        """The labels of an entry, found under its path or as it is written; a slot in the playlist itself holds."""
        key = composed(name)
        key = key if key in self._labels else composed(entry.text)
        each = self._labels.get(key, (Labels(),))
        labels = each[min(self._times[key], len(each) - 1)]
        self._times[key] += 1
        return msgspec.structs.replace(labels, slot=entry.slot) if entry.slot else labels

    def pass_over(self, entry: Listed) -> None:
        """An entry that is not played; labels may be kept for it nevertheless."""
        self._times.update(composed(said) for said in (entry.text, *entry.readings))

    def warnings(self) -> tuple[str, ...]:
        """What could not be used, and labels of what is neither in the playlist nor beside it: a mistyped name."""
        name = escaped(self._file.name)
        lost = (key for key in self._read.by_entry if composed(key) not in self._times and not self._is_there(key))
        told = (f"The labels file {name} names “{escaped(key[:200])}”, which is not in the playlist." for key in lost)
        return (*self._read.problems, *told)

    @property
    def problems(self) -> tuple[str, ...]:
        """What in the file could not be used."""
        return self._read.problems

    def others(self, names: Container[str]) -> ByEntry:
        """The file's labels of pieces that are there and not among `names`: another playlist may share the file."""
        there = {key: self._places.find((key,)) for key in self._read.by_entry}
        return {
            key: self._read.by_entry[key]
            for key, found in there.items()
            if isinstance(found, FoundFile) and found.name not in names
        }

    def _is_there(self, key: str) -> bool:
        return isinstance(self._places.find((key,)), FoundFile)


def labels_text(labels: ByEntry) -> str:
    """The file's text: sorted, one entry after the other, without what is not said."""
    plain = {
        key: msgspec.to_builtins(each[0] if len(each) == 1 else each) for key, each in sorted(labels.items()) if each
    }
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def gathered(said: Iterable[tuple[str, Labels]]) -> ByEntry:
    """Labels by entry, in the order in which the entry stands in the playlist; one where all are the same."""
    by_entry: dict[str, list[Labels]] = {}
    for key, labels in said:
        by_entry.setdefault(key, []).append(tidied(labels))
    told = {key: each for key, each in by_entry.items() if set(each) != {Labels()}}
    return {key: tuple(each) if len(set(each)) > 1 else (each[0],) for key, each in told.items()}


def tidied(labels: Labels) -> Labels:
    """Labels as a file can hold them. Raises ValueError for an intensity or a number of words that cannot be."""
    if not 0 <= labels.intensity <= 5:
        raise ValueError(f"intensity {labels.intensity} is not from 1 to 5")
    if max(len(labels.emotion), len(labels.instruments)) > MOST_WORDS:
        raise ValueError(f"more than {MOST_WORDS} words")
    return Labels(
        slot=one_line(labels.slot),
        intensity=labels.intensity,
        emotion=_words(labels.emotion),
        instruments=_words(labels.instruments),
        lyrics=one_line(labels.lyrics),
        culture=one_line(labels.culture),
    )


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) and value else [value]


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in map(one_line, words) if word)
