"""The sheet of a note: at the left what is read, at the right what is looked up, and below them the folded log."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.export.log_rows import LogRow
from kapguide.ui.note.log_list import LogList, log_entry
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import paint_card
from kapguide.ui.widgets.forms.line_text import LineText
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.section import SectionShown, SectionView

SIDE, LEFT_PAD, RIGHT_PAD, TOP = 552, 23, 23, 3
"""The column of what is looked up, and the room around the sections (pixels)."""
TWO_FROM, WIDEST = 1130, 1440
"""From this width on there are two columns; wider than that the sheet does not grow."""


class SheetShown(msgspec.Struct, frozen=True):
    """A note as it is seen: what is read, and what is looked up."""

    read: tuple[SectionShown, ...] = ()
    looked_up: tuple[SectionShown, ...] = ()

    @property
    def sections(self) -> tuple[SectionShown, ...]:
        """All of them, in the order of the keys."""
        return (*self.read, *self.looked_up)


class _Columns(QWidget):
    """Two columns with a line between them, or one below the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._two: bool | None = None
        self.left, self.right = QWidget(), QWidget()
        for column, pads in ((self.left, (LEFT_PAD, 24)), (self.right, (24, RIGHT_PAD))):
            rows = QVBoxLayout(column)
            rows.setContentsMargins(pads[0], TOP, pads[1], 0)
            rows.setSpacing(0)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self.stand(two=True)

    def stand(self, *, two: bool) -> None:
        """Beside each other, or one below the other."""
        if two is self._two:
            return
        self._two = two
        for column in (self.left, self.right):
            self._grid.removeWidget(column)
        self._grid.addWidget(self.left, 0, 0)
        self._grid.addWidget(self.right, *((0, 1) if two else (1, 0)))
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, int(two))
        self._grid.setRowStretch(1, int(not two))
        self.right.setMinimumWidth(SIDE if two else 0)
        self.right.setMaximumWidth(SIDE if two else WIDEST)
        rows = self.right.layout()
        assert rows is not None
        rows.setContentsMargins(24 if two else LEFT_PAD, TOP if two else 0, RIGHT_PAD if two else 24, 0)
        self.update()

    @property
    def two(self) -> bool:
        """They stand beside each other."""
        return bool(self._two)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.two:
            with QPainter(self) as painter:
                painter.fillRect(QRectF(self.right.x(), 0, 1, self.height()), self.theme.colours.line)


class Sheet(QWidget):
    """Renders a SheetShown above a foot; tells what is typed in which line."""

    edited = Signal(str, str)
    entered = Signal(str)
    taken_out = Signal(str)
    came = Signal(str)
    gone = Signal()
    left = Signal()

    def __init__(self, theme: Theme, foot: QWidget, *, still: bool = False) -> None:
        """A `still` sheet is only read."""
        super().__init__()
        self.theme, self._still = theme, still
        self.data = SheetShown()
        self.foot = foot
        self.sections: dict[str, SectionView] = {}
        self.columns = _Columns(theme)
        self.area = SoftScroll(theme, self.columns)
        self.area.setFocusPolicy(Qt.FocusPolicy.TabFocus if still else Qt.FocusPolicy.NoFocus)
        self.area.setAccessibleName("The note")
        self.log = LogList(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.area)
        self._pages.addWidget(self.log)
        self.setMaximumWidth(WIDEST)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(self._pages, 1)
        whole.addWidget(foot)

    def show_sheet(self, data: SheetShown) -> None:
        """Draw `data`; what has the keys keeps them."""
        self.data = data
        for column, sections in ((self.columns.left, data.read), (self.columns.right, data.looked_up)):
            self._fill(column, sections)
        self._mark_last()
        self._order()

    def show_log(self, rows: Iterable[LogRow]) -> None:
        """Have these entries to be looked at."""
        self.log.set_rows(tuple(map(log_entry, rows)))

    def _fill(self, column: QWidget, sections: Sequence[SectionShown]) -> None:
        rows = column.layout()
        assert isinstance(rows, QVBoxLayout)
        if not rows.count():
            rows.addStretch(1)
        for place, shown in enumerate(sections):
            section = self.sections.get(shown.id)
            if section is None:
                section = self.sections[shown.id] = self._made(shown)
                rows.insertWidget(place, section)
            elif section.data != shown:
                section.show_section(shown)

    def _made(self, shown: SectionShown) -> SectionView:
        section = SectionView(self.theme, shown, still=self._still)
        for heard, told in (
            (section.edited, self.edited), (section.entered, self.entered), (section.taken_out, self.taken_out),
            (section.came, self.came), (section.gone, self.gone), (section.left, self.left),
        ):  # fmt: skip
            heard.connect(told)
        section.came.connect(lambda _: self.area.show_stop())
        section.moved.connect(self.step)
        return section

    def _mark_last(self) -> None:
        """Below the last section of a column there is no line, unless another column follows it."""
        for sections, below in ((self.data.read, not self.columns.two), (self.data.looked_up, False)):
            for shown in sections:
                self.sections[shown.id].set_last(last=shown is sections[-1] and not below)

    def stops(self) -> Iterator[LineText]:
        """The lines, in the order of the keys."""
        for shown in self.data.sections:
            for line in self.sections[shown.id].lines.values():
                yield line.text

    def _order(self) -> None:
        """Tab goes column by column."""
        before: QWidget = self.area
        for stop in self.stops():
            QWidget.setTabOrder(before, stop)
            before = stop

    def line(self, id: str) -> LineText | None:
        """The words of the line of that id."""
        lines = (line for section in self.sections.values() for line in section.lines.values())
        return next((line.text for line in lines if id == line.line.id or id in line.line.also), None)

    def go_to(self, id: str) -> bool:
        """Give the keys to the line of that id; whether there is one."""
        line = self.line(id)
        if line is None:
            return False
        self.open_log(opened=False)
        line.setFocus()
        line.moveCursor(line.textCursor().MoveOperation.End)
        self.area.show_stop()
        return True

    def step(self, id: str, by: int) -> bool:
        """Go to the line before (-1) or behind (1) the one of that id; whether there is one."""
        stops, here = list(self.stops()), self.line(id)
        at = stops.index(here) + by if here in stops else -1
        there = 0 <= at < len(stops)
        if there:
            stops[at].setFocus()
        return there

    def show_line(self, id: str) -> bool:
        """Bring the line of that id into sight, as what is only read; whether there is one."""
        line = self.line(id)
        if line is not None:
            self.open_log(opened=False)
            line.setFocus()
            line.selectAll()
            self.area.show_stop()
        return line is not None

    def has_entry(self, id: str) -> bool:
        """The log has an entry of that id."""
        return self.log.has(id)

    def open_log(self, *, opened: bool) -> None:
        """Show the log in the place of the note, or fold it again."""
        self._pages.setCurrentWidget(self.log if opened else self.area)

    @property
    def log_open(self) -> bool:
        """The log stands in the note's place."""
        return self._pages.currentWidget() is self.log

    def rows(self) -> list[str]:
        """The table twin."""
        return [row for shown in self.data.sections for row in self.sections[shown.id].rows()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.stand(two=self.width() >= TWO_FROM)
        self._mark_last()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_card(painter, QRectF(self.rect()), self.theme)
