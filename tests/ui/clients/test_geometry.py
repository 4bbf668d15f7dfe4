"""Nothing of the clients' pages is cut and nothing meets, at every size."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.labelled import LabelledLines
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["clients", "client", "client-new", "client-long"])
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, theme: Theme, state: str) -> None:
    screen = SCREENS[state](theme)
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in SIZES:
        screen.resize(*size)
        for _ in range(2):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        wrong[size] = faults(screen, (LabelledLines, RowList))
    assert {size: said for size, said in wrong.items() if said} == {}
