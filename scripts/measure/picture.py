"""One picture of all the curves, in the look of the live screen: wanted as a broad band, recorded as a line upon it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

if "DISPLAY" not in os.environ and sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from kapguide.audio.player.player import HEADPHONES, ROOM
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import text_width
from measure.curves import Line
from measure.hearing import Change, Panel

COLUMNS, WIDE, HIGH = 3, 520.0, 376.0
EDGE, BETWEEN, HEAD = 40.0, 20.0, 142.0
RATIO = 2.0
LEFT, BELOW, ABOVE = 56.0, 46.0, 114.0
BAND, THIN, DOT, DOTS_APART = 8.0, 1.5, 2.1, 15.0
X_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0)
ALIGN = Qt.AlignmentFlag


class Picture:
    """Paints panels in a grid; `save` writes a PNG."""

    def __init__(self, panels: Sequence[Panel], title: str, words: str) -> None:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        self._app = app
        self._panels, self._title, self._words = panels, title, words
        self._theme = Theme.named("low-light", motion=False)
        self._theme.dress(app)

    def save(self, file: Path) -> None:
        """Write it. Raises OSError when that is not possible."""
        rows = -(-len(self._panels) // COLUMNS)
        wide = 2 * EDGE + COLUMNS * WIDE + (COLUMNS - 1) * BETWEEN
        high = HEAD + rows * (HIGH + BETWEEN) + EDGE - BETWEEN
        image = QImage(round(wide * RATIO), round(high * RATIO), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(RATIO)
        image.fill(self._theme.colours.ground)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._head(painter, QRectF(EDGE, 30, wide - 2 * EDGE, HEAD - 30))
            for number, panel in enumerate(self._panels):
                row, column = divmod(number, COLUMNS)
                left, top = EDGE + column * (WIDE + BETWEEN), HEAD + row * (HIGH + BETWEEN)
                _PanelPainter(painter, self._theme, QRectF(left, top, WIDE, HIGH), panel).paint()
        if not image.save(str(file)):
            raise OSError(f"{file} could not be written")

    def _head(self, painter: QPainter, rect: QRectF) -> None:
        c = self._theme.colours
        painter.setFont(self._theme.font(Role.TITLE))
        painter.setPen(c.text)
        painter.drawText(rect, int(ALIGN.AlignLeft | ALIGN.AlignTop), self._title)
        painter.setFont(self._theme.font(Role.LABEL))
        painter.setPen(c.dim)
        painter.drawText(rect.adjusted(0, 44, 0, 0), int(ALIGN.AlignLeft | ALIGN.AlignTop), self._words)
        x, y = rect.right(), rect.top() + 16
        for words, sample in (("room, counted from its own level", "dots"), ("headphones", "line"), ("wanted", "band")):
            x -= text_width(words, self._theme.font(Role.LABEL))
            painter.setPen(c.soft)
            painter.drawText(QPointF(x, y + 5), words)
            _legend(painter, self._theme, x - 42, y, sample)
            x -= 42 + 26


class _PanelPainter:
    """Paints one event."""

    def __init__(self, painter: QPainter, theme: Theme, card: QRectF, panel: Panel) -> None:
        self._painter, self._theme, self._card, self._panel = painter, theme, card, panel
        self._plot = card.adjusted(LEFT, ABOVE, -20, -BELOW)
        lines = [line for found in panel.lines.values() for line in found]
        self._from = min(float(line.times[0]) for line in lines)
        self._to = max(float(line.times[-1]) for line in lines)
        self._highest = 3.0 if panel.lowest_db < -20 else 1.5

    def paint(self) -> None:
        c, painter = self._theme.colours, self._painter
        painter.setPen(QPen(c.line, 1))
        painter.setBrush(c.surface)
        corner = self._theme.sizes.card_corner
        painter.drawRoundedRect(self._card.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._words()
        self._grid()
        painter.save()
        painter.setClipRect(self._plot)
        for line in self._panel.lines[HEADPHONES]:
            self._band(line)
        for line in self._panel.lines[ROOM]:
            if len(self._panel.lines[HEADPHONES]) != len(self._panel.lines[ROOM]):
                self._band(line)
        for line in self._panel.lines[HEADPHONES]:
            painter.setPen(QPen(c.text, THIN))
            painter.drawPolyline(self._course(line, measured=True))
        for line in self._panel.lines[ROOM]:
            self._dots(line)
        painter.restore()
        self._spans()
        self._marks()
        self._names()

    def _words(self) -> None:
        c, painter, left = self._theme.colours, self._painter, self._card.left() + 20
        painter.setFont(self._theme.font(Role.HEADING))
        painter.setPen(c.text)
        painter.drawText(QPointF(left, self._card.top() + 34), self._panel.title)
        beside = left + text_width(self._panel.title, self._theme.font(Role.HEADING)) + 12
        painter.setFont(self._theme.font(Role.SMALL))
        painter.setPen(c.dim)
        painter.drawText(QPointF(beside, self._card.top() + 34), self._panel.words)
        painter.setFont(self._theme.font(Role.SMALL, tabular=True))
        y = self._card.top() + 60
        for words in told(self._panel.changes):
            painter.setPen(c.soft)
            painter.drawText(QPointF(left, y), words)
            y += 20

    def _grid(self) -> None:
        c, painter, plot = self._theme.colours, self._painter, self._plot
        small = self._theme.font(Role.SMALL, tabular=True)
        painter.setFont(small)
        step = 3 if self._panel.lowest_db > -20 else 10
        for level in range(0, int(self._panel.lowest_db) - 1, -step):
            y = self._y(level)
            painter.setPen(QPen(mix(c.surface, c.line, 0.85), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(c.dim)
            box = QRectF(plot.left() - LEFT, y - 9, LEFT - 10, 18)
            painter.drawText(box, int(ALIGN.AlignRight | ALIGN.AlignVCenter), f"{level}".replace("-", "−"))
        span = self._to - self._from
        every = next((each for each in X_STEPS if span / each <= 9), X_STEPS[-1])
        at = -int(-self._from // every) * every
        while at <= self._to + 1e-6:
            x = self._x(at)
            painter.setPen(QPen(c.faint, 1))
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4))
            painter.setPen(c.dim)
            painter.drawText(
                QRectF(x - 30, plot.bottom() + 6, 60, 18), int(ALIGN.AlignCenter), f"{at:g}".replace("-", "−")
            )
            at += every
        painter.setPen(c.dim)
        painter.drawText(QRectF(plot.left() - LEFT + 12, plot.top() - 22, 60, 18), int(ALIGN.AlignLeft), "dB")
        painter.drawText(QRectF(plot.right() - 60, plot.bottom() + 24, 60, 18), int(ALIGN.AlignRight), "seconds")

    def _band(self, line: Line) -> None:
        pen = QPen(mix(self._theme.colours.surface, self._colour(line), 0.62), BAND)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)
        self._painter.drawPolyline(self._course(line, measured=False))

    def _dots(self, line: Line) -> None:
        """The room's curve as dots, so that the line below can be seen."""
        course = self._course(line, measured=True)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.colours.warm)
        last: QPointF | None = None
        for place in range(course.size()):
            point = course.at(place)
            if last is None or (point - last).manhattanLength() >= DOTS_APART:
                self._painter.drawEllipse(point, DOT, DOT)
                last = point
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _marks(self) -> None:
        """When keys were pressed and devices pulled out."""
        marks = [(at, words) for at, words in self._panel.marks if self._from <= at <= self._to]
        c, painter = self._theme.colours, self._painter
        painter.setFont(self._theme.font(Role.SMALL))
        for at, words in marks:
            x = self._x(at)
            pen = QPen(c.dim, 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.drawLine(QPointF(x, self._plot.top()), QPointF(x, self._plot.bottom()))
            painter.setPen(c.soft)
            painter.drawText(QRectF(x - 60, self._plot.top() - 20, 120, 18), int(ALIGN.AlignCenter), words)

    def _spans(self) -> None:
        """What lasted from when to when, as a bar at the bottom."""
        c, painter = self._theme.colours, self._painter
        painter.setFont(self._theme.font(Role.SMALL))
        for begins, ends, words in self._panel.spans:
            y = self._plot.bottom() - 12
            painter.setPen(QPen(c.warm_line, 4))
            painter.drawLine(QPointF(self._x(begins), y), QPointF(self._x(ends), y))
            painter.setPen(c.soft)
            middle = (self._x(begins) + self._x(ends)) / 2
            painter.drawText(QRectF(middle - 100, y - 24, 200, 18), int(ALIGN.AlignCenter), words)

    def _names(self) -> None:
        """What the bands are, where no curve runs."""
        named = self._panel.lines[HEADPHONES]
        if len({line.what for line in named}) < 2:
            return
        font = self._theme.font(Role.SMALL)
        y = self._plot.bottom() - 26 * len(named) + 8
        middle = self._plot.center().x()
        wide = max(text_width(line.what, font) for line in named)
        self._painter.setFont(font)
        for line in named:
            left = middle - (wide + 34) / 2
            self._painter.setPen(QPen(mix(self._theme.colours.surface, self._colour(line), 0.62), BAND))
            self._painter.drawLine(QPointF(left, y), QPointF(left + 22, y))
            self._painter.setPen(self._theme.colours.soft)
            self._painter.drawText(QPointF(left + 34, y + 5), line.what)
            y += 24

    def _colour(self, line: Line) -> QColor:
        """The band's colour: what leaves, what comes, and the rest."""
        if line.what.endswith("leaves"):
            return self._theme.tokens.phases.dosing
        return self._theme.colours.faint if line.what == "together" else self._theme.colours.accent

    def _course(self, line: Line, *, measured: bool) -> QPolygonF:
        levels = line.levels if measured else line.wanted
        lowest = self._panel.lowest_db - 4
        points = zip(line.times, levels, strict=True)
        return QPolygonF([QPointF(self._x(float(at)), self._y(max(float(level), lowest))) for at, level in points])

    def _x(self, at: float) -> float:
        return self._plot.left() + self._plot.width() * (at - self._from) / (self._to - self._from)

    def _y(self, level: float) -> float:
        span = self._highest - self._panel.lowest_db
        return self._plot.top() + self._plot.height() * (self._highest - level) / span


def told(changes: Sequence[Change]) -> list[str]:
    """What an event amounts to, in two lines: one for each change, or the lengths and the rest of a single one."""
    names = list(dict.fromkeys(each.what for each in changes))
    lines = []
    for what in names:
        same = [each for each in changes if each.what == what]
        most = max(same, key=lambda each: each.apart_db)
        apart = f"at most {most.apart_db:.2f} dB apart"
        if most.apart_at_db < -1 and most.apart_db >= 0.005:
            apart += f", at {most.apart_at_db:.0f} dB"
        if most.wanted_s is None:
            lines.append(f"{most.output}: {apart}")
            continue
        lengths = ", ".join(f"{each.output} {each.seconds:.2f}" for each in same if each.seconds is not None)
        if len(names) > 1:
            lines.append(f"wanted {most.wanted_s:.2f} s: {lengths} s, {apart}")
            continue
        begins = [each.begins_s for each in same if each.begins_s is not None]
        after = f"begins {max(begins):.1f} s after the key, " if begins else ""
        lines += [f"wanted {most.wanted_s:.2f} s: {lengths} s", f"{after}{apart}"]
    return [line.replace("-", "−") for line in lines]


def _legend(painter: QPainter, theme: Theme, x: float, y: float, sample: str) -> None:
    c = theme.colours
    if sample == "dots":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.warm)
        for place in range(3):
            painter.drawEllipse(QPointF(x + 4 + place * 12, y), DOT, DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    painter.setPen(QPen(mix(c.ground, c.accent, 0.62), BAND) if sample == "band" else QPen(c.text, THIN))
    painter.drawLine(QPointF(x, y), QPointF(x + 30, y))
