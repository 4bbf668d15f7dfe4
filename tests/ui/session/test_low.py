"""The live screen on the smallest screens: nothing covers anything else, and what is to be read can be read."""

import itertools

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session.protocol.protocol import Route
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.window.main_window import SMALLEST, MainWindow
from tests.ui.seat import Seat


def place(seat: Seat, widget: QWidget) -> QRect:
    """Where `widget` is on the screen."""
    return QRect(widget.mapTo(seat.screen, QPoint(0, 0)), widget.size())


def fits(text: Text) -> bool:
    """Whether all of `text` is seen, wrapped as it is."""
    need = QFontMetrics(text.font()).boundingRect(QRect(0, 0, text.width(), 10_000), 0x1000, text.whole_text())
    return need.height() <= text.height()


@pytest.fixture(params=[(1280, 640), (1280, 692)], ids=["1280x640", "1280x692"])
def low(seat: Seat, request: pytest.FixtureRequest) -> Seat:
    """The seat, with the room that a low window leaves to a screen while nothing is said of saving."""
    width, height = request.param
    seat.window.resize(width, height)
    seat.screen.grab()
    return seat


def test_the_dose_can_be_read_while_it_is_typed(low: Seat) -> None:
    low.press("d")
    low.screen.grab()
    form = low.screen.dose
    parts = (*form.fields.values(), *form.labels.values(), form.rail, form.said, form.record, form.back, form.eyebrow)
    shown = [place(low, part) for part in parts if part.isVisible()]
    assert not any(one.intersects(other) for one, other in itertools.combinations(shown, 2))
    assert all(field.height() >= 40 for field in form.fields.values())


@pytest.mark.parametrize("route", [Route.IV, Route.SUBLINGUAL])
def test_every_way_of_a_second_dose_is_read_whole(seat: Seat, theme: Theme, route: Route) -> None:
    seat.window.resize(1280, 692)
    form = seat.screen.dose
    seat.session.send(c.GiveDose("50", route, "R. Ames", seat.session.now().elapsed, unit="mg"))
    seat.press("d")
    seat.screen.grab()
    for field in (form.amount, form.who, form.role):
        assert field.width() >= QFontMetrics(field.font()).horizontalAdvance(field.placeholderText()) + 28
    for button in (form.record, form.correct, form.end, form.back):
        words = Button(theme, button.data.text, icon=button.data.icon, compact=button.data.compact)
        assert button.isVisible() == (button is not form.end or route is Route.IV)
        assert not button.isVisible() or button.width() >= words.sizeHint().width(), button.data.text
    how = "" if route is Route.IV else "taken or given, "
    assert form.said.whole_text().startswith(f"still open: medicine, form, amount, {how}who")
    assert form.said.text() == form.said.whole_text()


class Moved(QObject):
    """Notes the widgets that are shown, hidden, laid out in another size or dyed anew, of all that there are."""

    KINDS = frozenset(
        {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.PaletteChange}
    )

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KINDS and isinstance(watched, QWidget):
            self.seen.append(f"{type(watched).__name__} {watched.accessibleName()}: {event.type().name}")
        return False


def test_from_second_to_second_nothing_on_the_screen_moves(low: Seat, qapp: QApplication) -> None:
    for _ in range(2):  # what the first seconds of a session move has come to rest
        low.wait(5_000)
        qapp.processEvents()
    moved = Moved(low.screen)
    qapp.installEventFilter(moved)
    try:
        for _ in range(3):
            low.wait(1_000)
            qapp.processEvents()
    finally:
        qapp.removeEventFilter(moved)
    assert not moved.seen


def test_the_vitals_line_is_not_covered_by_its_hint(low: Seat) -> None:
    field = low.screen.vitals.field
    assert not place(low, field.line).intersects(place(low, field.answer))
    assert fits(low.screen.vitals.eyebrow)


def test_the_sound_is_not_said_to_be_gone_when_it_is_back(low: Seat) -> None:
    low.session.send(c.ReportFault("output_lost", "The sound output is gone."))
    assert low.screen.quiet.data.text == "The sound output is gone."
    low.session.send(c.ReportSoundBack(800))
    assert low.screen.quiet.data.text == "The sound is back."


def test_a_low_window_has_no_room_for_a_line_that_says_nothing(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme, lambda: True)
    qtbot.addWidget(window)
    window.resize(*SMALLEST)
    window.show()
    assert not window.saving.isVisible()
    window.saving.ask("Close again within 10 s to leave.")
    assert window.saving.isVisible()
    window.saving.say("")
    assert window.saving.isVisible()  # nothing moves a second time
    window.resize(1440, 900)
    assert window.saving.isVisible()
