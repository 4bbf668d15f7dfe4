"""The screens of this computer, by name: which there are, where the therapist's window stands, and when one goes."""

import msgspec
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget


class ScreenInfo(msgspec.Struct, frozen=True):
    """One screen: `key` tells it from every other, also from its twin, `name` is how a person knows it."""

    key: str
    name: str
    place: QRect


class Screens(QObject):
    """What Qt sees. Each signal comes at once: before a window could be moved from a screen that is gone."""

    gone = Signal(str)
    changed = Signal()

    def __init__(self, owner: QObject | None = None) -> None:
        super().__init__(owner)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(lambda screen: self.gone.emit(key_of(screen)))
        for screen in app.screens():
            screen.geometryChanged.connect(self.changed)

    def all(self) -> tuple[ScreenInfo, ...]:
        """Every screen that is there now."""
        return tuple(_info(screen) for screen in QGuiApplication.screens())

    def of(self, widget: QWidget) -> ScreenInfo:
        """The screen on which a window stands."""
        screen = QGuiApplication.screenAt(widget.window().frameGeometry().center()) or widget.window().screen()
        return _info(screen)

    def seat(self, window: QWidget, info: ScreenInfo) -> None:
        """Put a window that is not shown onto all of a screen."""
        screen = next((each for each in QGuiApplication.screens() if key_of(each) == info.key), None)
        if screen is not None:
            window.setScreen(screen)
        window.setGeometry(info.place)

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.changed)
        self.changed.emit()


def key_of(screen: QScreen) -> str:
    """What the screen says of itself, and the name of its socket: two of one make may say the same."""
    said = (screen.manufacturer(), screen.model(), screen.serialNumber())
    return " ".join(filter(None, (*said, screen.name())))


def _info(screen: QScreen) -> ScreenInfo:
    return ScreenInfo(key_of(screen), screen.model().strip() or screen.name(), screen.geometry())
