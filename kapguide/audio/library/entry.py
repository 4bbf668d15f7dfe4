"""A piece in the library: the file, what was measured of it, and what a person says of it."""

import unicodedata
from pathlib import Path

import msgspec

from kapguide.audio.library.facts import MISSING, FileFacts, reason
from kapguide.audio.track import Labels, Track
from kapguide.text import clean_text


class LibraryEntry(msgspec.Struct, frozen=True):
    """One piece. `size` and `mtime_ns` are the file's when `facts` were taken; `there` is False once it is missed."""

    path: str
    size: int = 0
    mtime_ns: int = 0
    facts: FileFacts = FileFacts()
    labels: Labels = Labels()
    there: bool = True

    @property
    def title(self) -> str:
        """What the tags call it, else the file's name."""
        return self.facts.title or Path(self.path).stem

    @property
    def fault(self) -> str:
        """The code of what is wrong with it; empty when it may sound."""
        return self.facts.fault if self.there else MISSING

    @property
    def reason(self) -> str:
        """What is wrong with it, in a sentence; empty when it may sound."""
        return reason(self.path, self.fault, self.facts)

    @property
    def track(self) -> Track:
        """The piece as the programme knows it."""
        facts = self.facts
        return Track(self.path, self.path, self.title, self.labels, facts.length_s, facts.gain_db, facts.measured)

    @property
    def words(self) -> str:
        """Everything that a search looks at, see `plain`."""
        facts, labels = self.facts, self.labels
        said = (labels.slot, labels.lyrics, labels.culture, *labels.emotion, *labels.instruments)
        return plain("\n".join((Path(self.path).name, facts.title, facts.artist, facts.album, facts.genre, *said)))

    def unchanged(self, size: int, mtime_ns: int) -> bool:
        """Whether the facts are still those of a file of this size and time.

        A disk formatted as FAT knows times to 2 s only: a file that was moved there is still the same.
        """
        rounded = mtime_ns % 2_000_000_000 == 0 and abs(mtime_ns - self.mtime_ns) <= 2_000_000_000
        return size == self.size and (mtime_ns == self.mtime_ns or rounded)


def plain(text: str) -> str:
    """`text` without case and accents, for comparing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def cleaned(labels: Labels) -> Labels:
    """`labels` as they can be saved, whatever was typed."""
    return Labels(
        slot=clean_text(labels.slot),
        intensity=labels.intensity,
        emotion=tuple(map(clean_text, labels.emotion)),
        instruments=tuple(map(clean_text, labels.instruments)),
        lyrics=clean_text(labels.lyrics),
        culture=clean_text(labels.culture),
    )


def completed(labels: Labels, by: Labels) -> Labels:
    """`labels`, and where they say nothing what `by` says."""
    said = {name: getattr(labels, name) or getattr(by, name) for name in Labels.__struct_fields__}
    return Labels(**said)
