"""Nothing of the emergency and of the lock is cut and nothing meets in a language of longer words, at every size.

As they are, they stand among the states of the live screen."""

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.emergency.log import EmergencyLog
from kapguide.ui.emergency.wide_button import WideButton, WideData
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from screen_cast import SCREENS
from screens import SIZES
from tests.ui.geometry import faults, written
from tests.ui.session.test_geometry import longer

__all__ = ["written"]

STATES = [name for name in SCREENS if name.startswith(("emergency", "lock"))]


def wrong_at_each_size(screen: QWidget, qtbot: QtBot) -> dict[tuple[int, int], list[str]]:
    """What is cut or meets something."""
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in SIZES:
        screen.resize(*size)
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        wrong[size] = faults(screen.emergency if isinstance(screen, LiveScreen) else screen, (EmergencyLog,))
    screen.hide()
    return {size: said for size, said in wrong.items() if said}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", STATES)
def test_a_language_that_needs_two_fifths_more_has_its_place(
    qtbot: QtBot, theme: Theme, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_as: Callable[..., None] = Button.show_as
    monkeypatch.setattr(Button, "show_as", lambda self, text="", **more: show_as(self, longer(text), **more))
    show_wide: Callable[..., None] = WideButton.show_wide

    def shown(self: WideButton, wide: WideData, *more: object) -> None:
        words = wide.words if wide.words == self.wide.words else longer(wide.words)
        show_wide(self, msgspec.structs.replace(wide, words=words), *more)

    monkeypatch.setattr(WideButton, "show_wide", lambda self, wide, *more, **named: shown(self, wide, *more))
    assert wrong_at_each_size(SCREENS[state](theme), qtbot) == {}
