"""A pattern of breath, and where one is in it at a moment: pure functions of time. All spans are milliseconds.

The shape is a cosine: at each turn the breath stands still for an instant, so nothing jumps there; and a change of
pace keeps the place in the breath, so nothing jumps there either.
"""

import itertools
import math
from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE, SECOND

WHOLE_PACE = 100
"""The pace of a pattern as it is written (per cent of its length)."""
PACE_STEP = 10
QUICKEST, SLOWEST = 70, 150
"""How far a pattern can be made quicker or slower (per cent of its length) [OURS]."""
MOST_PER_MINUTE = 10
"""Breaths a minute: nobody is led to breathe quicker than this, which is slower than at rest [OURS]."""
LONGEST_HOLD = 10 * SECOND
"""Nobody is led to hold their breath for longer [OURS]."""
LONG_HOLD = 5 * SECOND
MOST_CYCLES_OF_LONG_HOLDS = 4
"""A pattern with a hold beyond `LONG_HOLD` ends by itself, after four breaths at most, as 4-7-8 is taught."""


class BreathPart(StrEnum):
    """The four parts of a breath. HOLD comes after the breath in, REST is the hold after the breath out."""

    IN = "in"
    HOLD = "hold"
    OUT = "out"
    REST = "rest"

    @property
    def words(self) -> str:
        """The part as it is said."""
        return self.HOLD.value if self is self.REST else self.value


PARTS = tuple(BreathPart)


class ChimeFor(StrEnum):
    """Who hears a chime at each turn of the breath."""

    NOBODY = "nobody"
    THERAPIST = "therapist"
    CLIENT = "client"


class BreathPattern(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pattern, whole: a session that runs it keeps it as it was. `spans` are in, hold, out, hold."""

    id: str
    title: str
    purpose: str
    """One plain line: what it is for, for the person who chooses."""
    spans: tuple[int, int, int, int] = (0, 0, 0, 0)
    cycles: int = 0
    """It ends by itself after so many; 0 goes on."""
    mark: str = ""
    """Where it comes from, as protocols have it: F, P or OURS."""
    sources: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        """The client's own pace: nobody is led, and nothing is counted."""
        return not any(self.spans)

    @property
    def cycle(self) -> int:
        """One whole breath."""
        return sum(self.spans)

    @property
    def holds(self) -> bool:
        """Is the breath held in it?"""
        return bool(self.spans[1] or self.spans[3])

    @property
    def figures(self) -> str:
        """`4-7-8-0`: in, hold, out, hold in seconds; `free` for the client's own pace."""
        return "free" if self.free else "-".join(map(seconds, self.spans))

    def allows(self, pace: int) -> bool:
        """Whether it may go at that pace: not too quick a breath, and no hold that is too long."""
        if self.free or not QUICKEST <= pace <= SLOWEST:
            return False
        quick = self.cycle * pace * MOST_PER_MINUTE < MINUTE * WHOLE_PACE
        most_hold = LONGEST_HOLD if 0 < self.cycles <= MOST_CYCLES_OF_LONG_HOLDS else LONG_HOLD
        return not quick and max(self.spans[1], self.spans[3]) * pace <= most_hold * WHOLE_PACE


class BreathMoment(msgspec.Struct, frozen=True):
    """Where one is in a breath: the part, its `beat` from 1 of `beats` (as written), and how full the lungs are.

    `share` is how much of the part is over, `fullness` goes from 0 to 1, `breath` counts from 1. A free breath has
    no part, no beats and rests at `RESTING`.
    """

    part: BreathPart | None
    beat: int
    beats: str
    share: float
    fullness: float
    breath: int


RESTING = 0.53
"""How full a breath is drawn that nobody is led in: the disc then has seven tenths of its size."""


class BreathRun(msgspec.Struct, frozen=True):
    """A pattern that is being breathed since `began`; at session time `since` it had come to `place`.

    `place` is in the pattern's own time, as written; from there it goes on at `pace` per cent of its length.
    """

    pattern: BreathPattern
    began: Elapsed
    since: Elapsed
    place: float = 0.0
    pace: int = WHOLE_PACE
    chime: str = ChimeFor.NOBODY
    shown: bool = False
    """Whether the client's display has shown it."""
    reason: str = ""
    """Why a pattern with a hold was opened while they are closed."""

    def place_at(self, now: float) -> float:
        """How far it has come by `now`, in the pattern's own time."""
        return self.place + max(0.0, now - self.since) * WHOLE_PACE / self.pace

    def at(self, now: float) -> BreathMoment:
        """Where one is in the breath at `now`, which may fall between two milliseconds."""
        return moment_at(self.pattern, self.place_at(now))

    def breaths(self, now: float) -> int:
        """How many whole breaths there have been by `now`."""
        return int(self.place_at(now) // self.pattern.cycle) if not self.pattern.free else 0

    def paced(self, pace: int, now: Elapsed) -> "BreathRun":
        """The same run at another pace from `now` on, in the same place of the breath."""
        return msgspec.structs.replace(self, since=now, place=self.place_at(now), pace=pace)

    @property
    def until(self) -> int | None:
        """When it has had its number of breaths; None for one that goes on."""
        if not self.pattern.cycles:
            return None
        left = self.pattern.cycle * self.pattern.cycles - self.place
        return self.since + math.ceil(left * self.pace / WHOLE_PACE)

    def next_turn(self, now: float) -> float | None:
        """When the next part begins (session time); None for a free breath."""
        if self.pattern.free:
            return None
        place = self.place_at(now) % self.pattern.cycle
        turn = next(turn for turn in itertools.accumulate(self.pattern.spans) if turn > place)
        return now + (turn - place) * self.pace / WHOLE_PACE


def moment_at(pattern: BreathPattern, place: float) -> BreathMoment:
    """Where one is in a breath, `place` ms of the pattern's own time after its beginning."""
    if pattern.free:
        return BreathMoment(None, 0, "", 0.0, RESTING, 0)
    whole, rest = divmod(place, pattern.cycle)
    at = 0
    while rest >= pattern.spans[at] and at + 1 < len(PARTS):
        rest -= pattern.spans[at]
        at += 1
    part, span = PARTS[at], pattern.spans[at]
    share = min(1.0, rest / span) if span else 1.0
    return BreathMoment(part, int(rest // SECOND) + 1, seconds(span), share, _fullness(part, share), int(whole) + 1)


def _fullness(part: BreathPart, share: float) -> float:
    """How full the lungs are when `share` of the part is over."""
    match part:
        case BreathPart.IN:
            return 0.5 - 0.5 * math.cos(math.pi * share)
        case BreathPart.OUT:
            return 0.5 + 0.5 * math.cos(math.pi * share)
        case BreathPart.HOLD:
            return 1.0
    return 0.0


def seconds(span: int) -> str:
    """`5.5`: a span in seconds, as patterns are written."""
    return f"{span / SECOND:.1f}".removesuffix(".0")
