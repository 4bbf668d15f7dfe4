"""The last step: what was there, what to try, what I take home, and what was remarked on it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kapguide.rehearsal.debrief.shape import Debrief
from kapguide.ui.debrief import data as d
from kapguide.ui.debrief.cards import NO_GRADE, OwnWordsCard, PointsCard
from kapguide.ui.debrief.key_scroll import PageScroll
from kapguide.ui.theme import Theme

NARROW, LOW = 1100, 440
"""Narrower or lower, the cards have a height of their own and the page scrolls."""
CARD_HIGH, GUTTER = 220, 14
NO_REMARKS = "No remark yet. In “What happened”, a writes one."


class TakeHomePage(QWidget):
    """Three lists that lead to their moments, and the trainee's own words."""

    time_asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.strengths = PointsCard(theme, d.STRENGTHS, ("from what was logged",), d.STRENGTHS_EMPTY)
        self.tries = PointsCard(theme, "Three things to try", NO_GRADE, d.TRIES_EMPTY)
        self.remarks = PointsCard(theme, "Remarks", ("Enter goes to the moment",), NO_REMARKS)
        self.words = OwnWordsCard(theme)
        self._narrow: bool | None = None
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GUTTER)
        self.area = PageScroll(theme, page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        for card in (self.strengths, self.tries, self.remarks):
            card.time_asked.connect(self.time_asked)

    def show_debrief(self, debrief: Debrief) -> None:
        """Its points and its remarks."""
        self.strengths.show_rows(d.strength_rows(debrief))
        self.tries.show_rows(d.try_rows(debrief))
        self.remarks.show_rows(d.remark_rows(debrief))

    def begin(self) -> None:
        """Put the keys where one writes; an observer reads."""
        field = self.words.take_home
        (self.tries.list if field.isReadOnly() else field).setFocus()

    def fit(self, width: int, height: int) -> None:
        """Lay out for so much room."""
        narrow, low = width < NARROW, height < LOW
        for card in (self.strengths, self.tries, self.remarks, self.words):
            card.setMinimumHeight(CARD_HIGH if narrow or low else 0)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        for card in (self.strengths, self.tries, self.remarks, self.words):
            self._grid.removeWidget(card)
        self._grid.addWidget(self.tries, 0, 0)
        self._grid.addWidget(self.strengths, 0, 1)
        if narrow:
            self._grid.addWidget(self.words, 1, 0)
            self._grid.addWidget(self.remarks, 1, 1)
        else:
            self._grid.addWidget(self.words, 0, 2, 2, 1)
            self._grid.addWidget(self.remarks, 1, 0, 1, 2)
        for column in range(3):
            self._grid.setColumnStretch(column, 0 if narrow and column == 2 else 1)
        for row in range(2):
            self._grid.setRowStretch(row, 1)
