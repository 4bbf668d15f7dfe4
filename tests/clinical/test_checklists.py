"""What was asked and answered: kept word for word, counted, never judged."""

from datetime import UTC, datetime, timedelta

import msgspec

from kapguide.clinical.checklists import (
    Checklist,
    ChecklistGroup,
    ChecklistItem,
    asked_words,
    askings,
    begun,
    change_words,
    changes,
    newest_reply,
    not_asked,
    replied,
    reply_to,
    with_reply,
)
from kapguide.clinical.facts import AnyFact, ClientDescribed, Fact, ItemReply, Reply
from kapguide.clinical.marks import Mark

NINE = datetime(2026, 12, 1, 9, 34, tzinfo=UTC)
FASTING, WATER, MASK = (
    ChecklistItem("fasting", "Fasting"),
    ChecklistItem("water", "Water"),
    ChecklistItem("mask", "Eye mask"),
)


def a_list(*items: ChecklistItem, version: int = 1) -> Checklist:
    return Checklist("day-of", "Day", version, "Asked on the day.", (ChecklistGroup("", items, Mark.OURS, ("Ours.",)),))


def test_a_list_begins_with_nothing_asked_and_counts_what_was() -> None:
    answers = begun(a_list(FASTING, WATER), contact="c1")
    assert (answers.version, answers.contact, asked_words(answers)) == ("1", "c1", "0 of 2 asked")
    answers = with_reply(answers, ItemReply("water", Reply.YES, by="K. Lind", at=NINE))
    answers = with_reply(answers, ItemReply("fasting", Reply.UNKNOWN, "since six?"))
    assert asked_words(answers) == "2 of 2 asked", "unknown is an answer"
    assert [reply.item for reply in answers.replies] == ["fasting", "water"], "in the list's order"
    assert [item.id for item in replied(answers, Reply.UNKNOWN)] == ["fasting"]
    assert newest_reply(answers) == ItemReply("water", Reply.YES, by="K. Lind", at=NINE)


def test_a_comment_alone_says_why_and_is_no_answer() -> None:
    answers = with_reply(begun(a_list(FASTING, WATER)), ItemReply("water", None, "waits for the jug"))
    assert asked_words(answers) == "0 of 2 asked"
    assert [item.id for item in not_asked(answers)] == ["fasting", "water"]
    assert reply_to(answers, "water").comment == "waits for the jug"
    assert reply_to(answers, "fasting") == ItemReply("fasting")


def test_the_answer_that_was_given_last_is_the_newest_wherever_it_stands() -> None:
    answers = begun(a_list(FASTING, WATER, MASK))
    assert newest_reply(with_reply(answers, ItemReply("mask", Reply.YES))) is None
    for minutes, item in ((1, "mask"), (2, "fasting"), (0, "water")):
        answers = with_reply(answers, ItemReply(item, Reply.YES, at=NINE + timedelta(minutes=minutes)))
    assert newest_reply(answers) == reply_to(answers, "fasting")


def test_an_answer_is_corrected_and_taken_back() -> None:
    answers = with_reply(begun(a_list(FASTING)), ItemReply("fasting", Reply.YES))
    answers = with_reply(answers, ItemReply("fasting", Reply.NO))
    assert [reply.reply for reply in answers.replies] == [Reply.NO]
    assert with_reply(answers, ItemReply("fasting")).replies == ()


def test_going_on_with_a_list_that_changed_keeps_the_answers_to_the_very_same_words() -> None:
    then = begun(a_list(FASTING, WATER))
    for item in ("fasting", "water"):
        then = with_reply(then, ItemReply(item, Reply.YES, by="K. Lind"))
    then = msgspec.structs.replace(then, told="K. Lind", signed_on="2026-12-01")
    now = a_list(ChecklistItem("fasting", "Fasting for six hours"), WATER, MASK, version=2)
    going_on = begun(now, earlier=then)
    assert (going_on.version, going_on.told, going_on.signed_on) == ("2", "K. Lind", "2026-12-01")
    assert (begun(now).told, begun(now).signed_on, begun(now).replies) == ("", "", ())
    assert [(reply.item, reply.by) for reply in going_on.replies] == [("water", "K. Lind")]
    assert [item.text for item in then.items] == ["Fasting", "Water"], "what was asked then stays as it was"


def test_what_changed_between_two_versions_is_told() -> None:
    then = begun(a_list(FASTING, WATER)).items
    now = begun(a_list(MASK, ChecklistItem("fasting", "Fasting for six hours"))).items
    assert change_words(changes(then, now)) == (
        "New since then: Eye mask.",
        "Not asked any more: Water.",
        "In other words now: “Fasting” is “Fasting for six hours”.",
    )
    assert not changes(then, tuple(reversed(then))), "the order is no change"
    assert change_words(changes(then, then)) == ()


def test_each_time_that_a_list_was_asked_counts_once_and_nothing_else_that_was_said_does() -> None:
    def said(number: int, body: AnyFact, supersedes: str = "") -> Fact:
        return Fact(f"f{number}", "c", "", NINE + timedelta(days=number), "staff", body, supersedes)

    first = begun(a_list(FASTING))
    then = with_reply(first, ItemReply("fasting", Reply.YES))
    other = begun(Checklist("leaving", "Leaving", 1, "Asked at the door.", ()))
    facts = (said(1, first), said(2, other), said(3, ClientDescribed()), said(4, then, "f1"), said(5, first))
    assert [(each.fact.id, each.answers) for each in askings(facts, "day-of")] == [("f5", first), ("f4", then)]
    assert [each.fact.id for each in askings(facts, "leaving")] == ["f2"]
