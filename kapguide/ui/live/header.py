"""The head of the live screen: who, what was given, what time it is, and Emergency."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kapguide.session.clock import Instant
from kapguide.session.plan import observe_until
from kapguide.session.state import SessionState
from kapguide.ui.live.keys import cap
from kapguide.ui.live.times import wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.clock import Clock
from kapguide.ui.widgets.words import clock_text


class HeaderBar(QWidget):
    """Always in sight, whatever the rest of the screen shows."""

    def __init__(self, theme: Theme, rehearsal: str = "") -> None:
        """`rehearsal` is what the eyebrow says of a rehearsal; empty for a session."""
        super().__init__()
        self._rehearsal = rehearsal
        self.eyebrow = Text(theme, "", Role.EYEBROW, "warm" if rehearsal else "dim")
        self.client = Text(theme, "", Role.TITLE)
        self.dose = Chip(theme)
        self.since = Chip(theme)
        self.state = Chip(theme)
        self.wall = Clock(theme, "Time", Role.HEADING)
        self.elapsed = Clock(theme, "Session", Role.HEADING)
        self.large = Clock(theme, "Session")
        self.emergency = Button(
            theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER, name="Emergency, F12 or Ctrl+E"
        )
        self.emergency.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        grid = theme.sizes.grid
        self.emergency.setMinimumSize(176, 7 * grid)

        chips = QHBoxLayout()
        chips.setSpacing(grid)
        chips.addWidget(self.client)
        chips.addSpacing(grid)
        for chip in (self.dose, self.since, self.state):
            chips.addWidget(chip)
        chips.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(grid // 2)
        words.addWidget(self.eyebrow)
        words.addLayout(chips)

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * grid)
        row.addLayout(words, 1)
        for clock in (self.wall, self.elapsed, self.large):
            row.addWidget(clock, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.emergency)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        started = state.started
        if started is None:
            return
        course = f"no. {started.number} of the course"
        self.eyebrow.set_text(self._rehearsal or f"Live session  ·  {course}")
        self.client.set_text(f"Client {started.client_code}")
        self._doses(state, now)
        if state.emergency is not None:
            self.state.show_text("Emergency", "circle-alert", Tone.DANGER)
        elif state.flow.held_since is not None:
            self.state.show_text(f"Held {clock_text(now.elapsed - state.flow.held_since)}", "circle-pause", Tone.WARM)
        self.state.setVisible(state.emergency is not None or state.flow.held_since is not None)
        self.wall.show_time(wall_text(now.utc, now.tz_min))
        self.elapsed.show_time(clock_text(now.elapsed))
        self.elapsed.setVisible(bool(state.doses))
        if state.t0 is not None:
            self.large.show_time(clock_text(now.elapsed - state.t0), "Since dose")
        else:
            self.large.show_time(clock_text(now.elapsed), "Session")

    def _doses(self, state: SessionState, now: Instant) -> None:
        if not state.doses:
            planned = state.started.planned_dose if state.started else ""
            self.dose.show_text(f"Planned: {planned}" if planned else f"No dose yet  ·  {cap('dose')}", "pill")
            self.since.hide()
            return
        last = state.doses[-1]
        times = f"{len(state.doses)} doses, last " if len(state.doses) > 1 else ""
        self.dose.show_text(f"{times}{last.amount}", "pill", Tone.ACCENT)
        until = observe_until(state)
        if until is not None:
            over = now.elapsed >= until
            left = (
                "Observation time over"
                if over
                else f"Observation until {wall_text(now.utc, now.tz_min, until - now.elapsed)}"
            )
            self.since.show_text(left, "eye")
        self.since.setVisible(until is not None)
