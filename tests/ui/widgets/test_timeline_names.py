"""The names of the phases: inside their bars or above them, never over each other or under the line of now."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE
from kapguide.ui.session.classes import FLOOR, GENEROUS, STANDARD, LayoutClass, class_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.charts.timeline import GAP, TimelineData, TimelinePhase, flag_place
from kapguide.ui.widgets.charts.timeline_data import Scale, TimelineRows
from kapguide.ui.widgets.charts.timeline_names import PhaseName, name_font, phase_names

WIDE = 1000.0
USUAL = (("Preparation", 25), ("Dose and hold", 12), ("Onset", 8), ("Deepening", 12), ("Peak", 18),
         ("Emergence", 35), ("Integration and leaving", 45))  # fmt: skip
LONG = tuple((f"{title} and all that belongs to this phase"[:40], length) for title, length in USUAL)


def line(now: float, phases: tuple[tuple[str, int], ...] = USUAL) -> TimelineData:
    laid, start = [], 0
    for title, length in phases:
        laid.append(TimelinePhase(title, PhaseKind.IMAGERY, start * MINUTE, (start + length) * MINUTE))
        start += length
    current = next(place for place, phase in enumerate(laid) if now * MINUTE < phase.end)
    return TimelineData(tuple(laid), current, round(now * MINUTE))


def named(theme: Theme, data: TimelineData, wide: float = WIDE) -> dict[str, PhaseName]:
    names = phase_names(Scale(QRectF(0, 0, wide, 80), data), data, theme, 13, GAP)
    return {data.phases[name.index].title: name for name in names}


def test_a_name_stands_in_its_bar_where_it_fits_and_above_it_where_not(theme: Theme) -> None:
    names = named(theme, line(5))
    assert not names["Emergence"].above
    assert names["Onset"].above
    assert {name.text for name in names.values()} == {title for title, _ in USUAL}


def test_the_current_name_is_not_under_the_line_of_now(theme: Theme) -> None:
    data = line(53)
    scale = Scale(QRectF(0, 0, WIDE, 80), data)
    name = named(theme, data)["Deepening"]
    assert name.above
    assert name.left > scale.x(data.now)


def test_at_the_end_of_a_short_phase_its_name_stands_before_the_line(theme: Theme) -> None:
    data = line(36.5)
    names, scale = named(theme, data), Scale(QRectF(0, 0, WIDE, 80), data)
    wide = text_width("Dose and hold", name_font(theme, data, 1, 13))
    assert names["Dose and hold"].left + wide < scale.x(data.now) < names["Onset"].left


def test_a_past_name_gives_way_to_the_current_one(theme: Theme) -> None:
    past = (("Before all else", 2), ("A phase that is long in its name", 2), ("Now", 2), ("After", 114))
    names = named(theme, line(4.5, past), 500)
    assert "Now" in names
    assert "A phase that is long in its name" not in names


@pytest.mark.parametrize("phases", [USUAL, LONG], ids=["usual", "long"])
@pytest.mark.parametrize("wide", [560.0, 900.0, 1400.0])
def test_no_name_meets_another_or_the_line(theme: Theme, phases: tuple[tuple[str, int], ...], wide: float) -> None:
    for now in range(0, 155, 4):
        data = line(now, phases)
        scale = Scale(QRectF(0, 0, wide, 80), data)
        found = phase_names(scale, data, theme, 13, GAP)
        spans = [
            (name.left, name.left + text_width(name.text, name_font(theme, data, name.index, 13)))
            for name in found
            if name.above
        ]
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        x = scale.x(data.now)
        assert not any(left - 3 < x < right + 3 for left, right in spans)
        assert all(right <= wide + 1 for _, right in spans)


@pytest.mark.parametrize(
    "of", [FLOOR, STANDARD, GENEROUS, class_for(2560, 1370)], ids=lambda of: f"{of.name}{of.small}"
)
def test_the_flag_of_a_side_timer_crosses_no_name(theme: Theme, of: LayoutClass) -> None:
    rows = TimelineRows(*of.timeline, px=of.small)
    bar = QRectF(0, rows.names, WIDE, rows.bar)
    flag = flag_place(bar, 120.0, rows)
    metrics = QFontMetricsF(name_font(theme, line(5), 0, rows.px))
    letters = metrics.tightBoundingRect("dÄpg")

    def written(top: float, high: float) -> tuple[float, float]:
        baseline = top + (high - metrics.height()) / 2 + metrics.ascent()
        return baseline + letters.top(), baseline + letters.bottom()

    inside, above = written(bar.top(), bar.height()), written(0, rows.names - 2)
    capitals = metrics.tightBoundingRect("dB")
    assert flag.bottom() <= inside[0] - letters.top() + capitals.top() + 0.5
    assert above[1] <= flag.top() + 0.5
    assert min(flag.width(), flag.height()) >= 4
