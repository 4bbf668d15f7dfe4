"""One question at a time: chosen is not sent, and the keys of the client lead nowhere but through the questions."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.form_run import FormRun
from kapguide.ui.hand_over.answer_choices import choice_places
from kapguide.ui.hand_over.layout import THANKS
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.session_pin import TRIES, SessionPin
from screen_cast_hand_over import KNOWN
from tests.ui.small_window import Window

Key = Qt.Key


@pytest.fixture
def pin() -> SessionPin:
    chosen = SessionPin()
    chosen.choose("2580")
    return chosen


def asked(theme: Theme, window: Window, pin: SessionPin, *names: str, aloud: str = "") -> QuestionScreen:
    screen = QuestionScreen(theme, FormRun(KNOWN.named(names)), pin, aloud)
    window.resize(1366, 690)
    window.hold(screen)
    return screen


@pytest.fixture
def phq2(theme: Theme, window: Window, pin: SessionPin) -> QuestionScreen:
    return asked(theme, window, pin, "phq-2")


def press(*keys: str | Key, ctrl: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, ord(key) if isinstance(key, str) else key, held)


def test_a_digit_chooses_and_enter_sends(qtbot: QtBot, phq2: QuestionScreen) -> None:
    assert not phq2.next_button.isEnabled()
    press("3")
    assert phq2.choices.rows()[2] == "More than half the days: chosen"
    assert phq2.run.given == {}
    with qtbot.waitSignal(phq2.sent):
        press(Key.Key_Return)
    assert phq2.run.of("phq-2") == {"1": 2}
    assert phq2.count.whole_text() == "2 of 2"
    press(Key.Key_Backspace)
    assert phq2.run.picked == 2
    press("9")
    assert phq2.run.picked == 2, "there is no ninth answer"


def test_by_mouse_alone_to_the_end(phq2: QuestionScreen, window: Window) -> None:
    for place in (1, 3):
        spot = choice_places(phq2.choices.rect().toRectF(), phq2.choices.data)[place].center().toPoint()
        QTest.mouseClick(phq2.choices, Qt.MouseButton.LeftButton, pos=spot)
        QTest.mouseClick(phq2.next_button, Qt.MouseButton.LeftButton)
    assert phq2.run.of("phq-2") == {"1": 1, "2": 3}
    assert phq2.question.data.text == THANKS
    assert not phq2.choices.isVisible()
    assert not phq2.next_button.isVisible()
    press(Key.Key_Return, Key.Key_1)
    assert phq2.run.over
    assert window.keys == ""


def test_skip_leaves_the_question_without_an_answer(phq2: QuestionScreen) -> None:
    press("1", Key.Key_Return, Key.Key_Backspace, Key.Key_Tab, Key.Key_Tab)
    assert QApplication.focusWidget() is phq2.next_button
    press(Key.Key_Backtab, Key.Key_Return)
    assert phq2.run.of("phq-2") == {}
    assert phq2.run.place == (2, 2)


def test_tab_goes_round_on_the_screen(phq2: QuestionScreen) -> None:
    press("1")
    seen = []
    for _ in range(6):
        press(Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [phq2.skip_button, phq2.next_button, phq2.choices] * 2


def test_the_statement_stands_on_the_first_and_the_last_question(theme: Theme, window: Window, pin: SessionPin) -> None:
    screen = asked(theme, window, pin, "phq-9")
    said = []
    while not screen.run.over:
        said.append(bool(screen.statement.whole_text()))
        screen.skip_button.click()
    assert said == [True, *[False] * 7, True]


def test_on_a_scale_the_digit_is_the_number_and_10_is_1_and_0(theme: Theme, window: Window, pin: SessionPin) -> None:
    screen = asked(theme, window, pin, "craving")
    for keys, chosen in (("7", 7), ("0", 0), ("1", 1), ("0", 10), ("0", 0)):
        press(keys)
        assert screen.run.picked == chosen
    press(Key.Key_Right, Key.Key_Right, Key.Key_Left)
    assert screen.run.picked == 1


def test_asked_aloud_it_is_left_by_escape_and_at_the_end(
    qtbot: QtBot, theme: Theme, window: Window, pin: SessionPin
) -> None:
    screen = asked(theme, window, pin, "gad-2", aloud="M-014, asked aloud")
    with qtbot.waitSignal(screen.left):
        press(Key.Key_Escape)
    press("1", Key.Key_Return, "2")
    with qtbot.waitSignals([screen.sent, screen.left]):
        press(Key.Key_Return)
    assert screen.run.of("gad-2") == {"1": 0, "2": 1}


# --- how the therapist leaves ------------------------------------------------------------------------------


def test_four_digits_leave_and_the_question_stays_in_sight(qtbot: QtBot, phq2: QuestionScreen) -> None:
    press("l", ctrl=True)
    assert phq2.leaving
    assert phq2.question.isVisible()
    press("2", "5", "8")
    assert phq2.run.picked is None
    with qtbot.waitSignal(phq2.left):
        press("0")


def test_escape_and_time_give_the_question_its_keys_back(
    qtbot: QtBot, phq2: QuestionScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    phq2.corner.click()
    press("2", "5", Key.Key_Escape, "1")
    assert (phq2.leaving, phq2.run.picked) == (False, 0)
    phq2.leave._waiting.setInterval(1)
    press("l", ctrl=True)
    qtbot.waitUntil(lambda: not phq2.leaving)
    press("l", ctrl=True)
    assert phq2.leave.pin.rows() == ["0 of 4 digits"], "nothing of the first try is left"


def test_five_wrong_ones_and_only_the_passphrase_leaves(qtbot: QtBot, phq2: QuestionScreen) -> None:
    with qtbot.assertNotEmitted(phq2.left):
        press("l", ctrl=True)
        for _ in range(TRIES):
            press(*"1111")
    assert phq2.leave.asks_passphrase
    with qtbot.waitSignal(phq2.submitted) as heard:
        press(*"2580", Key.Key_Return)
    assert heard.args == ["2580"]
    phq2.leave.show_checking()
    with qtbot.assertNotEmitted(phq2.submitted):
        press(Key.Key_Return)
    phq2.leave.show_wrong("That passphrase does not open this practice.", 3000)
    assert phq2.leave.word.whole_text().endswith("Next try in 0:03.")
    press(Key.Key_Escape)
    assert not phq2.leaving


def test_without_a_pin_the_passphrase_is_asked_for(theme: Theme, window: Window) -> None:
    screen = asked(theme, window, SessionPin(), "phq-2")
    screen.corner.click()
    assert screen.leave.asks_passphrase
    assert QApplication.focusWidget() is screen.leave.secret.line


def test_a_press_beside_everything_is_nothing(phq2: QuestionScreen) -> None:
    before = phq2.run
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(phq2, button, pos=QPoint(5, 300))
        QTest.mouseClick(phq2.question, button)
    QTest.mouseClick(phq2.choices, Qt.MouseButton.RightButton, pos=QPoint(50, 20))
    assert phq2.run == before
    press("1")
    assert phq2.run.picked == 0
