"""The Rehearse screen: what it shows at every size, its keys, and that nothing but Begin begins."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.rehearsal.sound import RehearsalSound
from kapguide.session.protocol.protocol import Route
from kapguide.ui.scenarios import rows as under_test
from kapguide.ui.scenarios.card import ScenarioCard
from kapguide.ui.scenarios.data import ScenarioRow
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.scenarios.paint import StretchStrip
from kapguide.ui.scenarios.routes import RouteCards
from kapguide.ui.scenarios.rows import RunList, ScenarioList
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.theme import Theme, contrast
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.linked_sentence import LinkedSentence
from screen_cast_rehearse import DATA, SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.fixture
def screen(theme: Theme, qtbot: QtBot) -> RehearseScreen:
    made = RehearseScreen(theme, DATA)
    qtbot.addWidget(made)
    made.resize(1366, 690)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def press(screen: QWidget, key: Qt.Key | str) -> None:
    QTest.keyClick(screen.window().windowHandle(), key if isinstance(key, Qt.Key) else ord(key))


def settled() -> None:
    """Columns that took other places stand there."""
    for _ in range(4):
        QApplication.processEvents()


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", SCREENS)
def test_nothing_is_cut_and_nothing_meets(state: str, theme: Theme, qtbot: QtBot) -> None:
    screen = SCREENS[state](theme)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        settled()
        if wrong := faults(screen, (ScenarioList, RunList, RouteCards, LinkedSentence, Text)):
            found[size] = wrong
    assert found == {}


def test_at_opening_enter_begins(screen: RehearseScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.begin_asked):
        press(screen, Qt.Key.Key_Return)


@pytest.mark.parametrize("where", ["routes", "scenarios", "card.speed", "card.sound", "card.trainee", "card.watching"])
def test_enter_begins_once_from_wherever_one_is(where: str, screen: RehearseScreen) -> None:
    begun: list[bool] = []
    screen.begin_asked.connect(lambda: begun.append(True))
    widget: QWidget = screen
    for name in where.split("."):
        widget = getattr(widget, name)
    widget.setFocus()
    press(screen, Qt.Key.Key_Return)
    assert begun == [True]


def test_enter_on_a_run_opens_its_debrief_and_begins_nothing(screen: RehearseScreen, qtbot: QtBot) -> None:
    begun: list[bool] = []
    screen.begin_asked.connect(lambda: begun.append(True))
    screen.runs.setFocus()
    screen.runs.setCurrentIndex(screen.runs.model().index(1, 0))
    with qtbot.waitSignal(screen.run_chosen) as asked:
        press(screen, Qt.Key.Key_Return)
    assert asked.args == ["b"]
    assert begun == []


def test_the_arrows_choose_a_scenario_from_the_button_that_begins(screen: RehearseScreen) -> None:
    chosen: list[str] = []
    screen.scenario_chosen.connect(chosen.append)
    press(screen, Qt.Key.Key_Down)
    press(screen, Qt.Key.Key_Up)
    assert chosen == ["touch withdrawn", "panic that calms"]


def test_the_arrows_choose_a_protocol_and_a_click_does(screen: RehearseScreen) -> None:
    chosen: list[str] = []
    screen.protocol_chosen.connect(chosen.append)
    screen.routes.setFocus()
    press(screen, Qt.Key.Key_Down)
    QTest.mouseClick(screen.routes, Qt.MouseButton.LeftButton, pos=QPoint(60, 30))
    assert chosen == ["im injection", "sublingual lozenge"]


def test_escape_leaves_a_field_then_the_sources_then_the_screen(screen: RehearseScreen) -> None:
    left: list[bool] = []
    screen.left.connect(lambda: left.append(True))
    screen.card.watching.setFocus()
    press(screen, Qt.Key.Key_Escape)
    assert not screen.card.watching.hasFocus()
    screen.card.open_sources()
    press(screen, Qt.Key.Key_Escape)
    assert left == []
    assert not screen.card.sources.isVisible()
    press(screen, Qt.Key.Key_Escape)
    assert left == [True]


def test_letters_are_keys_of_the_screen_but_in_a_field(screen: RehearseScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.file_asked):
        press(screen, "O")
    with qtbot.waitSignal(screen.replay_asked):
        press(screen, "C")
    asked: list[bool] = []
    screen.file_asked.connect(lambda: asked.append(True))
    screen.card.trainee.setFocus()
    press(screen, "O")
    assert asked == []
    assert screen.card.trainee.text().lower().endswith("o")


def test_what_is_chosen_and_typed_is_the_wish(screen: RehearseScreen) -> None:
    assert screen.wish == DATA.wish
    screen.card.speed.choose(4)
    screen.card.sound.choose(0)
    screen.card.seed.put("99")
    screen.card.trainee.put("  A.  Berg ")
    wish = screen.wish
    assert (wish.speed, wish.sound, wish.seed, wish.trainee) == (60.0, RehearsalSound.NONE, 99, "A. Berg")
    screen.card.seed.put("")
    assert screen.wish.seed == DATA.wish.seed, "an empty field is no other story"


def test_a_speed_that_no_word_stands_for_stays(screen: RehearseScreen) -> None:
    screen.show_data(msgspec.structs.replace(DATA, wish=msgspec.structs.replace(DATA.wish, speed=2.5)))
    assert screen.wish.speed == 2.5
    assert "×2.5" in screen.card.pace.whole_text()


def test_it_says_how_long_it_takes(screen: RehearseScreen) -> None:
    assert screen.card.pace.whole_text() == "42 min take about 4 min at ×10"
    screen.card.speed.choose(0)
    assert screen.card.pace.whole_text() == "42 min, as in life"


def test_without_a_scenario_nothing_begins(screen: RehearseScreen) -> None:
    data = SCREENS["rehearse-first"](screen.theme)
    assert isinstance(data, RehearseScreen)
    screen.show_data(data.data)
    begun: list[bool] = []
    screen.begin_asked.connect(lambda: begun.append(True))
    screen.setFocus()
    press(screen, Qt.Key.Key_Return)
    assert begun == []
    assert "No scenario fits" in screen.scenarios.empty_text
    assert not screen.replay.isEnabled()
    assert screen.replay_words.whole_text() == data.data.replay, "the reason is on the screen"


def test_what_is_hard_is_told_in_words_too(screen: RehearseScreen) -> None:
    assert "hard: 2 of 3" in screen.scenarios.rows()[3]
    assert screen.card.dots.accessibleDescription() == "hard: 2 of 3"
    assert "2 runs" in screen.scenarios.rows()[3]
    assert "not rehearsed yet" in screen.scenarios.rows()[4]


def test_aim_and_sources_are_a_click_away_and_the_turns_nowhere(screen: RehearseScreen) -> None:
    (link,) = screen.card.about.links
    link.click()
    assert "would rather be two" in screen.card.sources.aim.whole_text()
    assert "[OURS]" in screen.card.sources.said.whole_text()
    screen.card.sources.back.click()
    assert not screen.card.sources.isVisible()


def test_a_stretch_names_its_phases_and_its_times(theme: Theme) -> None:
    strip = StretchStrip(theme)
    assert strip.rows() == []
    strip.set_data(DATA.card.strip)
    assert strip.rows() == ["Dose and hold, Onset, Deepening, Peak; 0:00 to 0:42 from the dose"]


def test_every_word_can_be_read_in_low_light() -> None:
    c = Theme.named("low-light", motion=False).colours
    for ink, ground in ((c.soft, c.surface), (c.text, c.accent_ground), (c.dim, c.surface), (c.on_accent, c.accent)):
        assert contrast(ink, ground) >= 7


def test_on_a_narrow_screen_what_begins_is_always_in_sight(screen: RehearseScreen, qtbot: QtBot) -> None:
    screen.setMinimumSize(0, 0)
    screen.resize(960, 500)
    qtbot.waitUntil(lambda: screen.width() == 960)
    settled()
    begin = screen.card.begin
    assert begin.visibleRegion().boundingRect().height() == begin.height()
    assert not screen.card.isAncestorOf(begin)
    screen.resize(1366, 690)
    qtbot.waitUntil(lambda: isinstance(screen.card, ScenarioCard) and screen.card.isAncestorOf(begin))


def test_what_becomes_of_a_rehearsal_is_asked_with_keys(theme: Theme, qtbot: QtBot) -> None:
    asked = KeepScreen(theme, "Panic that calms", "17:40 yesterday, K. Lind")
    qtbot.addWidget(asked)
    with qtbot.waitActive(asked):
        asked.show()
        asked.activateWindow()
    asked.setFocus()
    for key, signal in (
        (Qt.Key.Key_Return, asked.kept), ("K", asked.kept), ("T", asked.thrown_away), (Qt.Key.Key_Escape, asked.back),
    ):  # fmt: skip
        with qtbot.waitSignal(signal):
            press(asked, key)
    assert "REHEARSAL" in asked.rows()


@pytest.mark.parametrize("kept", [True, False])
def test_tab_goes_through_the_columns_and_stops_nowhere_that_is_empty(
    kept: bool, screen: RehearseScreen, qtbot: QtBot
) -> None:
    if not kept:
        screen.show_data(msgspec.structs.replace(DATA, recent=()))
    card = screen.card
    (aim,) = card.about.links
    runs = (screen.runs,) if kept else ()
    screen.routes.setFocus()
    stops = [screen.scenarios, *runs, aim, card.speed, card.sound, card.trainee, card.seed, card.watching, card.begin]
    for stop in stops:
        press(screen, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is stop


def test_what_a_scenario_is_for_is_read_whole_in_the_usual_window(
    screen: RehearseScreen, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tuple(each for each in shipped_scenarios() if Route.SUBLINGUAL in each.routes)
    rows = tuple(ScenarioRow(each.id, each.title, each.practises, "2 h 35", each.hard, 0) for each in shipped)
    cut: list[str] = []
    real = under_test.elided

    def elided(words: str, font: QFont, width: float) -> str:
        if (shown := real(words, font, width)) != words:
            cut.append(shown)
        return shown

    monkeypatch.setattr(under_test, "elided", elided)
    screen.scenarios.show_scenarios(rows, rows[0].id)
    for _ in range(2):
        screen.scenarios.viewport().grab()
        screen.scenarios.scrollToBottom()
    assert cut == []
