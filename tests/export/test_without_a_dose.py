"""The note of a session without a dose says nothing of doses, and loses nothing that was said."""

from datetime import UTC, datetime

import msgspec
import pytest

from kapguide.clinical.facts import AskedItem, ItemReply, ListAnswered, MedicineOrdered, Reply
from kapguide.clinical.preparing import MoodScore, Prepared
from kapguide.clinical.vitals import Vitals
from kapguide.export.markdown import to_markdown
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from tests.support.plans import Room


def reported(name: str, *commands: c.Command, telephone: bool = False) -> SessionReport:
    protocol = read_protocol(find_protocol(name))
    room = Room(protocol)
    room.wait(2 * MINUTE)
    for command in (*commands, c.End()):
        room.do(command)
    first = room.log[0]
    assert isinstance(first.body, e.SessionStarted)
    begun = msgspec.structs.replace(first, body=msgspec.structs.replace(first.body, telephone=telephone))
    made = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    return build_report(protocol, (begun, *room.log[1:]), practice="Lindenhof", generated=made, version="0.1.0")


@pytest.mark.parametrize("name", ["screening", "consent", "preparation", "integration", "follow-up", "check-in"])
def test_nothing_is_said_of_a_dose(name: str) -> None:
    text = to_markdown(reported(name)).lower()
    for words in ("no dose", "planned dose", "route", "pick-up", "medicine", "no vitals", "no music", "t+"):
        assert words not in text, words
    assert "## course of the session" in text.replace("###", "##")
    assert "next contact" in text


def test_what_the_contact_was_stands_at_the_head_with_how_it_was_held() -> None:
    facts = {line.label: line.text for line in generate_note(reported("check-in", telephone=True)).sections[0].lines}
    assert facts["Contact"] == "Check-in, by telephone"
    assert "Route" not in facts


def test_consent_has_a_line_where_it_belongs_and_touch_where_it_was_said() -> None:
    def labels(report: SessionReport) -> list[str]:
        sections = [section for section in generate_note(report).sections if section.id == "preparation"]
        return [line.label or line.text for section in sections for line in section.lines]

    assert labels(reported("preparation")) == ["Consent"]
    assert labels(reported("integration")) == []
    assert len(labels(reported("preparation", c.MarkTouch("hand")))) == 2


def test_what_was_taken_and_heard_all_the_same_is_told() -> None:
    report = reported("integration", c.TakeReading(Vitals(systolic=120, diastolic=80), Elapsed(MINUTE)))
    assert "vitals" in {section.id for section in generate_note(report).sections}
    assert "120/80" in to_markdown(report)


def test_the_note_says_what_was_said_at_prepare_and_an_old_session_nothing_of_it() -> None:
    asked = ListAnswered(
        "day-of",
        "1",
        "Day of the session",
        (AskedItem("fasting", "Fasting"), AskedItem("sound", "Sound heard")),
        (ItemReply("fasting", Reply.YES, "since 06:30"),),
    )
    order = MedicineOrdered("ketamine", "lozenge", "150 mg", prescriber="R. Osei")
    scores = (MoodScore("phq-2", "PHQ-2", 2, 6), MoodScore("gad-2", "GAD-2", None, 6))
    report = reported("lozenge")
    told = {
        "As ordered": "ketamine 150 mg, lozenge; R. Osei",
        "Day of the session": "Yes: Fasting (since 06:30). Not asked: Sound heard.",
        "Mood check": "PHQ-2: 2 of 6; GAD-2: incomplete",
        "Escort": "the sister",
    }
    for prepared, words in ((Prepared(), {}), (Prepared("the sister", order, asked, scores), told)):
        note = generate_note(msgspec.structs.replace(report, prepared=prepared))
        lines = next(section.lines for section in note.sections if section.id == "preparation")
        assert {line.label: line.text for line in lines if line.label in told} == words
