"""Begin: a session is in the record before it is seen, or Prepare stays with what was typed, and says why."""

import unicodedata
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store import records
from kapguide.store.failures import disk_full
from kapguide.store.tables import changes
from kapguide.store.tables.queries import SessionStatus
from kapguide.store.writing.saving import SavingState
from kapguide.store.writing.writer import Writer
from kapguide.ui.door.lock_screen import Asked, LockScreen
from kapguide.ui.library.screen import LibraryScreen
from kapguide.ui.navigator import SHORT_PIN
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, choose, window_of
from tests.support.window_process import sound_pids, until
from tests.ui.test_app import finish


@pytest.fixture
def protocol(home: Home, null_sink: str) -> Iterator[str]:
    """The protocol of a practice that plays into a sink of its own; nothing sounds on after the test."""
    yield small_practice(home, track_s=30.0, tones={"arrive": (400.0,)})
    until(lambda: not sound_pids(home))


def filled_in(her: Therapist, protocol: str, client: str) -> TodayScreen:
    """The form on Today; the code comes from the clipboard, as it is."""
    today = her.screen(TodayScreen)
    today.open_form()
    choose(today.form, protocol)
    today.form.client.setText(client)
    return today


def test_a_session_is_recorded_however_the_accents_of_its_code_came(home: Home, protocol: str, qtbot: QtBot) -> None:
    codes = ("E\u0301-1", unicodedata.normalize("NFD", " 한  1 "))
    plain = [" ".join(unicodedata.normalize("NFC", code).split()) for code in codes]
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        for typed in (*codes, *plain):
            today = filled_in(her, protocol, typed)
            her.click(today.form.prepare)
            her.begin_anyway(her.screen(PrepareScreen))
            her.write("words that matter")
            finish(her)
            her.screen(NoteScreen)._close()
        store = app.navigator._store
        her.until(lambda: store.state.saving is SavingState.SAVED)
        rows = [summary.row for summary in reversed(store.sessions())]
        assert [(row.client_code, row.number) for row in rows] == [(code, n) for n in (1, 2) for code in plain]
        for row in rows:
            assert "words that matter" in [event.text for event in store.load_session(row.id)[2]]
        assert {client.code for client in store.clients()} == set(plain)


def test_a_full_disk_at_begin_leaves_prepare_with_what_was_typed(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = filled_in(her, protocol, "M-014")
        her.click(today.form.prepare)
        preparing = her.screen(PrepareScreen)
        preparing.order.dose.setFocus()
        her.write_in("60 mg", enter=False)
        with monkeypatch.context() as full:
            full.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
            full.setattr(records, "BEGIN_WITHIN_S", 0.3)
            her.click(preparing.gate.override)
            her.write_in("a test")
            assert app.window.screen_shown is preparing
            assert preparing.message.rows()[-1] == (
                "The session was not begun. The disk is full. Delete or move large files, then begin again."
            )
        assert (preparing.order.dose.text(), preparing.gate.reason.text()) == ("60 mg", "a test")
        assert app.navigator.sessions.running is None
        assert app.navigator._store.sessions() == []
        her.click(preparing.gate.way_on)
        her.screen(LiveScreen)
        assert [summary.row.number for summary in app.navigator._store.sessions()] == [1]
        finish(her)


def test_the_session_pin_is_chosen_as_the_session_begins(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = filled_in(her, protocol, "M-014")
        today.form.pin.setFocus()
        her.write_in("2x5807", enter=False)
        assert today.form.session_pin == "2580", "four digits and nothing else"
        her.click(today.form.prepare)
        live = her.begin_anyway(her.screen(PrepareScreen))
        her.press("l")
        lock = her.screen(LockScreen)
        assert lock.asked is Asked.PIN
        her.write_in("2580", enter=False)
        her.until(lambda: app.window.screen_shown is live)
        assert "2580" not in repr(her.session.log)
        finish(her)


def test_no_pin_and_half_a_pin_delay_no_session(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        for typed, said in (("", ""), ("25", SHORT_PIN)):
            today = filled_in(her, protocol, "M-014")
            today.form.pin.setFocus()
            her.write_in(typed, enter=False)
            her.click(today.form.prepare)
            live = her.begin_anyway(her.screen(PrepareScreen))
            assert (live.quiet.data.text == SHORT_PIN) == bool(said)
            her.press("l")
            assert her.screen(LockScreen).asked is Asked.NEW
            her.press(Qt.Key.Key_Escape)
            her.screen(LiveScreen)
            finish(her)
            her.screen(NoteScreen)._close()


def test_what_nobody_foresaw_at_begin_leaves_prepare_too(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = filled_in(her, protocol, "M-014")
        her.click(today.form.prepare)
        preparing = her.screen(PrepareScreen)
        monkeypatch.setattr(changes, "begin_session", broken)
        her.click(preparing.gate.override)
        with qtbot.captureExceptions() as bugs:
            her.write_in("a test")
        assert [kind for kind, *_ in bugs] == [ZeroDivisionError]
        assert app.window.screen_shown is preparing
        assert "not begun" in preparing.message.rows()[-1]
        assert app.navigator._store.sessions() == []


def test_a_code_that_cannot_be_used_is_said_on_the_form(home: Home, protocol: str, qtbot: QtBot) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        for code in ("M\u202e410", "x" * 25):
            today = filled_in(her, protocol, code)
            today.form.show_fault("")
            her.click(today.form.prepare)
            assert app.window.screen_shown is today
            assert "client code" in today.form.fault.whole_text()
        assert app.navigator._store.clients() == []


def test_whoever_is_called_away_while_filling_in_the_form_finds_it_as_it_was(
    home: Home, protocol: str, qtbot: QtBot
) -> None:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        her.click(today.pages["Library"])
        her.click(her.screen(LibraryScreen).close_button)
        assert not her.screen(TodayScreen).form.isVisible()
        today = her.screen(TodayScreen)
        today.open_form()
        today.form.client.setText("M-014")
        today.form.protocol.setCurrentIndex(2)
        typed = today.form.typed()
        her.click(today.pages["Library"])
        her.click(her.screen(LibraryScreen).close_button)
        again = her.screen(TodayScreen)
        assert again is not today
        assert (again.form.isVisible(), again.form.typed()) == (True, typed)
        again.close_form()
        her.click(again.pages["Library"])
        her.click(her.screen(LibraryScreen).close_button)
        assert not her.screen(TodayScreen).form.isVisible(), "what was put away does not come back by itself"


def test_a_session_that_begins_and_cannot_be_shown_is_not_begun_twice(
    home: Home, protocol: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has it: to say that it was not begun would be untrue, and Prepare would begin another."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = filled_in(her, protocol, "M-014")
        her.click(today.form.prepare)
        preparing = her.screen(PrepareScreen)
        monkeypatch.setattr("kapguide.ui.session.showing.clinic_card", broken)
        her.click(preparing.gate.override)
        with qtbot.captureExceptions() as bugs:
            her.write_in("a test")
        assert [kind for kind, *_ in bugs] == [ZeroDivisionError]
        assert "has begun and is in the record" in her.screen(TodayScreen).message.rows()[-1]
        assert app.navigator.sessions.running is None
        assert [summary.state for summary in app.navigator._store.sessions()] == [SessionStatus.RUNNING]
