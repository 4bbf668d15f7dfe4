"""From the desk's light to the room's and back: what was shown goes by and by, so that nothing is bright at once."""

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.button import Button

DOOR_MS = 400
"""How long the light takes to go down or up."""


class OtherLight(QWidget):
    """A picture of `window` as it is now that fades from it and is gone.

    What comes is behind it and has every key and click from the first moment.
    """

    def __init__(self, window: QWidget) -> None:
        self._before = window.grab()
        self._left = 1.0
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()
        self._fade = fade = QVariantAnimation(self)
        fade.setEasingCurve(QEasingCurve.Type.InOutCubic)
        fade.setStartValue(1.0)
        fade.setEndValue(0.0)
        fade.setDuration(DOOR_MS)
        fade.valueChanged.connect(self._show)
        fade.finished.connect(self.deleteLater)
        fade.start()

    def _show(self, left: float) -> None:
        self._left = left
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setOpacity(self._left)
            painter.drawPixmap(QRectF(self.rect()), self._before, QRectF(self._before.rect()))


def relight(part: QWidget, theme: Theme) -> None:
    """Have what outlives a screen, and all in it, painted in another theme."""
    for widget in (part, *part.findChildren(QWidget)):
        if isinstance(widget, Painted | Button):
            widget.theme = theme
            widget.update()
