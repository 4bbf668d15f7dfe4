"""A button is pressed by Enter or the mouse; Space is never a press; what matters must be held."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.hold_button import HOLD_MS, HoldButton, HoldGate
from tests.ui.small_window import Window


class Clock:
    """A time that the test sets."""

    def __init__(self) -> None:
        self.ms = 10_000

    def __call__(self) -> int:
        return self.ms


def test_enter_presses_and_space_is_left_to_the_screen(qtbot: QtBot, theme: Theme, window: Window) -> None:
    button = Button(theme, "Done", key="Space")
    window.hold(button)
    pressed, heard = [], []
    button.clicked.connect(lambda: pressed.append(1))
    QShortcut(Qt.Key.Key_Space, window).activated.connect(lambda: heard.append(1))
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == []
    assert heard == [1]
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Enter)
    assert pressed == [1, 1]


def test_a_button_is_warm_while_the_pointer_is_on_it(qtbot: QtBot, theme: Theme, window: Window) -> None:
    one, other = Button(theme, "One"), Button(theme, "Other")
    window.hold(one, other)

    def ground(button: Button) -> QColor:
        return button.grab().toImage().pixelColor(button.width() - 8, button.height() // 2)

    QTest.mouseMove(other)
    qtbot.waitUntil(lambda: ground(other) != ground(one))
    cold = ground(one)
    QTest.mouseMove(one)
    qtbot.waitUntil(lambda: ground(one) != cold and ground(other) == cold)


def test_keys_of_the_screen_travel_up_from_a_button(qtbot: QtBot, theme: Theme) -> None:
    class Screen(QWidget):
        keys: list[int] = []  # noqa: RUF012

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.keys.append(event.key())

    screen = Screen()
    button = Button(theme, "Done")
    QVBoxLayout(screen).addWidget(button)
    qtbot.addWidget(screen)
    screen.show()
    keys = [Qt.Key.Key_Space, Qt.Key.Key_M, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Period, Qt.Key.Key_F12]
    for key in keys:
        QTest.keyClick(button, key)
    assert screen.keys == keys
    assert not button.isDown()


def test_a_key_that_repeats_presses_once(qtbot: QtBot, theme: Theme, window: Window) -> None:
    button = Button(theme, "Done")
    window.hold(button)
    pressed = []
    button.clicked.connect(lambda: pressed.append(1))
    for repeats in (False, True, True):
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeats)
        QApplication.sendEvent(button, key)
    assert pressed == [1]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_button_is_large_enough_and_has_a_name(qtbot: QtBot, theme: Theme, kind: Kind) -> None:
    worded, pictured = (
        Button(theme, "Snooze 2 min", icon="timer", key="z", kind=kind),
        Button(theme, icon="eye", kind=kind, name="Show what is typed"),
    )
    for button in (worded, pictured):
        qtbot.addWidget(button)
        assert min(button.sizeHint().width(), button.sizeHint().height()) >= 40
        assert min(button.minimumSizeHint().width(), button.minimumSizeHint().height()) >= 40
        assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert worded.accessibleName() == "Snooze 2 min"
    assert worded.accessibleDescription() == "key z"
    assert pictured.accessibleName() == "Show what is typed"


def test_focus_can_be_seen(qtbot: QtBot, theme: Theme, window: Window) -> None:
    one, other = Button(theme, "One"), Button(theme, "One")
    window.hold(one, other)
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    assert one.grab().toImage() != other.grab().toImage()


def test_held_for_a_second_it_is_meant_once() -> None:
    gate = HoldGate()
    assert not gate.press(0)
    assert not gate.due(HOLD_MS - 1)
    assert gate.progress(500) == 0.5
    assert gate.due(HOLD_MS)
    assert not gate.due(HOLD_MS + 1)
    assert gate.progress(HOLD_MS + 1) == 0
    gate.release(HOLD_MS + 1)
    assert not gate.press(HOLD_MS + 500), "the press that was meant is not the first of two"


def tapped(gate: HoldGate, at: int) -> bool:
    """One short press."""
    meant = gate.press(at)
    gate.release(at)
    return meant


@pytest.mark.parametrize(("pause", "meant"), [(0, False), (399, False), (400, True), (3_000, True), (3_001, False)])
def test_pressed_twice_it_is_meant_if_the_pause_is_right(pause: int, meant: bool) -> None:
    gate = HoldGate()
    assert not tapped(gate, 100)
    assert gate.waiting(101)
    assert gate.press(100 + pause) is meant


def test_a_press_too_soon_does_not_move_the_first_one() -> None:
    gate = HoldGate()
    for at in (0, 150, 300):
        assert not tapped(gate, at)
    assert gate.press(450)


def test_a_press_too_late_is_a_first_one_again() -> None:
    gate = HoldGate()
    tapped(gate, 0)
    assert not tapped(gate, 5_000)
    assert gate.press(6_000)


@pytest.mark.parametrize("pause", [100, 300, 450, 999])
def test_impatient_fingers_mean_it_once(pause: int) -> None:
    gate = HoldGate()
    tapped(gate, 0)
    assert tapped(gate, 500)
    assert not tapped(gate, 500 + pause)
    assert not tapped(gate, 500 + pause + 400), "the press before belonged to the two that were meant"
    tapped(gate, 6_000)
    assert tapped(gate, 6_500)


def test_after_it_was_meant_it_can_be_held_again_at_once() -> None:
    gate = HoldGate()
    gate.press(0)
    assert gate.due(HOLD_MS)
    gate.release(HOLD_MS)
    gate.press(HOLD_MS + 200)
    assert gate.due(2 * HOLD_MS + 200)


def test_a_hold_whose_repeats_look_like_presses_is_one_hold() -> None:
    gate = HoldGate()
    gate.press(0)
    for at in (660, 700, 740, 980):
        gate.release(at)
        assert not gate.press(at + 5)
    assert gate.progress(990) == 0.99
    assert gate.due(HOLD_MS)
    for at in range(1_020, 5_000, 40):
        gate.release(at)
        assert not gate.press(at + 5)
        assert not gate.due(at + 10)


def test_holding_the_button_or_its_key_means_it(qtbot: QtBot, theme: Theme, window: Window) -> None:
    clock = Clock()
    button = HoldButton(theme, "Next phase", key=".", now=clock)
    window.hold(button)
    for press, release in (
        (lambda: QTest.mousePress(button, Qt.MouseButton.LeftButton), button.release),
        (lambda: QTest.keyPress(button, Qt.Key.Key_Return), button.release),
        (button.press, button.release),
    ):
        clock.ms += 10_000
        press()
        clock.ms += 500
        qtbot.waitUntil(lambda: button.data.progress == 0.5)
        with qtbot.waitSignal(button.meant):
            clock.ms += 500
        release()
        assert button.data.progress == 0


def test_one_short_press_only_says_how_it_is_done(qtbot: QtBot, theme: Theme, window: Window) -> None:
    clock = Clock()
    button = HoldButton(theme, "Next phase", key=".", now=clock)
    window.hold(button)
    meant, hinted = [], []
    button.meant.connect(lambda: meant.append(1))
    button.hinted.connect(hinted.append)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    clock.ms += 80
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert meant == []
    assert hinted == ["Next phase: press again, or hold for a second"]
    clock.ms += 1_000
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert meant == [1]


def test_losing_the_focus_while_held_lets_go(qtbot: QtBot, theme: Theme, window: Window) -> None:
    clock = Clock()
    button, other = HoldButton(theme, "Next phase", now=clock), Button(theme, "Other")
    window.hold(button, other)
    meant = []
    button.meant.connect(lambda: meant.append(1))
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    button.press()
    other.setFocus()
    clock.ms += 5_000
    button.release()
    assert meant == []


def test_a_button_takes_the_measures_of_its_row(qtbot: QtBot, theme: Theme) -> None:
    usual, large = Button(theme, "Hold", key="h"), Button(theme, "Hold", key="h")
    qtbot.addWidget(usual)
    qtbot.addWidget(large)
    large.set_measures(48, 17)
    assert large.sizeHint().height() == 48
    assert large.sizeHint().width() > usual.sizeHint().width()
    large.set_measures(0, 0)
    assert large.sizeHint() == usual.sizeHint()


def test_words_take_another_size_and_their_own_again(qtbot: QtBot, theme: Theme) -> None:
    text = Text(theme, "0:31")
    qtbot.addWidget(text)
    usual = text.sizeHint()
    text.set_px(28)
    assert text.sizeHint().height() > usual.height()
    text.set_px(0)
    assert text.sizeHint() == usual
