"""The session on one line: phases, where now is, the dose, prompts and readings, the expected end and the pick-up."""

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Glide, Painted, elided, text_width
from kapguide.ui.widgets.timeline_data import (
    CueKind,
    Scale,
    TimelineCue,
    TimelineData,
    TimelinePhase,
    axis_font,
    axis_labels,
)
from kapguide.ui.widgets.words import MINUTE, minutes_text

__all__ = ["HEIGHT", "CueKind", "Timeline", "TimelineCue", "TimelineData", "TimelinePhase", "paint_timeline"]

PILL, CUES, BAR, HINT, DOTS, AXIS = 24, 14, 40, 6, 12, 18
"""Heights of the rows from the top (pixels): now-pill, prompts, phases, min/max hint, readings, times."""
HEIGHT = PILL + CUES + BAR + HINT + DOTS + AXIS
GAP = 4


def paint_timeline(painter: QPainter, rect: QRectF, data: TimelineData, theme: Theme) -> None:
    """Paint into `rect`; rows are laid out from its top, `HEIGHT` pixels in all."""
    scale = Scale(rect, data)
    bar = QRectF(rect.left(), rect.top() + PILL + CUES, rect.width(), BAR)
    painter.save()
    for index, phase in enumerate(data.phases):
        _paint_phase(painter, bar, scale, data, index, phase, theme)
    _paint_planned_end(painter, bar, scale, data, theme)
    _paint_cues(painter, bar, scale, data, theme)
    _paint_axis(painter, bar, scale, data, theme)
    _paint_now(painter, rect, bar, scale, data, theme)
    painter.restore()


def _paint_phase(
    painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, index: int, phase: TimelinePhase, theme: Theme
) -> None:
    c, strength, hue = theme.colours, theme.strength, theme.phase(phase.kind)
    left, right = scale.x(phase.start), scale.x(max(phase.start, phase.end))
    if index < len(data.phases) - 1:
        right -= GAP
    box = QRectF(left, bar.top(), max(2.0, right - left), BAR)
    corner = min(6.0, box.width() / 2)
    current, past = index == data.current, index < data.current
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(c.surface, hue, strength.past if past else strength.rest if current else strength.future))
    painter.drawRoundedRect(box, corner, corner)
    if current or past:
        gone = box.width() if past else min(box.width(), max(0.0, scale.x(data.now) - box.left()))
        painter.save()
        painter.setClipRect(QRectF(box.left(), box.top(), gone, BAR))
        if current:
            painter.setBrush(mix(c.surface, hue, strength.current))
            painter.drawRoundedRect(box, corner, corner)
        painter.setClipRect(QRectF(box.left(), box.bottom() - 3, gone, 3))
        painter.setBrush(mix(c.surface, hue, 1.0 if current else 0.7))
        painter.drawRoundedRect(box, corner, corner)
        painter.restore()
    if current:
        edge = QPen(mix(hue, c.text, 0.25), 1.5)
        if data.held:
            edge.setDashPattern([4, 3])
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
        _paint_limits(painter, box, scale, phase, theme)
    _paint_title(painter, box, scale, data, index, phase, theme)


def _paint_title(
    painter: QPainter, box: QRectF, scale: Scale, data: TimelineData, index: int, phase: TimelinePhase, theme: Theme
) -> None:
    current = index == data.current
    font = theme.font(Role.SMALL, QFont.Weight.DemiBold if current else QFont.Weight.Medium)
    room = box.adjusted(12, 0, -8, 0)
    title = f"{phase.title} · held" if current and data.held else phase.title
    now = scale.x(data.now)
    if current and room.left() - 8 < now < room.left() + text_width(title[:200], font) + 8:
        wide = text_width(title[:200], font)
        if room.right() - now - 10 >= wide:
            room.setLeft(now + 10)
        elif now - 10 - room.left() >= wide:
            room.setRight(now - 10)
    words = elided(title, font, room.width())
    if room.width() < 20 or len(words) < 3:
        return
    painter.setFont(font)
    painter.setPen(theme.colours.text)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), words)


def _paint_limits(painter: QPainter, box: QRectF, scale: Scale, phase: TimelinePhase, theme: Theme) -> None:
    """A thin bracket below the current phase: from its shortest to its longest end."""
    if phase.shortest is None or phase.longest is None or phase.longest <= phase.shortest:
        return
    left, right = scale.x(phase.shortest), scale.x(phase.longest)
    y = box.bottom() + 4
    painter.setPen(QPen(theme.colours.faint, 1))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.drawLine(QPointF(left, y - 2), QPointF(left, y + 2))
    if phase.longest <= scale.high:
        painter.drawLine(QPointF(right, y - 2), QPointF(right, y + 2))


def _paint_planned_end(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    if data.planned_end is None or abs(data.planned_end - data.end) < MINUTE or data.planned_end > scale.high:
        return
    pen = QPen(theme.colours.dim, 1)
    pen.setDashPattern([2, 3])
    painter.setPen(pen)
    x = scale.x(data.planned_end)
    painter.drawLine(QPointF(x, bar.top() - 4), QPointF(x, bar.bottom() + 4))


def _paint_cues(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    c = theme.colours
    drawn: set[tuple[CueKind, bool, bool, int]] = set()
    for cue in data.cues:
        x = min(max(scale.x(cue.at), scale.left + 5), scale.left + scale.width - 5)
        look = (cue.kind, cue.done, cue.missed, round(x / 3))
        if look in drawn or cue.at > scale.high:
            continue
        drawn.add(look)
        hue = c.warm if cue.kind is CueKind.PROMPT else c.accent
        if cue.missed:
            painter.setPen(QPen(c.dim, 1.3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.faint if cue.done else hue)
        if cue.kind is CueKind.PROMPT:
            y, half = bar.top() - 8, 4.5
            diamond = [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
            painter.drawPolygon(QPolygonF(diamond))
        else:
            painter.drawEllipse(QPointF(x, bar.bottom() + HINT + DOTS / 2), 3, 3)


def _paint_axis(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    """The marks of the dose and the pick-up, and the times."""
    c = theme.colours
    top = bar.bottom() + HINT + DOTS
    if data.t0 is not None:
        x = scale.x(data.t0)
        painter.setPen(QPen(c.text, 1.5))
        painter.drawLine(QPointF(x, bar.bottom() - 8), QPointF(x, top + 1))
    if data.pick_up is not None and not scale.pick_up_beyond:
        x = scale.x(data.pick_up)
        pen = QPen(c.warm if data.end > data.pick_up else c.dim, 1.5)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, bar.top() - 4), QPointF(x, top + 1))
    for label in axis_labels(scale, data, theme):
        painter.setFont(axis_font(theme, label.strong))
        painter.setPen(theme.colour(label.colour))
        place = QRectF(label.left, top, label.wide + 2, AXIS)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), label.text)


def _paint_now(painter: QPainter, rect: QRectF, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    c, x = theme.colours, scale.x(data.now)
    font = theme.font(Role.SMALL, QFont.Weight.Bold, tabular=True)
    wide = text_width(data.now_text, font) + 20
    left = min(max(x - wide / 2, rect.left()), max(rect.left(), rect.right() - wide))
    pill = QRectF(left, rect.top() + 1, wide, 21)
    painter.setPen(QPen(c.text, 2))
    painter.drawLine(QPointF(x, pill.bottom()), QPointF(x, bar.bottom() + HINT))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.text)
    painter.drawRoundedRect(pill, 10.5, 10.5)
    painter.setFont(font)
    painter.setPen(c.ground)
    painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), data.now_text)


def _between(before: TimelineData, after: TimelineData, share: float) -> TimelineData:
    """`after`, with its phases `share` of the way from where `before` had them."""

    def way(one: int, other: int) -> int:
        return one + round((other - one) * share)

    phases = tuple(
        msgspec.structs.replace(new, start=way(old.start, new.start), end=way(old.end, new.end))
        for old, new in zip(before.phases, after.phases, strict=True)
    )
    return msgspec.structs.replace(after, phases=phases)


class Timeline(Painted):
    """Shows a TimelineData. A moved end glides to its new place; otherwise it repaints only when the data change."""

    def __init__(self, theme: Theme, data: TimelineData | None = None) -> None:
        data = data or TimelineData()
        self._shown = self._from = data
        super().__init__(theme, "Session timeline", data)
        self._glide = Glide(theme, self, self._move)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changed(self, before: TimelineData) -> None:
        def bounds(data: TimelineData) -> list[tuple[int, int]]:
            return [(phase.start, phase.end) for phase in data.phases]

        if len(before.phases) == len(self.data.phases) and bounds(before) != bounds(self.data) and self.isVisible():
            self._from = self._shown
            self._glide.go()
        elif self._glide.state() is not Glide.State.Running:
            self._shown = self.data
            self.update()

    def _move(self, share: float) -> None:
        if len(self._from.phases) != len(self.data.phases):
            share = 1.0
        self._shown = self.data if share >= 1 else _between(self._from, self.data, share)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_timeline(painter, rect, self._shown, self.theme)

    def describe(self) -> str:
        data: TimelineData = self.data
        if not 0 <= data.current < len(data.phases):
            return "no phase"
        phase = data.phases[data.current]
        held = ", held" if data.held else ""
        parts = [
            f"phase {data.current + 1} of {len(data.phases)}: {phase.title}{held}, until {minutes_text(phase.end)}"
        ]
        parts.append(data.end_text or f"expected end {minutes_text(data.end)}")
        parts += [data.pick_up_text] if data.pick_up_text else []
        return "; ".join(parts)

    def rows(self) -> list[str]:
        data: TimelineData = self.data
        states = [
            "past" if i < data.current else "now" if i == data.current else "to come" for i in range(len(data.phases))
        ]
        lines = [
            f"{minutes_text(phase.start)} to {minutes_text(phase.end)}  {phase.title}  {state}"
            for phase, state in zip(data.phases, states, strict=True)
        ]
        if data.t0 is not None:
            lines.append(f"{minutes_text(data.t0)}  dose given")
        for cue in data.cues:
            state = "missed" if cue.missed else "done" if cue.done else "to come"
            lines.append(f"{minutes_text(cue.at)}  {cue.title or cue.kind.value}  {state}")
        if data.pick_up is not None:
            lines.append(f"{minutes_text(data.pick_up)}  {data.pick_up_text or 'pick-up'}")
        return lines

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point: the nearest prompt or reading, else the phase."""
        data: TimelineData = self.data
        scale = Scale(QRectF(self.rect()), data)
        row = None
        if point.y() < PILL + CUES:
            row = CueKind.PROMPT
        elif point.y() > PILL + CUES + BAR:
            row = CueKind.READING
        if row:
            near = min(
                (cue for cue in data.cues if cue.kind is row),
                key=lambda cue: abs(scale.x(cue.at) - point.x()),
                default=None,
            )
            if near and abs(scale.x(near.at) - point.x()) <= 8:
                return f"{minutes_text(near.at)}  {near.title}{'  (missed)' if near.missed else ''}"
            return ""
        for phase in data.phases:
            if scale.x(phase.start) <= point.x() <= scale.x(phase.end):
                return f"{phase.title}\n{minutes_text(phase.start)} to {minutes_text(phase.end)}"
        return ""
