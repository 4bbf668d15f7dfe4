"""The lanes of a debrief: where marks and words stand, what the keys and the mouse choose, what the table twin says."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.charts.debrief_lanes import DebriefLanes
from kapguide.ui.widgets.charts.lanes_data import (
    DebriefLanesData,
    LaneLink,
    LaneMark,
    LaneMoment,
    LanePhase,
    LaneRow,
    lane_rows,
)
from kapguide.ui.widgets.charts.lanes_layout import WordsWish, axis_step, pack
from tests.ui.small_window import Window

DATA = DebriefLanesData(
    0,
    42 * MINUTE,
    (
        LanePhase("Onset", PhaseKind.IMAGERY, 0, 20 * MINUTE),
        LanePhase("Peak", PhaseKind.IMAGERY, 20 * MINUTE, 42 * MINUTE),
    ),
    (LaneMark("a", 9 * MINUTE, "coughs"), LaneMark("b", 22 * MINUTE, "breath fast")),
    (LaneMark("a", 9 * MINUTE + 36 * SECOND, "cup given"), LaneMark("b", 24 * MINUTE, "softer")),
    (LaneMark("b", 25 * MINUTE, "softer and one line"), LaneMark("c", 27 * MINUTE, "second person", seen=False)),
    (LaneMark("b", 24 * MINUTE, "R. Osei: two breaths", initial="R", supervisor=True),),
    (LaneLink(LaneRow.HAPPENED, 9 * MINUTE, 9 * MINUTE + 36 * SECOND, "36 s"),),
    (),
    (
        LaneMoment("a", 9 * MINUTE, 8 * MINUTE, 10 * MINUTE, "coughs"),
        LaneMoment(
            "b", 24 * MINUTE, 22 * MINUTE, 25 * MINUTE, "breath fast", (22 * MINUTE, 25 * MINUTE), "within 3 min"
        ),
        LaneMoment("c", 27 * MINUTE, 27 * MINUTE, 27 * MINUTE, "second person"),
    ),
    "a",
)


@pytest.fixture
def lanes(theme: Theme, window: Window) -> DebriefLanes:
    shown = DebriefLanes(theme, DATA)
    window.resize(1300, 330)
    window.hold(shown)

    def choose(moment: str) -> None:
        shown.set_data(replace(shown.data, chosen=moment))

    shown.chosen.connect(choose)
    return shown


def test_left_and_right_go_from_moment_to_moment_and_stop_at_the_ends(lanes: DebriefLanes) -> None:
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(lanes, key)
        seen.append(lanes.data.chosen)
    assert seen == ["b", "c", "c", "b", "a", "c"]


def test_without_a_moment_the_keys_choose_nothing(lanes: DebriefLanes) -> None:
    lanes.set_data(DebriefLanesData())
    QTest.keyClick(lanes, Qt.Key.Key_Right)
    assert lanes.data.chosen == ""
    assert lanes.accessibleDescription() == "0 moments"


def test_enter_opens_the_screen_as_it_was(lanes: DebriefLanes, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lanes.opened):
        QTest.keyClick(lanes, Qt.Key.Key_Return)


def test_other_keys_are_the_screens(lanes: DebriefLanes, window: Window) -> None:
    QTest.keyClicks(lanes, "a+3")
    assert window.keys == "a+3"


def test_a_click_goes_to_the_mark_or_to_the_nearest_moment(lanes: DebriefLanes) -> None:
    picture = lanes.picture()
    mark = QPoint(round(picture.scale.x(27 * MINUTE)), round(picture.y(LaneRow.ASKED)))
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=mark)
    assert lanes.data.chosen == "c"
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(picture.scale.x(2 * MINUTE)), 130))
    assert lanes.data.chosen == "a"


def test_a_click_on_a_phase_asks_for_it(lanes: DebriefLanes, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lanes.phase_pointed) as pointed:
        QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(round(lanes.picture().scale.x(30 * MINUTE)), 10))
    assert pointed.args is not None
    assert abs(pointed.args[0] - 30 * MINUTE) < MINUTE


def test_the_tool_tip_says_the_mark_or_the_phase(lanes: DebriefLanes) -> None:
    picture = lanes.picture()

    def at(ms: int, y: float) -> str:
        return lanes.words_at(QPointF(picture.scale.x(ms), y))

    assert at(9 * MINUTE, picture.y(LaneRow.HAPPENED)) == "0:09:00  Happened: coughs"
    assert at(30 * MINUTE, 10) == "0:20 to 0:42  Peak"
    assert at(15 * MINUTE, picture.y(LaneRow.REMARKS)) == ""


def test_the_table_twin_has_every_mark_in_order_and_says_what_was_not_seen() -> None:
    rows = lane_rows(DATA)
    assert rows[0] == "0:00 to 0:20  Onset"
    assert "0:27:00  Asked for: second person, not seen in this run" in rows
    assert "0:24:00  Remarks: R. Osei: two breaths" in rows
    assert rows[-1] == "0:09:00 to 0:09:36  Happened to done: 36 s"
    times = [row[:7] for row in rows[2:-1]]
    assert times == sorted(times)


def test_the_description_says_where_one_is(lanes: DebriefLanes) -> None:
    QTest.keyClick(lanes, Qt.Key.Key_Right)
    assert lanes.accessibleDescription() == "0:24:00  breath fast; moment 2 of 3"


def test_what_the_bar_stands_for_has_no_diamond_as_well(lanes: DebriefLanes) -> None:
    asked = [mark.words for _, mark in lanes.picture().shown(LaneRow.ASKED)]
    assert asked == ["softer and one line", "second person"]
    QTest.keyClick(lanes, Qt.Key.Key_Right)
    assert [mark.words for _, mark in lanes.picture().shown(LaneRow.ASKED)] == ["second person"]
    assert lanes.picture().within is not None


def test_of_a_part_only_what_lies_in_it_is_shown(lanes: DebriefLanes) -> None:
    lanes.set_data(replace(DATA, low=20 * MINUTE, high=30 * MINUTE))
    assert [mark.words for _, mark in lanes.picture().shown(LaneRow.HAPPENED)] == ["breath fast"]
    assert lanes.picture().line() is None, "the chosen moment is outside"


def test_remarks_at_one_place_are_one_circle_with_their_number(lanes: DebriefLanes) -> None:
    two = tuple(LaneMark("b", 24 * MINUTE + s * SECOND, "K. Lind: x", initial="K") for s in (0, 5))
    lanes.set_data(replace(DATA, remarks=two))
    assert [len(marks) for _, marks in lanes.picture().people()] == [2]


# --- packing ------------------------------------------------------------------------------------------------------


def packed(theme: Theme, wishes: list[WordsWish], wide: float = 600) -> list[str]:
    return [each.text for each in sorted(pack(wishes, 0, wide, theme.font(Role.SMALL)), key=lambda each: each.left)]


def test_words_with_room_are_whole_at_their_right(theme: Theme) -> None:
    placed = pack([WordsWish(50, "coughs", lead=3)], 0, 600, theme.font(Role.SMALL))
    assert [(each.text, each.left, each.lead) for each in placed] == [("coughs", 60, 3)]


def test_at_the_edge_words_go_to_the_left(theme: Theme) -> None:
    (placed,) = pack([WordsWish(590, "coughs")], 0, 600, theme.font(Role.SMALL))
    assert placed.left + placed.wide == 580


def test_words_that_have_no_room_are_shortened(theme: Theme) -> None:
    said = packed(theme, [WordsWish(0, "a very long thing that happened to somebody"), WordsWish(120, "look")], 200)
    assert said[0].startswith("a very long")
    assert said[0].endswith("…")
    assert said[1] == "look"


def test_what_stands_too_close_is_counted_and_what_matters_most_leads(theme: Theme) -> None:
    wishes = [WordsWish(x, words, order) for x, words, order in ((10, "one", 2), (40, "two", 1), (70, "three", 2))]
    (said,) = packed(theme, wishes, 110)
    assert said.startswith("t")
    assert said.endswith("+2")


def test_what_is_far_from_any_words_is_folded_into_none(theme: Theme) -> None:
    blocked = [(0.0, 280.0)]
    placed = pack([WordsWish(100, "lost"), WordsWish(400, "found")], 0, 600, theme.font(Role.SMALL), blocked)
    assert [each.text for each in placed] == ["found"]


def test_the_axis_has_few_and_whole_steps() -> None:
    assert axis_step(42 * MINUTE, 1100) == 6 * MINUTE
    assert axis_step(150 * MINUTE, 1100) == 20 * MINUTE
    assert axis_step(5 * MINUTE, 1100) == 1 * MINUTE
    assert axis_step(42 * MINUTE, 200) == 15 * MINUTE
