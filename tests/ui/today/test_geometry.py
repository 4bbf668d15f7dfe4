"""Today and its forms at the sizes of clinics' laptops, in both lights: nothing is cut, nothing lies over another."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.today.new_session import NewSessionForm, ProtocolChoice
from kapguide.ui.today.screen import TodayData, TodayScreen
from kapguide.ui.today.upcoming import UpcomingData
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from tests.ui.geometry import faults, written
from tests.ui.small_window import Window

__all__ = ["written"]

ROOMS = [name for name in SCREENS if name.startswith("today")]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("size", [(1280, 640), (1366, 690), (1920, 1010)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_cut(qtbot: QtBot, room: str, size: tuple[int, int]) -> None:
    for light in ("light", "low-light"):
        screen = SCREENS[room](Theme.named(light, motion=False))
        qtbot.addWidget(screen)
        screen.resize(*size)
        screen.show()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        assert faults(screen, (RowList,)) == [], light


@pytest.mark.parametrize("wide", [False, True])
def test_what_a_known_code_brings_moves_its_field_nowhere(window: Window, theme: Theme, wide: bool) -> None:
    """The list of the codes is open over the form just then, at the place that the field had."""
    form = NewSessionForm(theme)
    form.set_wide(wide)
    window.hold(form)
    protocols = (ProtocolChoice("lozenge", "Lozenge", "One session of a little over two hours. " * 8),)
    form.offer(("M-014",), (*protocols, ProtocolChoice("im", "Injection")))
    window.layout().activate()  # type: ignore[union-attr]
    before = form.client.mapTo(form, QPoint(0, 0))
    form.client_named.connect(lambda _: form.suggest("lozenge"))
    QTest.keyClicks(form.client, "M-014")
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert form.summary.whole_text()
    assert form.summary.height() > 40, "it is several lines high"
    assert form.client.mapTo(form, QPoint(0, 0)) == before


def test_the_only_contact_stands_at_the_top_and_has_the_keys(window: Window, theme: Theme) -> None:
    """It was planned just now: its form was left, and Today is drawn anew."""
    today = TodayScreen(theme, TodayData(new_practice=True))
    window.resize(1366, 690)
    window.hold(today)
    today.open_planning()
    today.close_form()
    today.show_data(TodayData(next=UpcomingData("f1", "10:00", code="M-014", title="Dosing 3 of 3")))
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    head = today.plan.mapTo(today.sessions, today.plan.rect().bottomLeft()).y()
    assert head < 60, "the head stands at the top"
    assert 0 <= today.next.y() - head < 40, "and the contact right below it"
    assert QApplication.focusWidget() is today.next.act
