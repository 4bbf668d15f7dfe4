"""Search at the desk: what is typed, what is found by kind, and the chosen place whole beside the list."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.store.search.search_wish import Found, with_filter
from kapguide.ui.search.data import MORE, SearchData, Shown
from kapguide.ui.search.excerpt import Excerpt
from kapguide.ui.search.rows import FoundRow, found_height, paint_found
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.labelled import Labelled, LabelledLines
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

AFTER_MS = 150
"""A search begins when nobody has typed for so long."""
BESIDE, BESIDE_LEAST = 400, 320
"""How wide the column at the right is, and in a narrow window (pixels)."""
NARROW, LOW = 1100, 600
MOST_CHIPS = 4
NOTHING_ASKED = "Type a code, or words of a note, of a log or of what was said."
NOTHING_FOUND = "Nothing was found. Fewer words find more."
ALL_KINDS = "All"
_WORDS = {
    Found.CLIENT: "Clients",
    Found.NOTE: "Notes",
    Found.ENTRY: "Log",
    Found.SCORE: "Scores",
    Found.SAID: "About",
}
_KINDS = (None, *_WORDS)
EXAMPLES = (
    Labelled("One client", "client:M-014"),
    Labelled("One kind", "kind:note, kind:log, kind:dosing"),
    Labelled("Since", "from:3 nov, from:nov, from:2026"),
    Labelled("Until", "to:yesterday"),
    Labelled("Who wrote it", "by:lind"),
    Labelled("Exact words", '"a blanket"'),
)


class SearchScreen(QWidget):
    """Renders a SearchData; emits what was typed, and the row that is to be opened."""

    typed = Signal(str)
    chosen = Signal(object)
    """A FoundRow."""
    further = Signal()
    """More of the kind that is listed alone."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        back: str = "Today",
        typed: str = "",
        tell: Callable[[FoundRow], Shown] = lambda row: Shown(),
    ) -> None:
        """`tell` says what the card beside the list says of a row."""
        super().__init__()
        self.theme = theme
        self.data = SearchData()
        self._tell = tell
        self._wanted = ""
        """The id of the row that the keys go to once it is there."""
        self.eyebrow = Text(theme, "Newest first", Role.EYEBROW, "dim")
        self.chips = tuple(Chip(theme, tone=Tone.ACCENT) for _ in range(MOST_CHIPS))
        self.close_button = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.field = LineEdit(theme, "Search codes, notes, logs, scores and what was said", "Code, note, score")
        self.field.set_key("/")
        self.kinds = OneOf(theme, "What to look at", tuple(_WORDS[kind] if kind else ALL_KINDS for kind in _KINDS))
        self.list = RowList(theme, "Found", found_height, paint_found, NOTHING_ASKED)
        self.found = Card(theme)
        self.whole = Card(theme, "In full")
        self.code = Text(theme, "", Role.HEADING, elide=True)
        self.title = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.excerpt = Excerpt(theme)
        self.about = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.open = Button(theme, "Open", icon="arrow-right", key="Enter", kind=Kind.PRIMARY)
        self.narrow = Card(theme, "To narrow it")
        self.examples = LabelledLines(theme, "Filters that can be typed")
        self.examples.set_data(EXAMPLES)
        self.message = QuietLine(theme)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER_MS)
        self.kinds.choose(0)
        self._lay_out()
        self._connect()
        self.setAccessibleName("Search")
        self.field.put(typed)
        self._show_row()

    def _connect(self) -> None:
        self._later.timeout.connect(lambda: self.typed.emit(self.field.text()))
        self.field.textChanged.connect(lambda _: self._later.start())
        self.field.returnPressed.connect(self._enter)
        self.field.left.connect(self._leave_field)
        self.kinds.changed_to.connect(self._choose_kind)
        self.kinds.entered.connect(self.into_list)
        self.kinds.left.connect(self.closed)
        self.list.chosen.connect(lambda _: self._open(self.row))
        self.list.clicked.connect(lambda _: self.list.setFocus())
        self.list.doubleClicked.connect(lambda _: self._open(self.row))
        self.list.end_reached.connect(self.further, Qt.ConnectionType.QueuedConnection)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.open.clicked.connect(lambda: self._open(self.row))
        self.close_button.clicked.connect(self.closed)

    # --- what is shown ---------------------------------------------------------------------------------------

    @property
    def row(self) -> FoundRow | None:
        """The row that the keys are on."""
        row: FoundRow | None = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row

    def show_data(self, data: SearchData) -> None:
        """Draw what was found; the keys stay on the row on which they are, or go to the first one."""
        before = self.row.id if self.row is not None else ""
        self.data = data
        self.list.empty_text = NOTHING_ASKED if data.nothing else NOTHING_FOUND
        self.list.set_rows(data.rows)
        for at, chip in enumerate(self.chips):
            said = data.filters[at] if at < len(data.filters) else ""
            chip.show_text(said, tone=Tone.ACCENT)
            chip.setVisible(bool(said))
        if self.kinds.chosen != _KINDS.index(data.kind):
            self.kinds.blockSignals(True)
            self.kinds.choose(_KINDS.index(data.kind))
            self.kinds.blockSignals(False)
        self.message.say(data.unclear)
        self._go_to(self._wanted or before)
        self._show_row()
        if not data.rows and self.list.hasFocus():
            self.into_field()

    def want(self, row_id: str) -> None:
        """Have the keys on this row once it is found again."""
        self._wanted = row_id

    def _go_to(self, row_id: str) -> None:
        rows = self.data.rows
        places = [at for at, row in enumerate(rows) if row.id == row_id and not row.heading]
        first = [at for at, row in enumerate(rows) if not row.heading]
        at = (places or first or [-1])[0]
        if places:
            self._wanted = ""
        self.list.setCurrentIndex(self.list.model().index(at, 0) if at >= 0 else QModelIndex())
        if at >= 0 and first and at == first[0]:
            self.list.scrollToTop()

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        self._show_row()

    def _show_row(self) -> None:
        """The card beside the list: the row whole, or nothing while there is none."""
        row = self.row
        shown = self._tell(row) if row is not None and row.hit is not None else Shown()
        self.code.set_text(shown.code)
        self.title.set_text(shown.title)
        self.title.setVisible(bool(shown.title))
        self.excerpt.set_data(shown.excerpt)
        self.excerpt.setVisible(bool(shown.excerpt.words))
        self.about.set_text(shown.about)
        self.about.setVisible(bool(shown.about))
        self.open.show_as(shown.verb or "Open", icon="arrow-right", key="Enter", kind=Kind.PRIMARY)
        self.whole.setVisible(bool(shown.code))

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    # --- what is done ----------------------------------------------------------------------------------------

    def _choose_kind(self, which: int) -> None:
        kind = _KINDS[max(0, which)]
        self._type(with_filter(self.field.text(), "kind", kind.value if kind else ""))

    def _type(self, text: str) -> None:
        """Have this in the field, and searched for at once."""
        self.field.put(text)
        self._later.stop()
        self.typed.emit(text)

    def _enter(self) -> None:
        """Search at once, and into what is found."""
        if self._later.isActive():
            self._later.stop()
            self.typed.emit(self.field.text())
        self.into_list()

    def _leave_field(self) -> None:
        if self.data.rows:
            self.into_list()
        else:
            self.close_button.setFocus()

    def into_list(self) -> None:
        """The keys go to what was found."""
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def into_field(self) -> None:
        """The keys go to the end of what is typed."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.deselect()
        self.field.end(False)

    def _open(self, row: FoundRow | None) -> None:
        if row is None:
            return
        if row.id.startswith(MORE):
            self._type(with_filter(self.field.text(), "kind", row.id.removeprefix(MORE)))
        elif row.hit is not None:
            self.chosen.emit(row)

    def say_fault(self, sentence: str) -> None:
        """Say why something could not be opened; all stays as it is."""
        self.message.say(sentence, Tone.WARM)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """One types at once; where whole words came along, what they find is gone through."""
        came = self.field.text()
        (self.into_list if came and not came.endswith(" ") else self.into_field)()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_Down and (self.field.hasFocus() or self.kinds.hasFocus()):
            self.into_list()
        elif not self.field.hasFocus() and key_meant(event, {"/": True}):
            self.into_field()
            self.field.selectAll()
        else:
            event.ignore()

    # --- where everything stands -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names, title = QVBoxLayout(), QHBoxLayout()
        names.setSpacing(grid // 2)
        title.setSpacing(grid)
        title.addWidget(Text(theme, "Search", Role.TITLE))
        title.addSpacing(grid)
        for chip in self.chips:
            title.addWidget(chip)
            chip.hide()
        title.addStretch(1)
        names.addWidget(self.eyebrow)
        names.addLayout(title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.close_button)
        self.found.add(self.field)
        self.found.add(self.kinds)
        self.found.add(self.list, 1)
        lines = QVBoxLayout()
        lines.setSpacing(grid // 2)
        for each in (self.code, self.title):
            lines.addWidget(each)
        self.whole.add(lines)
        self.whole.add(self.excerpt, 1)
        self.whole.add(self.about)
        self.whole.add(self.open)
        self.narrow.add(self.examples)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2 * grid)
        beside.addWidget(self.whole)
        beside.addStretch(1)
        beside.addWidget(self.narrow)
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(self.found, 1)
        body.addWidget(self._beside)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)
        order = (self.field, self.kinds, self.list, self.open, self.close_button)
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid // 2)
        self._whole.setSpacing(grid if low else 14)
        for card in (self.found, self.whole, self.narrow):
            card.set_dense(low)
        self.narrow.setVisible(not low)
        self._beside.setFixedWidth(BESIDE if self.width() >= NARROW else BESIDE_LEAST)
