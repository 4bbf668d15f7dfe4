"""Touch consent: what was agreed to before the dose, and that it is withdrawn; after the dose it only becomes less."""

import pytest

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.state import replay
from kapguide.spans import HOUR, MINUTE
from tests.support.plans import MORNING, Room, phase, plan

ALREADY = "That is how touch consent is recorded already."
LESS = "After the dose touch consent can only be withdrawn. What the client asks for is a wish."


def room() -> Room:
    return Room(plan(phase("a", 2 * HOUR)))


def noted(room: Room, section: str) -> list[tuple[str, str, str]]:
    """The lines of a section of the note: label, time since the dose, words."""
    assert replay(room.state.protocol, room.log) == room.state
    report = build_report(room.state.protocol, room.log, practice="Willow Room", generated=MORNING, version="0")
    found = next(each for each in generate_note(report).sections if each.id == section)
    return [(line.label, line.since, line.text) for line in found.lines]


def test_what_is_agreed_to_before_the_dose_is_withdrawn_at_any_time_and_the_note_says_both() -> None:
    here = room()
    here.wait(5 * MINUTE)
    assert here.do(c.MarkTouch("hand")) == [e.TouchMarked("hand")]
    here.wait(5 * MINUTE)
    here.dose()
    here.wait(30 * MINUTE)
    assert here.do(c.MarkTouch("withdrawn")) == [e.TouchMarked("withdrawn")]
    assert here.state.touch == "withdrawn"
    assert ("Touch", "", "hand, withdrawn 0:30.") in noted(here, "risk")
    assert ("", "0:30", "Touch consent withdrawn.") in noted(here, "happened")


@pytest.mark.parametrize("before", ["", "none", "hand", "withdrawn"])
@pytest.mark.parametrize("more", ["none", "hand", "shoulder"])
def test_after_the_dose_nothing_but_a_withdrawal_is_taken(before: str, more: str) -> None:
    here = room()
    if before == "withdrawn":
        here.do(c.MarkTouch("hand"))
    if before:
        here.do(c.MarkTouch(before))
    here.dose()
    assert here.refuses(c.MarkTouch(more)) == (ALREADY if before == more else LESS)
    assert here.state.touch == before


def test_before_the_dose_a_client_may_change_their_mind() -> None:
    here = room()
    for touch in ("none", "shoulder", "withdrawn", "hand"):
        here.do(c.MarkTouch(touch))
    assert here.state.touch == "hand"
    assert here.refuses(c.MarkTouch("knee")) == "Touch consent is one of: none, hand, shoulder, withdrawn."


def test_a_withdrawal_needs_no_agreement_on_record_but_none_to_what_was_not_given() -> None:
    here = room()
    here.dose()
    here.do(c.MarkTouch("withdrawn"))
    assert here.state.touch == "withdrawn"
    other = room()
    other.do(c.MarkTouch("none"))
    assert other.refuses(c.MarkTouch("withdrawn")) == "No touch was agreed to: there is nothing to withdraw."


def test_before_the_dose_a_slip_is_taken_back_for_ten_seconds_and_is_in_the_log_and_not_in_the_note() -> None:
    here = room()
    here.do(c.MarkTouch("hand"))
    here.do(c.MarkTouch("withdrawn"))
    (undone,) = here.do(c.Undo())
    assert isinstance(undone, e.Undone)
    assert (undone.what, here.state.touch) == ("Touch consent withdrawn", "hand")
    assert ("Touch", "", "hand.") in noted(here, "risk")
    assert "Touch consent withdrawn." not in [words for *_, words in noted(here, "happened")]


def test_after_the_dose_a_withdrawal_is_not_taken_back_nor_anything_before_it() -> None:
    here = room()
    here.do(c.MarkTouch("hand"))
    here.dose()
    here.do(c.Hold())
    here.do(c.MarkTouch("withdrawn"))
    assert here.refuses(c.Undo()).endswith("What was withdrawn after a dose stays withdrawn.")
    assert (here.state.touch, here.state.flow.held_since is not None) == ("withdrawn", True)
    here.do(c.Observe("1", "Tears"))
    assert here.do(c.Undo())
    assert here.state.touch == "withdrawn"


def test_where_nobody_said_anything_of_it_the_note_leaves_a_line_and_the_document_says_so() -> None:
    here = room()
    assert ("Touch", "", "not recorded.") in noted(here, "risk")
    report = build_report(here.state.protocol, here.log, practice="Willow Room", generated=MORNING, version="0")
    assert "Touch consent was not recorded." in report.unknown
    here.do(c.MarkTouch("none"))
    report = build_report(here.state.protocol, here.log, practice="Willow Room", generated=MORNING, version="0")
    assert "Touch consent was not recorded." not in report.unknown
