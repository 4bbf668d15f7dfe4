"""The folders with music that were added: how much lies in each, where one has moved to, and letting one go."""

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.library.survey import Folder, pieces_text, said
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card

EMPTY = "No folder yet. “Add folder” takes one in; its files stay where they are."
BOUNCE_MS = 400
"""The second half of a double click is no yes."""


class FolderRow(QWidget):
    """One folder with its buttons. Letting it go takes two presses."""

    again_asked = Signal(str)
    moved = Signal(str)
    removed = Signal(str)

    def __init__(self, theme: Theme, folder: Folder) -> None:
        super().__init__()
        self.theme = theme
        self.path = folder.path
        name = said(folder.path)
        self.name = Text(theme, name, Role.LABEL, weight=QFont.Weight.Medium, elide=True)
        self.count = Text(theme, "", Role.SMALL, "soft", tabular=True)
        self.again = Button(theme, "Look again", icon="refresh-cw", name=f"Look again at {name}")
        self.elsewhere = Button(theme, "Where is it now?", icon="folder", name=f"Where is {name} now?")
        self.remove = Button(theme, "Remove", icon="x", name=f"Remove {name}")
        grid = theme.sizes.grid
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.name)
        words.addWidget(self.count)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * grid, grid, grid, grid)
        row.setSpacing(grid)
        row.addLayout(words, 1)
        for button in (self.again, self.elsewhere, self.remove):
            row.addWidget(button)
        self._sure = QElapsedTimer()
        self.again.clicked.connect(lambda: self.again_asked.emit(self.path))
        self.elsewhere.clicked.connect(lambda: self.moved.emit(self.path))
        self.remove.clicked.connect(self._removing)
        self.show_folder(folder)

    def show_folder(self, folder: Folder) -> None:
        """The folder's numbers."""
        pieces = pieces_text(folder.pieces)
        missing = f"  ·  {folder.missing:,} of them were not there at the last look" if folder.missing else ""
        gone = folder.missing == folder.pieces > 0
        self.count.set_text(f"{pieces}  ·  not where it was" if gone else pieces + missing)
        self.count.set_colour("warm" if folder.missing else "soft")

    def _removing(self) -> None:
        """The first press asks, the second one does it; a press that bounces is nothing."""
        if not self._sure.isValid():
            self._sure.start()
            name = f"Remove {said(self.path)}: press again"
            self.remove.show_as("Press again; labels are kept", icon="x", kind=Kind.WARM, name=name)
        elif self._sure.hasExpired(BOUNCE_MS):
            self.removed.emit(self.path)

    def hideEvent(self, event: QHideEvent) -> None:
        """Who has left the page and comes back is asked again."""
        super().hideEvent(event)
        self._sure.invalidate()
        self.remove.show_as("Remove", icon="x", name=f"Remove {said(self.path)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colours.raised)
            corner = self.theme.sizes.button_corner
            painter.drawRoundedRect(QRectF(self.rect()), corner, corner)


class FoldersPage(Card):
    """Shows the folders; it asks nobody for anything."""

    again_asked = Signal(str)
    moved = Signal(str)
    removed = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Folders")
        self._rows: dict[str, FolderRow] = {}
        self.back = Button(theme, "Back to the pieces", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.back.clicked.connect(self.left)
        self.head.addWidget(self.back)
        self.empty = Text(theme, EMPTY, Role.LABEL, "dim", wrap=True)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.sizes.grid)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        area = Scrolled(theme, page)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(area, 1)

    def show_folders(self, folders: tuple[Folder, ...]) -> None:
        """The folders as they are now; rows that stay keep the focus."""
        there = {folder.path for folder in folders}
        for path in [path for path in self._rows if path not in there]:
            row = self._rows.pop(path)
            focused = QApplication.focusWidget()
            if focused is not None and row.isAncestorOf(focused):
                self.back.setFocus()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, folder in enumerate(folders):
            if folder.path in self._rows:
                self._rows[folder.path].show_folder(folder)
                continue
            row = FolderRow(self.theme, folder)
            row.again_asked.connect(self.again_asked)
            row.moved.connect(self.moved)
            row.removed.connect(self.removed)
            self._rows[folder.path] = row
            self._column.insertWidget(place + 1, row)
        self.empty.setVisible(not folders)
        self.set_trailing("")

    def row(self, path: str) -> FolderRow:
        """The row of a folder."""
        return self._rows[path]
