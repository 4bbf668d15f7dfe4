"""Dose given, in two steps: `d` opens what was planned, Enter records it, changed or not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.clock import Instant
from kapguide.session.state import SessionState
from kapguide.ui.live.times import parse_moment, wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.fields import LineEdit

WHAT = {"iv": "infusion", "sublingual": "hold"}
"""Routes whose dose has an end of its own to record, and its name."""


class DoseForm(Card):
    """Emits the command that records the dose, corrects it, or records its end."""

    recorded = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Dose given", accent=True)
        self._state: SessionState | None = None
        self._now: Instant | None = None
        self._correcting = ""
        grid = theme.sizes.grid
        self.amount = LineEdit(theme, "Amount, as given", "as it was given, for example with its unit")
        self.by = LineEdit(theme, "Given by", "who gave it")
        self.at = LineEdit(theme, "Given at", "now, 14:05, or -3 for 3 minutes ago")
        self.said = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.record = Button(theme, "Record", icon="check", key="Enter", kind=Kind.PRIMARY)
        self.correct = Button(theme, "Correct the last one instead", icon="pencil")
        self.end = Button(theme, "", icon="clock")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)

        fields = QGridLayout()
        fields.setHorizontalSpacing(2 * grid)
        fields.setVerticalSpacing(grid)
        fields.setColumnStretch(1, 1)
        for row, (words, field) in enumerate((("Amount", self.amount), ("By", self.by), ("At", self.at))):
            label = Text(theme, words, Role.LABEL, "soft")
            label.setBuddy(field)
            fields.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            fields.addWidget(field, row, 1)
            field.returnPressed.connect(self._record)
            field.left.connect(self.closed)
        self.add(fields)
        self.add(self.said)
        self.body.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(grid)
        for button in (self.record, self.correct, self.end):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        self.add(buttons)
        self.record.clicked.connect(self._record)
        self.correct.clicked.connect(self._correct)
        self.end.clicked.connect(lambda: self.recorded.emit(c.EndDose()))
        self.back.clicked.connect(self.closed)

    def open(self, state: SessionState, now: Instant) -> None:
        """Begin with what is planned: the next Enter records it, given now."""
        self._state, self._now, self._correcting = state, now, ""
        started = state.started
        number = len(state.doses) + 1
        self.set_eyebrow("Dose given" if number == 1 else f"Dose {number}: a booster starts its own clock")
        self.amount.put(started.planned_dose if started and number == 1 else "")
        self.by.put(started.therapist if started else "")
        self.at.put("now")
        self.said.set_text("")
        self.correct.setVisible(bool(state.doses))
        what = WHAT.get(state.protocol.route.value, "")
        self.end.show_as(f"End of the {what}: now", icon="clock")
        self.end.setVisible(bool(what and state.doses and state.doses[-1].ended is None))
        (self.record if self.amount.text() else self.amount).setFocus()

    def _correct(self) -> None:
        if self._state is None or self._now is None:
            return
        last = self._state.doses[-1]
        self._correcting = last.id
        self.set_eyebrow("Correct the dose: both entries stay in the record")
        self.amount.put(last.amount)
        self.by.put(last.by)
        self.at.put(wall_text(self._now.utc, self._now.tz_min, last.given - self._now.elapsed))
        self.correct.hide()
        self.amount.setFocus()

    def refresh(self, now: Instant) -> None:
        """The time that `now` means."""
        self._now = now

    def _record(self) -> None:
        if self._state is None or self._now is None:
            return
        try:
            given = parse_moment(self.at.text(), self._now)
        except KapGuideError as error:
            self.said.set_text(error.sentence)
            self.at.setFocus()
            return
        if not self.amount.one_line():
            self.said.set_text("Type the amount as it was given.")
            self.amount.setFocus()
            return
        self.recorded.emit(
            c.GiveDose(
                self.amount.one_line(),
                self._state.protocol.route.value,
                self.by.one_line(),
                given,
                supersedes=self._correcting,
            )
        )
