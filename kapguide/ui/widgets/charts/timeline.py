"""The session on one line: phases, where now is, the doses, prompts and readings, the expected end and the pick-up."""

import msgspec
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip

from kapguide.spans import SECOND
from kapguide.ui.theme import Theme, mix
from kapguide.ui.widgets.base import Glide, Painted
from kapguide.ui.widgets.charts.timeline_data import (
    EYE,
    CueKind,
    Scale,
    TimelineCue,
    TimelineData,
    TimelineGap,
    TimelinePhase,
    TimelineRows,
    axis_font,
    axis_labels,
)
from kapguide.ui.widgets.charts.timeline_names import name_font, phase_names
from kapguide.ui.widgets.words import minutes_text

__all__ = [
    "ROWS",
    "CueKind",
    "Timeline",
    "TimelineCue",
    "TimelineData",
    "TimelineGap",
    "TimelinePhase",
    "paint_timeline",
]

ROWS = TimelineRows()
GAP = 4
PLAYHEAD = QPointF(6, 8)
"""Half the width of the mark of now, and its height (pixels)."""
FLAG = 8
"""A side timer's flag is so long, and at most so high (pixels)."""
CAPITALS = 0.76
"""How high the tallest letters are, as a share of the size of type."""
AROUND_NOW = 8
UNSEEN = 0.5
"""By less than this (pixels) now moves without anybody seeing it: in a session of three hours that is five seconds."""
COMPANY = 2.0
"""How thick the line of company is, and how far below the phases its middle lies (pixels)."""
ALONG = 2 * SECOND
"""Ends that move by no more than this from one picture to the next move with the time."""


def paint_timeline(
    painter: QPainter, rect: QRectF, data: TimelineData, theme: Theme, rows: TimelineRows = ROWS
) -> None:
    """Paint into `rect`; rows are laid out from its top."""
    scale = Scale(rect, data)
    bar = QRectF(rect.left(), rect.top() + rows.names, rect.width(), rows.bar)
    painter.save()
    for index in range(len(data.phases)):
        _paint_phase(painter, bar, scale, data, index, theme)
    _paint_company(painter, bar, scale, data, theme)
    _paint_cues(painter, bar, scale, data, theme, rows)
    _paint_doses(painter, bar, scale, data, theme, rows)
    if rows.axis:
        _paint_axis(painter, bar, scale, data, theme, rows)
    _paint_names(painter, rect, bar, scale, data, theme, rows)
    _paint_now(painter, bar, scale, data, theme)
    painter.restore()


def _paint_phase(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, index: int, theme: Theme) -> None:
    phase = data.phases[index]
    c, strength, hue = theme.colours, theme.strength, theme.phase(phase.kind)
    left, right = scale.x(phase.start), scale.x(max(phase.start, phase.end))
    if index < len(data.phases) - 1:
        right -= GAP
    box = QRectF(left, bar.top(), max(2.0, right - left), bar.height())
    corner = min(6.0, box.width() / 2)
    current, past = index == data.current, index < data.current
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mix(c.surface, hue, strength.past if past else strength.rest if current else strength.future))
    painter.drawRoundedRect(box, corner, corner)
    if current or past:
        gone = box.width() if past else min(box.width(), max(0.0, scale.x(data.now) - box.left()))
        painter.save()
        painter.setClipRect(QRectF(box.left(), box.top(), gone, box.height()))
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


def _paint_names(
    painter: QPainter, rect: QRectF, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme, rows: TimelineRows
) -> None:
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    for name in phase_names(scale, data, theme, rows.px, GAP):
        painter.setFont(name_font(theme, data, name.index, rows.px))
        painter.setPen(theme.colours.text if name.index <= data.current else theme.colours.soft)
        top, high = (rect.top(), rows.names - 2) if name.above else (bar.top(), bar.height())
        painter.drawText(QRectF(name.left, top, rect.right() - name.left + 2, high), flags, name.text)


def _paint_cues(
    painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme, rows: TimelineRows
) -> None:
    c, y = theme.colours, bar.bottom() + rows.marks / 2 + 1
    drawn: set[tuple[CueKind, bool, bool, bool, int]] = set()
    half, dot = (3.0, 4.0) if rows.axis else (2.5, 3.5)
    for cue in data.cues:
        x = min(max(scale.x(cue.at), scale.left + dot), scale.right - dot)
        look = (cue.kind, cue.done, cue.missed, cue.due, round(x / 3))
        if look in drawn or cue.at > scale.high:
            continue
        drawn.add(look)
        if cue.kind is CueKind.TIMER:
            _paint_flag(painter, flag_place(bar, min(x, scale.right - FLAG), rows), theme)
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        if cue.kind is CueKind.PROMPT:
            over = cue.done or cue.missed
            painter.setBrush(c.line if over else c.faint)
            diamond = [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
            painter.drawPolygon(QPolygonF(diamond))
            continue
        if cue.due:
            painter.setBrush(c.warm)
        elif cue.done:
            painter.setBrush(mix(c.surface, c.accent, 0.6))
        else:
            painter.setPen(QPen(c.line if cue.missed else c.soft, 1.6))
            painter.setBrush(c.surface)
            painter.drawEllipse(QPointF(x, y), dot - 0.8, dot - 0.8)
            continue
        painter.drawEllipse(QPointF(x, y), dot, dot)


def _paint_company(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    """A thin line under the phases for as long as somebody is with the client: open where nobody was, dotted where
    nobody knows, warm while nobody is."""
    if data.company is None:
        return
    c, y = theme.colours, bar.bottom() + COMPANY
    there = QPen(mix(c.surface, c.soft, 0.75), COMPANY)
    there.setCapStyle(Qt.PenCapStyle.FlatCap)
    doubted = QPen(there)
    doubted.setDashPattern([1, 1.5])
    waits = QPen(there)
    waits.setColor(c.warm)
    reached = data.company
    for gap in (*data.alone, TimelineGap(data.now, data.now)):
        end = data.now if gap.end is None else gap.end
        for pen, one, other in (
            (there, reached, gap.start),
            (doubted if gap.doubtful else waits if gap.end is None else None, gap.start, end),
        ):
            if pen is not None and one < other:
                painter.setPen(pen)
                painter.drawLine(QPointF(scale.x(one), y), QPointF(scale.x(other), y))
        reached = end


def _paint_doses(
    painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme, rows: TimelineRows
) -> None:
    """A tick for each dose, dashed where the first is only supposed."""
    bottom = bar.bottom() + rows.marks + (1 if rows.axis else 0)
    pen = QPen(theme.colours.text, 1.5)
    given = data.t0 is not None
    if not given:
        pen.setDashPattern([2, 2])
    painter.setPen(pen)
    first = data.t0 if given else data.supposed_t0
    for at in (*(() if first is None else (first,)), *data.later_doses):
        x = scale.x(at)
        painter.drawLine(QPointF(x, bar.bottom() - 7), QPointF(x, bottom))


def _paint_axis(
    painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme, rows: TimelineRows
) -> None:
    """The pick-up's mark, and the times."""
    top = bar.bottom() + rows.marks
    if data.pick_up is not None and not scale.pick_up_beyond:
        x = min(scale.x(data.pick_up), scale.right - 1)
        pen = QPen(theme.colours.text if data.end > data.pick_up else theme.colours.soft, 1.5)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, top + 1))
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    for label in axis_labels(scale, data, theme, rows.px):
        place = QRectF(label.left, top, label.wide + 2, rows.axis)
        if label.eye:
            size = rows.px + 1
            eye = QRectF(place.left(), place.center().y() - size / 2, size, size)
            theme.draw_icon(painter, "eye", eye, theme.colour(label.colour))
            place.setLeft(place.left() + EYE * rows.px)
        painter.setFont(axis_font(theme, label.strong, rows.px))
        painter.setPen(theme.colour(label.colour))
        painter.drawText(place, flags, label.text)


def flag_place(bar: QRectF, x: float, rows: TimelineRows) -> QRectF:
    """Where the flag of a side timer hangs: from the bar's upper edge, above what is written in the bar."""
    free = (bar.height() - CAPITALS * rows.px) / 2 - 1
    return QRectF(x, bar.top(), FLAG, min(FLAG, free))


def _paint_flag(painter: QPainter, place: QRectF, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colours.soft)
    tip = QPointF(place.right(), place.center().y())
    painter.drawPolygon(QPolygonF([place.topLeft(), tip, place.bottomLeft()]))


def _paint_now(painter: QPainter, bar: QRectF, scale: Scale, data: TimelineData, theme: Theme) -> None:
    c, x = theme.colours, scale.x(data.now)
    half, high = PLAYHEAD.x(), PLAYHEAD.y()
    top = bar.top() - high - 3
    painter.setPen(QPen(c.text, 2))
    painter.drawLine(QPointF(x, top + 2), QPointF(x, bar.bottom() + 1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(c.text)
    x = min(max(x, bar.left() + half), bar.right() - half)  # whole also at both ends
    painter.drawPolygon(QPolygonF([QPointF(x - half, top), QPointF(x + half, top), QPointF(x, top + high)]))


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
        self._shown = self._from = self._drawn = data
        self._rows = ROWS
        super().__init__(theme, "Session timeline", data)
        self._glide = Glide(theme, self, self._move)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_rows(self, rows: TimelineRows) -> None:
        """Be as high as these rows."""
        self._rows = rows
        self.updateGeometry()
        self.update()

    def changed(self, before: TimelineData) -> None:
        pairs = zip(before.phases, self.data.phases, strict=False)
        moved = max((max(abs(old.start - new.start), abs(old.end - new.end)) for old, new in pairs), default=0)
        # A phase that is held, or past its end, runs along with the time: that is no glide, which would never end.
        if len(before.phases) == len(self.data.phases) and moved > ALONG and self.isVisible():
            self._from = self._shown
            self._glide.go()
        elif self._glide.state() is not Glide.State.Running:
            self._shown = self.data
            touched = self._touched(self._drawn)
            if not touched.isEmpty():
                self._drawn = self.data
                self.update(touched)

    def _touched(self, before: TimelineData) -> QRect:
        """Where the picture is seen to be another than that of `before`: from second to second only around now, and
        after many a second nowhere."""
        data, whole = self.data, QRectF(self.rect())
        later = msgspec.structs.replace(before, now=data.now, pick_up=data.pick_up)
        # A pick-up is a time of day: from second to second it is a millisecond off, which is no pixel.
        still = abs((data.pick_up or 0) - (before.pick_up or 0)) < SECOND and data.now <= data.end
        scales = Scale(whole, before), Scale(whole, data)
        if later != data or not still:
            return self.rect()
        places = scales[0].x(before.now), scales[1].x(data.now)
        if abs(places[1] - places[0]) < UNSEEN:
            return QRect()
        if self._names(scales[0], before) != self._names(scales[1], data):
            return self.rect()
        room = AROUND_NOW
        return QRectF(min(places) - room, 0, max(places) - min(places) + 2 * room, whole.height()).toAlignedRect()

    def _names(self, scale: Scale, data: TimelineData) -> object:
        return phase_names(scale, data, self.theme, self._rows.px, GAP)

    def _move(self, share: float) -> None:
        if len(self._from.phases) != len(self.data.phases):
            share = 1.0
        self._shown = self.data if share >= 1 else _between(self._from, self.data, share)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, self._rows.high)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._rows.high)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_timeline(painter, rect, self._shown, self.theme, self._rows)

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
        parts += [f"observed until {data.observed_text}"] if data.observed_text else []
        parts += [data.pick_up_text] if data.pick_up_text else []
        parts += [_alone_words(data.alone[-1])] if data.alone and data.alone[-1].end is None else []
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
        lines += [f"{minutes_text(at)}  dose {number} given" for number, at in enumerate(data.later_doses, 2)]
        for cue in data.cues:
            state = "missed" if cue.missed else "done" if cue.done else "due" if cue.due else "to come"
            lines.append(f"{minutes_text(cue.at)}  {cue.title or cue.kind.value}  {state}")
        lines += [_alone_words(gap) for gap in data.alone]
        if data.observed is not None:
            lines.append(f"{minutes_text(data.observed)}  observation over {data.observed_text}".rstrip())
        if data.pick_up is not None:
            lines.append(f"{minutes_text(data.pick_up)}  {data.pick_up_text or 'pick-up'}")
        return lines

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What lies under a point: below the phases the nearest prompt or reading, else the phase."""
        data: TimelineData = self.data
        scale = Scale(QRectF(self.rect()), data)
        if point.y() > self._rows.names + self._rows.bar:
            near = min(data.cues, key=lambda cue: abs(scale.x(cue.at) - point.x()), default=None)
            if near and abs(scale.x(near.at) - point.x()) <= 8:
                return f"{minutes_text(near.at)}  {near.title}{'  (missed)' if near.missed else ''}"
            gaps = (
                gap for gap in data.alone if scale.x(gap.start) - 4 <= point.x() <= scale.x(gap.end or data.now) + 4
            )
            return next(map(_alone_words, gaps), "")
        for phase in data.phases:
            if scale.x(phase.start) <= point.x() <= scale.x(phase.end):
                return f"{phase.title}\n{minutes_text(phase.start)} to {minutes_text(phase.end)}"
        return ""


def _alone_words(gap: TimelineGap) -> str:
    """`0:40 to 0:47  nobody with the client`."""
    until = f" to {minutes_text(gap.end)}" if gap.end is not None else " on"
    return f"{minutes_text(gap.start)}{until}  {'not known who was' if gap.doubtful else 'nobody'} with the client"
