"""Keys as a keyboard sends them: on other layouts, and held down. These go through the X server, not around it."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from kapguide.session import events as e
from kapguide.ui.widgets import fingers
from tests.ui.seat import Seat

PATIENCE_MS = 20_000
ONE, SIX, H, N, A, S, D, DOT, ENTER = 10, 15, 43, 57, 38, 39, 40, 60, 36
"""Keys by their place on the keyboard, whatever is written on them."""
ESCAPE = "Escape"  # a single digit would be the key that writes it


def keyboard(layout: str) -> None:
    subprocess.run(["setxkbmap", layout], check=True, timeout=20)


@pytest.fixture
def layout() -> Iterator[None]:
    yield
    keyboard("us")


@pytest.fixture
def hands(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> Seat:
    """A seat whose fingers have the time that they have."""
    monkeypatch.setattr(fingers, "time", time)
    return seat


def press(*places: int | str, how: str = "key") -> None:
    subprocess.run(["xdotool", how, *map(str, places)], check=True, timeout=20)


class Presses(QObject):
    """Counts what reaches the window of one key."""

    def __init__(self, seat: Seat, place: int) -> None:
        super().__init__()
        self.place, self.count = place, 0
        seat.window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.count += event.nativeScanCode() == self.place
        return False


@pytest.mark.parametrize(("name", "written"), [("ru,us", "фыв"), ("gr", "ασδ"), ("fr", "qsd")])
def test_keys_go_by_place_and_words_by_letter(hands: Seat, qtbot: QtBot, layout: None, name: str, written: str) -> None:
    keyboard(name)
    press(H, ONE, SIX, N)
    qtbot.waitUntil(hands.screen.notes.line.hasFocus, timeout=PATIENCE_MS)
    press(A, S, D, ENTER, ESCAPE)
    qtbot.waitUntil(lambda: hands.kinds()[-1] == "note_added" and hands.screen.hasFocus(), timeout=PATIENCE_MS)
    seen = [event.body.key for event in hands.session.log if isinstance(event.body, e.ObservationAdded)]
    assert (seen, hands.last().text) == (["1", "6"], written)  # type: ignore[union-attr]
    assert hands.session.state.flow.held_since is not None


def test_a_key_that_is_held_down_is_one_press(hands: Seat, qtbot: QtBot) -> None:
    def held(place: int, times: int) -> None:
        presses = Presses(hands, place)
        press(place, how="keydown")
        qtbot.waitUntil(lambda: presses.count >= times, timeout=PATIENCE_MS)
        press(place, how="keyup")

    held(ONE, 12)
    held(DOT, 30)
    held(N, 12)
    press(ESCAPE)
    qtbot.waitUntil(hands.screen.hasFocus, timeout=PATIENCE_MS)
    assert hands.kinds().count("observation_added") == 1
    assert hands.session.state.flow.index == 1
    assert hands.screen.notes.line.text() == ""
