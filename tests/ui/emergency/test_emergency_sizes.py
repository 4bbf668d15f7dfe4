"""The emergency at every size that clinics own: nothing cut, nothing over anything, the steps as large as can be."""

import itertools
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import (
    CardNumber,
    CardRole,
    CardStep,
    EmergencyCard,
    Situation,
    read_emergency_card,
    shipped_card_file,
)
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.emergency.wide_button import WideButton
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from tests.ui.seat import Seat

SIZES = ((960, 500), (1280, 640), (1366, 690), (1440, 860), (1920, 1010), (2560, 1370))
STEPS = (
    CardStep("What is done first, in a few plain words.", "K. Lind"),
    CardStep("What is done next, and who is called by whom and with which number.", "R. Osei"),
    CardStep("Who opens the door, and who stays.", "R. Osei"),
)
CARD = EmergencyCard(
    address="Linden Practice, 12 Sample Street, second floor, Newtown. Ring “Linden”; the lift is left of the door.",
    numbers=(
        CardNumber("Emergency services", "555 0100"),
        CardNumber("Doctor on call, Dr. A. Meyer", "555 0142"),
        CardNumber("Second person in the house, R. Osei", "555 0117"),
    ),
    roles=(CardRole("Leads", "K. Lind"), CardRole("Calls", "R. Osei"), CardRole("Door", "R. Osei")),
    situations=tuple(
        Situation(situation.title, STEPS) for situation in read_emergency_card(shipped_card_file()).situations
    ),
    filled_by="Dr. A. Meyer",
    filled_on="3 Nov 2026",
)


def at(view: EmergencyView, part: QWidget) -> QRect:
    return QRect(part.mapTo(view, part.rect().topLeft()), part.size())


@pytest.mark.parametrize("card", [CARD, EmergencyCard()], ids=["filled", "unfilled"])
def test_nothing_is_cut_and_nothing_lies_over_anything(seat: Seat, theme: Theme, card: EmergencyCard) -> None:
    seat.session.send(c.StartEmergency())
    for what in ("called", "arrived", "gave"):
        seat.session.send(c.TapEmergency(what, Elapsed(0)))
    view = EmergencyView(theme, card, seat.session, seat.screen.send)
    view.setParent(seat.window)
    for size in SIZES:
        view.resize(*size)
        view.show()
        QApplication.processEvents()
        assert not list(out_of_sight(view)), size


def out_of_sight(view: EmergencyView) -> Iterator[object]:
    """What of all that it shows is cut, covered or shortened at its size."""
    buttons = [each for each in view.findChildren(QPushButton) if each.isVisible()]
    texts = [each for each in view.findChildren(Text) if each.isVisible() and each.whole_text()]
    parts = [*buttons, *texts, view.vitals, view.log]
    places = {part: at(view, part) for part in parts}
    yield from (part for part, place in places.items() if not view.rect().contains(place))
    for one, other in itertools.combinations(parts, 2):
        if places[one].intersects(places[other]) and not (one.isAncestorOf(other) or other.isAncestorOf(one)):
            yield one, other
    for button in buttons:
        in_one_line = isinstance(button, WideButton) and not (button.wide.above or button.wide.cap_first)
        if in_one_line and button.wish() > button.width() + 4:
            yield button.wide.words
    if view.head.leave.width() < view.head.leave.sizeHint().width():
        yield view.head.leave
    yield from (text.whole_text() for text in texts if text.text() != text.whole_text())
    if view.steps.minimumHeight() > 0:
        yield "a step is below the edge"


def test_a_longer_card_is_smaller_and_then_scrolled(seat: Seat, theme: Theme) -> None:
    many = tuple(
        CardStep(f"Step {n} of very many, each with a good deal of words in it.", "K. Lind") for n in range(12)
    )
    view = EmergencyView(theme, EmergencyCard(situations=(Situation("Fall", many[:3]), Situation("Fire", many))))
    view.setParent(seat.window)
    view.resize(1366, 690)
    view.show()
    QApplication.processEvents()
    large = view.steps._size
    view.situations.press(2)
    assert view.steps._size < large
    assert view.steps.minimumHeight() > view.steps.area.viewport().height()
    bar = view.steps.area.verticalScrollBar()
    QApplication.processEvents()
    view.steps.turn(1)
    assert bar.value() > 0
    view.situations.press(1)
    assert (view.steps._size, bar.value()) == (large, 0)
