"""What the clock on the wall showed during a session: it is moved at the ends of summer time, and by people."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from kapguide.session.clock import Elapsed, Instant
from kapguide.session.events import Event
from kapguide.spans import HOUR, MINUTE, SECOND

DAY = 24 * HOUR
SAME = 2 * SECOND
"""Clocks that differ by less are one clock that drifts."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ClockStretch(msgspec.Struct, frozen=True):
    """A stretch of the session in which the local clock was `ahead` (ms) of session time.

    It may have shown this from `first` to `last`. Where it was moved between two entries nobody knows when, so that
    stretches overlap there.
    """

    ahead: int
    first: int
    last: int


def stretches(log: Iterable[Event], now: Instant) -> tuple[ClockStretch, ...]:
    """What the entries, and this moment, know of the local clock; oldest first."""
    found: list[ClockStretch] = []
    moments = [(event.t, event.at, event.tz_min) for event in log]
    for t, at, tz_min in (*moments, (now.elapsed, now.utc, now.tz_min)):
        ahead = (at - _EPOCH) // timedelta(milliseconds=1) + tz_min * MINUTE - t
        if not found:
            found.append(ClockStretch(ahead, t, t))
            continue
        before = found[-1]
        if abs(ahead - before.ahead) < SAME:
            found[-1] = ClockStretch(ahead, before.first, t)
        else:
            known = before.last
            found[-1] = ClockStretch(before.ahead, before.first, t)
            found.append(ClockStretch(ahead, known, t))
    return tuple(found)


def when_shown(hour: int, minute: int, known: Iterable[ClockStretch]) -> tuple[Elapsed, ...]:
    """The session times at which the clock showed `hour:minute`, oldest first: none, one, or more.

    The minute in which the session began counts as its start; of two days the later one is meant.
    """
    wanted = (hour * 60 + minute) * MINUTE
    moments: list[int] = []
    for stretch in known:
        at = (wanted - stretch.ahead) % DAY
        at += (stretch.last - at) // DAY * DAY  # the last one that the stretch can hold
        if at > stretch.first - MINUTE and not any(abs(at - other) < MINUTE for other in moments):
            moments.append(max(at, stretch.first, 0))
    return tuple(map(Elapsed, moments))


def shown_at(at: int, known: tuple[ClockStretch, ...]) -> str:
    """What the local clock showed at session time `at`: `14:05`."""
    ahead = next((stretch.ahead for stretch in known if stretch.first <= at <= stretch.last), known[0].ahead)
    return f"{_EPOCH + timedelta(milliseconds=at + ahead):%H:%M}"


def clock_of(events: Sequence[Event]) -> Callable[[int], str]:
    """Writes a session time as the local clock showed it, by the last entry before it: `23:59:02`, and with `+1 d` once
    it was past the midnight after the beginning."""

    def clock(t: int) -> str:
        event = next((event for event in reversed(events) if event.t <= t), events[0])
        local = event.at + timedelta(minutes=event.tz_min, milliseconds=t - event.t)
        day = (local.date() - (events[0].at + timedelta(minutes=events[0].tz_min)).date()).days
        return f"{local:%H:%M:%S}" + (f" {day:+} d" if day else "")

    return clock
