"""The phase card: its buttons, two by two or in a row, and what of the session its timeline shows."""

from datetime import timedelta

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.spans import MINUTE
from kapguide.ui.session.cards.phase_card import PhaseCard, timeline_data
from kapguide.ui.session.classes import FLOOR, GENEROUS, STANDARD, LayoutClass
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.charts.timeline import CueKind
from screen_cast_live import session_at


def card(theme: Theme, qtbot: QtBot, of: LayoutClass, width: int = 1334) -> PhaseCard:
    phases = PhaseCard(theme)
    qtbot.addWidget(phases)
    phases.set_class(of)
    phases.resize(width, of.phases)
    phases.show()
    return phases


@pytest.mark.parametrize("of", [STANDARD, GENEROUS], ids=["standard", "generous"])
def test_the_buttons_stand_two_by_two_beside_the_timeline(theme: Theme, qtbot: QtBot, of: LayoutClass) -> None:
    phases = card(theme, qtbot, of)
    assert phases.hold.x() == phases.shorten.x()
    assert phases.next.x() == phases.extend.x()
    assert phases.hold.y() == phases.next.y() < phases.shorten.y() == phases.extend.y()
    assert phases.timeline.geometry().right() < phases.hold.x()
    assert phases.timeline.height() == sum(of.timeline)


def test_at_the_floor_hold_and_next_are_left_and_the_timeline_has_no_axis(theme: Theme, qtbot: QtBot) -> None:
    phases = card(theme, qtbot, FLOOR, 944)
    assert phases.hold.isVisible()
    assert phases.next.data.text == "Next phase", "music has a next one, too"
    assert not phases.shorten.isVisible()
    assert phases.timeline.height() == 46
    phases.set_class(STANDARD)
    assert phases.shorten.isVisible()
    assert phases.next.data.text == "Next phase"


def test_no_button_moves_when_another_says_something_else(theme: Theme, qtbot: QtBot) -> None:
    session = session_at(64)
    phases = card(theme, qtbot, STANDARD)
    phases.render_state(session.state, session.now())
    places = [button.geometry() for button in (phases.hold, phases.next, phases.shorten, phases.extend)]
    session.send(c.Hold())
    phases.render_state(session.state, session.now())
    assert phases.hold.data.text == "Release"
    assert phases.hold.accessibleName() == "Release the phase"
    assert [button.geometry() for button in (phases.hold, phases.next, phases.shorten, phases.extend)] == places


def test_the_last_phase_is_followed_by_the_end(theme: Theme, qtbot: QtBot) -> None:
    session = session_at(130)
    while session.state.flow.index + 1 < len(session.state.protocol.phases):
        session.send(c.Next())
    phases = card(theme, qtbot, STANDARD)
    phases.render_state(session.state, session.now())
    assert phases.next.data.text == "End session"


def test_before_the_dose_the_end_is_about_and_the_dose_has_its_place(theme: Theme) -> None:
    session = session_at(9)
    data = timeline_data(session.state, session.now())
    assert data.t0 is None
    assert data.supposed_t0 == data.phases[1].start
    assert data.end_text.startswith("ends about ")
    assert data.observed is None


def test_after_it_the_observation_the_readings_and_a_pick_up_that_is_too_early_are_told(theme: Theme) -> None:
    session = session_at(64)
    data = timeline_data(session.state, session.now())
    assert data.t0 is not None
    assert data.observed == data.t0 + session.state.protocol.observe_at_least
    assert data.observed_text
    assert data.pick_up is not None
    assert data.end - data.pick_up >= MINUTE
    assert data.pick_up_text.endswith(" min short")
    readings = [cue for cue in data.cues if cue.kind is CueKind.READING]
    assert any(cue.done for cue in readings)
    assert any(not (cue.done or cue.missed or cue.due) for cue in readings)


@pytest.mark.parametrize(
    "away", [timedelta(minutes=-40), timedelta(minutes=40), timedelta(days=1, minutes=40)], ids=str
)
def test_a_pick_up_stands_where_it_is_also_once_it_has_gone_by_and_past_a_day(away: timedelta) -> None:
    session = session_at(64)
    now, started = session.now(), session.state.started
    assert started is not None
    state = msgspec.structs.replace(session.state, started=msgspec.structs.replace(started, pick_up=now.utc + away))
    assert timeline_data(state, now).pick_up == now.elapsed + away // timedelta(milliseconds=1)
