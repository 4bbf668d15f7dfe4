"""The note at the window: words show whole, keys do what a person expects, and every line says whose it is."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.export.forms import FORMS
from kapguide.export.note import NoteDocument
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.line_text import PITCH, LineText
from kapguide.ui.widgets.section import WhoseWords
from screen_cast_note import SUMMARY, document, report
from tests.ui.small_window import Window

PARAGRAPH = "She arrived rested and left on foot with her sister. " * 10
NOW = datetime(2026, 12, 1, 13, 31).astimezone()


@pytest.fixture
def note(window: Window, theme: Theme) -> NoteScreen:
    """A draft that lacks two things, with the keys in none of its lines."""
    screen = NoteScreen(theme, report(), document(SUMMARY), "K. Lind", "Client", lambda: NOW)
    window.resize(1366, 690)
    window.hold(screen)
    screen.setFocus()
    QApplication.processEvents()
    return screen


def press(*keys: Qt.Key | str, ctrl: bool = False, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.NoModifier
    held |= Qt.KeyboardModifier.ControlModifier if ctrl else held
    held |= Qt.KeyboardModifier.ShiftModifier if shift else held
    for key in keys:
        at = QApplication.focusWidget()
        assert at is not None
        QTest.keyClick(at, key, held)  # type: ignore[call-overload]
        QApplication.processEvents()


def write_in(words: str) -> None:
    for sign in words:
        press(sign)


def at(note: NoteScreen) -> str:
    """The line that has the keys."""
    here = QApplication.focusWidget()
    found = (id for s in note.sheet.sections.values() for id, line in s.lines.items() if line.text is here)
    return next(found, "")


def mark(note: NoteScreen, id: str) -> WhoseWords:
    return next(s.lines[id].line.mark for s in note.sheet.sections.values() if id in s.lines)


def test_what_is_pasted_shows_whole_at_once(window: Window, theme: Theme, qtbot: QtBot) -> None:
    text = LineText(theme, "Summary")
    window.hold(text)
    window.resize(600, 900)
    for pasted in (PARAGRAPH, "line\n" * 30, PARAGRAPH + "\n" + PARAGRAPH):
        text.selectAll()
        QApplication.clipboard().setText(pasted)
        text.paste()
        assert text.height() == text.document().size().height() > PITCH * 5
    window.resize(350, 900)
    qtbot.waitUntil(lambda: text.width() < 400)
    assert text.height() == text.document().size().height()
    text.selectAll()
    QApplication.clipboard().setText("short")
    text.paste()
    assert text.height() == PITCH


def test_every_form_of_export_has_a_button_and_a_key(window: Window, note: NoteScreen) -> None:
    asked: list[str] = []
    note.export_asked.connect(asked.append)
    for name, form in FORMS.items():
        note.export.opens.click()
        assert not note.export.opens.isVisible()
        button = note.export.forms[name]
        assert button.data.key == form.key
        button.click()
        assert note.export.opens.isVisible()
        note.setFocus()
        QTest.keySequence(window, note.export.opens.data.key)
        QTest.keySequence(window, form.key)
        assert asked == [name, name]
        asked.clear()


def test_who_turns_away_from_the_choice_of_forms_exports_nothing(window: Window, note: NoteScreen) -> None:
    note.export.opens.click()
    note.sheet.go_to("summary/text")
    QApplication.processEvents()
    assert note.export.opens.isVisible()
    assert not any(button.isVisible() for button in note.export.forms.values())


def test_opened_the_keys_go_to_what_is_missing_first(window: Window, theme: Theme) -> None:
    screen = NoteScreen(theme, report(), document(SUMMARY), "K. Lind")
    window.hold(screen)
    assert at(screen) == "risk/leaving"


def test_a_gap_is_warm_until_it_is_filled_in_and_comes_back_when_that_is_deleted(note: NoteScreen) -> None:
    line = note.sheet.line("risk/leaving")
    assert line is not None
    assert (line.words, line._warm) == ("", True)
    line.setFocus()
    write_in("Asked, none.")
    assert note.note.line("risk/leaving").text == "Asked, none."
    assert (note.note.line("risk/leaving").by, mark(note, "risk/leaving")) == ("K. Lind", WhoseWords.TYPED)
    assert note.foot.words.whole_text() == "Typed by K. Lind at 13:31. The log had: “Before leaving: not recorded.”"
    line.selectAll()
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Tab)
    assert note.note.line("risk/leaving").open
    assert line._warm


def test_put_back_brings_the_words_of_the_log_again(note: NoteScreen) -> None:
    assert note.sheet.go_to("did/0")
    assert note.foot.words.whole_text().startswith("Edited by K. Lind at 13:20. The log had: “Silence 0:34 to 0:45")
    assert note.foot.put_back.isVisible()
    press(Qt.Key.Key_B, ctrl=True)
    assert note.note.line("did/0").written is None
    assert at(note) == "did/0"
    line = note.sheet.line("did/0")
    assert line is not None
    assert line.words == note.note.line("did/0").original
    assert mark(note, "did/0") is WhoseWords.NONE
    assert not note.foot.put_back.isVisible()


def test_enter_makes_a_line_and_in_an_empty_one_goes_on(note: NoteScreen) -> None:
    note.sheet.go_to("happened/1")
    press(Qt.Key.Key_Return)
    write_in("Calm.")
    assert [line.text for line in note.note.section("happened").lines][1:3] == [
        "Tears, breath steady, jaw loosens.",
        "Calm.",
    ]
    press(Qt.Key.Key_Return)
    assert len(note.note.section("happened").lines) == 6
    press(Qt.Key.Key_Return)
    assert at(note) == "happened/2"
    assert len(note.note.section("happened").lines) == 5, "a line in which nothing stands is none"


def test_shift_and_enter_break_a_line_and_backspace_takes_an_empty_one_out(note: NoteScreen) -> None:
    note.sheet.go_to("summary/text")
    press(Qt.Key.Key_Return, shift=True)
    write_in("Second.")
    assert note.note.line("summary/text").text == f"{SUMMARY}\nSecond."
    press(Qt.Key.Key_Return)
    assert at(note).startswith("summary/own")
    press(Qt.Key.Key_Backspace)
    assert at(note) == "summary/text"
    assert len(note.note.section("summary").lines) == 1


def test_up_and_down_go_from_line_to_line(note: NoteScreen) -> None:
    note.sheet.go_to("summary/text")
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_Up)
    assert at(note) == "summary/text", "there is more of it above"
    for expected in ("summary/text", "risk/asked", "risk/leaving"):
        while at(note) == expected:
            press(Qt.Key.Key_Down)
    assert at(note) == "risk/consent"
    press(Qt.Key.Key_Up)
    assert at(note) == "risk/leaving"


def test_a_machines_line_takes_no_words_but_a_remark(note: NoteScreen) -> None:
    note.sheet.go_to("medicine/0")
    before = note.note.line("medicine/0").text
    write_in("other")
    assert note.note.line("medicine/0").text == before
    assert note.foot.words.whole_text() == "From the log: its words stay. Enter adds a remark."
    press(Qt.Key.Key_Return)
    write_in("Half of it dissolved.")
    assert [(line.text, line.about) for line in note.note.section("medicine").lines] == [
        (before, ""),
        ("Half of it dissolved.", "medicine/0"),
    ]


def test_a_line_can_be_given_the_time_that_it_belongs_to(note: NoteScreen) -> None:
    note.sheet.go_to("risk/leaving")
    write_in("Asked, none.")
    press(Qt.Key.Key_T, ctrl=True)
    assert QApplication.focusWidget() is note.foot.time
    write_in("14:40")
    press(Qt.Key.Key_Return)
    assert "still to come" in note.quiet.data.text
    note.foot.time.selectAll()
    write_in("12:31")
    press(Qt.Key.Key_Return)
    assert at(note) == "risk/leaving"
    assert note.note.line("risk/leaving").late == "12:31, late entry 13:31"
    caption = note.sheet.sections["risk"].lines["risk/leaving"].caption
    assert caption is not None
    assert caption.text() == "12:31, late entry 13:31"


def test_a_line_of_ones_own_goes_to_its_time_and_its_section_gets_a_column_of_times(note: NoteScreen) -> None:
    section = note.sheet.sections["summary"]
    first = next(iter(section.lines.values()))
    assert not first.clock.isVisible()
    note.sheet.go_to(list(section.lines)[-1])
    press(Qt.Key.Key_Return)
    write_in("Wide.")
    own = at(note)
    press(Qt.Key.Key_T, ctrl=True)
    write_in("12:31")
    press(Qt.Key.Key_Return)
    assert at(note) == own
    assert first.clock.isVisible()
    line = section.lines[own]
    assert line.clock.isVisible()
    assert line.clock.whole_text() == note.note.line(own).time
    assert line.caption is not None
    assert line.caption.text() == "12:31, late entry 13:31"


def test_escape_leaves_the_line_and_then_the_screen(note: NoteScreen, qtbot: QtBot) -> None:
    note.sheet.go_to("summary/text")
    write_in("x")
    press(Qt.Key.Key_Escape)
    assert at(note) == ""
    with qtbot.waitSignals([note.changed, note.finished, note.closed]):
        press(Qt.Key.Key_Escape)
    assert note.note.line("summary/text").text.endswith("x")


def test_tab_goes_through_the_left_column_and_then_the_right(note: NoteScreen) -> None:
    note.sheet.go_to("summary/text")
    seen = []
    while at(note):
        seen.append(at(note).partition("/")[0])
        press(Qt.Key.Key_Tab)
    sections = [shown.id for shown in note.sheet.data.sections if shown.lines]
    assert list(dict.fromkeys(seen)) == sections


def test_the_log_opens_in_the_place_of_the_note_and_escape_folds_it(note: NoteScreen) -> None:
    note.foot.log.click()
    assert note.sheet.log.isVisible()
    assert len(note.sheet.log.rows()) == 148
    press(Qt.Key.Key_Escape)
    assert note.sheet.area.isVisible()
    note.go_to("log-40")
    assert note.sheet.log.currentIndex().row() == 39
    note.go_to("words/0")
    assert at(note) == "words/0"


def test_the_gate_leads_to_what_is_missing_and_passes_with_a_reason_or_when_nothing_is(note: NoteScreen) -> None:
    asked: list[str] = []
    note.sign_asked.connect(asked.append)
    assert note.gate.rows() == ["Missing for signing: suicidal thoughts before leaving and the plan."]
    press(Qt.Key.Key_Return, ctrl=True)
    assert (at(note), asked) == ("risk/leaving", [])
    press(Qt.Key.Key_R, ctrl=True)
    write_in("no time")
    press(Qt.Key.Key_Return)
    assert asked == ["no time"]
    assert not note.isEnabled(), "nothing is typed while it is signed"
    note.say_not_signed("The disk is full.")
    assert note.quiet.data.text == "The disk is full."
    for id in ("risk/leaving", "plan/0"):
        note.sheet.go_to(id)
        write_in("Said.")
    assert note.gate.rows() == ["Everything is here."]
    press(Qt.Key.Key_Return, ctrl=True)
    assert asked == ["no time", ""]


def test_what_could_not_be_saved_is_said_until_it_is(note: NoteScreen) -> None:
    note.say_saved(NOW)
    assert note.head.said.whole_text() == "by the log and K. Lind, saved 13:31"
    note.say_saved(None)
    assert note.head.unsaved.data.text == "not saved since 13:31"
    assert note.head.unsaved.isVisible()
    note.say_saved(NOW + timedelta(minutes=1))
    assert not note.head.unsaved.isVisible()
    assert note.head.said.whole_text().endswith("saved 13:32")


def test_a_note_of_200_kb_answers_a_key(window: Window, theme: Theme) -> None:
    long: NoteDocument = document(PARAGRAPH * 400)
    screen = NoteScreen(theme, report(), long, "K. Lind")
    window.hold(screen)
    screen.sheet.go_to("summary/text")
    write_in("!")
    assert screen.note.line("summary/text").text.endswith("!")


def test_what_the_log_had_is_told_whole_beside_its_keys(note: NoteScreen) -> None:
    line = note.sheet.line("did/0")
    assert line is not None
    line.setFocus()
    QApplication.processEvents()
    told = note.foot.words
    assert "The log had: " in told.whole_text()
    assert told.text() == told.whole_text()
    assert note.foot.log.width() < note.foot.words.width()
    line.clearFocus()
    QApplication.processEvents()
    assert note.foot.log.width() > note.foot.legend.width()
