"""Every other screen in black while the laptop is in a client's hands: nothing of the record stands on any of them."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.display.black_ground import lay_black
from kapguide.ui.display.screens import ScreenInfo, Screens
from kapguide.ui.window.main_window import MainWindow

AGAIN_MS = 500
"""So long something else can stand before it at most."""


class _Cover(QWidget):
    """Black, before all other windows, without the keys."""

    def __init__(self) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("KapGuide")

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)


class Covers(QObject):
    """The window over all of its screen, and black over each other one, from `begin` to `end`; screens may come and go
    meanwhile."""

    def __init__(self, window: MainWindow, screens: Screens | None = None) -> None:
        super().__init__(window)
        self._window, self._screens = window, screens or Screens(self)
        self._covers: dict[str, tuple[ScreenInfo, _Cover]] = {}
        self._before = Qt.WindowState.WindowNoState
        self.on = False
        self._watch = QTimer(self, interval=AGAIN_MS)
        self._watch.timeout.connect(self.stand_before_all)
        self._screens.changed.connect(self._look)
        self._screens.gone.connect(self._gone)

    @property
    def covered(self) -> tuple[str, ...]:
        """The keys of the screens that are black now."""
        return tuple(self._covers)

    def begin(self) -> None:
        """From now on there is nothing else to be seen."""
        self._before, self.on = self._window.windowState(), True
        self._window.hand_over(True)
        self._window.showFullScreen()
        self._grab(True)
        self._watch.start()
        self._look()

    def end(self) -> None:
        """As it was before."""
        self.on = False
        self._watch.stop()
        self._grab(False)
        self._window.hand_over(False)
        for key in tuple(self._covers):
            self._gone(key)
        self._window.setWindowState(self._before)
        self._window.show()

    def stand_before_all(self) -> None:
        """Alt+Tab and the system's own keys cannot be held back: what they brought forward is covered again."""
        if self.on and not (self._window.isActiveWindow() and self._window.isFullScreen()):
            self._window.showFullScreen()
            self._window.come_forward()
            self._grab(True)

    def _grab(self, on: bool) -> None:
        """Where the system lets a window have every key, as X11 does, even those that change windows are held back."""
        if (handle := self._window.windowHandle()) is not None:
            handle.setKeyboardGrabEnabled(on)

    def _look(self) -> None:
        if not self.on:
            return
        own = self._screens.of(self._window)
        others = {each.key: each for each in self._screens.all() if each.key != own.key}
        for key, (info, _) in tuple(self._covers.items()):
            if others.get(key) != info:
                self._gone(key)
        for key, info in others.items():
            if key not in self._covers:
                cover = _Cover()
                self._screens.seat(cover, info)
                lay_black(cover)
                cover.show()
                self._covers[key] = info, cover

    def _gone(self, key: str) -> None:
        if key in self._covers:
            _, cover = self._covers.pop(key)
            cover.close()
            cover.deleteLater()
        if self.on:
            self._window.come_forward()
