"""The laptop in a client's hands: attacked with keys and clicks it stays on the questions, and nothing else is seen."""

import random
import subprocess
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.hand_over.covers import Covers
from kapguide.ui.hand_over.flow import HandOverFlow
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.scores import TakenScore, taken_of
from tests.clinical.test_instrument_file import SHIPPED
from tests.support.practice import PASSPHRASE, new_practice, opened
from tests.ui.display.hand_screens import TV, WALL, HandScreens

Key = Qt.Key
PRESSES = 200
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ?+-./,;'[]"
SECRET = "M-014"


class ClientPage(QWidget):
    """Where the hand-over is called from: it shows what is on record."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        QVBoxLayout(self).addWidget(QLabel(f"{SECRET}: dosing 3"))


class Office:
    """A window with a client's page, a record, and a second screen."""

    def __init__(self, theme: Theme, home: Home, store: Store) -> None:
        self.window = MainWindow(theme, lambda: True)
        self.page = ClientPage(theme)
        self.window.resize(1366, 690)
        self.window.show_screen(self.page)
        self.post = WindowThread()
        self.jobs = Jobs(self.post)
        self.store = store
        self.screens = HandScreens(TV)
        self.back = 0
        frame = WindowFrame(theme, theme, home, self.window, self.jobs, self.post)
        self.flow = HandOverFlow(frame, store, Covers(self.window, self.screens))

    def came_back(self) -> None:
        self.back += 1

    def start(self, *names: str) -> StartScreen:
        return self.flow.show(SECRET, names, self.came_back)

    def hand(self, *names: str, pin: str = "2580") -> QuestionScreen:
        start = self.start(*names)
        start.pin.setText(pin)
        start.hand_button.click()
        return self.question

    @property
    def question(self) -> QuestionScreen:
        screen = self.window.screen_shown
        assert isinstance(screen, QuestionScreen)
        return screen

    @property
    def scores(self) -> tuple[TakenScore, ...]:
        return taken_of(self.store, SECRET, SHIPPED)

    def press(self, *keys: str | Key, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), ord(key) if isinstance(key, str) else key, held)

    def leave(self, pin: str = "2580") -> None:
        self.press("l", ctrl=True)
        self.press(*pin)


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.known_client(SECRET)
        yield store


@pytest.fixture
def office(qtbot: QtBot, theme: Theme, home: Home, store: Store) -> Iterator[Office]:
    office = Office(theme, home, store)
    qtbot.addWidget(office.window)
    with qtbot.waitActive(office.window):
        office.window.show()
        office.window.activateWindow()
    yield office
    office.window.handed_over = False
    if office.flow._covers.on:
        office.flow._covers.end()
    office.jobs.close()
    office.window.close()


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


def test_an_abandoned_form_is_incomplete_and_is_kept(qtbot: QtBot, office: Office) -> None:
    office.hand("phq-9")
    office.press("3", Key.Key_Return, "2", Key.Key_Return, "4")
    office.leave()
    shown = office.window.screen_shown
    assert isinstance(shown, ScoreScreen)
    assert not office.window.isFullScreen()
    assert office.flow._covers.covered == ()
    (score,) = office.scores
    assert score.words == "incomplete, 2 of 9 answered"
    assert score.total is None
    office.press(Key.Key_Escape)
    assert office.window.screen_shown is office.page
    assert office.back == 1


def test_each_answer_is_on_disk_before_the_next_question_has_one(qtbot: QtBot, office: Office) -> None:
    question = office.hand("gad-2")
    office.press("2", Key.Key_Return)
    assert question.run.place == (2, 2)
    qtbot.waitUntil(lambda: bool(office.scores))
    assert office.scores[0].words == "incomplete, 1 of 2 answered"


def test_item_9_opens_the_step_that_records_what_was_done(office: Office) -> None:
    office.hand("phq-9")
    for digit in "111111113":
        office.press(digit, Key.Key_Return)
    office.leave()
    shown = office.window.screen_shown
    assert isinstance(shown, ScoreScreen)
    (step,) = shown.follow
    assert step.done.whole_text() == "What was done is not on record yet."
    assert QApplication.focusWidget() is step.line
    step.line.setText("Asked at once; safety plan gone through.")
    office.press(Key.Key_Return)
    assert step.done.whole_text() == "On record: Asked at once; safety plan gone through."
    office.press(Key.Key_Escape, Key.Key_Escape)
    again = office.flow.show_scores(SECRET, [office.scores[0].score.id], office.came_back)
    assert again.follow[0].done.whole_text() == "On record: Asked at once; safety plan gone through."
    again.done_button.click()
    assert office.window.screen_shown is office.page


def test_nothing_answered_leaves_nothing(office: Office) -> None:
    office.hand("phq-2")
    office.press(Key.Key_Return)
    office.leave()
    assert isinstance(office.window.screen_shown, StartScreen)
    assert office.scores == ()
    office.press(Key.Key_Escape)
    assert (office.window.screen_shown, office.back) == (office.page, 1)


def test_the_passphrase_leaves_too_and_a_wrong_one_does_not(qtbot: QtBot, office: Office) -> None:
    question = office.hand("phq-2", pin="")
    office.press("1", Key.Key_Return)
    office.press("l", ctrl=True)
    assert question.leave.asks_passphrase
    question.leave.secret.line.setText("something else")
    office.press(Key.Key_Return)
    qtbot.waitUntil(lambda: "passphrase" in question.leave.word.whole_text().lower())
    assert office.window.screen_shown is question
    question.leave._wait_ms = 0
    question.leave.secret.line.setText(PASSPHRASE)
    office.press(Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(office.window.screen_shown, ScoreScreen))


def test_the_pin_is_chosen_once_for_the_window(office: Office) -> None:
    office.hand("phq-2")
    office.leave()
    office.press(Key.Key_Escape)
    office.hand("phq-2", pin="")
    office.leave()
    assert isinstance(office.window.screen_shown, StartScreen)


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


def test_asked_aloud_nothing_is_locked(office: Office) -> None:
    start = office.start("gad-2")
    start.ask_button.click()
    assert not office.window.isFullScreen()
    office.press("2", Key.Key_Return, "3", Key.Key_Return)
    shown = office.window.screen_shown
    assert isinstance(shown, ScoreScreen)
    (score,) = office.scores
    assert (score.words, score.how) == ("3", "asked aloud")


def test_the_score_of_a_licensed_form_is_entered_with_its_day(office: Office) -> None:
    start = office.start()
    entry = start.entry
    entry.form.setCurrentIndex(entry.form.findData("dass-21"))
    for line, typed in zip(entry.figures, ("12", "50", "8"), strict=True):
        line.setText(typed)
    entry.day.setText("yesterday")
    entry.save_button.click()
    assert entry.fault.whole_text() == "Anxiety: type a figure from 0 to 42."
    assert entry.figures[0].text() == "12"
    entry.figures[1].setText("6,5")
    entry.save_button.click()
    (score,) = office.scores
    assert score.score.answers == {"anxiety": 6.5, "depression": 12, "stress": 8, "how": "scored on the licensed form"}
    assert (score.total, score.words) == (None, "complete")
    assert "on record" in entry.licence.whole_text()
    assert shiboken6.isValid(start)


def test_what_is_asked_is_chosen_by_keys_alone(office: Office) -> None:
    start = office.start()
    assert not start.hand_button.isEnabled()
    office.press(Key.Key_Space, Key.Key_Down, Key.Key_Return)
    assert [each.id for each in start.instruments] == ["phq-9", "gad-7"]
    assert start.what.whole_text() == "PHQ-9 and GAD-7: 16 questions"
    office.press(Key.Key_Space)
    assert [each.id for each in start.instruments] == ["phq-9"]
    start.pin.setText("12")
    start.hand_button.click()
    assert "four digits" in start.message.data.text
    start.pin.setText("")
    start.list.setFocus()
    office.press("h")
    assert office.question.run.place == (1, 9)
    office.flow._pin.choose("1111")
    office.leave("1111")
