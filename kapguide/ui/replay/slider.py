"""The whole session as one bar: its phases, its moments and its gaps, and where it is played. A press goes there."""

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.session.playback import MomentKind, PlayedMoment
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.ui.theme import Theme, mix
from kapguide.ui.widgets.base import Painted
from kapguide.ui.widgets.words import clock_text

HIGH, BAR, EDGE = 20, 8, 8
NEAR = 6
"""A moment so near to the pointer (pixels) is the one that it means."""
ABOVE = {MomentKind.DOSE, MomentKind.EMERGENCY, MomentKind.REMARK, MomentKind.TURN}
"""What stands out from the bar; the others are small marks below it."""


class SliderPhase(msgspec.Struct, frozen=True):
    """A phase as it went (session time, ms)."""

    title: str
    kind: PhaseKind
    start: int
    end: int


class SliderData(msgspec.Struct, frozen=True):
    """The session from `start` to `end`, and where it is now (session time, ms)."""

    start: int = 0
    end: int = 1
    now: int = 0
    phases: tuple[SliderPhase, ...] = ()
    moments: tuple[PlayedMoment, ...] = ()
    lapses: tuple[tuple[int, int], ...] = ()


def slider_x(rect: QRectF, data: SliderData, t: int) -> float:
    """Where `t` stands."""
    share = (t - data.start) / max(1, data.end - data.start)
    return rect.left() + EDGE + (rect.width() - 2 * EDGE) * min(1.0, max(0.0, share))


def slider_time(rect: QRectF, data: SliderData, x: float) -> int:
    """Which time stands at `x`."""
    share = (x - rect.left() - EDGE) / max(1.0, rect.width() - 2 * EDGE)
    return data.start + round((data.end - data.start) * min(1.0, max(0.0, share)))


def paint_slider(painter: QPainter, rect: QRectF, data: SliderData, theme: Theme) -> None:
    """What is past in the full colour of its phase, what is to come in little of it."""
    c, strength = theme.colours, theme.strength
    y = rect.center().y()
    bar = QRectF(rect.left(), y - BAR / 2, rect.width(), BAR)
    now = slider_x(rect, data, data.now)
    painter.setPen(Qt.PenStyle.NoPen)
    for phase in data.phases:
        left, right = slider_x(rect, data, phase.start), slider_x(rect, data, phase.end)
        hue = theme.phase(phase.kind)
        box = QRectF(left, bar.top(), max(2.0, right - left - 1.5), BAR)
        for clip, share in (
            (QRectF(now, 0, rect.width(), rect.bottom()), strength.future),
            (QRectF(0, 0, now, rect.bottom()), strength.current),
        ):
            painter.save()
            painter.setClipRect(clip)
            painter.setBrush(mix(c.surface, hue, share))
            painter.drawRoundedRect(box, 3, 3)
            painter.restore()
    for start, end in data.lapses:
        left, right = slider_x(rect, data, start), slider_x(rect, data, end)
        painter.setBrush(c.surface)
        painter.setPen(QPen(c.dim, 1, Qt.PenStyle.DotLine))
        painter.drawRect(QRectF(left, bar.top() + 1, max(3.0, right - left), BAR - 2))
    for moment in data.moments:
        _paint_moment(painter, slider_x(rect, data, moment.t), bar, moment.kind, theme)
    painter.setPen(QPen(c.text, 2))
    painter.drawLine(QPointF(now, rect.top() + 1), QPointF(now, rect.bottom() - 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.text)
    painter.drawEllipse(QPointF(now, y), 5, 5)


def _paint_moment(painter: QPainter, x: float, bar: QRectF, kind: MomentKind, theme: Theme) -> None:
    """Told apart by their shape: a line for a dose, a square for an emergency, a ring for a remark, a dot for a sign of
    the client's; all others are short lines below."""
    c, above = theme.colours, bar.top() - 3
    if kind not in ABOVE:
        painter.setPen(QPen(c.faint, 1))
        painter.drawLine(QPointF(x, bar.bottom() + 2), QPointF(x, bar.bottom() + 5))
        return
    painter.setPen(QPen(c.text, 1.5))
    painter.setBrush(c.surface if kind is MomentKind.REMARK else c.text)
    if kind is MomentKind.DOSE:
        painter.drawLine(QPointF(x, above - 3), QPointF(x, bar.bottom()))
    elif kind is MomentKind.EMERGENCY:
        painter.drawRect(QRectF(x - 2, above - 3, 4, 4))
    else:
        painter.drawEllipse(QPointF(x, above - 1), 2.5, 2.5)


class ReplaySlider(Painted):
    """Shows a SliderData; `asked` carries the session time that was pressed, or dragged to."""

    asked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Where it is played", SliderData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(320, HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HIGH)

    def rows(self) -> list[str]:
        data: SliderData = self.data
        phases = [f"{clock_text(phase.start)} to {clock_text(phase.end)}  {phase.title}" for phase in data.phases]
        moments = [f"{clock_text(moment.t)}  {moment.kind}: {moment.words}" for moment in data.moments]
        return [*phases, *moments]

    def describe(self) -> str:
        data: SliderData = self.data
        phase = next((phase.title for phase in data.phases if phase.start <= data.now < phase.end), "")
        return f"{phase}, " * bool(phase) + f"{clock_text(data.now)} of {clock_text(data.end)}"

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_slider(painter, rect, self.data, self.theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.asked.emit(self._meant(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(self._meant(event.position().x()))

    def event(self, event: QEvent) -> bool:
        """The tool tip tells what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            near = self._near(event.pos().x())
            words = [f"{moment.kind}: {moment.words}" for moment in near[:6]]
            at = near[0].t if near else slider_time(QRectF(self.rect()), self.data, event.pos().x())
            QToolTip.showText(event.globalPos(), "\n".join((clock_text(at), *words)), self)
            return True
        return super().event(event)

    def _near(self, x: float) -> list[PlayedMoment]:
        """The moments that stand nearest to `x`, if any stands near."""
        rect, data = QRectF(self.rect()), self.data
        apart = {moment.t: abs(slider_x(rect, data, moment.t) - x) for moment in data.moments}
        nearest = min(apart, key=lambda t: apart[t], default=None)
        if nearest is None or apart[nearest] > NEAR:
            return []
        return [moment for moment in data.moments if moment.t == nearest]

    def _meant(self, x: float) -> int:
        """The moment that the pointer is at, where it stands out; else the time."""
        near = next((moment.t for moment in self._near(x) if moment.kind in ABOVE), None)
        return slider_time(QRectF(self.rect()), self.data, x) if near is None else int(near)
