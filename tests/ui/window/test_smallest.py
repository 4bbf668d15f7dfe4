"""How small the window can be: as small as the live screen's floor, and no smaller than what is shown needs."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.ui.library.arc_band import ArcBand
from kapguide.ui.library.piece_head import PieceHead
from kapguide.ui.library.pieces import PieceList
from kapguide.ui.prepare.programme_view import ProgrammeChart
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.labelled import LabelledLines
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.window.main_window import SMALLEST, MainWindow
from screen_cast import SCREENS
from tests.ui.geometry import faults, written

__all__ = ["written"]

ROOMS = (
    "today", "today-empty", "today-form", "today-plan", "prepare", "prepare-telephone", "music", "music-short",
    "library", "library-playlist", "library-folders", "keys",
    "clients", "client", "client-new", "client-long", "client-consent", "client-order", "client-about",
    "client-course", "client-plan", "client-move", "private", "private-correct",
)  # fmt: skip
MAY_SHORTEN = (ArcBand, LabelledLines, PieceHead, PieceList, ProgrammeChart, RowList)
"""Names of any length in a place of their own; each is whole elsewhere."""


class Page(QWidget):
    """A screen that needs so much room."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._least = QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return self._least


def test_the_window_is_never_smaller_than_what_is_shown_needs(theme: Theme, qtbot: QtBot) -> None:
    window = MainWindow(theme, lambda: True)
    qtbot.addWidget(window)
    window.resize(*SMALLEST)  # the line of saving has no place there before it says something
    window.show()
    for needs, least in (((960, 500), SMALLEST), ((1000, 607), (1000, 607)), ((300, 200), SMALLEST)):
        window.show_screen(Page(*needs))
        window.layout().activate()
        assert window.minimumSize() == QSize(*least)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("size", [SMALLEST, (1280, 640)], ids=["960x500", "1280x640"])
@pytest.mark.parametrize("room", ROOMS)
def test_every_room_fits_a_low_window_and_each_control_can_be_reached(
    theme: Theme, qtbot: QtBot, room: str, size: tuple[int, int]
) -> None:
    """Nothing is cut, and what has scrolled away comes into sight as Tab goes to it."""
    window = MainWindow(theme, lambda: True)
    qtbot.addWidget(window)
    window.resize(*size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    screen = SCREENS[room](theme)
    window.show_screen(screen)
    window.resize(*size)
    qtbot.waitUntil(lambda: screen.size() == window.size() == QSize(*size))
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert faults(screen, MAY_SHORTEN) == []
    first = stop = _focused(qtbot)
    walked = set()
    while stop not in walked:
        walked.add(stop)
        seen = QRect(stop.mapTo(screen, QPoint(0, 0)), stop.size())
        assert screen.rect().contains(seen)
        qtbot.waitUntil(lambda stop=stop: _seen_high(stop) >= min(stop.height(), 40))  # type: ignore[misc]
        QTest.keyClick(stop, Qt.Key.Key_Tab)
        stop = _focused(qtbot)
    assert stop is first, "the way goes round"
    assert len(walked) >= 4


def _focused(qtbot: QtBot) -> QWidget:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _seen_high(widget: QWidget) -> int:
    return widget.visibleRegion().boundingRect().height()
