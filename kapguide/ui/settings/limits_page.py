"""The clinic's own limits in the window: for what, above or below what, and when; signed by the medical lead."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.limits import MEASURES, TIMES, WORDS, ClinicLimits
from kapguide.errors import KapGuideError
from kapguide.toml_file import FileError
from kapguide.ui.settings.field import FAULT, TYPED_MS
from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.settings.sign_form import Signature, Signer, SignForm, signature_chip
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.usecases.clinic.clinic_limits import PracticeLimits, WrittenLimit

SIDE, BOUND = 300, 104
VALUES = tuple(MEASURES)
WHENS = ("", *TIMES)
NONE_YET = "No limit is written. Readings are shown as they are."
UNSIGNED = "Until your medical lead signs them, none of these is shown."
SHOWN = "Beside a reading outside one of them stands its text. KapGuide gives no advice and sounds no alarm."
CHANGED = "The file was changed meanwhile, and that stays. Look at it again, and change it then."
WORDS_BELOW = (
    "KapGuide ships no limit. One is enough of above and below; a pressure is written 160/90. A value is taken out by "
    "its ✕. Signed limits hold from the next session on."
)


class LimitLine(QWidget):
    """One limit as it is typed."""

    typed = Signal()
    removed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self.value, self.when = Choice(theme, f"Value of limit {number}"), Choice(theme, f"When limit {number} holds")
        self.value.addItems(["choose", *(WORDS[each] for each in VALUES)])
        self.when.addItems(["always", *TIMES])
        self.above = LineEdit(theme, f"Limit {number}: outside is above", "above")
        self.below = LineEdit(theme, f"Limit {number}: outside is below", "below")
        self.remove = Button(theme, icon="x", kind=Kind.QUIET, name=f"Take limit {number} out")
        self.fault = Text(theme, "", Role.SMALL, "warm", weight=QFont.Weight.Medium, elide=True)
        self.fault.setFixedHeight(FAULT)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.value, 2)
        for line in (self.above, self.below):
            line.setFixedWidth(BOUND)
            line.setMaxLength(9)
            row.addWidget(line)
        row.addWidget(self.when, 3)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.fault)
        for line in (self.above, self.below):
            line.textEdited.connect(self._typed)
            line.left.connect(self.left)
        for choice in (self.value, self.when):
            choice.activated.connect(self._typed)
        self.remove.clicked.connect(self.removed)

    def put(self, row: WrittenLimit | None) -> None:
        """Show a row, or none yet."""
        row = row or WrittenLimit("")
        self.value.setCurrentIndex(VALUES.index(row.value) + 1 if row.value in VALUES else 0)
        self.when.setCurrentIndex(WHENS.index(row.when) if row.when in WHENS else 0)
        self.above.put(row.above)
        self.below.put(row.below)
        self.fault.set_text("")

    @property
    def row(self) -> WrittenLimit | None:
        """What is typed; None while it is no limit yet."""
        at, above, below = self.value.currentIndex(), self.above.one_line(), self.below.one_line()
        if at <= 0 or not (above or below):
            return None
        return WrittenLimit(VALUES[at - 1], above, below, WHENS[self.when.currentIndex()])

    def _typed(self, _: object = None) -> None:
        self.fault.set_text("")
        self.typed.emit()


class LimitsPage(SettingsPage):
    """Saves as one types; signing is asked for by itself."""

    def __init__(
        self,
        theme: Theme,
        practice: PracticeLimits,
        by: Callable[[], str],
        now: Callable[[], datetime],
        sign: Signer,
        signed: Signature = str,
    ) -> None:
        """`by` names who changes them now; `signed` tells what was signed last."""
        super().__init__(theme)
        self._practice, self._by, self._now, self._sign_with = practice, by, now, sign
        self._signed = signed
        self._limits = ClinicLimits()
        self._rows: tuple[WrittenLimit, ...] = ()
        """The rows of the file as they are shown: what was written by hand since is not written over."""
        self.lines: list[LimitLine] = []
        self.sign_button = Button(theme, "Sign as medical lead…", icon="signature")
        self.buttons = (self.sign_button,)
        self.form = SignForm(theme, "the clinic’s limits", now)
        self.form.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(TYPED_MS)
        self._later.timeout.connect(self.take)
        self._lay_out(theme.sizes.grid)
        self.sign_button.clicked.connect(self._ask)
        self.form.left.connect(self._close_form)
        self.form.signed.connect(self._sign)
        self.refresh()

    def refresh(self) -> None:
        """Read the file anew; what is being typed stays."""
        self._limits = self._practice.limits
        if self._limits.fault:
            self.said.emit(self._limits.fault)
        if not self._later.isActive():
            self._show_rows()
        self.sign_button.setEnabled(bool(self._limits.limits))
        shown = [limit.words for limit in self._limits.limits]
        self.shown.set_text("\n".join(shown) or NONE_YET)
        self.hold.set_text(SHOWN if self._limits.in_force or not shown else UNSIGNED)
        self.hold.set_colour("soft" if self._limits.in_force or not shown else "warm")
        self.changed.emit()

    def chip(self) -> ChipData | None:
        if self._limits.fault:
            return ChipData("cannot be read", "circle-alert", Tone.WARM)
        unsigned = "not signed" if self._limits.limits else "not written"
        return signature_chip(self._limits.signed_by, self._practice.sha256(), self._signed(), unsigned)

    def waits(self) -> bool:
        chip = self.chip()
        return bool(self._limits.reminder) or (chip is not None and chip.tone is Tone.WARM)

    def first(self) -> QWidget | None:
        return self.lines[0].value

    def finish(self) -> None:
        self.take()
        self._close_form()

    def take(self) -> None:
        """Save each row that is a limit and is not yet in the file; a fault stands below its row."""
        self._later.stop()
        wrote = False
        for at, line in enumerate(self.lines):
            row, there = line.row, self._practice.rows()
            before, kept = self._rows[at : at + 1], there[at : at + 1]
            if row is None or before == (row,):
                continue
            if before and before != kept:  # somebody has written in the file
                line.fault.set_text(CHANGED)
                continue
            try:
                self._practice.say(at if before else len(there), row, self._by(), self._now().date())
            except FileError as error:
                line.fault.set_text(f"Write {error.problems[0].expected}.")
            except KapGuideError as error:
                self.said.emit(error.sentence)
            else:
                line.fault.set_text("")
                self._rows = (*self._rows[:at], row, *self._rows[at + 1 :])
                wrote = True
        if wrote:
            self.saved.emit()
            if not any(line.fault.whole_text() for line in self.lines):
                self.refresh()

    def _remove(self, line: LimitLine) -> None:
        at = self.lines.index(line)
        self._later.stop()
        if self._rows != self._practice.rows():
            self.said.emit(CHANGED)
        elif at < len(self._rows):
            try:
                self._practice.remove(at)
            except KapGuideError as error:
                self.said.emit(error.sentence)
                return
            self.saved.emit()
        else:
            line.put(None)
        self.refresh()
        self.lines[at].value.setFocus()

    def _show_rows(self) -> None:
        rows = self._rows = self._practice.rows()
        while len(self.lines) <= len(rows):
            line = LimitLine(self.theme, len(self.lines) + 1)
            line.typed.connect(self._later.start)
            line.removed.connect(lambda line=line: self._remove(line))
            line.left.connect(self.left)
            self._column.insertWidget(len(self.lines), line)
            self.lines.append(line)
        for at, line in enumerate(self.lines):
            row = rows[at] if at < len(rows) else None
            line.setVisible(at <= len(rows))
            if line.row != row:
                line.put(row)

    def _ask(self) -> None:
        self.take()
        self.refresh()  # what is signed is what is seen
        self.form.begin(self._limits.filled_by)

    def _close_form(self) -> None:
        if self.form.isVisibleTo(self):
            self.form.hide()
            self.lines[0].value.setFocus()

    def _sign(self, name: str, day: object, secret: str) -> None:
        def signed() -> None:
            self._close_form()
            self.saved.emit()
            self.refresh()

        assert isinstance(day, date)
        self._sign_with(secret, lambda: (self._practice.sign(name, day), name), signed, self.form.show_wrong)

    def _lay_out(self, grid: int) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, grid, 0)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        rows = Card(self.theme, "Outside is")
        rows.set_pad(20, 14)
        rows.add(SoftScroll(self.theme, inside), 1)
        rows.add(Text(self.theme, WORDS_BELOW, Role.SMALL, "soft", wrap=True))
        middle = QVBoxLayout()
        middle.setSpacing(grid * 3 // 2)
        middle.addWidget(rows, 1)
        middle.addWidget(self.form)
        self.side = Card(self.theme, "As they are shown")
        self.side.setFixedWidth(SIDE)
        self.shown = Text(self.theme, "", Role.LABEL, wrap=True)
        self.hold = Text(self.theme, "", Role.SMALL, "soft", wrap=True)
        self.side.add(self.shown)
        self.side.add(self.hold)
        self.side.body.addStretch(1)
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(grid * 2)
        body.addLayout(middle, 1)
        body.addWidget(self.side)

    def fit(self, *, narrow: bool, low: bool) -> None:
        self.side.setFixedWidth(220 if narrow else SIDE)
