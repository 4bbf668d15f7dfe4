"""What the local clock showed: moved by summer time or by hand, and once for every minute of the session."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.wall import DAY, SAME, ClockStretch, clock_of, shown_at, stretches, when_shown
from kapguide.spans import MINUTE, SECOND
from tests.support.plans import MORNING


class Walled:
    """A session that begins at 10:00 by a local clock which is moved, known by its entries alone."""

    def __init__(self, moves: dict[int, int], *, by_zone: bool = True) -> None:
        """`moves`: at which minute the clock was moved by how many minutes, by its zone or by its UTC."""
        self._moves = moves
        self._by_zone = by_zone

    def now(self, ms: int) -> Instant:
        moved = sum(by for at, by in self._moves.items() if at * MINUTE <= ms)
        zone, utc = (moved, 0) if self._by_zone else (0, moved)
        return Instant(Elapsed(ms), MORNING + timedelta(milliseconds=ms, minutes=utc), 60 + zone)

    def entry(self, minute: int) -> e.Event:
        now = self.now(minute * MINUTE)
        return e.Event("id", "c", 1, now.elapsed, now.utc, now.tz_min, "boot", e.PhaseHeld("peak"))

    def shown(self, ms: int) -> str:
        now = self.now(ms)
        return f"{now.utc + timedelta(minutes=now.tz_min):%H:%M}"


CASES = [  # the move at minute, by minutes; entries at; now; the minute that is meant
    ("nothing", {}, (0,), 10, 7),
    ("summer time ends", {90: -60}, (0, 89, 90), 100, 10),
    ("summer time ends", {90: -60}, (0, 89, 90), 100, 80),
    ("summer time begins", {30: 60}, (0, 29, 30), 40, 25),
    ("summer time begins, and it is after", {30: 60}, (0, 29, 30), 40, 33),
    ("the zone is set right", {60: 120}, (0, 59, 60), 70, 35),
    ("moved when nobody wrote", {30: 60}, (0, 10), 70, 5),
    ("moved twice", {30: 60, 60: -60}, (0, 29, 30, 59, 60), 80, 10),
]


@pytest.mark.parametrize("by_zone", [True, False])
@pytest.mark.parametrize(("what", "moves", "entries", "now", "meant"), CASES)
def test_a_time_of_day_is_the_minute_at_which_the_clock_showed_it(
    what: str, moves: dict[int, int], entries: tuple[int, ...], now: int, meant: int, by_zone: bool
) -> None:
    wall = Walled(moves, by_zone=by_zone)
    known = stretches(map(wall.entry, entries), wall.now(now * MINUTE))
    shown = wall.shown(meant * MINUTE)
    assert shown_at(meant * MINUTE, known) == shown
    assert when_shown(int(shown[:2]), int(shown[3:]), known) == (meant * MINUTE,)


def test_a_time_that_was_shown_twice_is_told_twice_and_one_never_shown_not_at_all() -> None:
    wall = Walled({90: -60})
    known = stretches(map(wall.entry, (0, 89, 90)), wall.now(160 * MINUTE))
    shown = wall.shown(80 * MINUTE)
    assert when_shown(int(shown[:2]), int(shown[3:]), known) == (80 * MINUTE, 140 * MINUTE)
    wall = Walled({30: 60})
    known = stretches(map(wall.entry, (0, 29, 30)), wall.now(40 * MINUTE))
    begun = wall.shown(0)
    assert when_shown(int(begun[:2]), 45, known) == ()
    assert when_shown((int(begun[:2]) - 1) % 24, 59, known) == ()


def test_the_minute_in_which_the_session_began_is_its_start() -> None:
    known = (ClockStretch(10 * 60 * MINUTE + 30 * SECOND, 0, 5 * MINUTE),)
    assert when_shown(10, 0, known) == (0,)
    assert when_shown(10, 1, known) == (30 * SECOND,)


def test_a_clock_that_drifts_is_one_clock() -> None:
    log = [
        e.Event("id", "c", n, Elapsed(n * MINUTE), MORNING + timedelta(minutes=n, seconds=n), 60, "b", e.PhaseHeld("p"))
        for n in range(30)
    ]
    now = Instant(Elapsed(30 * MINUTE), MORNING + timedelta(minutes=30, seconds=30), 60)
    assert len(stretches(log, now)) == 1


@pytest.mark.parametrize(("moved", "clocks"), [(SAME - 1, 1), (SAME, 2), (1 - SAME, 1), (-SAME, 2)])
def test_a_clock_that_was_moved_by_two_seconds_is_another_one(moved: int, clocks: int) -> None:
    wall = Walled({})
    now = Instant(Elapsed(MINUTE), MORNING + timedelta(milliseconds=MINUTE + moved), 60)
    assert len(stretches([wall.entry(0)], now)) == clocks


@given(st.integers(1, 200), st.sampled_from([-60, -30, 30, 60, 120]), st.integers(0, 300), st.booleans())
def test_every_minute_of_any_session_is_among_those_that_its_own_time_means(
    at: int, by: int, meant: int, by_zone: bool
) -> None:
    wall = Walled({at: by}, by_zone=by_zone)
    known = stretches(map(wall.entry, range(0, 300, 7)), wall.now(300 * MINUTE))
    shown = wall.shown(meant * MINUTE)
    assert meant * MINUTE in when_shown(int(shown[:2]), int(shown[3:]), known)
    assert 300 * MINUTE < DAY


def test_a_time_of_the_session_is_told_as_the_clock_showed_it() -> None:
    walled = Walled({30: -60})
    clock = clock_of([walled.entry(0), walled.entry(29), walled.entry(31)])
    assert [clock(minute * MINUTE) for minute in (0, 29, 30, 31)] == ["10:00:00", "10:29:00", "10:30:00", "09:31:00"]
    assert clock(-MINUTE) == "09:59:00"
    assert clock(DAY + 30 * MINUTE) == "09:30:00 +1 d"
