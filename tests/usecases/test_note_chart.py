"""What a client's chart adds to a session's note, and what the note gives back to the chart."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.facts import (
    AskedItem,
    CommitmentMade,
    ContactCancelled,
    ContactKind,
    ContactPlanned,
    CourseBegun,
    CourseStep,
    ItemReply,
    ListAnswered,
    Reply,
    ScoreFollowed,
    StaffDescribed,
)
from kapguide.clinical.instruments import HANDED_OVER
from kapguide.export.note_file import decode_note, encode_note
from kapguide.export.noting.chart import FromChart
from kapguide.export.report import SessionReport
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.ids import seeded_ids
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from kapguide.store.records import Store
from kapguide.usecases.contacts import held
from kapguide.usecases.documents import note_of, report_of, write_document
from kapguide.usecases.note_chart import from_chart, keep_commitments
from kapguide.usecases.scores import FormKeeper
from kapguide.usecases.sessions import begin
from tests.clinical.test_instrument_file import SHIPPED
from tests.support.practice import new_practice, saved

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CALL = "to call her brother on Sunday"


class Practice:
    """A practice in which it is whatever time one says."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = MONDAY

    def say(self, body: object, supersedes: str = "") -> str:
        said = self.store.facts.say("M-014", body, supersedes=supersedes)  # type: ignore[arg-type]
        saved(said.ticket)
        return said.fact.id

    def held(self, protocol: str, at: datetime, *commands: c.Command, seed: int = 1) -> SessionReport:
        """A session of an hour, as it is reported once it is over."""
        self.now = at
        plan, clock = read_protocol(find_protocol(protocol)), RehearsalClock(at)
        session, start = begin(self.store, plan, clock, seeded_ids(seed, clock), client_code="M-014")
        session.send(start)
        clock.advance(30 * MINUTE)
        for command in commands:
            session.send(command)
        clock.advance(30 * MINUTE)
        session.send(c.End("asked to stop"))
        self.now = at + timedelta(hours=1)
        saved(*(said.ticket for said in held(self.store, plan, session.log)))
        self.store.settle(60)
        assert session.state.started is not None
        return report_of(self.store, session.state.started.session_id, self.now)


@pytest.fixture
def practice(home: Home) -> Iterator[Practice]:
    keys = new_practice(home)[0]
    found: list[Practice] = []
    store = Store.open(home, keys, now=lambda: found[0].now if found else MONDAY)
    found.append(Practice(store))
    store.known_client("M-014")
    yield found[0]
    store.close()


def dose() -> c.GiveDose:
    return c.GiveDose("60", "sublingual", "R. Ames", Elapsed(30 * MINUTE), "ketamine")


def test_a_client_of_whom_nothing_is_said_adds_nothing(practice: Practice) -> None:
    report = practice.held("integration", MONDAY)
    assert from_chart(practice.store, report) == FromChart(place="Integration")


def test_the_place_in_the_course_says_of_how_many(practice: Practice) -> None:
    steps = [CourseStep(ContactKind.DOSING, f"Dosing {number}") for number in (1, 2, 3)]
    practice.say(CourseBegun("three", "Three", tuple(steps)))
    first = practice.held("lozenge", MONDAY, dose())
    second = practice.held("lozenge", MONDAY + timedelta(days=14), dose(), seed=2)
    assert [from_chart(practice.store, each).place for each in (first, second)] == ["Dosing 1 of 3", "Dosing 2 of 3"]


def test_what_is_planned_next_stands_with_its_people_and_the_check_ins_beside_it(practice: Practice) -> None:
    saved(practice.store.facts.say("", StaffDescribed("lind", "K. Lind", ("therapist",))).ticket)
    tuesday = MONDAY + timedelta(days=1, hours=1)
    gone = practice.say(ContactPlanned(ContactKind.INTEGRATION, "Integration", MONDAY + timedelta(hours=5)))
    practice.say(ContactCancelled("a cold"), gone)
    report = practice.held("lozenge", MONDAY, dose())
    chart = from_chart(practice.store, report)
    assert chart.next_contact.startswith("Tue 1 Dec "), "a check-in, as nothing else is planned"
    practice.say(
        ContactPlanned(ContactKind.INTEGRATION, "Integration", tuesday, staff=("lind", "unknown"), telephone=True)
    )
    chart = from_chart(practice.store, report)
    at = f"{(tuesday + timedelta(minutes=report.started.tz_min)):%H:%M}" if report.started else ""
    assert chart.next_contact == f"Tue 1 Dec {at}, Integration, by telephone, K. Lind"
    assert chart.check_ins.startswith("24 h: Tue 1 Dec; 72 h: Thu 3 Dec; 1 week: Mon 7 Dec")


def test_scores_of_the_day_stand_in_the_note_and_answers_to_follow_with_the_risk(practice: Practice) -> None:
    keeper = FormKeeper(practice.store, "M-014", HANDED_OVER, now=lambda: practice.now)
    phq9 = SHIPPED["phq-9"]
    practice.now = MONDAY - timedelta(days=3)
    keeper.keep(SHIPPED["gad-7"], {item.id: 1 for item in SHIPPED["gad-7"].items})
    practice.now = MONDAY - timedelta(minutes=15)
    keeper.keep(phq9, {item.id: 1 for item in phq9.items})
    assert keeper.settle(60)
    report = practice.held("integration", MONDAY)
    chart = from_chart(practice.store, report)
    assert chart.scores == ("PHQ-9: 9, mild",)
    assert [words.partition(", 0")[0] for words in chart.risk] == ["PHQ-9, item 9: “Several days”"]
    assert chart.risk[0].endswith("; what was done is not recorded")
    practice.say(ScoreFollowed(keeper.kept["phq-9"], "9", "asked, a plan made"))
    assert from_chart(practice.store, report).risk[0].endswith("; done: asked, a plan made")


def test_an_answer_that_needs_no_following_is_told_and_one_left_out_is_not(practice: Practice) -> None:
    keeper = FormKeeper(practice.store, "M-014", HANDED_OVER, now=lambda: practice.now)
    phq9 = SHIPPED["phq-9"]
    keeper.keep(phq9, {item.id: 0 for item in phq9.items[:8]})
    assert keeper.settle(60)
    report = practice.held("integration", MONDAY)
    assert from_chart(practice.store, report).risk == ()
    keeper.keep(phq9, {item.id: 0 for item in phq9.items})
    assert keeper.settle(60)
    (told,) = from_chart(practice.store, report).risk
    assert told.startswith("PHQ-9, item 9: “Not at all”, ")
    assert "done" not in told


def test_a_list_of_the_day_is_told_and_its_items_about_suicidal_thoughts_with_the_risk(practice: Practice) -> None:
    items = (AskedItem("stroke", "Stroke"), AskedItem("thoughts", "Suicidal thoughts with intent"))
    replies = (ItemReply("thoughts", Reply.NO, at=MONDAY),)
    practice.say(ListAnswered("screening", "1", "Screening", items, replies))
    practice.say(ListAnswered("consent", "3", "Consent", items[:1], (), told="K. Lind", signed_on="2026-11-30"))
    practice.now = MONDAY - timedelta(days=9)
    practice.say(ListAnswered("sharing", "1", "Sharing", items))
    report = practice.held("screening", MONDAY)
    note = note_of(practice.store, report).document
    said = [line.sentence.replace("asked 10:00", "asked 09:00") for line in note.section("risk").lines]
    assert said == [
        "Suicidal thoughts: asked 09:00, “Suicidal thoughts with intent” no.",
        "Screening: version 1, 1 of 2 asked.",
        "Not asked: Stroke.",
        "Consent: version 3, 0 of 1 asked, told by K. Lind, signed 2026-11-30.",
        "Not asked: Stroke.",
    ]


def test_a_commitment_is_asked_about_at_the_next_contact_and_what_became_of_it_is_kept(practice: Practice) -> None:
    first = practice.held("integration", MONDAY)
    note = note_of(practice.store, first).document
    assert keep_commitments(practice.store, first, note) == ()
    said = keep_commitments(practice.store, first, note.edited("commitment/made", CALL))
    saved(*(each.ticket for each in said))
    assert keep_commitments(practice.store, first, note.edited("commitment/made", CALL)) == (), "it is said once"
    second = practice.held("follow-up", MONDAY + timedelta(days=8), seed=2)
    chart = from_chart(practice.store, second)
    assert (chart.commitment, chart.committed) == (CALL, "30 Nov")
    note = note_of(practice.store, second).document
    assert keep_commitments(practice.store, second, note) == ()
    became = note.edited("commitment/kept", "she called him")
    saved(*(each.ticket for each in keep_commitments(practice.store, second, became)))
    assert keep_commitments(practice.store, second, became) == ()
    assert from_chart(practice.store, second).commitment == CALL, "in its own note it still stands"
    third = practice.held("check-in", MONDAY + timedelta(days=9), seed=3)
    assert from_chart(practice.store, third).commitment == "", "it was asked about"


def test_a_commitment_in_other_words_takes_the_place_of_the_first_and_none_takes_it_back(practice: Practice) -> None:
    first = practice.held("integration", MONDAY)
    note = note_of(practice.store, first).document
    for words in (CALL, "to write to her brother", "to write to her brother", ""):
        saved(*(s.ticket for s in keep_commitments(practice.store, first, note.edited("commitment/made", words))))
    second = practice.held("integration", MONDAY + timedelta(days=8), seed=2)
    assert from_chart(practice.store, second).commitment == ""


def test_a_contact_in_whose_note_no_commitment_has_a_place_says_nothing_of_one(practice: Practice) -> None:
    practice.say(CommitmentMade(CALL))
    report = practice.held("consent", MONDAY + timedelta(days=1))
    assert keep_commitments(practice.store, report, note_of(practice.store, report).document) == ()


def test_a_signed_note_stays_as_it_was_signed_and_is_printed_with_its_names(practice: Practice, home: Home) -> None:
    store = practice.store
    report = practice.held("integration", MONDAY)
    note = note_of(store, report)
    text = encode_note(note.document.edited("plan/plan", "Rest.")).decode()
    saved(store.notes.sign(report.session_id, text, note.revision, name="A. Orth", role="trainee", trainee=True))
    saved(
        store.notes.add_addendum(
            report.session_id, "She slept.", name="K. Lind", role="therapist", trainee=False, reason="told later"
        )
    )
    practice.say(CommitmentMade(CALL))
    kept = note_of(store, report)
    assert kept.document == decode_note(text)
    assert not kept.unfinished
    printed = write_document(report, kept.document, "md", home.exports, store).read_text(encoding="utf-8")
    assert "**SIGNED, not countersigned.**" in printed
    assert "She slept." in printed
