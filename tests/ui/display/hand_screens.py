"""Screens that a test plugs in and pulls out by hand, beside the therapist's."""

import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kapguide.ui.display.screens import ScreenInfo, Screens

DESK = ScreenInfo("Desk", "Desk", QRect(0, 0, 1440, 900))
TV = ScreenInfo("TV 55", "TV", QRect(1440, 0, 800, 600))
WALL = ScreenInfo("Wall", "Wall", QRect(0, 900, 1024, 768))


class HandScreens(Screens):
    """Screens that a test plugs in and pulls out."""

    def __init__(self, *there: ScreenInfo) -> None:
        super().__init__()
        self.there = [DESK, *there]
        self.own = DESK
        self.seated: list[str] = []

    def all(self) -> tuple[ScreenInfo, ...]:
        return tuple(self.there)

    def of(self, widget: QWidget) -> ScreenInfo:
        assert shiboken6.isValid(widget)
        return self.own

    def seat(self, window: QWidget, info: ScreenInfo) -> None:
        self.seated.append(info.key)
        window.setGeometry(info.place)

    def pull(self, info: ScreenInfo) -> None:
        self.there.remove(info)
        self.gone.emit(info.key)

    def plug(self, info: ScreenInfo) -> None:
        self.there = [each for each in self.there if each.key != info.key] + [info]
        self.changed.emit()
