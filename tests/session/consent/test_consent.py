"""Consent in a session: said before the dose; after it nothing of it grows, whatever is pressed in whatever order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session.care.answers import Touch
from kapguide.session.clock import Elapsed
from kapguide.session.consent.commands import HearWish, MarkConsent
from kapguide.session.consent.events import ConsentMarked, WishHeard
from kapguide.session.consent.state import Consent, ConsentTo
from kapguide.session.state import SessionState, replay
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.test_engine_any_session import PLAIN
from tests.support.plans import MORNING, Room, phase, plan, whole

MARKS = st.one_of(
    st.builds(c.MarkTouch, st.sampled_from(["hand", "shoulder", "withdrawn", "none"])),
    st.builds(MarkConsent, st.just("observers"), st.sampled_from(list(Consent))),
    st.builds(MarkConsent, st.just("recording"), st.sampled_from(list(Consent))),
    st.builds(HearWish, st.sampled_from(["a hand on the back", " "])),
    st.just(c.Undo()),
)
DOSES = st.builds(c.GiveDose, st.just("5 mg"), st.just("im"), st.just("R. Okafor"), st.just(Elapsed(0)))
SOON = st.sampled_from([0, SECOND, 4 * SECOND])
BEFORE = st.lists(MARKS, max_size=6)
MOSTLY_MARKS = st.integers(0, 9).flatmap(lambda n: MARKS if n < 8 else DOSES if n == 8 else PLAIN)
"""A choice of choices: side by side, the many plain commands would leave the few marks no room."""
AFTER = st.lists(st.tuples(SOON, MOSTLY_MARKS), min_size=2, max_size=20)


def room(*before: c.Command) -> Room:
    """A session in which so much was said before the dose that was just given."""
    room = Room(plan(phase("a", 2 * HOUR)))
    for command in before:
        room.do(command)
    room.dose()
    return room


def agreed(state: SessionState) -> set[str]:
    """All that is agreed to."""
    said = {what for what, consent in state.consent.marked.items() if consent == Consent.AGREED}
    return said | ({state.touch} & {Touch.HAND, Touch.SHOULDER})


@settings(max_examples=300, deadline=None)
@given(BEFORE, AFTER)
def test_no_sequence_of_commands_widens_consent_after_the_dose(
    before: list[c.Command], after: list[tuple[int, c.Command]]
) -> None:
    here = Room(whole())
    for command in before:
        here.refuses(command)
    here.dose()
    at_the_dose = here.state
    for ms, command in after:
        here.wait(ms)
        was = here.state
        here.refuses(command)
        assert agreed(here.state) <= agreed(was), command
    assert agreed(here.state) <= agreed(at_the_dose)
    assert replay(here.state.protocol, here.log) == here.state


@pytest.mark.parametrize("what", list(ConsentTo))
@pytest.mark.parametrize("before", ["", *Consent])
def test_after_the_dose_nothing_but_a_withdrawal_is_taken(what: str, before: str) -> None:
    here = room(*([MarkConsent(what, before)] if before else []))
    for more in (Consent.AGREED, Consent.REFUSED):
        assert here.refuses(MarkConsent(what, more))
    if before == Consent.REFUSED:
        assert here.refuses(MarkConsent(what, "withdrawn")).endswith("there is nothing to withdraw.")
    elif before != Consent.WITHDRAWN:
        assert here.do(MarkConsent(what, "withdrawn")) == [ConsentMarked(what, "withdrawn")]
        assert here.refuses(c.Undo()).endswith("What was withdrawn after a dose stays withdrawn.")


def test_before_the_dose_it_is_said_changed_and_taken_back() -> None:
    here = Room(plan(phase("a", 2 * HOUR)))
    for consent in (Consent.AGREED, Consent.REFUSED, Consent.AGREED, Consent.WITHDRAWN):
        here.do(MarkConsent("observers", consent))
    here.do(c.Undo())
    assert here.state.consent.marked == {"observers": "agreed"}
    assert here.refuses(MarkConsent("sharing", "agreed")) == "Consent is to one of: observers, recording."
    assert here.refuses(MarkConsent("observers", "waved")) == "Consent is one of: agreed, refused, withdrawn."


def test_a_wish_for_more_is_written_down_with_its_answer_and_changes_nothing() -> None:
    here = room(c.MarkTouch("hand"))
    assert here.refuses(HearWish(" ")) == "Type what the client wishes for."
    assert here.do(HearWish(" a hand on the back ")) == [WishHeard("a hand on the back")]
    assert (here.state.touch, here.state.consent.wishes) == ("hand", ("a hand on the back",))
    here.do(c.Undo())
    assert here.state.consent.wishes == ()
    early = Room(plan(phase("a", HOUR)))
    assert early.refuses(HearWish("a hand")).startswith("Before the dose the client can still agree to it")


def test_the_note_tells_it_beside_touch_and_in_the_course() -> None:
    here = room(MarkConsent("observers", "agreed"))
    here.wait(30 * MINUTE)
    here.do(MarkConsent("observers", "withdrawn"))
    here.do(HearWish("that they come back"))
    report = build_report(here.state.protocol, here.log, practice="Willow Room", generated=MORNING, version="0")
    assert "Touch consent was not recorded." in report.unknown, "observers are not touch"
    note = {section.id: [line.text for line in section.lines] for section in generate_note(report).sections}
    assert note["risk"][-1] == "agreed, withdrawn 0:30."
    assert note["happened"] == [
        "Observers: consent withdrawn.",
        "The client wished for more: that they come back. The answer: not today.",
    ]
