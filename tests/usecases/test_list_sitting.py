"""A list asked of a client outside of a session: gone on with, corrected, asked anew; an old time stays as it was."""

from collections.abc import Iterator

import pytest

from kapguide.clinical.checklists import Checklist, ChecklistGroup, ChecklistItem, asked_words, askings, reply_to
from kapguide.clinical.facts import ItemReply, ListAnswered, Reply
from kapguide.clinical.marks import Mark
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.usecases.list_sitting import ListSitting, sitting_of
from tests.support.practice import new_practice, opened, saved


def a_list(*words: str, version: int = 1) -> Checklist:
    items = tuple(ChecklistItem(each.lower(), each) for each in words)
    return Checklist("consent", "Consent", version, "Before.", (ChecklistGroup("", items, Mark.OURS),), signed=True)


LIST = a_list("Driving", "Escort")


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with opened(home, new_practice(home)[0]) as store:
        store.add_client("M-014")
        yield store


def keep(sitting: ListSitting) -> None:
    said = sitting.keep()
    assert said is not None
    saved(said.ticket)


def in_the_record(store: Store) -> list[ListAnswered]:
    return [each.answers for each in askings(store.facts.of_client("M-014"), "consent")]


def test_a_list_is_begun_gone_on_with_another_day_and_then_read(store: Store) -> None:
    sitting = sitting_of(store, "M-014", LIST)
    assert (sitting.open, sitting.keep()) == (True, None), "nothing was said"
    sitting.reply(ItemReply("driving", Reply.YES, by="K. Lind"))
    keep(sitting)
    assert sitting.keep() is None, "nothing more was said"
    later = sitting_of(store, "M-014", LIST)
    assert (later.open, asked_words(later.answers)) == (True, "1 of 2 asked")
    later.reply(ItemReply("escort", Reply.NO))
    later.sign("K. Lind", "2026-12-01")
    keep(later)
    assert [(asked_words(each), each.signed_on) for each in in_the_record(store)] == [("2 of 2 asked", "2026-12-01")]
    assert not sitting_of(store, "M-014", LIST).open


def test_it_is_asked_anew_and_the_old_time_stays_word_for_word(store: Store) -> None:
    first = sitting_of(store, "M-014", LIST)
    for item in ("driving", "escort"):
        first.reply(ItemReply(item, Reply.YES))
    keep(first)
    other = a_list("No driving until tomorrow", "Escort", version=2)
    again = sitting_of(store, "M-014", other)
    assert [item.text for item in again.answers.items] == ["Driving", "Escort"]
    again.ask_anew()
    assert [item.text for item in again.answers.items] == ["No driving until tomorrow", "Escort"]
    again.reply(ItemReply("escort", Reply.UNKNOWN))
    keep(again)
    assert [(each.version, asked_words(each)) for each in in_the_record(store)] == [
        ("2", "1 of 2 asked"),
        ("1", "2 of 2 asked"),
    ]
    again.look_at(again.before[1].fact.id)
    assert (again.open, again.answers.version) == (False, "1")
    again.reply(ItemReply("escort", Reply.NO))
    assert again.keep() is None, "an old time is read"
    again.look_at(again.before[0].fact.id)
    assert again.open


def test_a_slip_in_a_list_that_was_asked_to_its_end_is_corrected_in_it(store: Store) -> None:
    sitting = sitting_of(store, "M-014", LIST)
    for item in ("driving", "escort"):
        sitting.reply(ItemReply(item, Reply.YES))
    keep(sitting)
    later = sitting_of(store, "M-014", LIST)
    later.correct()
    later.reply(ItemReply("escort", Reply.NO, "not named"))
    keep(later)
    (only,) = in_the_record(store)
    assert reply_to(only, "escort").comment == "not named"


def test_a_list_that_changed_in_the_middle_begins_anew_with_the_answers_to_the_same_words(store: Store) -> None:
    first = sitting_of(store, "M-014", LIST)
    first.reply(ItemReply("driving", Reply.YES, by="K. Lind"))
    keep(first)
    other = a_list("Driving", "Escort home", version=2)
    second = sitting_of(store, "M-014", other)
    assert (second.open, second.keep()) == (True, None), "nothing was said yet"
    second.reply(ItemReply("escort home", Reply.NO))
    keep(second)
    assert [(each.version, asked_words(each)) for each in in_the_record(store)] == [
        ("2", "2 of 2 asked"),
        ("1", "1 of 2 asked"),
    ]
    assert reply_to(in_the_record(store)[0], "driving").by == "K. Lind"
    second.look_at(second.before[1].fact.id)
    assert (second.open, [item.text for item in second.answers.items]) == (False, ["Driving", "Escort"])


def test_what_is_taken_away_again_is_kept_as_that(store: Store) -> None:
    sitting = sitting_of(store, "M-014", LIST)
    sitting.reply(ItemReply("escort", Reply.YES))
    keep(sitting)
    sitting.reply(ItemReply("escort"))
    keep(sitting)
    assert [asked_words(each) for each in in_the_record(store)] == ["0 of 2 asked"]
