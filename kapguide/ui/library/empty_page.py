"""A library without music, and the frame that says where dropped music goes."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import paint_card

HILL = (0.22, 0.3, 0.26, 0.4, 0.52, 0.66, 0.8, 0.92, 1.0, 0.94, 0.78, 0.6, 0.46, 0.34, 0.28, 0.2)
"""The course of a session's music, drawn as bars."""


class EmptyPage(QWidget):
    """The first thing that is seen of the library: what it is for, and how music comes into it."""

    add_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.title = Text(theme, "No music yet", Role.TITLE)
        self.words = Text(
            theme,
            "Add a folder, or drop folders and files anywhere on this window. Nothing is copied or changed: every "
            "piece is listened to once, to learn its true length and loudness, and stays where it is.",
            Role.LABEL,
            "soft",
            wrap=True,
        )
        self.words.setFixedWidth(520)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.add = Button(theme, "Add folder", icon="folder-plus", key="a", kind=Kind.PRIMARY)
        self.add.clicked.connect(self.add_asked)
        grid = theme.sizes.grid
        column = QVBoxLayout(self)
        column.setSpacing(2 * grid)
        column.addStretch(5)
        column.addSpacing(96)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self.title, 0, middle)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.words)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.add, 0, middle)
        column.addStretch(6)

    def show_waiting(self, waiting: bool) -> None:
        """While folders are being listed, something is about to come."""
        self.title.set_text("Looking for music" if waiting else "No music yet")

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_card(painter, QRectF(self.rect()), self.theme)
            middle, foot = self.rect().center().x(), self.title.geometry().top() - 28
            painter.setPen(Qt.PenStyle.NoPen)
            for place, share in enumerate(HILL):
                colour = QColor(c.accent)
                colour.setAlphaF(0.25 + 0.6 * share)
                painter.setBrush(colour)
                high = 72 * share
                x = middle + (place - len(HILL) / 2) * 12
                painter.drawRoundedRect(QRectF(x, foot - high, 6, high), 3, 3)


class DropFrame(QWidget):
    """Lies over a screen while somebody carries files across it."""

    def __init__(self, theme: Theme, owner: QWidget) -> None:
        super().__init__(owner)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        c = self.theme.colours
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            veil = QColor(c.ground)
            veil.setAlphaF(0.82)
            painter.fillRect(self.rect(), veil)
            painter.setPen(QPen(c.accent, 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 14, 14)
            painter.setPen(c.text)
            painter.setFont(self.theme.font(Role.HEADING))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), "Let go to add this music")
