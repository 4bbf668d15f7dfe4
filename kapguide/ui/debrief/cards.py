"""The cards of a debrief: how long it took, what to try, what was there, what is taken home."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.ui.debrief.key_scroll import KeyScroll
from kapguide.ui.debrief.moment_card import ListCard
from kapguide.ui.debrief.rating import RatedLine, RatingDots
from kapguide.ui.debrief.rows import DebriefList, DebriefRow
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.spread_dots import SpreadDots, SpreadDotsData, SpreadLegend, SpreadScale
from kapguide.ui.widgets.forms.several_lines import SeveralLines

NO_GRADE = ("from what was logged; no grade", "no grade")
NO_SPREAD = "Nothing with a time was logged."
BEFORE = "given before the data"
NO_RATING = "No rating was given."
TAKE_HOME = "What I take home"


class Hairline(QWidget):
    """Between two matters of one card."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setFixedHeight(9)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(QPen(self.theme.colours.line, 1))
            middle = QRectF(self.rect()).center().y()
            painter.drawLine(0, round(middle), self.width(), round(middle))


class TookCard(Card):
    """How long it took, beside earlier runs; below it the own rating."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "How long it took")
        self.legend = SpreadLegend(theme)
        self.head.addWidget(self.legend)
        self.spreads = SpreadDots(theme)
        self.scale = SpreadScale(theme)
        self.spreads.resized.connect(self.scale.stand_below)
        self.none = Text(theme, NO_SPREAD, Role.LABEL, "soft", wrap=True)
        self.rating = RatingDots(theme)
        self.no_rating = Text(theme, NO_RATING, Role.LABEL, "soft", wrap=True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(theme.sizes.grid // 4)
        column.addWidget(self.spreads)
        column.addWidget(self.none)
        column.addStretch(1)
        self.area = KeyScroll(theme, page, "How long it took")
        self.add(self.area, 100)
        self.add(self.scale)
        self.add(Hairline(theme))
        head = QHBoxLayout()
        head.addWidget(Text(theme, "Your own rating", Role.EYEBROW, "dim"), 1)
        head.addWidget(Text(theme, BEFORE, Role.SMALL, "dim"))
        self.add(head)
        self.add(self.rating)
        self.add(self.no_rating)
        self.body.addStretch(1)
        self.body.setSpacing(theme.sizes.grid // 2)
        self.set_pad(18, 16)

    def show_spreads(self, data: SpreadDotsData) -> None:
        """How long things took."""
        self.spreads.set_data(data)
        self.scale.set_data(data)
        self.legend.set_data(data.runs)
        self.spreads.setVisible(bool(data.spreads))
        self.none.setVisible(not data.spreads)
        self.scale.setVisible(bool(data.spreads))
        self.area.setMaximumHeight(max(40, self.spreads.sizeHint().height() + 2))

    def show_rating(self, rated: tuple[RatedLine, ...]) -> None:
        """The rating, read only."""
        self.rating.set_data(rated)
        self.rating.setVisible(bool(rated))
        self.no_rating.setVisible(not rated)


class PointsCard(ListCard):
    """Rows that lead to their moments."""

    time_asked = Signal(int)
    """The session time of a row."""

    def __init__(self, theme: Theme, title: str, trailing: tuple[str, ...], empty: str) -> None:
        super().__init__(theme, title, *trailing)
        self.list = DebriefList(theme, title, empty)
        self._rows: tuple[DebriefRow, ...] = ()
        self.add(self.list, 1)
        self.list.chosen.connect(self._follow)
        self.list.clicked.connect(lambda index: self._follow(index.data(Qt.ItemDataRole.UserRole).id))

    def show_rows(self, rows: tuple[DebriefRow, ...]) -> None:
        """What it says."""
        self._rows = rows
        self.list.set_rows(rows)

    def _follow(self, row: str) -> None:
        at = next((each.at for each in self._rows if each.id == row), None)
        if at is not None:
            self.time_asked.emit(at)


class TriesCard(PointsCard):
    """What to try, and below it what I take home."""

    typed = Signal(str)

    def __init__(self, theme: Theme, empty: str) -> None:
        super().__init__(theme, "Three things to try", NO_GRADE, empty)
        self.words = SeveralLines(theme, TAKE_HOME, "A sentence for the next time", breaks=True)
        self.words.setFixedHeight(46)
        below = QVBoxLayout()
        below.setContentsMargins(8, 0, 8, 0)
        below.setSpacing(4)
        below.addWidget(Text(theme, TAKE_HOME, Role.SMALL, "soft"))
        below.addWidget(self.words)
        self.add(below)
        self.words.typed.connect(self.typed)


class OwnWordsCard(Card):
    """Looking back, and what I take home, with the room that they need."""

    analysis_typed = Signal(str)
    take_home_typed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, TAKE_HOME)
        self.take_home = SeveralLines(theme, TAKE_HOME, "A sentence for the next time", breaks=True)
        self.analysis = SeveralLines(theme, "What I see now, looking back", "In your own words", breaks=True)
        self.add(self.take_home, 2)
        self.add(Text(theme, "What I see now, looking back", Role.SMALL, "soft"))
        self.add(self.analysis, 3)
        self.analysis.typed.connect(self.analysis_typed)
        self.take_home.typed.connect(self.take_home_typed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
