"""The beat of a moving picture: Qt's animation timer, and only while something moves."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractAnimation, QObject


class Frames(QAbstractAnimation):
    """Calls `step` for each frame from `start` to `stop`. What a frame shows is asked of a clock, never counted."""

    def __init__(self, owner: QObject, step: Callable[[], object]) -> None:
        super().__init__(owner)
        self._step = step

    def duration(self) -> int:
        return -1

    def updateCurrentTime(self, ms: int) -> None:
        self._step()

    @property
    def on(self) -> bool:
        """Do frames come?"""
        return self.state() is QAbstractAnimation.State.Running

    def run(self, on: bool) -> None:
        """Let frames come, or rest."""
        if on != self.on:
            self.start() if on else self.stop()
