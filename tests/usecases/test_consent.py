"""A session begins with what the client agreed to before it."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import (
    AnyFact,
    AskedItem,
    Fact,
    ItemReply,
    ListAnswered,
    PermissionSaid,
    Reply,
    TouchAgreed,
)
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.consent.commands import MarkConsent
from kapguide.session.engine import undoable
from kapguide.spans import HOUR
from kapguide.usecases.consent import in_force, with_consent
from tests.support.plans import Room, phase, plan

TODAY = date(2026, 12, 1)


def begins_with(*bodies: AnyFact) -> tuple[c.Command, ...]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return in_force(chart_of(Fact(f"f{n}", "id", "", at, "k", body) for n, body in enumerate(bodies)), TODAY)


def test_touch_observers_and_recording_are_in_force_and_nothing_is_made_up() -> None:
    assert begins_with() == ()
    assert begins_with(
        TouchAgreed("shoulder"),
        TouchAgreed("hand"),
        PermissionSaid("observers", Reply.YES),
        PermissionSaid("recording", Reply.NO),
        PermissionSaid("sharing", Reply.YES),
    ) == (c.MarkTouch("hand"), MarkConsent("observers", "agreed"), MarkConsent("recording", "refused"))
    assert begins_with(PermissionSaid("observers", Reply.UNKNOWN)) == ()
    assert begins_with(TouchAgreed("a hug")) == (), "of a word that nobody knows nothing follows"


def test_the_note_of_a_session_is_told_how_it_stands_with_consent() -> None:
    room = Room(plan(phase("a", HOUR)), begun=False)
    at = datetime(2026, 10, 13, 10, 0, tzinfo=UTC)
    item = AskedItem("driving", "Driving")
    asked = ListAnswered(
        "consent", "3", "Consent", (item,), (ItemReply("driving", Reply.YES),), told="K. Lind", signed_on="2026-10-13"
    )
    chart = chart_of([Fact("f", "id", "", at, "k", asked)])
    assert with_consent(room.opening(), chart_of([]), TODAY) == room.opening()
    anyway = e.BegunAnyway(("the room speaker has not been heard",), "it is in repair")
    room.do(with_consent(msgspec.structs.replace(room.opening(), anyway=anyway), chart, TODAY))
    room.dose()
    report = build_report(room.state.protocol, room.log, practice="Willow Room", generated=at, version="0")
    lines = {line.label: line.text for section in generate_note(report).sections for line in section.lines}
    words = "version 3, 1 of 1 asked, 13 Oct 2026, told by K. Lind, signed 13 Oct 2026."
    assert lines["Consent"] == words
    assert anyway in [event.body for event in room.log], "why it was begun with something missing is lost by nothing"


def test_what_is_in_force_at_the_beginning_belongs_to_it_and_is_not_taken_back() -> None:
    room = Room(plan(phase("a", HOUR)), begun=False)
    at = datetime(2026, 10, 13, 10, 0, tzinfo=UTC)
    bodies = (TouchAgreed("hand"), PermissionSaid("observers", Reply.NO))
    chart = chart_of(Fact(f"f{n}", "id", "", at, "k", body) for n, body in enumerate(bodies))
    opening = msgspec.structs.replace(room.opening(), anyway=e.BegunAnyway(("the pick-up time",), "known"))
    room.do(with_consent(opening, chart, TODAY))
    assert [event.kind for event in room.log] == [
        "session_started", "begun_anyway", "phase_began", "touch_marked", "consent_marked",
    ]  # fmt: skip
    assert (room.state.touch, room.state.consent.marked) == ("hand", {"observers": "refused"})
    assert undoable(room.state, room.now) is None
    room.do(c.MarkTouch("none"))
    room.do(c.Undo())
    assert room.state.touch == "hand", "what was said since can be taken back"


@pytest.mark.parametrize(("until", "holds"), [("", True), ("2026-12-01", True), ("2026-11-30", False), ("soon", False)])
def test_what_held_until_a_day_that_is_over_does_not_hold(until: str, holds: bool) -> None:
    assert bool(begins_with(PermissionSaid("recording", Reply.YES, until=until))) is holds
