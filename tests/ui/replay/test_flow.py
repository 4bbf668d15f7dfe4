"""The ways to what is played back and from there: a session of the record, a rehearsal, and a scenario made of one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.events import Event
from kapguide.session.playback import Playback
from kapguide.spans import MINUTE
from kapguide.store.records import Store
from kapguide.store.tables.queries import NoteStatus, SessionRow, SessionStatus, SessionSummary
from kapguide.ui.replay.choice_screen import SessionChoiceScreen, session_rows
from kapguide.ui.replay.flow import ReplayFlow
from kapguide.ui.replay.scenario_screen import AGAIN, NOT_WRITTEN, ScenarioFromSession
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.theme import Theme
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from tests.rehearsal.test_from_session import dosed
from tests.rehearsal.test_played import a_record
from tests.session.test_playback import an_hour
from tests.support.plans import MORNING, Room, whole
from tests.support.practice import new_practice, opened, saved

ESC, ENTER = Qt.Key.Key_Escape, Qt.Key.Key_Return


class House:
    """A window with a screen, and a record with sessions."""

    def __init__(self, theme: Theme, qtbot: QtBot, home: Home, store: Store | None = None) -> None:
        self.home, self.store = home, store
        self.window = MainWindow(theme, lambda: True)
        self.window.resize(1366, 690)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.behind = QWidget()
        self.behind.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.window.show_screen(self.behind)
        post = WindowThread()
        self.flow = ReplayFlow(WindowFrame(theme, theme, home, self.window, Jobs(post), post))

    @property
    def shown(self) -> QWidget | None:
        return self.window.screen_shown

    def press(self, key: Qt.Key | str, *, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, held)  # type: ignore[call-overload]
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def play(self, room: Room) -> ReplayScreen:
        return self.flow.show_recorded(Playback(room.state.protocol, room.log))

    def scenario(self) -> ScenarioFromSession:
        shown = self.shown
        assert isinstance(shown, ScenarioFromSession)
        return shown


@pytest.fixture
def house(theme: Theme, qtbot: QtBot, home: Home) -> House:
    return House(theme, qtbot, home)


def recorded(store: Store, id: str, number: int, events: list[Event]) -> None:
    row = SessionRow(id, store.known_client("M-014"), number, MORNING, MORNING + timedelta(hours=2), 60)
    own = [replace(event, id=f"{id}-{event.id}") for event in events]
    saved(store.begin_session(row, whole(), own))


@pytest.fixture
def record(home: Home) -> Iterator[Store]:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        store.add_client("M-014")
        recorded(store, "whole", 1, an_hour().log)
        recorded(store, "beheaded", 2, an_hour().log[1:])
        yield store


def test_what_is_left_gives_the_window_back(house: House) -> None:
    left: list[str] = []
    room = an_hour()
    screen = house.flow.show(Playback(whole(), room.log), "M-014", lambda: left.append("left"), name="Note")
    assert house.shown is screen
    assert screen.strip.leave.accessibleName() == "Back to Note"
    assert not screen.strip.remark.isVisible()
    house.press(ESC)
    assert house.shown is house.behind
    assert left == ["left"]


def test_a_session_of_the_record_is_chosen_and_one_comes_back_to_the_choice(
    theme: Theme, qtbot: QtBot, home: Home, record: Store
) -> None:
    house = House(theme, qtbot, home, record)
    house.flow.choose(record)
    choice = house.shown
    assert isinstance(choice, SessionChoiceScreen)
    assert len(choice.rows()) == 2
    assert "M-014" in choice.rows()[0]
    whole_one = next(place for place, row in enumerate(choice.rows()) if "session 1" in row)
    choice.list.setCurrentIndex(choice.list.model().index(whole_one, 0))
    house.press(ENTER)
    assert isinstance(house.shown, ReplayScreen)
    house.press(ESC)
    assert house.shown is choice
    choice.list.setCurrentIndex(choice.list.model().index(1 - whole_one, 0))
    choice.play.click()
    assert house.shown is choice
    assert "cannot be played back" in choice.message.describe()
    house.press(ESC)
    assert house.shown is house.behind


def test_a_record_that_cannot_be_read_says_so(house: House) -> None:
    class Broken:
        def sessions(self, limit: int) -> list[object]:
            raise KapGuideError("The record cannot be read now.")

    choice = house.flow.choose(Broken())  # type: ignore[arg-type]
    assert choice.message.describe() == "The record cannot be read now."
    assert choice.back.hasFocus()
    choice.play.click()
    house.press(ESC)
    assert house.shown is house.behind


def test_the_screen_as_it_was_in_a_rehearsal(house: House) -> None:
    screen = house.flow.show_at(a_record(), Elapsed(13 * MINUTE))
    assert screen.session.now().elapsed == 13 * MINUTE
    assert not screen.playing
    assert "I want out." in screen.strip.words.whole_text()
    assert not screen.strip.scenario.isVisible()
    house.press(ESC)
    assert house.flow.show_record(a_record()).session.now().elapsed == 0


def test_a_scenario_is_read_whole_and_written(house: House) -> None:
    playing = house.play(dosed())
    house.press("s")
    page = house.scenario()
    assert page.text.hasFocus()
    assert 'title = "From a session, to be named"' in page.rows()
    assert any("names, dates" in row for row in page.rows())
    path = Path(page.path.text())
    assert path == house.home.scenarios / "from-a-session-1.toml"
    assert not path.exists()
    house.press(ENTER, ctrl=True)
    assert page.message.describe() == f"Written to {path}"
    assert read_scenario(path).id == "from-a-session-1"
    assert page.keep_words()
    house.press(ESC)
    assert house.shown is playing
    house.press("s")
    assert house.scenario().path.text().endswith("from-a-session-2.toml")


def test_what_is_written_in_it_is_what_is_kept(house: House) -> None:
    house.play(dosed())
    house.press("s")
    page = house.scenario()
    assert page.half_typed == ""
    page.text.setPlainText(page.text.text().replace("hard = 2", "hard = 9"))
    assert page.half_typed == NOT_WRITTEN
    page.write.click()
    assert "1 problem" in page.message.describe()
    assert not house.home.scenarios.exists() or list(house.home.scenarios.iterdir()) == []
    page.text.setPlainText(page.text.text().replace("hard = 9", "hard = 3"))
    page.path.put(str(house.home.scenarios / "mine.toml"))
    page.write.click()
    assert read_scenario(house.home.scenarios / "mine.toml").hard == 3
    page.write.click()
    assert "there already" in page.message.describe()


def test_a_folder_of_nobody_s_is_said_and_nothing_is_written(house: House) -> None:
    house.play(dosed())
    house.press("s")
    page = house.scenario()
    page.path.put("~nobody-of-that-name/mine.txt")
    page.write.click()
    assert "Nothing was written" in page.message.describe()


def test_the_times_can_be_moved_and_moved_back(house: House) -> None:
    room = dosed()
    for _ in range(6):
        room.wait(7 * MINUTE)
        room.do(c.Observe("1", "Tears"))
    house.play(room)
    house.press("s")
    page = house.scenario()
    before = page.text.text()
    house.press("t", ctrl=True)
    moved = page.text.text()
    assert moved != before
    assert page.move_times.data.text == "Times moved"
    page.move_times.click()
    assert page.text.text() == before
    page.text.setPlainText(before + "# mine\n")
    page.move_times.click()
    assert page.text.text() == before + "# mine\n"
    assert "stays as it is" in page.message.describe()


def test_esc_leaves_the_field_first_then_the_page(house: House) -> None:
    playing = house.play(dosed())
    house.press("s")
    page = house.scenario()
    house.press(ESC)
    assert house.shown is page
    page.path.setFocus()
    house.press(ESC)
    assert house.shown is page
    page.back.setFocus()
    house.press(ESC)
    assert house.shown is playing


def test_what_was_written_anew_is_not_lost_by_one_key(house: House) -> None:
    playing = house.play(dosed())
    house.press("s")
    page = house.scenario()
    page.text.setPlainText(page.text.text() + "# mine\n")
    page.back.click()
    assert house.shown is page
    assert page.message.describe() == AGAIN
    page.back.click()
    assert house.shown is playing


def test_of_what_nothing_can_be_made_it_is_said(house: House) -> None:
    room = Room(whole())
    room.wait(MINUTE)
    playing = house.play(room)
    house.press("s")
    assert house.shown is playing
    assert playing.strip.words.whole_text().startswith("No dose was recorded")


@pytest.mark.parametrize(("note", "words"), [(NoteStatus.NONE, "no note yet"), (NoteStatus.DRAFT, "note not signed")])
def test_each_session_says_how_far_its_note_is(note: NoteStatus, words: str) -> None:
    row = SessionRow("session-0001", "client", 1, MORNING, MORNING, 60)
    (shown,) = session_rows([SessionSummary(row, SessionStatus.ENDED, note)])
    assert shown.below == words
