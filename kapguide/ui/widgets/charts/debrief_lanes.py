"""The lanes of a debrief: what happened, what was done, what was asked for, who remarked what, on one line of time."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.charts.lanes_data import DebriefLanesData, LaneMark, LaneMoment, LaneRow, lane_rows
from kapguide.ui.widgets.charts.lanes_layout import HIGH, LOW
from kapguide.ui.widgets.charts.lanes_paint import paint_lanes
from kapguide.ui.widgets.charts.lanes_picture import LanesPicture
from kapguide.ui.widgets.words import clock_text, minutes_text

NEAR = 22
"""So near a click still means a mark (pixels)."""


class DebriefLanes(Painted):
    """Shows a DebriefLanesData. Left and right go from moment to moment, Home and End to the first and the last,
    Enter opens the screen as it was; a click goes to the nearest moment."""

    chosen = Signal(str)
    """The id of a moment."""
    opened = Signal()
    """The screen as it was at the chosen moment is wanted."""
    phase_pointed = Signal(int)
    """The phase at this time was clicked."""

    def __init__(self, theme: Theme, data: DebriefLanesData | None = None) -> None:
        self._kept: tuple[QRectF, DebriefLanesData, LanesPicture] | None = None
        super().__init__(theme, "What happened, on a line of time", data or DebriefLanesData())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def picture(self) -> LanesPicture:
        """As it is laid out now."""
        rect = QRectF(self.rect())
        if self._kept is None or self._kept[:2] != (rect, self.data):
            self._kept = (rect, self.data, LanesPicture(rect, self.data, self.theme))
        return self._kept[2]

    def rows(self) -> list[str]:
        return lane_rows(self.data)

    def describe(self) -> str:
        """The chosen moment, and how many there are."""
        data: DebriefLanesData = self.data
        if data.moment is None:
            return f"{len(data.moments)} moments"
        return f"{data.moment}; moment {data.moments.index(data.moment) + 1} of {len(data.moments)}"

    def sizeHint(self) -> QSize:
        return QSize(900, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, LOW)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_lanes(painter, self.picture(), focused=self.hasFocus())

    def choose(self, by: int) -> None:
        """Go `by` moments further."""
        moment = self.data.next_to(by)
        if moment is not None:
            self.chosen.emit(moment.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(self.data.moments),
            Qt.Key.Key_End: len(self.data.moments),
        }
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif (by := steps.get(Qt.Key(event.key()))) is not None:
            self.choose(by)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.opened.emit()
        else:
            event.ignore()

    def nearest(self, x: float) -> LaneMoment | None:
        """The moment that a place along the line means."""
        at = self.picture().scale.at(x)
        return min(self.data.moments, key=lambda each: abs(each.at - at), default=None)

    def mark_at(self, point: QPointF) -> tuple[LaneRow, LaneMark] | None:
        """The mark under a point."""
        picture = self.picture()
        near = [
            (abs(x - point.x()) + abs(picture.y(lane) - point.y()), order, lane, mark)
            for order, lane in enumerate(LaneRow)
            for x, mark in picture.shown(lane)
            if abs(picture.y(lane) - point.y()) <= NEAR
        ]
        best = min(near, key=lambda each: each[:2], default=None)
        return (best[2], best[3]) if best is not None and best[0] <= NEAR else None

    def words_at(self, point: QPointF) -> str:
        """What lies under a point: a mark, or a phase with its times."""
        if (found := self.mark_at(point)) is not None:
            return f"{clock_text(found[1].at)}  {found[0].value}: {found[1].words}"
        picture = self.picture()
        at = picture.scale.at(point.x())
        if point.y() > picture.rows.strip or point.x() < picture.scale.left:
            return ""
        phase = next((each for each in self.data.phases if each.start <= at < each.end), None)
        return f"{minutes_text(phase.start)} to {minutes_text(phase.end)}  {phase.title}" if phase is not None else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        picture, point = self.picture(), event.position()
        if point.y() <= picture.rows.strip and point.x() >= picture.scale.left:
            self.phase_pointed.emit(picture.scale.at(point.x()))
            return
        found = self.mark_at(point)
        ids = {each.id for each in self.data.moments}
        near = self.nearest(point.x())
        if found is not None and found[1].moment in ids:
            self.chosen.emit(found[1].moment)
        elif near is not None and point.x() >= picture.scale.left:
            self.chosen.emit(near.id)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._kept = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
