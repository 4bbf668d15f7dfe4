"""How long things took, as dots: the scale holds every run, its numbers never meet, the words say all of it."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF

from kapguide.spans import MINUTE, SECOND
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.charts.spread_dots import (
    SpreadDots,
    SpreadDotsData,
    SpreadLegend,
    SpreadLine,
    axis_places,
    dot_x,
    plot_of_spreads,
    scale_of,
)

CUP = SpreadLine("Cup given", 36 * SECOND, "0:36", (54 * SECOND, None))
LATE = SpreadLine("Reading, late by", 7 * MINUTE, "7:00", (0, 2 * MINUTE))


def test_the_scale_holds_the_longest_of_all_runs() -> None:
    assert scale_of(SpreadDotsData((CUP, LATE), 2)) == (2 * MINUTE, 8 * MINUTE)
    assert scale_of(SpreadDotsData((CUP,), 2)) == (15 * SECOND, 60 * SECOND)
    assert scale_of(SpreadDotsData()) == (10 * SECOND, 30 * SECOND)


@pytest.mark.parametrize("longest", [1, 29, 61, 90, 91, 400, 1_000, 5_000, 40_000])
@pytest.mark.parametrize("width", [250, 400, 900])
def test_the_numbers_of_the_scale_never_meet_and_none_leaves_the_card(theme: Theme, longest: int, width: int) -> None:
    data = SpreadDotsData((SpreadLine("Breath to softer", longest * SECOND, "x"),), 0)
    rect = QRectF(0, 0, width, 80)
    plot, (step, end) = plot_of_spreads(rect, data, theme), scale_of(data)
    places = axis_places(plot, step, end, theme.font(Role.SMALL, tabular=True, px=12))
    assert all(not one.intersects(other) for (*_, one), (*_, other) in combinations(places, 2))
    assert max(box.right() for *_, box in places) <= width
    assert longest * SECOND <= end
    assert plot.left() < dot_x(longest * SECOND, plot, end) <= plot.right()


def test_what_came_before_it_was_asked_for_stands_at_nothing(theme: Theme) -> None:
    plot = plot_of_spreads(QRectF(0, 0, 400, 80), SpreadDotsData((CUP,)), theme)
    assert dot_x(-5_000, plot, 60_000) == plot.left()


def test_the_words_say_this_run_and_the_earlier_ones(theme: Theme) -> None:
    dots = SpreadDots(theme, SpreadDotsData((CUP, LATE), 2))
    assert dots.rows() == [
        "Cup given: 0:36; earlier 0:54, not seen",
        "Reading, late by: 7:00; earlier 0:00, 2:00",
    ]


def test_the_legend_counts_the_earlier_runs(theme: Theme) -> None:
    legend = SpreadLegend(theme)
    assert legend.rows() == ["filled: this run"]
    legend.set_data(2)
    assert legend.rows() == ["filled: this run", "hollow: two earlier"]
    legend.set_data(9)
    assert legend.rows()[1] == "hollow: 9 earlier"
