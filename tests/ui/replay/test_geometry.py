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
        covered = state in ("replay-emergency", "replay-moments")  # the live screen is there behind them
        parts = (screen.live.emergency, screen.moments, screen.strip) if covered else (screen,)
        wrong[size] = [fault for part in parts if part.isVisible() for fault in faults(part)]
    assert {size: said for size, said in wrong.items() if said} == {}
