"""What a contact is called, the check-ins after a dose, and which step of the course comes next."""

from datetime import UTC, datetime

import pytest

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of
from kapguide.clinical.contacts import check_ins_after, contact_words, next_step, usual_protocol
from kapguide.clinical.facts import ContactKind as Kind

DOSED = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
COURSE = f.CourseBegun("short", "Two", (f.CourseStep(Kind.PREPARATION, "First"), f.CourseStep(Kind.DOSING, "Dosing 1")))


def fact(number: int, body: f.AnyFact, supersedes: str = "") -> f.Fact:
    return f.Fact(f"f{number}", "c", "", DOSED.replace(minute=number), "staff", body, supersedes)


def dosing(title: str) -> f.ContactPlanned:
    return f.ContactPlanned(Kind.DOSING, title, DOSED, staff=("lind",))


def check_in(session: str, label: str = "72 h after dosing 1") -> f.ContactPlanned:
    return f.ContactPlanned(Kind.CHECK_IN, label, DOSED, label=label, after_session=session, by_protocol=True)


def test_a_contact_is_called_after_its_kind_and_follows_the_protocol_of_its_name() -> None:
    words = contact_words(Kind.FOLLOW_UP, telephone=False), contact_words(Kind.CHECK_IN, telephone=True)
    assert words == ("Follow-up", "Check-in, by telephone")
    assert [usual_protocol(kind) for kind in (Kind.FOLLOW_UP, Kind.DOSING)] == ["follow-up", ""]


def test_a_check_in_is_a_call_of_a_quarter_of_an_hour_by_those_who_were_planned_for_the_session() -> None:
    found = check_ins_after(DOSED, ("72 h",), chart_of((fact(1, dosing("Dosing 4, at noon")),)), "s4", "f1")
    assert found == (
        f.ContactPlanned(
            Kind.CHECK_IN, "72 h after dosing 4", DOSED.replace(day=5), 15, ("lind",), telephone=True,
            protocol="check-in", label="72 h after dosing 4", after_session="s4", by_protocol=True,
        ),
    )  # fmt: skip


def test_a_check_in_that_is_there_is_not_planned_again() -> None:
    chart = chart_of((fact(1, check_in("s1")),))
    assert [plan.title for plan in check_ins_after(DOSED, ("72 h", "1 week"), chart, "s1")] == ["1 week after dosing 1"]


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ((), 1),
        ((fact(1, check_in("s1")), fact(2, check_in("s2"))), 3),
        ((fact(1, check_in("s1")), fact(2, check_in("s3"))), 2),  # its own are not before it
        ((fact(1, check_in("s1")), fact(2, COURSE), fact(3, check_in("s2"))), 2),  # before the course was another one
        ((fact(1, COURSE), fact(2, check_in("s1")), fact(3, f.CourseEnded())), 2),
        ((fact(1, f.ContactPlanned(Kind.CHECK_IN, "Call", DOSED, after_session="s1")),), 1),  # planned by a person
    ],
)
def test_a_dosing_that_nobody_numbered_comes_after_those_that_had_check_ins(
    facts: tuple[f.Fact, ...], number: int
) -> None:
    found = check_ins_after(DOSED, ("1 week",), chart_of(facts), "s3")
    assert [plan.title for plan in found] == [f"1 week after dosing {number}"]


def test_the_next_step_is_the_first_that_is_neither_planned_nor_held() -> None:
    planned = f.ContactPlanned(Kind.PREPARATION, "First", DOSED)
    begun, plan = fact(1, COURSE), fact(2, planned)
    assert next_step(chart_of(())) is None
    assert next_step(chart_of((begun,))) == COURSE.steps[0]
    assert next_step(chart_of((begun, plan))) == COURSE.steps[1]
    assert next_step(chart_of((begun, plan, fact(3, f.ContactHeld(), "f2")))) == COURSE.steps[1]
    assert next_step(chart_of((begun, plan, fact(3, f.ContactCancelled(), "f2")))) == COURSE.steps[0]
    assert next_step(chart_of((begun, plan, fact(3, dosing("Dosing 1"))))) is None
    assert next_step(chart_of((begun, fact(3, f.CourseEnded())))) is None
