"""What is older than the clinic keeps it; beside it what was removed, and which backups still hold that."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.retention.remove_form import RemoveForm
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.lists.book_row import BookRow, book_height, paint_book
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine

SIDE = 400
"""The widest that what stands beside the list becomes (pixels)."""
LOW = 600
NONE_OLDER = "No record is older than that."
NONE_REMOVED = "Nothing was removed yet."
CHOOSE = "Of the one that is chosen above."


class RetentionScreen(QWidget):
    """Shows rows; emits what is wanted. The form of a removal stands in their place."""

    closed = Signal()
    removal_asked = Signal(str)
    """The id of a client."""
    backups_asked = Signal(str)
    """The id of a trace whose backups are to be named."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Retention")
        self.form: RemoveForm | None = None
        self.back = Button(theme, "Settings", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.title = Text(theme, "What is older", Role.TITLE)
        self.period = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.list = RowList(theme, "Records that are older", book_height, paint_book, NONE_OLDER)
        self.traces = RowList(theme, "Records that were removed", book_height, paint_book, NONE_REMOVED)
        self.backups = Text(theme, CHOOSE, Role.LABEL, "soft", wrap=True)
        self.older_card = Card(theme, "Older")
        self.traces_card = Card(theme, "Removed")
        self.backups_card = Card(theme, "Backups that still hold it")
        self.message = QuietLine(theme)
        self._lay_out()
        self.back.clicked.connect(self.closed)
        self.list.chosen.connect(self.removal_asked)
        self.traces.selectionModel().currentChanged.connect(self._look)

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_rows(self, period: str, older: tuple[BookRow, ...], traces: tuple[BookRow, ...]) -> None:
        """The records, and the period that the clinic has chosen."""
        self.period.set_text(period)
        self.list.set_rows(older)
        self.traces.set_rows(traces)
        self.older_card.set_trailing(f"{len(older):,}" if older else "")
        self.traces_card.set_trailing(f"{len(traces):,}" if traces else "")

    def show_backups(self, words: str) -> None:
        """Which backups still hold the record that is chosen among those that were removed."""
        self.backups.set_text(words)

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.list.rows(), *self.traces.rows(), self.backups.whole_text()]

    def _look(self, index: QModelIndex, _: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, BookRow):
            self.backups_asked.emit(row.id)

    # --- the form ---------------------------------------------------------------------------------------------

    def open_form(self, form: RemoveForm) -> None:
        """Show `form` in the place of the rows."""
        self.form = form
        form.left.connect(self.close_form)
        self.body.addWidget(form)
        self.body.setCurrentWidget(form)
        self.back.setEnabled(False)
        self.message.say("")
        form.begin()

    def close_form(self) -> None:
        """Put the form away."""
        if self.form is None:
            return
        self.body.removeWidget(self.form)
        self.form.deleteLater()
        self.form = None
        self.body.setCurrentWidget(self._page)
        self.back.setEnabled(True)
        self.list.setFocus()

    # --- keys -------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the list."""
        self.list.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and self.form is None and not event.isAutoRepeat():
            self.closed.emit()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 14)
        for card in (self.older_card, self.traces_card, self.backups_card):
            card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Retention", Role.EYEBROW, "dim"))
        names.addWidget(self.title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        self.older_card.add(self.period)
        self.older_card.add(self.list, 1)
        self.older_card.add(
            Text(theme, "Enter removes a record, with your passphrase.", Role.SMALL, "soft", elide=True)
        )
        self.traces_card.add(self.traces, 1)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, grid, 0)
        inner.addWidget(self.backups)
        inner.addStretch(1)
        self.backups_card.add(SoftScroll(theme, inside), 1)
        side = QWidget()
        side.setMaximumWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid * 2)
        column.addWidget(self.traces_card, 1)
        column.addWidget(self.backups_card, 1)
        self._page = QWidget()
        beside = QHBoxLayout(self._page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(grid * 2)
        beside.addWidget(self.older_card, 7)
        beside.addWidget(side, 4)
        self.body = QStackedWidget()
        self.body.addWidget(self._page)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.message)
