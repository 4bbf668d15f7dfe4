"""One press is one press: keys that are held, that bounce, that are down at once, and fields that open under a key."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets import fingers
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.fingers import LET_GO_MS, REPEAT_MS, Fingers
from kapguide.ui.widgets.forms.fields import NoteField
from kapguide.ui.widgets.keyboard import Binding, Keyboard
from tests.ui.seat import Wrist
from tests.ui.small_window import Window

DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def wrist(monkeypatch: pytest.MonkeyPatch) -> Wrist:
    wrist = Wrist()
    monkeypatch.setattr(fingers, "time", wrist)
    return wrist


def key(kind: QEvent.Type, sign: str, *, marked: bool = False) -> QKeyEvent:
    code = Qt.Key.Key_Return if sign == "\r" else ord(sign.upper())
    return QKeyEvent(kind, code, NONE, code & 0xFF, 0, 0, sign, marked)


def repeats(at: int, until: int, marked: str) -> list[tuple[int, bool]]:
    """When a held key seems to be let go and pressed again, and whether the system marks it as a repeat."""
    times = range(at + 660, until, 40)
    return [(time, marked[n % len(marked)] == "m") for n, time in enumerate(times)]


MARKS = ["m", "-", "m-", "-m", "mm-", "--m"]
"""Whether the repeats are marked: X11 marks some and some not, as it happens."""


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize("sign", ["1", "h", "z"])
def test_a_key_that_is_held_for_five_seconds_is_one_press(sign: str, marks: str) -> None:
    keyboard = Keyboard((Binding("observe", "1 – 9", "", text="123456789"), Binding("hold", "h", "", text="hz")))
    acted = [keyboard.action(key(DOWN, sign), 0)]
    for at, marked in repeats(0, 5_000, marks):
        keyboard.released(key(UP, sign, marked=marked), at)
        acted.append(keyboard.action(key(DOWN, sign, marked=marked), at + 2))
    keyboard.released(key(UP, sign), 5_000)
    acted.append(keyboard.action(key(DOWN, sign), 5_000 + REPEAT_MS))
    assert [number for number, each in enumerate(acted) if each] == [0, len(acted) - 1]


def test_two_keys_that_are_down_at_once_count_once_each() -> None:
    keyboard = Keyboard((Binding("observe", "1 – 9", "", text="123456789"),))
    acted = [keyboard.action(key(DOWN, sign), at) for at, sign in enumerate("121212")]
    assert acted == [("observe", "1"), ("observe", "2"), None, None, None, None]


def test_a_key_counts_again_once_it_was_let_go_and_time_has_passed() -> None:
    hand = Fingers()
    assert hand.pressed("m", 0)
    hand.released("m", 350)
    assert not hand.pressed("m", 350 + LET_GO_MS - 1), "it was never let go"
    assert not hand.pressed("m", 350 + REPEAT_MS), "the guard counts from the last sign of the key"
    assert hand.pressed("m", 350 + 3 * REPEAT_MS)
    assert hand.pressed("n", 350 + 3 * REPEAT_MS)


def send(widget: QWidget, wrist: Wrist, *events: QKeyEvent) -> None:
    for event in events:
        wrist.ms += 2
        QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("marks", MARKS)
def test_the_key_that_opens_a_field_is_not_typed_into_it(
    window: Window, theme: Theme, wrist: Wrist, marks: str
) -> None:
    note = NoteField(theme)
    window.hold(note)
    for _, marked in repeats(0, 3_000, marks):
        wrist.ms += 40
        send(note, wrist, key(UP, "n", marked=marked), key(DOWN, "n", marked=marked))
    send(note, wrist, key(UP, "n"))
    assert note.text() == ""
    wrist.ms += LET_GO_MS
    send(note, wrist, key(DOWN, "n"), key(UP, "n"), key(DOWN, "o"), key(DOWN, "o", marked=True), key(UP, "o"))
    assert note.text() == "noo", "what is held in the field itself is typed on"


@pytest.mark.parametrize("marks", MARKS)
def test_enter_that_is_held_on_a_button_presses_it_once(
    window: Window, theme: Theme, wrist: Wrist, qtbot: QtBot, marks: str
) -> None:
    button = Button(theme, "Hold")
    window.hold(button)
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    send(button, wrist, key(DOWN, "\r"))
    for _, marked in repeats(0, 3_000, marks):
        wrist.ms += 40
        send(button, wrist, key(UP, "\r", marked=marked), key(DOWN, "\r", marked=marked))
    assert pressed == [1]


@pytest.mark.parametrize("marks", MARKS)
def test_enter_that_is_held_hands_a_note_over_once_and_stays_in_the_line(
    window: Window, theme: Theme, wrist: Wrist, marks: str
) -> None:
    note = NoteField(theme)
    window.hold(note)
    handed: list[str] = []
    note.submitted.connect(handed.append)
    send(note, wrist, key(DOWN, "a"), key(UP, "a"), key(DOWN, "\r"))
    for _, marked in repeats(0, 3_000, marks):
        wrist.ms += 40
        send(note, wrist, key(UP, "\r", marked=marked), key(DOWN, "\r", marked=marked))
    assert handed == ["a"]
    assert note.hasFocus()
