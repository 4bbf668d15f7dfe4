"""A recorded session as a screen has it: it goes on by its clock, and nothing can be done in it."""

import pytest

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.engine import undoable
from kapguide.session.live import Events
from kapguide.session.playback import Playback
from kapguide.session.played_session import PLAYED_BACK, RATES, STANDS_MS, PlayedSession
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE, SECOND
from tests.session.test_playback import an_hour


class Hand:
    """Real time, as the test moves it (ns)."""

    def __init__(self) -> None:
        self.ns = 1_000

    def __call__(self) -> int:
        return self.ns

    def pass_ms(self, ms: int) -> None:
        self.ns += ms * 1_000_000


class Viewer:
    """What a screen was told."""

    def __init__(self, session: PlayedSession) -> None:
        self.told: list[tuple[int, Events]] = []
        session.seen_by(self._see)

    def _see(self, state: SessionState, events: Events) -> None:
        self.told.append((state.seq, events))


def a_played(at: int = 0) -> tuple[PlayedSession, Hand]:
    room, hand = an_hour(), Hand()
    return PlayedSession(Playback(room.state.protocol, room.log), at, hand), hand


def test_it_stands_where_it_begins() -> None:
    session, hand = a_played(5 * MINUTE)
    hand.pass_ms(60_000)
    assert session.now().elapsed == 5 * MINUTE
    assert (session.rate, session.wait_ms()) == (0, None)
    assert session.clock.wait_ms(1) == STANDS_MS
    assert session.clock.origin() == session.playback.started.origin
    assert session.log == [event for event in session.playback.events if event.t <= 5 * MINUTE]


@pytest.mark.parametrize("rate", RATES)
def test_what_happened_comes_when_it_came_and_in_its_order(rate: int) -> None:
    session, hand = a_played()
    viewer = Viewer(session)
    session.set_rate(rate)
    began = hand.ns
    while (wait := session.wait_ms()) is not None:
        hand.pass_ms(wait)
        session.advance()
    seen = [event for _, events in viewer.told for event in events]
    assert [event.seq for event in seen] == [event.seq for event in session.playback.events if event.t > 0]
    assert (hand.ns - began) // 1_000_000 == pytest.approx(session.playback.ends / rate, rel=0.01)
    assert session.at_end
    assert session.rate == 0
    assert session.log == list(session.playback.events)
    assert session.state.running


def test_a_viewer_is_told_nothing_while_nothing_happens() -> None:
    session, hand = a_played()
    session.set_rate(1)
    viewer = Viewer(session)
    wait = session.wait_ms()
    assert wait is not None
    hand.pass_ms(wait - 1)
    assert session.advance() == ()
    assert viewer.told == []
    hand.pass_ms(1)
    session.advance()
    assert len(viewer.told) == 1


def test_the_rate_can_be_turned_while_it_goes() -> None:
    session, hand = a_played()
    session.set_rate(10)
    hand.pass_ms(1_000)
    session.set_rate(60)
    assert session.now().elapsed == 10 * SECOND
    hand.pass_ms(1_000)
    session.set_rate(0)
    hand.pass_ms(5_000)
    assert session.now().elapsed == 70 * SECOND
    assert session.clock.wait_ms(1) == STANDS_MS


def test_a_wait_is_never_too_short() -> None:
    session, hand = a_played()
    session.set_rate(60)
    following = next(event for event in session.playback.events if event.t > 0)
    wait = session.wait_ms()
    assert wait is not None
    assert wait * 60 >= following.t
    hand.pass_ms(wait)
    assert following in session.advance()


def test_a_jump_shows_what_was_and_announces_nothing() -> None:
    session, _ = a_played()
    viewer = Viewer(session)
    session.seek(14 * MINUTE)
    assert viewer.told == [(session.playback.shown(session.playback.count(14 * MINUTE)).seq, ())]
    session.seek(2 * MINUTE)
    assert session.log[-1].t <= 2 * MINUTE
    assert not session.state.doses


def test_it_never_leaves_the_record() -> None:
    session, hand = a_played()
    session.seek(-MINUTE)
    assert session.now().elapsed == session.playback.starts
    session.set_rate(60)
    session.seek(10**9)
    assert session.now().elapsed == session.playback.ends
    assert session.rate == 0
    session.set_rate(60)
    assert session.rate == 0
    session.seek(session.playback.ends - SECOND)
    session.set_rate(60)
    hand.pass_ms(MINUTE)
    assert session.now().elapsed == session.playback.ends
    session.advance()
    assert session.rate == 0
    assert session.advance() == ()


def test_nothing_can_be_done_in_it() -> None:
    session, _ = a_played(14 * MINUTE)
    before = session.state, list(session.log)
    for command in (
        c.Next(),
        c.AddNote("now", Elapsed(0)),
        c.StartEmergency(),
        c.Undo(),
        c.End("x"),
        c.FadeMusic(True),
    ):
        with pytest.raises(Refused, match="played back"):
            session.send(command)
    for report in (c.Tick(), c.ReportDisplay(covered=True), c.ReportTrack("a", "b"), c.ReportFault("output_lost")):
        assert session.send(report) == ()
    assert (session.state, session.log) == before
    assert PLAYED_BACK.endswith(".")


def test_nothing_is_offered_to_be_undone() -> None:
    session, _ = a_played()
    for event in session.playback.events:
        session.seek(event.t)
        assert undoable(session.state, session.now().elapsed) is None
