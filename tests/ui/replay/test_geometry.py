"""Nothing of what is played back is cut and nothing meets, at every size of the live screen."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from screen_cast import SCREENS
from tests.ui.geometry import faults, written

__all__ = ["written"]
SIZES = ((1366, 690), (1280, 640), (1440, 860), (1920, 1010), (960, 500))
STATES = [name for name in SCREENS if name.startswith("replay")]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_and_nothing_meets(qtbot: QtBot, state: str) -> None:
    screen = SCREENS[state](Theme.named("low-light", motion=False))
    screen.resize(*SIZES[0])
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in SIZES:
        screen.resize(*size)
        for _ in range(2):
            QApplication.processEvents()
        covered = state == "replay-emergency"  # it lies over the live screen, which is there behind it
        wrong[size] = [*faults(screen.live.emergency), *faults(screen.strip)] if covered else faults(screen)  # type: ignore[attr-defined]
    assert {size: said for size, said in wrong.items() if said} == {}
