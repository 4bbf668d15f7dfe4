"""The course on one line: whole boxes where there is room, narrow ones that are counted where there is none."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.charts.course_line import (
    BoxStage,
    CourseBox,
    CourseLine,
    CourseLineData,
    CourseMark,
    course_places,
)

MARKS = tuple(CourseMark(label, "19 Nov") for label in ("24 h", "72 h", "1 w", "2 w", "1 m", "3 m"))


def course(over: int, ahead: int = 0, marks: tuple[CourseMark, ...] = MARKS) -> CourseLineData:
    """So many contacts that have been, the next one, and so many that are foreseen."""
    been = [CourseBox(f"Dosing {at}", ContactKind.DOSING, BoxStage.OVER, "19 Nov", "pencil") for at in range(over)]
    now = CourseBox("Integration, within 24 h", ContactKind.INTEGRATION, BoxStage.NEXT, "today 10:00")
    after = [CourseBox(f"Dosing {at}", ContactKind.DOSING, BoxStage.FORESEEN) for at in range(ahead)]
    return CourseLineData((*been, now, *after), marks)


@pytest.mark.parametrize("width", [872.0, 1278.0, 1840.0])
@pytest.mark.parametrize(("over", "ahead"), [(0, 0), (3, 2), (0, 39), (39, 0), (20, 20), (120, 40)])
def test_nothing_leaves_the_line_and_nothing_meets(theme: Theme, width: float, over: int, ahead: int) -> None:
    data = course(over, ahead)
    places = course_places(data, width, theme)
    every = [*places.boxes, *places.marks]
    assert len(places.boxes) == len(data.boxes)
    for before, after in pairwise(every):
        assert before.right <= after.left + 0.01
        assert before.wide >= 1
    assert every[-1].right <= width + 0.01
    assert places.boxes[data.at].whole, "what comes next has its words"
    whole = [at for at, place in enumerate(places.boxes) if place.whole]
    assert whole == list(range(whole[0], whole[-1] + 1)), "those with words stand together"


def test_few_contacts_all_have_their_words(theme: Theme) -> None:
    assert all(place.whole for place in course_places(course(4, 3), 1278, theme).boxes)


def test_what_is_narrow_is_told_by_the_pointer_and_in_the_twin(theme: Theme) -> None:
    line = CourseLine(theme)
    line.resize(900, 70)
    line.set_data(course(40, 10))
    places = course_places(line.data, 900, theme)
    first = places.boxes[0]
    assert not first.whole
    assert line.words_at(QPointF(first.left + first.wide / 2, 20)) == "Dosing 0  19 Nov  over"
    assert len(line.rows()) == 51 + len(MARKS)
    assert line.describe() == "Integration, within 24 h  today 10:00  next; 40 of 51 over"


def test_an_empty_course_says_so(theme: Theme) -> None:
    assert CourseLine(theme).rows() == ["No course yet, and no session."]
