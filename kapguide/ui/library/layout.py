"""The parts of the library screen and where they stand, on a high screen and on a low one."""

from itertools import pairwise

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.audio.planning.arc import Arc
from kapguide.ui.library.arc_band import ArcBand
from kapguide.ui.library.bad_page import BadPage
from kapguide.ui.library.columns import Columns
from kapguide.ui.library.empty_page import DropFrame, EmptyPage
from kapguide.ui.library.filters import FilterBar
from kapguide.ui.library.folders_page import FoldersPage
from kapguide.ui.library.import_line import ImportLine
from kapguide.ui.library.label_form import LabelForm
from kapguide.ui.library.pieces import PieceList
from kapguide.ui.library.playlist_form import PlaylistForm
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip
from kapguide.ui.widgets.quiet_line import QuietLine

LOW = 864
"""A screen lower than this (pixels) is laid out densely."""
SIDE = 376
"""The width of the panel beside the list (pixels)."""
SAVING = 96
"""The room for a word on saving (pixels)."""


class LibraryLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme, arc: Arc) -> None:
        super().__init__()
        self.theme = theme
        self._dense: bool | None = None
        self.pieces_chip = Chip(theme, "", "music")
        self.length_chip = Chip(theme, "", "clock")
        self.playlist_button = Button(theme, "Make a playlist", icon="list-music", key="p")
        self.folders_button = Button(theme, "Folders", icon="folder", key="f")
        self.bad_button = Button(theme, "Bad files", icon="triangle-alert", key="b")
        self.add_button = Button(theme, "Add folder", icon="folder-plus", key="a", kind=Kind.PRIMARY)
        self.close_button = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to Today")
        self.band = ArcBand(theme, arc)
        self.filters = FilterBar(theme)
        self.columns = Columns(theme)
        self.list = PieceList(theme, arc)
        self.labels = LabelForm(theme, arc)
        self.playlist = PlaylistForm(theme)
        self.bad = BadPage(theme)
        self.folders = FoldersPage(theme)
        self.empty = EmptyPage(theme)
        self.message = QuietLine(theme)
        self.saving = QuietLine(theme)
        self.undo_button = Button(theme, "Undo", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET)
        self.importing = ImportLine(theme)
        self._lay_out()
        self.drop_frame = DropFrame(theme, self)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.table = Card(theme, "Pieces")
        self.table.add(self.filters)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        titles = QHBoxLayout()
        titles.setContentsMargins(0, 0, 10, 0)  # the scroll bar's width
        titles.addWidget(self.columns)
        rows.addLayout(titles)
        rows.addWidget(self.list, 1)
        self.table.add(rows, 1)
        self.side = QStackedWidget()
        self.side.setFixedWidth(SIDE)
        self.side.addWidget(self.labels)
        self.side.addWidget(self.playlist)
        side_by_side = QHBoxLayout()
        side_by_side.setSpacing(2 * grid)
        side_by_side.addWidget(self.table, 1)
        side_by_side.addWidget(self.side)
        self.list_page = QWidget()
        column = QVBoxLayout(self.list_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.band)
        column.addLayout(side_by_side, 1)
        self.pages = QStackedWidget()
        for page in (self.list_page, self.bad, self.folders, self.empty):
            self.pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.addLayout(self._head())
        whole.addWidget(self.pages, 1)
        whole.addLayout(self._foot())
        self._stacks = (whole, column)
        for before, after in pairwise(self._tab_order()):
            QWidget.setTabOrder(before, after)

    def _tab_order(self) -> list[QWidget]:
        """As one reads."""
        filters, playlist, bad = self.filters, self.playlist, self.bad
        head = [self.close_button, self.bad_button, self.folders_button, self.playlist_button, self.add_button]
        narrowing = [filters.search, filters.strength, filters.lyrics, filters.unlabelled, filters.everything]
        form = [playlist.what, playlist.name, playlist.format, playlist.save, playlist.cancel]
        pages = [bad.again, bad.back, bad.list, self.folders.back, self.empty.add]
        foot = [self.undo_button, self.importing.button]
        pieces = [self.band, *narrowing, self.columns, self.list, *self.labels.questions, *form]
        return [*head, *pieces, *pages, *foot]

    def _head(self) -> QHBoxLayout:
        grid = self.theme.sizes.grid
        head = QHBoxLayout()
        head.setSpacing(grid)
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(self.theme, "Music", Role.EYEBROW, "dim"))
        names.addWidget(Text(self.theme, "Library", Role.TITLE))
        head.addLayout(names)
        head.addSpacing(grid)
        chips = QHBoxLayout()
        chips.setSpacing(grid)
        chips.setContentsMargins(0, 22, 0, 0)  # on the title's line
        chips.addWidget(self.pieces_chip)
        chips.addWidget(self.length_chip)
        head.addLayout(chips)
        head.addStretch(1)
        for button in (
            self.close_button,
            self.bad_button,
            self.folders_button,
            self.playlist_button,
            self.add_button,
        ):
            head.addWidget(button)
        return head

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(2 * self.theme.sizes.grid)
        foot.addStrut(self.theme.sizes.target)  # what comes and goes in it moves nothing above
        foot.addWidget(self.message, 3)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.saving)
        foot.addWidget(self.importing, 2)
        self.saving.setFixedWidth(SAVING)
        self.undo_button.hide()
        return foot

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(1120, 640)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low screen gets everything, closer together."""
        super().resizeEvent(event)
        self.drop_frame.setGeometry(self.rect())
        dense = self.height() < LOW
        if dense == self._dense:
            return
        self._dense = dense
        grid = self.theme.sizes.grid
        for stack in self._stacks:
            stack.setSpacing(grid if dense else 2 * grid)
        above, below = (grid, grid // 2) if dense else (2 * grid, grid)
        self._stacks[0].setContentsMargins(3 * grid, above, 3 * grid, below)
        for card in (self.table, self.labels, self.playlist, self.bad, self.folders):
            card.set_dense(dense)
        self.labels.set_low(dense)
