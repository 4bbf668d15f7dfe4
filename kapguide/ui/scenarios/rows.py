"""The lists of the Rehearse screen: scenarios with what they are for, and the runs that were kept."""

from typing import Any, NamedTuple

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kapguide.ui.scenarios.data import RunRow, ScenarioRow
from kapguide.ui.scenarios.paint import DOTS, paint_dots
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.lists.row_ground import EDGE
from kapguide.ui.widgets.lists.row_list import RowList

HIGH = 40
APART, CLEAR = 14, 6
LENGTH, HARD, RUNS = 48, 48, 60
"""RowColumns at the right (pixels)."""
MOST_TITLE = 0.44
"""The share of a row that its title has at most."""
FOR_LEAST = 120
"""With less room than this what a scenario is for is left out (pixels)."""
WHEN, TITLE = 112, 202
"""RowColumns of a run that was kept: when it was, and its scenario (pixels)."""
HEADS = ("what it is for", "length", "hard", "your runs")
NONE_FITS = (
    "No scenario fits this protocol. Choose another protocol, or put a scenario for its route into the practice’s "
    "folder “scenarios”."
)
NO_RUN = "No rehearsal was kept yet."
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class RowColumns(NamedTuple):
    """Left edges of a row's columns but the last, which ends at `right`; `what` is None where it is left out."""

    title: float
    title_wide: float
    what: float | None
    what_wide: float
    length: float
    hard: float
    right: float


def columns(rect: QRectF, longest: float) -> RowColumns:
    """Where everything stands in a row so wide, of whose titles the longest takes so much."""
    left, right = rect.left() + EDGE, rect.right() - EDGE
    hard = right - RUNS - HARD
    length = hard - LENGTH - APART
    room = length - left
    title = min(longest + APART, room * MOST_TITLE if room - longest - APART < FOR_LEAST else room)
    what = room - title
    if what < FOR_LEAST:
        return RowColumns(left, room, None, 0.0, length, hard, right)
    return RowColumns(left, title - APART, left + title, what, length, hard, right)


def title_font(theme: Theme) -> QFont:
    """Of a scenario's title."""
    return theme.font(Role.LABEL, QFont.Weight.Medium)


def paint_chosen(painter: QPainter, rect: QRectF, theme: Theme, *, focused: bool) -> None:
    """The ground of the row that is chosen; the line around it is stronger with the focus."""
    c, corner = theme.colours, theme.sizes.button_corner
    inset = 1.0 if focused else 0.5
    painter.setPen(QPen(c.accent if focused else mix(c.surface, c.accent, 0.7), 2 if focused else 1))
    painter.setBrush(c.accent_ground)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner, corner)


class _ListThatTakesEnter(RowList):
    """Enter is the list's: the screen below it, which would begin by the same key, does not hear of it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class ScenarioList(_ListThatTakesEnter):
    """One row is always chosen, also without the focus. Enter begins; the arrows and one click choose."""

    chosen_by_hand = Signal(str)
    """The id of the scenario."""

    def __init__(self, theme: Theme) -> None:
        self.at = ""
        self.longest = 0.0
        super().__init__(theme, "Scenarios", lambda row, width, theme: HIGH, self._paint_row, NONE_FITS)
        self.selectionModel().currentChanged.connect(self._moved)

    def show_scenarios(self, rows: tuple[ScenarioRow, ...], chosen: str) -> None:
        """Show them, one of them chosen."""
        font = title_font(self.theme)
        self.longest = max((text_width(row.title, font) for row in rows), default=0.0)
        self.at = chosen
        self.set_rows(rows)
        self.selectionModel().currentChanged.disconnect(self._moved)
        place = next((at for at, row in enumerate(rows) if row.id == chosen), -1)
        self.setCurrentIndex(self.model().index(place, 0) if place >= 0 else QModelIndex())
        self.selectionModel().currentChanged.connect(self._moved)
        self.viewport().update()

    def step(self, by: int) -> None:
        """Choose the next row, or the one before."""
        place = self.currentIndex().row() + by
        if 0 <= place < self.model().rowCount():
            self.setCurrentIndex(self.model().index(place, 0))

    def _moved(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if row is not None and row.id != self.at:
            self.at = row.id
            self.viewport().update()
            self.chosen_by_hand.emit(row.id)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: ScenarioRow, theme: Theme, lit: bool) -> None:
        c, at = theme.colours, columns(rect, self.longest)
        on = row.id == self.at
        if on:
            paint_chosen(painter, rect, theme, focused=lit)
        small = theme.font(Role.SMALL, tabular=True)
        ink = c.text if on else c.soft
        _write(painter, at.title, rect, at.title_wide, row.title, title_font(theme), c.text)
        if at.what is not None:
            _write(painter, at.what, rect, at.what_wide - CLEAR, row.practises, small, ink)
        _write(painter, at.length, rect, LENGTH, row.length, small, ink, _RIGHT)
        paint_dots(painter, at.hard, rect.center().y(), row.hard, theme, lit=on)
        _write(painter, at.hard, rect, at.right - at.hard, str(row.runs) if row.runs else "–", small, ink, _RIGHT)


class ScenarioHeads(QWidget):
    """What the columns are, above them: nothing for a screen reader, whose rows say it."""

    def __init__(self, theme: Theme, rows: ScenarioList) -> None:
        super().__init__()
        self.theme, self._rows = theme, rows
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = QRectF(0, 0, self._rows.viewport().width(), self.height())
        at, ink = columns(rect, self._rows.longest), self.theme.colours.dim
        small = self.theme.font(Role.SMALL)
        with QPainter(self) as painter:
            if at.what is not None:
                _write(painter, at.what, rect, at.what_wide, HEADS[0], small, ink)
            _write(painter, at.length, rect, LENGTH, HEADS[1], small, ink, _RIGHT)
            _write(painter, at.hard, rect, DOTS + APART, HEADS[2], small, ink)
            _write(painter, at.hard + HARD, rect, at.right - at.hard - HARD, HEADS[3], small, ink, _RIGHT)


def paint_run(painter: QPainter, rect: QRectF, row: RunRow, theme: Theme, lit: bool) -> None:
    """When, which scenario, who, how much was seen in time; the verb says what Enter does."""
    c = theme.colours
    if lit:
        paint_chosen(painter, rect, theme, focused=True)
    elif rect.top() > 0:
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(rect.topLeft() + QPointF(EDGE, 0.5), rect.topRight() + QPointF(-EDGE, 0.5))
    small = theme.font(Role.SMALL, tabular=True)
    verb_font = theme.font(Role.SMALL, QFont.Weight.DemiBold)
    left, right, ink = rect.left() + EDGE, rect.right() - EDGE, c.text if lit else c.soft
    verb = text_width("Debrief", verb_font)
    _write(painter, right - verb, rect, verb + 2, "Debrief", verb_font, c.text if lit else c.accent)
    right -= verb + 2 * APART
    count = text_width(row.count, small)
    _write(painter, right - count, rect, count + 2, row.count, small, ink)
    right -= count + (APART if row.count else 0)
    when = WHEN if right - left > 2 * WHEN else text_width(row.when, small)
    _write(painter, left, rect, when, row.when, small, ink)
    left += when + APART / 2
    room = right - left
    title = min(text_width(row.title, title_font(theme)) + 2, room * (0.66 if room > 240 else 1.0))
    _write(painter, left, rect, title, row.title, title_font(theme), c.text)
    who = left + max(title + APART, min(TITLE, room * 0.64))
    if right - who > 60:
        _write(painter, who, rect, right - who, row.who, small, ink)


class RunList(_ListThatTakesEnter):
    """Enter or a click opens the debrief of a run."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Recent runs", lambda row, width, theme: HIGH, paint_run, NO_RUN)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))

    def set_rows(self, rows: tuple[Any, ...]) -> None:
        """Show `rows`; where there is none, nothing is a stop of Tab."""
        super().set_rows(rows)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)


def _write(
    painter: QPainter, left: float, rect: QRectF, wide: float, words: str, font: QFont, ink: QColor, side: int = _LEFT
) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    place = QRectF(left, rect.top(), max(0.0, wide), rect.height())
    painter.drawText(place, side, elided(words, font, place.width() + 1))
