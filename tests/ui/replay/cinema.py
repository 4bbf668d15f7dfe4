"""The screen that plays back, in an active window: what its tests sit in."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.session.clock import Elapsed
from kapguide.session.playback import MomentKind, Playback, PlayedMoment
from kapguide.spans import MINUTE
from kapguide.ui.theme import Theme
from tests.session.test_playback import an_hour
from tests.support.plans import Room
from tests.ui.replay.played import a_screen
from tests.ui.small_window import Window

REMARK = PlayedMoment(Elapsed(14 * MINUTE), MomentKind.REMARK, "What did you see?", "r-1")


class Cinema:
    """The screen in an active window, with real time in the test's hand."""

    def __init__(self, theme: Theme, window: Window, at: int = 0, room: Room | None = None, **how: object) -> None:
        room = room or an_hour()
        self.playback = Playback(room.state.protocol, room.log, [REMARK])
        self.screen, self.ticks = a_screen(theme, self.playback, at, **{"remarks": True, "scenario": True, **how})
        window.resize(1400, 760)
        window.hold(self.screen)
        QApplication.processEvents()

    @property
    def at(self) -> int:
        return self.screen.session.now().elapsed

    @property
    def words(self) -> str:
        return self.screen.strip.words.whole_text()

    def press(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.screen
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)
