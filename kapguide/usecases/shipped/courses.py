"""The courses of a practice: those that ship, and its own, which take a shipped one's place by its id."""

from collections.abc import Iterable

import msgspec

from kapguide import paths
from kapguide.clinical.course import CourseSession
from kapguide.clinical.courses import CoursePreset, load_course
from kapguide.clinical.facts import ContactKind
from kapguide.paths import Home
from kapguide.store.tables.queries import SessionSummary
from kapguide.usecases.shipped.own_files import read_folders


class Courses(msgspec.Struct, frozen=True):
    """What there is to choose from, by id, the shortest first, and a sentence for each file that stays out."""

    known: dict[str, CoursePreset]
    refused: tuple[str, ...] = ()


def courses_of(home: Home) -> Courses:
    """The courses of a practice. Never fails."""
    read, refused = read_folders((paths.resource("courses"), home.courses), load_course, "course")
    found = sorted((course for course, _ in read.values()), key=lambda course: (len(course.steps), course.title))
    return Courses({course.id: course for course in found}, refused)


def course_sessions(there: Iterable[SessionSummary]) -> list[CourseSession]:
    """Sessions as the course counts them: a dosing session that is over had a dose, or is held without one."""
    return [
        CourseSession(
            one.row.id,
            one.contact,
            one.row.started_at,
            undosed=one.contact is ContactKind.DOSING and one.state.over and not one.dosed,
        )
        for one in there
    ]
