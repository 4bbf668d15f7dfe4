"""A form is on record from its first answer on; what is missing stays missing, and what was done is found with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import ScoreFollowed
from kapguide.clinical.instruments import ASKED_ALOUD, HANDED_OVER, ON_THE_FORM
from kapguide.paths import Home
from kapguide.session.events import SessionEnded
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.scores import FormKeeper, TakenScore, follow_ups, since_first, taken_of
from tests.clinical.test_instrument_file import SHIPPED
from tests.support.practice import begin, happened, line, new_practice, opened, saved

PHQ9, AUDIT, WHO5 = SHIPPED["phq-9"], SHIPPED["audit-c"], SHIPPED["who-5"]
NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Iterator[Store]:
    with opened(home, keys) as store:
        store.known_client("M-014")
        yield store


def scores(store: Store) -> tuple[TakenScore, ...]:
    return taken_of(store, "M-014", SHIPPED)


def test_each_answer_that_is_sent_is_kept_and_the_form_is_one_score(store: Store) -> None:
    keeper = FormKeeper(store, "M-014", HANDED_OVER)
    keeper.keep(PHQ9, {})
    assert keeper.settle(60)
    assert scores(store) == ()
    for answered in ({"1": 2}, {"1": 2, "2": 0}, {"1": 2, "2": 0}, {"1": 3, "2": 0}):
        keeper.keep(PHQ9, answered)
    assert keeper.settle(60)
    (one,) = scores(store)
    assert (one.words, one.total, one.how) == ("incomplete, 2 of 9 answered", None, "handed over")
    assert one.score.answers["1"] == 3
    assert one.score.answers["9"] is None
    assert one.score.id == keeper.kept["phq-9"]
    keeper.keep(PHQ9, dict.fromkeys((item.id for item in PHQ9.items), 1))
    assert keeper.settle(60)
    (whole,) = scores(store)
    assert (whole.words, whole.score.taken_at) == ("9, mild", one.score.taken_at)
    assert store.verify().problems == ()


def test_a_score_of_a_signed_session_can_be_corrected_and_what_was_signed_stays(store: Store) -> None:
    session = begin(store, "M-014", events=[line(1, "quiet"), happened(2, SessionEnded())])
    first = FormKeeper(store, "M-014", HANDED_OVER, session)
    first.keep(PHQ9, {"9": 0})
    assert first.settle(60)
    (before,) = scores(store)
    assert before.score.session_id == session
    saved(store.notes.sign(session, "Calm.", 0, name="K. Lind", role="therapist", trainee=False))
    keeper = FormKeeper(store, "M-014", ASKED_ALOUD, session)
    assert keeper.correct(PHQ9, before.score) == {"9": 0}
    keeper.keep(PHQ9, {"9": 2})
    assert keeper.settle(60), "the answer to the question about suicidal thoughts is on record"
    (now,) = scores(store)
    assert (now.score.answers["9"], now.score.session_id) == (2, "")
    assert store.notes.found_whole(session) is not None
    assert store.verify().problems == ()


def test_what_is_kept_survives_a_window_that_dies(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        store.known_client("M-014")
        keeper = FormKeeper(store, "M-014", HANDED_OVER)
        keeper.keep(PHQ9, {"1": 1})
        assert keeper.settle(60)
    with opened(home, keys) as again:
        (one,) = scores(again)
        assert one.words == "incomplete, 1 of 9 answered"


def test_a_form_that_ended_early_is_whole(store: Store) -> None:
    keeper = FormKeeper(store, "M-014", ASKED_ALOUD)
    keeper.keep(AUDIT, {"1": 0})
    assert keeper.settle(60)
    (one,) = scores(store)
    assert (one.words, one.score.answers) == ("0", {"1": 0, "how": "asked aloud"})


def test_a_score_of_a_licensed_form_is_kept_as_it_was_found(store: Store) -> None:
    keeper = FormKeeper(store, "M-014", ON_THE_FORM)
    keeper.enter(WHO5, {"total": 52}, NOON)
    keeper.enter(WHO5, {"total": 48}, NOON)
    assert keeper.settle(60)
    (one,) = scores(store)
    assert (one.total, one.how, one.score.taken_at) == (48, "scored on the licensed form", NOON)


def test_a_score_of_another_version_keeps_its_total_and_gets_no_band(store: Store) -> None:
    saved(store.scores.add("M-014", "phq-9", "0", {"1": 2}, 11))
    saved(store.scores.add("M-014", "gone", "1", {"1": 2}, 3))
    old, gone = scores(store)
    assert (old.total, old.result, old.words) == (11, None, "11, by version 0")
    assert (gone.title, gone.total) == ("gone", 3)


def test_an_answer_to_be_followed_waits_until_it_is_said_what_was_done(store: Store) -> None:
    for number, value in enumerate((0, 2, 1)):
        keeper = FormKeeper(store, "M-014", HANDED_OVER, now=lambda number=number: NOON + timedelta(days=number))
        keeper.keep(PHQ9, {"9": value})
        assert keeper.settle(60)
    newer, older = follow_ups(scores(store), chart_of(store.facts.of_client("M-014")))
    assert [(each.item, each.done) for each in (newer, older)] == [("9", ""), ("9", "")]
    assert newer.taken.score.taken_at > older.taken.score.taken_at
    saved(store.facts.say("M-014", ScoreFollowed(older.taken.score.id, "9", "Asked, plan agreed.")).ticket)
    _, after = follow_ups(scores(store), chart_of(store.facts.of_client("M-014")))
    assert after.done == "Asked, plan agreed."


def test_how_far_a_score_lies_from_the_first_is_arithmetic_alone(store: Store) -> None:
    def score(total: float | None, day: int, version: str = "1") -> None:
        at = NOON - timedelta(days=day)
        saved(store.scores.add("M-014", "phq-9", version, {}, total, taken_at=at))

    score(30, 90, "0")
    score(None, 60)
    score(19, 50)
    score(11, 10)
    score(19, 5)
    score(22, 1)
    kept = scores(store)
    told = [since_first(each, kept) for each in kept]
    assert told[:3] == ["", "", ""], "neither another version nor an incomplete form is a first one"
    first = f"The first was 19 on {(NOON - timedelta(days=50)).astimezone():%-d %b %Y}; this is "
    assert told[3:] == [f"{first}8 lower, 42 % of it.", f"{first}the same.", f"{first}3 higher, 16 % of it."]
