"""The form that makes a playlist: of which pieces, under which name, in which format."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.audio.library.entry import LibraryEntry
from kapguide.spans import SECOND
from kapguide.ui.library.filters import StillChoice
from kapguide.ui.library.playlist_out import FORMATS, fault_of
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.words import span_words

CHOSEN, SHOWN = "chosen", "shown"


class PlaylistForm(Card):
    """Emits `wanted` with name, extension and pieces, or `left`. A fault is said below; nothing typed is cleared."""

    wanted = Signal(str, str, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Make a playlist", accent=True)
        self._pieces: dict[str, tuple[LibraryEntry, ...]] = {CHOSEN: (), SHOWN: ()}
        self.what = StillChoice(theme, "Pieces")
        self.name = LineEdit(theme, "Name of the playlist", "for example evening, deep")
        self.format = StillChoice(theme, "Format")
        for form, suffix in FORMATS.items():
            self.format.addItem(form, suffix)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.save = Button(theme, "Choose a folder…", icon="folder", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", kind=Kind.QUIET)
        self._lay_out()
        self.name.returnPressed.connect(self._submit)
        self.save.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.left)

    def show_pieces(self, chosen: tuple[LibraryEntry, ...], shown: tuple[LibraryEntry, ...]) -> None:
        """What a playlist can be made of now."""
        wish = self.what.currentData() if self.isVisible() else CHOSEN if len(chosen) > 1 else SHOWN
        self._pieces = {CHOSEN: chosen, SHOWN: shown}
        self.what.clear()
        for kind, word in ((CHOSEN, "chosen"), (SHOWN, "in the list")):
            if self._pieces[kind] or kind is SHOWN:
                self.what.addItem(f"The {_amount(self._pieces[kind])} {word}", kind)
        self.what.setCurrentIndex(max(0, self.what.findData(wish)))

    def show_fault(self, sentence: str) -> None:
        """Say why there is no playlist yet."""
        self.fault.set_text(sentence or " ")
        self.name.setFocus()

    def clear(self) -> None:
        """Empty it for the next playlist; the format stays."""
        self.name.put("")
        self.fault.set_text(" ")

    def _submit(self) -> None:
        pieces = self._pieces[self.what.currentData()]
        fault = fault_of(self.name.one_line()) if pieces else "There is no piece to make a playlist of."
        if fault:
            self.show_fault(fault)
        else:
            self.fault.set_text(" ")
            self.wanted.emit(self.name.one_line(), self.format.currentData(), pieces)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        table = QGridLayout()
        table.setHorizontalSpacing(grid * 2)
        table.setVerticalSpacing(grid // 2)
        table.setColumnStretch(0, 1)

        def put(row: int, label: str, field: QWidget) -> None:
            table.addWidget(Text(self.theme, label, Role.SMALL, "soft"), row, 0)
            table.addWidget(field, row + 1, 0)
            table.setRowMinimumHeight(row + 2, grid)

        put(0, "Pieces", self.what)
        put(3, "Name", self.name)
        put(6, "Format", self.format)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(table)
        note = (
            "Both formats open in other players as they are. The pieces stand along the arc; their labels are kept "
            "beside the playlist, and paths are relative, so that folder and music can move together."
        )
        column.addWidget(Text(self.theme, note, Role.SMALL, "dim", wrap=True))
        column.addStretch(1)
        self.area = Scrolled(self.theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.area, 1)
        self.add(self.fault)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.add(row)


def _amount(pieces: Sequence[LibraryEntry]) -> str:
    length = span_words(round(sum(entry.facts.length_s for entry in pieces) * SECOND))
    return f"{len(pieces):,} pieces ({length})" if len(pieces) != 1 else f"one piece ({length})"
