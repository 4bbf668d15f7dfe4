"""What happened, and its analysis: the lanes above, the chosen moment at the left, beside it what the step is for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kapguide.rehearsal.debrief.shape import Debrief
from kapguide.ui.debrief import data as d
from kapguide.ui.debrief.cards import PointsCard, TookCard, TriesCard
from kapguide.ui.debrief.key_scroll import PageScroll
from kapguide.ui.debrief.moment_card import MomentCard
from kapguide.ui.debrief.remark_form import RemarkAuthor
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import text_width
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.debrief_lanes import DebriefLanes

LANES, LANES_LOW = 284, 230
"""The height of the card of the lanes, and where the window is low (pixels)."""
MOMENT, TOOK = 428, 442
NARROW, LOW = 1100, 440
"""Narrower or lower, the cards have a height of their own and the page scrolls."""
CARD_HIGH, GUTTER = 262, 14
HINTS = (
    "left and right move from moment to moment  ·  Enter opens the screen as it was  ·  + one phase",
    "left and right move from moment to moment  ·  Enter opens the screen as it was",
    "left and right move  ·  Enter opens the screen",
)
ZOOMED = "one phase  ·  − all of it"
NO_FACTS = "Nothing was counted."
LANE_KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)


class DataPage(QWidget):
    """Holds the cards; the screen fills them and says what is chosen."""

    time_asked = Signal(int)
    """A session time, to which a row leads."""

    def __init__(self, theme: Theme, who: Sequence[RemarkAuthor]) -> None:
        super().__init__()
        self.theme = theme
        self._analysis = self._zoomed = False
        self._room = 0
        self._shape: tuple[bool, bool] | None = None
        self.lanes = DebriefLanes(theme)
        self.lanes_card = Card(theme, "What happened", HINTS[0])
        self.lanes_card.set_pad(20, 12)
        self.lanes_card.add(self.lanes, 1)
        self.moment = MomentCard(theme, who)
        self.facts = PointsCard(theme, "What was logged", ("counted, not judged",), NO_FACTS)
        self.took = TookCard(theme)
        self.tries = TriesCard(theme, d.TRIES_EMPTY)
        for later in (self.took, self.tries):  # they go with the page, also where it is never turned to
            later.setParent(self)
            later.hide()
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GUTTER)
        self.area = PageScroll(theme, self._page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        for card in (self.facts, self.tries):
            card.time_asked.connect(self.time_asked)

    def show_debrief(self, debrief: Debrief) -> None:
        """What is the same for each moment."""
        self.facts.show_rows(d.fact_rows(debrief))
        self.tries.show_rows((*d.try_rows(debrief), *d.strength_rows_below(debrief)))
        self.took.show_spreads(d.spread_data(debrief))

    def show_analysis(self, on: bool) -> None:
        """Have the analysis beside the moment, or what was counted."""
        self._analysis = on
        self._arrange()

    def show_zoom(self, zoomed: bool) -> None:
        """Say what is in sight, and which keys there are."""
        self._zoomed = zoomed
        self._say_hint()

    def takes(self, event: QKeyEvent) -> bool:
        """The keys of the line of time hold on the whole page."""
        if event.key() not in LANE_KEYS:
            return False
        self.lanes.keyPressEvent(event)
        return True

    def fit(self, width: int, height: int) -> None:
        """Lay out for so much room."""
        self._room = width
        narrow, low = width < NARROW, height < LOW
        lanes = LANES_LOW if low else min(LANES, max(LANES_LOW, round(height * 0.485)))
        self.lanes_card.setFixedHeight(lanes)
        self._widths = (min(MOMENT, round(width * 0.325)), min(TOOK, round(width * 0.335)))
        self._shape = (narrow, low)
        self._arrange()
        self._say_hint()

    def _arrange(self) -> None:
        if self._shape is None:
            return
        narrow, low = self._shape
        cards = (self.moment, self.facts, self.took, self.tries)
        for card in (self.lanes_card, *cards):
            self._grid.removeWidget(card)
        self.facts.setVisible(not self._analysis)
        self.took.setVisible(self._analysis)
        self.tries.setVisible(self._analysis)
        scrolls = narrow or low
        for card in cards:
            card.setMinimumHeight(CARD_HIGH if scrolls else 0)
        self._grid.addWidget(self.lanes_card, 0, 0, 1, 3)
        self._grid.addWidget(self.moment, 1, 0)
        moment, took = self._widths
        for column, (least, share) in enumerate(
            ((0, 1), (0, 1), (0, 0)) if narrow else ((moment, 0), (took, 0), (0, 1))
        ):
            self._grid.setColumnMinimumWidth(column, least)
            self._grid.setColumnStretch(column, share)
        self.moment.setMaximumWidth(16_777_215 if narrow else moment)
        self.took.setMaximumWidth(16_777_215 if narrow else took)
        if not self._analysis:
            self._grid.addWidget(self.facts, 1, 1, 1, 2)
        elif narrow:
            self._grid.addWidget(self.tries, 1, 1, 1, 2)
            self._grid.addWidget(self.took, 2, 0, 1, 3)
        else:
            self._grid.addWidget(self.took, 1, 1)
            self._grid.addWidget(self.tries, 1, 2)
        self._grid.setRowStretch(1, 1)

    def _say_hint(self) -> None:
        font = self.theme.font(Role.SMALL, tabular=True)
        room = self._room - 200
        fitting = (words for words in HINTS if text_width(words, font) <= room)
        self.lanes_card.set_trailing(ZOOMED if self._zoomed else next(fitting, ""))
