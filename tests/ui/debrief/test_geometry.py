"""Nothing of a debrief is cut and nothing meets, at every size; what is written can be read in low light."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QEvent, QRectF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import screen_cast_debrief as cast
from kapguide.ui.debrief.rows import DebriefList, row_height
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.charts.debrief_lanes import DebriefLanes
from kapguide.ui.widgets.charts.lanes_layout import ROW
from kapguide.ui.widgets.charts.lanes_picture import PILL
from screens import SIZES
from tests.ui.debrief.conftest import shown_nowhere
from tests.ui.geometry import faults, written

__all__ = ["written"]


def settled(screen: DebriefScreen, size: tuple[int, int]) -> None:
    screen.resize(*size)
    for _ in range(3):  # where it stands is asked, and nothing is painted but what is looked at
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", cast.SCREENS)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, theme: Theme, state: str) -> None:
    screen = cast.SCREENS[state](theme)
    assert isinstance(screen, DebriefScreen)
    qtbot.addWidget(screen)
    shown_nowhere(screen)
    wrong = {}
    for size in SIZES:
        settled(screen, size)
        wrong[size] = faults(screen, (DebriefLanes,))
    screen.hide()
    assert {size: said for size, said in wrong.items() if said} == {}


@pytest.mark.usefixtures("written")
def test_a_long_title_and_long_names_cut_nothing_else(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cast, "WHO", "Maximiliane von Hohenstein-Rosenthal")
    monkeypatch.setattr(cast, "TITLE", "A tablet spat out")
    screen = cast.remark(theme)
    assert isinstance(screen, DebriefScreen)
    qtbot.addWidget(screen)
    shown_nowhere(screen)
    for size in SIZES:
        settled(screen, size)
        assert faults(screen, (DebriefLanes, type(screen.data_page.moment.form.who))) == []
        assert screen.minimumSizeHint().width() <= 960


@pytest.mark.parametrize("state", ["debrief-happened", "debrief-crowded", "debrief-crowded-near"])
@pytest.mark.parametrize("size", [(1318, 284), (910, 230), (1870, 284)])
def test_words_on_the_line_of_time_never_meet(qtbot: QtBot, theme: Theme, state: str, size: tuple[int, int]) -> None:
    """Every row of words by itself, with the chosen moment's line; whichever moment is chosen."""
    screen = cast.SCREENS[state](theme)
    assert isinstance(screen, DebriefScreen)
    qtbot.addWidget(screen)
    lanes = screen.data_page.lanes
    lanes.resize(size[0] - 40, size[1] - 44)
    for moment in screen.debrief.moments:
        screen.choose_time(moment.at)
        picture = lanes.picture()
        rows = [
            *([(each.left, each.left + each.wide) for each in words] for words in picture.words.values()),
            *([(each.left, each.left + each.wide) for _, each in spans] for spans in picture.spans.values()),
        ]
        for row in rows:
            for one, other in combinations(sorted(row), 2):
                assert one[1] < other[0]
            assert all(picture.scale.left <= one and other <= picture.rect.right() for one, other in row)
        pill = picture.pill()
        assert pill is None or QRectF(lanes.rect()).adjusted(0, 0, 0, 1).contains(pill)


def test_all_rows_of_words_are_apart_in_height(qtbot: QtBot, theme: Theme) -> None:
    screen = cast.happened(theme)
    assert isinstance(screen, DebriefScreen)
    qtbot.addWidget(screen)
    lanes = screen.data_page.lanes
    for height in range(180, 300, 8):
        lanes.resize(1000, height)
        rows = lanes.picture().rows
        said = (rows.happened_words, rows.answer_words, rows.done_words, rows.asked_words, rows.axis)
        assert all(other - one >= ROW - 4 for one, other in pairwise(said)), height
        assert rows.axis + PILL.height() / 2 + 1 <= height


def test_rows_of_a_list_have_the_height_of_their_words(qtbot: QtBot, theme: Theme) -> None:
    screen = cast.analysis(theme)
    qtbot.addWidget(screen)
    assert isinstance(screen, DebriefScreen)
    rows = screen.data_page.moment.list.model()
    for width in (240, 400, 800):
        heights = [row_height(rows.index(at, 0).data(256), width, theme) for at in range(rows.rowCount())]
        assert min(heights) >= 20
        assert width < 800 or max(heights) < 40
    assert all(isinstance(each, DebriefList) for each in screen.findChildren(DebriefList))
