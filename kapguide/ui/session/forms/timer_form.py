"""Side timers: a name and minutes, and those that run, each with what lets it go."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kapguide.session import commands as c
from kapguide.session.beside import SideTimer
from kapguide.session.care.rules import MOST_TIMERS
from kapguide.session.clock import Instant
from kapguide.session.state import SessionState, running_timers
from kapguide.spans import MINUTE
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of
from kapguide.ui.widgets.words import countdown_text

USUAL = "10"
"""The minutes that stand there to begin with."""


class TimerForm(Card):
    """Emits the command that starts a timer, or lets one go."""

    asked = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Side timers", accent=True)
        self._numbers: list[int] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = theme.sizes.grid
        self.name = LineEdit(theme, "What the timer is for", "what for")
        self.minutes = LineEdit(theme, "Minutes", "minutes")
        self.start = Button(theme, "Start", icon="timer", key="Enter")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        self.said = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.running = [Button(theme, "", icon="x") for _ in range(MOST_TIMERS)]
        fields, ways = QHBoxLayout(), QHBoxLayout()
        for row in (fields, ways):
            row.setSpacing(grid)
        fields.addWidget(self.name, 4)
        fields.addWidget(self.minutes, 1)
        fields.addWidget(Text(theme, "min", Role.LABEL, "soft"))
        ways.addWidget(self.start)
        ways.addStretch(1)
        ways.addWidget(self.back)
        self.add(fields)
        self.add(self.said)
        for button in self.running:
            self.add(button)
        self.body.addStretch(1)
        self.add(ways)
        for field in (self.name, self.minutes):
            field.returnPressed.connect(self._start)
            field.left.connect(self.closed)
        self.start.clicked.connect(self._start)
        self.back.clicked.connect(self.closed)
        for place, button in enumerate(self.running):
            button.clicked.connect(lambda _=False, place=place: self._let_go(place))

    def open(self, state: SessionState, now: Instant) -> None:
        """Begin with an empty name, or go on with what is half typed; where three run, only letting one go is left."""
        if not self.half_typed():
            self.minutes.put(USUAL)
        self.said.set_text("")
        self.render_state(state, now)
        (self if len(self._numbers) == MOST_TIMERS else self.name).setFocus()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show what runs at `now`."""
        timers = running_timers(state)
        self._numbers = [timer.number for timer in timers]
        full = len(timers) == MOST_TIMERS
        for place, button in enumerate(self.running):
            button.setVisible(place < len(timers))
            if place < len(timers):
                words = f"Let go: {timer_words(timers[place], now.elapsed)}"
                key = str(place + 1) if full else ""  # while a name can be typed a digit is a part of it
                button.show_as(words, icon="x", key=key, name=f"Let {timers[place].name} go")
        for part in (self.name, self.minutes, self.start):
            part.setEnabled(not full)
        if full:
            self.said.set_text("Three timers run. Let one of them go to start another.")

    def half_typed(self) -> str:
        """The name of a timer that was not started."""
        return self.name.one_line()

    def clear(self) -> None:
        """What was typed runs now, or is kept elsewhere."""
        self.name.put("")

    def _start(self) -> None:
        try:
            minutes = float(self.minutes.one_line().replace(",", "."))
        except ValueError:
            minutes = 0.0
        if not self.name.one_line():
            self.said.set_text("Type what the timer is for.")
            self.name.setFocus()
        elif not 1 <= minutes <= 240:
            self.said.set_text("Type the minutes as a number from 1 to 240.")
            self.minutes.setFocus()
        else:
            self.asked.emit(c.StartTimer(self.name.one_line(), round(minutes * MINUTE)))

    def _let_go(self, place: int) -> None:
        if place < len(self._numbers):
            self.asked.emit(c.CancelTimer(self._numbers[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 3 let a timer go. Other digits are slips; every other key goes to the screen."""
        digit = digit_of(event)
        if not digit:
            super().keyPressEvent(event)
        elif digit != "0" and not event.isAutoRepeat():
            self._let_go(int(digit) - 1)


def timer_words(timer: SideTimer, now: int) -> str:
    """`Tea 4:10`: a timer and what is left of it."""
    return f"{timer.name} {countdown_text(max(0, timer.until - now))}"
