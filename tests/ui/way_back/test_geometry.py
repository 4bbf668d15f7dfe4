"""Nothing on the pages of the way back, and of another copy, is cut and nothing meets, at every size."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.row_list import RowList
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]


LAPTOP = (1280, 640)
"""The smallest that the page of the way back is made for: a smaller window grows as it comes."""


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["way-back", "way-back-asked", "way-back-read", "merge"])
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        if size < LAPTOP and state in ("way-back", "way-back-asked"):
            continue
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}
