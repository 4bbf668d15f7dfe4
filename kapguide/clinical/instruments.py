"""Instruments: what is asked and in which words, what is published about its scores, and where each of it comes from.

One that may ship has its items; of one that may not, the score alone is entered, as it was found on the licensed form.
"""

import math

import msgspec

from kapguide.clinical.marks import Mark

HOW = "how"
"""The name under which a kept form says, beside its answers, how they came about: one of these."""
FOLLOW = "to follow"
"""The name under which it says, in the same way, which items somebody has to follow up; it is there for these alone. No
item has a blank in its id."""
HANDED_OVER, ASKED_ALOUD, ON_THE_FORM = "handed over", "asked aloud", "scored on the licensed form"


class ScoringSource(msgspec.Struct, frozen=True):
    """Where something in the file comes from."""

    id: str
    mark: Mark
    text: str


class AnswerOption(msgspec.Struct, frozen=True):
    """One answer and what it counts. Of a scale from 0 to 10 only the two ends have words."""

    value: int
    words: str = ""


class InstrumentItem(msgspec.Struct, frozen=True):
    """One question, word for word. `lead` stands above it.

    `ends` is the answer after which the form asks nothing more, and what it leaves out counts 0; `follow_above` is the
    value above which somebody writes down what was done. One that is not `scored` only says whether the form goes on.
    """

    id: str
    text: str
    options: tuple[AnswerOption, ...]
    lead: str = ""
    scored: bool = True
    ends: int | None = None
    follow_above: int | None = None

    @property
    def is_scale(self) -> bool:
        """Whether most of its answers are numbers alone."""
        return any(not option.words for option in self.options)

    def allows(self, value: object) -> bool:
        """Whether this is one of its answers."""
        return type(value) is int and any(option.value == value for option in self.options)

    def words_of(self, value: object) -> str:
        """An answer in the form's own words; empty where there is none."""
        found = next((option for option in self.options if option.value == value), None)
        return "" if found is None else found.words or str(found.value)


class ScoreBand(msgspec.Struct, frozen=True):
    """A published name for a part of the range, both ends of it included."""

    low: int
    high: int
    words: str
    source: str


class PublishedCutOff(msgspec.Struct, frozen=True):
    """A published value from which on a score is called something, in that population; `to` where it is a range.
    `name` is what stands at its line in a chart."""

    at: int
    words: str
    population: str
    source: str
    to: int | None = None
    name: str = "cut-off"

    @property
    def figures(self) -> str:
        """`31 to 33`, or `4 or more`."""
        return f"{self.at} or more" if self.to is None else f"{self.at} to {self.to}"


class KnownChange(msgspec.Struct, frozen=True):
    """What is published about a change of the score, for people to read beside it; nothing is computed from it."""

    words: str
    population: str
    source: str


class ItemCluster(msgspec.Struct, frozen=True):
    """Items that belong together. Those answered with at least `counts_from` are counted, `exceptions` from their own
    value on; `needed` is how many a published rule asks for; `adds` says that their sum is told, too."""

    id: str
    title: str
    items: tuple[str, ...]
    counts_from: int
    source: str
    exceptions: dict[str, int] = {}
    needed: int | None = None
    adds: bool = False

    def counts(self, item: str, value: int) -> bool:
        """Whether the item counts with this answer."""
        return value >= self.exceptions.get(item, self.counts_from)


class FormField(msgspec.Struct, frozen=True):
    """A figure that a licensed form comes to; `high` is None where nobody says how far it goes."""

    id: str
    title: str
    low: float = 0
    high: float | None = None

    def of(self, value: object) -> float | None:
        """A figure that it can have; None for anything else."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return float(value) if self.low <= value <= (value if self.high is None else self.high) else None


class Instrument(msgspec.Struct, frozen=True):
    """A questionnaire with its items, or a form of which the score alone is entered."""

    id: str
    version: str
    title: str
    about: str
    licence: str
    statement: str = ""
    """What the form's makers want to be read on it."""
    instruction: str = ""
    """What is read once, before the first item."""
    items: tuple[InstrumentItem, ...] = ()
    fields: tuple[FormField, ...] = ()
    bands: tuple[ScoreBand, ...] = ()
    cutoffs: tuple[PublishedCutOff, ...] = ()
    changes: tuple[KnownChange, ...] = ()
    clusters: tuple[ItemCluster, ...] = ()
    rule: str = ""
    """What is told when every cluster has as many as it needs."""
    notes: str = ""
    """What whoever reads a score should know of this version of the form."""
    sources: tuple[ScoringSource, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether its items ship, so that it can be handed over or asked."""
        return bool(self.items)

    @property
    def own_scale(self) -> bool:
        """Whether it is one scale from 0 to 10."""
        return len(self.items) == 1 and self.items[0].is_scale

    @property
    def range(self) -> tuple[float, float] | None:
        """The least and the most that a total can be; None where nobody says it."""
        if self.asks:
            scored = [[option.value for option in item.options] for item in self.items if item.scored]
            return sum(map(min, scored)), sum(map(max, scored))
        total = next((field for field in self.fields if field.id == "total"), None)
        return None if total is None or total.high is None else (total.low, total.high)

    def item(self, name: str) -> InstrumentItem | None:
        """The item of an id."""
        return next((item for item in self.items if item.id == name), None)

    def source(self, name: str) -> ScoringSource | None:
        """The source of an id."""
        return next((source for source in self.sources if source.id == name), None)
