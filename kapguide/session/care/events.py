"""What a person answers, counts and decides at the client's side: a part of the record, as `events` is."""

from kapguide.session.body import Body
from kapguide.session.clock import Elapsed


class BegunAnyway(Body, frozen=True, tag="begun_anyway"):
    """The session was begun although something of its preparation was missing: what, and why."""

    missing: tuple[str, ...]
    reason: str


class CueAnswered(Body, frozen=True, tag="cue_answered"):
    """What was due, or was to be attested, was answered by a person.

    `answer` is one of `answers.Answer`; `by` names who answers for it, `reason` says why something was left out. An
    entry that corrects another, named by `supersedes`, keeps the session time of the first in `happened`.
    """

    cue: str
    title: str
    answer: str
    by: str = ""
    reason: str = ""
    happened: Elapsed | None = None
    supersedes: str = ""


class TimerStarted(Body, frozen=True, tag="timer_started"):
    """A side timer that the therapist named runs for `lasts` ms. `number` counts the session's timers from 1."""

    number: int
    name: str
    lasts: int


class TimerEnded(Body, frozen=True, tag="timer_ended"):
    """The timer's time was over, noticed `late_by_ms` after it. Nothing follows from that by itself."""

    number: int
    name: str
    late_by_ms: int = 0


class TimerCancelled(Body, frozen=True, tag="timer_cancelled"):
    """The therapist let the timer go before its time."""

    number: int
    name: str


class LeavingNoted(Body, frozen=True, tag="leaving_noted"):
    """How it stands with the client's leaving: `outcome` is one of `answers.LeavingOutcome`.

    `told` names who was told, at session time `told_at`. `supersedes` is the id of the event that this one corrects.
    """

    outcome: str
    told: str
    told_at: Elapsed
    supersedes: str = ""


class EntryStruck(Body, frozen=True, tag="entry_struck"):
    """An answer, a step of a dose, a side effect or an entry on the leaving is struck out: `what` it said was not so.

    `supersedes` is its event, which stays in the record.
    """

    what: str
    supersedes: str


class TouchMarked(Body, frozen=True, tag="touch_marked"):
    """Touch consent as it stands from here: `touch` is one of `answers.Touch`."""

    touch: str


class SessionDiscarded(Body, frozen=True, tag="session_discarded"):
    """The session was thrown away in its first minutes: it ends here, stays in the record, and nothing in it counts."""

    reason: str = ""


class SessionEnded(Body, frozen=True, tag="session_ended"):
    """The end. Nothing is accepted after it.

    `reason` says why it came while `observation_left` ms of the last dose's observation time were not over. A session
    that nobody ended was `closed_later`, at its last entry: then `left_open` names what was due and had no answer, and
    `half_typed` says that the last words had been typed and not entered.
    """

    reason: str = ""
    observation_left: int = 0
    closed_later: bool = False
    left_open: tuple[str, ...] = ()
    half_typed: bool = False
