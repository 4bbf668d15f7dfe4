"""What ships is read whole on a laptop: the observations in their one row."""

import itertools

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session import events as e
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from tests.ui.seat import Seat
from tests.ui.session.test_low import place

LAPTOP = (1280, 680)


def test_the_shipped_observations_fit_their_row(seat: Seat) -> None:
    seat.window.resize(*LAPTOP)
    seat.screen.grab()
    bar = seat.screen.observe
    buttons: list[Button] = list(bar.buttons.values())
    assert len(buttons) == 9
    places = [place(seat, button) for button in buttons]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert len({spot.top() for spot in places}) == 1
    assert all(one.right() < other.left() for one, other in itertools.pairwise(places))
    assert places[-1].right() <= place(seat, bar).right() <= seat.screen.width() <= LAPTOP[0]


def folded(seat: Seat) -> None:
    """A window in which the observations have no row."""
    seat.window.resize(960, 500)
    seat.screen.grab()
    assert not seat.screen.observe.isVisible()


def test_folded_observations_open_in_the_note_lines_place_with_their_digits(seat: Seat) -> None:
    folded(seat)
    QTest.mouseClick(seat.screen.notes.seen_button, Qt.MouseButton.LeftButton)
    bar = seat.screen.observe
    assert bar.isVisible()
    assert not seat.screen.notes.isVisible()
    assert seat.screen.vitals.isVisible()
    buttons = list(bar.buttons.values())
    assert [button.data.text[0] for button in buttons] == list("123456789")
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    places = [place(seat, button) for button in buttons]
    assert all(one.right() < other.left() for one, other in itertools.pairwise(places))
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert seat.last() == e.ObservationAdded("1", "Tears")
    assert not bar.isVisible()
    assert seat.screen.notes.isVisible()
    assert seat.screen.hasFocus()


def test_folded_observations_go_by_escape_and_by_themselves(seat: Seat, qtbot: QtBot) -> None:
    folded(seat)
    seat.press("0")
    assert seat.screen.observe.isVisible()
    seat.press(Qt.Key.Key_Escape)
    assert not seat.screen.observe.isVisible()
    seat.screen._seen.setInterval(1)
    seat.press("0")
    qtbot.waitUntil(lambda: not seat.screen.observe.isVisible())
    assert seat.screen.notes.isVisible()


def test_longer_labels_take_two_rows_and_the_readings_come_back(seat: Seat, theme: Theme) -> None:
    folded(seat)
    bar = seat.screen.observe
    bar._labels = {key: label + " and more" for key, label in bar._labels.items()}
    seat.press("0")
    seat.screen.grab()
    buttons = list(bar.buttons.values())
    assert len({place(seat, button).top() for button in buttons}) == 2
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert not seat.screen.vitals.isVisible()
    assert seat.screen.music.silence.isVisible()
    seat.press("2")
    assert seat.screen.vitals.isVisible()
