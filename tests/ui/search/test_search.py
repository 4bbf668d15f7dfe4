"""Search at the window: words are typed, what they find is gone through with the keys and opened, and come back to."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical import facts as f
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.search.flow import Back, SearchDoors, SearchFlow
from kapguide.ui.search.rows import first_shown
from kapguide.ui.search.screen import NOTHING_ASKED, NOTHING_FOUND, SearchScreen
from kapguide.ui.theme import Theme
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from tests.support.practice import begin, line, new_practice, saved

Key = Qt.Key


class Desk:
    """The search at a window, and hands at its keys."""

    def __init__(self, theme: Theme, home: Home, store: Store, qtbot: QtBot) -> None:
        self.store, self.qtbot = store, qtbot
        self.window = MainWindow(theme, lambda: True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.went: list[str] = []
        self.back: Back = str
        self.refuses = ""
        post = WindowThread()
        self.jobs = Jobs(post)
        frame = WindowFrame(theme, theme, home, self.window, self.jobs, post)
        doors = SearchDoors(
            lambda code, name, back: self.go(f"client {code}", back),
            lambda session, back, name, at: self.go(f"note {session} {at}", back),
            lambda code, scores, back: self.go(f"scores of {code}", back),
            lambda code, back: self.go(f"checklists of {code}", back),
        )
        self.flow = SearchFlow(frame, store, doors)

    def go(self, where: str, back: Back) -> None:
        if self.refuses:
            raise KapGuideError(self.refuses)
        self.went.append(where)
        self.back = back

    def show(self, typed: str = "") -> SearchScreen:
        self.flow.show(typed, "Today", lambda: self.went.append("today"))
        return self.screen

    @property
    def screen(self) -> SearchScreen:
        assert isinstance(self.window.screen_shown, SearchScreen)
        return self.window.screen_shown

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            focused = QApplication.focusWidget()
            assert focused is not None
            (QTest.keyClicks if isinstance(key, str) else QTest.keyClick)(focused, key)  # type: ignore[operator]
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def until(self, *rows: str) -> None:
        """Wait until these rows are there."""
        wanted = [row.split("  ") for row in rows]
        self.qtbot.waitUntil(lambda: [row.split("  ")[:2] for row in self.screen.rows()] == wanted)


@pytest.fixture
def desk(theme: Theme, home: Home, qtbot: QtBot) -> Iterator[Desk]:
    keys, _ = new_practice(home)
    store = Store.open(home, keys)
    session = begin(store, "M-014", started=datetime(2026, 11, 19, 9, tzinfo=UTC))
    saved(
        store.append(session, [line(1, "calm as a lake"), line(2, "nothing to say")]),
        store.facts.say("M-014", f.ContactHeld(words="the lake again, by telephone")).ticket,
        store.scores.add("M-014", "phq-9", "1", {}, 11.0),
    )
    begin(store, "A-003")
    desk = Desk(theme, home, store, qtbot)
    yield desk
    desk.jobs.close()
    store.close()


def test_words_are_found_by_kind_and_enter_opens_the_place(desk: Desk) -> None:
    screen = desk.show()
    assert screen.list.empty_text == NOTHING_ASKED
    desk.press("lake", Key.Key_Return)
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    assert screen.list.hasFocus()
    assert screen.excerpt.data.words == "calm as a lake"
    assert screen.excerpt.data.marks == ((10, 14),)
    desk.press(Key.Key_Down)
    assert screen.row is not None
    assert screen.row.words == "the lake again, by telephone", "the keys pass over the heading"
    desk.press(Key.Key_Return)
    assert desk.went == ["client M-014"]


def test_what_was_left_is_come_back_to(desk: Desk) -> None:
    desk.show("lake")
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    desk.press(Key.Key_Down, Key.Key_Down, Key.Key_Return)
    desk.back()
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    assert desk.screen.field.text() == "lake"
    assert desk.screen.list.hasFocus()
    assert desk.screen.row is not None
    assert desk.screen.row.words == "the lake again, by telephone"
    desk.press(Key.Key_Up, Key.Key_Return, Key.Key_Escape)
    assert [where.split()[0] for where in desk.went] == ["client", "note", "today"]


def test_a_code_a_score_and_a_filter(desk: Desk) -> None:
    screen = desk.show("m-0")
    desk.until("Clients  1", "M-014  M-014")
    desk.press(Key.Key_Return)
    screen.into_field()
    screen.field.selectAll()
    desk.press("phq 11", Key.Key_Return)
    desk.qtbot.waitUntil(lambda: any("PHQ-9  11" in row for row in screen.rows()))
    desk.press(Key.Key_Return)
    assert desk.went == ["client M-014", "scores of M-014"]
    screen.into_field()
    screen.field.selectAll()
    desk.press("client:m-014 kind:log by:nobody from:2026 ", Key.Key_Return)
    desk.qtbot.waitUntil(lambda: bool(screen.data.unclear))
    assert screen.data.filters == ("M-014", "log", "from 1 Jan")
    assert screen.message.data.text == "Nobody here is called “nobody”."


def test_the_kinds_narrow_as_the_typed_filter_does(desk: Desk) -> None:
    screen = desk.show("lake")
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    screen.kinds.setFocus()
    desk.press(Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert screen.field.text() == "kind:log lake"
    desk.until("M-014  calm as a lake")
    desk.press(Key.Key_Left)
    desk.qtbot.waitUntil(lambda: screen.list.empty_text == NOTHING_FOUND and not screen.rows())
    screen.into_field()
    screen.field.put("lake")
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    assert screen.kinds.chosen == 0


def test_a_long_list_is_read_on_at_its_end(desk: Desk) -> None:
    session = begin(desk.store, "A-003")
    saved(desk.store.append(session, [line(at, f"a lantern, {at}") for at in range(1, 101)]))
    screen = desk.show("lantern")
    desk.qtbot.waitUntil(lambda: len(screen.rows()) == 8)
    assert screen.rows()[-1] == "More in log  Show all"
    desk.press(Key.Key_End, Key.Key_Return)
    desk.qtbot.waitUntil(lambda: len(screen.rows()) == 40)
    desk.press(Key.Key_End)
    desk.qtbot.waitUntil(lambda: len(screen.rows()) == 80)
    desk.press(Key.Key_End)
    desk.qtbot.waitUntil(lambda: len(screen.rows()) == 100)
    assert screen.rows()[-1].startswith("A-003  a lantern, 1  ")


def test_where_nothing_is_found_one_types_on(desk: Desk) -> None:
    screen = desk.show("lighthouse")
    desk.qtbot.waitUntil(screen.field.hasFocus)
    assert screen.list.empty_text == NOTHING_FOUND


@pytest.mark.parametrize(
    ("words", "marks", "begin"),
    [
        ("the sea", ((4, 7),), 0),
        ("one two three four five six seven the sea and more and more and more", ((38, 41),), 28),
        ("x" * 90, ((50, 60),), 0),
        ("no mark " * 20, (), 0),
        ("word " * 300 + "sea", ((1500, 1503),), 1490),
    ],
)
def test_the_words_are_shown_from_where_the_first_mark_is_in_sight(
    words: str, marks: tuple[tuple[int, int], ...], begin: int
) -> None:
    assert first_shown(words, marks, 40, len) == begin


def test_what_cannot_be_opened_is_said_and_all_stays(desk: Desk) -> None:
    screen = desk.show("lake")
    desk.until("Log  1", "M-014  calm as a lake", "About clients  1", "M-014  the lake again, by telephone")
    desk.refuses = "The note cannot be read just now."
    desk.press(Key.Key_Down, Key.Key_Return)
    assert screen.message.data.text == "The note cannot be read just now."
    desk.press("/")
    assert screen.field.hasFocus()
    assert screen.field.selectedText() == "lake"


def test_the_search_of_one_client_begins_with_the_filter(desk: Desk) -> None:
    screen = desk.flow.of_client("A-003", lambda: desk.went.append("page"))
    desk.qtbot.waitUntil(lambda: screen.data.filters == ("A-003",))
    assert screen.field.hasFocus()
    desk.press("lake")
    desk.qtbot.waitUntil(lambda: not screen.rows())
    assert screen.field.text() == "client:A-003 lake"
    desk.press(Key.Key_Escape, Key.Key_Escape)
    assert desk.went == ["page"]
