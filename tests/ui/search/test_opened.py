"""What is found is opened in the real window: the note at the entry that was found, and back to what was typed."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.search.screen import SearchScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.practice import begin, happened, line, new_practice, saved
from tests.support.therapist import Therapist, window_of


def test_an_entry_is_opened_in_its_note_and_the_search_come_back_to(home: Home, qtbot: QtBot) -> None:
    new_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        session = begin(store, "M-014")
        saved(store.append(session, [line(1, "calm as a lake"), line(2, "tears"), happened(3, e.SessionEnded())]))
        her.press("/")
        her.write_in("lake")
        search = her.screen(SearchScreen)
        her.until(lambda: search.row is not None)
        search.into_list()
        her.press(Qt.Key.Key_Return)
        note = her.screen(NoteScreen)
        assert note.sheet.log_open or any(line.hasFocus() for line in note.sheet.stops())
        note.back.click()
        search = her.screen(SearchScreen)
        assert search.field.text() == "lake"
        her.until(lambda: search.row is not None and search.row.words == "calm as a lake")
        her.press(Qt.Key.Key_Escape)
        her.screen(TodayScreen)
        her.press("/")
        her.write_in("m-014")
        page = her.screen(ClientPage)
        her.press("/")
        her.until(lambda: her.screen(SearchScreen).data.filters == ("M-014",))
        her.press(Qt.Key.Key_Escape)
        her.press(Qt.Key.Key_Escape)
        assert her.screen(ClientPage) is not page
