"""Nothing on the page of the people is cut and nothing meets, at every size."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["people", "people-named", "people-first"])
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}
