"""The laptop in a client's hands, attacked with keys and clicks: it stays on the questions, nothing else is seen."""

import random
import subprocess

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.widgets.base import Painted
from tests.ui.display.hand_screens import TV, WALL
from tests.ui.hand_over.office import SECRET, Key, Office

PRESSES = 200
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ?+-./,;'[]"


def seen() -> str:
    """Every word that any window shows."""
    words = []
    for top in QApplication.topLevelWidgets():
        for each in (top, *top.findChildren(QWidget)):
            if each.isVisible() and isinstance(each, QLabel):
                words.append(each.text())
            elif each.isVisible() and isinstance(each, Painted):
                words += [each.accessibleName(), *each.rows()]
    return "\n".join(words)


def attack(office: Office, rng: random.Random) -> None:
    """One press of something, anywhere."""
    window = office.window
    match rng.randrange(10):
        case 0 | 1 | 2:
            held = [Qt.KeyboardModifier(0), Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
            held += [Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier]
            QTest.keyClick(window.windowHandle(), rng.choice(ANY), rng.choice(held))
        case 3 | 4:
            QTest.keyClick(window.windowHandle(), ord(rng.choice(SIGNS)))
        case 5:
            window.close()
        case 6:
            made_up = QKeyEvent(QEvent.Type.KeyPress, Key.Key_A, Qt.KeyboardModifier(0), rng.choice("äß中\u0007"))
            QApplication.sendEvent(QApplication.focusWidget() or window, made_up)
        case _:
            place = QPoint(rng.randrange(window.width()), rng.randrange(window.height()))
            target = window.childAt(place) or window
            press = rng.choice((QTest.mouseClick, QTest.mouseDClick))
            button = rng.choice([Qt.MouseButton.LeftButton] * 3 + [Qt.MouseButton.RightButton])
            press(target, button, pos=target.mapFrom(window, place))


ANY = [
    *(Key.Key_Escape, Key.Key_Return, Key.Key_Enter, Key.Key_Tab, Key.Key_Backtab, Key.Key_Backspace, Key.Key_Delete),
    *(Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_PageDown, Key.Key_Menu),
    *(Key(Key.Key_F1 + number) for number in range(12)),
    *(Key.Key_Q, Key.Key_W, Key.Key_L, Key.Key_E, Key.Key_N, Key.Key_P, Key.Key_Z, Key.Key_M, Key.Key_1, Key.Key_4),
]


@pytest.mark.parametrize("seed", range(3))
def test_200_keys_and_clicks_leave_it_on_the_questions(qtbot: QtBot, office: Office, seed: int) -> None:
    question, rng = office.hand("phq-9", "pcl-5"), random.Random(seed)
    assert office.window.isFullScreen()
    for number in range(PRESSES):
        attack(office, rng)
        QApplication.processEvents()
        what = f"press {number} of seed {seed}"
        assert office.window.screen_shown is question, what
        assert office.window.isVisible(), what
        assert office.window.isFullScreen(), what
        assert SECRET not in seen(), what
        assert QApplication.activePopupWidget() is None, what
        assert office.flow._covers.covered == (TV.key,), what
        focused = QApplication.focusWidget()
        assert focused is None or focused is question or question.isAncestorOf(focused), what
    given = {name: answers for name, answers in question.run.given.items() if answers}
    assert office.store.verify().problems == ()
    if question.leaving:
        question.leave.away.click()
    if question.leave._pin.spent:
        question.leave._pin.renew()
    office.leave()
    kept = {score.score.instrument for score in office.scores}
    assert kept == set(given)


def test_the_keys_that_change_windows_are_held_back_where_the_system_lets_a_window_have_them(
    qtbot: QtBot, office: Office
) -> None:
    """These go through the X server and its window manager, not around them."""
    question, window = office.hand("phq-9"), office.window
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.isFullScreen())
    keys = ("alt+Tab", "alt+F4", "super", "super+d", "ctrl+alt+d", "ctrl+alt+t", "alt+space", "alt+Escape")
    subprocess.run(["xdotool", "key", "--clearmodifiers", *keys, "2", "Return", "ctrl+alt+Left", "3"], check=True)
    qtbot.waitUntil(lambda: question.run.picked == 2)  # the last key has come to the second question
    assert question.run.of("phq-9") == {"1": 1}
    assert window.screen_shown is question
    assert window.isActiveWindow()
    assert window.isFullScreen()


def test_what_comes_before_it_all_the_same_is_covered_again(qtbot: QtBot, office: Office) -> None:
    question, covers = office.hand("phq-2"), office.flow._covers
    office.window.showMinimized()
    qtbot.waitUntil(lambda: not office.window.isActiveWindow())
    covers._watch.setInterval(1)
    qtbot.waitUntil(lambda: office.window.isActiveWindow() and office.window.isFullScreen())
    assert office.window.screen_shown is question
    office.leave()
    assert not covers._watch.isActive()
    assert not office.window.isFullScreen()


def test_screens_that_come_and_go_are_black_too(office: Office) -> None:
    office.hand("phq-2")
    covers = office.flow._covers
    office.screens.plug(WALL)
    assert set(covers.covered) == {TV.key, WALL.key}
    office.screens.pull(TV)
    assert covers.covered == (WALL.key,)
    black = [top for top in QApplication.topLevelWidgets() if type(top).__name__ == "_Cover" and top.isVisible()]
    assert [top.geometry() for top in black] == [WALL.place]
    assert all(top.grab().toImage().pixelColor(10, 10).lightness() == 0 for top in black)
    office.leave()
    assert covers.covered == ()


def test_no_menu_opens_over_the_line_of_the_passphrase(office: Office) -> None:
    question = office.hand("phq-2", pin="")
    office.press("l", ctrl=True)
    line = question.leave.secret.line
    asked_for = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), line.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(line, asked_for)
    assert QApplication.activePopupWidget() is None
