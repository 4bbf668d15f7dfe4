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

LOW, LOWER, FLOOR = 864, 700, 600
"""A screen lower than this (pixels) is laid out densely; has no hills; has a row for the filters alone."""
NARROW = 1120
"""A narrower screen is laid out like that, too (pixels)."""
SIDE, NARROW_SIDE = 376, 340
"""The width of the panel beside the list (pixels)."""
SAVING = 96
"""The room for a word on saving (pixels)."""


class LibraryLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme, arc: Arc) -> None:
        super().__init__()
        self.theme = theme
        self._shape: tuple[bool, bool] | None = None
        """Whether it is dense, and bare; None before it has a size."""
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
        self._icons = {
            button: button.data.icon for button in (self.playlist_button, self.folders_button, self.close_button)
        }
        self._lay_out()
        self._set_bare(True)
        self.drop_frame = DropFrame(theme, self)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        self.table = Card(theme, "Pieces")
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
        column.addWidget(self.filters)
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
        self.chips = QWidget()
        chips = QHBoxLayout(self.chips)
        chips.setSpacing(grid)
        chips.setContentsMargins(0, 22, 0, 0)  # on the title's line
        chips.addWidget(self.pieces_chip)
        chips.addWidget(self.length_chip)
        head.addWidget(self.chips)
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
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low screen gets everything, closer together."""
        super().resizeEvent(event)
        self.drop_frame.setGeometry(self.rect())
        dense, bare = self.height() < LOW, self.height() < FLOOR or self.width() < NARROW
        self.band.set_low(self.height() < LOWER)
        self.labels.hint.setVisible(self.height() >= LOWER)
        if (dense, bare) == self._shape:
            return
        self._shape = dense, bare
        self._set_bare(bare)
        grid = self.theme.sizes.grid
        for stack in self._stacks:
            stack.setSpacing(grid if dense else 2 * grid)
        above, below = (grid, grid // 2) if dense else (2 * grid, grid)
        self._stacks[0].setContentsMargins(3 * grid, above, 3 * grid, below)
        for card in (self.table, self.labels, self.playlist, self.bad, self.folders):
            card.set_dense(dense)
        self.labels.set_low(dense)

    def _set_bare(self, bare: bool) -> None:
        """What can be left out is; what is left stands as wide as the screen."""
        self.side.setFixedWidth(NARROW_SIDE if bare else SIDE)
        self.chips.setVisible(not bare)  # the list says the same
        for button, icon in self._icons.items():
            said = button.data
            button.show_as(
                said.text, icon="" if bare else icon, key=said.key, kind=said.kind, name=button.accessibleName()
            )
        if bare:
            self._stacks[1].insertWidget(1, self.filters)
        else:
            self.table.body.insertWidget(0, self.filters)
