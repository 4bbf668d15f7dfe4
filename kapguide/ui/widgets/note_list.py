"""The log as it grows: stamped lines, the newest in view, each kind marked by an icon and a word."""

from enum import StrEnum
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kapguide.ui.theme import Role, Theme

TIME, WORD, ICON, GAP, PAD = 56, 84, 14, 8, 5
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere)

Index = QModelIndex | QPersistentModelIndex


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


def _text_left() -> int:
    return TIME + ICON + GAP + WORD


def row_height(row: NoteRow, width: float, theme: Theme) -> int:
    """How high (pixels) a line is when laid out `width` wide."""
    room = QRectF(0, 0, max(40.0, width - _text_left() - GAP), 1e6)
    text = QFontMetricsF(_text_font(theme, row)).boundingRect(room, WRAP, row.text)
    return max(20, round(text.height())) + 2 * PAD


def paint_row(painter: QPainter, rect: QRectF, row: NoteRow, theme: Theme, chosen: bool = False) -> None:
    """One line of the list, its first text line level with stamp and mark."""
    c = theme.colours
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.raised)
        painter.drawRoundedRect(rect, 6, 6)
    quiet = row.superseded or row.kind in (NoteKind.SYSTEM, NoteKind.MUSIC)
    ink = c.warm if row.kind is NoteKind.MISSED else c.danger if row.kind is NoteKind.EMERGENCY else c.dim
    top, centre = rect.top() + PAD, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.setPen(c.dim)
    painter.drawText(QRectF(rect.left() + GAP, top, TIME - GAP, 20), centre, row.time)
    left = rect.left() + TIME
    theme.draw_icon(painter, ICONS[row.kind], QRectF(left, top + 3, ICON, ICON), ink)
    painter.setFont(theme.font(Role.SMALL))
    painter.setPen(c.warm if row.kind is NoteKind.MISSED else c.dim)
    painter.drawText(QRectF(left + ICON + 6, top, WORD - 6, 20), centre, row.kind.value)
    painter.setFont(_text_font(theme, row))
    painter.setPen(c.dim if quiet else c.text)
    room = QRectF(rect.left() + _text_left(), top + 1, rect.width() - _text_left() - GAP, rect.height() - 2 * PAD)
    painter.drawText(room, WRAP, row.text)


class _Model(QAbstractListModel):
    """The rows, for the view and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[NoteRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(row)
        return row if role == Qt.ItemDataRole.UserRole else None

    def put(self, rows: tuple[NoteRow, ...]) -> None:
        old = self.rows
        if len(rows) > len(old) and rows[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(rows) - 1)
            self.rows = rows
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()


class _Delegate(QStyledItemDelegate):
    """Lays out and paints one row; heights are kept, as a layout asks for all of them."""

    def __init__(self, theme: Theme, view: "NoteList") -> None:
        super().__init__(view)
        self.theme = theme
        self.view = view
        self.heights: dict[tuple[NoteRow, int], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: NoteRow = index.data(Qt.ItemDataRole.UserRole)
        width = self.view.viewport().width()
        key = (row, width)
        if key not in self.heights:
            self.heights[key] = row_height(row, width, self.theme)
        return QSize(80, self.heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: Any = option.state  # type: ignore[attr-defined]
        rect: Any = option.rect  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected) and self.view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row(painter, QRectF(rect), index.data(Qt.ItemDataRole.UserRole), self.theme, chosen)
        painter.restore()


class NoteList(QListView):
    """Shows NoteRows. It follows the newest line unless one has scrolled back; Enter on a line emits `chosen`."""

    chosen = Signal(str)
    """The id of the line, for example to correct it."""

    def __init__(self, theme: Theme, empty_text: str = "Nothing written yet") -> None:
        super().__init__()
        self.theme = theme
        self._empty_text = empty_text
        self._model = _Model()
        self._delegate = _Delegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Log")
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(64)
        self.activated.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))

    def set_rows(self, rows: tuple[NoteRow, ...]) -> None:
        """Show `rows`, oldest first; the same rows cost nothing."""
        if rows == self._model.rows:
            return
        bar = self.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 4
        self._model.put(rows)
        self.setAccessibleDescription(f"{len(rows)} lines, the last: {rows[-1]}"[:200] if rows else self._empty_text)
        if following:
            self.scrollToBottom()

    def rows(self) -> list[str]:
        """The table twin."""
        return [str(row) for row in self._model.rows]

    def keyboardSearch(self, search: str) -> None:  # noqa: N802
        """Letters are keys of the screen, not a search in the list."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 4
        if event.size().width() != event.oldSize().width():
            self._delegate.heights.clear()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)
        if following:
            self.scrollToBottom()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rows:
            with QPainter(self.viewport()) as painter:
                painter.setFont(self.theme.font(Role.LABEL))
                painter.setPen(self.theme.colours.dim)
                room = QRectF(self.viewport().rect()).adjusted(GAP, GAP, -GAP, -GAP)
                painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | WRAP, self._empty_text)
