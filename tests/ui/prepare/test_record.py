"""What the record knows for a preparation: whose it is, of which day, and what one that was thrown away leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.checklists import with_reply
from kapguide.clinical.facts import (
    ClientDescribed,
    ContactKind,
    ContactPlanned,
    ItemReply,
    NamedPerson,
    Reply,
    StaffDescribed,
)
from kapguide.clinical.preparing import Preparing
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.records import Store
from kapguide.ui.prepare.record import PreparationRecord
from tests.support.practice import begin, happened, new_practice, opened

NOW = datetime.now(UTC)
TYPED = Preparing(dose="150 mg", intention="to rest")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with opened(home, new_practice(home)[0]) as store:
        yield store


def preparation(store: Store, home: Home, contact: str = "") -> PreparationRecord:
    store.settle(5.0)
    return PreparationRecord(store, home, "M-014", contact)


def test_a_client_is_added_with_the_first_thing_that_is_kept(store: Store, home: Home) -> None:
    record = preparation(store, home)
    assert record.typed(NOW) == Preparing()
    assert store.codes() == []
    record.keep(TYPED)
    assert store.codes() == ["M-014"]
    assert preparation(store, home).typed(datetime.now(UTC)) == TYPED


def test_what_nobody_planned_is_typed_for_a_day_and_what_is_planned_for_its_contact(store: Store, home: Home) -> None:
    store.known_client("M-014")
    plan = ContactPlanned(ContactKind.DOSING, "Dosing 3", NOW + timedelta(days=3))
    first = store.facts.say("M-014", plan).fact.id
    moved = store.facts.say("M-014", plan, supersedes=first).fact.id
    preparation(store, home).keep(TYPED)
    preparation(store, home, first).keep(Preparing(dose="200 mg"))
    later = datetime.now(UTC) + timedelta(days=2)
    assert preparation(store, home).typed(later).dose == ""
    for contact in (first, moved):
        record = preparation(store, home, contact)
        assert record.typed(later).dose == "200 mg", "also when it was moved"
        assert record.plan is not None


def test_the_list_of_the_day_is_of_its_day_and_of_one_session(store: Store, home: Home) -> None:
    record = preparation(store, home)
    asked = with_reply(record.checklist(NOW), ItemReply("slept", Reply.NO))
    record.keep_list(asked)
    assert preparation(store, home).checklist(datetime.now(UTC)) == asked
    assert preparation(store, home).checklist(NOW + timedelta(days=1)).replies == ()
    begin(store, started=datetime.now(UTC))
    assert preparation(store, home).checklist(datetime.now(UTC)).replies == ()


def test_a_session_that_was_thrown_away_gives_its_preparation_back(store: Store, home: Home) -> None:
    record = preparation(store, home)
    asked = with_reply(record.checklist(NOW), ItemReply("slept", Reply.NO))
    record.keep(TYPED)
    record.keep_list(asked)
    record.clear()
    assert preparation(store, home).typed(datetime.now(UTC)) == Preparing()
    begin(store, started=datetime.now(UTC), events=[happened(1, e.SessionDiscarded()), happened(2, e.SessionEnded())])
    again = preparation(store, home)
    assert again.typed(datetime.now(UTC)) == TYPED
    assert again.checklist(datetime.now(UTC)) == asked
    again.keep(Preparing(dose="other"))
    assert preparation(store, home).typed(datetime.now(UTC)).dose == "other"
    begin(store, started=datetime.now(UTC))
    again.clear()
    assert preparation(store, home).typed(datetime.now(UTC)) == Preparing(), "only the last one that was thrown away"


def test_the_escort_on_file_is_there_before_anything_was_typed(store: Store, home: Home) -> None:
    store.known_client("M-014")
    sister = NamedPerson("Ann", "sister", "555-0100", "escort")
    store.facts.say("M-014", ClientDescribed(people=(sister,)))
    record = preparation(store, home)
    assert record.typed(NOW).escort == "Ann, sister"
    assert record.number_on_file()


def test_forms_of_the_mood_check_count_on_their_day_with_what_they_came_to(store: Store, home: Home) -> None:
    store.known_client("M-014")
    store.scores.add("M-014", "phq-2", "1", {"1": 3, "2": 0}, 3.0)
    store.scores.add("M-014", "gad-2", "1", {"1": 3}, None)
    store.scores.add("M-014", "gad-2", "1", {"1": 1, "2": 1}, 2.0, taken_at=NOW - timedelta(days=2))
    words = [score.words if score is not None else "" for _, score in preparation(store, home).mood()]
    assert words == ["PHQ-2: 3 of 6", "GAD-2: incomplete"]
    store.facts.say("", StaffDescribed("s-9", "K. Lind", ("therapist",)))
    assert "K. Lind" in [each.name for each in preparation(store, home).staff()]
