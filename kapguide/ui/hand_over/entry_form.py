"""The score of a form whose items do not ship: entered as it was found on the licensed form."""

from collections.abc import Mapping
from datetime import date, datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.instruments import ON_THE_FORM, FormField, Instrument
from kapguide.clinical.when import day_shown, parse_past_day
from kapguide.errors import KapGuideError
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice, LineEdit

COLUMN = 520
"""How wide the form is on a screen of its own (pixels)."""
MOST = 3
"""Fields side by side."""
WHICH = "Choose a form"


def parse_figure(text: str, field: FormField) -> float:
    """What was typed for a field. Raises KapGuideError naming what it can be."""
    try:
        value = field.of(float(text.strip().replace(",", ".")))
    except ValueError:
        value = None
    if value is None:
        reach = f"from {field.low:g} on" if field.high is None else f"from {field.low:g} to {field.high:g}"
        raise KapGuideError(f"{field.title}: type a figure {reach}.")
    return value


class EntryForm(Card):
    """Emits `entered` with the instrument, its figures and the day; nothing typed is cleared by a fault."""

    entered = Signal(object, object, object)
    left = Signal()

    def __init__(self, theme: Theme, forms: tuple[Instrument, ...], today: date) -> None:
        super().__init__(theme, "Score of a licensed form")
        self._forms, self._today = forms, today
        self.form = Choice(theme, "Form")
        self.form.addItem(WHICH, "")
        for form in forms:
            self.form.addItem(form.title, form.id)
        self.licence = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.labels = tuple(Text(theme, "", Role.SMALL, "soft") for _ in range(MOST))
        self.figures = tuple(LineEdit(theme, "") for _ in range(MOST))
        self.day = LineEdit(theme, "Day on which it was filled in", "today")
        self.fault = Text(theme, " ", Role.SMALL, "text", wrap=True)
        self.fault.setMinimumHeight(18)
        self.save_button = Button(theme, "Keep the score", icon="check")
        self._lay_out()
        self.form.currentIndexChanged.connect(self._show)
        self.save_button.clicked.connect(self._enter)
        for line in (*self.figures, self.day):
            line.returnPressed.connect(self._enter)
            line.left.connect(self.left)
            line.textEdited.connect(lambda: self.fault.set_text(" "))
        self._show()

    @property
    def chosen(self) -> Instrument | None:
        """The form whose score is entered."""
        return next((form for form in self._forms if form.id == self.form.currentData()), None)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        self.add(self.form)
        self.add(self.licence)
        self._fields = QWidget()
        row = QHBoxLayout(self._fields)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(grid)
        day = Text(self.theme, "Filled in", Role.SMALL, "soft")
        for label, line in (*zip(self.labels, self.figures, strict=True), (day, self.day)):
            column = QVBoxLayout()
            column.setSpacing(grid // 2)
            column.addWidget(label)
            column.addWidget(line)
            row.addLayout(column, 1)
        self.add(self._fields)
        foot = QHBoxLayout()
        foot.addWidget(self.fault, 1)
        foot.addWidget(self.save_button)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        foot.setContentsMargins(0, 0, 0, 0)
        self.add(self._foot)

    def _show(self) -> None:
        form = self.chosen
        self._fields.setVisible(form is not None)
        self._foot.setVisible(form is not None)
        words = "Its items do not ship; its score can stand in the record." if form is None else form.licence
        self.licence.set_text(words)
        self.fault.set_text(" ")
        fields = form.fields if form is not None else ()
        for place, (label, line) in enumerate(zip(self.labels, self.figures, strict=True)):
            there = place < len(fields)
            label.setVisible(there)
            line.setVisible(there)
            line.put("")
            if there:
                field = fields[place]
                label.set_text(field.title)
                line.setAccessibleName(field.title)
                line.setPlaceholderText(f"{field.low:g} to {field.high:g}" if field.high is not None else "")

    def _enter(self) -> None:
        form = self.chosen
        if form is None:
            return
        try:
            shown = zip(form.fields, self.figures, strict=False)
            figures = {field.id: parse_figure(line.text(), field) for field, line in shown}
            day = parse_past_day(self.day.text(), datetime.combine(self._today, time(12))) or self._today
        except KapGuideError as error:
            self.fault.set_text(error.sentence)
            return
        self.entered.emit(form, figures, day)

    def put(self, form: Instrument, figures: Mapping[str, object], day: date) -> None:
        """Start from what was entered before; it stays this form."""
        self.form.setCurrentIndex(self.form.findData(form.id))
        self.form.setEnabled(False)
        for field, line in zip(form.fields, self.figures, strict=False):
            value = figures.get(field.id)
            line.put(f"{value:g}" if isinstance(value, int | float) else "")
        self.day.put(day_shown(day))

    def show_kept(self, words: str) -> None:
        """It is kept: the form is ready for another one."""
        self.form.setCurrentIndex(0)
        self.licence.set_text(f"{words} ({ON_THE_FORM}).")


class EntryScreen(QWidget):
    """The score of a licensed form once more, to be corrected."""

    closed = Signal()

    def __init__(
        self, theme: Theme, code: str, form: Instrument, figures: Mapping[str, object], day: date, today: date
    ) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(f"Correct the {form.title}")
        self.close_button = Button(theme, "Back", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.close_button.clicked.connect(self.closed)
        self.entry = EntryForm(theme, (form,), today)
        self.entry.set_eyebrow(f"{code}: correct the {form.title}")
        self.entry.setFixedWidth(COLUMN)
        self.entry.put(form, figures, day)
        self.entry.left.connect(self.close_button.setFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.entry)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the score as it is."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.closed.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first figure."""
        self.entry.figures[0].setFocus(event.reason())
