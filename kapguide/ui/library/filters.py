"""What narrows the list of pieces: the search field, and the choices beside it."""

import msgspec
from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.library.survey import Lyrics, PieceFilter
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import Choice, LineEdit

PAUSE_MS = 120
"""A search begins when the fingers rest, not between two letters."""
WIDTH = 148
"""Of a choice (pixels)."""
"""A search begins when nobody has typed for so long."""


class StillChoice(Choice):
    """A choice that a turning wheel over it does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SearchField(LineEdit):
    """A line with a magnifying glass, and its key while it is empty. Enter or an arrow down goes to what was found."""

    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Search titles, artists, file names and labels", "Title, artist, label")
        self.setTextMargins(28, 0, 32, 0)
        self.set_key("/")
        self.returnPressed.connect(self.entered)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            place = QRectF(12, self.height() / 2 - 9, 18, 18)
            self.theme.draw_icon(painter, "search", place, self.theme.colours.dim)


class FilterBar(QWidget):
    """Emits `wished` with another PieceFilter when something else is wanted."""

    wished = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.wish = PieceFilter()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self.search = SearchField(theme)
        self.strength = StillChoice(theme, "Strength")
        for number in range(6):
            self.strength.addItem(f"Strength {number}" if number else "Any strength", number)
        self.lyrics = StillChoice(theme, "Lyrics")
        for each in Lyrics:
            self.lyrics.addItem(each.value, each.value)
        self.unlabelled = Button(theme, "Needs a label", key="n")
        self.everything = Button(theme, icon="x", kind=Kind.QUIET, name="Show all: take every filter away")
        policy = self.everything.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.everything.setSizePolicy(policy)
        for choice in (self.strength, self.lyrics):
            choice.setFixedWidth(WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.search, 1)
        for widget in (self.strength, self.lyrics, self.unlabelled, self.everything):
            row.addWidget(widget)
        self._later.timeout.connect(self._typed)
        self.search.textChanged.connect(self._later.start)
        self.strength.activated.connect(lambda _: self._ask(strength=self.strength.currentData()))
        self.lyrics.activated.connect(lambda _: self._ask(lyrics=Lyrics(self.lyrics.currentData())))
        self.unlabelled.clicked.connect(lambda: self._ask(unlabelled=not self.wish.unlabelled))
        self._count = 0
        self.show_wish(self.wish)

    def show_wish(self, wish: PieceFilter) -> None:
        """Be as `wish` says; the list's order and the part of the arc are kept here for others."""
        self.wish = wish
        if self.search.text() != wish.text:
            self.search.put(wish.text)
            self._later.stop()
        self.strength.setCurrentIndex(wish.strength)
        self.lyrics.setCurrentIndex(list(Lyrics).index(wish.lyrics))
        self.everything.setVisible(not wish.everything)
        self.show_count(self._count)

    def show_count(self, count: int) -> None:
        """How many pieces need a label."""
        self._count = count
        on = self.wish.unlabelled
        self.unlabelled.show_as(
            f"Needs a label  {count:,}",
            icon="check" if on else "",
            key="n",
            kind=Kind.WARM if on else Kind.PLAIN,
            name=f"Needs a label: {count:,} pieces{', chosen' if on else ''}",
        )

    def _typed(self) -> None:
        if self.search.text() != self.wish.text:
            self._ask(text=self.search.text())

    def _ask(self, **what: object) -> None:
        wish = msgspec.structs.replace(self.wish, **what)
        if wish != self.wish:
            self.show_wish(msgspec.structs.replace(wish, text=self.search.text()))
            self.wished.emit(self.wish)
