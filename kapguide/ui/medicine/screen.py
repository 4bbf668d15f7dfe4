"""The medicine log: its lines, the newest first; beside them what must be there, and the doses without a line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.form import Form
from kapguide.ui.widgets.lists.book_row import BookRow, book_height, paint_book
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

SIDE = 400
"""The widest that what stands beside the lines becomes (pixels)."""
LOW = 600
"""A lower window has less around everything (pixels)."""
EMPTY = "No line yet. “Write a line” begins the log: what is there now, as received, with its lot."
NO_STOCK = "Nothing was received yet."
NO_DOSE = "Every dose since the log began has its line."
HALF_TYPED = "What stands in the open form is not saved."


class MedicineScreen(QWidget):
    """Shows rows; emits what is wanted. A form stands in their place while a line is written."""

    closed = Signal()
    line_asked = Signal()
    correction_asked = Signal(str)
    """The id of a line that was wrong."""
    dose_asked = Signal(str)
    """The id of a dose whose line is to be written."""
    export_asked = Signal()
    more_asked = Signal()
    """Somebody looks further down than the lines go."""

    def __init__(self, theme: Theme, back: str = "Settings") -> None:
        """`back` is where Esc leads."""
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Medicine log")
        self.form: Form | None = None
        self._begun_from: dict[str, str] = {}
        self.back = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.export = Button(theme, "Export", icon="file-text", key="x", name="Export the log as a table")
        self.write = Button(theme, "Write a line", icon="plus", key="n", kind=Kind.PRIMARY)
        self.list = RowList(theme, "Lines of the medicine log", book_height, paint_book, EMPTY)
        self.stocks = RowList(theme, "What must be there", book_height, paint_book, NO_STOCK)
        self.doses = RowList(theme, "Doses without a line", book_height, paint_book, NO_DOSE)
        self.lines_card = Card(theme, "Lines")
        self.stock_card = Card(theme, "Must be there", "by the log")
        self.doses_card = Card(theme, "Doses without a line")
        self.message = QuietLine(theme)
        self._lay_out()
        self.back.clicked.connect(self.closed)
        self.export.clicked.connect(self.export_asked)
        self.write.clicked.connect(self.line_asked)
        self.list.chosen.connect(self.correction_asked)
        self.list.end_reached.connect(self.more_asked, Qt.ConnectionType.QueuedConnection)
        self.doses.chosen.connect(self.dose_asked)
        self.doses.clicked.connect(lambda index: self.dose_asked.emit(index.data(Qt.ItemDataRole.UserRole).id))

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_rows(
        self, lines: tuple[BookRow, ...], stocks: tuple[BookRow, ...], doses: tuple[BookRow, ...], words: str
    ) -> None:
        """The log as it stands; `words` says how many lines there are."""
        for shown, rows in ((self.list, lines), (self.stocks, stocks), (self.doses, doses)):
            shown.set_rows(rows)
        self.lines_card.set_trailing(words)
        self.doses_card.set_trailing(f"{len(doses)}" if doses else "")
        self.export.setEnabled(bool(lines))

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.list.rows(), *self.stocks.rows(), *self.doses.rows()]

    # --- the form -------------------------------------------------------------------------------------------

    def open_form(self, form: Form) -> None:
        """Show `form` in the place of the rows."""
        self.form = form
        form.left.connect(self.close_form)
        self._begun_from = form.typed()
        self.body.addWidget(form)
        self.body.setCurrentWidget(form)
        self._rest(resting=True)
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
        self._rest(resting=False)
        self.list.setFocus()

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return "" if self.keep_words() else HALF_TYPED

    def keep_words(self) -> bool:
        """Whether nothing that was typed in a form would be lost with the page."""
        return self.form is None or self.form.typed() == self._begun_from

    def _rest(self, resting: bool) -> None:
        for button in (self.back, self.export, self.write):
            button.setEnabled(not resting)
        if not resting:
            self.export.setEnabled(bool(self.list.rows()))

    # --- keys -----------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the lines, or to what writes the first one."""
        (self.list if self.list.rows() else self.write).setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the page; Esc leaves a form first."""
        if event.isAutoRepeat() or self.form is not None:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif (button := key_meant(event, {"n": self.write, "x": self.export})) is not None:
            button.click()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 14)
        for card in (self.lines_card, self.stock_card, self.doses_card):
            card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Medicine log", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "What the practice holds", Role.TITLE))
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        for button in (self.back, self.export, self.write):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.lines_card.add(self.list, 1)
        self.lines_card.add(Text(theme, "Enter on a line corrects it.", Role.SMALL, "soft", elide=True))
        self.stock_card.add(self.stocks, 1)
        self.doses_card.add(self.doses, 1)
        side = QWidget()
        side.setMaximumWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid * 2)
        column.addWidget(self.stock_card, 1)
        column.addWidget(self.doses_card, 1)
        self._page = QWidget()
        beside = QHBoxLayout(self._page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(grid * 2)
        beside.addWidget(self.lines_card, 9)
        beside.addWidget(side, 4)
        self.body = QStackedWidget()
        self.body.addWidget(self._page)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.message)
        for before, after in ((self.list, self.stocks), (self.stocks, self.doses), (self.doses, self.back)):
            QWidget.setTabOrder(before, after)
