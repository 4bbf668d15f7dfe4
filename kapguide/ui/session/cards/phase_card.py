"""The timeline, and the phase's own buttons: hold, earlier, later, next."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent

from kapguide.session.care.answers import Answer
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Instant
from kapguide.session.people.people import alone
from kapguide.session.plan import coming, expected_end, observe_until, prompt_of, spans
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.state import SessionState, running_timers
from kapguide.session.view import FAR
from kapguide.spans import MINUTE
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.session.times import wall_text
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.timeline import (
    CueKind,
    Timeline,
    TimelineCue,
    TimelineData,
    TimelineGap,
    TimelinePhase,
    TimelineRows,
)
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.words import span_words

APART = 8
PAD = 16

UNDONE = (Answer.DECLINED, Answer.LEFT_OUT)
"""Answers to what was due that say it did not come about."""


class PhaseCard(Card):
    """Where are we, and what moves it."""

    hold_asked = Signal()
    shorten_asked = Signal()
    extend_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Phases")
        self._class = STANDARD
        self._held = self._last = False
        self.timeline = Timeline(theme)
        self.hold = Button(theme, "Hold", icon="circle-pause", key=cap("hold"))
        self.next = HoldButton(theme, "Next phase", icon="skip-forward", key=cap("next"))
        self.shorten = Button(theme, "2 min", icon="minus", key=cap("shorten"), name="End 2 min earlier")
        self.extend = Button(theme, "2 min", icon="plus", key=cap("extend"), name="End 2 min later")
        for part in (self.timeline, self.hold, self.next, self.shorten, self.extend):
            part.setParent(self)
        self.hold.clicked.connect(self.hold_asked)
        self.shorten.clicked.connect(self.shorten_asked)
        self.extend.clicked.connect(self.extend_asked)
        self._word()

    def set_class(self, of: LayoutClass) -> None:
        """Take the measures of a class."""
        self._class = of
        self.timeline.set_rows(TimelineRows(*of.timeline, px=of.small))
        for button in (self.hold, self.next, self.shorten, self.extend):
            button.set_measures(of.target, of.small if of.folded else of.label)
        self._word()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        last = state.flow.index + 1 == len(state.protocol.phases)
        held = state.flow.held_since is not None
        if (held, last) != (self._held, self._last):
            self._held, self._last = held, last
            self._word()
        for button in (self.hold, self.shorten, self.extend):
            button.setEnabled(state.emergency is None)
        self.next.setEnabled(last or state.emergency is None)
        self.timeline.set_data(timeline_data(state, now))

    def _hold_words(self) -> tuple[str, str]:
        return ("Hold", "Release")

    def _next_words(self) -> tuple[str, str]:
        return ("Next phase", "End") if self._class.folded else ("Next phase", "End session")

    def _word(self) -> None:
        """Say what the buttons do now; at the floor in the fewest words."""
        bare = self._class.folded
        held, last = self._held, self._last
        self.hold.show_as(
            self._hold_words()[held],
            icon="" if bare else "circle-play" if held else "circle-pause",
            key=cap("hold"),
            name="Release the phase" if held else "Hold the phase",
        )
        self.next.show_as(
            self._next_words()[last],
            icon="" if bare else "check" if last else "skip-forward",
            key=cap("next"),
            name="End session" if last else "Next phase",
        )

    def _place(self) -> None:
        """The buttons two by two at the right, as wide as they ever need to be; at the floor a row of two."""
        of, rect = self._class, self.rect()
        wide = _widest(self.hold, self._hold_words(), self.shorten)
        next_wide = _widest(self.next, self._next_words(), self.extend)
        right = rect.width() - PAD + (4 if of.folded else 0)
        second = right - next_wide
        first = second - APART - wide
        rows = 1 if of.folded else 2
        top = (rect.height() - rows * of.target - (rows - 1) * APART) // 2
        below = top + of.target + APART
        self.hold.setGeometry(first, top, wide, of.target)
        self.next.setGeometry(second, top, next_wide, of.target)
        for button, x, size in ((self.shorten, first, wide), (self.extend, second, next_wide)):
            button.setVisible(rows == 2)
            button.setGeometry(QRect(x, below, size, of.target))
        high = sum(of.timeline)
        self.timeline.setGeometry(PAD, (rect.height() - high) // 2, max(0, first - 2 * PAD - PAD), high)


def _widest(button: Button, ever: tuple[str, ...], below: Button) -> int:
    """What a column needs (pixels): all that its upper button ever says, and the lower one."""
    said = (button.width_as(words, icon=button.data.icon, key=button.data.key) for words in ever)
    return max(*said, below.sizeHint().width())


def timeline_data(state: SessionState, now: Instant) -> TimelineData:
    """The state as the timeline draws it."""
    t = now.elapsed
    laid = spans(state, t)
    open_readings = set(readings_open(state))
    taken = {reading.cue for reading in state.readings}
    undone = {
        name
        for name, cue in state.cues.items()
        if cue.answer in UNDONE or (cue.missed and not cue.answer and name not in taken)
    }
    past = [
        TimelineCue(
            at=cue.due,
            kind=CueKind.READING if prompt_of(state, name) is None else CueKind.PROMPT,
            title=cue.title,
            done=not (name in undone or name in open_readings),
            missed=name in undone,
            due=name in open_readings,
        )
        for name, cue in state.cues.items()
    ]
    future = [
        TimelineCue(due.at, CueKind.READING if due.prompt is None else CueKind.PROMPT, due.title)
        for due in coming(state, t, min(t + FAR, laid[-1].end))
    ]
    timers = [TimelineCue(timer.until, CueKind.TIMER, timer.name) for timer in running_timers(state)]
    end = expected_end(state, t)
    pick_up = state.started.pick_up if state.started else None
    pick_up_at = t + int((pick_up - now.utc).total_seconds() * 1000) if pick_up is not None else None
    observed = observe_until(state)
    dosing = next((span.start for span in laid if span.phase.kind is PhaseKind.DOSING), None)
    return TimelineData(
        phases=tuple(TimelinePhase(span.phase.title, span.phase.kind, span.start, span.end) for span in laid),
        current=state.flow.index,
        now=t,
        t0=state.t0,
        cues=tuple(past + future + timers),
        held=state.flow.held_since is not None,
        end_text=f"ends {'' if state.doses else 'about '}{wall_text(now.utc, now.tz_min, end - t)}",
        pick_up=pick_up_at,
        pick_up_text=_pick_up(wall_text(pick_up, now.tz_min), end - (pick_up_at or 0)) if pick_up is not None else "",
        supposed_t0=max(t, dosing) if dosing is not None else None,
        later_doses=tuple(sorted(dose.given for dose in state.doses)[1:]),
        observed=observed,
        company=min((stay.came for stay in state.people), default=None) if state.protocol.has_dose else None,
        alone=tuple(TimelineGap(gap.began, gap.ended, gap.doubtful) for gap in alone(state.people, now.elapsed))
        if state.protocol.has_dose
        else (),
        observed_text=wall_text(now.utc, now.tz_min, observed - t) if observed is not None else "",
    )


def _pick_up(at: str, short: int) -> str:
    """When the client is fetched, and by how much (ms) that is too early."""
    return f"pick-up {at}, {span_words(short)} short" if short >= MINUTE else f"pick-up {at}"
