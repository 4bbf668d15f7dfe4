"""What is said of pieces at the library screen: one or several, by mouse or keys, saved at once, and taken back."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.audio.library.library import Library
from kapguide.audio.track import Labels
from kapguide.ui.library.label_form import words_of
from kapguide.ui.library.survey import said
from kapguide.ui.library.word_field import WordCompleter
from tests.ui.library_room import Room

SAID = Labels("peak", 4, ("awe", "grief"), ("cello",), "fr", "Mali")


def answer(room: Room, choice: object, text: str) -> None:
    """Choose an answer as a person does."""
    place = choice.findText(text)  # type: ignore[attr-defined]
    assert place >= 0
    choice.setCurrentIndex(place)  # type: ignore[attr-defined]
    choice.activated.emit(place)  # type: ignore[attr-defined]
    room.rest()


def test_one_piece_gets_every_label_and_they_last(room: Room, music: Path, tmp_path: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    form = room.screen.labels
    assert form.head_of.title.whole_text() == "sea"
    assert form.head_of.facts.whole_text() == "0:01  ·  −20.0 LUFS  ·  plays as it is"
    answer(room, form.part, "Peak")
    assert room.said[-1] == "Peak  ·  1 piece"
    form.strength.setFocus()
    room.press("4")
    assert not form.language.isEnabled()
    answer(room, form.lyrics, "with lyrics")
    assert room.piece("sea").labels.lyrics == "und", "it stays out of sessions before its language is named"
    room.until(form.language.hasFocus)
    room.write("fr")
    form.emotion.setFocus()
    room.write("awe,  grief, awe")
    form.instruments.setFocus()
    room.write("cello")
    form.culture.setFocus()
    room.write("Mali")
    room.press(Qt.Key.Key_Return)
    room.until(lambda: room.piece("sea").labels == SAID)
    room.rest()
    assert room.screen.list.rows()[2] == "sea  music  Peak  strength 4  lyrics fr  0:01  −20.0 LUFS"
    room.until(lambda: room.screen.saving.data.text == "saved")
    room.library.close()
    kept = Library(tmp_path / "library.db")
    assert kept.search("sea")[0].labels == SAID
    kept.close()


def test_several_pieces_keep_what_is_not_said_of_them_now(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, SAID)
    room.library.set_labels(room.piece("night").path, Labels(slot="peak", intensity=2, lyrics="none"))
    room.rest()
    room.screen.list.setFocus()
    room.press("a", ctrl=True)
    form = room.screen.labels
    assert form.head_of.title.whole_text() == "3 pieces"
    assert form.part.currentText() == form.lyrics.currentText() == "several"
    assert form.emotion.placeholderText() == "several"
    assert form.strength.data.several
    room.press("5")
    room.until(lambda: room.said[-1] == "Strength 5  ·  3 pieces")
    assert room.piece("sea").labels == Labels("peak", 5, ("awe", "grief"), ("cello",), "fr", "Mali")
    assert room.piece("night").labels == Labels(slot="peak", intensity=5, lyrics="none")
    room.rest()
    assert form.strength.data.strength == 5
    assert len(room.screen.list.chosen()) == 3, "what is chosen stays chosen"
    room.press("z", ctrl=True)
    room.until(lambda: room.piece("night").labels.intensity == 2)
    assert room.piece("sea").labels == SAID
    assert room.piece("river").labels == Labels()
    room.until(lambda: not room.screen.undo_button.isVisible())


def test_strength_is_said_by_a_click_and_taken_back_by_another(room: Room, music: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    picker = room.screen.labels.strength
    place = picker.boxes()[2].center().toPoint()
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=place)
    room.until(lambda: picker.data.strength == 3)
    assert picker.accessibleDescription() == "3 of 5, chosen"
    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=place)
    room.until(lambda: picker.data.strength == 0)
    assert room.piece("sea").labels == Labels()


def test_changes_are_taken_back_one_by_one(room: Room, music: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    form = room.screen.labels
    answer(room, form.part, "Onset")
    answer(room, form.part, "Peak")
    assert room.screen.undo_button.accessibleName() == "Undo: Peak  ·  1 piece"
    room.screen.undo_button.click()
    room.until(lambda: room.piece("sea").labels.slot == "onset")
    room.screen.undo_button.click()
    room.until(lambda: room.piece("sea").labels.slot == "")
    assert room.work.undoable == ""
    room.work.undo()


def test_a_piece_stays_in_a_narrowed_list_while_it_is_labelled(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("night").path, Labels(slot="onset", lyrics="none"))
    room.screen.filters.unlabelled.click()
    room.until(lambda: room.names() == ["river", "sea"])
    room.choose("sea")
    answer(room, room.screen.labels.part, "Peak")
    answer(room, room.screen.labels.lyrics, "none")
    assert room.names() == ["river", "sea"]
    assert [entry.title for entry in room.screen.list.chosen()] == ["sea"]
    room.screen.list.clearSelection()
    room.rest()
    assert room.names() == ["river"]


def test_what_is_half_typed_is_about_the_pieces_that_were_chosen_then(room: Room, music: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    culture = room.screen.labels.culture
    culture.setFocus()
    room.write("Mal")
    room.rest()
    assert culture.text() == "Mal", "a new look at the library erases nothing"
    assert room.piece("sea").labels.culture == ""
    room.choose("river")
    room.until(lambda: room.piece("sea").labels.culture == "Mal")
    assert culture.text() == ""
    assert room.piece("river").labels.culture == ""


def test_enter_goes_to_the_labels_and_escape_back_to_the_list(room: Room, music: Path) -> None:
    room.take_in(music)
    screen = room.screen
    screen.list.setFocus()
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Return)
    room.until(screen.labels.part.hasFocus)
    screen.labels.emotion.setFocus()
    room.press(Qt.Key.Key_Escape)
    room.until(screen.list.hasFocus)


def test_digits_without_a_chosen_piece_and_space_say_nothing(room: Room, music: Path) -> None:
    room.take_in(music)
    room.screen.list.setFocus()
    room.press("3")
    room.choose("sea")
    room.press(Qt.Key.Key_Space)
    room.screen.add_button.setFocus()
    asked = len(room.answers.asked)
    room.press(Qt.Key.Key_Space)
    assert len(room.answers.asked) == asked
    room.rest()
    assert room.work.undoable == ""


def test_a_turning_wheel_changes_no_label(room: Room, music: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    part = room.screen.labels.part
    part.setFocus()
    none, steady = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(
        QPointF(9, 9), QPointF(9, 9), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, none, steady, False
    )
    QApplication.sendEvent(part, wheel)
    assert part.currentText() == "not said"


def test_labels_of_other_programs_are_shown_and_kept(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, Labels(slot="ours\u202e", lyrics="fr, de"))
    room.rest()
    room.choose("sea")
    form = room.screen.labels
    assert form.part.currentText() == "ours‹U+202E›"
    assert form.language.text() == "fr, de"
    room.press("2")
    room.until(lambda: room.piece("sea").labels.intensity == 2)
    assert room.piece("sea").labels.slot == "ours\u202e"


def test_titles_are_shown_as_plain_text(room: Room, music: Path) -> None:
    (music / "<b>bold\n\u202eevil.wav").write_bytes((music / "river.wav").read_bytes())
    room.take_in(music)
    assert room.screen.list.rows()[0].startswith("<b>bold‹U+000A›‹U+202E›evil  ")
    room.screen.list.choose({room.screen.list.pieces[0].path})
    shown = room.screen.labels.head_of.title
    assert shown.textFormat() is Qt.TextFormat.PlainText
    assert shown.whole_text() == "<b>bold‹U+000A›‹U+202E›evil"
    assert len(said("x" * 9_999)) == 200


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" , ;", ()),
        ("awe", ("awe",)),
        ("awe,grief ; awe,  deep   calm", ("awe", "grief", "deep calm")),
        (",".join(map(str, range(99))), tuple(map(str, range(50)))),
    ],
)
def test_words_as_they_are_typed(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_the_word_after_the_last_comma_is_completed(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("night").path, SAID)
    room.rest()
    room.choose("sea")
    field = room.screen.labels.emotion
    completer = field.completer()
    assert isinstance(completer, WordCompleter)
    field.setFocus()
    room.write("calm, gr")
    assert completer.splitPath("calm, gr") == ["gr"]
    assert completer.currentCompletion() == "calm, grief"


def test_labels_that_cannot_be_saved_now_are_said_to_be(room: Room, music: Path, tmp_path: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as held:
        held.execute("BEGIN EXCLUSIVE")
        answer(room, room.screen.labels.part, "Peak")
        room.until(lambda: room.screen.saving.data.text == "not saved")
        assert room.screen.message.data.text.startswith("Another program holds the library's index.")
        assert room.piece("sea").labels.slot == "peak"
    answer(room, room.screen.labels.part, "Onset")
    room.until(lambda: room.screen.saving.data.text == "saved")
