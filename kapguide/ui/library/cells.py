"""A painted row of cells of which one is chosen: by a click, or by arrows and Enter."""

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Cells(Painted):
    """`boxes` says where the cells are, `words` what each says; its description is the one at which the arrows are."""

    chosen = Signal(int)
    """The place of the cell that was clicked, or at which Enter was pressed."""

    def __init__(self, theme: Theme, name: str, data: Any) -> None:
        self.here = 0
        self.hot = -1
        super().__init__(theme, name, data)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def boxes(self) -> list[QRectF]:
        """The places of the cells, from left to right."""
        raise NotImplementedError

    def words(self) -> list[str]:
        """What each cell says."""
        raise NotImplementedError

    def rows(self) -> list[str]:
        return self.words()

    def describe(self) -> str:
        words = self.words()
        return words[self.here] if self.here < len(words) else ""

    def changed(self, before: Any) -> None:
        self._go(max(0, min(self.here, len(self.words()) - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and Enter; every other key belongs to the screen."""
        last = len(self.words()) - 1
        key = event.key()
        if key in _STEPS:
            self._go(max(0, min(last, self.here + _STEPS[Qt.Key(key)])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and last >= 0:
                self.chosen.emit(self.here)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._under(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._go(place)
            self.chosen.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._warm(self._under(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._warm(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _under(self, point: QPointF) -> int:
        return next((place for place, box in enumerate(self.boxes()) if box.contains(point)), -1)

    def _go(self, place: int) -> None:
        self.here = place
        self._describe()
        self.update()

    def _warm(self, place: int) -> None:
        if place != self.hot:
            self.hot = place
            self.update()
