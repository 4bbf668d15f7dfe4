"""The events of one session as they stand: each in words, what was taken back or corrected, and every time."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone

import msgspec

from kapguide.export.words import since_dose
from kapguide.session import events as e
from kapguide.session.doses.dose import first_given
from kapguide.session.event_json import encode
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.telling import Names, Told, tell
from kapguide.session.wording import clock_span, hours_minutes


class Moment(msgspec.Struct, frozen=True):
    """One moment in all its clocks: session time (ms), wall time and local offset (min).

    `dosed` is the time since the first dose (ms); `day` counts the local days since the one on which the session began.
    """

    t: int
    at: datetime
    tz_min: int
    day: int = 0
    dosed: int | None = None

    @property
    def local(self) -> datetime:
        """The wall time where the session is, without an offset."""
        return (self.at + timedelta(minutes=self.tz_min)).replace(tzinfo=None)

    @property
    def clock(self) -> str:
        """`23:59:02`, and `00:12:40 +1 d` after midnight."""
        return f"{self.local:%H:%M:%S}" + (f" {self.day:+} d" if self.day else "")

    @property
    def minute(self) -> str:
        """`23:59`, and `00:12 +1 d` after midnight."""
        return f"{self.local:%H:%M}" + (f" {self.day:+} d" if self.day else "")

    @property
    def after_dose(self) -> str:
        """`0:42` since the first dose; empty before it, and where there was none."""
        return hours_minutes(self.dosed) if self.dosed is not None and self.dosed >= 0 else ""

    @property
    def shown(self) -> str:
        """As the note shows it, in minutes: since the first dose, else by the clock."""
        return self.after_dose or self.minute

    @property
    def iso(self) -> str:
        """The local time with its offset, to the minute."""
        return self.at.astimezone(timezone(timedelta(minutes=self.tz_min))).isoformat(timespec="minutes")

    @property
    def session(self) -> str:
        """`1:02:05` since the session's start."""
        return clock_span(self.t)

    @property
    def since(self) -> str:
        """`T+0:42:05` since the first dose, or nothing when there was none."""
        return "" if self.dosed is None else since_dose(self.dosed)


class Log:
    """All events in the order of their numbers, with what the report asks of them again and again."""

    def __init__(self, events: Sequence[e.Event], protocol: TherapyProtocol) -> None:
        self.events = sorted(events, key=lambda event: event.seq)
        self._undone = {event.body.target for event in self.events if isinstance(event.body, e.Undone)}
        self._corrected_by = {
            event.supersedes: event
            for event in self.events
            if event.supersedes and event.command_id not in self._undone  # then the line before it stands again
        }
        self._times = [event.t for event in self.events]
        self.start = next((event for event in self.events if isinstance(event.body, e.SessionStarted)), None)
        stand = [event.body for event in self.events if not self.correction(event)]
        self.t0 = first_given(body.given for body in stand if isinstance(body, e.DoseGiven))
        cues = {event.body.cue: event.body.title for event in self.events if isinstance(event.body, e.CueFired)}
        self.names = Names(protocol, cues, lambda t: self.moment_at(t).clock)
        self._told = {event.seq: tell(event, self.names) for event in self.events}

    def told(self, event: e.Event) -> Told:
        """The event in words."""
        return self._told[event.seq]

    def taken_back(self, event: e.Event) -> bool:
        """Was the command behind this event undone? Cues that were shown and tracks that were heard stay."""
        return event.command_id in self._undone and bool(self.told(event).undo)

    def correction(self, event: e.Event) -> e.Event | None:
        """The later event that corrects this one, or strikes it out."""
        return self._corrected_by.get(event.id)

    def remark(self, event: e.Event) -> str:
        """Why the event does not count, or nothing."""
        if self.taken_back(event):
            return "taken back"
        if correction := self.correction(event):
            struck = isinstance(correction.body, e.EntryStruck)
            word = "completed" if isinstance(event.body, e.EmergencyTapped) else "struck out" if struck else "corrected"
            return f"{word} {self.moment(correction).clock}"
        return ""

    def standing(self) -> Iterator[e.Event]:
        """The events that count: not taken back, not corrected."""
        return (event for event in self.events if not self.taken_back(event) and not self.correction(event))

    def moment(self, event: e.Event) -> Moment:
        """When the event was recorded."""
        return self._moment(event.t, event.at, event.tz_min)

    def happened(self, event: e.Event) -> Moment:
        """When what the event tells happened: of what a person tells that may be before it was recorded."""
        at = self.told(event).at
        return self.moment(event) if at in (None, event.t) else self.moment_at(at)

    def moment_at(self, t: int) -> Moment:
        """Session time `t` by the clocks of the last event before it."""
        event = self.events[max(0, bisect_right(self._times, t) - 1)]
        return self._moment(t, event.at + timedelta(milliseconds=t - event.t), event.tz_min)

    def moment_of(self, at: datetime) -> Moment:
        """The wall time `at` by the clocks of the last event before it."""
        event = next((event for event in reversed(self.events) if event.at <= at), self.events[0])
        return self._moment(event.t + (at - event.at) // timedelta(milliseconds=1), at, event.tz_min)

    def missing(self) -> list[int]:
        """The numbers that are not there: entries that were left out or could not be read."""
        numbers = {event.seq for event in self.events}
        return [number for number in range(1, max(numbers, default=0) + 1) if number not in numbers]

    def sha256(self) -> str:
        """The hash of the whole log, as this program writes it."""
        return hashlib.sha256(b"".join(encode(event) + b"\n" for event in self.events)).hexdigest()

    def _moment(self, t: int, at: datetime, tz_min: int) -> Moment:
        first = self.start or self.events[0]
        day = (_local_date(at, tz_min) - _local_date(first.at, first.tz_min)).days
        return Moment(t, at, tz_min, day, None if self.t0 is None else t - self.t0)


def _local_date(at: datetime, tz_min: int) -> date:
    return (at + timedelta(minutes=tz_min)).date()
