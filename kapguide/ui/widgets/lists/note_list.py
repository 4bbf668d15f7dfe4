"""The log as it grows: stamped lines, the newest in view, each kind marked by an icon and a word."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.session.telling import NoteKind
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, wrapped
from kapguide.ui.widgets.lists.row_list import RowList

TIME, ICON, GAP, WORD = 53, 14, 11, 84
"""What stands before the words of a line, at 15 px: its stamp, its mark, a gap, and its kind where there is room."""


class NoteStyle(msgspec.Struct, frozen=True):
    """The size of the words and the height of a line (pixels); `kinds` says each line's kind in words, too.

    With `single` a line that is too long is cut instead of being broken.
    """

    px: int = 15
    line: int = 26
    kinds: bool = False
    single: bool = False

    @property
    def pitch(self) -> int:
        """From one line of a long entry to its next."""
        return self.line - 6

    def wide(self, pixels: int) -> float:
        """A width that is `pixels` at 15 px."""
        return pixels * self.px / 15

    @property
    def indent(self) -> float:
        """Where a line's words begin."""
        return self.wide(TIME + ICON + GAP + (WORD if self.kinds else 0))


USUAL = NoteStyle()

ICONS = {
    NoteKind.NOTE: "pencil",
    NoteKind.VERBATIM: "quote",
    NoteKind.PARAPHRASE: "message-circle",
    NoteKind.PRIVATE: "lock",
    NoteKind.OBSERVATION: "eye",
    NoteKind.READING: "heart-pulse",
    NoteKind.DOSE: "pill",
    NoteKind.PHASE: "layers",
    NoteKind.PROMPT: "speech",
    NoteKind.TIMER: "timer",
    NoteKind.IMAGERY: "book-open",
    NoteKind.BREATH: "breath",
    NoteKind.TOUCH: "hand",
    NoteKind.CONSENT: "users",
    NoteKind.LEAVING: "arrow-right",
    NoteKind.PEOPLE: "users",
    NoteKind.SIDE_EFFECT: "thermometer",
    NoteKind.MISSED: "triangle-alert",
    NoteKind.MUSIC: "music",
    NoteKind.EMERGENCY: "circle-alert",
    NoteKind.SYSTEM: "info",
}


class NoteRow(msgspec.Struct, frozen=True):
    """One line: its stamp as text, its kind, its words; `remark` says why it does not stand any more."""

    time: str
    text: str
    kind: NoteKind = NoteKind.NOTE
    remark: str = ""
    id: str = ""

    def __str__(self) -> str:
        return f"{self.time}  {self.kind.value}  {self.text}{f'  ({self.remark})' if self.remark else ''}"


def _text_font(theme: Theme, row: NoteRow, style: NoteStyle) -> QFont:
    font = theme.font(Role.LABEL, px=style.px)
    if row.remark:
        font = QFont(font)
        font.setStrikeOut(True)
    return font


def _text_room(width: float, style: NoteStyle) -> float:
    return max(40.0, width - style.indent - GAP)


def row_height(row: NoteRow, width: float, theme: Theme, style: NoteStyle = USUAL) -> int:
    """How high (pixels) a line is when laid out `width` wide."""
    if style.single:
        return style.line
    laid = wrapped(row.text, _text_font(theme, row, style), _text_room(width, style))
    return style.line + (max(1, laid.lineCount()) - 1) * style.pitch


def paint_row(
    painter: QPainter, rect: QRectF, row: NoteRow, theme: Theme, lit: bool = False, style: NoteStyle = USUAL
) -> None:
    """One line of the list, its first text line level with stamp and mark."""
    c = theme.colours
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.raised)
        painter.drawRoundedRect(rect, 6, 6)
    quiet = bool(row.remark) or row.kind in (NoteKind.SYSTEM, NoteKind.MUSIC)
    second = c.soft if lit else c.dim
    ink = c.text if row.kind is NoteKind.MISSED else c.danger if row.kind is NoteKind.EMERGENCY else second
    top, centre = rect.top(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.setFont(theme.font(Role.LABEL, tabular=True, px=style.px))
    painter.setPen(second)
    painter.drawText(QRectF(rect.left() + 1, top, style.wide(TIME), style.line), centre, row.time)
    left, icon = rect.left() + style.wide(TIME), style.wide(ICON)
    theme.draw_icon(painter, ICONS[row.kind], QRectF(left, top + (style.line - icon) / 2, icon, icon), ink)
    if style.kinds:
        painter.setFont(theme.font(Role.SMALL, px=style.px - 2))
        place = QRectF(left + icon + style.wide(GAP), top, style.wide(WORD), style.line)
        painter.drawText(place, centre, row.kind.value)
    painter.setPen(second if quiet else c.text)
    font, room = _text_font(theme, row, style), _text_room(rect.width(), style)
    words = elided(row.text, font, room) if style.single else row.text
    laid = wrapped(words, font, room, style.pitch)
    laid.draw(painter, QPointF(rect.left() + style.indent, top + (style.line - style.pitch) / 2))


class NoteList(RowList):
    """Shows NoteRows, oldest first; a click is `chosen`, too. It follows the newest line unless one scrolls back."""

    def __init__(self, theme: Theme, empty_text: str = "Nothing written yet") -> None:
        self.style_now = USUAL
        super().__init__(theme, "Log", self._height_of, self._paint_row, empty_text)
        self.setMinimumHeight(20)
        self._follows = True
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._ranged)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))

    def set_style(self, style: NoteStyle) -> None:
        """Lay out the lines anew, in other sizes."""
        if style != self.style_now:
            self.style_now = style
            bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if style.single else Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(bar)
            self.lay_out_anew()

    def _height_of(self, row: NoteRow, width: float, theme: Theme) -> int:
        return row_height(row, width, theme, self.style_now)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: NoteRow, theme: Theme, lit: bool) -> None:
        """A line that is not whole at the top is left out while the newest one is followed."""
        if rect.top() > -4 or not self._follows:
            paint_row(painter, rect, row, theme, lit, self.style_now)

    def soft_edges(self) -> tuple[bool, bool]:
        above, below = super().soft_edges()
        return above and not self._follows, below

    def describe(self) -> str:
        rows = self.rows()
        return f"{len(rows)} lines, the last: {rows[-1]}"[:200] if rows else self.empty_text

    def _scrolled(self, value: int) -> None:
        """Somebody has scrolled back, or to the newest line again."""
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    def _ranged(self, lowest: int, highest: int) -> None:
        """The lines are laid out in another height: the newest stays in view."""
        if self._follows:
            self.verticalScrollBar().setValue(highest)
