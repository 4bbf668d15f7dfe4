"""Leaving: how it stands with it, who was told, and the end of the session, which says what happens then."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kapguide.clinical.checklists import asked_words
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.care.answers import LEAVING, LeavingOutcome, leaving_words
from kapguide.session.care.rules import may_discard, observation_left
from kapguide.session.clock import Instant
from kapguide.session.events import Event
from kapguide.session.state import SessionState
from kapguide.session.wall import stretches
from kapguide.ui.session.times import parse_moment, wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of
from kapguide.ui.widgets.words import span_words

STAYS = "The music fades out, the clock stops, and the note opens."
STAYS_WITHOUT_DOSE = "The clock stops, and the note opens."
REHEARSED = "The music fades out, and the debrief opens. After it the rehearsal is kept or thrown away."
AWAY = "It can still be thrown away: it stays in the record, marked as that; nothing in it counts, no note is due."


class LeavePanel(Card):
    """`noted` carries the command that records how it stands; `end_asked` and `discard_asked` the reason given."""

    noted = Signal(object)
    end_asked = Signal(str)
    discard_asked = Signal(str)
    list_asked = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Leaving")
        self._now: Instant | None = None
        self._log: Sequence[Event] = ()
        self._outcome: LeavingOutcome | None = None
        self._departs = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = theme.sizes.grid
        self.outcomes = {
            outcome: Button(theme, words[0].upper() + words[1:], key=str(number), compact=True)
            for number, (outcome, words) in enumerate(LEAVING.items(), 1)
        }
        self.told = LineEdit(theme, "Who was told", "who was told")
        self.at = LineEdit(theme, "Told at", "now, 14:05, or -3")
        self.record = Button(theme, "Record", icon="check", key="Enter")
        self.said = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.what = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.reason = LineEdit(theme, "Why the session ends")
        self.end = Button(theme, "End the session", icon="log-out")
        self.discard = Button(theme, "Throw the session away", icon="x")
        self.list_button = Button(theme, "Leaving list", icon="check", key="5")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        chosen, fields, ways = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (chosen, fields, ways):
            row.setSpacing(grid)
        for button in self.outcomes.values():
            chosen.addWidget(button, 1)
        fields.addWidget(self.told, 3)
        fields.addWidget(self.at, 2)
        fields.addWidget(self.record)
        ways.addWidget(self.end)
        ways.addWidget(self.discard)
        ways.addStretch(1)
        ways.addWidget(self.list_button)
        ways.addWidget(self.back)
        self.add(chosen)
        self.add(fields)
        self.add(self.said)
        self.body.addStretch(1)
        self.add(self.what)
        self.add(self.reason)
        self.add(ways)
        for outcome, button in self.outcomes.items():
            button.clicked.connect(lambda _=False, outcome=outcome: self.choose(outcome))
        for field in (self.told, self.at):
            field.returnPressed.connect(self._record)
        for field in (self.told, self.at, self.reason):
            field.left.connect(self._left)
        self.reason.installEventFilter(self)
        self.record.clicked.connect(self._record)
        self.reason.returnPressed.connect(self.end.setFocus)
        self.end.clicked.connect(self._end)
        self.discard.clicked.connect(lambda: self.discard_asked.emit(self.reason.one_line()))
        self.list_button.clicked.connect(self.list_asked)
        self.back.clicked.connect(self.closed)

    def leave_out_departure(self) -> None:
        """After a session without a dose nobody has to say how the client left: it only ends."""
        self._departs = False
        self.set_eyebrow("End of the session")
        for part in (*self.outcomes.values(), self.told, self.at, self.record, self.said, self.list_button):
            part.hide()
        self.body.addStretch(100)

    def open(self, state: SessionState, now: Instant, log: Sequence[Event]) -> None:
        """Begin with nothing chosen, or go on with what is half typed. The keys are in the field of the reason: a word
        that is begun there must not act on the session."""
        self._log = log
        if not self.half_typed():
            self._show_chosen(None)
            self.at.put("")
        self.said.set_text("")
        self.render_state(state, now)
        (self if self.reason.isHidden() else self.reason).setFocus()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Say what would happen at `now`."""
        self._now = now
        rehearsal = state.started is not None and state.started.rehearsal
        last = state.flow.index + 1 == len(state.protocol.phases)
        left = observation_left(state, now.elapsed)
        away = may_discard(state, now.elapsed) and not rehearsal
        self.end.show_as(
            "Leave the rehearsal" if rehearsal else "End the session" if last else "End the session early",
            icon="log-out",
        )
        self.discard.setVisible(away)
        listed = state.leaving_list
        asked = f", {asked_words(listed.answers)}" if listed.begun else ""
        self.list_button.show_as(f"Leaving list{asked}", icon="check", key="5")
        early = f"{span_words(left)} of the observation time are left: say why the session ends now." if left else ""
        words = (
            REHEARSED
            if rehearsal
            else " ".join(filter(None, (early, STAYS if self._departs else STAYS_WITHOUT_DOSE, AWAY if away else "")))
        )
        self.what.set_text(words)
        self.reason.setPlaceholderText("why it ends now" if left else "why, if there is something to say")
        self.reason.setVisible(not rehearsal)
        if not self.said.whole_text() and state.leaving:
            latest = state.leaving[-1]
            outcome = leaving_words(latest.outcome)
            at = wall_text(now.utc, now.tz_min, latest.told_at - now.elapsed)
            self.said.set_text(f"Recorded: {outcome}; told: {latest.told}, {at}")

    def choose(self, outcome: LeavingOutcome) -> None:
        """One of the four; who was told comes next."""
        self._show_chosen(outcome)
        self.told.setFocus()

    def half_typed(self) -> str:
        """What somebody has typed and not recorded, with what was chosen for it."""
        told = self.told.one_line()
        return f"{LEAVING[self._outcome]}; told: {told}" if told and self._outcome is not None else told

    def _show_chosen(self, outcome: LeavingOutcome | None) -> None:
        self._outcome = outcome
        for each, button in self.outcomes.items():
            kind = Kind.ON if each is outcome else Kind.PLAIN
            button.show_as(button.data.text, key=button.data.key, kind=kind)
            button.setAccessibleDescription(f"key {button.data.key}" + (", chosen" if each is outcome else ""))

    def _record(self) -> None:
        if self._now is None:
            return
        if self._outcome is None:
            self.said.set_text("Choose one of the four first.")
            return
        if not self.told.one_line():
            self.said.set_text("Type who was told.")
            self.told.setFocus()
            return
        try:
            at = parse_moment(self.at.text(), self._now, stretches(self._log, self._now))
        except KapGuideError as error:
            self.said.set_text(error.sentence)
            self.at.setFocus()
            return
        outcome, told = self._outcome, self.told.one_line()
        self._show_chosen(None)
        self.told.put("")
        self.at.put("")
        self.said.set_text("")
        self.noted.emit(c.NoteLeaving(outcome, told, at))
        QTimer.singleShot(0, self, self.setFocus)  # not before the Enter that records is done: it leads no further

    def _left(self) -> None:
        """Out of a field: to the four, or back at once where nothing was begun."""
        begun = self._outcome is not None or any(field.one_line() for field in (self.told, self.at, self.reason))
        if begun:
            self.setFocus()
        else:
            self.closed.emit()

    def _end(self) -> None:
        self.end_asked.emit(self.reason.one_line())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the empty reason 1 to 5 are what their buttons say; a reason does not begin with them."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed is None or not self._departs or self.reason.text() or pressed.text() not in tuple("12345"):
            return super().eventFilter(watched, event)
        self.keyPressEvent(pressed)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4 choose, 5 is the list, Enter leads to what ends the session. Other digits are slips; every other key
        goes to the screen."""
        digit = digit_of(event) if self._departs else ""
        chosen = next((each for each, button in self.outcomes.items() if button.data.key == digit), None)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self.end.setFocus()
        elif not digit:
            super().keyPressEvent(event)
        elif chosen is not None and not event.isAutoRepeat():
            self.choose(chosen)
        elif digit == self.list_button.data.key and not event.isAutoRepeat():
            self.list_asked.emit()
