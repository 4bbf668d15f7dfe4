"""Ways of working are offered where the note says what was done, and one key takes the first."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.export.noting.did import WAYS
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.theme import Theme
from tests.support.session_log import a_session
from tests.ui.small_window import Window


@pytest.fixture
def note(window: Window, theme: Theme) -> NoteScreen:
    protocol, events = a_session()
    report = build_report(protocol, events, practice="", generated=datetime(2026, 11, 22, tzinfo=UTC), version="0")
    screen = NoteScreen(theme, report, generate_note(report))
    window.hold(screen)
    return screen


def test_what_is_offered_is_told_and_taken_word_by_word(note: NoteScreen, qtbot: QtBot) -> None:
    assert note.sheet.go_to(WAYS)
    line = note.sheet.line(WAYS)
    assert line is not None
    qtbot.waitUntil(lambda: note.foot.words.whole_text().startswith("CBT, ACT, Mindfulness"))
    for typed, offer, text in (
        ("mi", "Mindfulness", "Mindfulness"),
        (": ", "breath", "Mindfulness: breath"),
        ("; jou", "Journalling", "Mindfulness: breath; Journalling"),
    ):
        QTest.keyClicks(line, typed)
        assert note.foot.take.accessibleName() == f"Take “{offer}”"
        QTest.keyClick(line, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
        assert line.toPlainText() == note.note.line(WAYS).text == text
    note.foot.take.click()
    assert note.note.line(WAYS).text == text, "nothing goes on from there"


def test_on_another_line_nothing_is_offered(note: NoteScreen, qtbot: QtBot) -> None:
    assert note.sheet.go_to("plan/plan")
    qtbot.waitUntil(lambda: not note.foot.take.isVisible())
    QTest.keyClick(note.sheet.line("plan/plan"), Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert note.note.line("plan/plan").text == ""
