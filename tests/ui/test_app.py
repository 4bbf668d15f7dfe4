"""The window with a real practice behind it: the lock in a session, leaving and coming back, and the door."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.copies.backup import backups
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import unlock
from kapguide.ui.door.lock_screen import LockScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.music_screen import MusicScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.note_hand import write_in_note
from tests.support.practice import PASSPHRASE
from tests.support.small_session import small_practice, write_music
from tests.support.therapist import Therapist, window_of
from tests.support.window_process import sound_pids, until

CLIENT, DOSE, LINE = "ZQ-417", "61 mg", "marzipan under the ice"


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,), "onset": (700.0,)})
    until(lambda: not sound_pids(home))


def test_the_lock_covers_the_client_and_leaves_music_and_emergency(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol, client=CLIENT, dose=DOSE)
        session = her.session
        her.write(LINE)
        assert any(CLIENT in words for words in visible_words(app.window))
        assert app.window.windowTitle() == "KapGuide"
        her.press("l")
        her.screen(LockScreen)
        her.write_in("25802580", enter=False)
        for words in visible_words(app.window):
            assert not any(hidden in words for hidden in (CLIENT, DOSE, LINE)), words
        her.press("m")
        assert session.state.music.silent
        her.press("m")
        assert not session.state.music.silent
        her.press(Qt.Key.Key_F12)
        card = her.screen(EmergencyView)
        assert session.state.emergency is not None
        assert card.head.leave.data.text == "Close the card"
        her.press("a")
        assert session.state.taps[-1].what == "arrived"
        her.click(card.head.leave)
        assert session.state.emergency is not None, "whoever closes the card at the lock has not left the emergency"
        her.screen(LockScreen)
        assert not any(CLIENT in words for words in visible_words(app.window))
        her.write_in("2580", enter=False)
        her.until(lambda: app.window.screen_shown is live)
        her.click(live.emergency.head.leave)
        assert session.state.emergency is None
        assert live.hasFocus()
        her.write("after the lock")
        assert session.state.lines[-1].text == "after the lock"
        her.press("l")
        lock = her.screen(LockScreen)
        her.press("p")
        her.write_in("not this one")
        her.until(lambda: "passphrase" in lock.word.whole_text())
        lock.secret.line.clear()
        her.write_in(PASSPHRASE)
        her.until(lambda: app.window.screen_shown is live)
        pin = re.compile(r"(?<![0-9a-z])2580(?![0-9a-z])", re.IGNORECASE)  # by chance it is within a hash
        assert not [file for file in home.root.rglob("*") if file.is_file() and pin.search(file.read_text("latin-1"))]
        assert not [event for event in session.log if "2580" in event.text], "nor in the record, which is sealed"
        finish(her)


def test_closing_twice_leaves_the_music_and_the_next_start_comes_back(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol)
        her.press("n")
        her.write_in("half a thought", enter=False)
        assert not app.window.close()
        assert app.window.isVisible()
        assert "Close again" in app.window.saving.rows()[-1]
        her.until(lambda: her.flow.player.status().item)
        assert app.window.close()
        events = [event.id for event in her.session.log]
    (voice,) = sound_pids(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        door = her.screen(UnlockScreen)
        her.until(door.running.isVisible)
        assert not door.rehearse.isVisible(), "a rehearsal would take the client's music away"
        her.unlock()
        live = her.screen(LiveScreen)
        assert [event.id for event in her.session.log][: len(events)] == events
        assert live.notes.line.text() == "half a thought"
        assert sound_pids(home) == [voice]
        resumed = next(event.body for event in her.session.log if isinstance(event.body, e.SessionResumed))
        assert resumed.music_went_on
        finish(her)


def test_a_wrong_passphrase_is_said_and_the_door_stays_shut(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        door = her.screen(UnlockScreen)
        assert not door.running.isVisible()
        her.write_in("not this one", enter=False)
        her.click(door.open)
        her.until(lambda: "passphrase" in door.word.whole_text().lower())
        assert app.window.screen_shown is door
        her.click(door.emergency_card)
        assert her.screen(EmergencyView).head.leave.data.key == "Esc"
        her.press(Qt.Key.Key_Escape)
        assert app.window.screen_shown is door


def test_an_edit_of_the_note_survives_a_window_that_is_closed_at_once(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        finish(her)
        note = her.screen(NoteScreen)
        write_in_note(note, "added at the last moment ")
        app.window.close()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        kept = json.loads(store.notes.read(store.sessions()[0].row.id).text)
    assert "added at the last moment" in json.dumps(kept)


def notes_in_backups(home: Home) -> list[str]:
    """Every note that a backup holds."""
    found = []
    for backup in backups(home.backups):
        db = open_database(backup.path, unlock(home.vault, PASSPHRASE).main, read_only=True)
        found += [text for (text,) in db.conn.execute("SELECT text FROM note_version")]
        db.close()
    return found


def test_a_note_is_in_a_backup_once_it_is_left_and_once_the_window_goes(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        finish(her)
        write_in_note(her.screen(NoteScreen), "of the first look ")
        her.click(her.screen(NoteScreen).back)
        today = her.screen(TodayScreen)
        her.until(lambda: any("of the first look" in note for note in notes_in_backups(home)))
        her.until(lambda: "Backup good" in today.standing.rows()[0])
        today.session_chosen.emit(app.navigator._store.sessions()[0].row.id)
        write_in_note(her.screen(NoteScreen), "of the second look ")
    assert any("of the second look" in note for note in notes_in_backups(home))


def test_a_backup_that_fails_after_the_note_is_said_on_today(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        shutil.rmtree(home.backups, ignore_errors=True)
        home.backups.write_text("in the way")
        finish(her)
        note = her.screen(NoteScreen)
        her.until(lambda: any("failed" in row for row in note.quiet.rows()))
        her.click(her.screen(NoteScreen).back)
        today = her.screen(TodayScreen)
        her.until(lambda: "failed" in today.standing.rows()[0])


def test_music_is_taken_in_listed_and_played(home: Home, protocol: str, qtbot: QtBot, tmp_path: Path) -> None:
    write_music(tmp_path / "more", 20.0, {"arrive": (450.0,), "onset": (750.0,)})
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        app.navigator.library.dialogs = Answers(tmp_path / "more")
        her.click(today.pages["Library"])
        library = her.screen(LibraryScreen)
        library.add_folder()
        her.until(lambda: len(app.navigator.music.library.search()) == 2)
        her.until(lambda: any("450" in row for row in library.list.rows()))
        her.press(Qt.Key.Key_Escape)
        her.click(her.prepare(protocol).music.button)
        screen = her.screen(MusicScreen)
        place = next(i for i in range(screen.playlist.count()) if screen.playlist.itemText(i) == "tones")
        screen.playlist.activated.emit(place)
        her.click(screen.back)
        her.begin_anyway(her.screen(PrepareScreen))
        session = her.session
        her.until(lambda: session.state.music.title == "Tone of 450 Hz")
        assert app.navigator.music.library._paused
        finish(her)
        assert not app.navigator.music.library._paused


class Answers:
    """Somebody who chooses this folder whenever asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def folder(self, owner: QWidget, title: str, start: str = "") -> Path:
        return self._folder


def finish(her: Therapist) -> None:
    """Go through the phases that are left, and end."""
    session, live = her.session, her.live
    while session.state.running:
        live.phases.next.meant.emit()
    her.screen(NoteScreen)


def visible_words(window: QWidget) -> list[str]:
    """Everything that can be read on the window, by eyes or by a screen reader."""
    words = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        words += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel | QLineEdit | QPushButton):
            words.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            words.append(widget.toPlainText())
        if hasattr(widget, "rows"):
            words += map(str, widget.rows())
    return words
