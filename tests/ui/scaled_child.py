"""A process of its own for another scale: Qt reads the scale as it starts. Prints what is wrong as JSON.

`states`: the states of the live screen at the scale of QT_SCALE_FACTOR, each at one of the sizes in turn; `some`: a
third of them, at every size still.
`moved`: a window that is moved from a screen of scale 1 to one of scale 2 and back, in the middle of a line.
"""

import json
import sys
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from screen_cast import SCREENS
from tests.ui.geometry import Writer, faults, in_front, watch
from tests.ui.session.test_geometry import MAY_SHORTEN, STATES

SIZES = ((960, 500), (1366, 690), (1280, 640), (1440, 860))


def settled(screen: QWidget) -> None:
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def states(theme: Theme, each: int = 1) -> dict[str, list[str]]:
    """What is wrong in each state, or each third one, at the size whose turn it is."""
    wrong = {"scale": [str(QGuiApplication.primaryScreen().devicePixelRatio())]}
    for place, state in enumerate(STATES[::each]):
        size = SIZES[place % len(SIZES)]
        screen = SCREENS[state](theme)
        screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        screen.resize(*size)
        screen.show()
        settled(screen)
        wrong[f"{state} {size[0]}x{size[1]}"] = faults(in_front(screen), MAY_SHORTEN)
        screen.close()
        screen.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return wrong


def moved(theme: Theme) -> dict[str, list[str]]:
    """The same window on the one screen, on the other, and on the one again."""
    screens = {each.name(): each for each in QGuiApplication.screens()}
    one, other = screens["one"], screens["two"]
    screen = SCREENS["live"](theme)
    assert isinstance(screen, LiveScreen)
    screen.resize(1280, 640)
    screen.show()
    screen.notes.line.put("half a line")
    wrong, pixels = {}, []
    for at in (one, other, one):
        screen.move(at.geometry().topLeft() + QPoint(40, 40))
        QApplication.processEvents()
        settled(screen)
        picture = screen.grab()
        pixels.append(f"{screen.devicePixelRatio():g} {picture.width()}x{picture.height()}")
        wrong[f"{len(pixels)} on {at.name()}"] = faults(screen, MAY_SHORTEN)
    wrong["pixels"] = pixels
    wrong["line"] = [screen.notes.line.text()]
    wrong["size"] = [f"{screen.width()}x{screen.height()}"]
    return wrong


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    still = Theme.named("low-light", motion=False)
    still.dress(app)
    with pytest.MonkeyPatch.context() as patch:
        watch(patch)
        ways: dict[str, Callable[[Theme], dict[str, list[str]]]] = {
            "states": states,
            "some": partial(states, each=3),
            "moved": moved,
        }
        print(json.dumps(ways[sys.argv[1]](still)))
    Writer.seen.clear()
