"""The end of a session in what is planned: its contact was held, and check-ins follow a dose."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.facts import (
    AnyFact,
    ContactCancelled,
    ContactKind,
    ContactPlanned,
    CourseBegun,
    CourseStep,
    PermissionSaid,
    Reply,
    StaffDescribed,
    TouchAgreed,
)
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, RehearsalClock
from kapguide.session.consent.commands import MarkConsent
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import HOUR, MINUTE
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.usecases.consent import in_force
from kapguide.usecases.contacts import (
    ContactWish,
    dosing_protocol,
    held,
    held_before,
    plan_choices,
    plan_contact,
    step_to_plan,
)
from kapguide.usecases.sessions import begin, close_unfinished
from tests.support.practice import new_practice, opened, saved

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LEADS = ("24 h", "72 h", "1 week", "2 weeks", "1 month", "3 months")
Play = Callable[..., LiveSession]


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with opened(home, new_practice(home)[0]) as store:
        yield store


@pytest.fixture
def lozenge() -> TherapyProtocol:
    return read_protocol(find_protocol("lozenge"))


@pytest.fixture
def play(store: Store) -> Play:
    """Plays a session of three hours, with `commands` after its first half hour."""

    def play(
        protocol: TherapyProtocol, *commands: c.Command, contact: str = "", seed: int = 1, at: timedelta = timedelta()
    ) -> LiveSession:
        clock = RehearsalClock(MONDAY + at)
        session, start = begin(store, protocol, clock, seeded_ids(seed, clock), client_code="M-014", contact=contact)
        session.send(start)
        clock.advance(30 * MINUTE)
        for command in commands:
            session.send(command)
        clock.advance(150 * MINUTE)
        session.send(c.End())
        return session

    return play


def over(store: Store, session: LiveSession) -> tuple[Said, ...]:
    found = held(store, session.state.protocol, session.log)
    saved(*(said.ticket for said in found))
    return found


def dose() -> c.GiveDose:
    return c.GiveDose("60", "sublingual", "R. Ames", Elapsed(30 * MINUTE))


def planned(store: Store) -> list[ContactPlanned]:
    return [each.plan for each in store.facts.planned(MONDAY, MONDAY + timedelta(days=400))]


def test_check_ins_are_planned_when_a_dosing_session_ends(store: Store, play: Play, lozenge: TherapyProtocol) -> None:
    session = play(lozenge, dose())
    over(store, session)
    assert session.state.started is not None
    found = planned(store)
    assert [plan.label for plan in found] == [f"{lead} after dosing 1" for lead in LEADS]
    dosed = MONDAY + timedelta(minutes=30)
    assert [plan.at - dosed for plan in found[:4]] == [
        *(timedelta(hours=24), timedelta(hours=72), timedelta(weeks=1), timedelta(weeks=2))
    ]
    assert [(plan.at.month, plan.at.day) for plan in found[4:]] == [(12, 30), (2, 28)]
    assert {(plan.contact, plan.protocol, plan.telephone, plan.by_protocol, plan.after_session) for plan in found} == {
        (ContactKind.CHECK_IN, "check-in", True, True, session.state.started.session_id)
    }


def test_they_are_planned_once_however_often_it_is_said(store: Store, play: Play, lozenge: TherapyProtocol) -> None:
    session = play(lozenge, dose())
    assert len(over(store, session)) == len(LEADS)
    assert over(store, session) == ()


def test_a_session_whose_end_was_not_followed_up_is_followed_up_later_once(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    """The program was killed between the end of the session and what is planned by it, or in the middle of that."""
    session = play(lozenge, dose())
    said = held(store, msgspec.structs.replace(lozenge, check_ins=LEADS[:2]), session.log)
    saved(*(each.ticket for each in said))
    saved(*(each.ticket for each in held_before(store)))
    assert [plan.label for plan in planned(store)] == [f"{lead} after dosing 1" for lead in LEADS]
    saved(store.facts.say("M-014", CourseBegun("another", "Another")).ticket)
    assert held_before(store) == (), "nor in the course that was begun since"


def test_what_was_withdrawn_in_a_session_is_not_in_force_in_the_next_one(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    store.known_client("M-014")
    agreed = (TouchAgreed("hand", signal="a raised hand"), PermissionSaid("recording", Reply.YES))

    def say(*bodies: AnyFact) -> None:
        saved(*(store.facts.say("M-014", body).ticket for body in bodies))

    def begins() -> tuple[c.Command, ...]:
        return in_force(chart_of(store.facts.of_client("M-014")), MONDAY.date())

    say(*agreed)
    known = begins()
    assert len(known) == 2
    withdrawn = (c.MarkTouch("withdrawn"), MarkConsent("recording", "withdrawn"))
    session = play(lozenge, *known, dose(), *withdrawn, at=timedelta(days=2000))  # after what was said just now
    over(store, session)
    assert begins() == (MarkConsent("recording", "refused"),)
    chart = chart_of(store.facts.of_client("M-014"))
    assert said(chart.touch, TouchAgreed) == TouchAgreed("withdrawn", signal="a raised hand")
    assert over(store, session) == (), "it is said once"
    say(*agreed)
    assert begins() == known, "asked anew, it holds again"
    over(store, play(lozenge, *known, dose(), *withdrawn, seed=2))
    assert begins() == (MarkConsent("recording", "refused"),), "also by a clock that was set back"


def test_what_was_withdrawn_in_a_session_is_known_though_nobody_had_asked_before(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    store.known_client("M-014")
    saved(store.facts.say("M-014", PermissionSaid("recording", Reply.UNKNOWN)).ticket)
    no = (c.MarkTouch("withdrawn"), MarkConsent("recording", "refused"), MarkConsent("observers", "agreed"))
    session = play(lozenge, *no, dose(), at=timedelta(days=2000))
    over(store, session)
    chart = chart_of(store.facts.of_client("M-014"))
    assert said(chart.touch, TouchAgreed) == TouchAgreed("withdrawn")
    assert said(chart.permissions["recording"], PermissionSaid) == PermissionSaid(
        "recording", Reply.NO, "refused in a session"
    )
    assert "observers" not in chart.permissions, "what is agreed to in a session is agreed to for it"
    assert over(store, session) == (), "it is said once"


def test_no_dose_no_check_ins(store: Store, play: Play, lozenge: TherapyProtocol) -> None:
    assert over(store, play(lozenge)) == ()
    assert over(store, play(read_protocol(find_protocol("integration")), seed=2)) == ()


def test_the_contact_that_was_planned_was_held_also_where_it_was_moved(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    store.known_client("M-014")
    plan = ContactPlanned(ContactKind.DOSING, "Dosing 2 of 3", MONDAY - timedelta(days=1), staff=("s-1",))
    first = store.facts.say("M-014", plan)
    saved(first.ticket)
    moved = store.facts.say("M-014", msgspec.structs.replace(plan, at=MONDAY), supersedes=first.fact.id)
    saved(moved.ticket)
    session = play(lozenge, dose(), contact=first.fact.id)
    over(store, session)
    assert session.state.started is not None
    contact = chart_of(store.facts.of_client("M-014")).contacts[first.fact.id]
    assert contact.ended is not None
    assert contact.ended.body.session == session.state.started.session_id  # type: ignore[union-attr]
    found = planned(store)
    assert [each.label for each in found] == [f"{lead} after dosing 2" for lead in LEADS], "it waits no more"
    assert {each.staff for each in found} == {("s-1",)}


def test_a_planned_dosing_that_ended_without_a_dose_is_still_to_come(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    store.known_client("M-014")
    first = store.facts.say("M-014", ContactPlanned(ContactKind.DOSING, "Dosing 2", MONDAY))
    saved(first.ticket)
    without = play(lozenge, contact=first.fact.id)
    assert over(store, without) == ()
    assert [each.title for each in planned(store)] == ["Dosing 2"]
    assert [one.dosed for one in store.sessions(1)] == [False]
    over(store, play(lozenge, dose(), contact=first.fact.id, seed=2, at=timedelta(days=1)))
    assert [one.dosed for one in store.sessions(2)] == [True, False]
    assert {each.label.partition(" after ")[2] for each in planned(store)} == {"dosing 2"}


def test_a_session_that_was_thrown_away_leaves_its_contact_waiting(
    store: Store, play: Play, lozenge: TherapyProtocol
) -> None:
    store.known_client("M-014")
    first = store.facts.say("M-014", ContactPlanned(ContactKind.DOSING, "Dosing", MONDAY))
    saved(first.ticket)
    clock = RehearsalClock(MONDAY)
    session, start = begin(store, lozenge, clock, seeded_ids(1, clock), client_code="M-014", contact=first.fact.id)
    session.send(start)
    session.send(c.Discard())
    assert over(store, session) == ()
    assert [each.title for each in planned(store)] == ["Dosing"]


def test_a_session_that_nobody_ended_counts_once_it_is_closed(store: Store, lozenge: TherapyProtocol) -> None:
    clock = RehearsalClock(MONDAY)
    session, start = begin(store, lozenge, clock, seeded_ids(1, clock), client_code="M-014")
    session.send(start)
    clock.advance(30 * MINUTE)
    session.send(dose())
    clock.advance(HOUR)
    session.send(c.Tick())
    store.settle(10)
    assert close_unfinished(store, start.started.session_id)
    store.settle(10)
    assert len(planned(store)) == len(LEADS)


def test_the_second_dosing_of_a_course_is_the_second(store: Store, play: Play, lozenge: TherapyProtocol) -> None:
    over(store, play(lozenge, dose()))
    other = play(lozenge, dose(), seed=2)
    over(store, other)
    assert {plan.label for plan in planned(store)} >= {"24 h after dosing 1", "24 h after dosing 2"}


def test_a_plan_is_kept_moved_and_adds_a_client_who_is_new(store: Store) -> None:
    plan = ContactPlanned(ContactKind.SCREENING, "Screening", MONDAY)
    first = plan_contact(store, ContactWish("k-051", plan))
    saved(first.ticket)
    later = msgspec.structs.replace(plan, at=MONDAY + timedelta(days=1))
    saved(plan_contact(store, ContactWish("K-051", later, first.fact.id)).ticket)
    assert planned(store) == [later]
    assert store.codes() == ["k-051"]


def test_the_next_step_of_the_course_is_what_is_neither_planned_nor_held(store: Store) -> None:
    assert step_to_plan(store, "M-014") is None, "nobody knows such a client"
    store.known_client("M-014")
    assert step_to_plan(store, "m-014") is None, "no course was begun"
    steps = tuple(CourseStep(ContactKind.DOSING, f"Dosing {number} of 2") for number in (1, 2))
    saved(store.facts.say("M-014", CourseBegun("two", "Two", steps)).ticket)
    assert step_to_plan(store, "m-014") == steps[0]
    first = plan_contact(store, ContactWish("M-014", ContactPlanned(ContactKind.DOSING, "Dosing 1 of 2", MONDAY)))
    saved(first.ticket)
    assert step_to_plan(store, "M-014") == steps[1]
    saved(store.facts.say("M-014", ContactCancelled("ill"), supersedes=first.fact.id).ticket)
    assert step_to_plan(store, "M-014") == steps[0], "what was cancelled is to come"


def test_a_clients_dosings_go_by_the_protocol_that_was_planned_last(store: Store) -> None:
    store.known_client("M-014")
    assert dosing_protocol(store, "M-014") == ""
    for kind, protocol in (
        (ContactKind.DOSING, "im"),
        (ContactKind.DOSING, "lozenge"),
        (ContactKind.DOSING, ""),
        (ContactKind.INTEGRATION, "integration"),
    ):
        saved(plan_contact(store, ContactWish("M-014", ContactPlanned(kind, "A", MONDAY, protocol=protocol))).ticket)
    assert dosing_protocol(store, "M-014") == "lozenge"


def test_who_works_in_the_practice_can_be_chosen(store: Store) -> None:
    for body in (StaffDescribed("a", "R. Osei"), StaffDescribed("b", "K. Lind"), StaffDescribed("a", "", here=False)):
        saved(store.facts.say("", body).ticket)
    assert plan_choices(store).people == ((store.staff.me, "R. Ames"), ("b", "K. Lind"))
    assert {plan.contact for plan in plan_choices(store).plans} == set(ContactKind)
