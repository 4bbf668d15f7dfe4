"""Nothing typed is lost, and the moment at which it began is known."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import parse_vitals, unlikely
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.fields import LONGEST, ForgivingField, LineEdit, NoteField
from tests.ui.small_window import Window

W = TypeVar("W", bound=QWidget)


def placed(window: Window, widget: W, qtbot: QtBot) -> W:
    window.hold(widget)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return widget


def test_the_first_keystroke_is_the_notes_moment(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    begun: list[str] = []
    note.begun.connect(lambda: begun.append(note.text()))
    QTest.keyClicks(note, "tears")
    assert begun == ["t"]
    note.clear()
    QTest.keyClick(note, Qt.Key.Key_Backspace)
    assert len(begun) == 1


def test_a_line_emptied_by_hand_begins_anew(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    begun: list[int] = []
    note.begun.connect(lambda: begun.append(1))
    QTest.keyClicks(note, "a")
    QTest.keyClick(note, Qt.Key.Key_Backspace)
    QTest.keyClicks(note, "b")
    assert begun == [1, 1]


def test_composing_a_character_counts_as_the_first_keystroke(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    with qtbot.waitSignal(note.begun):
        QApplication.sendEvent(note, QInputMethodEvent("に", []))


def test_a_draft_that_comes_back_does_not_begin_again(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    note.put("hand on ")
    with qtbot.assertNotEmitted(note.begun):
        QTest.keyClicks(note, "chest")
    assert note.text() == "hand on chest"


def test_enter_hands_the_line_over_once_and_keeps_the_place(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    handed, drafts = [], []
    note.submitted.connect(handed.append)
    note.draft_changed.connect(drafts.append)
    QTest.keyClicks(note, " it is  wide")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert handed == ["it is wide"]
    assert drafts[-1] == " it is  wide"
    assert note.text() == ""
    assert note.hasFocus()
    with qtbot.waitSignal(note.left):
        QTest.keyClick(note, Qt.Key.Key_Return)
    assert handed == ["it is wide"]
    assert not note.hasFocus()


def test_a_pasted_page_is_one_line_and_whole(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    handed: list[str] = []
    note.submitted.connect(handed.append)
    page = "\n".join(f"line {number} of what was said" for number in range(400))
    note.insert(page)
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert handed == [page.replace("\n", " ")]


def test_escape_keeps_the_text_and_gives_the_keys_back(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    QTest.keyClicks(note, "half a th")
    with qtbot.waitSignal(note.left):
        QTest.keyClick(note, Qt.Key.Key_Escape)
    assert note.text() == "half a th"
    assert not note.hasFocus()


def test_keys_of_the_screen_are_text_here_but_the_emergency_key_is_not(
    window: Window, theme: Theme, qtbot: QtBot
) -> None:
    note = placed(window, NoteField(theme), qtbot)
    heard: list[str] = []
    for keys in ("Space", "M", "Ctrl+Z", "Ctrl+E", "F12"):
        QShortcut(QKeySequence(keys), window).activated.connect(lambda keys=keys: heard.append(keys))
    QTest.keyClicks(note, "m m")
    QTest.keyClick(note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    assert note.text() != "m m"
    QTest.keyClick(note, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(note, Qt.Key.Key_F12)
    assert heard == ["Ctrl+E", "F12"]


def test_tab_goes_on_to_the_next_field(window: Window, theme: Theme, qtbot: QtBot) -> None:
    note = placed(window, NoteField(theme), qtbot)
    other = LineEdit(theme, "Other")
    window.hold(other)
    note.setFocus()
    QTest.keyClick(note, Qt.Key.Key_Tab)
    assert other.hasFocus()


def field(theme: Theme) -> ForgivingField:
    return ForgivingField(
        theme, "Vitals", parse_vitals, placeholder="120/80 72 98", hint="v, then Enter", doubt=unlikely
    )


def test_what_was_understood_is_shown_while_typing(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    assert vitals.answer.whole_text() == "v, then Enter"
    QTest.keyClicks(vitals.line, "120/80 72")
    assert vitals.answer.whole_text() == "BP 120/80  HR 72"
    QTest.keyClicks(vitals.line, " h")
    assert vitals.answer.whole_text() == "BP 120/80", "half a word is no fault yet"
    QTest.keyClicks(vitals.line, "y")
    assert "“hy” was not understood" in vitals.answer.whole_text()


def test_bad_input_stays_and_enter_says_what_is_wrong(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    QTest.keyClicks(vitals.line, "120/80 tea")
    with qtbot.assertNotEmitted(vitals.accepted):
        QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert vitals.line.text() == "120/80 tea"
    assert "tea" in vitals.answer.whole_text()
    assert vitals.line.accessibleDescription() == vitals.answer.whole_text()
    for _ in "tea":
        QTest.keyClick(vitals.line, Qt.Key.Key_Backspace)
    assert vitals.answer.whole_text() == "BP 120/80"


def test_good_input_is_handed_over_and_the_field_is_ready_again(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    taken: list[object] = []
    vitals.accepted.connect(taken.append)
    with qtbot.waitSignal(vitals.begun):
        QTest.keyClicks(vitals.line, "120/80 72 98")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert taken == [Vitals(systolic=120, diastolic=80, heart_rate=72, spo2=98)]
    assert vitals.line.text() == ""
    assert vitals.answer.whole_text() == "v, then Enter"


def test_what_could_be_two_things_is_asked_about_and_one_key_answers(
    window: Window, theme: Theme, qtbot: QtBot
) -> None:
    vitals = placed(window, field(theme), qtbot)
    taken: list[object] = []
    vitals.accepted.connect(taken.append)
    QTest.keyClicks(vitals.line, "72 98")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert taken == [], "a guess is never recorded"
    shown = [(button.data.text, button.data.key, button.accessibleName()) for button in vitals.choices.buttons]
    words = ("HR 72  SpO2 98 %", "HR 98  SpO2 72 %")
    assert shown == [(words[0], "1", words[0]), (words[1], "2", words[1])], "what is painted, and what is read aloud"
    assert vitals.choices.hasFocus()
    for slip in (Qt.Key.Key_Return, Qt.Key.Key_3):
        QTest.keyClick(vitals.choices, slip)
    QTest.keyClick(vitals.choices, Qt.Key.Key_Escape)
    assert (taken, vitals.line.text(), vitals.line.hasFocus()) == ([], "72 98", True)
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    QTest.keyClick(vitals.choices, Qt.Key.Key_2)
    assert taken == [Vitals(heart_rate=98, spo2=72)]
    assert (vitals.line.text(), vitals.line.isVisible()) == ("", True)


def test_whoever_looks_away_from_the_question_comes_back_to_it(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    other = LineEdit(theme, "Other")
    window.hold(other)
    QTest.keyClicks(vitals.line, "72 98")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    other.setFocus()
    vitals.setFocus()
    assert vitals.choices.hasFocus()
    QTest.keyClick(vitals.choices, Qt.Key.Key_1)
    other.setFocus()
    vitals.setFocus()
    assert vitals.line.hasFocus()


def test_the_choices_are_buttons_too(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    QTest.keyClicks(vitals.line, "72 98")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(vitals.accepted) as taken:
        QTest.mouseClick(vitals.choices.buttons[0], Qt.MouseButton.LeftButton)
    assert taken.args == [Vitals(heart_rate=72, spo2=98)]


def test_what_is_rarely_read_needs_a_second_enter(window: Window, theme: Theme, qtbot: QtBot) -> None:
    vitals = placed(window, field(theme), qtbot)
    taken: list[object] = []
    vitals.accepted.connect(taken.append)
    QTest.keyClicks(vitals.line, "61%")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert (taken, vitals.line.text()) == ([], "61%")
    assert vitals.answer.whole_text().startswith("SpO2 61: is that what was read?")
    QTest.keyClicks(vitals.line, " ")
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert taken == [], "another line is looked at anew"
    QTest.keyClick(vitals.line, Qt.Key.Key_Return)
    assert taken == [Vitals(spo2=61)]


def test_a_fault_in_the_parser_itself_is_not_hidden(theme: Theme, qtbot: QtBot) -> None:
    def broken(text: str) -> str:
        raise ZeroDivisionError(text)

    vitals = ForgivingField(theme, "Vitals", broken)
    qtbot.addWidget(vitals)
    with qtbot.captureExceptions() as raised:
        QTest.keyClicks(vitals.line, "1")
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]


def test_a_long_paste_is_kept_whole_and_one_beyond_all_measure_is_said(
    window: Window, theme: Theme, qtbot: QtBot
) -> None:
    note = placed(window, NoteField(theme), qtbot)
    entered: list[str] = []
    note.submitted.connect(entered.append)
    QApplication.clipboard().setText("x" * 50_000 + " END")
    with qtbot.assertNotEmitted(note.left_out):
        note.paste()
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert entered == ["x" * 50_000 + " END"]
    QApplication.clipboard().setText("x" * (LONGEST + 1))
    with qtbot.waitSignal(note.left_out) as said:
        note.paste()
    assert "the rest of what was pasted was not taken" in said.args[0]
    assert len(note.text()) == LONGEST
