"""The log as it grows: stamped lines, the newest in view, each kind marked by an icon and a word."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import wrapped
from kapguide.ui.widgets.row_list import RowList

TIME, WORD, ICON, GAP, PAD = 56, 84, 14, 8, 5


class NoteKind(StrEnum):
    """What a line is; the value is the word that the list shows."""

    NOTE = "note"
    VERBATIM = "verbatim"
    PARAPHRASE = "paraphrase"
    OBSERVATION = "observed"
    READING = "vitals"
    DOSE = "dose"
    PHASE = "phase"
    PROMPT = "prompt"
    MISSED = "missed"
    MUSIC = "music"
    EMERGENCY = "emergency"
    SYSTEM = "KapGuide"


ICONS = {
    NoteKind.NOTE: "pencil",
    NoteKind.VERBATIM: "quote",
    NoteKind.PARAPHRASE: "message-circle",
    NoteKind.OBSERVATION: "eye",
    NoteKind.READING: "heart-pulse",
    NoteKind.DOSE: "pill",
    NoteKind.PHASE: "layers",
    NoteKind.PROMPT: "speech",
    NoteKind.MISSED: "triangle-alert",
    NoteKind.MUSIC: "music",
    NoteKind.EMERGENCY: "circle-alert",
    NoteKind.SYSTEM: "info",
}


class NoteRow(msgspec.Struct, frozen=True):
    """One line: its stamp as text, its kind, its words; `superseded` when a later line corrects it."""

    time: str
    text: str
    kind: NoteKind = NoteKind.NOTE
    superseded: bool = False
    id: str = ""

    def __str__(self) -> str:
        return f"{self.time}  {self.kind.value}  {self.text}{'  (corrected below)' if self.superseded else ''}"


def _text_font(theme: Theme, row: NoteRow) -> QFont:
    font = theme.font(Role.LABEL)
    if row.superseded:
        font = QFont(font)
        font.setStrikeOut(True)
    return font


TEXT = TIME + ICON + GAP + WORD
"""Where a line's words begin (pixels)."""


def _text_room(width: float) -> float:
    return max(40.0, width - TEXT - GAP)


def row_height(row: NoteRow, width: float, theme: Theme) -> int:
    """How high (pixels) a line is when laid out `width` wide."""
    text = wrapped(row.text, _text_font(theme, row), _text_room(width)).boundingRect()
    return max(20, round(text.height())) + 2 * PAD


def paint_row(painter: QPainter, rect: QRectF, row: NoteRow, theme: Theme, lit: bool = False) -> None:
    """One line of the list, its first text line level with stamp and mark."""
    c = theme.colours
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.raised)
        painter.drawRoundedRect(rect, 6, 6)
    quiet = row.superseded or row.kind in (NoteKind.SYSTEM, NoteKind.MUSIC)
    ink = c.warm if row.kind is NoteKind.MISSED else c.danger if row.kind is NoteKind.EMERGENCY else c.dim
    top, centre = rect.top() + PAD, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.setPen(c.dim)
    painter.drawText(QRectF(rect.left() + 1, top, TIME, 20), centre, row.time)
    left = rect.left() + TIME
    theme.draw_icon(painter, ICONS[row.kind], QRectF(left, top + 3, ICON, ICON), ink)
    painter.setFont(theme.font(Role.SMALL))
    painter.setPen(c.warm if row.kind is NoteKind.MISSED else c.dim)
    painter.drawText(QRectF(left + ICON + 6, top, WORD - 6, 20), centre, row.kind.value)
    painter.setPen(c.dim if quiet else c.text)
    wrapped(row.text, _text_font(theme, row), _text_room(rect.width())).draw(
        painter, QPointF(rect.left() + TEXT, top + 1)
    )


class NoteList(RowList):
    """Shows NoteRows, oldest first. It follows the newest line unless one has scrolled back."""

    def __init__(self, theme: Theme, empty_text: str = "Nothing written yet") -> None:
        super().__init__(theme, "Log", row_height, paint_row, empty_text)

    def describe(self) -> str:
        rows = self.rows()
        return f"{len(rows)} lines, the last: {rows[-1]}"[:200] if rows else self.empty_text

    def _following(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def set_rows(self, rows: tuple[NoteRow, ...]) -> None:
        following = self._following()
        super().set_rows(rows)
        if following:
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        following = self._following()
        super().resizeEvent(event)
        if following:
            self.scrollToBottom()
