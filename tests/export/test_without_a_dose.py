"""The note of a session without a dose says nothing of doses, and loses nothing that was said."""

from datetime import UTC, datetime

import msgspec
import pytest

from kapguide.clinical.facts import AskedItem, ItemReply, ListAnswered, MedicineOrdered, Reply
from kapguide.clinical.preparing import MoodScore, Prepared
from kapguide.clinical.vitals import Vitals
from kapguide.export.markdown import to_markdown
from kapguide.export.note import missing
from kapguide.export.noting.chart import FromChart
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
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
    assert "\n## what happened\n" in text
    assert "no contact is planned" in text


def test_consent_has_a_line_where_it_belongs_and_touch_where_it_was_said() -> None:
    def labels(report: SessionReport) -> list[str]:
        return [line.label for line in generate_note(report).section("risk").lines]

    assert labels(reported("preparation")) == ["Suicidal thoughts", "Consent"]
    assert labels(reported("integration")) == ["Suicidal thoughts"]
    assert labels(reported("integration", c.MarkTouch("hand"))) == ["Suicidal thoughts", "Touch"]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("screening", []),
        ("consent", []),
        ("preparation", ["themes", "commitment"]),
        ("integration", ["effects", "themes", "commitment"]),
        ("follow-up", ["effects", "themes", "commitment"]),
        ("check-in", ["effects", "commitment"]),
    ],
)
def test_each_contact_has_what_belongs_to_it(name: str, more: list[str]) -> None:
    read = ["summary", "risk", "happened", "words", "did", "present"]
    protocol = read_protocol(find_protocol(name))
    room = Room(protocol)
    room.wait(12 * MINUTE)
    room.do(c.End())
    report = build_report(protocol, room.log, practice="", generated=datetime(2026, 11, 22, tzinfo=UTC), version="0")
    assert [section.id for section in generate_note(report).sections] == [*read, *more, "plan", "next"]


def test_a_contact_without_a_dose_lacks_what_was_done() -> None:
    assert "what we did" in [lack.words for lack in missing(generate_note(reported("integration")))]
    assert "what we did" not in [lack.words for lack in missing(generate_note(reported("lozenge")))]


def test_what_was_taken_and_heard_all_the_same_is_told() -> None:
    report = reported("integration", c.TakeReading(Vitals(systolic=120, diastolic=80), Elapsed(MINUTE)))
    assert "readings" in {section.id for section in generate_note(report).sections}
    assert "120/80" in to_markdown(report)


def test_the_chart_tells_what_the_log_cannot() -> None:
    chart = FromChart(
        place="Integration",
        next_contact="Tue 8 Dec 11:00, Integration, K. Lind",
        check_ins="72 h: Fri 4 Dec",
        scores=("PHQ-9: 7 of 27",),
        risk=("PHQ-9, item 9: 0",),
        commitment="to call her brother on Sunday",
        committed="2 Dec",
    )
    note = generate_note(reported("integration"), chart)
    found = {section.id: [line.sentence for line in section.lines] for section in note.sections}
    assert found["risk"] == ["Suicidal thoughts: PHQ-9, item 9: 0."]
    assert found["scores"] == ["PHQ-9: 7 of 27."]
    assert found["next"] == ["Tue 8 Dec 11:00, Integration, K. Lind.", "Check-ins: 72 h: Fri 4 Dec."]
    assert found["commitment"] == [
        "Meant on 2 Dec: to call her brother on Sunday.",
        "What became of it: not asked.",
        "One commitment: ",
    ]
    assert "what became of the commitment" in [lack.words for lack in missing(note)]


def test_with_a_dose_scores_stand_where_there_are_some_and_the_commitment_with_the_plan() -> None:
    note = generate_note(reported("lozenge"), FromChart(scores=("PHQ-2: 2 of 6",)))
    assert [line.id for line in note.section("plan").lines] == ["plan/plan", "commitment/made"]
    assert [line.text for line in note.section("scores").lines] == ["PHQ-2: 2 of 6."]


def test_the_note_says_what_was_said_at_prepare_and_an_old_session_nothing_of_it() -> None:
    asked = ListAnswered(
        "day-of",
        "1",
        "Day of the session",
        (AskedItem("fasting", "Fasting"), AskedItem("pregnancy", "Pregnancy possible"), AskedItem("sound", "Sound")),
        (ItemReply("fasting", Reply.YES, "since 06:30"), ItemReply("pregnancy", Reply.NO)),
    )
    order = MedicineOrdered("ketamine", "lozenge", "150 mg", prescriber="R. Osei")
    scores = (MoodScore("phq-2", "PHQ-2", 2, 6), MoodScore("gad-2", "GAD-2", None, 6))
    report = reported("lozenge")
    told = {
        "Ordered": "ketamine 150 mg, lozenge; R. Osei.",
        "Day of the session": "2 of 3 asked; Fasting: yes (since 06:30); Pregnancy possible: no.",
        "Not asked": "Sound.",
        "Mood check": "PHQ-2: 2 of 6; GAD-2: incomplete.",
        "Escort": "the sister.",
    }
    for prepared, words in ((Prepared(), {}), (Prepared("the sister", order, asked, scores), told)):
        note = generate_note(msgspec.structs.replace(report, prepared=prepared))
        lines = (line for section in note.sections for line in section.lines)
        assert {line.label: line.text for line in lines if line.label in told} == words
