"""The debrief of a rehearsal, ready to be painted or printed. All times are session times (ms); `Debrief.clock` and
`Debrief.minutes` write them as they are read: since the first dose, and without a dose since the start."""

from datetime import datetime
from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.wording import clock_span, hours_minutes


class Lane(StrEnum):
    """The four lanes, in their order; the value is the lane's name."""

    HAPPENED = "Happened"
    DONE = "Done"
    ASKED = "Asked for"
    REMARKS = "Remarks"


class MarkState(StrEnum):
    """How it stands with what was asked for; what happened, was done or remarked is plain, or was skipped."""

    PLAIN = ""
    IN_TIME = "in time"
    LATER = "later"
    """It came, `later` ms after its time."""
    NOT_SEEN = "not seen"
    SKIPPED = "skipped"
    """The clock was moved on past it, or nobody could see it: nothing was asked."""
    OPEN = "open"
    """The run ended before its time was over."""


class DebriefMark(msgspec.Struct, frozen=True):
    """One thing on a lane."""

    id: str
    """Its own among the debrief's marks, and the same each time the same record is looked at."""
    lane: Lane
    t: Elapsed
    """Of what a turn asks for: when the time for it is over."""
    words: str
    """A few words, as the lane has them: `softer, one line`; of a remark its author's initial."""
    full: str
    """All of it, for the card of its moment: `music softer by one step`; of a remark its text."""
    kind: str = ""
    """Which turn, deed (`look`, `softer`), cue or expectation, by its id."""
    state: MarkState = MarkState.PLAIN
    later: int = 0
    """Of what was asked for and came: how long after its time (ms); negative before it. In the state LATER only it is
    told as late."""
    since: Elapsed | None = None
    """Of what a turn asks for: from when on; the lane has a bar from here to `t`."""
    within: str = ""
    """`within 3 min`, the words at that bar."""
    outcome: str = ""
    """Of what was asked for, in words: `in time`, `7 min later`, `not seen in this run`."""
    by: str = ""
    """Who wrote the remark."""
    supervisor: bool = False
    live: bool = False
    """A remark that was written while it ran."""
    standing: str = ""
    """What became of a remark: `corrected`."""
    minor: bool = False
    """Where the lane is crowded its words go first."""

    @property
    def author(self) -> str:
        """Who wrote the remark, and what became of it: `K. Lind, corrected`."""
        return ", ".join(filter(None, (self.by, self.standing)))

    @property
    def warm(self) -> bool:
        """Whether it stands out: asked for, and later or not seen."""
        return self.state in (MarkState.LATER, MarkState.NOT_SEEN)


class LinkKind(StrEnum):
    """What a curve joins."""

    ANSWER = "answer"
    """What happened, and what was done about it: the time between the two is written at it."""
    ASKED = "asked"
    """What was done, and what the protocol or the scenario had asked for."""


class DebriefLink(msgspec.Struct, frozen=True):
    """A curve between two marks, named by their ids; `began` and `ended` are their times."""

    kind: LinkKind
    first: str
    """The mark above."""
    second: str
    """The mark below."""
    began: Elapsed
    ended: Elapsed
    took: int
    """Of an answer how long it took, of what was asked for how late it was (ms)."""
    words: str = ""
    """`36 s`, `7 min later`; empty where nothing is written at the curve."""
    warm: bool = False


class DebriefPhase(msgspec.Struct, frozen=True):
    """A phase of the session, as far as it lies in the stretch."""

    id: str
    title: str
    kind: PhaseKind
    began: Elapsed
    ended: Elapsed


class SkippedSpan(msgspec.Struct, frozen=True):
    """A time that the clock was moved past: nothing in it was asked for."""

    began: Elapsed
    ended: Elapsed


class DebriefMoment(msgspec.Struct, frozen=True):
    """A moment to look at: what happened, was done, was asked for and remarked around it, each in order of time."""

    began: Elapsed
    ended: Elapsed
    at: Elapsed
    """Where the cursor stands, and what `the screen as it was` shows."""
    title: str
    """`0:22 to 0:25`."""
    happened: tuple[DebriefMark, ...] = ()
    done: tuple[DebriefMark, ...] = ()
    asked: tuple[DebriefMark, ...] = ()
    remarks: tuple[DebriefMark, ...] = ()

    @property
    def marks(self) -> tuple[DebriefMark, ...]:
        """All of them, lane by lane."""
        return (*self.happened, *self.done, *self.asked, *self.remarks)


class DebriefFact(msgspec.Struct, frozen=True):
    """One thing that was counted or measured; `t` is where it is on the lanes, if it is at one place."""

    label: str
    words: str
    t: Elapsed | None = None
    warm: bool = False


class DebriefGroup(msgspec.Struct, frozen=True):
    """Facts about one matter."""

    title: str
    facts: tuple[DebriefFact, ...]


class DebriefSpread(msgspec.Struct, frozen=True):
    """One measured time of this run (ms), beside those of earlier runs of the same scenario, the oldest first; None in
    a run in which it did not come."""

    kind: str
    label: str
    took: int | None
    words: str
    """`0:36`, minutes and seconds; `not seen`."""
    earlier: tuple[int | None, ...] = ()


class DebriefPoint(msgspec.Struct, frozen=True):
    """Something that was there, as it was logged."""

    words: str
    t: Elapsed | None = None


class DebriefTry(msgspec.Struct, frozen=True):
    """Something to try: what, and what was logged that speaks for it."""

    words: str
    logged: str
    t: Elapsed | None = None

    @property
    def sentence(self) -> str:
        """Both."""
        return f"{self.words} {self.logged}"


class Debrief(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    record: str
    """The id of the rehearsal."""
    scenario: str
    title: str
    when: datetime
    speed: float
    trainee: str
    watching: str
    zero: Elapsed
    """Where times count from: the first dose, or the session's start."""
    dosed: bool
    began: Elapsed
    """When the stretch began that was practised; what came before was played through, and is nobody's doing."""
    ended: Elapsed
    over: bool
    """Whether the scenario came to its end; False: it was left before."""
    phases: tuple[DebriefPhase, ...] = ()
    skipped: tuple[SkippedSpan, ...] = ()
    marks: tuple[DebriefMark, ...] = ()
    """Those of all lanes, in order of time."""
    links: tuple[DebriefLink, ...] = ()
    moments: tuple[DebriefMoment, ...] = ()
    facts: tuple[DebriefGroup, ...] = ()
    runs: int = 0
    """How many earlier runs of this scenario there are."""
    spreads: tuple[DebriefSpread, ...] = ()
    strengths: tuple[DebriefPoint, ...] = ()
    tries: tuple[DebriefTry, ...] = ()
    """At most three, the first first."""

    def lane(self, lane: Lane) -> tuple[DebriefMark, ...]:
        """The marks of one lane, in order of time."""
        return tuple(mark for mark in self.marks if mark.lane is lane)

    def clock(self, t: int) -> str:
        """`0:24:10`, since the dose; `−0:03:00` before it."""
        return clock_span(t - self.zero)

    def minutes(self, t: int) -> str:
        """`0:24`."""
        return hours_minutes(t - self.zero)

    @property
    def counted(self) -> str:
        """What its times count from."""
        return "since the dose" if self.dosed else "since the start"
