"""Nothing on the pages of the way back, and of another copy, is cut and nothing meets, at every size."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    "state",
    [
        "way-back",
        "way-back-asked",
        "way-back-accept",
        "way-back-running",
        "way-back-read",
        "merge",
    ],
)
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        for _ in range(3):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}
