"""Courses of treatment: what ships and where it comes from, what a file may say, a clinic's own in its place."""

from pathlib import Path

import pytest

from kapguide import check
from kapguide.clinical.chart import chart_of, said
from kapguide.clinical.courses import load_course, shipped_courses
from kapguide.clinical.facts import ContactKind, CourseBegun, CourseStep, Fact
from kapguide.paths import Home
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.toml_file import FileError
from kapguide.usecases.shipped.courses import courses_of
from tests.support.plans import MORNING
from tests.support.toml_bounds import bounds, passed_over

GOOD = """\
id = "one"
title = "One dosing"
version = 2
summary = "For the tests."
mark = "OURS"
sources = ["Our own."]

[[contacts]]
contact = "preparation"
title = "Preparation"

[[contacts]]
contact = "dosing"
title = "Dosing"
protocol = "im"
"""


def test_what_ships_is_as_its_sources_have_it() -> None:
    shipped = {file.stem: load_course(file) for file in shipped_courses()}
    kinds = {name: [step.contact for step in course.steps] for name, course in shipped.items()}
    counted = {
        name: (found.count(ContactKind.PREPARATION), found.count(ContactKind.DOSING)) for name, found in kinds.items()
    }
    assert counted == {"three-dosings": (2, 3), "six-dosings": (1, 6), "eight-dosings": (1, 8)}
    assert all(course.id == name and course.mark == "P" for name, course in shipped.items())
    assert "Numinus" in shipped["three-dosings"].sources[0]
    assert "Journey Clinical" in shipped["six-dosings"].sources[0]
    for found in kinds.values():
        assert found[:2] == [ContactKind.SCREENING, ContactKind.CONSENT]
        for place, kind in enumerate(found):
            assert kind is not ContactKind.DOSING or found[place + 1] is ContactKind.INTEGRATION


def test_each_contact_names_a_plan_of_its_own_kind_and_a_dosing_leaves_it_open() -> None:
    for file in shipped_courses():
        for step in load_course(file).steps:
            if step.contact is ContactKind.DOSING:
                assert step.protocol == ""
            else:
                assert read_protocol(find_protocol(step.protocol)).contact_kind is step.contact


def test_a_course_is_begun_as_it_was_then(tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert (load_course(file).version, load_course(file).sources) == (2, ("Our own.",))
    begun = load_course(file).begun
    assert begun.steps == (
        CourseStep(ContactKind.PREPARATION, "Preparation", "preparation"),
        CourseStep(ContactKind.DOSING, "Dosing", "im"),
    )
    chart = chart_of([Fact("f-1", "c-1", "", MORNING, "s-1", begun)])
    assert said(chart.course, CourseBegun) == begun


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('contact = "dosing"', 'contact = "dosage"', 'contacts[1].contact: expected "screening"'),
        ('title = "Dosing"', 'title = ""', "contacts[1].title: expected a text"),
        ("version = 2", "version = 0", "version: expected a whole number"),
        ('mark = "OURS"', 'mark = "Z"', "mark: expected"),
        ('sources = ["Our own."]', "sources = []", "sources: expected a list of 1 to 10 texts"),
        ('protocol = "im"', 'protocol = "im"\nlength = "2h"', "the unknown key"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_course(file)
    assert told in refused.value.sentence
    assert told in check.check_file(file)


def test_a_clinics_own_course_stands_beside_what_ships(home: Home) -> None:
    home.courses.mkdir(parents=True)
    (home.courses / "one.toml").write_text(GOOD, encoding="utf-8")
    (home.courses / "broken.toml").write_text("id = 1", encoding="utf-8")
    courses = courses_of(home)
    assert list(courses.known) == ["one", "three-dosings", "six-dosings", "eight-dosings"]
    assert len(courses.refused) == 1


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    whole = GOOD
    assert bounds(whole, load_course, file) == {
        "title": "at most 60 characters",
        "version": "a whole number from 1 to 9999",
        "summary": "at most 400 characters, in lines",
        "sources": "a list of 1 to 10 texts",
        "sources[]": "at most 500 characters",
        "contacts": "1 to 80 tables [[contacts]]",
        "contacts[].title": "at most 60 characters",
    }
    assert passed_over(whole, load_course, file) == []
