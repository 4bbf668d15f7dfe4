"""The locked door: every try is heard once, a wrong one loses nothing, and a running session can be reached."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.new_passphrase import strength_words
from kapguide.ui.widgets.level_bar import LevelData
from tests.ui.small_window import Window

KEY = "MFRG-GZDF-MZTW-Q2LK-NNWG-23TP-OBYX-E43U"
WRONG = "That passphrase does not open this practice."


class Clock:
    """A time that the test sets."""

    ms = 0

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(theme: Theme, window: Window, clock: Clock) -> UnlockScreen:
    screen = UnlockScreen(theme, "Willow Room", now=clock)
    window.hold(screen)
    return screen


def test_the_passphrase_is_typed_at_once_hidden_and_handed_over_by_enter(qtbot: QtBot, door: UnlockScreen) -> None:
    assert door.secret.line.hasFocus()
    QTest.keyClicks(door.secret.line, "three quiet words")
    assert door.secret.line.echoMode() == QLineEdit.EchoMode.Password
    with qtbot.waitSignal(door.submitted) as said:
        QTest.keyClick(door.secret.line, Qt.Key.Key_Return)
    assert said.args == ["three quiet words"]


def test_while_one_try_is_checked_no_other_is_sent(qtbot: QtBot, door: UnlockScreen) -> None:
    QTest.keyClicks(door.secret.line, "three quiet words")
    door.show_checking()
    with qtbot.assertNotEmitted(door.submitted):
        QTest.keyClick(door.secret.line, Qt.Key.Key_Return)
        door.open.click()
    assert door.open.data.text == "Checking…"
    door.show_plain()
    assert door.secret.line.text() == ""
    assert door.open.isEnabled()


def test_a_wrong_one_stays_typed_and_the_wait_counts_down(qtbot: QtBot, door: UnlockScreen, clock: Clock) -> None:
    QTest.keyClicks(door.secret.line, "three quiet birds")
    door.show_wrong(WRONG, 8_000)
    assert door.word.whole_text() == f"{WRONG} Next try in 0:08."
    assert door.secret.line.text() == "three quiet birds"
    assert door.secret.line.hasSelectedText(), "typed anew, it is not joined to the wrong one"
    with qtbot.assertNotEmitted(door.submitted):
        QTest.keyClick(door.secret.line, Qt.Key.Key_Return)
    clock.ms += 5_000
    qtbot.waitUntil(lambda: door.word.whole_text() == f"{WRONG} Next try in 0:03.")
    clock.ms += 3_000
    qtbot.waitUntil(door.open.isEnabled)
    assert door.word.whole_text() == WRONG
    with qtbot.waitSignal(door.submitted):
        QTest.keyClick(door.secret.line, Qt.Key.Key_Return)


def test_escape_leaves_the_keys_with_the_passphrase(door: UnlockScreen) -> None:
    QTest.keyClicks(door.secret.line, "three")
    QTest.keyClick(door.secret.line, Qt.Key.Key_Escape)
    assert (door.secret.line.hasFocus(), door.secret.line.text()) == (True, "three")


def test_what_is_typed_can_be_shown_by_a_key(door: UnlockScreen) -> None:
    QTest.keyClicks(door.secret.line, "words")
    QTest.keyClick(door.secret.line, Qt.Key.Key_F4)
    assert door.secret.line.echoMode() == QLineEdit.EchoMode.Normal
    assert door.secret.eye.accessibleName() == "Hide what is typed"
    door.secret.eye.click()
    assert door.secret.line.echoMode() == QLineEdit.EchoMode.Password
    assert door.secret.line.text() == "words"


def test_capitals_without_shift_hint_at_caps_lock(door: UnlockScreen) -> None:
    QTest.keyClick(door.secret.line, "W", Qt.KeyboardModifier.NoModifier)
    assert "Caps Lock" in door.word.whole_text()
    QTest.keyClick(door.secret.line, "w", Qt.KeyboardModifier.NoModifier)
    assert "Caps Lock" not in door.word.whole_text()
    QTest.keyClick(door.secret.line, "W", Qt.KeyboardModifier.ShiftModifier)
    assert "Caps Lock" not in door.word.whole_text()


def test_the_recovery_key_opens_the_same_door(qtbot: QtBot, door: UnlockScreen) -> None:
    door.other.click()
    assert door.secret.line.accessibleName() == "Recovery key"
    assert door.secret.line.echoMode() == QLineEdit.EchoMode.Normal
    QTest.keyClicks(door.secret.line, KEY)
    with qtbot.waitSignal(door.recovery_submitted) as said, qtbot.assertNotEmitted(door.submitted):
        QTest.keyClick(door.secret.line, Qt.Key.Key_Return)
    assert said.args == [KEY]
    door.other.click()
    assert door.secret.line.echoMode() == QLineEdit.EchoMode.Password
    assert door.secret.line.text() == ""


def test_without_a_passphrase_one_can_rehearse_and_open_the_card(qtbot: QtBot, door: UnlockScreen) -> None:
    with qtbot.waitSignal(door.rehearse_asked):
        door.rehearse.click()
    with qtbot.waitSignal(door.emergency_card_asked):
        door.emergency_card.click()


def test_a_running_session_has_its_sound_and_emergency_here(qtbot: QtBot, door: UnlockScreen) -> None:
    assert not door.running.isVisible()
    door.show_running(True)
    door.running.show_sound("Still Water", LevelData(-9.0))
    assert door.running.isVisible()
    assert door.running.title.whole_text() == "Still Water"
    with qtbot.waitSignal(door.running.fade_asked):
        door.running.fade.click()
    door.running.show_sound("Still Water", LevelData(-9.0, silent=True))
    with qtbot.waitSignal(door.running.back_asked):
        door.running.fade.click()
    with qtbot.waitSignal(door.running.stepped):
        QTest.keyClick(door.running.level, Qt.Key.Key_Down)
    with qtbot.waitSignal(door.running.emergency_asked):
        door.running.emergency.click()


@pytest.mark.parametrize(
    ("passphrase", "said"),
    [
        ("", "Three or four words"),
        ("short", "Too short"),
        ("aaaaaaaaaaaaaaaaaaaa", "Easy to guess"),
        ("Password1234567", "Easy to guess"),
        ("heron lamp", "Fair"),
        ("heron lamp window", "Strong"),
        ("correcthorsebat", "Good"),
        ("😀 heron lampe fenêtre", "Strong"),
    ],
)
def test_strength_is_said_in_words(passphrase: str, said: str) -> None:
    assert strength_words(passphrase).startswith(said)


@pytest.fixture
def first(theme: Theme, window: Window) -> FirstRunScreen:
    screen = FirstRunScreen(theme)
    window.hold(screen)
    return screen


def fill(first: FirstRunScreen, practice: str, one: str, other: str) -> None:
    first.practice.put(practice)
    first.first.line.put(one)
    first.again.line.put(other)
    first.make.click()


@pytest.mark.parametrize(
    ("practice", "one", "other", "said"),
    [
        ("  ", "heron lamp window", "heron lamp window", "name"),
        ("Willow Room", "heron", "heron", "at least 8"),
        ("Willow Room", "heron lamp window", "heron lamp Window", "differ"),
    ],
)
def test_a_practice_is_not_made_by_halves(
    qtbot: QtBot, first: FirstRunScreen, practice: str, one: str, other: str, said: str
) -> None:
    with qtbot.assertNotEmitted(first.chosen):
        fill(first, practice, one, other)
    assert said in first.fault.whole_text()
    assert first.first.line.text() == one


def test_what_was_chosen_is_handed_over_once(qtbot: QtBot, first: FirstRunScreen) -> None:
    with qtbot.waitSignal(first.chosen) as said:
        fill(first, " Willow  Room ", "heron lamp window", "heron lamp window")
    assert said.args == ["Willow Room", "heron lamp window"]
    with qtbot.assertNotEmitted(first.chosen):
        QTest.keyClick(first.again.line, Qt.Key.Key_Return)


def test_where_no_practice_can_be_made_nobody_chooses_a_passphrase(first: FirstRunScreen) -> None:
    first.show_refusal("The record cannot lie there.")
    assert first.fault.whole_text() == "The record cannot lie there."
    assert not any(field.isEnabled() for field in (first.practice, first.first, first.again, first.make))


def test_a_practice_that_could_not_be_made_says_why_and_keeps_what_was_typed(first: FirstRunScreen) -> None:
    fill(first, "Willow Room", "heron lamp window", "heron lamp window")
    first.show_fault("The disk is full. Free some space and try again.")
    assert first.fault.whole_text().startswith("The disk is full")
    assert first.make.isEnabled()
    assert first.first.line.text() == "heron lamp window"
