"""A recorded session at any moment of it: its state folded from its events, and the moments that one jumps to."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session import events as e
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.plan import Span, spans
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import SessionState, taken_in
from kapguide.session.telling import Names, NoteKind, tell
from kapguide.session.wall import clock_of

EVERY = 32
"""A state is kept after each so many events: a jump folds fewer than that."""
NO_BEGINNING = (
    "The beginning of this session is not in the record, so it cannot be played back. Its note has what there is."
)


class MomentKind(StrEnum):
    """What there is to jump to at a moment; the value is the word that is shown."""

    PHASE = "phase"
    DOSE = "dose"
    READING = "reading"
    PROMPT = "prompt"
    ENTRY = "entry"
    EMERGENCY = "emergency"
    SOUND = "sound"
    GAP = "gap"
    TURN = "client"
    REMARK = "remark"
    END = "end"


class PlayedMoment(msgspec.Struct, frozen=True):
    """A moment to jump to: when what it tells came into the record, and what that was."""

    t: Elapsed
    kind: MomentKind
    words: str
    id: str = ""
    """The event, or whatever else it is of."""


class Lapse(msgspec.Struct, frozen=True):
    """A span of a session that nobody could write in, and why."""

    start: int
    end: int
    words: str


_KINDS = {
    NoteKind.PHASE: MomentKind.PHASE,
    NoteKind.DOSE: MomentKind.DOSE,
    NoteKind.READING: MomentKind.READING,
    NoteKind.MISSED: MomentKind.PROMPT,
    NoteKind.EMERGENCY: MomentKind.EMERGENCY,
    NoteKind.SYSTEM: MomentKind.GAP,
}
"""What a line of the live screen is to somebody who looks for a moment; all others are entries."""


class Playback:
    """Answers what a session was at any moment of it. It never changes, and writes nothing."""

    def __init__(
        self, protocol: TherapyProtocol, events: Sequence[e.Event], given: Sequence[PlayedMoment] = ()
    ) -> None:
        """`given` are moments that are not in the log: what a rehearsal’s client did, what somebody remarked.

        Raises KapGuideError for a log without its beginning.
        """
        self.protocol = protocol
        self.events = tuple(sorted(events, key=lambda event: event.seq))
        self._times = list(accumulate((event.t for event in self.events), max))
        """When each one is seen; of two copies that went on, none goes back in time."""
        self._kept = [SessionState(protocol)]
        self._running = 0
        state = self._kept[0]
        for count, event in enumerate(self.events, 1):
            state = taken_in(state, event)
            if state.running and state.flow.runs:
                self._running = count
            if count % EVERY == 0:
                self._kept.append(state)
        if not self._running:
            raise KapGuideError(NO_BEGINNING)
        self._last = state
        self._gains = _gains(self.events)
        self._own = _moments(protocol, self.events, self._times)
        self.lapses = _lapses(self.events, self._times)
        self.moments: tuple[PlayedMoment, ...] = ()
        self.give(given)

    def give(self, moments: Sequence[PlayedMoment]) -> None:
        """Have these, too, to jump to, in the place of those that were given before."""
        self.moments = tuple(sorted((*self._own, *moments), key=lambda moment: moment.t))

    # --- the whole of it ------------------------------------------------------------------------------------

    @property
    def starts(self) -> Elapsed:
        """The first moment at which there is something to see."""
        return Elapsed(self._times[0])

    @property
    def ends(self) -> Elapsed:
        """The last moment of the record."""
        return Elapsed(self._times[-1])

    @property
    def over(self) -> SessionState:
        """What all events together left."""
        return self._last

    @property
    def started(self) -> e.SessionStarted:
        """How it began."""
        return next(event.body for event in self.events if isinstance(event.body, e.SessionStarted))

    @property
    def rehearsal(self) -> bool:
        """It was a rehearsal."""
        return self.started.rehearsal

    def phases(self) -> tuple[Span, ...]:
        """The phases as they went; of a session that nobody ended, up to the last entry."""
        laid = spans(self._last, self.ends)
        return tuple(
            msgspec.structs.replace(span, end=min(span.end, self.ends)) for span in laid if span.state != "future"
        )

    # --- a moment of it -------------------------------------------------------------------------------------

    def count(self, t: int) -> int:
        """How many events had come by `t`; the first one always has."""
        return max(1, bisect_right(self._times, t))

    def time(self, place: int) -> Elapsed:
        """When the event at that place, from 0, is seen."""
        return Elapsed(self._times[place])

    def state_after(self, count: int) -> SessionState:
        """The state that the first `count` events left."""
        kept = count // EVERY
        state = self._kept[kept]
        for event in self.events[kept * EVERY : count]:
            state = taken_in(state, event)
        return state

    def shown(self, count: int) -> SessionState:
        """What a screen shows after `count` events: nothing can be undone, and the end leaves the last picture."""
        return msgspec.structs.replace(self.state_after(min(count, self._running)), undoable=())

    def instant(self, t: int) -> Instant:
        """Session time `t` by the clocks as they were recorded last before it."""
        place = self.count(t) - 1
        event, (slept, shifted) = self.events[place], self._gains[place]
        try:
            at = event.at + timedelta(milliseconds=t - event.t)
        except OverflowError:  # a clock that was far from any day
            at = event.at
        return Instant(Elapsed(t), at, event.tz_min, slept, shifted)

    def wall(self, t: int) -> datetime:
        """The local time of day at `t`, without an offset."""
        now = self.instant(t)
        return (now.utc + timedelta(minutes=now.tz_min)).replace(tzinfo=None)

    def lapse_at(self, t: int) -> Lapse | None:
        """What kept everybody from writing at `t`."""
        return next((lapse for lapse in self.lapses if lapse.start <= t < lapse.end), None)

    # --- from moment to moment ------------------------------------------------------------------------------

    def next_moment(self, t: int) -> PlayedMoment | None:
        """The first moment after `t`."""
        return next((moment for moment in self.moments if moment.t > t), None)

    def moment_before(self, t: int) -> PlayedMoment | None:
        """The last moment before `t`; of several at the same time the first."""
        last = next((moment.t for moment in reversed(self.moments) if moment.t < t), None)
        return next((moment for moment in self.moments if moment.t == last), None)

    def moments_at(self, t: int) -> tuple[PlayedMoment, ...]:
        """Those of exactly this moment."""
        return tuple(moment for moment in self.moments if moment.t == t)


def standing_events(protocol: TherapyProtocol, events: Sequence[e.Event]) -> tuple[e.Event, ...]:
    """The events that count at the end, in their order: what was taken back, corrected or struck out is not there."""
    names = Names(protocol)
    undone = {event.body.target for event in events if isinstance(event.body, e.Undone)}
    corrected = {event.supersedes for event in events if event.supersedes and event.command_id not in undone}
    return tuple(
        event
        for event in sorted(events, key=lambda event: event.seq)
        if event.id not in corrected and not (event.command_id in undone and tell(event, names).undo)
    )


def _moments(protocol: TherapyProtocol, events: Sequence[e.Event], times: Sequence[int]) -> list[PlayedMoment]:
    """What the log itself has, in its words."""
    names, found = Names(protocol, clock=clock_of(events)), []
    for event, t in zip(events, times, strict=True):
        told = tell(event, names)
        match event.body:
            case e.CueFired():
                kind, words = MomentKind.PROMPT, told.sentence
            case e.SoundFault() | e.SoundBack():
                kind, words = MomentKind.SOUND, told.sentence
            case e.SessionEnded():
                kind, words = MomentKind.END, told.sentence
            case _ if told.line is None:
                continue
            case _:
                kind, words = _KINDS.get(told.line[0], MomentKind.ENTRY), told.line[1]
        found.append(PlayedMoment(Elapsed(t), kind, words, event.id))
    return found


def _gains(events: Sequence[e.Event]) -> list[tuple[int, int]]:
    """What the clocks had slept and been moved after each event, as the record has it."""
    found, now = [], (0, 0)
    for event in events:
        if isinstance(event.body, e.ClockGap | e.SessionResumed):
            now = event.body.slept, event.body.wall_shift
        found.append(now)
    return found


def _lapses(events: Sequence[e.Event], times: Sequence[int]) -> tuple[Lapse, ...]:
    """The time that the computer slept, or the program was not running; each ends with the event that tells of it."""
    found = []
    for event, t in zip(events, times, strict=True):
        match event.body:
            case e.ClockGap(slept_ms=lost) if lost:
                found.append(Lapse(t - lost, t, "The computer slept."))
            case e.SessionResumed(lost_ms=lost):
                found.append(Lapse(t - lost, t, "KapGuide was not running."))
    return tuple(found)
