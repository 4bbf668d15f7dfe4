"""What the answers to an instrument come to, exactly as published: an answer that is missing is never a zero."""

from collections.abc import Mapping

import msgspec

from kapguide.clinical.instruments import Instrument, InstrumentItem, ItemCluster, PublishedCutOff, ScoreBand

Answered = Mapping[str, object]
"""By the item's id. What is not one of the item's answers counts as not answered."""


class ClusterScore(msgspec.Struct, frozen=True):
    """What the items of a cluster come to: their sum, and how many of them count."""

    cluster: ItemCluster
    total: int
    count: int


class ScoreResult(msgspec.Struct, frozen=True):
    """What a form comes to. One that is incomplete has no total, no band, no cluster; what it asks to be followed, it
    asks all the same."""

    total: float | None
    answered: int
    asked: int
    band: ScoreBand | None = None
    reached: tuple[PublishedCutOff, ...] = ()
    """The published cut-offs at which it is, or which it is above."""
    clusters: tuple[ClusterScore, ...] = ()
    rule_met: bool | None = None
    """Whether each cluster has as many as the published rule needs; None without a rule, and while it is incomplete."""
    follow: tuple[str, ...] = ()
    """The items whose answers somebody has to follow up, and to write down what was done."""

    @property
    def complete(self) -> bool:
        """Whether nothing that the form asks is missing."""
        return self.answered == self.asked

    @property
    def words(self) -> str:
        """`11`, `11, moderate` or `incomplete, 7 of 9 answered`."""
        if not self.complete:
            return f"incomplete, {self.answered} of {self.asked} answered"
        if self.total is None:
            return "complete"
        return figure(self.total) + (f", {self.band.words}" if self.band is not None else "")


def figure(value: float) -> str:
    """`11` or `2.5`."""
    return f"{value:g}"


def asked_items(instrument: Instrument, answers: Answered) -> tuple[InstrumentItem, ...]:
    """The items that the form asks after these answers: none behind one with which it ends."""
    asked = []
    for item in instrument.items:
        asked.append(item)
        if item.ends is not None and _answer(item, answers) == item.ends:
            break
    return tuple(asked)


def scored(instrument: Instrument, answers: Answered) -> ScoreResult:
    """What `answers` come to."""
    return _asked(instrument, answers) if instrument.asks else _entered(instrument, answers)


def _answer(item: InstrumentItem, answers: Answered) -> int | None:
    value = answers.get(item.id)
    return value if isinstance(value, int) and item.allows(value) else None


def _asked(instrument: Instrument, answers: Answered) -> ScoreResult:
    asked = asked_items(instrument, answers)
    given = {item.id: value for item in asked if (value := _answer(item, answers)) is not None}
    follow = tuple(
        item.id for item in asked if item.follow_above is not None and given.get(item.id, 0) > item.follow_above
    )
    if len(given) < len(asked):
        return ScoreResult(None, len(given), len(asked), follow=follow)
    counted = {item.id: given.get(item.id, 0) for item in instrument.items if item.scored}
    total = sum(counted.values())
    clusters = tuple(_cluster(cluster, counted) for cluster in instrument.clusters)
    needed = [(each.count, each.cluster.needed) for each in clusters if each.cluster.needed is not None]
    return ScoreResult(
        total, len(given), len(asked), band_of(instrument, total), cutoffs_at(instrument, total), clusters,
        all(count >= least for count, least in needed) if needed else None, follow,
    )  # fmt: skip


def _cluster(cluster: ItemCluster, counted: Mapping[str, int]) -> ClusterScore:
    values = {item: counted[item] for item in cluster.items}
    return ClusterScore(cluster, sum(values.values()), sum(cluster.counts(*each) for each in values.items()))


def _entered(instrument: Instrument, answers: Answered) -> ScoreResult:
    given = {field.id: value for field in instrument.fields if (value := field.of(answers.get(field.id))) is not None}
    total = given.get("total")
    reached = cutoffs_at(instrument, total) if total is not None else ()
    return ScoreResult(total, len(given), len(instrument.fields), reached=reached)


def band_of(instrument: Instrument, total: float) -> ScoreBand | None:
    """The published band in which a total lies."""
    return next((band for band in instrument.bands if band.low <= total <= band.high), None)


def cutoffs_at(instrument: Instrument, total: float) -> tuple[PublishedCutOff, ...]:
    """The published cut-offs that a total is at or above."""
    return tuple(cutoff for cutoff in instrument.cutoffs if total >= cutoff.at)
