"""What a chart of one instrument shows over a course: its scores, the published lines, the doses. Nothing is judged."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from kapguide.clinical.instruments import Instrument
from kapguide.clinical.scoring import figure
from kapguide.usecases.scores import TakenScore


class ScorePoint(msgspec.Struct, frozen=True):
    """A score by its id, on its day. `value` is None for one that is incomplete, which `words` say."""

    id: str
    day: date
    value: float | None
    words: str

    def __str__(self) -> str:
        return f"{day_words(self.day)} {self.day.year}: {self.words}"


class ScoreLine(msgspec.Struct, frozen=True):
    """A published value, its name at the right, and all of it in words: with its population and its source."""

    value: float
    name: str
    words: str = ""


class DoseLine(msgspec.Struct, frozen=True):
    """A dosing session; one that is still `planned` is dashed."""

    day: date
    title: str
    planned: bool = False


class ScoresChartData(msgspec.Struct, frozen=True):
    """One instrument over the days from `start` to `end`. Charts that stand below each other have the same days; the
    titles of the doses are needed once, above, and the dates once, below."""

    title: str
    low: float
    high: float
    start: date
    end: date
    points: tuple[ScorePoint, ...] = ()
    lines: tuple[ScoreLine, ...] = ()
    doses: tuple[DoseLine, ...] = ()
    dose_titles: bool = True
    dates: tuple[date, ...] = ()
    """The days that are written below it, where there is room; none below a chart that another one follows."""
    longest_name: str = ""
    """Of all lines, also those of the charts above and below: the days of all stand below each other."""
    focused: str = ""
    """The point that the keys are at."""

    @property
    def empty_words(self) -> str:
        """What is to be read where there is no score."""
        return f"No score yet. Hand over {self.title}."

    @property
    def incomplete(self) -> tuple[ScorePoint, ...]:
        """Those that stand below the axis."""
        return tuple(point for point in self.points if point.value is None)


def day_words(day: date) -> str:
    """`6 Oct`."""
    return f"{day.day} {day:%b}"


def published_lines(instrument: Instrument) -> tuple[ScoreLine, ...]:
    """Where its bands begin, or its cut-offs, the highest first; of a range both ends, named once."""

    def told(name: str) -> str:
        source = instrument.source(name)
        return source.text if source is not None else ""

    low = instrument.range[0] if instrument.range is not None else 0
    lines = [
        ScoreLine(band.low, f"{band.low} {band.words}", f"from {band.low} {band.words}: {told(band.source)}")
        for band in instrument.bands
        if band.low > low
    ]
    for cut in instrument.cutoffs:
        words = f"{cut.figures} {cut.words}, in {cut.population}: {told(cut.source)}"
        if cut.to is None:
            lines.append(ScoreLine(cut.at, f"{cut.at} {cut.name}", words))
        else:
            lines += [ScoreLine(cut.at, ""), ScoreLine(cut.to, f"{cut.at}–{cut.to} {cut.name}", words)]
    return tuple(sorted(lines, key=lambda line: -line.value))


def score_point(taken: TakenScore) -> ScorePoint:
    """A score on the day on which it was taken, as this computer has it."""
    return ScorePoint(taken.score.id, taken.score.taken_at.astimezone().date(), taken.total, taken.words)


def scores_charts(
    instruments: Sequence[Instrument], scores: Iterable[TakenScore], doses: Sequence[DoseLine], today: date
) -> tuple[ScoresChartData, ...]:
    """A chart for each of `instruments` that has a total, all over the same days."""
    by_id: dict[str, list[ScorePoint]] = {}
    for taken in scores:
        by_id.setdefault(taken.score.instrument, []).append(score_point(taken))
    known = [instrument for instrument in instruments if _reach(instrument, by_id.get(instrument.id, [])) is not None]
    days = [today, *(dose.day for dose in doses)]
    days += [point.day for instrument in known for point in by_id.get(instrument.id, [])]
    scored = sorted({point.day for instrument in known for point in by_id.get(instrument.id, [])})
    in_order = tuple(sorted(doses, key=lambda dose: dose.day))
    lines = [published_lines(instrument) for instrument in known]
    longest = max((line.name for each in lines for line in each), key=len, default="")

    def chart(place: int, instrument: Instrument) -> ScoresChartData:
        points, last = by_id.get(instrument.id, []), place + 1 == len(known)
        low, high = _reach(instrument, points) or (0, 1)
        return ScoresChartData(
            instrument.title, low, high, min(days), max(days),
            tuple(sorted(points, key=lambda point: point.day)), lines[place], in_order, place == 0,
            tuple(scored or sorted({min(days), max(days)})) if last else (), longest,
        )  # fmt: skip

    return tuple(chart(place, instrument) for place, instrument in enumerate(known))


def _reach(instrument: Instrument, points: Sequence[ScorePoint]) -> tuple[float, float] | None:
    """From where to where a total goes; None for a form that has none."""
    if instrument.range is not None:
        return instrument.range
    values = [point.value for point in points if point.value is not None]
    return (0, max(1.0, *values)) if values else None


def rows_of(data: ScoresChartData) -> list[str]:
    """The chart as lines of text."""
    head = f"{data.title}, {figure(data.low)} to {figure(data.high)}"
    doses = [f"{dose.title}{', planned' if dose.planned else ''}: {day_words(dose.day)}" for dose in data.doses]
    return [head, *map(str, data.points), *doses, *(line.words for line in data.lines if line.words)]
