"""A course on one line: what has been, what is planned, what is left of it."""

from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of
from kapguide.clinical.course import CourseSession, check_ins, course_items, step_ahead
from kapguide.clinical.facts import ContactKind as Kind

DAY_ONE = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
STEPS = tuple(
    f.CourseStep(kind, title)
    for kind, title in (
        (Kind.SCREENING, "Screening"),
        (Kind.PREPARATION, "Preparation 1"),
        (Kind.PREPARATION, "Preparation 2"),
        (Kind.DOSING, "Dosing 1"),
        (Kind.INTEGRATION, "Integration"),
        (Kind.DOSING, "Dosing 2"),
        (Kind.INTEGRATION, "Integration"),
    )
)
COURSE = f.CourseBegun("short", "2 preparation, 2 dosing", STEPS)


def day(number: int) -> datetime:
    return DAY_ONE + timedelta(days=number)


def fact(number: int, body: f.AnyFact, supersedes: str = "", at: datetime | None = None) -> f.Fact:
    return f.Fact(f"f{number}", "c", "", at or day(number), "staff", body, supersedes)


def session(number: int, kind: Kind) -> CourseSession:
    return CourseSession(f"s{number}", kind, day(number))


def line(facts: tuple[f.Fact, ...], *sessions: CourseSession) -> list[str]:
    return [f"{item.title}: {item.stage.value}" for item in course_items(chart_of(facts), sessions)]


def test_a_course_that_has_just_begun_is_all_to_come() -> None:
    assert line((fact(0, COURSE),)) == [f"{step.title}: foreseen" for step in STEPS]
    assert line(()) == []


def test_what_has_been_and_what_is_planned_take_the_steps_of_their_kind() -> None:
    plan = f.ContactPlanned(Kind.DOSING, "Dosing 1, at noon", day(30))
    assert line(
        (fact(0, COURSE), fact(1, plan)),
        session(2, Kind.PREPARATION),
        session(0, Kind.SCREENING),
    ) == [
        "Screening: been",
        "Preparation 1: been",
        "Preparation 2: foreseen",
        "Dosing 1, at noon: planned",
        "Integration: foreseen",
        "Dosing 2: foreseen",
        "Integration: foreseen",
    ]


def test_what_was_passed_over_is_not_to_come() -> None:
    """A course that was begun elsewhere: what is recorded here begins with its second dosing."""
    plan = f.ContactPlanned(Kind.DOSING, "Dosing 2", day(5))
    held = fact(6, f.ContactHeld(session="s5"), supersedes="f1")
    assert line((fact(0, COURSE), fact(1, plan), held), session(5, Kind.DOSING)) == [
        "Dosing 2: been",
        "Integration: foreseen",
    ]
    items = line((fact(0, COURSE), fact(1, plan), held), session(5, Kind.DOSING), session(6, Kind.INTEGRATION))
    assert items == ["Dosing 2: been", "Integration: been"]


def test_what_no_course_foresees_is_named_by_its_kind() -> None:
    assert line((), session(1, Kind.DOSING), session(9, Kind.DOSING), session(4, Kind.INTEGRATION)) == [
        "Dosing 1: been",
        "Integration: been",
        "Dosing 2: been",
    ]


def test_a_contact_that_was_held_is_one_box_with_its_session_and_keeps_its_title() -> None:
    plan = f.ContactPlanned(Kind.DOSING, "Dosing with both", day(5))
    held = (fact(1, plan), fact(6, f.ContactHeld(session="s5"), supersedes="f1"))
    items = course_items(chart_of(held), [session(5, Kind.DOSING)])
    assert [(item.title, item.session, item.contact_id) for item in items] == [("Dosing with both", "s5", "f1")]
    elsewhere = (fact(1, plan), fact(6, f.ContactHeld(words="in the other house"), supersedes="f1"))
    assert line(elsewhere) == ["Dosing with both: been"]
    assert line((fact(1, plan), fact(6, f.ContactCancelled(), supersedes="f1"))) == []


def test_what_was_before_a_second_course_is_not_on_its_line() -> None:
    facts = (fact(0, COURSE), fact(20, f.CourseEnded()), fact(30, f.CourseBegun("short", "again", STEPS[3:5])))
    before = session(3, Kind.DOSING)
    assert line(facts, before) == ["Dosing 1: foreseen", "Integration: foreseen"]
    assert line(facts, before, session(31, Kind.DOSING)) == ["Dosing 1: been", "Integration: foreseen"]
    assert line(facts[:2], before) == ["Dosing 1: been"], "an ended course foresees nothing"


def test_a_dosing_without_a_dose_has_no_number_and_takes_no_step() -> None:
    undosed = CourseSession("s6", Kind.DOSING, day(6), undosed=True)
    told = (session(4, Kind.DOSING), undosed, session(9, Kind.DOSING))
    assert line((), *told) == ["Dosing 1: been", "Dosing, held without a dose: been", "Dosing 2: been"]
    steps = f.CourseBegun("short", "2 dosing", (STEPS[3], STEPS[5]))
    assert line((fact(0, steps),), *told[:2]) == [
        "Dosing 1: been",
        "Dosing, held without a dose: been",
        "Dosing 2: foreseen",
    ]
    plan = fact(1, f.ContactPlanned(Kind.DOSING, "Dosing 2", day(6)))
    held = fact(7, f.ContactHeld(session="s6"), supersedes="f1")
    assert line((fact(0, steps), plan, held), *told[:2])[-1] == "Dosing 2: foreseen", "also where it was said as held"


@pytest.mark.parametrize("many", [1, 40])
def test_a_course_may_have_many_sessions(many: int) -> None:
    sessions = [session(number, Kind.DOSING) for number in range(many)]
    assert line((fact(0, COURSE),), *sessions)[many - 1].startswith(f"Dosing {many}: been")


def test_check_ins_are_those_after_the_newest_session_that_has_any() -> None:
    def due(number: int, after: str, days: int) -> f.Fact:
        plan = f.ContactPlanned(Kind.CHECK_IN, "Check-in", day(days), after_session=after, by_protocol=True)
        return fact(number, plan)

    facts = (due(1, "s1", 2), due(9, "s8", 15), due(10, "s8", 11), fact(12, f.ContactHeld(words="well"), "f10"))
    assert [contact.id for contact in check_ins(chart_of(facts))] == ["f10", "f9"]
    assert [contact.id for contact in check_ins(chart_of(facts[:2]))] == ["f9"]
    moved = (*facts, f.Fact("f13", "c", "", day(13), "staff", due(13, "s1", 20).body, "f1"))
    assert [contact.id for contact in check_ins(chart_of(moved))] == ["f10", "f9"], "also where an older one was moved"
    assert check_ins(chart_of(())) == ()
    assert line(facts) == [], "they stand apart"


def test_the_step_ahead_is_the_first_that_nothing_has_taken() -> None:
    begun = (fact(0, COURSE),)
    assert step_ahead(chart_of(begun), ()) == STEPS[0]
    assert step_ahead(chart_of(begun), [session(0, Kind.SCREENING), session(2, Kind.PREPARATION)]) == STEPS[2]
    plan = f.ContactPlanned(Kind.PREPARATION, "Preparation 1", day(4))
    assert step_ahead(chart_of((*begun, fact(1, plan))), [session(0, Kind.SCREENING)]) == STEPS[2], "planned is taken"
    assert step_ahead(chart_of((*begun, fact(9, f.CourseEnded()))), ()) is None
