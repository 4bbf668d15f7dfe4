"""Vitals: what was read, when the next reading is due, and the line to enter one."""

from PySide6.QtCore import Signal

from kapguide.clinical.vitals import parse_vitals
from kapguide.session.clock import MINUTE, Instant
from kapguide.session.plan import expected_end
from kapguide.session.state import SessionState
from kapguide.session.view import next_reading, reading_due
from kapguide.ui.live.keys import cap
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.fields import ForgivingField
from kapguide.ui.widgets.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint
from kapguide.ui.widgets.words import countdown_text, span_words


class VitalsCard(Card):
    """Shows the readings; `taken` carries the Vitals that were typed."""

    taken = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Vitals")
        self.due = Chip(theme)
        self.head.insertWidget(1, self.due)
        self.chart = VitalsChart(theme)
        self.field = ForgivingField(
            theme,
            "Vitals in one line",
            parse_vitals,
            placeholder=f"{cap('vitals')}   120/80 72 98",
            hint="BP HR SpO2  ·  rr breaths  ·  s0–3 sedation  ·  d0–10 dissociation  ·  c0–10 comfort",
        )
        self.field.accepted.connect(self.taken)
        self.add(self.chart, 1)
        self.add(self.field)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        self._show_due(state, now)
        self.set_trailing(str(state.readings[-1].vitals) if state.readings else "")
        self.chart.set_data(
            VitalsChartData(
                points=tuple(
                    VitalsPoint(
                        at=reading.taken,
                        systolic=reading.vitals.systolic,
                        diastolic=reading.vitals.diastolic,
                        heart_rate=reading.vitals.heart_rate,
                        spo2=reading.vitals.spo2,
                    )
                    for reading in state.readings
                ),
                start=0,
                end=max(60 * MINUTE, expected_end(state, now.elapsed)),
                now=now.elapsed,
            )
        )

    def _show_due(self, state: SessionState, now: Instant) -> None:
        open_cue = reading_due(state)
        following = next_reading(state, now.elapsed)
        if open_cue is not None:
            since = now.elapsed - open_cue.due
            words = f"due for {span_words(since)}" if since >= MINUTE else "due now"
            self.due.show_text(f"{open_cue.title} {words}", "heart-pulse", Tone.WARM)
        elif following is not None:
            self.due.show_text(f"next in {countdown_text(following.at - now.elapsed)}", "heart-pulse")
        self.due.setVisible(open_cue is not None or following is not None)
