"""A checklist is asked of a client outside of a session: kept as it comes, gone on with, read again as it was asked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.clinical.checklists import asked_words, askings
from kapguide.clinical.facts import ListAnswered, TouchAgreed
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.checklist.flow import ChecklistFlow
from kapguide.ui.checklist.screen import ChecklistScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.check_row import CheckRow
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from screen_cast_checklist import SCREENS
from tests.clinical.broken_checklists import GOOD
from tests.support.practice import new_practice, opened, saved
from tests.ui.emergency.test_geometry import wrong_at_each_size
from tests.ui.geometry import written

__all__ = ["written"]
Key = Qt.Key


class Desk:
    """A window with a page behind, a record, and hands on the keys."""

    def __init__(self, theme: Theme, home: Home, store: Store) -> None:
        self.window = MainWindow(theme, lambda: True)
        self.window.resize(1366, 690)
        self.behind = QWidget()
        self.behind.theme = theme  # type: ignore[attr-defined]
        self.window.show_screen(self.behind)
        self.store, self.back = store, 0
        self.post = WindowThread()
        self.jobs = Jobs(self.post)
        frame = WindowFrame(theme, theme, home, self.window, self.jobs, self.post)
        self.flow = ChecklistFlow(frame, store, lambda: "K. Lind")

    def show(self, list_id: str = "") -> ChecklistScreen:
        return self.flow.show("M-014", self._came_back, list_id)

    def _came_back(self) -> None:
        self.back += 1

    def press(self, *keys: str | Key) -> None:
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            if isinstance(key, str):
                QTest.keyClicks(widget, key)
            else:
                QTest.keyClick(widget, key)

    def answers(self, list_id: str) -> list[ListAnswered]:
        return [each.answers for each in askings(self.store.facts.of_client("M-014"), list_id)]


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, home: Home) -> Iterator[Desk]:
    with opened(home, new_practice(home)[0]) as store:
        store.known_client("M-014")
        desk = Desk(theme, home, store)
        qtbot.addWidget(desk.window)
        with qtbot.waitActive(desk.window):
            desk.window.show()
            desk.window.activateWindow()
        yield desk
        desk.flow.close()
        desk.jobs.close()
        desk.window.close()


def test_it_is_asked_by_keys_alone_kept_and_left(desk: Desk) -> None:
    screen = desk.show()
    assert screen.title.whole_text() == "Screening"
    assert isinstance(QApplication.focusWidget(), CheckRow)
    desk.press("n", Key.Key_Down, "u", "c", "asks the doctor", Key.Key_Return, Key.Key_Escape)
    desk.press(Key.Key_Escape)
    assert desk.back == 1
    assert desk.window.screen_shown is desk.behind
    (kept,) = desk.answers("screening")
    assert asked_words(kept) == "2 of 27 asked"
    assert [(each.item, each.comment, each.by) for each in kept.replies] == [
        ("aneurysm", "", "K. Lind"),
        ("malformation", "asks the doctor", "K. Lind"),
    ]


def test_what_is_said_is_kept_within_a_second_by_itself(desk: Desk, qtbot: QtBot) -> None:
    desk.show("observers")
    desk.press("y")
    qtbot.waitUntil(lambda: [asked_words(each) for each in desk.answers("observers")] == ["1 of 5 asked"])
    screen = desk.window.screen_shown
    assert isinstance(screen, ChecklistScreen)
    assert screen.times.rows()[0].endswith("1 of 5 asked, version 1, K. Lind")
    assert "Observers  1 of 5 asked" in "\n".join(screen.lists.rows())


def test_a_comment_is_kept_while_it_is_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.show("observers")
    desk.press("c", "two stud")
    qtbot.waitUntil(lambda: [each.replies[0].comment for each in desk.answers("observers")] == ["two stud"])
    desk.press("ents", Key.Key_Return, "y")
    desk.flow.keep()
    qtbot.waitUntil(lambda: [each.replies[0].comment for each in desk.answers("observers")] == ["two students"])
    assert len(desk.answers("observers")) == 1


def test_a_list_that_was_asked_to_its_end_is_read_corrected_and_asked_anew(desk: Desk) -> None:
    screen = desk.show("recording")
    desk.press(*["y", Key.Key_Down] * 5)
    screen.closed.emit()
    screen = desk.show("recording")
    assert (screen.mend.isVisible(), screen.anew.isVisible()) == (True, True)
    screen.form.focus_item("stop")
    desk.press("n")
    assert len(desk.answers("recording")) == 1
    desk.press("k")
    screen.form.focus_item("stop")
    desk.press("n", "a")
    assert asked_words(screen.form.answers) == "0 of 5 asked"
    desk.press("u")
    screen.closed.emit()
    assert [asked_words(each) for each in desk.answers("recording")] == ["1 of 5 asked", "5 of 5 asked"]


def test_another_list_is_picked_and_nothing_of_the_first_is_lost(desk: Desk) -> None:
    screen = desk.show("consent")
    desk.press("y")
    screen.lists.setFocus()
    desk.press(Key.Key_Down)
    assert screen.title.whole_text() == "Touch"
    assert screen.stands.whole_text().startswith("Touch: nothing is recorded.")
    screen.closed.emit()
    assert [asked_words(each) for each in desk.answers("consent")] == ["1 of 14 asked"]


def test_who_told_the_client_and_the_day_it_was_signed_stand_with_the_answers(desk: Desk) -> None:
    screen = desk.show("consent")
    screen.told.setFocus()
    desk.press("R. Osei", Key.Key_Return, "soon", Key.Key_Return)
    assert "is not a day" in screen.message.describe()
    screen.signed.setText("13 Oct 2025")
    desk.press(Key.Key_Return)
    assert screen.signed.text() == "13 Oct 2025"
    screen.closed.emit()
    assert [(each.told, each.signed_on) for each in desk.answers("consent")] == [("R. Osei", "2025-10-13")]


def test_what_was_agreed_to_stands_beside_the_list(desk: Desk) -> None:
    saved(desk.store.facts.say("M-014", TouchAgreed("hand")).ticket)
    assert desk.show("touch").stands.whole_text().startswith("Touch: hand, as said on ")


def test_a_clinics_own_list_is_asked_and_a_broken_file_is_named(desk: Desk, home: Home) -> None:
    home.checklists.mkdir(parents=True)
    (home.checklists / "arrival.toml").write_text(GOOD, encoding="utf-8")
    (home.checklists / "broken.toml").write_text(GOOD.replace("version = 2", ""), encoding="utf-8")
    screen = desk.show("arrival")
    assert [each.text for each in screen.form.answers.items] == ["Shoes off", "Telephone silent"]
    assert "broken.toml has 1 problem" in screen.message.describe()
    desk.press("y")
    screen.closed.emit()
    changed = GOOD.replace("Telephone silent", "Telephone off").replace("version = 2", "version = 3")
    (home.checklists / "arrival.toml").write_text(changed, encoding="utf-8")
    screen = desk.show("arrival")
    assert screen.changes.whole_text() == (
        "The list is another since it was asked last. In other words now: “Telephone silent” is “Telephone off”."
    )
    assert screen.form.accessibleDescription() == "1 of 2 asked"
    screen.times.setFocus()
    desk.press(Key.Key_Down)
    assert screen.changes.whole_text().startswith("As it was asked then; the list is in version 3 now. In other words")
    screen.closed.emit()
    (home.checklists / "arrival.toml").unlink()
    with pytest.raises(KapGuideError, match="no such checklist any more"):
        desk.show("arrival")


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", SCREENS)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, theme: Theme, state: str) -> None:
    assert wrong_at_each_size(SCREENS[state](theme), qtbot) == {}
