"""A questionnaire from the choice to its score: handed over, asked aloud, entered, corrected, and what was done."""

from itertools import count

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.form_run import FormRun
from kapguide.errors import KapGuideError
from kapguide.store.contents.notes import Scores
from kapguide.ui.hand_over import screen as hand_over_screen
from kapguide.ui.hand_over.entry_form import EntryScreen
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.widgets.button import Button
from kapguide.usecases.scores import TakenScore
from tests.support.practice import PASSPHRASE
from tests.ui.hand_over.office import SECRET, Key, Office


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


def test_each_answer_is_on_disk_before_the_next_question_is_seen(office: Office) -> None:
    question = office.hand("gad-2")
    shown: list[tuple[str, ...]] = []
    show = question.show_run

    def looked_at(run: FormRun) -> None:
        if run.given:
            shown.append(tuple(each.words for each in office.scores))
        show(run)

    question.show_run = looked_at
    office.press("2", Key.Key_Return)
    assert question.run.place == (2, 2)
    assert set(shown) == {("incomplete, 1 of 2 answered",)}


def test_an_answer_that_could_not_be_kept_comes_with_the_next_and_the_client_is_told_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, add = office.hand("gad-2"), Scores.add

    def refuses(*_: object, **__: object) -> None:
        raise KapGuideError("The record could not be read just now.")

    monkeypatch.setattr(Scores, "add", refuses)
    office.press("2", Key.Key_Return)
    assert question.run.place == (2, 2)
    monkeypatch.setattr(Scores, "add", add)
    office.press("3", Key.Key_Return)
    office.leave()
    assert office.scores[0].words == "3"
    office.press(Key.Key_Escape)
    monkeypatch.setattr(Scores, "add", refuses)
    office.hand("gad-2")
    office.press("2", Key.Key_Return)
    office.leave()
    shown = office.window.screen_shown
    assert isinstance(shown, StartScreen)
    assert shown.message.data.text == "The record could not be read just now."


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
    came: list[str] = []
    office.flow._unlocked = lambda keys: came.append(keys.staff)
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
    assert came == [office.store.staff.me]


def test_the_pin_is_chosen_once_for_the_window(office: Office) -> None:
    office.hand("phq-2")
    office.leave()
    office.press(Key.Key_Escape)
    office.hand("phq-2", pin="")
    office.leave()
    assert isinstance(office.window.screen_shown, StartScreen)


def test_a_pin_with_a_digit_twice_is_typed_as_fast_as_one_types(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What guards an answer against a finger that bounces takes no digit of it; a held key is one digit."""
    clock = count(5_000, 75)
    monkeypatch.setattr(hand_over_screen, "now_ms", lambda: next(clock))
    question = office.hand("phq-2", pin="2255")
    office.press("l", ctrl=True)
    office.press("2")
    again = QKeyEvent(QEvent.Type.KeyPress, Key.Key_2, Qt.KeyboardModifier.NoModifier, "2", autorep=True)
    QApplication.sendEvent(QApplication.focusWidget() or question, again)
    assert question.leave.pin.rows() == ["1 of 4 digits"]
    office.press(*"255")
    assert isinstance(office.window.screen_shown, StartScreen)


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


def corrected(office: Office, score: TakenScore) -> None:
    """Its score is read, and corrected from there."""
    shown = office.flow.show_scores(SECRET, [score.score.id], office.came_back)
    (button,) = (each for each in shown.findChildren(Button) if each.data.text == "Correct")
    button.click()


def test_a_slip_of_the_pen_is_corrected_and_the_score_keeps_its_day(office: Office) -> None:
    office.start("gad-2").ask_button.click()
    office.press("2", Key.Key_Return, "3", Key.Key_Return, Key.Key_Escape)
    (wrong,) = office.scores
    corrected(office, wrong)
    assert office.question.run.picked == 1
    office.press(Key.Key_Return, "4", Key.Key_Return)
    (right,) = office.scores
    assert (right.words, right.how, right.score.taken_at) == ("4", "asked aloud", wrong.score.taken_at)
    shown = office.window.screen_shown
    assert isinstance(shown, ScoreScreen)
    office.press(Key.Key_Escape)
    assert office.window.screen_shown is office.page


def test_a_correction_that_is_left_at_once_changes_nothing(office: Office) -> None:
    office.start("gad-2").ask_button.click()
    office.press("2", Key.Key_Return, "3", Key.Key_Return, Key.Key_Escape)
    (before,) = office.scores
    corrected(office, before)
    office.press(Key.Key_Escape, Key.Key_Escape)
    assert office.scores == (before,)
    assert office.window.screen_shown is office.page


def test_the_figures_of_a_licensed_form_are_corrected(office: Office) -> None:
    entry = office.start().entry
    entry.form.setCurrentIndex(entry.form.findData("who-5"))
    entry.figures[0].setText("25")
    entry.save_button.click()
    (wrong,) = office.scores
    office.window.uncover()
    corrected(office, wrong)
    screen = office.window.screen_shown
    assert isinstance(screen, EntryScreen)
    assert screen.entry.figures[0].text() == "25"
    screen.entry.figures[0].setText("52")
    office.press(Key.Key_Return)
    (right,) = office.scores
    assert (right.words, right.score.taken_at) == ("52", wrong.score.taken_at)
    assert isinstance(office.window.screen_shown, ScoreScreen)


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
