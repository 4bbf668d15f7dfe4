"""Today and its forms at the sizes of clinics' laptops, in both lights: nothing is cut, nothing lies over another."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.row_list import RowList
from screen_cast import SCREENS
from tests.ui.geometry import faults, written

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
