"""Nothing of a note is cut and nothing meets, at every size and in both lights."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.note.foot import LogLine
from kapguide.ui.note.signed_foot import SignedWords
from kapguide.ui.theme import Theme
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written

__all__ = ["written"]
STATES = [name for name in SCREENS if name.startswith("note")]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("light", ["light", "low-light"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, state: str, light: str) -> None:
    sizes = SIZES if light == "light" else SIZES[:3:2]
    screen = SCREENS[state](Theme.named(light, motion=False))
    screen.resize(*sizes[0])
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in sizes:
        screen.resize(*size)
        for _ in range(2):
            QApplication.processEvents()
        wrong[size] = faults(screen, (LogLine, SignedWords))
    assert {size: said for size, said in wrong.items() if said} == {}
