"""Readings over the session as they were typed: pressure as bars, heart rate as a line. Nothing is judged.

No line goes through time without a reading: it would say what nobody has seen.
"""

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.clinical.vitals import JOINED
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, elided, text_width
from kapguide.ui.widgets.words import minutes_text

LEGEND, AXIS, LEFT = 24, 20, 36
RECORD_LEFT, RECORD_LEGEND = 31, 20
"""The same in a record, where the legend stands at the foot."""
LOW, TALL = 64, 120
"""From `LOW` pixels of height on there is a chart, from `TALL` on also its legend and the saturations."""
LEAST = (60, 150)
"""The scale starts out from 60 to 150 and grows to whatever was typed."""
GRID = 30
STEPS = (5, 10, 15, 30, 60, 120, 240)


class VitalsPoint(msgspec.Struct, frozen=True):
    """One reading at session time `at` (ms): mmHg, beats a minute, per cent; None where nothing was typed."""

    at: int
    systolic: int | None = None
    diastolic: int | None = None
    heart_rate: int | None = None
    spo2: int | None = None


class VitalsChartData(msgspec.Struct, frozen=True):
    """The readings, the stretch of session time shown (ms), and now (None on paper)."""

    points: tuple[VitalsPoint, ...] = ()
    start: int = 0
    end: int = 60 * MINUTE
    now: int | None = None
    t0: int | None = None
    """What the axis counts from (session time, ms); None for the session's start."""
    to_come: tuple[int, ...] = ()
    """When readings fall due."""
    empty_text: str = "No reading yet"
    record: bool = False
    """The session is over: the times are said from the dose on."""
    silent: str = ""
    """Where nobody took a reading, in a record's words."""


class _Frame:
    """Where a value and a time lie."""

    def __init__(self, rect: QRectF, data: VitalsChartData, spo2: bool) -> None:
        self.left = RECORD_LEFT if data.record else LEFT
        if data.record:
            self.box = rect.adjusted(self.left, 7, 0, -AXIS - RECORD_LEGEND - (18 if spo2 else 0))
        else:
            above = LEGEND if rect.height() >= TALL else 8
            self.box = rect.adjusted(self.left, above, -8, -AXIS - (26 if spo2 else 4))
        values = [
            value
            for point in data.points
            for value in (point.systolic, point.diastolic, point.heart_rate)
            if value is not None
        ]
        self.inside = (25, 0, -30, 0) if data.record else (10, 0, -10, 0)
        self.low = min([LEAST[0], *(value // GRID * GRID for value in values)])
        self.high = max([LEAST[1], *(-(-value // GRID) * GRID for value in values)])
        begins = [data.t0] if data.record and data.t0 is not None and data.points else [data.start]
        self.start = min([*begins, *(point.at for point in data.points)])
        ends = [] if data.record and data.points else [data.end]
        times = [*ends, self.start + MINUTE, *(point.at for point in data.points)]
        self.end = max(times if data.now is None else [*times, data.now])

    def x(self, at: int) -> float:
        inner = self.box.adjusted(*self.inside)
        return inner.left() + inner.width() * (at - self.start) / (self.end - self.start)

    def y(self, value: int) -> float:
        return self.box.bottom() - self.box.height() * (value - self.low) / (self.high - self.low)


def paint_vitals(painter: QPainter, rect: QRectF, data: VitalsChartData, theme: Theme) -> None:
    """Paint the chart into `rect`; with no reading it is the bare frame and its words."""
    c = theme.colours
    if rect.width() < 120 or rect.height() < LOW:
        return
    spo2 = rect.height() >= TALL and any(point.spo2 is not None for point in data.points)
    frame = _Frame(rect, data, spo2)
    painter.save()
    _paint_grid(painter, frame, theme)
    if data.now is not None and data.points:
        pen = QPen(c.text, 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        x = frame.x(data.now)
        painter.drawLine(QPointF(x, frame.box.top()), QPointF(x, frame.box.bottom()))
    if data.record and data.t0 is not None:
        painter.setPen(QPen(theme.phase(PhaseKind.DOSING), 1.5))
        x = frame.x(data.t0)
        painter.drawLine(QPointF(x, frame.box.top()), QPointF(x, frame.box.bottom()))
    if data.points:
        if data.record:
            _paint_key(painter, rect, data, theme, spo2)
        elif rect.height() >= TALL:
            _paint_legend(painter, rect, theme)
        _paint_points(painter, frame, data, theme)
    else:
        painter.setFont(theme.font(Role.LABEL))
        painter.setPen(c.dim)
        painter.drawText(frame.box, int(Qt.AlignmentFlag.AlignCenter), data.empty_text)
    if spo2:
        _paint_spo2(painter, frame, data, theme)
    _paint_to_come(painter, frame, data, theme)
    if data.record:
        _paint_since(painter, frame, data, theme)
    else:
        _paint_times(painter, rect, frame, theme, data.t0)
    painter.restore()


def _paint_to_come(painter: QPainter, frame: _Frame, data: VitalsChartData, theme: Theme) -> None:
    """A small ring on the lowest line for each reading that falls due within the chart."""
    painter.setBrush(theme.colours.surface)
    painter.setPen(QPen(theme.colours.soft, 1.5))
    for at in data.to_come:
        if frame.start <= at <= frame.end:
            painter.drawEllipse(QPointF(frame.x(at), frame.box.bottom()), 3.5, 3.5)


def _paint_grid(painter: QPainter, frame: _Frame, theme: Theme) -> None:
    c = theme.colours
    font = theme.font(Role.SMALL, tabular=True)
    step = GRID
    while (frame.high - frame.low) / step * 18 > frame.box.height():
        step += GRID
    painter.setFont(font)
    for value in range(frame.low, frame.high + 1, step):
        y = frame.y(value)
        painter.setPen(QPen(mix(c.surface, c.line, 0.8), 1))
        painter.drawLine(QPointF(frame.box.left(), y), QPointF(frame.box.right(), y))
        painter.setPen(c.dim)
        label = QRectF(frame.box.left() - frame.left, y - 9, frame.left - 7, 18)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(value))


def _paint_legend(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    c, y, left = theme.colours, rect.top() + 9, rect.left() + LEFT
    font = theme.font(Role.SMALL)
    painter.setFont(font)
    pen = QPen(c.accent, 4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(left + 2, y - 5), QPointF(left + 2, y + 5))
    painter.setPen(c.dim)
    painter.drawText(QPointF(left + 12, y + 5), "BP mmHg")
    left += 12 + text_width("BP mmHg", font) + 16
    painter.setPen(QPen(c.soft, 2))
    painter.setBrush(c.surface)
    painter.drawLine(QPointF(left, y), QPointF(left + 16, y))
    painter.drawEllipse(QPointF(left + 8, y), 3.5, 3.5)
    painter.setPen(c.dim)
    painter.drawText(QPointF(left + 24, y + 5), "HR a minute")


def _paint_points(painter: QPainter, frame: _Frame, data: VitalsChartData, theme: Theme) -> None:
    c = theme.colours
    points = sorted(data.points, key=lambda point: point.at)
    bar = QPen(c.accent, 5)
    bar.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(bar)
    for point in points:
        if point.systolic is not None and point.diastolic is not None:
            x = frame.x(point.at)
            painter.drawLine(QPointF(x, frame.y(point.systolic) + 2.5), QPointF(x, frame.y(point.diastolic) - 2.5))
    painter.setPen(QPen(c.soft, 1.8))
    for run in _runs(points):
        beats = [QPointF(frame.x(at), frame.y(rate)) for at, rate in run]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(beats)
        painter.setBrush(c.surface)
        for beat in beats:
            painter.drawEllipse(beat, 4, 4)


def _runs(points: Sequence[VitalsPoint]) -> Iterator[list[tuple[int, int]]]:
    """The heart rates by their times, in stretches without a long time between two."""
    run: list[tuple[int, int]] = []
    for point in points:
        if point.heart_rate is not None:
            if run and point.at - run[-1][0] > JOINED:
                yield run
                run = []
            run.append((point.at, point.heart_rate))
    if run:
        yield run


def _paint_key(painter: QPainter, rect: QRectF, data: VitalsChartData, theme: Theme, spo2: bool) -> None:
    """The legend at the foot of a record, and from when to when there was no reading."""
    c, font, middle = theme.colours, theme.font(Role.SMALL), rect.bottom() - RECORD_LEGEND / 2
    painter.setFont(font)
    bar = QPen(c.accent, 5)
    bar.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(bar)
    painter.drawLine(QPointF(rect.left() + 3, middle - 4), QPointF(rect.left() + 3, middle + 4))
    left = rect.left() + 11
    for words, gap in (("BP", 21), ("HR", 14)):
        painter.setPen(c.dim)
        painter.drawText(QPointF(left, middle + 5), words)
        left += text_width(words, font) + gap
        if words == "BP":
            painter.setPen(QPen(c.soft, 1.8))
            painter.setBrush(c.surface)
            painter.drawEllipse(QPointF(left - 6, middle), 4, 4)
            left += 5
    told = "; ".join(filter(None, ("bottom row SpO2" if spo2 else "", data.silent)))
    painter.setPen(c.dim)
    painter.drawText(QPointF(left, middle + 5), elided(told, font, rect.right() - left))


def _paint_since(painter: QPainter, frame: _Frame, data: VitalsChartData, theme: Theme) -> None:
    """The times from the dose on. What has no room gives way to what matters more, which is placed first."""
    font, zero = theme.font(Role.SMALL, tabular=True), data.t0 if data.t0 is not None else data.start
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    points = sorted(point.at for point in data.points)
    labels = [(zero, "dose")] if data.t0 is not None else []
    labels += [(points[-1], minutes_text(points[-1] - zero))] if points and points[-1] > zero else []
    labels += [(at, "before") for at in points if data.t0 is not None and at < zero]
    per_ms = (frame.x(frame.end) - frame.x(frame.start)) / (frame.end - frame.start)
    step = next((minutes for minutes in STEPS if minutes * MINUTE * per_ms >= 46), STEPS[-1]) * MINUTE
    labels += [(at, minutes_text(at - zero)) for at in range(zero + step, frame.end + 1, step)]
    taken: list[QRectF] = []
    for at, words in labels:
        wide = text_width(words, font)
        place = QRectF(frame.x(at) - wide / 2, frame.box.bottom() + 4, wide + 1, 18)
        if at < zero and taken:
            place.moveRight(min(place.right(), taken[0].left() - 8))
        if all(not place.adjusted(-7, 0, 7, 0).intersects(other) for other in taken):
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
            taken.append(place)


def _paint_spo2(painter: QPainter, frame: _Frame, data: VitalsChartData, theme: Theme) -> None:
    """The saturations as numbers in a row of their own; what has no room is left to the list of rows."""
    font = theme.font(Role.SMALL, tabular=True)
    y = frame.box.bottom() + (AXIS + 3 if data.record else 9)
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    painter.drawText(
        QRectF(frame.box.left() - frame.left, y, frame.left - 4, 18),
        int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
        "%" if data.record else "SpO₂",
    )
    painter.setPen(theme.colours.text)
    free_from = frame.box.left()
    for point in sorted(data.points, key=lambda point: point.at):
        text = "" if point.spo2 is None else str(point.spo2)
        wide = text_width(text, font)
        left = frame.x(point.at) - wide / 2
        if text and left >= free_from:
            painter.drawText(QRectF(left, y, wide + 2, 18), int(Qt.AlignmentFlag.AlignVCenter), text)
            free_from = left + wide + 4


def _paint_times(painter: QPainter, rect: QRectF, frame: _Frame, theme: Theme, t0: int | None) -> None:
    font = theme.font(Role.SMALL, QFont.Weight.Normal, tabular=True)
    per_ms = frame.box.width() / (frame.end - frame.start)
    step = next((minutes * MINUTE for minutes in STEPS if minutes * MINUTE * per_ms >= 64), 0)
    if not step:
        step = STEPS[-1] * MINUTE
        while step * per_ms < 64:
            step *= 2
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    zero = t0 or 0
    for since in range(-(-(frame.start - zero) // step) * step, frame.end - zero + 1, step):
        at = zero + since
        label = QRectF(frame.x(at) - 32, rect.bottom() - AXIS + 2, 64, AXIS - 2)
        if label.left() + 12 >= rect.left() and label.right() - 12 <= rect.right():
            words = "T0" if t0 is not None and not since else minutes_text(since)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), words)


class VitalsChart(Painted):
    """Shows a VitalsChartData."""

    def __init__(self, theme: Theme, data: VitalsChartData | None = None) -> None:
        super().__init__(theme, "Readings", data or VitalsChartData())
        self._drawn: VitalsChartData = self.data
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def changed(self, before: VitalsChartData) -> None:
        """That time goes on moves a line, if there is one: by less than a pixel a second, so not each second."""
        drawn, data = self._drawn, self.data
        if data.now is not None and drawn.now is not None:
            moves = data.points and (data.now - drawn.now) * self.width() >= (data.end - data.start) / 2
            if not moves and msgspec.structs.replace(drawn, now=data.now) == data and data.now <= data.end:
                return
        self._drawn = data
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 144)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, LOW + 8)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_vitals(painter, rect, self.data, self.theme)

    def describe(self) -> str:
        rows = self.rows()[: len(self.data.points)]
        return f"{len(rows)} readings, the last: {rows[-1]}" if rows else str(self.data.empty_text)

    def rows(self) -> list[str]:
        lines = []
        for point in sorted(self.data.points, key=lambda point: point.at):
            zero = self.data.t0 if self.data.record and self.data.t0 is not None else 0
            parts = [minutes_text(point.at - zero)]
            parts += [f"BP {point.systolic}/{point.diastolic}"] if point.systolic is not None else []
            parts += [f"HR {point.heart_rate}"] if point.heart_rate is not None else []
            parts += [f"SpO2 {point.spo2} %"] if point.spo2 is not None else []
            lines.append("  ".join(parts))
        return [*lines, self.data.silent] if self.data.silent else lines
