"""The list of pieces: thousands at once, of which only what is in view is painted."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.planning.arc import Arc
from kapguide.ui.library.piece_row import ROW, paint_piece, piece_words
from kapguide.ui.library.survey import said
from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.lists.row_list import FADE

Index = QModelIndex | QPersistentModelIndex


class _Model(QAbstractListModel):
    """The pieces, for the view and for screen readers."""

    def __init__(self, arc: Arc) -> None:
        super().__init__()
        self._arc = arc
        self.rows: tuple[LibraryEntry, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return piece_words(row, self._arc)
        return said(row.path) if role == Qt.ItemDataRole.ToolTipRole else None

    def put(self, rows: tuple[LibraryEntry, ...]) -> bool:
        """Take `rows`; whether other pieces, or another order, came by it."""
        old = self.rows
        if [row.path for row in old] == [row.path for row in rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return False
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        return True


class _Delegate(QStyledItemDelegate):
    """Paints a row; all are of one height."""

    def __init__(self, view: "PieceList") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self._view
        state: Any = option.state  # type: ignore[attr-defined]
        rect: Any = option.rect  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hot = bool(state & QStyle.StateFlag.State_MouseOver)
        current = view.hasFocus() and index.row() == view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_piece(painter, QRectF(rect), view.pieces[index.row()], view.arc, view.theme, chosen, hot, current)
        painter.restore()


class PieceList(QListView, Dressed):
    """Shows pieces, of which several may be chosen. What is chosen stays chosen when the list is another one."""

    picked = Signal()
    """Other pieces are chosen now, or they have changed; see `chosen`."""
    opened = Signal()
    """Enter, or a double click."""

    def __init__(self, theme: Theme, arc: Arc) -> None:
        super().__init__()
        self.theme = theme
        self.arc = arc
        self.empty_text = ""
        self._filling = False
        self._model = _Model(arc)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Pieces")
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setMinimumHeight(2 * ROW)
        self.verticalScrollBar().setSingleStep(ROW)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.activated.connect(lambda _: self.opened.emit())
        self.dress(theme.sheets)

    def dress(self, sheets: StyleSheets) -> None:
        self.setStyleSheet(sheets.rows)

    @property
    def pieces(self) -> tuple[LibraryEntry, ...]:
        """All that are in the list."""
        return self._model.rows

    def chosen(self) -> tuple[LibraryEntry, ...]:
        """The pieces that are chosen, from top to bottom."""
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        rows = sorted(row for each in ranges for row in range(each.top(), each.bottom() + 1))
        return tuple(self.pieces[row] for row in rows)

    def set_pieces(self, pieces: tuple[LibraryEntry, ...]) -> None:
        """Show `pieces`; place, cursor and what is chosen stay where they can."""
        kept, current = {entry.path for entry in self.chosen()}, self.currentIndex().row()
        at = self.pieces[current].path if 0 <= current < len(self.pieces) else ""
        bar = self.verticalScrollBar()
        value = bar.value()
        self._filling = True
        if self._model.put(pieces):
            self._choose_again(kept, at)
            self.doItemsLayout()
            bar.setValue(value)
        self._filling = False
        self.setAccessibleDescription(f"{len(pieces):,} pieces" if pieces else self.empty_text)
        self.picked.emit()

    def choose(self, paths: set[str]) -> None:
        """Choose these pieces and no others."""
        first = next((entry.path for entry in self.pieces if entry.path in paths), "")
        self._choose_again(paths, first)

    def begin(self) -> None:
        """Put the cursor on the first piece, and choose it."""
        self.setCurrentIndex(self._model.index(0, 0))

    def _choose_again(self, kept: set[str], at: str) -> None:
        selection = QItemSelection()
        start = None
        for row, entry in enumerate((*self.pieces, None)):
            mine = entry is not None and entry.path in kept
            if mine and start is None:
                start = row
            elif not mine and start is not None:
                selection.select(self._model.index(start, 0), self._model.index(row - 1, 0))
                start = None
        model = self.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        row = next((row for row, entry in enumerate(self.pieces) if entry.path == at), -1) if at else -1
        if row >= 0:
            model.setCurrentIndex(self._model.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def _on_selection(self) -> None:
        if not self._filling:
            self.picked.emit()

    def rows(self) -> list[str]:
        """The table twin."""
        return [piece_words(entry, self.arc) for entry in self.pieces]

    def sizeHint(self) -> QSize:
        return QSize(560, 6 * ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that move and choose are the list's; letters, digits and Space are keys of the screen."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        typed = bool(event.text()) and event.text().isprintable()
        if event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Z if ctrl else typed):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._soften_foot()
        if not self.pieces:
            with QPainter(self.viewport()) as painter:
                painter.setFont(self.theme.font(Role.LABEL))
                painter.setPen(self.theme.colours.dim)
                wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
                painter.drawText(QRectF(self.viewport().rect()).adjusted(8, 8, -8, -8), wrap, self.empty_text)

    def _soften_foot(self) -> None:
        """Let a row that is cut by the list's lower edge fade into the card."""
        bar, view, surface = self.verticalScrollBar(), QRectF(self.viewport().rect()), self.theme.colours.surface
        if bar.value() < bar.maximum():
            clear = QColor(surface)
            clear.setAlpha(0)
            shade = QLinearGradient(0, view.bottom() - FADE, 0, view.bottom())
            shade.setColorAt(0, clear)
            shade.setColorAt(1, surface)
            with QPainter(self.viewport()) as painter:
                painter.fillRect(view.adjusted(0, view.height() - FADE, 0, 0), shade)
