"""Three bars: how far this computer remembers, how far the record goes, how far the backup goes."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy

from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.way_back.data import Bar
from kapguide.ui.widgets.base import Painted, text_width

ROW, BAR, AXIS = 32, 18, 16
LABELS, COUNTS = 200, 76
BEFORE = 0.5
"""How much of what both have is shown, as a share of what is missing: the bars begin where they still agree."""


class BarsData(msgspec.Struct, frozen=True):
    """The bars, from top to bottom."""

    bars: tuple[Bar, ...] = ()

    @property
    def shown(self) -> int:
        """How many of the last changes the bars stand for."""
        everything = max((bar.has for bar in self.bars), default=0)
        lacking = max((bar.lacks for bar in self.bars), default=0)
        return min(everything, max(40, round(lacking * (1 + BEFORE)))) if lacking else everything


def paint_bars(painter: QPainter, rect: QRectF, data: BarsData, theme: Theme) -> None:
    """Filled is there, hatched is missing."""
    c, shown = theme.colours, max(1, data.shown)
    label, strong = theme.font(Role.LABEL, QFont.Weight.Medium), theme.font(Role.LABEL, QFont.Weight.DemiBold, True)
    room = QRectF(rect.left() + LABELS, 0, rect.width() - LABELS - COUNTS, BAR)
    middle = Qt.AlignmentFlag.AlignVCenter
    ends: list[tuple[float, str]] = []
    for number, bar in enumerate(data.bars):
        top = rect.top() + number * ROW
        line = QRectF(rect.left(), top, LABELS, ROW)
        painter.setFont(label)
        painter.setPen(c.text)
        painter.drawText(line, int(middle | Qt.AlignmentFlag.AlignLeft), bar.label)
        painter.setFont(strong)
        count = QRectF(rect.right() - COUNTS, top, COUNTS, ROW)
        painter.drawText(count, int(middle | Qt.AlignmentFlag.AlignRight), f"{bar.has:,}" if bar.has else "–")
        box = room.translated(0, top + (ROW - BAR) / 2)
        if not number:
            painter.setPen(QPen(c.soft, 1.5))
            painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right() - 4, box.center().y()))
            painter.setBrush(c.text)
            painter.drawEllipse(QPointF(box.right() - 4, box.center().y()), 5, 5)
            continue
        missing = box.width() * min(bar.lacks, shown) / shown
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(c.surface, c.accent, 0.7))
        painter.drawRoundedRect(box.adjusted(0, 0, -missing, 0), 4, 4)
        if missing:
            _paint_gap(painter, box.adjusted(box.width() - missing + 1, 0, 0, 0), bar, theme)
        ends.append((box.right() - missing, bar.last))
    _paint_ends(painter, QRectF(room.left(), rect.top() + len(data.bars) * ROW, room.width(), AXIS), ends, theme)


def _paint_ends(painter: QPainter, axis: QRectF, ends: list[tuple[float, str]], theme: Theme) -> None:
    """When each ends, below its end; of two that would touch, the later one."""
    font = theme.font(Role.SMALL, tabular=True, px=12)
    painter.setFont(font)
    painter.setPen(theme.colours.soft)
    free = axis.right()
    for end, words in sorted(ends, reverse=True):
        wide = text_width(words, font)
        left = min(max(axis.left(), end - wide / 2), axis.right() - wide)
        if words and left + wide <= free:
            painter.drawText(QRectF(left, axis.top(), wide + 1, AXIS), int(Qt.AlignmentFlag.AlignVCenter), words)
            free = left - 12


def _paint_gap(painter: QPainter, gap: QRectF, bar: Bar, theme: Theme) -> None:
    c = theme.colours
    painter.setPen(QPen(c.warm_line, 1))
    painter.setBrush(c.warm_ground)
    painter.drawRoundedRect(gap, 4, 4)
    painter.setBrush(QBrush(mix(c.warm_ground, c.warm_line, 0.7), Qt.BrushStyle.BDiagPattern))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(gap, 4, 4)
    words, font = f"{bar.lacks:,} missing", theme.font(Role.SMALL, QFont.Weight.DemiBold, True)
    wide = text_width(words, font) + 12
    if wide < gap.width():
        plate = QRectF(gap.center().x() - wide / 2, gap.top() + 1, wide, gap.height() - 2)
        painter.fillRect(plate, c.warm_ground)
        painter.setFont(font)
        painter.setPen(c.warm)
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)


class EntriesBar(Painted):
    """Shows a BarsData."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "How far each goes", BarsData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(LABELS + COUNTS + 160, 3 * ROW + AXIS)

    def rows(self) -> list[str]:
        """The table twin."""
        return [f"{bar.label}: {bar.has:,}{f', {bar.lacks:,} missing' if bar.lacks else ''}" for bar in self.data.bars]

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_bars(painter, rect, self.data, self.theme)
