"""All moments that one can jump to, each with all of its words; or the remarks alone."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.session.playback import MomentKind, PlayedMoment
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import wrapped
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant

LINE, PITCH, PAD = 28, 20, 8
TIME, KIND = 78, 88
"""What stands before the words (pixels)."""
EMPTY = "There is no remark yet."
HOW = "Enter goes there."
ADD = "Add to this remark"


class MomentRow(msgspec.Struct, frozen=True):
    """A moment: `id` is its place in the list of all."""

    id: str
    time: str
    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.time}  {self.kind}  {self.words}"


def _room(width: float) -> float:
    return max(60.0, width - TIME - KIND - 2 * PAD)


def moment_height(row: MomentRow, width: float, theme: Theme) -> int:
    """How high a row is (pixels), with all of its words."""
    lines = wrapped(row.words, theme.font(Role.LABEL), _room(width)).lineCount()
    return LINE + (max(1, lines) - 1) * PITCH


def paint_moment(painter: QPainter, rect: QRectF, row: MomentRow, theme: Theme, lit: bool) -> None:
    """Time, kind and words, the first line of them level."""
    c, level = theme.colours, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_ground)
        painter.drawRoundedRect(rect, 6, 6)
    painter.setPen(c.text if lit else c.soft)
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.drawText(QRectF(rect.left() + PAD, rect.top(), TIME, LINE), level, row.time)
    painter.setFont(theme.font(Role.SMALL))
    painter.drawText(QRectF(rect.left() + PAD + TIME, rect.top(), KIND, LINE), level, row.kind)
    painter.setPen(c.text)
    laid = wrapped(row.words, theme.font(Role.LABEL), _room(rect.width()), PITCH)
    laid.draw(painter, QPointF(rect.left() + PAD + TIME + KIND, rect.top() + (LINE - PITCH) / 2))


class MomentsPanel(Card):
    """Shows the moments; `sought` carries the time of the one that is chosen."""

    sought = Signal(int)
    add_asked = Signal(str)
    """The id of the remark."""
    closed = Signal()

    def __init__(self, theme: Theme, *, adds: bool = False) -> None:
        """`adds`: one can add to a remark."""
        super().__init__(theme, "Moments")
        self._moments: tuple[PlayedMoment, ...] = ()
        self._times: tuple[str, ...] = ()
        self.remarks_alone = False
        self.list = RowList(theme, "Moments", moment_height, paint_moment, EMPTY)
        self.remarks = Button(theme, "Remarks alone", icon="message-circle", key="r", compact=True)
        self.add_button = Button(theme, "Add to it", icon="pencil", key="e", name=ADD, compact=True)
        self._adds = adds
        self.close_button = Button(theme, "Close", icon="x", key="Esc", kind=Kind.QUIET, compact=True)
        self.setFocusProxy(self.list)
        foot = QHBoxLayout()
        foot.addWidget(self.remarks)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self.add(self.list, 1)
        self.body.addLayout(foot)
        self.set_trailing(HOW)
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(lambda index: self._choose(index.data(Qt.ItemDataRole.UserRole).id))
        self.remarks.clicked.connect(self._turn)
        self.add_button.clicked.connect(self._add)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._fit_add())
        self.close_button.clicked.connect(self.closed)

    def show_moments(self, moments: Sequence[PlayedMoment], times: Sequence[str], now: int) -> None:
        """Show them, each at its time in words; the last one that has come by `now` has the keys."""
        self._moments, self._times = tuple(moments), tuple(times)
        some = any(moment.kind is MomentKind.REMARK for moment in moments)
        self.remarks.setVisible(some)
        self.remarks_alone = self.remarks_alone and some
        self._fill(now)
        self._fit_add()

    def stops(self) -> list[QWidget]:
        """What Tab goes to, while it is seen."""
        return [part for part in (self.list, self.remarks, self.add_button, self.close_button) if part.isVisible()]

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    def _fill(self, now: int) -> None:
        shown = [
            (place, moment)
            for place, moment in enumerate(self._moments)
            if moment.kind is MomentKind.REMARK or not self.remarks_alone
        ]
        rows = (MomentRow(str(place), self._times[place], moment.kind, moment.words) for place, moment in shown)
        self.list.set_rows(tuple(rows))
        kind = Kind.ON if self.remarks_alone else Kind.PLAIN
        self.remarks.show_as("Remarks alone", icon="message-circle", key="r", kind=kind)
        past = [row for row, (_, moment) in enumerate(shown) if moment.t <= now]
        index = self.list.model().index(past[-1] if past else 0, 0)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index, RowList.ScrollHint.PositionAtCenter)

    def _choose(self, place: str) -> None:
        self.sought.emit(self._moments[int(place)].t)

    @property
    def _lit(self) -> PlayedMoment | None:
        index = self.list.currentIndex()
        return self._moments[int(index.data(Qt.ItemDataRole.UserRole).id)] if index.isValid() else None

    def _fit_add(self) -> None:
        """Only a remark can be added to."""
        lit = self._lit
        self.add_button.setVisible(self._adds and lit is not None and lit.kind is MomentKind.REMARK)

    def _add(self) -> None:
        lit = self._lit
        if lit is not None and self.add_button.isVisible():
            self.add_asked.emit(lit.id)

    def _turn(self) -> None:
        lit = self._lit
        at = lit.t if lit is not None else 0
        self.remarks_alone = not self.remarks_alone
        self._fill(at)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own key, and Esc; all others are the screen’s."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key_meant(event, {"r": True}) and self.remarks.isVisible():
            self._turn()
        elif key_meant(event, {"e": True}) and self.add_button.isVisible():
            self._add()
        else:
            event.ignore()
