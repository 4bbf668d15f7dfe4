"""The scores of a client: a chart for each instrument over the same days, and what is to be followed up."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.clinical.chart import ClientChart
from kapguide.clinical.course import CourseItem, CourseStage
from kapguide.clinical.facts import ContactKind
from kapguide.clinical.instruments import Instrument
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.scores_chart import ScoresChart
from kapguide.ui.widgets.charts.scores_data import DoseLine, ScoresChartData, day_words, scores_charts
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.usecases.scores import TakenScore, follow_ups

USUAL = ("phq-9", "gad-7")
"""Shown also where nothing is scored yet."""


class ScoresData(msgspec.Struct, frozen=True):
    """The charts, and what the card says of answers that somebody follows up, with the ids of those scores."""

    charts: tuple[ScoresChartData, ...] = ()
    follow: str = ""
    waits: bool = False
    """Of one of them it is not on record what was done."""
    to_follow: tuple[str, ...] = ()


def scores_data(
    known: dict[str, Instrument],
    scores: tuple[TakenScore, ...],
    chart: ClientChart,
    items: Iterable[CourseItem],
    today: date,
) -> ScoresData:
    """What the card shows of a client; the instrument that was scored last stands first, the usual ones before all."""
    scored = dict.fromkeys(taken.score.instrument for taken in reversed(scores))
    names = [name for name in dict.fromkeys((*USUAL, *scored)) if name in scored or not scored]
    doses = [
        DoseLine(item.at.astimezone().date(), item.title, item.stage is CourseStage.PLANNED)
        for item in items
        if item.contact is ContactKind.DOSING and item.at is not None and not item.undosed
    ]
    charts = scores_charts([known[name] for name in names if name in known], scores, doses, today)
    open_ones = [each for each in follow_ups(scores, chart) if not each.done]
    every = open_ones or list(follow_ups(scores, chart))
    if not every:
        return ScoresData(charts)
    newest = every[0]
    day = day_words(newest.taken.score.taken_at.astimezone().date())
    what = "not followed up" if open_ones else "followed up"
    return ScoresData(
        charts,
        f"{newest.taken.title} item {newest.item}, {day}: {what}",
        bool(open_ones),
        tuple(dict.fromkeys(each.taken.score.id for each in every)),
    )


class ScoresCard(Card):
    """Emits the ids of the scores that are to be read."""

    opened = Signal(tuple)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Scores")
        self.data = ScoresData()
        self.charts: dict[str, ScoresChart] = {}
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.sizes.grid)
        self.area = SoftScroll(theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.follow = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.open = Button(
            theme, "Open", icon="arrow-right", kind=Kind.QUIET, compact=True, name="Open what was followed"
        )
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.follow, 1)
        row.addWidget(self.open)
        self.add(self.area, 1)
        self.add(self.foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.open.clicked.connect(lambda: self.opened.emit(self.data.to_follow))

    def show_scores(self, data: ScoresData) -> None:
        """Draw `data`; a chart that is there already stays where it is."""
        self.data = data
        wanted = [chart.title for chart in data.charts]
        if list(self.charts) != wanted:
            for chart in self.charts.values():
                self._column.removeWidget(chart)
                chart.deleteLater()
            self.charts = {}
            for each in data.charts:
                chart = self.charts[each.title] = ScoresChart(self.theme, each)
                chart.opened.connect(lambda score: self.opened.emit((score,)))
                self._column.addWidget(chart, 1)
        for each in data.charts:
            self.charts[each.title].set_data(each)
        self.set_trailing("lines as published" if any(each.lines for each in data.charts) else "")
        self.follow.set_text(data.follow)
        self.follow.set_colour("warm" if data.waits else "soft")
        self.foot.setVisible(bool(data.follow))

    @property
    def stops(self) -> Sequence[QWidget]:
        """What Tab goes to."""
        return (*self.charts.values(), self.open)

    def rows(self) -> list[str]:
        """The table twin."""
        return [row for chart in self.charts.values() for row in chart.rows()] + (
            [self.data.follow] if self.data.follow else []
        )
