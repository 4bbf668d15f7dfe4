"""The events that close a session which its window never ended."""

from collections.abc import Sequence
from datetime import timedelta

from kapguide.session.clock import Elapsed
from kapguide.session.engine import Ids
from kapguide.session.events import Event, NoteAdded, SessionEnded
from kapguide.session.text import manner_of


def closing(events: Sequence[Event], line: str, begun: Elapsed, ids: Ids) -> tuple[Event, ...]:
    """The half-typed `line` as an entry of the moment in which it was begun, then the end, at the last entry's time.

    Nothing is known of the session after that: when it was closed stands in the record beside the events.
    """
    last = events[-1]
    closed: list[Event] = []
    manner, words = manner_of(line.strip())
    if words:
        t = Elapsed(max(last.t, begun))
        at = last.at + timedelta(milliseconds=t - last.t)
        note = NoteAdded(words, Elapsed(max(0, begun)), manner)
        last = Event(ids(), ids(), last.seq + 1, t, at, last.tz_min, last.boot_id, note)
        closed.append(last)
    closed.append(Event(ids(), ids(), last.seq + 1, last.t, last.at, last.tz_min, last.boot_id, SessionEnded()))
    return tuple(closed)
