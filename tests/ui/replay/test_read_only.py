"""Nothing can be done in what is played back: no key acts, no button is reached, nothing sounds or is shown."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.played_session import PLAYED_BACK
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.replay.as_recorded import AS_RECORDED
from kapguide.ui.replay.keys import REPLAY_BINDINGS
from kapguide.ui.session.keys import BINDINGS
from kapguide.ui.theme import Theme
from tests.support.plans import Room, whole
from tests.ui.replay.cinema import Cinema
from tests.ui.replay.played import play_to_the_end
from tests.ui.seat import call_up
from tests.ui.small_window import Window


@pytest.fixture
def cinema(theme: Theme, window: Window) -> Cinema:
    return Cinema(theme, window, 13 * MINUTE)


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
    call_up(live)
    assert not [each for each in live.findChildren(QWidget) if each.focusPolicy() is not Qt.FocusPolicy.NoFocus]
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
    assert cinema.screen.live.music.wave.data.length == 0
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
