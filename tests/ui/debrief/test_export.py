"""A debrief goes out as PDF or Markdown, by keys, and says quietly where it lies."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from tests.ui.debrief.conftest import NOW, TalkDesk

Key = Qt.Key
RATED = Reflection("", SelfRating((7, 6, 4), NOW), reached=2)


def test_ctrl_p_offers_the_forms_and_ctrl_p_again_writes_the_pdf(
    desk: TalkDesk, played: RehearsalRecord, qtbot: QtBot
) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    screen.activateWindow()
    desk.press("p", ctrl=True)
    qtbot.waitUntil(lambda: screen.header.export.forms["pdf"].isVisible(), timeout=10_000)
    assert not screen.header.play_back.isVisible(), "it gives its room to the forms"
    desk.press("p", ctrl=True)
    qtbot.waitUntil(lambda: "Written to" in screen.message.data.text, timeout=30_000)
    (file,) = desk.home.exports.iterdir()
    assert file.suffix == ".pdf"
    assert file.read_bytes().startswith(b"%PDF")
    assert str(file) in screen.message.data.text
    assert screen.header.play_back.isVisible()


def test_a_remark_goes_out_with_it_and_rehearsal_stands_on_it(
    desk: TalkDesk, played: RehearsalRecord, qtbot: QtBot
) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    desk.press("a", "Two breaths first.", Key.Key_Return)
    screen.export_asked.emit("md")
    qtbot.waitUntil(lambda: "Written to" in screen.message.data.text, timeout=10_000)
    (file,) = desk.home.exports.iterdir()
    words = file.read_text("utf-8")
    assert "Two breaths first." in words
    assert "rehearsal" in words.casefold()


def test_a_folder_that_cannot_be_written_to_is_said(desk: TalkDesk, played: RehearsalRecord, qtbot: QtBot) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    desk.home.exports.parent.mkdir(parents=True, exist_ok=True)
    desk.home.exports.write_text("in the way")
    screen.export_asked.emit("md")
    qtbot.waitUntil(lambda: screen.message.data.text not in ("", "Writing…"), timeout=10_000)
    assert "Written" not in screen.message.data.text


def test_who_leaves_while_it_is_written_hears_nothing(desk: TalkDesk, played: RehearsalRecord, qtbot: QtBot) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    screen.export_asked.emit("md")
    desk.flow.show(played)
    qtbot.waitUntil(lambda: any(desk.home.exports.iterdir()), timeout=10_000)
    assert desk.screen.message.data.text == ""


def test_who_has_exported_is_where_they_were_and_enter_leaves_nothing(
    desk: TalkDesk, played: RehearsalRecord, qtbot: QtBot
) -> None:
    screen = desk.flow.show(replace(played, reflection=RATED))
    screen.activateWindow()
    before = QApplication.focusWidget()
    for _ in range(2):
        desk.press("p", ctrl=True)
    qtbot.waitUntil(lambda: "Written to" in screen.message.data.text, timeout=30_000)
    assert QApplication.focusWidget() is before
    assert before is not screen.header.done
    screen.header.export.opens.setFocus()
    screen.header.export.opens.click()
    screen.header.export.forms["md"].click()
    assert QApplication.focusWidget() is screen.header.export.opens
