"""The library's other pages: bad files with their reasons, folders that move and go, and playlists that come of it."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.audio.library.facts import MISSING
from kapguide.audio.playlists.playlist import read_playlist
from kapguide.audio.track import Labels
from kapguide.ui.library.playlist_out import fault_of
from tests.ui.library_room import BOUND_MS, Room


def test_bad_files_have_a_page_with_the_reason_of_each(room: Room, music: Path) -> None:
    (music / "words\u202e.mp3").write_text("This is no music.", encoding="utf-8")
    room.take_in(music)
    screen = room.screen
    assert screen.bad_button.data.text == "Bad files  2"
    screen.list.setFocus()
    room.press("b")
    assert screen.bad.isVisible()
    assert screen.close_button.data.key == "", "Escape leads to the pieces now"
    empty, words = screen.bad.list.rows()
    assert empty == f"empty.mp3 holds no sound. It stays out of sessions.  {music / 'deep'}"
    assert words.startswith("words‹U+202E›.mp3 cannot be read as music: ")
    assert screen.bad.trailing.whole_text() == "2 files stay out of sessions"
    (music / "deep" / "empty.mp3").unlink()
    (music / "words\u202e.mp3").unlink()
    (music / "sea.flac").rename(music / "lake.flac")
    with room.qtbot.waitSignal(room.work.said, timeout=BOUND_MS):
        screen.bad.again.click()
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    assert [row.split(" is not ")[0] for row in screen.bad.list.rows()] == [
        "empty.mp3",
        "sea.flac",
        "words‹U+202E›.mp3",
    ]
    screen.bad.back.click()
    assert screen.list_page.isVisible()
    assert room.names() == ["lake", "night", "river"]


def test_what_an_import_could_not_look_at_is_told_there(room: Room, music: Path, tmp_path: Path) -> None:
    room.take_in(music)
    room.library.add_folder(music / "deep")
    shutil.rmtree(music / "deep")
    room.screen.folders_button.click()
    room.rest()
    with room.qtbot.waitSignal(room.work.said, timeout=BOUND_MS):
        room.screen.folders.row(str(music / "deep")).again.click()
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    room.screen.bad_button.click()
    assert any("deep cannot be opened" in row for row in room.screen.bad.list.rows())
    assert room.screen.folders.row(str(music / "deep")).count.whole_text() == "2 pieces  ·  not where it was"


def test_a_moved_folder_is_pointed_to_and_keeps_its_labels(room: Room, music: Path, tmp_path: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, Labels(slot="peak"))
    new = tmp_path / "new place"
    shutil.move(music, new)
    room.screen.folders_button.click()
    row = room.screen.folders.row(str(music))
    assert row.count.whole_text() == "4 pieces"
    room.answers.next = tmp_path
    row.elsewhere.click()
    room.until(lambda: room.said[-1].startswith("None of the music of "))
    assert room.answers.asked[-1] == "Where is it now?"
    assert room.library.folders() == (str(music),)
    room.answers.next = None
    row.elsewhere.click()
    room.answers.next = new
    row.elsewhere.click()
    room.until(lambda: room.library.folders() == (str(new),))
    room.until(lambda: f"4 pieces are found in {new} from now on." in room.said)
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    assert room.piece("sea").path == str(new / "sea.flac")
    assert room.piece("sea").labels.slot == "peak"
    assert room.screen.folders.row(str(new)).count.whole_text() == "4 pieces"


def test_a_folder_is_let_go_by_two_presses_and_its_labels_stay(room: Room, music: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, Labels(slot="peak"))
    screen = room.screen
    screen.folders_button.click()
    row = screen.folders.row(str(music))
    row.remove.click()
    row.remove.click()
    assert room.library.folders() == (str(music),), "a press that bounces is nothing"
    assert row.remove.data.text == "Press again; labels are kept"
    room.press(Qt.Key.Key_Escape)
    screen.folders_button.click()
    assert row.remove.data.text == "Remove", "who comes back is asked again"
    row.remove.setFocus()
    row.remove.click()
    room.until(lambda: row._sure.hasExpired(400))
    row.remove.click()
    room.until(lambda: room.library.folders() == ())
    room.rest()
    assert room.names() == []
    assert screen.folders.empty.isVisible()
    assert screen.folders.back.hasFocus(), "the keys do not go with the button that went"
    assert (music / "sea.flac").exists()
    room.press(Qt.Key.Key_Escape)
    assert screen.empty.isVisible()
    room.take_in(music)
    assert room.piece("sea").labels.slot == "peak"


def test_a_playlist_of_the_chosen_pieces_stands_along_the_arc(room: Room, music: Path, tmp_path: Path) -> None:
    room.take_in(music)
    room.library.set_labels(room.piece("sea").path, Labels(slot="onset", intensity=2))
    room.library.set_labels(room.piece("night").path, Labels(slot="peak", emotion=("awe",)))
    room.rest()
    room.choose("sea", "night")
    room.screen.list.setFocus()
    room.press("p")
    form = room.screen.playlist
    room.until(form.name.hasFocus)
    assert form.what.currentText() == "The 2 pieces (4 s) chosen"
    room.press(Qt.Key.Key_Return)
    assert form.fault.whole_text() == "Type a name for the playlist."
    room.write("deep one")
    room.answers.next = None
    room.press(Qt.Key.Key_Return)
    assert form.isVisible()
    room.answers.next = tmp_path
    room.press(Qt.Key.Key_Return)
    file = tmp_path / "deep one.m3u8"
    room.until(lambda: not form.isVisible())
    assert room.screen.message.data.text == f"2 pieces in {file}"
    read = read_playlist(file)
    assert [(track.title, track.labels) for track in read.tracks] == [
        ("sea", Labels(slot="onset", intensity=2)),
        ("night", Labels(slot="peak", emotion=("awe",))),
    ]
    assert not read.refused
    room.until(room.screen.list.hasFocus)


def test_a_playlist_of_all_that_are_shown_and_never_over_another(room: Room, music: Path) -> None:
    room.take_in(music)
    form = room.screen.playlist
    for _ in range(2):
        room.screen.playlist_button.click()
        assert form.what.currentText() == "The 3 pieces (6 s) in the list"
        form.name.put("all")
        form.format.setCurrentIndex(form.format.findText("XSPF"))
        room.answers.next = music
        with room.qtbot.waitSignal(room.work.written, timeout=BOUND_MS):
            form.save.click()
    assert form.isVisible()
    assert form.fault.whole_text() == "all.xspf is there already. Type another name; nothing was written."
    assert form.name.text() == "all"
    assert [track.title for track in read_playlist(music / "all.xspf").tracks] == ["night", "river", "sea"]
    form.cancel.click()
    assert room.screen.labels.isVisible()


def test_a_playlist_follows_the_list_while_its_form_is_open(room: Room, qtbot: QtBot, music: Path) -> None:
    room.take_in(music)
    room.screen.playlist_button.click()
    form = room.screen.playlist
    room.screen.filters.search.put("sea")
    room.until(lambda: form.what.currentText() == "The one piece (1 s) in the list")
    room.screen.filters.search.put("nothing like it")
    room.until(lambda: room.names() == [])
    with qtbot.assertNotEmitted(form.wanted):
        form.save.click()
    assert form.fault.whole_text() == "There is no piece to make a playlist of."


@pytest.mark.parametrize(
    "name", ["", "../up", "a/b", "a\\b", "what?", "new\nline", ".hidden", "end.", "end ", "x" * 101]
)
def test_names_that_no_file_can_have_are_told_before(name: str) -> None:
    assert fault_of(name)


def test_a_file_that_went_is_missing_after_the_next_look(room: Room, music: Path) -> None:
    room.take_in(music)
    (music / "sea.flac").unlink()
    with room.qtbot.waitSignal(room.work.said, timeout=BOUND_MS):
        room.screen.bad.again.click()
    room.until(lambda: room.work.imports.going is None)
    room.rest()
    assert "sea" not in room.names()
    assert room.piece("sea").fault == MISSING
    assert room.said[-1] == "3 pieces looked at  ·  1 are missing"
