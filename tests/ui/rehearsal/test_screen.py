"""The screen of a running rehearsal: its keys beside those of the session, what opens, and where the keys go then."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.rehearsal.deeds import ACTS
from kapguide.rehearsal.run import RehearsalRun
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.ui.emergency.keys import EMERGENCY_BINDINGS
from kapguide.ui.rehearsal.keys import ROOM_KEYS
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.session.keys import BINDINGS
from kapguide.ui.theme import Theme
from screen_cast_rehearsal import run_of, shown
from tests.ui.small_window import Window

CTRL = Qt.KeyboardModifier.ControlModifier
KEYS = {"F7": Qt.Key.Key_F7, "F10": Qt.Key.Key_F10, "F11": Qt.Key.Key_F11}


class Hand:
    """A hand at the keys of a rehearsal, and what the screen asked for."""

    def __init__(self, theme: Theme, window: Window, qtbot: QtBot) -> None:
        self.run: RehearsalRun = run_of("panic", 8)
        self.screen: RehearsalScreen = shown(theme, self.run, 1.0)
        self.asked: list[str] = []
        self.acted: list[tuple[str, str]] = []
        self.jumped: list[int] = []
        self.remarked: list[tuple[str, int]] = []
        self.screen.asked.connect(self.asked.append)
        self.screen.acted.connect(lambda act, words: self.acted.append((act, words)))
        self.screen.jumped.connect(self.jumped.append)
        self.screen.remarked.connect(lambda words, by: self.remarked.append((words, by)))
        window.resize(1366, 720)
        window.hold(self.screen)
        self.window = window
        qtbot.waitUntil(lambda: self.screen.live.hasFocus())

    def press(self, key: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), ord(key) if isinstance(key, str) else key, held)

    def write(self, words: str) -> None:
        for sign in words:
            self.press(sign)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.run.session.log]


@pytest.fixture
def hand(theme: Theme, window: Window, qtbot: QtBot) -> Hand:
    return Hand(theme, window, qtbot)


def test_no_key_of_the_room_is_one_of_the_session_or_of_the_emergency() -> None:
    taken = {binding.cap.lower() for binding in (*BINDINGS, *EMERGENCY_BINDINGS)}
    parts = {part.strip() for cap in taken for part in cap.replace(" or ", "|").split("|")}
    assert not {key.cap.lower() for key in ROOM_KEYS.values()} & parts
    assert len({key.sequence for key in ROOM_KEYS.values()}) == len(ROOM_KEYS)


@pytest.mark.parametrize("typing", [False, True], ids=["at the screen", "in the note line"])
def test_the_keys_of_the_room_work_wherever_one_is(hand: Hand, typing: bool) -> None:
    if typing:
        hand.press("n")
        hand.write("half a ")
    hand.press(Qt.Key.Key_F7)
    hand.press(Qt.Key.Key_F11)
    hand.press(Qt.Key.Key_Up, CTRL)
    hand.press(Qt.Key.Key_Down, CTRL)
    hand.press("B", CTRL)
    assert hand.asked == ["reading", "pause", "faster", "slower", "mark"]
    if typing:
        hand.write("line")
        assert hand.screen.live.notes.line.text() == "half a line"


def test_they_work_in_an_emergency_whose_own_keys_stay_its_own(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F12)
    assert hand.screen.live.emergency.isVisible()
    hand.press(Qt.Key.Key_F7)
    assert hand.asked == ["reading"]
    hand.press(Qt.Key.Key_F10)
    hand.press("3")
    assert hand.acted == [("hand", "")]
    assert hand.screen.live.emergency.isVisible()
    hand.press("a")
    assert "emergency_tapped" in hand.kinds, "the keys are the emergency's again"
    assert not hand.screen.strip.geometry().intersects(hand.screen.live.geometry())


def test_an_act_is_one_key_behind_the_panel_and_gives_the_keys_back(hand: Hand) -> None:
    hand.press("v")
    field = QApplication.focusWidget()
    hand.press(Qt.Key.Key_F10)
    assert hand.screen.acts.isVisible()
    before = list(hand.kinds)
    hand.press("b")
    assert hand.acted == [(ACTS[10].id, "")]
    assert hand.kinds == before, "a letter acts on nothing behind the panel"
    assert not hand.screen.acts.isVisible()
    assert QApplication.focusWidget() is field


def test_a_line_may_have_its_words_or_none(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F10)
    hand.press("1")
    hand.write("I am here")
    hand.press(Qt.Key.Key_Return)
    hand.press(Qt.Key.Key_F10)
    hand.press("1")
    hand.press(Qt.Key.Key_Return)
    assert hand.acted == [("say", "I am here"), ("say", "")]


def test_every_act_has_a_key_on_its_button(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F10)
    assert [button.data.text for button in hand.screen.acts.buttons] == [act.title for act in ACTS]
    assert len({button.data.key for button in hand.screen.acts.buttons}) == len(ACTS)


def test_escape_leaves_a_panel_and_then_leads_to_the_way_out(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F10)
    hand.press(Qt.Key.Key_Escape)
    assert hand.screen.panel is None
    assert hand.acted == []
    hand.press(Qt.Key.Key_Escape)
    live = hand.screen.live
    assert live.panel is live.leave
    assert live.leave.end.data.text == "Leave the rehearsal"
    assert "kept or thrown away" in live.leave.what.whole_text()
    hand.press(Qt.Key.Key_Escape)
    assert live.panel is None


def test_in_an_emergency_the_way_out_is_asked_for_above_the_strip(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F12)
    QTest.mouseClick(hand.screen.strip.buttons["leave"], Qt.MouseButton.LeftButton)
    assert hand.screen.leaving.isVisible()
    hand.press("2")
    assert hand.asked == []
    QTest.mouseClick(hand.screen.strip.buttons["leave"], Qt.MouseButton.LeftButton)
    hand.press("1")
    assert hand.asked == ["over"]


def test_emergency_is_one_key_from_every_panel(hand: Hand) -> None:
    for opener in ("acts", "remark", "jump"):
        hand.screen.press(opener)
        hand.press(Qt.Key.Key_F12)
        assert hand.screen.panel is None
        assert hand.screen.live.emergency.isVisible()
        hand.run.session.send(c.EndEmergency())


def test_a_remark_is_no_line_of_the_session(hand: Hand) -> None:
    before = len(hand.run.session.log)
    hand.press("R", CTRL)
    hand.write("I waited here")
    hand.press(Qt.Key.Key_Return)
    assert hand.remarked == [("I waited here", 1)], "by whoever watches, where somebody does"
    hand.press("R", CTRL)
    hand.screen.remark.by.choose(0)
    hand.write("too fast")
    hand.press(Qt.Key.Key_Escape)
    assert len(hand.remarked) == 1
    hand.press("R", CTRL)
    assert hand.screen.remark.line.text() == "too fast", "what is half typed stays"
    hand.press(Qt.Key.Key_Return)
    assert hand.remarked[1:] == [("too fast", 0)]
    assert not any(isinstance(event.body, e.NoteAdded) for event in hand.run.session.log[before:])


def test_where_nobody_watches_nobody_is_asked_who_remarks(hand: Hand) -> None:
    hand.screen.names = ("K. Lind",)
    hand.press("R", CTRL)
    assert hand.screen.remark.by.isHidden()
    hand.write("so")
    hand.press(Qt.Key.Key_Return)
    assert hand.remarked == [("so", 0)]


def test_goals_and_bookmarks_are_lists_with_keys(hand: Hand) -> None:
    hand.press("J", CTRL)
    assert [button.data.text for button in hand.screen.goal_list.buttons] == [goal.title for goal in hand.run.goals()]
    hand.press("2")
    assert hand.jumped == [1]
    hand.screen.press("back")
    assert hand.screen.mark_list.nothing.isVisible(), "no bookmark yet"


def test_a_key_that_a_button_of_the_strip_does_not_know_is_the_sessions(hand: Hand) -> None:
    hand.screen.strip.buttons["acts"].setFocus()
    hand.press("m")
    assert hand.run.session.state.music.silent


def test_a_press_twice_puts_a_panel_away_and_another_takes_its_place(hand: Hand) -> None:
    hand.press(Qt.Key.Key_F10)
    hand.press("J", CTRL)
    assert (hand.screen.acts.isVisible(), hand.screen.goal_list.isVisible()) == (False, True)
    hand.press("J", CTRL)
    assert hand.screen.panel is None
    assert hand.screen.live.hasFocus()


@pytest.mark.parametrize("held", [Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt])
def test_a_key_that_is_only_held_puts_nothing_away(hand: Hand, held: Qt.Key) -> None:
    for opener in ("acts", "remark"):
        hand.screen.press(opener)
        QTest.keyPress(hand.window.windowHandle(), held)
        QTest.keyRelease(hand.window.windowHandle(), held)
        assert hand.screen.panel is not None
        hand.screen.close_panel()


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_in_an_emergency_tab_goes_round_the_emergency_and_the_strip(hand: Hand, key: Qt.Key) -> None:
    hand.press(Qt.Key.Key_F12)
    visited = []
    for _ in range(40):
        hand.press(key)
        focused = QApplication.focusWidget()
        assert focused is not None
        if visited and focused is visited[0]:
            break
        visited.append(focused)
    emergency, strip = hand.screen.live.emergency, hand.screen.strip
    assert all(emergency.isAncestorOf(each) or strip.isAncestorOf(each) for each in visited)
    assert set(strip.stops) <= set(visited)
    assert emergency.head.leave in visited
