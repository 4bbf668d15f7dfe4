"""One's own notes on clients whose record was removed: read here, and removed for good."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.private.rows import PrivateRow, paint_private, private_height
from kapguide.ui.private.screen import LOW
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.lists.book_row import BookRow, book_height, paint_book
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.quiet_line import QuietLine

SIDE = 290
"""The width of the list of clients (pixels)."""
NOBODY = "You have no private notes on a client who was removed."
STAY = "Backups that were made before still hold them, for you alone, until they are thinned out."


class LeftNotesScreen(QWidget):
    """Shows rows; emits what is wanted."""

    picked = Signal(str)
    """The id of a client whose notes are to be read."""
    removal_meant = Signal(str)
    """The id of a client whose notes are to be removed."""
    come_back = Signal()
    """It is seen again, perhaps by somebody else."""
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Own notes on clients who were removed")
        self._at = ""
        self._seen = False
        self.alone = Chip(theme, "only you can read this", "lock")
        self.back = Button(theme, "Settings", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.clients = RowList(theme, "Clients who were removed", book_height, paint_book, NOBODY)
        self.list = RowList(theme, "Own notes", private_height, paint_private, "")
        self.remove = HoldButton(theme, "Remove them for good", icon="x", kind=Kind.QUIET)
        self.message = QuietLine(theme)
        self.removed, self.written = Card(theme, "Removed"), Card(theme, "Written")
        self._lay_out()
        self.back.clicked.connect(self.closed)
        self.clients.selectionModel().currentChanged.connect(self._pick)
        self.clients.chosen.connect(lambda _: self.list.setFocus())
        self.remove.hinted.connect(self.say)
        self.remove.meant.connect(lambda: self.removal_meant.emit(self._at))
        self.show_clients(())

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_clients(self, rows: tuple[BookRow, ...]) -> None:
        """The clients on whom there are notes; the first one is read at once."""
        self._at = ""
        self.clients.set_rows(rows)
        self.show_notes(())
        if rows:
            self.clients.setCurrentIndex(self.clients.model().index(0, 0))

    def show_notes(self, rows: tuple[PrivateRow, ...]) -> None:
        """The notes on the client that is picked, the newest first."""
        self.list.set_rows(rows)
        self.remove.setEnabled(bool(self._at))

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.clients.rows(), *self.list.rows()]

    def _pick(self, index: QModelIndex, _: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, BookRow):
            self._at = row.id
            self.picked.emit(row.id)

    # --- keys and places --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._seen:
            self.come_back.emit()
        self._seen = True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the clients."""
        self.clients.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.closed.emit()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 14)
        for card in (self.removed, self.written):
            card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        title = QHBoxLayout()
        title.setSpacing(grid)
        title.addWidget(Text(theme, "Clients who were removed", Role.TITLE))
        title.addSpacing(grid // 2)
        title.addWidget(self.alone)
        title.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(Text(theme, "Own notes", Role.EYEBROW, "dim"))
        names.addLayout(title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.back)
        self.removed.add(self.clients, 1)
        self.removed.setFixedWidth(SIDE)
        self.written.add(self.list, 1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * grid)
        foot.addWidget(self.remove)
        foot.addWidget(Text(theme, STAY, Role.SMALL, "soft", wrap=True), 1)
        self.written.add(foot)
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(self.removed)
        body.addWidget(self.written, 1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addLayout(body, 1)
        self._whole.addWidget(self.message)
