"""The audit log: what is wanted of it at the left, the rows beside it, the newest first."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.clinical.when import day_shown, parse_past_day
from kapguide.errors import KapGuideError
from kapguide.ui.audit.rows import AuditLine, audit_height, paint_audit
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.form import ChoiceField, Form, LineField
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

SIDE, LOW = 290, 600
"""How wide what is asked for is; a lower window has less around everything (pixels)."""
NONE = "Nothing like that was done."
READING = "Reading…"
ABOUT_CLIENT = "With a code: disclosures"
HALF_TYPED = "What stands in the open form is not saved."


class AuditAsked(msgspec.Struct, frozen=True):
    """What stands in the fields: the name of a group, a client's code, the id of a person, two days."""

    group: str = ""
    code: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None


class AuditScreen(QWidget):
    """Shows rows; emits what is asked for as soon as it is another."""

    closed = Signal()
    asked = Signal(object)
    """An AuditAsked."""
    more_asked = Signal()
    export_asked = Signal()
    account_asked = Signal()
    disclosure_asked = Signal(str)
    """Something that left the record: the id of a row, empty for what no row tells of."""

    def __init__(self, theme: Theme, groups: Sequence[str], people: Sequence[tuple[str, str]], now: datetime) -> None:
        """`people` are ids and names."""
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Audit log")
        self.form: Form | None = None
        self.now = AuditAsked(groups[0])
        self._begun_from: dict[str, str] = {}
        self.back = Button(theme, "Settings", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.disclosure = Button(theme, "Disclosure", icon="plus", key="n", name="Write a disclosure down")
        self.account = Button(theme, "Account", icon="file-text", key="d", name="Export the account of disclosures")
        self.export = Button(theme, "Export", icon="file-text", key="x", name="Export these rows as a table")
        self.group = ChoiceField(theme, "What", [(each, each) for each in groups])
        self.code = LineField(theme, "Client", "a code", ABOUT_CLIENT)
        self.by = ChoiceField(theme, "By", [("", "everybody"), *people])

        def day(label: str, hint: str) -> LineField:
            return LineField(
                theme, label, hint, parse=lambda typed: parse_past_day(typed, now),
                show=lambda found: day_shown(found) if found is not None else "",
            )  # fmt: skip

        self.since, self.until = day("From", "such as 3 nov"), day("To", "such as today")
        self.fields = (self.group, self.code, self.by, self.since, self.until)
        self.list = RowList(theme, "Rows of the audit log", audit_height, paint_audit, READING)
        self.more = Text(theme, " ", Role.SMALL, "soft", tabular=True, elide=True)
        self.card = Card(theme, "Done")
        self.message = QuietLine(theme)
        self._lay_out()
        self._connect()
        self._follow_code()

    def _connect(self) -> None:
        for button, wanted in (
            (self.back, self.closed), (self.export, self.export_asked), (self.account, self.account_asked),
        ):  # fmt: skip
            button.clicked.connect(wanted)
        self.disclosure.clicked.connect(lambda: self.disclosure_asked.emit(""))
        for choice in (self.group, self.by):
            choice.changed.connect(self._ask)
        for line in (self.code, self.since, self.until):
            line.line.editingFinished.connect(self._ask)
            line.left.connect(self.list.setFocus)
        self.code.line.textChanged.connect(lambda _: self._follow_code())
        self.list.end_reached.connect(self.more_asked, Qt.ConnectionType.QueuedConnection)
        self.list.chosen.connect(self.disclosure_asked)
        self.list.selectionModel().currentChanged.connect(self._look)

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_lines(self, lines: tuple[AuditLine, ...], words: str) -> None:
        """The rows that were asked for; `words` says how many."""
        self.list.empty_text = NONE
        self.list.set_rows(lines)
        self.list.viewport().update()
        self.card.set_trailing(words)
        self.export.setEnabled(bool(lines))

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def say_code(self, fault: str) -> None:
        """What is wrong with the client's code."""
        self.code.say_fault(fault)

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    def _look(self, index: QModelIndex, _: QModelIndex) -> None:
        line = index.data(Qt.ItemDataRole.UserRole)
        self.more.set_text(line.more if isinstance(line, AuditLine) else " ")

    def _ask(self) -> None:
        try:
            since, until = self.since.check(), self.until.check()
        except KapGuideError:
            return
        asked = AuditAsked(self.group.typed(), self.code.line.one_line(), self.by.typed(), since, until)
        if asked != self.now:
            self.now = asked
            self.list.scrollToTop()
            self.asked.emit(asked)

    def _follow_code(self) -> None:
        for button in (self.disclosure, self.account):
            button.setEnabled(bool(self.code.line.one_line()) and self.form is None)

    # --- the form ---------------------------------------------------------------------------------------------

    def open_form(self, form: Form) -> None:
        """Show `form` in the place of the rows."""
        self.form = form
        form.left.connect(self.close_form)
        self._begun_from = form.typed()
        self.body.addWidget(form)
        self.body.setCurrentWidget(form)
        self._rest()
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
        self._rest()
        self.list.setFocus()

    def keep_words(self) -> bool:
        """Whether nothing that was typed in a form would be lost with the page."""
        return self.form is None or self.form.typed() == self._begun_from

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return "" if self.keep_words() else HALF_TYPED

    def _rest(self) -> None:
        self.back.setEnabled(self.form is None)
        self.export.setEnabled(self.form is None and bool(self.list.rows()))
        self._follow_code()

    # --- keys -------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the rows."""
        self.list.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters are keys of the page; Esc leaves a field first, then a form, then the page."""
        keys = {"n": self.disclosure, "d": self.account, "x": self.export}
        if event.isAutoRepeat() or self.form is not None:
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key_meant(event, {"/": True}):
            self.code.setFocus()
        elif (button := key_meant(event, keys)) is not None:
            button.click()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 14)
        self.card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Audit log", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "What was done", Role.TITLE))
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        for button in (self.back, self.disclosure, self.account, self.export):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, grid, 0)
        column.setSpacing(grid // 2)
        for field in self.fields:
            column.addWidget(field)
        column.addStretch(1)
        scroll = SoftScroll(theme, inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wanted = Card(theme, "Shown")
        wanted.setFixedWidth(SIDE)
        wanted.add(scroll, 1)
        self.card.add(self.list, 1)
        self.card.add(self.more)
        self._page = QWidget()
        beside = QHBoxLayout(self._page)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(grid * 2)
        beside.addWidget(wanted)
        beside.addWidget(self.card, 1)
        self.body = QStackedWidget()
        self.body.addWidget(self._page)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(self.body, 1)
        whole.addWidget(self.message)
