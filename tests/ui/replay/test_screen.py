"""The screen that plays back: its keys and buttons, and that nothing can be done in what it shows."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.playback import MomentKind, Playback, PlayedMoment
from kapguide.session.played_session import PLAYED_BACK, RATES
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.replay.as_recorded import AS_RECORDED
from kapguide.ui.replay.keys import REPLAY_BINDINGS
from kapguide.ui.replay.slider import slider_x
from kapguide.ui.session.keys import BINDINGS
from kapguide.ui.theme import Theme
from tests.session.test_playback import an_hour
from tests.support.plans import Room, whole
from tests.ui.replay.played import a_screen, log_rows_of, play_to_the_end
from tests.ui.small_window import Window

REMARK = PlayedMoment(Elapsed(14 * MINUTE), MomentKind.REMARK, "What did you see?", "r-1")


class Cinema:
    """The screen in an active window, with real time in the test's hand."""

    def __init__(self, theme: Theme, window: Window, at: int = 0, room: Room | None = None, **how: object) -> None:
        room = room or an_hour()
        self.playback = Playback(room.state.protocol, room.log, [REMARK])
        self.screen, self.ticks = a_screen(theme, self.playback, at, **{"remarks": True, "scenario": True, **how})
        window.resize(1400, 760)
        window.hold(self.screen)
        QApplication.processEvents()

    @property
    def at(self) -> int:
        return self.screen.session.now().elapsed

    @property
    def words(self) -> str:
        return self.screen.strip.words.whole_text()

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.screen
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)


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


# --- nothing can be done in it ----------------------------------------------------------------------------------


def test_the_live_screen_s_keys_say_quietly_that_it_is_played_back(cinema: Cinema) -> None:
    before = list(cinema.playback.events)
    own = {sign for binding in REPLAY_BINDINGS for sign in binding.text} | {" "}
    for binding in BINDINGS:
        for sign in set(binding.text) - own:
            cinema.screen.seek(13 * MINUTE)
            held = Qt.KeyboardModifier.ControlModifier if binding.ctrl else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(cinema.screen, sign, held)
            assert cinema.words == PLAYED_BACK, binding.action
    for key in (Qt.Key.Key_F12, Qt.Key.Key_F2, Qt.Key.Key_F5):
        cinema.screen.seek(13 * MINUTE)
        cinema.press(key)
        assert cinema.words == PLAYED_BACK
    assert list(cinema.playback.events) == before
    assert cinema.screen.live.panel is None
    assert cinema.screen.live.form is None
    assert not cinema.screen.live.emergency.isVisible()


def test_no_button_of_it_can_be_pressed_or_reached(cinema: Cinema, qtbot: QtBot) -> None:
    live = cinema.screen.live
    for button in live.findChildren(QPushButton):
        if button.isVisible():
            place = button.mapTo(cinema.screen, button.rect().center())
            under = cinema.screen.childAt(place)
            assert under is cinema.screen.glass or cinema.screen.strip.isAncestorOf(under)
    place = live.header.emergency.mapTo(cinema.screen, live.header.emergency.rect().center())
    QTest.mouseClick(cinema.screen.glass, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(cinema.screen.glass, Qt.MouseButton.LeftButton, pos=place)
    assert cinema.words == PLAYED_BACK
    assert not live.emergency.isVisible()
    for step in range(40):
        QTest.keyClick(QApplication.focusWidget() or cinema.screen, Qt.Key.Key_Tab if step < 20 else Qt.Key.Key_Backtab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert cinema.screen.strip.isAncestorOf(focused)


def test_a_button_pressed_by_a_program_is_refused(cinema: Cinema) -> None:
    live, before = cinema.screen.live, cinema.screen.session.state
    for button in (live.phases.hold, live.music.silence, live.header.emergency):
        button.click()
    assert cinema.screen.session.state == before
    assert not live.send(c.Next())


def test_the_log_can_be_scrolled(cinema: Cinema) -> None:
    notes = cinema.screen.live.notes.list
    play_to_the_end(cinema.screen, cinema.ticks)
    QApplication.processEvents()
    bar = notes.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    at = QPointF(notes.mapToGlobal(notes.rect().center()))
    local = QPointF(cinema.screen.glass.mapFromGlobal(at.toPoint()))
    wheel = QWheelEvent(
        local, at, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(cinema.screen.glass, wheel)
    assert bar.value() < bar.maximum()


def test_nothing_sounds_and_the_title_is_that_of_then(theme: Theme, window: Window) -> None:
    room = Room(whole())
    room.wait(MINUTE)
    room.do(c.ReportTrack("sea", "The Sea, Part II"))
    room.wait(MINUTE)
    cinema = Cinema(theme, window, 30 * SECOND, room)
    now = cinema.screen.live.music.now
    assert now.data.title == "No music recorded"
    cinema.screen.seek(2 * MINUTE)
    assert (now.data.title, now.data.output, now.data.amiss, now.data.next) == (
        "The Sea, Part II", AS_RECORDED, None, "",
    )  # fmt: skip


def test_the_client_s_display_is_left_alone(theme: Theme, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    for name in ("_cover", "_look_again", "window"):
        monkeypatch.setattr(ClientDisplay, name, never)
    room = Room(whole())
    room.do(c.TurnDisplay("black"))
    room.do(c.ReportDisplay(covered=True))
    room.wait(MINUTE)
    cinema = Cinema(theme, window, 0, room)
    play_to_the_end(cinema.screen, cinema.ticks)
    assert cinema.screen.live._display.status.covered
    assert not cinema.screen.live._display.word
    assert cinema.screen.live._display.status.problem == ""


def test_an_emergency_is_seen_and_has_no_keys(cinema: Cinema) -> None:
    began = next(event.t for event in cinema.playback.events if isinstance(event.body, e.EmergencyStarted))
    cinema.screen.seek(began)
    live = cinema.screen.live
    assert live.emergency.isVisible()
    assert live.emergency.height() <= cinema.screen.strip.y()
    cinema.press("c", Qt.Key.Key_Space)
    assert cinema.screen.playing, "the keys are the strip's"
    cinema.screen.pause()
    cinema.screen.seek(began - 1)
    assert not live.emergency.isVisible()


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
