"""The leaving list in a session: it begins with its first answer, stays as it was then, and adds nothing up."""

import msgspec

from kapguide.clinical.checklists import asked_words, reply_to
from kapguide.clinical.facts import Reply
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.leaving.events import LeavingItemAnswered, LeavingListBegun
from kapguide.session.leaving.state import leaving_after
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE
from tests.session.leaving.leaving_told import LIST, a_list
from tests.support.plans import MORNING, Room, phase, plan


def room() -> Room:
    room = Room(plan(phase("a", 4 * HOUR)))
    room.dose()
    return room


def line(room: Room) -> str:
    """What the note says of the list; empty where it says nothing."""
    report = build_report(room.state.protocol, room.log, practice="Willow Room", generated=MORNING, version="0")
    lines = generate_note(report).section("leaving").lines
    return " ".join(each.sentence for each in lines if each.id in ("leaving/list", "leaving/unasked"))


def test_the_first_answer_begins_the_list_and_the_note_says_what_was_not_asked() -> None:
    here = room()
    assert line(here) == "Leaving list: not asked."
    begun, answered = here.do(AnswerLeaving(LIST, "escort", Reply.YES, " the  sister ", "K. Lind"))
    assert begun == LeavingListBegun("leaving", "1", "Leaving", LIST.asks)
    assert answered == LeavingItemAnswered("escort", "Escort", Reply.YES, "the sister", "K. Lind")
    here.do(AnswerLeaving(LIST, "walks", Reply.NO))
    assert line(here) == "Yes: Escort (the sister). No: Walks. Not asked: Belongings."
    assert asked_words(here.state.leaving_list.answers) == "2 of 3 asked"
    assert replay(here.state.protocol, here.log) == here.state


def test_an_answer_is_corrected_taken_away_and_taken_back() -> None:
    here = room()
    here.do(AnswerLeaving(LIST, "walks", Reply.YES))
    first = here.state.leaving_list.entries["walks"]
    (corrected,) = here.do(AnswerLeaving(LIST, "walks", Reply.UNKNOWN))
    assert isinstance(corrected, LeavingItemAnswered)
    assert corrected.supersedes == first
    assert here.refuses(AnswerLeaving(LIST, "walks", Reply.UNKNOWN)) == "That is how it is recorded already."
    here.do(c.Undo())
    assert reply_to(here.state.leaving_list.answers, "walks").reply is Reply.YES
    assert line(here) == "Yes: Walks. Not asked: Escort; Belongings."
    here.do(AnswerLeaving(LIST, "walks"))
    assert line(here) == "Not asked: Walks; Escort; Belongings."


def test_a_list_that_was_changed_meanwhile_goes_on_as_it_was_begun() -> None:
    here = room()
    here.do(AnswerLeaving(LIST, "walks", Reply.YES))
    other = a_list("Walks steadily", "Telephone", version=2)
    assert here.refuses(AnswerLeaving(other, "telephone", Reply.YES)).endswith("has no such item.")
    here.wait(MINUTE)
    (body,) = here.do(AnswerLeaving(other, "escort", Reply.YES))
    assert isinstance(body, e.Body)
    assert here.state.leaving_list.answers.version == "1"


def test_without_a_dose_nothing_is_said_of_a_list_that_was_not_asked() -> None:
    assert line(Room(plan(phase("a", HOUR)))) == ""


def test_a_list_that_another_copy_of_the_log_begins_again_goes_on_as_it_was() -> None:
    here = room()
    here.do(AnswerLeaving(LIST, "walks", Reply.YES))
    before = here.state.leaving_list
    begun = next(event for event in here.log if isinstance(event.body, LeavingListBegun))
    other = msgspec.structs.replace(begun, body=LeavingListBegun("leaving", "2", "Another", ()))
    assert leaving_after(before, other) == before
