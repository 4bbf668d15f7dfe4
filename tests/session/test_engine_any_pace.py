"""What holds however time passes: ticks, sleep, the same seed, and what a whole session takes."""

from collections.abc import Callable
from time import process_time

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.engine import encode_all
from kapguide.session.guiding.breath_rules import BreathEnd
from kapguide.session.plan import LATE_OK
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.session.test_engine_any_session import NAMES, PLAIN, PROTOCOLS
from tests.support.plans import Room

Act = tuple[int, c.Command]
ACTS = st.lists(st.tuples(st.integers(0, 4 * MINUTE), PLAIN), max_size=25)


def played(protocol: TherapyProtocol, acts: list[Act], passes: Callable[[Room, int], object]) -> Room:
    """A session with a dose at 12 min in which each act comes so many ms after the one before."""
    room = Room(protocol)
    room.clock.elapsed = 12 * MINUTE
    room.dose()
    for ms, command in acts:
        passes(room, ms)
        room.refuses(command)
    return room


def without_times(room: Room) -> list[e.AnyBody]:
    bodies = []
    for event in room.log:
        body = event.body
        if isinstance(body, e.CueFired):
            body = e.CueFired(body.cue, body.title, body.due)
        if isinstance(body, e.CueMissed):
            body = msgspec.structs.replace(body, late_by_ms=0)
        if isinstance(body, e.SessionResumed):  # lost is the time since the last entry, and a tick may be one
            body = msgspec.structs.replace(body, lost_ms=0)
        if isinstance(body, e.BreathStopped) and body.why == BreathEnd.GONE:
            body = msgspec.structs.replace(body, used=0, breaths=0)
        bodies.append(body)
    return bodies


@given(
    name=NAMES,
    acts=st.lists(st.tuples(st.integers(0, LATE_OK), PLAIN), max_size=25),
    cuts=st.lists(st.integers(0, LATE_OK), max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_however_often_the_timer_ticks_the_same_things_happen(name: str, acts: list[Act], cuts: list[int]) -> None:
    def in_one(room: Room, ms: int) -> None:
        room.wait(ms)

    def in_many(room: Room, ms: int) -> None:
        start = room.now
        for cut in sorted(cut for cut in cuts if cut < ms):
            room.wait(start + cut - room.now)
        room.wait(start + ms - room.now)

    once, often = played(PROTOCOLS[name], acts, in_one), played(PROTOCOLS[name], acts, in_many)
    assert without_times(once) == without_times(often)
    assert once.state.flow == often.state.flow
    assert once.state.cues.keys() == often.state.cues.keys()


@given(name=NAMES, acts=ACTS)
@settings(max_examples=50, deadline=None)
def test_the_same_seed_gives_the_same_bytes(name: str, acts: list[Act]) -> None:
    def pass_(room: Room, ms: int) -> None:
        room.wait(ms)

    first, second = played(PROTOCOLS[name], acts, pass_), played(PROTOCOLS[name], acts, pass_)
    assert encode_all(first.log) == encode_all(second.log)


@given(name=NAMES, ms=st.integers(LATE_OK + 1, 3 * HOUR))
@settings(max_examples=50, deadline=None)
def test_after_a_sleep_only_what_was_due_in_the_last_minute_comes(name: str, ms: int) -> None:
    room = Room(PROTOCOLS[name])
    room.dose()
    woken = room.wait(ms, asleep=True)
    assert isinstance(woken[0], e.ClockGap)
    assert all(room.now - body.due <= LATE_OK for body in woken if isinstance(body, e.CueFired))
    assert not any(isinstance(body, e.ClockGap) for body in room.wait(1))


def test_a_session_of_two_hours_takes_at_most_a_quarter_of_a_second() -> None:
    began = process_time()
    room = Room(PROTOCOLS["whole"])
    room.live(10 * MINUTE, by=10 * SECOND)
    room.do(c.Next())
    room.dose()
    room.live(110 * MINUTE, by=10 * SECOND)
    assert process_time() - began <= 0.25
    assert room.now == 2 * HOUR
