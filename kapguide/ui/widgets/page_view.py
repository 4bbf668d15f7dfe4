"""A page as it prints, as large as there is room for it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted

A4 = 297 / 210


class PageView(Painted):
    """Shows the picture of a page; before it comes there is paper."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name, QImage())

    def describe(self) -> str:
        return "the page as it prints" if not self.data.isNull() else "the page is being set"

    def page_rect(self) -> QRectF:
        """Where the paper lies."""
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        wide = min(room.width(), room.height() / A4)
        return QRectF(room.left() + (room.width() - wide) / 2, room.top(), wide, wide * A4)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        c, page = self.theme.colours, self.page_rect()
        painter.setPen(QPen(c.line, 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(page, 4, 4)
        if self.data.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page.adjusted(1, 1, -1, -1), self.data)
        if self.theme.tokens.dark:  # a white page is not for a dark room
            veil = self.theme.colour("ground")
            veil.setAlphaF(0.62)
            painter.fillRect(page, veil)
