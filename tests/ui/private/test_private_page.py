"""The page of one's own notes: written, corrected and struck out by its author, and seen by nobody else."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.clinical.facts import ClientDescribed
from kapguide.clinical.private_notes import NEVER_IN_IT, NoteClass, as_they_stand
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.protocol.protocol import freeze
from kapguide.store.keys import vault as v
from kapguide.store.people import add_person, remove_person
from kapguide.store.records import Store
from kapguide.ui.clients.list_screen import ClientsScreen
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.private.flow import PrivateFlow
from kapguide.ui.private.screen import PrivateScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.sessions import begin as begin_session
from screen_cast import SCREENS
from screens import SIZES
from tests.support.plans import MORNING, three, whole
from tests.support.practice import CHEAP, begin, happened, new_practice, opened, saved
from tests.support.therapist import Therapist, window_of
from tests.ui.geometry import faults, written

__all__ = ["written"]

WORDS = "velvetlighthouse"
ESC, ENTER = Qt.Key.Key_Escape, Qt.Key.Key_Return


class Desk:
    """A record with one client, a window before whose screen the page lies, and whoever has it open."""

    def __init__(self, theme: Theme, qtbot: QtBot, home: Home, store: Store) -> None:
        self.store = store
        self.window = MainWindow(theme, lambda: True)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.behind = QWidget()
        self.window.show_screen(self.behind)
        post = WindowThread()
        self.flow = PrivateFlow(WindowFrame(theme, theme, home, self.window, Jobs(post), post), lambda: store)

    def open(self, session: str = "") -> PrivateScreen:
        return self.flow.show("M-014", "M-014", session)

    def write(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)

    def press(self, key: Qt.Key, *, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget(), key, held)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def keep(self) -> None:
        self.press(ENTER, ctrl=True)

    def notes(self) -> list[str]:
        return [note.text for note in as_they_stand(self.store.private.of_client("M-014"))]


@pytest.fixture
def desk(theme: Theme, qtbot: QtBot, home: Home) -> Iterator[Desk]:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.add_client("M-014")
        yield Desk(theme, qtbot, home, store)


def test_what_is_written_is_kept_and_stands_in_the_list_the_newest_first(desk: Desk) -> None:
    page = desk.open()
    assert page.text.hasFocus()
    assert page.never.whole_text() == NEVER_IN_IT
    assert not page.kind.isVisible(), "there is one class"
    for words in ("first", "second"):
        desk.write(words)
        desk.keep()
        assert page.text.text() == ""
    assert desk.notes() == ["first", "second"]
    assert [row.partition(": ")[2] for row in page.rows()] == ["second", "first"]
    assert page.message.describe() == "Kept."


def test_enter_begins_a_line_and_nothing_is_not_kept(desk: Desk) -> None:
    page = desk.open()
    desk.keep()
    assert page.message.describe() == "Nothing is written yet."
    desk.write("one")
    desk.press(ENTER)
    desk.write("two")
    desk.keep()
    assert desk.notes() == ["one\ntwo"]


def test_a_note_is_corrected_and_both_versions_stay(desk: Desk) -> None:
    page = desk.open()
    desk.write("first")
    desk.keep()
    desk.press(ESC)
    assert page.list.hasFocus()
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    desk.press(ENTER)
    assert page.text.text() == "first"
    desk.press(Qt.Key.Key_End, ctrl=True)
    desk.write(" and last")
    desk.keep()
    assert desk.notes() == ["first and last"]
    assert "corrected" in page.rows()[0]
    assert len(desk.store.private.of_client("M-014")) == 2


def test_a_correction_that_is_left_changes_nothing(desk: Desk) -> None:
    page = desk.open()
    desk.write("first")
    desk.keep()
    desk.write("half of the next")
    page.chosen.emit(desk.store.private.of_client("M-014")[0].id)
    assert page.text.text() == "first"
    assert page.half == ""
    desk.press(ESC)
    assert page.text.text() == "half of the next"
    assert desk.notes() == ["first"]


def test_a_correction_and_a_line_that_are_both_half_typed_survive_a_crash(desk: Desk) -> None:
    page = desk.open()
    desk.write("first")
    desk.keep()
    desk.write("half of the next")
    (first,) = desk.store.private.of_client("M-014")
    page.chosen.emit(first.id)
    desk.press(Qt.Key.Key_End, ctrl=True)
    desk.write(" and last")
    page._later.timeout.emit()
    desk.store.settle(10.0)
    halves = {half.text: half.supersedes for half in desk.store.private.drafts("M-014")}
    assert halves == {"half of the next": "", "first and last": first.id}
    desk.window.uncover()  # as if the window had died
    page = desk.open()
    assert page.text.text() == "half of the next"
    assert page.rows()[0].startswith("half typed")
    page.chosen.emit(first.id)
    assert page.text.text() == "first and last"
    desk.keep()
    assert desk.notes() == ["first and last"]
    assert page.text.text() == "half of the next"


def test_a_note_is_struck_out(desk: Desk) -> None:
    page = desk.open()
    desk.write("first")
    desk.keep()
    assert not page.strike.isVisible()
    page.chosen.emit(desk.store.private.of_client("M-014")[0].id)
    page.strike.click()
    assert desk.notes() == []
    assert page.rows() == []


def test_half_of_it_survives_the_page(desk: Desk) -> None:
    page = desk.open()
    desk.write("velvet")
    page._later.timeout.emit()
    desk.store.settle(10.0)
    assert [half.text for half in desk.store.private.drafts("M-014")] == ["velvet"]
    desk.press(ESC)
    desk.press(ESC)
    assert desk.window.screen_shown is desk.behind
    assert desk.open().text.text() == "velvet"


def test_the_window_that_goes_keeps_half_of_it(desk: Desk) -> None:
    desk.flow.close()
    desk.open()
    desk.write("velvet")
    desk.flow.close()
    desk.store.settle(10.0)
    assert [half.text for half in desk.store.private.drafts("M-014")] == ["velvet"]


def test_what_was_half_typed_in_a_session_is_gone_on_with_where_it_belongs(desk: Desk) -> None:
    session = begin(desk.store, "M-014")
    saved(desk.store.private.save_draft("M-014", "velvet", session_id=session))
    page = desk.open()
    desk.write("of the page")
    assert page.rows()[0].startswith("half typed")
    page.chosen.emit(desk.store.private.drafts("M-014")[0].id)
    assert page.text.text() == "velvet"
    desk.press(Qt.Key.Key_End, ctrl=True)
    desk.write("lighthouse")
    desk.keep()
    (note,) = desk.store.private.of_client("M-014")
    assert (note.text, note.session_id) == (WORDS, session)
    assert page.text.text() == "of the page"
    assert "session 1" in page.rows()[0]


def test_opened_from_a_note_it_writes_of_that_session(desk: Desk) -> None:
    session = begin(desk.store, "M-014")
    desk.open(session)
    desk.write(WORDS)
    desk.keep()
    assert desk.store.private.of_client("M-014")[0].session_id == session


def test_where_part_2_holds_there_are_two_classes(desk: Desk) -> None:
    saved(desk.store.facts.say("M-014", ClientDescribed(part2=True)).ticket)
    page = desk.open()
    assert page.kind.isVisible()
    page.kind.choose(1)
    desk.write("counted")
    desk.keep()
    assert desk.store.private.of_client("M-014")[0].kind is NoteClass.COUNSELLING
    assert "SUD counselling note" in page.rows()[0]


def test_a_colleague_who_takes_over_behind_the_lock_sees_nothing_of_it(desk: Desk, home: Home, qtbot: QtBot) -> None:
    anna, _ = add_person_while_open(desk.store, "A. Orth")
    page = desk.open()
    desk.write("first")
    desk.keep()
    desk.write(WORDS)
    lock = QWidget()
    desk.window.cover(lock)
    page.keep_words()
    desk.store.staff.take_over(anna)
    desk.window.uncover()
    assert page.text.text() == ""
    assert page.rows() == []
    qtbot.waitUntil(lambda: desk.window.screen_shown is desk.behind)
    assert desk.open().rows() == []
    desk.store.settle(10.0)
    assert desk.store.private.drafts("M-014") == []


def add_person_while_open(store: Store, name: str) -> tuple[v.Keys, str]:
    return store.staff.let_in(name, "anna's words", cost=CHEAP)


def test_behind_the_lock_the_same_person_finds_it_as_it_was(desk: Desk) -> None:
    page = desk.open()
    desk.write(WORDS)
    desk.window.cover(QWidget())
    desk.window.uncover()
    assert page.text.text() == WORDS
    assert desk.window.screen_shown is page


def test_what_was_handed_over_is_read_and_stays_as_it_was(theme: Theme, qtbot: QtBot, home: Home) -> None:
    keys, _ = new_practice(home)
    anna, _ = add_person(home, keys, "A. Orth", "anna's words", cost=CHEAP)
    with opened(home, anna) as store:
        store.add_client("M-014")
        saved(store.private.write("M-014", "anna's own"))
    now = remove_person(home, keys, anna.staff, leaving=anna)
    with opened(home, now) as store:
        desk = Desk(theme, qtbot, home, store)
        page = desk.open()
        assert "by A. Orth" in page.rows()[0]
        page.chosen.emit(store.private.of_client("M-014")[0].id)
        assert page.text.text() == ""
        assert page.message.describe().startswith("It was handed over to you")


def test_what_cannot_be_read_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object) -> None:
        raise KapGuideError("The private file does not open.")

    page = desk.open()
    desk.write(WORDS)
    with monkeypatch.context() as patch:
        patch.setattr(desk.store.private, "of_client", damaged)
        desk.keep()
    assert page.message.describe() == "The private file does not open."
    assert desk.notes() == [WORDS]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["private", "private-first", "private-correct", "private-left"])
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}


def test_it_is_reached_by_keys_from_the_client_and_from_the_note(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with opened(home, keys) as store:
        session = begin(store)
        plan = whole()
        started = e.SessionStarted(session, "M-014", plan.id, freeze(plan)[1], e.Origin(MORNING, "boot-1", 0, 0))
        began = happened(2, e.PhaseBegan(plan.phases[0].id, 0, -1))
        saved(store.append(session, [happened(1, started), began, happened(3, e.SessionEnded())]))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press("c")
        her.screen(ClientsScreen).chosen.emit("M-014")
        client = her.screen(ClientPage)
        her.press("n")
        her.screen(PrivateScreen)
        her.write_in(WORDS, enter=False)
        her.press(ENTER, ctrl=True)
        her.press(ESC)
        her.press(ESC)
        her.until(lambda: app.window.screen_shown is client)
        client.session_asked.emit(session)
        note = her.screen(NoteScreen)
        her.press("N", ctrl=True)
        page = her.screen(PrivateScreen)
        assert WORDS in page.rows()[0]
        her.write_in("of the session", enter=False)
        her.press(ENTER, ctrl=True)
        her.press(ESC)
        her.press(ESC)
        her.until(lambda: app.window.screen_shown is note)
        store = app.navigator._store
        assert [(each.text, each.session_id) for each in store.private.of_client("M-014")] == [
            (WORDS, ""), ("of the session", session),
        ]  # fmt: skip


def test_after_a_crash_the_half_typed_line_is_private_again(
    home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with opened(home, keys) as store:
        session, start = begin_session(store, three(), SystemClock(), system_ids(), client_code="M-014")
        session.send(start)
        assert session.state.started is not None
        session_id = session.state.started.session_id
        saved(store.private.save_draft("M-014", WORDS, session_id=session_id))
    with window_of(home) as app:  # the window that began it has died
        her = Therapist(qtbot, app)
        her.unlock()
        live = her.live
        assert live.notes.line.text() == WORDS
        assert live.notes.half_typed[0] == ""
        her.press("n")
        her.press(ENTER)
        store = app.navigator._store
        assert [(each.text, each.session_id) for each in store.private.of_client("M-014")] == [(WORDS, session_id)]
        assert isinstance(her.session.log[-1].body, e.PrivateLineWritten)
        live.send(c.Discard())
        her.screen(TodayScreen)
