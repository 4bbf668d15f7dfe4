"""Notes on the live screen: what was said and what can be taken back stand where it was written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.session import events as e
from kapguide.spans import SECOND
from kapguide.ui.session.cards.notes_card import NotesCard
from kapguide.ui.widgets.lists.note_list import NoteList
from tests.ui.seat import Seat

LONG = "Passed while nobody could see them: Offer the eye mask, Confirm the escort and the pick-up time, Blanket"


def notes_at(seat: Seat, width: int, height: int) -> NotesCard:
    """The card in a window of that size."""
    seat.window.resize(width, height)
    seat.screen.grab()
    QApplication.processEvents()
    return seat.screen.notes


def test_a_message_has_the_heads_place_before_its_name_and_before_what_can_be_undone(seat: Seat) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.press("h")
    seat.screen.quiet.say("Saved.")
    assert notes.eyebrow.isVisible()
    assert notes.undo.what.isVisible()
    seat.screen.quiet.say("The output of the room is gone; the headphones go on.")
    assert not notes.eyebrow.isVisible()
    seat.screen.quiet.say(LONG)
    assert not notes.undo.what.isVisible()
    assert notes.undo.button.isVisible()
    assert notes.quiet.height() >= 32, "two lines"
    assert not notes.quiet.geometry().intersects(notes.undo.geometry())
    seat.screen.quiet.say("")
    assert notes.eyebrow.isVisible()


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_is_said_of_a_correction_goes_with_it_and_the_head_has_its_name_again(seat: Seat, end: Qt.Key) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.press("1")
    notes.list.chosen.emit(seat.session.log[-1].id)
    assert notes.quiet.describe().startswith("Enter records the correction")
    seat.write_in(" again")
    seat.press(end)
    assert notes.quiet.describe() == ""
    assert notes.eyebrow.isVisible()
    notes.list.chosen.emit(seat.session.log[-1].id)
    seat.screen.quiet.say("The level is at its limit.")
    seat.press(Qt.Key.Key_Escape)
    assert notes.quiet.describe() == "The level is at its limit.", "nothing else is taken from the eye"
    assert not notes.eyebrow.isVisible() or not notes.eyebrow.geometry().intersects(notes.quiet.geometry())


def test_what_the_line_is_for_is_read_whole_while_it_is_corrected(seat: Seat) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.press("1")
    seat.wait(11_000)
    notes.list.chosen.emit(seat.session.log[-1].id)
    assert notes.eyebrow.isVisible()
    assert notes.eyebrow.text() == notes.eyebrow.whole_text() == "Correcting"


def test_at_the_floor_a_message_has_the_last_lines_place_until_a_new_line(seat: Seat) -> None:
    notes = notes_at(seat, 960, 500)
    seat.screen.quiet.say("The level is at its limit.")
    assert notes.quiet.isVisible()
    assert not notes.list.isVisible()
    seat.press("1")
    assert notes.list.isVisible()
    assert not notes.quiet.isVisible()
    assert notes.undo.button.isVisible()
    assert notes.list.geometry().right() < notes.undo.geometry().left()
    seat.screen.quiet.say("The level is at its limit.")
    notes._message.timeout.emit()
    notes._message.stop()
    notes._arrange_head()
    assert notes.list.isVisible(), "and not for ever"


@pytest.mark.parametrize("said", ["", "The level is at its limit."])
def test_the_log_and_what_is_said_are_both_there_again_after_they_shared_one_line(seat: Seat, said: str) -> None:
    notes = notes_at(seat, 960, 500)
    seat.screen.quiet.say(said)
    notes_at(seat, 1366, 690)
    seat.screen.quiet.say("There is no second screen.")
    assert notes.list.isVisible()
    assert notes.quiet.isVisible()


@pytest.mark.parametrize("size", [(960, 500), (960, 560), (1280, 640), (1366, 690), (1440, 860), (1920, 1010)])
def test_the_log_shows_whole_lines_and_the_newest_last(seat: Seat, size: tuple[int, int]) -> None:
    notes = notes_at(seat, *size)
    for _ in range(3):
        for key in "123456789":
            seat.press(key)
    QApplication.processEvents()
    log: NoteList = notes.list
    line = log.style_now.line
    assert log.height() % line == 0
    assert log.height() // line >= {500: 1, 560: 2, 640: 5}.get(size[1], 6)
    last = log.visualRect(log.model().index(len(log.rows()) - 1, 0))
    assert last.bottom() < log.viewport().height() + 2
    assert log.style_now.kinds is (size[0] >= 1600)


def test_their_words_begin_with_their_sign_and_bear_the_time_of_the_press(seat: Seat) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.wait(5 * SECOND)
    QTest.mouseClick(notes.verbatim_button, Qt.MouseButton.LeftButton)
    assert notes.line.hasFocus()
    seat.wait(2 * SECOND)
    seat.write_in("wide here")
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("wide here", 5 * SECOND, "verbatim")


def test_a_line_that_was_begun_becomes_their_words_and_a_bare_sign_is_no_line(seat: Seat) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.press("n")
    seat.write_in("wide")
    notes.verbatim_button.click()
    notes.verbatim_button.click()
    assert notes.line.text() == '"wide'
    seat.press(Qt.Key.Key_Return)
    assert seat.last() == e.NoteAdded("wide", 0, "verbatim")
    seat.press(Qt.Key.Key_Escape)
    seat.press('"')
    assert notes.line.text() == '"'
    seat.press(Qt.Key.Key_Escape)
    assert notes.line.text() == ""
    assert seat.screen.hasFocus()


@pytest.mark.parametrize(
    ("size", "covers"), [((960, 500), "b"), ((1280, 640), "d"), ((1366, 690), "?"), ((1366, 690), "q")]
)
@pytest.mark.parametrize(("key", "written"), [("n", "warm"), ('"', '"warm')])
def test_nobody_writes_where_the_line_is_covered(
    seat: Seat, size: tuple[int, int], covers: str, key: str, written: str
) -> None:
    notes = notes_at(seat, *size)
    seat.press(covers)
    seat.screen.setFocus()
    assert not notes.isVisible()
    seat.press(key)
    seat.write_in("warm")
    assert notes.isVisible()
    assert notes.line.text() == written


def test_the_pencil_is_the_way_to_the_line_by_hand(seat: Seat) -> None:
    QTest.mouseClick(seat.screen.notes.note_button, Qt.MouseButton.LeftButton)
    assert seat.screen.notes.line.hasFocus()


def test_the_offer_counts_down_in_its_place(seat: Seat) -> None:
    notes = notes_at(seat, 1366, 690)
    seat.press("h")
    seat.screen.render_now()
    before = notes.undo.geometry(), notes.undo.button.geometry()
    assert notes.undo.rows() == ["Phase held  Undo 10 s"]
    seat.wait(3 * SECOND)
    assert notes.undo.rows() == ["Phase held  Undo 7 s"]
    assert (notes.undo.geometry(), notes.undo.button.geometry()) == before
    seat.wait(8 * SECOND)
    assert notes.undo.rows() == []
