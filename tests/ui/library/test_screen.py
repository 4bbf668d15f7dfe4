"""The library screen: music comes in by a button or by dropping it, is found, and goes on its own when one leaves."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.audio.library.importing import Imported
from kapguide.audio.track import Labels
from kapguide.ui.library.import_line import line_data
from kapguide.ui.library.imports import ImportProgress
from tests.ui.library_room import BOUND_MS, Room


def test_an_empty_library_says_how_music_comes_in_and_a_folder_is_added_by_a_button(room: Room, music: Path) -> None:
    screen = room.screen
    assert screen.empty.isVisible()
    assert screen.empty.title.whole_text() == "No music yet"
    room.until(screen.empty.add.hasFocus)
    room.answers.next = None
    room.press(Qt.Key.Key_Return)
    assert room.answers.asked == ["A folder with music"]
    assert room.library.folders() == (), "nobody chose a folder"
    room.answers.next = music
    room.press("a")
    room.until(lambda: room.names() == ["night", "river", "sea"])
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    assert room.library.folders() == (str(music),)
    assert screen.list_page.isVisible()
    assert not screen.importing.isVisible()
    assert room.said[-1] == "4 pieces looked at  ·  4 new or changed  ·  1 cannot be used"
    assert screen.pieces_chip.data.text == "3 pieces"
    assert screen.list.rows() == [
        "night  deep  0:03  −11.0 LUFS",
        "river  music  0:02  −40.0 LUFS",
        "sea  music  0:01  −20.0 LUFS",
    ]


def drop(room: Room, *paths: Path, actions: Qt.DropAction = Qt.DropAction.CopyAction) -> QDropEvent:
    """Carry files over the screen and let go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, left, none = QPointF(300, 300), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(room.screen, QDragEnterEvent(place.toPoint(), actions, mime, left, none))
    assert room.screen.drop_frame.isVisible() == bool(actions & Qt.DropAction.CopyAction)
    dropped = QDropEvent(place, actions, mime, left, none)
    QApplication.sendEvent(room.screen, dropped)
    return dropped


def test_folders_and_files_are_dropped_as_copies_and_what_is_no_music_is_named(room: Room, music: Path) -> None:
    (music / "cover.jpg").write_bytes(b"x")
    dropped = drop(room, music / "deep", music / "sea.flac", music / "cover.jpg", actions=_both())
    assert dropped.dropAction() is Qt.DropAction.CopyAction, "a move would delete the files where they lie"
    assert not room.screen.drop_frame.isVisible()
    room.until(lambda: room.names() == ["night", "sea"])
    room.until(lambda: room.work.imports.going is None)
    assert room.said[0] == "1 file is not music, and was left out."
    assert room.library.folders() == (str(music / "deep"),)
    assert (music / "sea.flac").exists()


def _both() -> Qt.DropAction:
    return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def test_files_carried_away_again_leave_nothing(room: Room, music: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(music))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, mime, left, none)
    QApplication.sendEvent(room.screen, entered)
    assert room.screen.drop_frame.isVisible()
    QApplication.sendEvent(room.screen, QDragLeaveEvent())
    assert not room.screen.drop_frame.isVisible()
    mime.setUrls([QUrl("https://example.org/song.mp3")])
    entered = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, mime, left, none)
    entered.ignore()
    QApplication.sendEvent(room.screen, entered)
    assert not entered.isAccepted()


def test_an_import_is_told_on_one_line_and_goes_on_when_one_looks_elsewhere(room: Room, music: Path) -> None:
    for number in range(12):
        shutil.copy(music / "sea.flac", music / f"{number}.flac")
    ended: list[Imported] = []
    real = room.library.import_

    def slowly(paths, progress, done):  # type: ignore[no-untyped-def]
        room.library.pause(True)
        return real(paths, progress, lambda report: (ended.append(report), done(report)))

    room.library.import_ = slowly  # type: ignore[method-assign]
    room.answers.next = music
    room.screen.add_button.click()
    room.until(lambda: room.screen.importing.isVisible())
    room.leave()
    assert room.work.imports.going is not None
    screen = room.enter()
    assert screen.importing.isVisible()
    assert screen.list.accessibleDescription().startswith("No piece yet."), "no filter is set that could be taken away"
    room.library.pause(False)
    room.until(lambda: room.work.imports.going is not None and room.work.imports.going.total == 16)
    assert " of 16" in screen.importing.line.rows()[0]
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    assert len(room.names()) == 15
    assert ended[0].scanned == 16


def test_an_import_is_cancelled_by_its_button(room: Room, music: Path) -> None:
    for number in range(60):
        shutil.copy(music / "sea.flac", music / f"{number}.flac")
    room.answers.next = music
    room.screen.add_button.click()
    room.until(lambda: room.work.imports.going is not None and room.work.imports.going.done >= 2)
    room.screen.importing.button.click()
    room.until(lambda: room.work.imports.going is None)
    assert not room.screen.importing.isVisible()
    assert room.said[-1].startswith("Cancelled; ")


@pytest.mark.parametrize(
    ("going", "text", "share"),
    [
        (ImportProgress(), "Looking", -1.0),
        (ImportProgress(1_240, 0, "/music"), "1,240 found  ·  /music", -1.0),
        (ImportProgress(412, 5_000, "Slow River"), "412 of 5,000  ·  Slow River", 412 / 5_000),
        (ImportProgress(5_000, 5_000), "5,000 of 5,000", 1.0),
    ],
)
def test_how_far_an_import_is_in_words(going: ImportProgress, text: str, share: float) -> None:
    assert (line_data(going).text, line_data(going).share) == (text, share)


def test_the_list_narrows_as_one_types_and_says_so(room: Room, music: Path) -> None:
    room.take_in(music)
    screen = room.screen
    screen.list.setFocus()
    room.press("/")
    room.until(screen.filters.search.hasFocus)
    room.write("riv")
    room.until(lambda: room.names() == ["river"])
    assert screen.table.trailing.whole_text() == "1 of 3 pieces  ·  2 s"
    assert screen.filters.everything.isVisible()
    room.write("x")
    room.until(lambda: room.names() == [])
    assert screen.list.accessibleDescription().startswith("No piece fits.")
    room.press(Qt.Key.Key_Escape)
    room.until(screen.list.hasFocus)
    assert screen.filters.search.text() == "rivx", "Escape leaves the field and keeps its words"
    screen.filters.everything.click()
    room.until(lambda: len(room.names()) == 3)
    assert screen.filters.search.text() == ""
    assert not screen.filters.everything.isVisible()


def test_filters_by_part_strength_lyrics_and_what_needs_a_label(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, Labels(slot="peak", intensity=5, lyrics="none"))
    room.library.set_labels(room.piece("river").path, Labels(slot="ours", intensity=2, lyrics="fr"))
    room.rest()
    screen = room.screen
    told = {words.split(" ")[0]: words for words in screen.band.rows()}
    assert told["Peak"] == "Peak less than 1 min, 1 piece"
    assert told["Other"] == "Other parts none, 1 piece", "what has lyrics sounds in no session"
    assert told["Onset"] == "Onset none, 0 pieces"
    places = [share.part for share in screen.band.data.shares]

    def narrowed(part: str) -> list[str]:
        QTest.mouseClick(
            screen.band, Qt.MouseButton.LeftButton, pos=screen.band.boxes()[places.index(part)].center().toPoint()
        )
        room.until(lambda: screen.table.trailing.whole_text().startswith("1 of 3"))
        found = room.names()
        screen.filters.everything.click()
        room.until(lambda: len(room.names()) == 3)
        return found

    assert narrowed("peak") == ["sea"]
    assert narrowed("*") == ["river"]
    assert narrowed("") == ["night"]
    for choice, text, found in (
        (screen.filters.strength, "Strength 5", ["sea"]),
        (screen.filters.lyrics, "With lyrics", ["river"]),
        (screen.filters.lyrics, "No lyrics", ["sea"]),
    ):
        place = choice.findText(text)
        choice.setCurrentIndex(place)
        choice.activated.emit(place)
        room.until(lambda found=found: room.names() == found)
        screen.filters.everything.click()
        room.until(lambda: len(room.names()) == 3)
    assert screen.filters.unlabelled.data.text == "Needs a label  1"
    screen.list.setFocus()
    room.press("n")
    room.until(lambda: room.names() == ["night"])
    assert screen.filters.unlabelled.data.icon == "check", "not by colour alone"


def test_a_part_is_chosen_by_arrows_and_enter_and_let_go_again(room: Room, music: Path) -> None:
    room.take_in(music)
    screen = room.screen
    screen.band.setFocus()
    room.press(Qt.Key.Key_End)
    assert screen.band.accessibleDescription() == "No part yet less than 1 min, 3 pieces"
    room.press(Qt.Key.Key_Left)
    room.press(Qt.Key.Key_Return)
    room.until(lambda: room.names() == [])
    assert screen.band.accessibleDescription() == "Return none, 0 pieces, chosen"
    room.press(Qt.Key.Key_Space)
    room.press(Qt.Key.Key_Return)
    room.until(lambda: len(room.names()) == 3)


def test_the_titles_of_the_columns_sort(room: Room, music: Path) -> None:
    room.take_in(music)
    columns = room.screen.columns
    length = columns.words().index("Length")
    QTest.mouseClick(columns, Qt.MouseButton.LeftButton, pos=columns.boxes()[length].center().toPoint())
    room.until(lambda: room.names() == ["sea", "river", "night"])
    assert columns.accessibleDescription() == "Length, upwards"
    columns.setFocus()
    room.press(Qt.Key.Key_Return)
    room.until(lambda: room.names() == ["night", "river", "sea"])
    assert columns.accessibleDescription() == "Length, downwards"


def test_escape_leads_back_step_by_step(room: Room, qtbot: QtBot, music: Path) -> None:
    room.take_in(music)
    screen = room.screen
    for page, key in ((screen.bad, "b"), (screen.folders, "f"), (screen.playlist, "p")):
        room.press(key)
        assert page.isVisible()
        with qtbot.assertNotEmitted(screen.closed):
            room.press(Qt.Key.Key_Escape)
        assert not page.isVisible()
    room.until(screen.list.hasFocus)
    with qtbot.waitSignal(screen.closed, timeout=BOUND_MS):
        room.press(Qt.Key.Key_Escape)


def test_every_control_is_reached_by_tab_and_has_a_name(room: Room, music: Path) -> None:
    room.take_in(music)
    room.choose("sea")
    screen = room.screen
    screen.list.setFocus()
    walked = []
    while (focused := QApplication.focusWidget()) is not None and focused not in walked:
        walked.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    reading = [screen.close_button, screen.add_button, screen.band, screen.filters.search, screen.columns, screen.list]
    reading += [screen.labels.part, screen.labels.strength, screen.labels.lyrics, screen.labels.culture]
    first = walked.index(screen.close_button)
    assert [widget for widget in (*walked[first:], *walked[:first]) if widget in reading] == reading
    assert all(widget.accessibleName() for widget in walked)
    assert all(widget.height() >= 40 for widget in walked)


def test_a_screen_that_was_thrown_away_hears_nothing_more(room: Room, music: Path) -> None:
    room.take_in(music)
    old = room.screen
    room.leave()
    room.enter()
    room.work.label([room.piece("sea").path], "Peak", lambda _: Labels(slot="peak"))
    room.rest()
    assert old is not room.screen
    assert room.piece("sea").labels.slot == "peak"
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
