"""A list of painted rows of which one is picked, and stays picked when the rows are painted anew."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.lists.row_list import RowList

PaintPicked = Callable[[QPainter, QRectF, Any, Theme, bool, bool], None]
"""With whether the keys go to the row, and whether it is picked."""


class PickList(RowList):
    """The rows have ids; `picked` tells that another one is picked by hand."""

    picked = Signal(str)

    def __init__(self, theme: Theme, name: str, high: int, paint: PaintPicked, empty_text: str = "") -> None:
        self.at = ""
        super().__init__(
            theme,
            name,
            lambda row, width, theme: high,
            lambda painter, rect, row, theme, lit: paint(painter, rect, row, theme, lit, row.id == self.at),
            empty_text,
        )
        self._filling = False
        self.setUniformItemSizes(True)
        self.selectionModel().currentChanged.connect(self._moved)

    def show_rows(self, rows: tuple[Any, ...], at: str) -> None:
        """Show `rows`, with the one of that id picked."""
        self._filling = True
        self.set_rows(rows)
        self.at = at
        place = next((place for place, row in enumerate(rows) if row.id == at), None)
        if place is not None and self.currentIndex().row() != place:
            self.setCurrentIndex(self.model().index(place, 0))
            self.scrollTo(self.currentIndex())
        self._filling = False
        self.viewport().update()

    def _moved(self) -> None:
        index = self.currentIndex()
        if index.isValid() and not self._filling:
            self.at = index.data(Qt.ItemDataRole.UserRole).id
            self.viewport().update()
            self.picked.emit(self.at)
