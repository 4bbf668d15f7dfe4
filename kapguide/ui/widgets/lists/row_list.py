"""A list whose rows are painted by a function: only what is in view is painted, screen readers get the words."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kapguide.ui.style import Dressed, StyleSheets
from kapguide.ui.theme import Role, Theme

FADE = 20
"""Pixels at the edge of a scrolled list over which a cut line fades."""

Index = QModelIndex | QPersistentModelIndex
Height = Callable[[Any, float, Theme], int]
Paint = Callable[[QPainter, QRectF, Any, Theme, bool], None]


class _Model(QAbstractListModel):
    """The rows, for the view and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Any, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(row)
        return row if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The keys pass over a heading."""
        if index.isValid() and getattr(self.rows[index.row()], "heading", False):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def put(self, rows: tuple[Any, ...]) -> None:
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

    def __init__(self, theme: Theme, view: "RowList", height: Height, paint: Paint) -> None:
        super().__init__(view)
        self.theme = theme
        self.view = view
        self.heights: dict[Any, int] = {}
        self._height = height
        self._paint = paint

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(Qt.ItemDataRole.UserRole)
        if row not in self.heights:
            self.heights[row] = self._height(row, self.view.viewport().width(), self.theme)
        return QSize(80, self.heights[row])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: Any = option.state  # type: ignore[attr-defined]
        rect: Any = option.rect  # type: ignore[attr-defined]
        lit = bool(state & QStyle.StateFlag.State_Selected) and self.view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, QRectF(rect), index.data(Qt.ItemDataRole.UserRole), self.theme, lit)
        painter.restore()


class RowList(QListView, Dressed):
    """Shows a tuple of frozen rows, each with an `id` and its words as `str`. Enter or a double click is `chosen`."""

    chosen = Signal(str)
    """The id of the row."""
    end_reached = Signal()
    """The last row is in view; said again and again while it is, also in the middle of a layout."""

    def __init__(self, theme: Theme, name: str, height: Height, paint: Paint, empty_text: str) -> None:
        super().__init__()
        self.theme = theme
        self.empty_text = empty_text
        self._model = _Model()
        self._delegate = _Delegate(theme, self, height, paint)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setAccessibleDescription(empty_text)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(48)
        self.verticalScrollBar().valueChanged.connect(self._look_at_the_end)
        self.activated.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))
        self.dress(theme.sheets)

    def dress(self, sheets: StyleSheets) -> None:
        self.setStyleSheet(sheets.rows)

    def set_rows(self, rows: tuple[Any, ...]) -> None:
        """Show `rows`; the same rows cost nothing, more of them at the end little."""
        if rows == self._model.rows:
            return
        self._model.put(rows)
        self.setAccessibleDescription(self.describe())

    def updateGeometries(self) -> None:
        """The rows have been laid out: there may be room for more."""
        super().updateGeometries()
        self._look_at_the_end()

    def _look_at_the_end(self) -> None:
        bar = self.verticalScrollBar()
        if self._model.rows and self.isVisible() and bar.value() == bar.maximum():
            self.end_reached.emit()

    def sizeHint(self) -> QSize:
        return QSize(320, 96)  # it takes what the others leave

    def describe(self) -> str:
        """How many rows there are."""
        return f"{len(self._model.rows)} lines" if self._model.rows else self.empty_text

    def rows(self) -> list[str]:
        """The table twin."""
        return [str(row) for row in self._model.rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and the keys that move are the list's; letters and Space are keys of the screen."""
        if event.key() == Qt.Key.Key_Space or (event.text().isprintable() and event.text()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._delegate.heights.clear()
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._soften_edges()
        if not self._model.rows:
            with QPainter(self.viewport()) as painter:
                painter.setFont(self.theme.font(Role.LABEL))
                painter.setPen(self.theme.colours.dim)
                room = QRectF(self.viewport().rect()).adjusted(8, 8, -8, -8)
                wrap = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
                painter.drawText(room, wrap, self.empty_text)

    def lay_out_anew(self) -> None:
        """Ask for every row's height again."""
        self._delegate.heights.clear()
        self.doItemsLayout()

    def soft_edges(self) -> tuple[bool, bool]:
        """Whether lines go on above and below what is in view, and so fade there."""
        bar = self.verticalScrollBar()
        return bar.value() > bar.minimum(), bar.value() < bar.maximum()

    def _soften_edges(self) -> None:
        """Let a line that is cut by the list's edge fade into the card."""
        view = QRectF(self.viewport().rect())
        above, below = self.soft_edges()
        clear = QColor(self.theme.colours.surface)
        clear.setAlpha(0)
        with QPainter(self.viewport()) as painter:
            for hidden, edge, inward in (
                (above, view.top(), FADE),
                (below, view.bottom(), -FADE),
            ):
                if hidden:
                    shade = QLinearGradient(0, edge, 0, edge + inward)
                    shade.setColorAt(0, self.theme.colours.surface)
                    shade.setColorAt(1, clear)
                    painter.fillRect(QRectF(0, min(edge, edge + inward), view.width(), FADE), shade)
