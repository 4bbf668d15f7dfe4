"""A rehearsal that runs: nothing is cut and nothing meets at its foot, in what opens above it, and in the live part."""

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.rehearsal.client_line import ClientLine
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.session.classes import class_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.next_up import NextUp
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, in_front, written
from tests.ui.session.test_geometry import MAY_SHORTEN as IN_A_SESSION

__all__ = ["written"]

MAY_SHORTEN = (*IN_A_SESSION, NextUp)
"""As in a session in a window as low as the live part: a ring beside a full foot row."""
STATES = [name for name in SCREENS if name.startswith("rehearsal-")]
ALONE = ("rehearsal-running", "rehearsal-quiet", "rehearsal-over", "rehearsal-emergency", "rehearsal-door")
"""States in which nothing lies over the live screen."""


def shown(state: str, theme: Theme, qtbot: QtBot) -> RehearsalScreen:
    screen = SCREENS[state](theme)
    assert isinstance(screen, RehearsalScreen)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    screen.resize(*SIZES[0])
    qtbot.addWidget(screen)
    screen.show()
    return screen


def at(screen: QWidget, size: tuple[int, int]) -> None:
    screen.resize(*size)
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_and_nothing_meets(state: str, theme: Theme, qtbot: QtBot) -> None:
    screen = shown(state, theme, qtbot)
    wrong = {}
    for size in SIZES:
        at(screen, size)
        parts = [screen.strip, *([screen.panel] if screen.panel is not None else [])]
        parts += [in_front(screen.live)] if state in ALONE and size[1] >= 640 else []
        wrong[size] = [fault for part in parts for fault in faults(part, MAY_SHORTEN)]
        assert screen.strip.geometry().bottom() == screen.rect().bottom()
        assert screen.live.geometry().bottom() + 1 == screen.strip.geometry().top(), "the two never meet"
        if screen.panel is not None:
            assert screen.live.geometry().contains(screen.panel.geometry())
    assert {size: each for size, each in wrong.items() if each} == {}


def test_the_live_part_keeps_its_class_wherever_it_has_the_height(theme: Theme, qtbot: QtBot) -> None:
    screen = shown("rehearsal-running", theme, qtbot)
    for size in SIZES:
        at(screen, size)
        assert screen.live._class == class_for(size[0], size[1] - screen.strip.height()), size
        if size[1] >= 640 and size[0] >= 1200:
            assert screen.live._class.name != "floor", size


def test_the_acts_leave_the_prompt_and_the_notes_in_sight_in_a_standard_window(theme: Theme, qtbot: QtBot) -> None:
    screen = shown("rehearsal-acts", theme, qtbot)
    for size in ((1366, 690), (1440, 860), (1920, 1010)):
        at(screen, size)
        assert not screen.acts.geometry().intersects(screen.live.prompt.geometry())
        assert not screen.acts.geometry().intersects(screen.live.notes.geometry())


def test_what_the_client_shows_is_large_enough_for_a_metre(theme: Theme, qtbot: QtBot) -> None:
    screen = shown("rehearsal-running", theme, qtbot)
    client = screen.strip.client
    assert isinstance(client, ClientLine)
    for size in SIZES:
        at(screen, size)
        assert client.px >= 17


def test_nothing_at_the_foot_moves_when_something_is_measured_or_marked(theme: Theme, qtbot: QtBot) -> None:
    screen = shown("rehearsal-quiet", theme, qtbot)
    at(screen, (1366, 690))

    def places() -> dict[str, object]:
        return {name: button.geometry() for name, button in screen.strip.buttons.items() if button.isVisible()}

    before = places()
    data = screen.strip.data
    for changed in (
        {"marks": 2},
        {"measuring": True},
        {"reading": "132/81 · 82 · 96 · rr 16 · d 5 · c 4 · drowsy"},
        {"signs": ("Tears run from under the mask.",), "says": "It is so wide."},
        {"elapsed": 3_000_000},
        {"pace": 60.0},
    ):
        screen.show_data(msgspec.structs.replace(data, **changed))
        assert places() == before, changed


@pytest.mark.parametrize(("state", "word"), [("rehearsal-emergency", "REHEARSAL"), ("replay-emergency", "PLAYBACK")])
def test_the_emergency_itself_says_that_it_is_none(state: str, word: str, theme: Theme, qtbot: QtBot) -> None:
    screen = SCREENS[state](theme)
    assert isinstance(screen, RehearsalScreen | ReplayScreen)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    head = screen.live.emergency.head
    beside = (head.mark, head.title, head.session, head.wall, head.leave)
    for size in SIZES:
        at(screen, size)
        assert head.word.isVisible(), size
        assert head.word.whole_text().startswith(word), size
        assert head.word.height() >= head.word.heightForWidth(head.word.width()), size
        assert head.rect().contains(head.word.geometry()), size
        assert not any(head.word.geometry().intersects(each.geometry()) for each in beside if each.isVisible()), size
