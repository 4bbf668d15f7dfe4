"""When a note becomes a version: when it is left, goes out as a document, or goes with the window."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from kapguide.app import App
from kapguide.export.note_file import encode_note
from kapguide.paths import Home
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables.note_rows import Note
from kapguide.store.tables.queries import SessionRow
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.documents import note_of, report_of
from tests.support.note_hand import words_of_note, write_in_note
from tests.support.plans import MORNING
from tests.support.practice import new_practice, opened, saved
from tests.support.session_log import a_session
from tests.support.therapist import Therapist, window_of

SESSION = "session-0002"


@pytest.fixture
def keys(home: Home) -> Keys:
    """A practice with one session that has ended."""
    keys, _ = new_practice(home)
    plan, events = a_session()
    with opened(home, keys) as store:
        row = SessionRow(SESSION, store.known_client("M-014"), 2, MORNING, MORNING + timedelta(hours=2), 60)
        saved(store.begin_session(row, plan, events))
    return keys


@contextmanager
def at_the_note(home: Home, qtbot: QtBot) -> Iterator[tuple[Therapist, App, NoteScreen]]:
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen).session_chosen.emit(SESSION)
        yield her, app, her.screen(NoteScreen)


def texts(store: Store) -> list[str]:
    return [version.text for version in store.notes.versions(SESSION)]


def of_record(home: Home, keys: Keys) -> tuple[Note, list[str]]:
    """The note as it stands after the window, and its versions."""
    with opened(home, keys) as store:
        assert store.verify().problems == ()
        return store.notes.read(SESSION), texts(store)


def test_while_one_types_it_is_a_draft_and_a_version_once_it_is_left(home: Home, keys: Keys, qtbot: QtBot) -> None:
    with at_the_note(home, qtbot) as (her, app, note):
        store = app.navigator._store
        for words in ("first ", "second "):
            write_in_note(note, words)
            her.until(lambda words=words: words in store.notes.read(SESSION).text)  # type: ignore[misc]
        assert store.notes.read(SESSION).unfinished
        assert texts(store) == []
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
        her.until(lambda: texts(store))
        (kept,) = texts(store)
        assert "first second " in kept
        her.screen(TodayScreen).session_chosen.emit(SESSION)
        her.screen(NoteScreen)
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
    note_now, versions = of_record(home, keys)
    assert not note_now.unfinished
    assert versions == [kept], "looking at it makes no other"


def test_what_goes_out_as_a_document_is_a_version(home: Home, keys: Keys, qtbot: QtBot) -> None:
    with at_the_note(home, qtbot) as (her, app, note):
        write_in_note(note, "as it was sent ")
        her.press("M", ctrl=True)
        her.until(lambda: any("Written to" in row for row in note.quiet.rows()))
        her.until(lambda: texts(app.navigator._store))
        her.press("M", ctrl=True)
    assert [("as it was sent " in text) for text in of_record(home, keys)[1]] == [True]


def test_what_was_typed_last_is_a_version_once_the_window_is_closed(home: Home, keys: Keys, qtbot: QtBot) -> None:
    with at_the_note(home, qtbot) as (_, app, note):
        write_in_note(note, "at the last moment ")
        app.window.close()
    stored, versions = of_record(home, keys)
    assert "at the last moment " in stored.text
    assert versions == [stored.text]


def test_a_draft_that_a_dead_window_left_is_shown_and_becomes_a_version(home: Home, keys: Keys, qtbot: QtBot) -> None:
    with opened(home, keys) as store:
        report = report_of(store, SESSION, datetime.now(UTC))
        document = note_of(store, report).document.edited("summary/summary", "typed before the power went")
        saved(store.notes.save(SESSION, encode_note(document).decode(), 0))
    with at_the_note(home, qtbot) as (her, _, note):
        assert "typed before the power went" in words_of_note(note)
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
    stored, versions = of_record(home, keys)
    assert versions == [stored.text]
    assert "typed before the power went" in stored.text
