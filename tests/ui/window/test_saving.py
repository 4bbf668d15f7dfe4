"""Whether everything is saved: said on every screen, asked before the window closes, and never lost with it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kapguide import log
from kapguide.app import App
from kapguide.errors import KapGuideError
from kapguide.lost_files import NOT_OPENED, FilesLost
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.store.failures import disk_full
from kapguide.store.tables import changes
from kapguide.store.tables.queries import SessionStatus
from kapguide.store.writing import keeping
from kapguide.store.writing.ballast import SPENT
from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.store.writing.writer import Writer
from kapguide.ui.clients.page import HALF_TYPED
from kapguide.ui.door.lock_screen import LockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.quiet_line import QuietData
from kapguide.ui.window.leaving import Leaving
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.saving_line import SavingLine
from tests.support.note_hand import words_of_note, write_in_note
from tests.support.practice import BOUND_S, PASSPHRASE, begin, new_practice, opened
from tests.support.practice import line as an_entry
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, choose, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.test_app import finish, visible_words


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def words_of(note: NoteScreen) -> str:
    return "\n".join(words_of_note(note))


def said(app: App) -> str:
    """What stands in the window's own line, seen by whoever looks at the window."""
    line = app.window.saving
    assert line.isVisible()
    assert not line.visibleRegion().isEmpty()
    return line.data.text


def test_the_note_is_made_of_what_happened_though_the_disk_is_behind(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        go, append = threading.Event(), changes.append_events

        def slow(*what: Any) -> None:
            assert go.wait(BOUND_S)
            append(*what)

        monkeypatch.setattr(changes, "append_events", slow)
        her.write("the last words of the session")
        finish(her)
        words = words_of(her.screen(NoteScreen))
        assert "the last words of the session" in words
        assert "Session ended" in words
        her.until(lambda: said(app) == "saving…")
        assert not app.navigator.may_close(), "what a slow disk has not taken yet is asked about, too"
        assert "NOT SAVED" in said(app)
        assert "taken in at the next start" in said(app)
        go.set()
        her.until(lambda: app.navigator._store.state.saving is SavingState.SAVED)
        app.window.saving._asked.setInterval(1)
        app.window.saving._asked.start()
        her.until(lambda: said(app) == "")


def test_a_full_disk_is_said_on_every_screen_and_nothing_is_lost(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk, window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)
        store = app.navigator._store
        her.until(lambda: store.state.saving is SavingState.SAVED)
        disk.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
        her.write("words on a full disk")
        her.until(lambda: said(app).startswith("NOT SAVED. The disk is full."))
        her.press("l")
        her.screen(LockScreen)
        assert said(app).startswith("NOT SAVED")
        assert not any("words on a full disk" in words for words in visible_words(app.window))
        for _ in range(2):
            her.press(Qt.Key.Key_Return)
        her.press(Qt.Key.Key_F12)
        her.screen(EmergencyView)
        her.press("a")
        assert said(app).startswith("NOT SAVED")
        assert [tap.what for tap in her.session.state.taps] == ["arrived"], "an emergency waits for no disk"
        her.press(Qt.Key.Key_Escape)
        her.screen(LockScreen)
        her.write_in(PASSPHRASE)
        her.click(her.screen(LiveScreen).emergency.head.leave)
        finish(her)
        note = her.screen(NoteScreen)
        assert "words on a full disk" in words_of(note)
        write_in_note(note, "edited on a full disk ")
        assert said(app).startswith("NOT SAVED")
        note._close()
        today = her.screen(TodayScreen)
        assert said(app).startswith("NOT SAVED")
        (summary,) = store.sessions()
        assert summary.state is SessionStatus.ENDED
        today.session_chosen.emit(summary.row.id)
        again = her.screen(NoteScreen)
        assert "edited on a full disk" in words_of(again)
        again._close()
        today = her.screen(TodayScreen)
        her.click(today.pages["Library"])
        her.screen(LibraryScreen)
        assert said(app).startswith("NOT SAVED")
        her.press(Qt.Key.Key_Escape)
        today = her.screen(TodayScreen)
        today.open_form()
        today.form.client.setText("M-014")
        choose(today.form, protocol)
        her.click(today.form.prepare)
        her.screen(PrepareScreen)
        assert said(app).startswith("NOT SAVED")
        assert not app.window.close()
        assert "Close again within 10 s to leave. NOT SAVED" in said(app)
        assert "the note" in said(app)
        assert app.window.close()
        quick = store.close
        disk.setattr(store, "close", lambda: quick(0.1))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        assert any("Taken into the record" in row for row in today.message.rows())
        (summary,) = app.navigator._store.sessions()
        today.session_chosen.emit(summary.row.id)
        words = words_of(her.screen(NoteScreen))
        assert "words on a full disk" in words
        assert "edited on a full disk" in words
        assert app.navigator._store.verify().problems == ()


def test_an_answer_on_a_full_disk_is_said_to_be_unsaved_and_is_there_again(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An item that is attested and a reading that is declined: both are in the next window, too."""
    plan = Path(protocol)
    item = 'title = "Confirm the escort", '
    words = plan.read_text(encoding="utf-8").replace(f"{item}acknowledge = true", f"{item}attest = true")
    plan.write_text(words.replace('{ at = "1s"', '{ at = "4m"'), encoding="utf-8")
    with monkeypatch.context() as disk, window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.begin(protocol)
        store = app.navigator._store
        her.until(lambda: store.state.saving is SavingState.SAVED)
        disk.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
        her.until(live.prompt.answers.isVisible)
        her.press("w")
        her.write_in("R. Ames")
        her.until(lambda: said(app).startswith("NOT SAVED. The disk is full."))
        assert app.window.screen_shown is live, "what cannot be saved stops nobody"
        her.press("c")
        answered = [event.body for event in her.session.log if isinstance(event.body, e.CueAnswered)]
        assert [(each.answer, each.by) for each in answered] == [("no", "R. Ames"), ("declined", "")]
        assert said(app).startswith("NOT SAVED")
        assert not app.window.close()
        assert app.window.close()
        quick = store.close
        disk.setattr(store, "close", lambda: quick(0.1))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(LiveScreen)
        assert [event.body for event in her.session.log if isinstance(event.body, e.CueAnswered)] == answered
        assert not her.live.prompt.answers.isVisible()
        finish(her)
        assert app.navigator._store.verify().problems == ()


def test_what_could_not_even_be_put_aside_is_named_before_it_is_lost(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol)

        def full(self: object, entries: object) -> None:
            raise disk_full("told by the test")

        with monkeypatch.context() as disk:
            disk.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
            disk.setattr(keeping.Aside, "put", full)
            her.write("nowhere to go")
            her.until(lambda: said(app).startswith("NOT SAVED"))
            assert not app.window.close()
            assert "A session is running" in said(app)
            assert "Leaving now loses that. The disk is full. Delete or move large files" in said(app)
        her.until(lambda: app.navigator._store.state.saving is SavingState.SAVED)
        finish(her)
        assert app.navigator.may_close()


def test_a_form_of_a_client_that_is_half_filled_in_is_asked_about(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        app.navigator._store.known_client("M-014")
        page = app.navigator._record.clients.show_client("M-014")
        page.form_asked.emit("consent")
        assert app.navigator.may_close(), "nothing stands in it yet"
        her.press(Qt.Key.Key_Right)  # a choice, without a word
        assert not page.keep_words()
        assert not app.window.close()
        assert said(app) == f"Close again within 10 s to leave. {HALF_TYPED}"


def test_the_line_says_nothing_while_all_is_well_and_when_it_is_again(theme: Theme, qtbot: QtBot) -> None:
    line = SavingLine(theme)
    qtbot.addWidget(line)
    line.show_state(WriterState(SavingState.SAVING))
    assert line.data.text == ""
    line.show_state(WriterState())
    assert line.data.text == ""
    line.show_state(WriterState(SavingState.NOT_SAVED, "The disk is full."))
    assert line.data.text == "NOT SAVED. The disk is full."
    line.show_state(WriterState(SavingState.SAVING))
    assert line.data.text.startswith("NOT SAVED yet")
    line.show_state(WriterState())
    assert line.data.text == "Everything is saved again."
    line.show_state(WriterState(SavingState.SAVING))
    line.show_state(WriterState())
    assert line.data.text == ""
    line.show_state(WriterState(SavingState.SAVING))
    line.show_state(WriterState(sentence=SPENT))
    assert line.data == QuietData(SPENT)
    line.show_state(WriterState())
    assert line.data.text == ""
    line.ask("Close again.")
    line.show_state(WriterState(SavingState.NOT_SAVED, "The disk is full."))
    assert line.data.text == "Close again."
    line._asked.setInterval(1)
    line._asked.start()
    qtbot.waitUntil(lambda: line.data.text == "NOT SAVED. The disk is full.")
    assert not line.asked


def test_the_line_has_its_place_below_every_screen(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme, lambda: True)
    qtbot.addWidget(window)
    window.show()
    page = QWidget()
    window.show_screen(page)
    before = page.height()
    window.saving.show_state(WriterState(SavingState.NOT_SAVED, "The disk is full. " * 40))
    qtbot.waitUntil(lambda: not window.saving.visibleRegion().isEmpty())
    assert page.height() == before, "what is said moves nothing"


def test_what_cannot_be_kept_is_never_said_to_be_kept(
    home: Home, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(event: object) -> None:
        raise OverflowError

    monkeypatch.setattr(threading, "excepthook", lambda bug: None)
    line = SavingLine(theme)
    qtbot.addWidget(line)
    with opened(home, new_practice(home)[0]) as store:
        session = begin(store)
        with monkeypatch.context() as bug:
            bug.setattr(changes, "event_row", broken)
            store.append(session, [an_entry(1, "cannot be written down")])
        qtbot.waitUntil(lambda: store.state.saving is SavingState.NOT_SAVED)
        leaving = Leaving(line, lambda: store)
        assert not leaving.may_close()
        assert line.data.text.endswith("not to be kept: an entry of a session. Export the session before you leave.")
        assert not list(home.root.glob("unsaved-*"))
        assert leaving.may_close(), "closing again is the answer"


def test_what_is_said_of_the_program_never_hides_that_something_is_not_saved(theme: Theme, qtbot: QtBot) -> None:
    line = SavingLine(theme)
    qtbot.addWidget(line)
    line.tell("A page cannot be opened.")
    line.show_state(WriterState(SavingState.SAVED))
    assert line.data.text == "A page cannot be opened."
    assert not line.asked, "nobody closes the window by pressing once"
    line.show_state(WriterState(SavingState.NOT_SAVED, sentence="The disk is full."))
    assert line.data.text == "NOT SAVED. The disk is full."
    line.tell("A page cannot be opened.")
    assert line.data.text == "NOT SAVED. The disk is full."


def test_what_is_said_of_the_program_never_leaves_it_said_that_something_is_not_saved(
    theme: Theme, qtbot: QtBot
) -> None:
    line = SavingLine(theme)
    qtbot.addWidget(line)
    line.tell("A page cannot be opened.")
    line.show_state(WriterState(SavingState.NOT_SAVED, sentence="The disk is full."))
    line.show_state(WriterState(SavingState.SAVING))
    assert line.data.text.startswith("NOT SAVED yet")
    line.tell("A page cannot be opened.")
    assert line.data.text.startswith("NOT SAVED yet"), "it is tried again, and not there yet"
    line.show_state(WriterState())
    assert line.data.text == "Everything is saved again."
    line.tell("A page cannot be opened.")
    assert line.data.text == "A page cannot be opened."


def test_a_bug_is_for_the_log_alone_and_what_has_a_sentence_is_said(home: Home, qtbot: QtBot) -> None:
    new_practice(home)
    heard: list[Exception] = []
    with window_of(home) as app:
        for bug, words in (
            (KeyError("a"), ""),
            (KapGuideError("It did not work.\nMore of it."), "It did not work."),
            (FilesLost(), NOT_OPENED),
        ):
            log._log_bug(type(bug), bug, None)
            app.frame.post(lambda bug=bug: heard.append(bug))  # type: ignore[misc]
            qtbot.waitUntil(lambda bug=bug: bug in heard)  # type: ignore[misc]
            assert app.window.saving.data.text == words
        tells = app._bug_met
        assert tells in log.told
    assert tells not in log.told
