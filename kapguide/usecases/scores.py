"""Scores of a client: kept answer by answer while a form is filled in, read back with what they come to."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.facts import Fact, ScoreFollowed
from kapguide.clinical.form_run import Given
from kapguide.clinical.instruments import FOLLOW, HOW, Instrument
from kapguide.clinical.scoring import ScoreResult, asked_items, scored
from kapguide.session.ids import system_ids
from kapguide.store.records import Store
from kapguide.store.tables.score_rows import Answer, Score
from kapguide.store.writing.ticket import Ticket

_new_id = system_ids()


class FormKeeper:
    """Keeps the forms of one sitting. Each time something is sent, all of it is kept as a correction of what was kept
    before: whatever happens then, what was answered so far is on record, as an incomplete form."""

    def __init__(
        self, store: Store, code: str, how: str, session_id: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self._store, self._code, self._how, self._now = store, code, how, now
        self._session = "" if session_id and store.notes.read(session_id).signed else session_id
        """What is signed takes no other score: one that comes later, or corrects one, is the client's alone."""
        self.kept: dict[str, str] = {}
        """The newest score of each instrument that was answered, by the instrument's id."""
        self._given: dict[str, Given] = {}
        self._began: dict[str, datetime] = {}
        self._last: Ticket | None = None

    def correct(self, instrument: Instrument, score: Score) -> Given:
        """Have what is kept from now on correct this score, of the day on which it was taken; what it says so far."""
        given = {item.id: value for item in instrument.items if isinstance(value := score.answers.get(item.id), int)}
        self.kept[instrument.id], self._began[instrument.id] = score.id, score.taken_at
        self._given[instrument.id] = given
        return given

    def keep(self, instrument: Instrument, given: Given) -> None:
        """Keep what was answered; a form without any answer leaves nothing. Raises KapGuideError."""
        if given != self._given.get(instrument.id, {}):
            began = self._began.setdefault(instrument.id, self._now())
            self.enter(instrument, answers_of(instrument, given), began)
            self._given[instrument.id] = given

    def enter(self, instrument: Instrument, answers: Mapping[str, Answer], at: datetime) -> None:
        """Keep these answers as they are, as they were given at `at`. Raises KapGuideError."""
        score, result = _new_id(), scored(instrument, answers)
        self._last = self._store.scores.add(
            self._code, instrument.id, instrument.version, {**answers, HOW: self._how, **marked(result)},
            result.total, taken_at=at, session_id=self._session,
            supersedes=self.kept.get(instrument.id, ""), score_id=score,
        )  # fmt: skip
        self.kept[instrument.id] = score

    def settle(self, within_s: float) -> bool:
        """Wait at most so long until all of it is on disk; whether it is."""
        return self._last is None or self._last.wait(within_s)


def marked(result: ScoreResult) -> dict[str, Answer]:
    """What is kept beside the answers where somebody has to follow one up, so that it is found among all scores."""
    return {FOLLOW: " ".join(result.follow)} if result.follow else {}


def answers_of(instrument: Instrument, given: Given) -> dict[str, Answer]:
    """What was asked, with None for whatever has no answer; what the form did not ask any more is not there."""
    return {item.id: given.get(item.id) for item in asked_items(instrument, given)}


class TakenScore(msgspec.Struct, frozen=True):
    """A score with its instrument, where that is still known, and what it comes to.

    A score that another version of the form was answered for keeps the total that it had, and has no result.
    """

    score: Score
    instrument: Instrument | None = None
    result: ScoreResult | None = None

    @property
    def total(self) -> float | None:
        """The total that was kept."""
        return self.score.total

    @property
    def title(self) -> str:
        """`PHQ-9`; of an instrument that is not known here any more, its id."""
        return self.instrument.title if self.instrument is not None else self.score.instrument

    @property
    def how(self) -> str:
        """How it came about, in words; empty where nobody said it."""
        return str(self.score.answers.get(HOW, ""))

    @property
    def words(self) -> str:
        """`11, moderate`, `incomplete, 7 of 9 answered`."""
        if self.result is not None:
            return self.result.words
        return "no total" if self.total is None else f"{self.total:g}, by version {self.score.version}"


def since_first(score: TakenScore, scores: Iterable[TakenScore]) -> str:
    """How far a total lies from the first one of its form, as arithmetic alone; empty where there is none before it."""
    same = (score.score.instrument, score.score.version)
    before = (
        each
        for each in scores
        if (each.score.instrument, each.score.version) == same and each.score.taken_at < score.score.taken_at
    )
    first = next((each for each in before if each.total is not None), None)
    if first is None or first.total is None or score.total is None:
        return ""
    by, at = score.total - first.total, first.score.taken_at.astimezone()
    far = f"{abs(by):g} {'higher' if by > 0 else 'lower'}" if by else "the same"
    share = f", {round(100 * abs(by) / first.total)} % of it" if by and first.total else ""
    return f"The first was {first.total:g} on {at.day} {at:%b %Y}; this is {far}{share}."


class FollowUp(msgspec.Struct, frozen=True):
    """An answer that somebody follows up, and what was done: None until that is on record."""

    taken: TakenScore
    item: str
    fact: Fact | None = None

    @property
    def done(self) -> str:
        """What was done, in the words of whoever did it; empty until it is on record."""
        followed = said(self.fact, ScoreFollowed)
        return followed.done if followed is not None else ""


def taken(score: Score, known: Mapping[str, Instrument]) -> TakenScore:
    """A score as it is read with the instruments of now."""
    instrument = known.get(score.instrument)
    if instrument is None or instrument.version != score.version:
        return TakenScore(score, instrument)
    return TakenScore(score, instrument, scored(instrument, score.answers))


def taken_of(store: Store, code: str, known: Mapping[str, Instrument]) -> tuple[TakenScore, ...]:
    """The client's scores that stand, in the order in which they were taken. Raises KapGuideError."""
    return tuple(taken(score, known) for score in store.scores.of_client(code))


def follow_ups(scores: tuple[TakenScore, ...], chart: ClientChart) -> tuple[FollowUp, ...]:
    """Every answer that asks to be followed, the newest score first, with what was done about it."""
    return tuple(
        FollowUp(each, item, chart.followed.get((each.score.id, item)))
        for each in reversed(scores)
        if each.result is not None
        for item in each.result.follow
    )
