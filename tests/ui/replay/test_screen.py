"""The screen that plays back: its keys and buttons, and that nothing can be done in what it shows."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.played_session import PLAYED_BACK, RATES
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.replay.screen import HALF_TYPED
from kapguide.ui.replay.slider import slider_x
from kapguide.ui.theme import Theme
from tests.support.plans import Room, whole
from tests.ui.replay.cinema import REMARK, Cinema
from tests.ui.replay.played import log_rows_of, play_to_the_end
from tests.ui.small_window import Window


@pytest.fixture
def cinema(theme: Theme, window: Window) -> Cinema:
    return Cinema(theme, window, 13 * MINUTE)


# --- playing --------------------------------------------------------------------------------------------------


def test_it_stands_until_somebody_plays_it(cinema: Cinema) -> None:
    cinema.ticks.pass_ms(60_000)
    assert cinema.at == 13 * MINUTE
    assert not cinema.screen._due.isActive()
    cinema.press(Qt.Key.Key_Space)
    assert cinema.screen.playing
    assert cinema.screen._due.isActive()
    cinema.ticks.pass_ms(5_000)
    assert cinema.at == 13 * MINUTE + 5 * SECOND
    assert cinema.screen.strip.play.data.text == "Pause"
    cinema.press(Qt.Key.Key_Space)
    assert not cinema.screen.playing
    assert cinema.screen.strip.play.data.text == "Play"


def test_it_is_played_at_each_speed_by_key_and_by_button(cinema: Cinema) -> None:
    for number, rate in enumerate(RATES, 1):
        cinema.press(str(number))
        cinema.press(Qt.Key.Key_Space)
        assert cinema.screen.session.rate == rate
        cinema.press(Qt.Key.Key_Space)
        cinema.screen.strip.rates[-number].click()
        cinema.screen.press_play()
        assert cinema.screen.session.rate == RATES[-number]
        cinema.screen.press_play()
    cinema.press("5", "+")
    assert cinema.screen.strip.data.rate == RATES[0]
    cinema.press("-")
    assert cinema.screen.strip.data.rate == RATES[-1]
    cinema.press(Qt.Key.Key_Space, "1")
    assert cinema.screen.session.rate == 1, "the speed is turned while it goes"


def test_ten_seconds_moments_and_both_ends(cinema: Cinema) -> None:
    cinema.press(Qt.Key.Key_Right)
    assert cinema.at == 13 * MINUTE + 10 * SECOND
    cinema.press(Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert cinema.at == 13 * MINUTE - 10 * SECOND
    following = cinema.playback.next_moment(cinema.at)
    cinema.press(Qt.Key.Key_Down)
    assert following is not None
    assert cinema.at == following.t
    cinema.press(Qt.Key.Key_Up)
    assert cinema.at < following.t
    cinema.press(Qt.Key.Key_Home)
    assert cinema.at == cinema.playback.starts
    cinema.press(Qt.Key.Key_Up)
    assert cinema.at == cinema.playback.starts
    cinema.press(Qt.Key.Key_End)
    assert cinema.at == cinema.playback.ends
    cinema.press(Qt.Key.Key_Down)
    assert cinema.at == cinema.playback.ends
    cinema.press(Qt.Key.Key_Space)
    assert (cinema.at, cinema.screen.playing) == (cinema.playback.starts, True), "from the beginning again"


def test_the_moment_before_can_be_reached_while_it_goes(cinema: Cinema) -> None:
    cinema.screen.seek(REMARK.t)
    cinema.press("5", Qt.Key.Key_Space)
    cinema.ticks.pass_ms(500)
    cinema.press(Qt.Key.Key_Up)
    assert cinema.at < REMARK.t


def test_every_button_does_what_its_key_does(cinema: Cinema) -> None:
    strip = cinema.screen.strip
    strip.on_10.click()
    assert cinema.at == 13 * MINUTE + 10 * SECOND
    strip.back_10.click()
    assert cinema.at == 13 * MINUTE
    strip.next.click()
    assert cinema.at > 13 * MINUTE
    strip.previous.click()
    strip.rate.click()
    assert strip.data.rate == RATES[1]
    strip.play.click()
    assert cinema.screen.playing


def test_what_happened_is_seen_as_it_happened(cinema: Cinema) -> None:
    before = log_rows_of(cinema.screen.live.notes)
    play_to_the_end(cinema.screen, cinema.ticks)
    after = log_rows_of(cinema.screen.live.notes)
    assert len(after) > len(before)
    assert [row.remark for row in after if row.text == "Looks at the door."] == ["corrected below"]
    cinema.screen.seek(16 * MINUTE)
    assert [row.remark for row in log_rows_of(cinema.screen.live.notes) if row.text == "Looks at the door."] == [""]


def test_a_gap_and_the_moments_are_told_in_the_strip(cinema: Cinema) -> None:
    (lapse,) = cinema.playback.lapses
    cinema.screen.seek(lapse.start + MINUTE)
    assert cinema.words == "The computer slept."
    cinema.screen.seek(REMARK.t)
    assert "remark: What did you see?" in cinema.words
    cinema.screen.seek(cinema.playback.starts)
    assert cinema.words


def test_what_was_said_of_another_moment_is_said_no_more(cinema: Cinema) -> None:
    lost = next(event for event in cinema.playback.events if isinstance(event.body, e.SoundFault))
    cinema.screen.seek(lost.t - SECOND)
    cinema.press("1", Qt.Key.Key_Space)
    cinema.ticks.pass_ms(1_000)
    cinema.screen._go_on()
    said = cinema.screen.live.quiet
    assert "The headphones are gone." in said.rows()
    assert said.describe()
    cinema.screen.seek(13 * MINUTE)
    assert said.describe() == ""


def test_the_clocks_of_the_strip_are_those_of_then(cinema: Cinema) -> None:
    cinema.screen.seek(20 * MINUTE)
    dosed, whole_time, wall = cinema.screen.strip.times.whole_text().split("   ")
    assert (dosed, whole_time[:7], wall) == ("0:08:00 since the dose", "0:20:00", "10:20:00")
    cinema.screen.seek(5 * MINUTE)
    assert "dose" not in cinema.screen.strip.times.whole_text()


def test_at_its_end_it_stands_with_the_last_picture(cinema: Cinema) -> None:
    play_to_the_end(cinema.screen, cinema.ticks)
    assert not cinema.screen.playing
    assert not cinema.screen._due.isActive()
    assert cinema.screen.session.state.running
    assert any(isinstance(event.body, e.SessionEnded) for event in cinema.screen.session.log)


# --- a remark, a scenario, leaving -------------------------------------------------------------------------------


def test_a_remark_is_written_on_the_moment(cinema: Cinema) -> None:
    said: list[tuple[int, str]] = []
    cinema.screen.remarked.connect(lambda t, words: said.append((t, words)))
    cinema.press(Qt.Key.Key_Space, "a")
    assert not cinema.screen.playing
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    cinema.press("hand given 1 2 3")
    assert cinema.at == 13 * MINUTE
    cinema.press(Qt.Key.Key_Escape)
    assert not cinema.screen.strip.writing
    cinema.press("a", Qt.Key.Key_Return)
    assert said == [(13 * MINUTE, "hand given 1 2 3")], "what was typed waited in the field"
    cinema.press("a", Qt.Key.Key_Return)
    assert len(said) == 1, "an empty one is none"
    cinema.screen.take_back("hand given", "The disk is full.")
    assert cinema.screen.strip.line.text() == "hand given"
    assert cinema.words == "The disk is full."


def test_a_remark_that_is_begun_is_not_lost_by_one_key(cinema: Cinema) -> None:
    left: list[bool] = []
    cinema.screen.closed.connect(lambda: left.append(True))
    cinema.press("a", "hand", Qt.Key.Key_Escape)
    assert cinema.screen.half_typed == HALF_TYPED
    cinema.press(Qt.Key.Key_Escape)
    assert (left, cinema.words) == ([], HALF_TYPED)
    cinema.press(Qt.Key.Key_Right, Qt.Key.Key_Escape)
    assert left == [], "somebody who went on meanwhile is asked again"
    cinema.press(Qt.Key.Key_Escape)
    assert left == [True]


def test_all_moments_are_listed_and_one_is_gone_to(cinema: Cinema) -> None:
    panel = cinema.screen.moments
    cinema.press(Qt.Key.Key_Space, "m")
    assert not cinema.screen.playing
    assert panel.list.hasFocus()
    assert len(panel.rows()) == len(cinema.playback.moments)
    now = panel.list.currentIndex().row()
    assert cinema.playback.moments[now].t <= cinema.at < cinema.playback.moments[now + 1].t
    cinema.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert cinema.at == cinema.playback.moments[now + 1].t
    cinema.press("r")
    assert panel.rows() == ["10:14:00  remark  What did you see?"]
    panel.list.clicked.emit(panel.list.model().index(0, 0))
    assert cinema.at == REMARK.t
    cinema.playback.give([])
    cinema.screen.refresh_moments()
    assert not panel.remarks.isVisible()
    assert len(panel.rows()) == len(cinema.playback.moments)
    cinema.press("r")
    assert cinema.words == PLAYED_BACK, "without a remark it is no key"
    for _ in range(30):
        QTest.keyClick(QApplication.focusWidget() or cinema.screen, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert panel.isAncestorOf(focused) or cinema.screen.strip.isAncestorOf(focused)
    panel.list.setFocus()
    cinema.press(Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert cinema.screen.hasFocus()
    cinema.press("m", "m")
    assert not panel.isVisible()


def test_what_is_not_offered_is_not_there(theme: Theme, window: Window) -> None:
    cinema = Cinema(theme, window, MINUTE, remarks=False, scenario=False)
    assert not cinema.screen.strip.remark.isVisible()
    assert not cinema.screen.strip.scenario.isVisible()
    cinema.press("a", "s")
    assert not cinema.screen.strip.writing
    assert cinema.words == PLAYED_BACK


def test_esc_and_s_lead_on(cinema: Cinema) -> None:
    asked: list[str] = []
    cinema.screen.closed.connect(lambda: asked.append("closed"))
    cinema.screen.scenario_asked.connect(lambda: asked.append("scenario"))
    cinema.press(Qt.Key.Key_Space, "s")
    assert not cinema.screen.playing
    cinema.press(Qt.Key.Key_Space, Qt.Key.Key_Escape)
    assert not cinema.screen.playing
    assert asked == ["scenario", "closed"]


def test_behind_another_screen_it_stands(cinema: Cinema) -> None:
    cinema.press(Qt.Key.Key_Space)
    cinema.screen.hide()
    assert not cinema.screen.playing
    assert not cinema.screen._due.isActive()


# --- the bar ----------------------------------------------------------------------------------------------------


def test_a_press_on_the_bar_goes_there(cinema: Cinema) -> None:
    slider = cinema.screen.strip.slider
    rect = slider.rect().toRectF()

    def pressed(t: int) -> QPoint:
        return QPointF(slider_x(rect, slider.data, t), rect.center().y()).toPoint()

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=pressed(30 * MINUTE))
    assert cinema.at == pytest.approx(30 * MINUTE, abs=10 * SECOND)
    QTest.mouseMove(slider, pressed(31 * MINUTE))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=pressed(31 * MINUTE))
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=pressed(REMARK.t) + QPoint(2, 0))
    assert cinema.at == REMARK.t, "what stands out is meant"
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=pressed(30 * MINUTE))
    assert cinema.at == REMARK.t
    for t, words in ((REMARK.t, "What did you see?"), (33 * MINUTE, "0:3")):
        tip = QHelpEvent(QEvent.Type.ToolTip, pressed(t), slider.mapToGlobal(pressed(t)))
        QApplication.sendEvent(slider, tip)
        assert words in QToolTip.text()
    assert "Preparation" in slider.rows()[0]
    assert slider.describe().startswith("Dosing")


def test_in_a_small_window_all_is_there(theme: Theme, window: Window) -> None:
    cinema = Cinema(theme, window, 13 * MINUTE)
    cinema.screen.setParent(None)
    cinema.screen.resize(960, 500)
    cinema.screen.show()
    QApplication.processEvents()
    strip = cinema.screen.strip
    assert strip.rate.isVisible()
    assert not strip.words.isVisible()
    cinema.screen.say(PLAYED_BACK)
    assert cinema.screen.live.quiet.describe() == PLAYED_BACK
    assert not cinema.screen.live.music.isVisible()
    cinema.screen.close()


def test_the_table_twin_tells_of_all(cinema: Cinema) -> None:
    assert cinema.screen.rows()[0] == "PLAYBACK"
    assert any("remark: What did you see?" in row for row in cinema.screen.rows())


def test_a_rehearsal_says_so(theme: Theme, window: Window) -> None:
    room = Room(whole(), begun=False)
    started = room.opening().started
    room.do(c.Start(replace(started, rehearsal=True)))
    room.wait(MINUTE)
    cinema = Cinema(theme, window, 0, room)
    assert cinema.screen.rows()[0] == "PLAYBACK OF A REHEARSAL"
    assert cinema.screen.live.header.client.data.mark == "PLAYBACK OF A REHEARSAL"
