"""A client's chart: what the facts come to."""

from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical import facts as f
from kapguide.clinical.chart import chart_of, said, taken_over, with_fact

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def fact(number: int, body: f.AnyFact, supersedes: str = "") -> f.Fact:
    return f.Fact(f"f{number}", "c", "", NOON + timedelta(minutes=number), "staff", body, supersedes)


def plan(hours: int) -> f.ContactPlanned:
    return f.ContactPlanned(f.ContactKind.INTEGRATION, "Integration", NOON + timedelta(hours=hours))


def test_nothing_is_said_of_a_new_client() -> None:
    chart = chart_of(())
    assert (chart.described, chart.touch, chart.order, chart.course, chart.open_contacts) == (None,) * 4 + ((),)
    assert said(chart.touch, f.TouchAgreed) is None


def test_the_newest_of_each_kind_counts() -> None:
    chart = chart_of(
        (
            fact(1, f.ClientDescribed(music_dislikes="choirs")),
            fact(2, f.ClientDescribed(music_dislikes="no choirs")),
            fact(3, f.TouchAgreed("hand")),
            fact(4, f.TouchAgreed("none")),
            fact(5, f.MedicineOrdered("ketamine")),
            fact(6, f.MedicineOrdered("ketamine", strength="150 mg")),
            fact(7, f.PermissionSaid("recording", f.Reply.NO)),
            fact(8, f.PermissionSaid("observers", f.Reply.YES)),
            fact(9, f.PermissionSaid("observers", f.Reply.NO)),
            fact(10, f.PreparationTyped("f1", {"dose": "1"})),
            fact(11, f.PreparationTyped("f1", {"dose": "150 mg"})),
            fact(12, f.ScoreFollowed("s", "9", "asked")),
        )
    )
    assert said(chart.described, f.ClientDescribed) == f.ClientDescribed(music_dislikes="no choirs")
    assert said(chart.touch, f.TouchAgreed) == f.TouchAgreed("none")
    assert said(chart.order, f.MedicineOrdered) == f.MedicineOrdered("ketamine", strength="150 mg")
    assert {what: one.id for what, one in chart.permissions.items()} == {"recording": "f7", "observers": "f9"}
    assert chart.preparations["f1"].id == "f11"
    assert chart.followed["s", "9"].id == "f12"
    assert said(chart.touch, f.MedicineOrdered) is None


def test_an_order_and_a_course_come_to_an_end_and_begin_again() -> None:
    begun = (fact(1, f.MedicineOrdered("ketamine")), fact(2, f.CourseBegun("short", "2 preparation, 3 dosing")))
    ended = chart_of((*begun, fact(3, f.OrderEnded("changed")), fact(4, f.CourseEnded())))
    assert (ended.order, ended.course and ended.course.id, ended.course_ended and ended.course_ended.id) == (
        None, "f2", "f4",
    )  # fmt: skip
    again = with_fact(ended, fact(5, f.CourseBegun("short", "second course")))
    assert (again.course and again.course.id, again.course_ended) == ("f5", None)


def test_a_list_is_kept_by_its_contact() -> None:
    chart = chart_of(
        (
            fact(1, f.ListAnswered("screening", "1", "Screening")),
            fact(2, f.ListAnswered("screening", "2", "Screening")),
            fact(3, f.ListAnswered("day-of", "1", "Day of", contact="f9")),
        )
    )
    assert {key: one.id for key, one in chart.lists.items()} == {("screening", ""): "f2", ("day-of", "f9"): "f3"}


def test_a_contact_is_moved_held_cancelled_and_planned_again() -> None:
    chart = chart_of((fact(1, plan(5)), fact(2, plan(1)), fact(3, plan(9), supersedes="f1")))
    assert [(one.id, one.plan) for one in chart.open_contacts] == [("f2", plan(1)), ("f1", plan(9))]
    held = with_fact(with_fact(chart, fact(4, f.ContactHeld("s"), "f3")), fact(5, f.ContactCancelled("ill"), "f2"))
    assert held.open_contacts == ()
    assert held.contacts["f1"].ended == fact(4, f.ContactHeld("s"), "f3")
    again = with_fact(held, fact(6, plan(20), supersedes="f2"))
    assert [one.id for one in again.open_contacts] == ["f2"]


def test_what_belongs_to_another_copy_or_to_the_practice_is_left_out() -> None:
    chart = chart_of((fact(1, f.ContactHeld("s"), "elsewhere"), fact(2, f.StaffDescribed("a", "R. Osei"))))
    assert chart == chart_of(())
    late = with_fact(chart, fact(3, plan(1), supersedes="elsewhere"))
    assert [one.id for one in late.open_contacts] == ["f3"]


@pytest.mark.parametrize(
    "facts",
    [
        (fact(5, f.TouchAgreed("none"), "f9"), fact(9, f.TouchAgreed("hand"))),
        (
            fact(1, f.TouchAgreed("none"), "f2"),
            fact(2, f.TouchAgreed("shoulder"), "f3"),
            fact(3, f.TouchAgreed("hand")),
        ),
        (fact(1, f.TouchAgreed("none"), "elsewhere"),),
    ],
)
def test_what_supersedes_counts_also_where_the_clock_was_set_back(facts: tuple[f.Fact, ...]) -> None:
    assert said(chart_of(facts).touch, f.TouchAgreed) == f.TouchAgreed("none")


def test_a_contact_that_was_moved_while_the_clock_was_wrong_is_one_contact() -> None:
    moved, first = fact(1, plan(9), "f5"), fact(5, plan(2))
    chart = chart_of((moved, fact(2, f.ContactCancelled("unwell"), "f1"), first))
    assert list(chart.contacts) == ["f5"]
    assert (chart.contacts["f5"].plan, chart.open_contacts) == (plan(9), ())


def test_facts_that_supersede_each_other_in_a_circle_are_all_read() -> None:
    ring = (fact(1, f.TouchAgreed("none"), "f2"), fact(2, f.TouchAgreed("hand"), "f1"))
    assert chart_of(ring).touch is not None


def test_what_a_new_word_takes_the_place_of() -> None:
    chart = chart_of(
        (
            fact(1, f.TouchAgreed("hand")),
            fact(2, f.PermissionSaid("recording", f.Reply.NO)),
            fact(3, f.MedicineOrdered("Ketamine")),
            fact(4, f.CourseBegun("x", "x")),
        )
    )
    assert taken_over(chart, f.TouchAgreed("none")) == "f1"
    assert taken_over(chart, f.PermissionSaid("recording", f.Reply.YES)) == "f2"
    assert taken_over(chart, f.PermissionSaid("sharing", f.Reply.YES)) == ""
    assert taken_over(chart, f.OrderEnded()) == "f3"
    assert taken_over(chart, f.CourseEnded()) == "f4"
    assert taken_over(chart, f.ClientDescribed()) == ""
    assert taken_over(chart, plan(1)) == ""


def test_a_commitment_stands_in_its_newest_words_with_what_became_of_it() -> None:
    made = fact(1, f.CommitmentMade("to call her brother"))
    again = fact(2, f.CommitmentMade("to write to him"), made.id)
    checked = fact(3, f.CommitmentChecked("she wrote"), made.id)
    (one,) = chart_of([made, again, checked]).commitments.values()
    assert (one.id, one.made.words, one.checked) == (made.id, "to write to him", checked)
    stray = fact(4, f.CommitmentChecked("nothing"), "another copy’s")
    assert chart_of([made, stray]).commitments[made.id].checked is None
    other = fact(5, f.CommitmentMade("to rest"))
    assert list(chart_of([made, other, fact(6, f.CommitmentMade(""), made.id)]).commitments) == [other.id]
    assert chart_of([fact(7, f.CommitmentMade(""))]).commitments == {}
