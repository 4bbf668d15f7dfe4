"""An area that scrolls up and down, at whose edges what goes on fades into its ground."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Scrolled
from kapguide.ui.widgets.lists.row_list import FADE


class _Edges(QWidget):
    """Lies over what scrolls, and takes no click from it."""

    def __init__(self, area: "SoftScroll") -> None:
        super().__init__(area)
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        bar, ground = self._area.verticalScrollBar(), self._area.theme.colour(self._area.ground)
        clear = QColor(ground)
        clear.setAlpha(0)
        with QPainter(self) as painter:
            for goes_on, edge, inward in (
                (bar.value() > bar.minimum(), 0, FADE),
                (bar.value() < bar.maximum(), self.height(), -FADE),
            ):
                if goes_on:
                    shade = QLinearGradient(0, edge, 0, edge + inward)
                    shade.setColorAt(0, ground)
                    shade.setColorAt(1, clear)
                    painter.fillRect(QRectF(0, min(edge, edge + inward), self.width(), FADE), shade)


class SoftScroll(Scrolled):
    """Holds `content` on a card, or on another ground of the palette."""

    def __init__(self, theme: Theme, content: QWidget, ground: str = "surface") -> None:
        super().__init__(theme, content)
        self.theme, self.ground = theme, ground
        self._edges = _Edges(self)
        self._edges.raise_()
        for changed in (self.verticalScrollBar().valueChanged, self.verticalScrollBar().rangeChanged):
            changed.connect(self._edges.update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._edges.setGeometry(self.viewport().geometry())
