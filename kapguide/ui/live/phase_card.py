"""The timeline, and the phase's own buttons: hold, earlier, later, next."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from kapguide.session.clock import Instant
from kapguide.session.plan import coming, expected_end, overrun, phase_end, prompt_of, spans
from kapguide.session.state import SessionState
from kapguide.session.view import FAR
from kapguide.ui.live.keys import cap
from kapguide.ui.live.times import wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.timeline import CueKind, Timeline, TimelineCue, TimelineData, TimelinePhase
from kapguide.ui.widgets.words import span_words


class PhaseCard(Card):
    """Where are we, and what moves it."""

    hold_asked = Signal()
    shorten_asked = Signal()
    extend_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Phases")
        self.title = Text(theme, "", Role.HEADING)
        self.words = Text(theme, "", Role.LABEL, "dim", tabular=True, elide=True)
        self.hold = Button(theme, "Hold", icon="circle-pause", key=cap("hold"))
        self.shorten = Button(theme, "2 min", icon="minus", key=cap("shorten"), name="End 2 min earlier")
        self.extend = Button(theme, "2 min", icon="plus", key=cap("extend"), name="End 2 min later")
        self.next = HoldButton(theme, "Next phase", icon="skip-forward", key=cap("next"))
        self.hold.clicked.connect(self.hold_asked)
        self.shorten.clicked.connect(self.shorten_asked)
        self.extend.clicked.connect(self.extend_asked)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.title)
        row.addSpacing(theme.sizes.grid)
        row.addWidget(self.words, 1)
        for button in (self.hold, self.shorten, self.extend, self.next):
            row.addWidget(button)
        self.timeline = Timeline(theme)
        self.add(row)
        self.add(self.timeline)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        phases = state.protocol.phases
        index = state.flow.index
        phase = phases[index]
        last = index + 1 == len(phases)
        held = state.flow.held_since is not None
        self.title.set_text(phase.title)
        self.words.set_text(self._where(state, now, held))
        over = overrun(state, now.elapsed) > 0 and not held
        self.words.set_colour("warm" if over or held else "dim")
        words = "Release" if held else "Hold"
        self.hold.show_as(words, icon="circle-play" if held else "circle-pause", key=cap("hold"))
        coming_title = "End session" if last else f"Next: {phases[index + 1].title}"
        self.next.show_as(coming_title, icon="check" if last else "skip-forward", key=cap("next"))
        for button in (self.hold, self.shorten, self.extend):
            button.setEnabled(state.emergency is None)
        self.next.setEnabled(last or state.emergency is None)
        self.timeline.set_data(timeline_data(state, now))

    def _where(self, state: SessionState, now: Instant, held: bool) -> str:
        end = phase_end(state, now.elapsed)
        past = overrun(state, now.elapsed)
        if held:
            return "held: its time stands still, the session's goes on"
        if past > 0:
            return f"{span_words(past)} past its planned end"
        return f"until {wall_text(now.utc, now.tz_min, end - now.elapsed)}, {span_words(end - now.elapsed)} left"


def timeline_data(state: SessionState, now: Instant) -> TimelineData:
    """The state as the timeline draws it."""
    t = now.elapsed
    laid = spans(state, t)
    phases = []
    for span in laid:
        current = span.state == "current"
        phases.append(
            TimelinePhase(
                title=span.phase.title,
                kind=span.phase.kind,
                start=span.start,
                end=span.end,
                shortest=span.start + span.phase.shortest if current else None,
                longest=span.start + span.phase.longest if current else None,
            )
        )
    past = [
        TimelineCue(
            at=cue.due,
            kind=CueKind.READING if prompt_of(state, name) is None else CueKind.PROMPT,
            title=cue.title,
            done=not cue.missed,
            missed=cue.missed,
        )
        for name, cue in state.cues.items()
    ]
    future = [
        TimelineCue(due.at, CueKind.READING if due.prompt is None else CueKind.PROMPT, due.title)
        for due in coming(state, t, min(t + FAR, laid[-1].end))
    ]
    end = expected_end(state, t)
    pick_up = state.started.pick_up if state.started else None
    pick_up_at = t + int((pick_up - now.utc).total_seconds() * 1000) if pick_up is not None else None
    return TimelineData(
        phases=tuple(phases),
        current=state.flow.index,
        now=t,
        t0=state.t0,
        cues=tuple(past + future),
        held=state.flow.held_since is not None,
        planned_end=state.protocol.planned,
        end_text=f"ends {wall_text(now.utc, now.tz_min, end - t)}",
        pick_up=pick_up_at,
        pick_up_text=f"pick-up {wall_text(pick_up, now.tz_min)}" if pick_up is not None else "",
    )
