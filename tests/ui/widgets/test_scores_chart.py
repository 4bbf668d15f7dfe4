"""Scores over a course: each at its value, an incomplete one never at any; published lines, doses, and a table twin."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.clinical.instruments import HOW
from kapguide.store.tables.score_rows import Score
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.charts.scores_chart import (
    PITCH,
    ScoresChart,
    name_places,
    place_of_point,
    plot_of,
    title_places,
    value_places,
    x_of,
    y_of,
)
from kapguide.ui.widgets.charts.scores_data import DoseLine, ScorePoint, ScoresChartData, published_lines, scores_charts
from kapguide.usecases.scores import TakenScore, taken
from screen_cast_hand_over import KNOWN, charts, score_of
from tests.ui.emergency.test_geometry import wrong_at_each_size
from tests.ui.geometry import written

__all__ = ["written"]

PHQ9, AUDIT, PCL5, KSET = KNOWN.named(("phq-9", "audit-c", "pcl-5", "kset"))
TODAY = date(2026, 12, 1)
RECT = QRectF(0, 0, 470, 190)


def phq(values: str, days_ago: int) -> TakenScore:
    """A PHQ-9 of so many days ago."""
    score = score_of("phq-9", values).score
    at = datetime(2026, 12, 1, 12, 0, tzinfo=UTC) - timedelta(days=days_ago)
    moved = Score(f"s{days_ago}", "", score.instrument, score.version, score.answers, score.total, at, "")
    return taken(moved, KNOWN.known)


COURSE = (phq("333333100", 56), phq("33221.1..", 20), phq("222221110", 11))
DOSES = (DoseLine(date(2026, 11, 5), "Dosing 1"), DoseLine(TODAY, "today", planned=True))


def chart(*scores: TakenScore) -> ScoresChartData:
    (data,) = scores_charts((PHQ9,), scores, DOSES, TODAY)
    return data


def test_each_score_stands_on_its_day_at_its_value(theme: Theme) -> None:
    data = chart(*COURSE)
    plot = plot_of(RECT, data, theme)
    first, incomplete, last = (place_of_point(point, plot, data) for point in data.points)
    assert [point.value for point in data.points] == [19, None, 13]
    assert first.x() < incomplete.x() < last.x() < plot.right()
    assert first.y() == pytest.approx(plot.bottom() - plot.height() * 19 / 27)
    assert last.y() > first.y()
    assert incomplete.y() > plot.bottom(), "below the axis, and never at 0"


def test_the_lines_are_the_published_ones_with_source_and_population() -> None:
    assert [line.name for line in published_lines(PHQ9)] == [
        "20 severe", "15 moderately severe", "10 moderate", "5 mild",
    ]  # fmt: skip
    assert "Kroenke" in published_lines(PHQ9)[0].words
    audit = published_lines(AUDIT)
    assert [line.name for line in audit] == ["5 everybody", "4 men", "3 women"]
    assert "men in primary care of the VA" in audit[1].words
    assert [(line.value, line.name) for line in published_lines(PCL5)] == [(33, "31–33 cut-off"), (31, "")]


def test_the_names_of_lines_that_lie_close_keep_apart(theme: Theme) -> None:
    (data,) = scores_charts((AUDIT,), (), (), TODAY)
    plot = plot_of(QRectF(0, 0, 400, 110), data, theme)
    places = [y for _, y in name_places(plot, data)]
    assert all(lower - upper >= PITCH for upper, lower in pairwise(places))
    assert places[-1] <= plot.bottom()
    assert all(abs(y - y_of(line.value, plot, data)) < 2 * PITCH for line, y in name_places(plot, data))


def test_charts_below_each_other_share_their_days(theme: Theme) -> None:
    above, middle, below = scores_charts((PHQ9, AUDIT, PCL5), COURSE, DOSES, TODAY)
    assert (above.start, above.end) == (middle.start, middle.end) == (below.start, below.end)
    day = date(2026, 11, 5)
    places = {round(x_of(day, plot_of(RECT, each, theme), each), 3) for each in (above, middle, below)}
    assert len(places) == 1
    assert [each.dose_titles for each in (above, middle, below)] == [True, False, False]
    assert [bool(each.dates) for each in (above, middle, below)] == [False, False, True]


def test_a_course_of_one_day_and_a_form_without_a_range() -> None:
    (data,) = scores_charts((PHQ9,), (phq("333333100", 0),), (), TODAY)
    assert (data.start, data.end) == (TODAY, TODAY)
    assert x_of(TODAY, QRectF(0, 0, 400, 100), data) == 200
    assert scores_charts((KSET,), (), (), TODAY) == ()
    kset = Score("k", "", "kset", KSET.version, {"total": 7, HOW: "x"}, 7.0, datetime(2026, 12, 1, tzinfo=UTC), "")
    (open_ended,) = scores_charts((KSET,), (taken(kset, KNOWN.known),), (), TODAY)
    assert (open_ended.low, open_ended.high) == (0, 7)


def test_of_forty_scores_no_two_values_meet(theme: Theme) -> None:
    scores = [phq("333333100" if number % 3 else "222221110", number) for number in range(40)]
    data = chart(*scores)
    plot = plot_of(RECT, data, theme)
    places = [place_of_point(point, plot, data) for point in data.points]
    boxes = [box for _, box in value_places(plot, list(data.points), places, theme.font(Role.SMALL))]
    assert len(boxes) > 5
    assert not any(one.intersects(other) for number, one in enumerate(boxes) for other in boxes[:number])


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((60, 30, 0), ["Dosing 1 of 3", "Dosing 2 of 3", "Dosing 3 of 3"]),
        ((30, 22, 10), ["Dosing 1", "Dosing 2", "Dosing 3"]),
        ((30, 29, 10), ["Dosing 1", "Dosing 3"]),
    ],
)
def test_the_titles_of_the_doses_are_shorter_before_one_is_left_out(
    theme: Theme, days: tuple[int, ...], told: list[str]
) -> None:
    doses = [DoseLine(TODAY - timedelta(days=ago), f"Dosing {n} of 3") for n, ago in enumerate(days, 1)]
    (data,) = scores_charts((PHQ9,), (phq("333333100", 35),), doses, TODAY)
    places = title_places(plot_of(RECT, data, theme), data, theme.font(Role.SMALL, px=12))
    assert [title for title, _ in places] == told


def test_the_table_twin_tells_all_of_it(qtbot: QtBot, theme: Theme) -> None:
    widget = ScoresChart(theme, chart(*COURSE))
    qtbot.addWidget(widget)
    rows = widget.rows()
    assert rows[0] == "PHQ-9, 0 to 27"
    assert rows[1:4] == [
        "6 Oct 2026: 19, moderately severe", "11 Nov 2026: incomplete, 6 of 9 answered", "20 Nov 2026: 13, moderate",
    ]  # fmt: skip
    assert rows[4:6] == ["Dosing 1: 5 Nov", "today, planned: 1 Dec"]
    assert rows[6].startswith("from 20 severe: Kroenke")
    assert widget.describe() == "3 scores, the last: 20 Nov 2026: 13, moderate"
    widget.set_data(chart())
    assert widget.describe() == "No score yet. Hand over PHQ-9."


def test_a_score_is_opened_by_keys_and_by_mouse(qtbot: QtBot, theme: Theme) -> None:
    widget = ScoresChart(theme, chart(*COURSE))
    qtbot.addWidget(widget)
    widget.resize(470, 190)
    opened: list[str] = []
    widget.opened.connect(opened.append)
    widget.data = chart(*COURSE)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(widget, key)
    assert opened == ["s20", "s56"]
    data = widget.data
    plot = plot_of(QRectF(widget.rect()), data, theme)
    spot = place_of_point(data.points[1], plot, data).toPoint()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=plot.topRight().toPoint())
    assert opened == ["s20", "s56", "s20"]


def test_a_point_is_what_it_says() -> None:
    assert str(ScorePoint("a", date(2026, 10, 6), None, "incomplete, 7 of 9 answered")) == (
        "6 Oct 2026: incomplete, 7 of 9 answered"
    )


@pytest.mark.usefixtures("written")
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, theme: Theme) -> None:
    assert wrong_at_each_size(charts(theme), qtbot) == {}
