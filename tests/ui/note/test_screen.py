"""The note shows every word of it, at once and at every width."""

from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.export.forms import FORMS
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import build_report
from kapguide.ui.note.screen import GrowingText, NoteScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.chip import Chip
from tests.support.session_log import a_session
from tests.ui.small_window import Window

PARAGRAPH = "She arrived rested and left on foot with her sister. " * 10


def height_of(text: GrowingText) -> float:
    """What the words need, in px, each paragraph laid out anew."""
    layout, block, height = text.document().documentLayout(), text.document().begin(), 0.0
    while block.isValid():
        height += layout.blockBoundingRect(block).height()
        block = block.next()
    return height


def test_what_is_pasted_shows_whole_at_once(window: Window, theme: Theme, qtbot: QtBot) -> None:
    text = GrowingText(theme, "Summary", "calm")
    window.hold(text)
    window.resize(600, 900)
    for pasted in (PARAGRAPH, "line\n" * 30, PARAGRAPH + "\n" + PARAGRAPH):
        text.selectAll()
        QApplication.clipboard().setText(pasted)
        text.paste()
        assert text.height() >= height_of(text) > text.fontMetrics().lineSpacing() * 5
    window.resize(350, 900)
    qtbot.waitUntil(lambda: text.width() < 400)
    assert text.height() >= height_of(text)
    text.selectAll()
    QApplication.clipboard().setText("short")
    text.paste()
    assert text.height() < 3 * text.fontMetrics().lineSpacing()


def test_every_form_of_export_has_a_button_and_a_key(window: Window, theme: Theme) -> None:
    protocol, events = a_session()
    report = build_report(protocol, events, practice="", generated=datetime(2026, 11, 22, tzinfo=UTC), version="0")
    note, asked = NoteScreen(theme, report, generate_note(report)), []
    note.export_asked.connect(asked.append)
    window.hold(note)
    buttons = {button.accessibleName(): button for button in note.findChildren(Button)}
    for name, form in FORMS.items():
        found = next(button for told, button in buttons.items() if told.startswith(f"Export as {form.title}"))
        assert found.data.key == form.key
        found.click()
        QTest.keySequence(window, form.key)
        assert asked == [name, name]
        asked.clear()


@pytest.mark.parametrize("code", ["M-014", "W" * 24])
def test_in_a_narrow_window_the_head_says_whole_what_it_says(window: Window, theme: Theme, code: str) -> None:
    protocol, events = a_session()
    report = build_report(protocol, events, practice="", generated=datetime(2026, 11, 22, tzinfo=UTC), version="0")
    report = msgspec.structs.replace(report, client_code=code, rehearsal=True)
    note = NoteScreen(theme, report, generate_note(report))
    window.hold(note)
    for width, said in ((1900, 3), (960, 2)):
        window.resize(width, 600)
        QApplication.processEvents()
        assert window.width() == width
        chips = [chip for chip in note.findChildren(Chip) if chip.isVisible()]
        assert len(chips) == said
        assert all(chip.width() >= chip.sizeHint().width() for chip in chips)
