"""What a rehearsal writes beside its session's log: what the client showed, what was done in the room.

`t` is session time (ms), as an event's; `seq` the number of the session's last event then, which orders the two.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.session.clock import Elapsed


class Beat(msgspec.Struct, frozen=True, tag_field="kind"):
    """One entry of a rehearsal's own log."""

    t: Elapsed
    seq: int


class Happened(Beat, frozen=True, tag="happened"):
    """The turn came."""

    turn: str


class SignOver(Beat, frozen=True, tag="sign_over"):
    """What was to be seen of the turn is over."""

    turn: str


class StayedAway(Beat, frozen=True, tag="stayed_away"):
    """The time of the turn came without it: its chance was another, or what it goes with was not there."""

    turn: str


class StretchBegan(Beat, frozen=True, tag="stretch_began"):
    """What is practised begins: from here on the trainee has the session."""


class StretchOver(Beat, frozen=True, tag="stretch_over"):
    """What is practised is over; nothing more comes."""


class Met(Beat, frozen=True, tag="met"):
    """What the scenario asked for with `expectation` was done, `after` ms after the turn."""

    expectation: str
    after: int


class MetNoMore(Beat, frozen=True, tag="met_no_more"):
    """The deed by which `expectation` was met was taken back: it is as if it had not been done."""

    expectation: str


class RanOut(Beat, frozen=True, tag="ran_out"):
    """The time of `expectation` went by without it."""

    expectation: str


class ActDone(Beat, frozen=True, tag="act_done"):
    """The therapist did something in the room: `act` is an id of `deeds.ACTS`, `words` what was said, if typed."""

    act: str
    words: str = ""


class ReadingAsked(Beat, frozen=True, tag="reading_asked"):
    """The cuff was started."""


class ReadingGiven(Beat, frozen=True, tag="reading_given"):
    """The panel said what the cuff and the clip show; `misread`: as somebody said it wrongly at first."""

    vitals: Vitals
    misread: bool = False


class Skipped(Beat, frozen=True, tag="skipped"):
    """The clock was moved on by hand to session time `to`; nobody was asked to act in between."""

    to: Elapsed


class WentBack(Beat, frozen=True, tag="went_back"):
    """The rehearsal went back to this moment from session time `left`; what came after it was let go."""

    left: Elapsed


class Paced(Beat, frozen=True, tag="paced"):
    """The clock went at `rate` from here on; 0 is a pause."""

    rate: float


AnyBeat = (
    Happened
    | SignOver
    | StayedAway
    | StretchBegan
    | StretchOver
    | Met
    | MetNoMore
    | RanOut
    | ActDone
    | ReadingAsked
    | ReadingGiven
    | Skipped
    | WentBack
    | Paced
)


def met_of(beats: Iterable[AnyBeat]) -> dict[str, int]:
    """What was met and stayed so, by its id: how long after its turn (ms)."""
    met: dict[str, int] = {}
    for beat in beats:
        if isinstance(beat, Met):
            met[beat.expectation] = beat.after
        elif isinstance(beat, MetNoMore):
            met.pop(beat.expectation, None)
    return met


class Remark(msgspec.Struct, frozen=True):
    """What somebody wrote to a moment of a rehearsal, during it or after."""

    id: str
    t: Elapsed
    by: str
    text: str
    written: datetime
    supervisor: bool = False
    live: bool = False
    """Written while it ran."""
    before: tuple[str, ...] = ()
    """Its words before they were corrected, the oldest first."""
    changed: datetime | None = None
    """When it was corrected last, or taken back."""
    taken_back: bool = False
    """Nobody says it any more; the file keeps its words."""
