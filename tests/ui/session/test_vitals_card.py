"""Vitals on the live screen: the latest reading with its age, what folds, and the line that is typed in."""

import itertools

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.cards.vitals_card import VitalsCard, measured
from kapguide.ui.session.classes import class_for, places_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.reading import LatestReading, Measured, ReadingData, paint_reading
from tests.ui.seat import Seat

SIZES = ((960, 500), (1280, 640), (1366, 690), (1440, 860), (1920, 1010), (2560, 1370))


def card_for(theme: Theme, qtbot: QtBot, size: tuple[int, int]) -> VitalsCard:
    """A card as large as it is in a window of that size."""
    card = VitalsCard(theme)
    qtbot.addWidget(card)
    card.resize(places_for(*size).vitals.size())
    card.set_class(class_for(*size))
    card.show()
    return card


def shown(card: VitalsCard) -> dict[str, QRect]:
    """Where everything stands that is seen."""
    parts = {"reading": card.reading, "earlier": card.earlier, "chart": card.chart, "field": card.field}
    return {name: part.geometry() for name, part in parts.items() if part.isVisible()}


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        ((960, 500), {"reading", "field"}),
        ((1280, 640), {"reading", "field"}),
        ((1366, 690), {"reading", "earlier", "field"}),
        ((1440, 860), {"reading", "chart", "field"}),
        ((1920, 1010), {"reading", "chart", "field"}),
        ((2560, 1370), {"reading", "chart", "field"}),
    ],
)
def test_the_chart_folds_first_and_the_reading_never(
    theme: Theme, qtbot: QtBot, size: tuple[int, int], parts: set[str]
) -> None:
    card = card_for(theme, qtbot, size)
    places = shown(card)
    assert places.keys() == parts
    assert not any(one.intersects(other) for one, other in itertools.combinations(places.values(), 2))
    assert all(card.rect().contains(place) for place in places.values())
    assert card.vitals_button.isVisible()
    assert card.field.line.height() >= card._of.target - 2


def test_the_latest_reading_stands_with_its_age_and_the_earlier_ones_below(seat: Seat) -> None:
    card = seat.screen.vitals
    assert card.reading.rows()[0] == "No reading yet"
    seat.wait(6 * MINUTE)
    for minute, line in ((1, "124/78 68 98"), (3, "134/84 79 97"), (5, "128/82 74 97 rr16")):
        seat.session.send(c.TakeReading(parse_vitals(line), Elapsed(minute * MINUTE), "R. Ames"))
    seat.wait(8 * MINUTE + 30 * SECOND)
    assert card.reading.data.values == (
        Measured("128/82", "BP"),
        Measured("74", "HR"),
        Measured("97", "SpO₂", "%"),
        Measured("16", "RR"),
    )
    assert card.reading.data.age == "9 min ago"
    assert card.earlier.whole_text() == "10:01  124/78 68 98 %  ·  10:03  134/84 79 97 %"
    seat.session.send(c.TakeReading(Vitals(heart_rate=70, sedation=1, comfort=8), seat.session.now().elapsed, ""))
    seat.screen.render_now()
    assert card.reading.data.age == "just now"
    assert card.reading.rows()[0] == "HR 70  sedation drowsy  comfort 8, just now"
    assert card.earlier.whole_text().endswith("128/82 74 97 % RR 16")


def test_a_reading_that_counts_from_the_dose_does_not_tick_and_one_that_is_due_is_warm(seat: Seat) -> None:
    card = seat.screen.vitals
    seat.wait(2 * MINUTE)
    assert (card.reading.data.next, card.reading.data.due) == ("next in 3:00", False)
    seat.wait(3 * MINUTE)
    assert (card.reading.data.next, card.reading.data.due) == ("due now", True)
    seat.wait(2 * MINUTE)
    assert (card.reading.data.next, card.reading.data.due) == ("due for 2 min", True)
    warm = card.theme.colours.warm_line.name()
    assert warm in card.field.line.styleSheet()
    seat.session.send(c.TakeReading(Vitals(heart_rate=70), seat.session.now().elapsed, ""))
    seat.screen.render_now()
    assert card.reading.data.next == "next after the dose"
    assert warm not in card.field.line.styleSheet()


def test_the_button_is_the_way_to_the_line_by_hand(seat: Seat) -> None:
    QTest.mouseClick(seat.screen.vitals.vitals_button, Qt.MouseButton.LeftButton)
    assert seat.screen.vitals.field.line.hasFocus()


def test_what_was_left_half_typed_gives_way_to_what_is_typed_later_and_comes_back(seat: Seat) -> None:
    line = seat.screen.vitals.field.line
    seat.press("v")
    seat.write_in("72 98")
    seat.press(Qt.Key.Key_Escape)
    assert line.text() == "72 98"
    seat.press("v")
    seat.write_in("120/80")
    assert line.text() == "120/80"
    seen = []
    for _ in "120/80":
        seat.press("Z", ctrl=True)
        seen.append(line.text())
    assert "72 98" in seen


@pytest.mark.parametrize("size", [(960, 500), (1366, 690)])
def test_what_is_asked_of_a_line_has_its_place_and_a_frame(theme: Theme, qtbot: QtBot, size: tuple[int, int]) -> None:
    card = card_for(theme, qtbot, size)
    card.field.put("128/82 72 200")
    card.field.line.setFocus()
    card.field.put("72 97")
    card.field.line.returnPressed.emit()
    choices = card.field.choices
    QApplication.processEvents()
    assert choices.isVisible()
    assert card.field.answer.isVisible()
    assert all(button.width() >= button.sizeHint().width() for button in choices.buttons)
    with_frame = choices.grab().toImage().pixelColor(choices.width() // 2, 1).name()
    if choices.hasFocus():
        assert with_frame == card.theme.colours.accent.name()
    QTest.keyClick(choices, Qt.Key.Key_Escape)
    assert not choices.isVisible()


@pytest.mark.parametrize("size", [(1, 1), (170, 44), (240, 44), (500, 44), (538, 56), (900, 120)])
@pytest.mark.parametrize("due", [False, True])
def test_any_reading_can_be_painted_in_any_place(theme: Theme, qtbot: QtBot, size: tuple[int, int], due: bool) -> None:
    reading = LatestReading(theme)
    qtbot.addWidget(reading)
    reading.resize(*size)
    full = Vitals(300, 200, 340, 100, 88, 3, 10, 10)
    for vitals in (None, Vitals(heart_rate=7), full):
        values = measured(vitals) if vitals is not None else ()
        reading.set_data(ReadingData(values, "2 h 59 min ago" if values else "", "due for 2 h 59 min", due))
        reading.grab()
    assert ("due for" in reading.describe()) is due


def test_below_a_form_at_the_floor_the_age_keeps_its_feet(theme: Theme) -> None:
    place = QRect(0, 20, 200, 40)
    image = QImage(200, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    values = measured(Vitals(118, 76, 70, 97))
    paint_reading(painter, QRectF(place), ReadingData(values, "8 min ago", "next in 36:48", px=28, small=13), theme)
    painter.end()
    inked = {y for y in range(80) for x in range(200) if image.pixelColor(x, y) != Qt.GlobalColor.black}
    assert inked
    assert place.top() <= min(inked)
    assert max(inked) <= place.bottom()
