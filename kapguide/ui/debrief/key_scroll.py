"""Something painted that scrolls when there is too little room, also by the keys."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll


class _FocusRing(QWidget):
    """Lies over the area while it has the keys."""

    def __init__(self, area: SoftScroll) -> None:
        super().__init__(area)
        self._theme = area.theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colours.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class KeyScroll(SoftScroll):
    """Takes the keys only while there is something to scroll; left, right and letters stay the screen's."""

    def __init__(self, theme: Theme, content: QWidget, name: str) -> None:
        super().__init__(theme, content)
        self.setAccessibleName(name)
        self._ring = _FocusRing(self)
        self._fit()
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._fit())

    def _fit(self) -> None:
        goes_on = self.verticalScrollBar().maximum() > 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if goes_on else Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if event.key() in steps:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ring.show()
        self._ring.raise_()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.setGeometry(self.rect())


class PageScroll(SoftScroll):
    """Scrolls by the wheel, and to what Tab goes to; all keys are the screen's."""

    def __init__(self, theme: Theme, content: QWidget, ground: str = "ground") -> None:
        super().__init__(theme, content, ground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
