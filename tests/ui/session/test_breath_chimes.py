"""The chime of a breath: at each turn, a little ahead of it, for one ear or nobody's."""

import pytest

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import RehearsalClock
from kapguide.session.guiding.breath import BreathPart, ChimeFor
from kapguide.settings import OutputSetting, SoundSettings
from kapguide.spans import SECOND
from kapguide.ui.session.breath_chimes import AHEAD_MS, HERTZ, BreathChimes, chimes_for
from tests.support.breath import BOX, FREE, LONG_OUT
from tests.support.plans import MORNING
from tests.ui.seat import Seat


def rung(seat: Seat, chimes: BreathChimes, turns: int) -> list[tuple[str, float, int]]:
    """What is asked of the sound at the next turns, and how long before each."""
    asked = []
    for _ in range(turns):
        wait = chimes._timer.interval()
        assert chimes._timer.isActive()
        seat.clock.elapsed += wait
        chimes._timer.stop()
        chimes._turn()
        role, hertz = seat.player.breath_chimes[-1]
        run = seat.session.state.breath[0]
        asked.append((role, hertz, round((run.next_turn(seat.clock.elapsed) or 0) - seat.clock.elapsed)))
    return asked


@pytest.fixture
def chimes(seat: Seat) -> BreathChimes:
    return seat.flow._chimes


def test_each_turn_is_rung_for_a_little_ahead_of_it(seat: Seat, chimes: BreathChimes) -> None:
    seat.session.send(c.StartBreath(LONG_OUT, ChimeFor.CLIENT))
    assert rung(seat, chimes, 3) == [
        ("headphones", HERTZ[BreathPart.OUT], AHEAD_MS),
        ("headphones", HERTZ[BreathPart.IN], AHEAD_MS),
        ("headphones", HERTZ[BreathPart.OUT], AHEAD_MS),
    ]
    assert seat.clock.elapsed == 14 * SECOND - AHEAD_MS


def test_a_hold_has_its_own_and_the_therapists_ear_its_own_output(seat: Seat, chimes: BreathChimes) -> None:
    seat.session.send(c.StartBreath(BOX, ChimeFor.THERAPIST))
    assert [(role, hertz) for role, hertz, _ in rung(seat, chimes, 4)] == [
        ("therapist", HERTZ[part]) for part in (BreathPart.HOLD, BreathPart.OUT, BreathPart.REST, BreathPart.IN)
    ]


def test_another_pace_and_another_ear_count_from_now(seat: Seat, chimes: BreathChimes) -> None:
    seat.session.send(c.StartBreath(LONG_OUT, ChimeFor.CLIENT))
    seat.session.send(c.PaceBreath(slower=True))
    assert chimes._timer.interval() == 4_400 - AHEAD_MS
    seat.session.send(c.ChimeBreath(ChimeFor.NOBODY))
    assert not chimes._timer.isActive()
    seat.session.send(c.ChimeBreath(ChimeFor.CLIENT))
    assert chimes._timer.isActive()


@pytest.mark.parametrize("end", [c.StopBreath(), c.StartEmergency(), c.Undo(), c.End()])
def test_what_ends_the_breath_ends_the_chime(seat: Seat, chimes: BreathChimes, end: c.Command) -> None:
    seat.session.send(c.StartBreath(LONG_OUT, ChimeFor.CLIENT))
    seat.session.send(end)
    assert not chimes._timer.isActive()


def test_nobody_a_free_breath_and_a_fast_rehearsal_ring_for_nobody(
    seat: Seat, chimes: BreathChimes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat.session.send(c.StartBreath(LONG_OUT))
    assert not chimes._timer.isActive()
    seat.session.send(c.StartBreath(FREE, ChimeFor.CLIENT))
    assert not chimes._timer.isActive()
    monkeypatch.setattr(seat.session, "clock", RehearsalClock(MORNING, 20.0))
    seat.session.send(c.StartBreath(LONG_OUT, ChimeFor.CLIENT))
    assert not chimes._timer.isActive()


def test_a_window_that_goes_rings_no_more(seat: Seat, chimes: BreathChimes) -> None:
    seat.session.send(c.StartBreath(LONG_OUT, ChimeFor.CLIENT))
    seat.flow.leave()
    assert not chimes._timer.isActive()


def test_only_those_with_an_output_can_be_chosen() -> None:
    own, theirs = OutputSetting(device="Ear"), OutputSetting(device="Phones")
    nobody, you, client = ChimeFor.NOBODY, ChimeFor.THERAPIST, ChimeFor.CLIENT
    assert chimes_for(SoundSettings()) == (nobody, client)
    assert chimes_for(SoundSettings(therapist=own)) == (nobody, you, client)
    assert chimes_for(SoundSettings(headphones=theirs, room=own)) == (nobody, client)
    assert chimes_for(SoundSettings(room=own)) == (nobody,)


def test_one_key_goes_round_and_what_was_chosen_begins_with_the_breath(seat: Seat) -> None:
    seat.screen.breath.chimes = tuple(ChimeFor)
    seat.press("b")
    button = seat.screen.breath.chime
    said = []
    for _ in range(3):
        seat.press("j")
        said.append(button.data.text)
    assert said == ["Chime: you", "Chime: client", "No chime"]
    seat.press("j")
    seat.press("b")
    assert seat.last() == e.BreathStarted(seat.session.state.breath[0].pattern, "therapist")
    seat.press("j")
    assert seat.last() == e.BreathChimed("client")
    assert button.data.text == "Chime: client"
