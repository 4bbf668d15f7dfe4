"""The log behind a note: each entry with its time, whether a person wrote it, and what does not stand any more."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.export.log_rows import LogRow, Provenance
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import wrapped
from kapguide.ui.widgets.lists.row_list import RowList

PAD, CLOCK, SINCE, PITCH = 23, 62, 72, 20
"""Before an entry, and the columns of the time of day and of the time since the dose (pixels)."""
ABOVE = 3


class LogEntry(msgspec.Struct, frozen=True):
    """An entry: the time of day, the time since the dose, the words; `by_hand` ones were typed by a person."""

    id: str
    clock: str
    since: str
    text: str
    by_hand: bool = False
    remark: str = ""

    def __str__(self) -> str:
        said = f"{self.clock}  {self.since}  {self.text}"
        return f"{said}  ({self.remark})" if self.remark else said


def log_entry(row: LogRow) -> LogEntry:
    """An entry of the log as it is listed: in minutes."""
    when = row.when
    day = f" {when.day:+} d" if when.day else ""
    minutes = "" if when.dosed is None else since_words(when.dosed)
    return LogEntry(
        row.event_id, f"{when.local:%H:%M}{day}", minutes, row.what, row.provenance is not Provenance.LOG, row.standing
    )


def since_words(dosed: int) -> str:
    """`0:28` since the dose; nothing before it."""
    minutes = dosed // 60_000
    return f"{minutes // 60}:{minutes % 60:02}" if dosed >= 0 else ""


def _font(theme: Theme, entry: LogEntry) -> QFont:
    font = theme.font(Role.LABEL)
    if entry.remark:
        font = QFont(font)
        font.setStrikeOut(True)
    return font


def _room(width: float) -> float:
    return max(60.0, width - 2 * PAD - CLOCK - SINCE)


def entry_height(entry: LogEntry, width: float, theme: Theme) -> int:
    """How high an entry is when laid out `width` wide."""
    lines = wrapped(entry.text, _font(theme, entry), _room(width)).lineCount()
    return 2 * ABOVE + PITCH * (max(1, lines) + bool(entry.remark))


def paint_entry(painter: QPainter, rect: QRectF, entry: LogEntry, theme: Theme, lit: bool) -> None:
    """An entry; what the program saw for itself stands back behind what a person wrote."""
    c, level = theme.colours, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    second = c.text if lit else c.dim
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_ground)
        painter.drawRoundedRect(rect.adjusted(PAD - 11, 0, 11 - PAD, 0), 8, 8)
    left, top = rect.left() + PAD, rect.top() + ABOVE
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(second)
    painter.drawText(QRectF(left, top, CLOCK, PITCH), level, entry.clock)
    painter.drawText(QRectF(left + CLOCK, top, SINCE, PITCH), level, entry.since)
    left += CLOCK + SINCE
    painter.setPen(c.text if entry.by_hand else second)
    laid = wrapped(entry.text, _font(theme, entry), _room(rect.width()), PITCH)
    laid.draw(painter, QPointF(left, top))
    if entry.remark:
        painter.setFont(theme.font(Role.SMALL))
        painter.setPen(second)
        below = QRectF(left, top + PITCH * laid.lineCount(), _room(rect.width()), PITCH)
        painter.drawText(below, level, entry.remark)


class LogList(RowList):
    """Shows LogEntries, oldest first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "The log", entry_height, paint_entry, "Nothing was recorded in this session.")

    def has(self, id: str) -> bool:
        """There is an entry of that id."""
        return any(entry.id == id for entry in self._model.rows)

    def show_entry(self, id: str) -> None:
        """Go to the entry of that id."""
        place = next(place for place, entry in enumerate(self._model.rows) if entry.id == id)
        index = self.model().index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, RowList.ScrollHint.PositionAtCenter)
