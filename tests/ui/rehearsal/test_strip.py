"""What the foot of a rehearsal says of the client, the cuff, the door and the clock."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.rehearsal.run import RehearsalRun
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.rehearsal.data import OVER, RATES, RoomData, stepped
from kapguide.ui.rehearsal.running import mark_words, people_of_run, strip_of
from kapguide.ui.rehearsal.strip import RehearsalStrip
from kapguide.ui.theme import Theme
from screen_cast_rehearsal import run_of


@pytest.fixture
def strip(theme: Theme, qtbot: QtBot) -> RehearsalStrip:
    strip = RehearsalStrip(theme)
    qtbot.addWidget(strip)
    strip.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    strip.resize(1366, 76)
    strip.show()
    return strip


def until(run: RehearsalRun, words: str) -> None:
    for _ in range(300):
        if any(words in sign.shows for sign in run.panel().signs):
            return
        run.advance(10 * SECOND)
    raise AssertionError(words)


def test_the_latest_sign_stands_first_with_the_words_in_quotation_marks(strip: RehearsalStrip) -> None:
    strip.show_data(RoomData(signs=("Breath fast.", "One hand on the blanket."), says="The room is closing."))
    assert strip.client.rows() == ["Breath fast.  “The room is closing.”", "One hand on the blanket."]


def test_a_run_is_shown_as_it_is(strip: RehearsalStrip) -> None:
    run = run_of("panic", 8)
    until(run, "Breath fast and high")
    strip.show_data(strip_of(run, 10.0))
    assert strip.client.rows()[0].startswith("Breath fast and high")
    assert "“The room is closing.”" in strip.client.rows()[0]
    assert strip.clock.whole_text().startswith("0:2")
    assert strip.whole.whole_text() == "of 0:42"


def test_what_was_said_long_ago_stands_behind_what_is_seen() -> None:
    run = run_of("panic", 8)
    until(run, "Breath fast and high")
    said = run.panel().words
    assert strip_of(run, 1.0).says == said
    for _ in range(200):
        run.advance(10 * SECOND)
        if run.panel().words == said and all(sign.says != said for sign in run.panel().signs):
            break
    run.advance(MINUTE)
    data = strip_of(run, 1.0)
    assert not data.says or run.panel().words != said


def test_the_cuff_measures_and_its_reading_stays_until_the_next(strip: RehearsalStrip) -> None:
    run = run_of("panic", 8)
    run.take_reading()
    strip.show_data(strip_of(run, 1.0))
    assert strip.reading.data == "measuring"
    assert not strip.buttons["reading"].isEnabled()
    run.advance(70 * SECOND)
    strip.show_data(strip_of(run, 1.0))
    shown = strip.reading.data
    assert shown.count(" · ") >= 2
    assert strip.buttons["reading"].isEnabled()
    run.advance(5 * MINUTE)
    strip.show_data(strip_of(run, 1.0))
    assert strip.reading.data == shown


def test_who_is_at_the_door_can_be_let_in_with_a_button(strip: RehearsalStrip, qtbot: QtBot) -> None:
    assert not strip.buttons["door"].isVisible()
    strip.show_data(RoomData(door="R. Osei, medical"))
    assert strip.client.rows()[0] == "At the door: R. Osei, medical."
    assert strip.buttons["door"].data.text == "R. Osei comes in"
    with qtbot.waitSignal(strip.asked) as asked:
        strip.buttons["door"].click()
    assert asked.args == ["door"]


def test_when_it_is_over_the_way_on_is_the_only_filled_button(strip: RehearsalStrip) -> None:
    strip.show_data(RoomData(signs=("Lies back.",), rate=0.0, over=True))
    assert strip.client.rows() == [OVER, "Lies back."]
    visible = {name for name, button in strip.buttons.items() if button.isVisible()}
    assert visible == {"remark", "over"}
    assert [name for name in visible if strip.buttons[name].data.kind == "primary"] == ["over"]


def test_a_pause_says_what_goes_on(strip: RehearsalStrip) -> None:
    strip.show_data(RoomData(rate=0.0, pace=30.0))
    assert strip.buttons["pause"].data.text == "Go on"
    assert strip.rate.whole_text() == "pause"
    strip.show_data(RoomData(rate=30.0, pace=30.0))
    assert strip.rate.whole_text() == "×30"


def test_every_button_has_a_name_and_says_its_key(strip: RehearsalStrip) -> None:
    for name, button in strip.buttons.items():
        if button.isVisible():
            assert button.accessibleName(), name
    assert "F7" in strip.buttons["reading"].accessibleName()


def test_rates_go_up_and_down_by_one_and_stay_at_the_ends() -> None:
    assert [stepped(rate, 1) for rate in RATES] == [2.0, 5.0, 10.0, 30.0, 60.0, 60.0]
    assert [stepped(rate, -1) for rate in RATES] == [1.0, 1.0, 2.0, 5.0, 10.0, 30.0]
    assert stepped(3.0, 1) == 5.0


def test_bookmarks_are_named_by_the_time_in_the_stretch() -> None:
    run = run_of("panic", 0)
    run.advance(10 * MINUTE - 20 * SECOND)
    mark = run.bookmark()
    run.advance(5 * MINUTE)
    assert mark_words(run, mark) == "Bookmark 1, at 0:10:00"


def test_the_people_of_the_story_can_be_noted_as_having_come() -> None:
    assert "R. Osei" in [person.name for person in people_of_run(run_of("panic", 0))]
