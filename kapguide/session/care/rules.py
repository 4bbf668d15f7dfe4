"""The rules of the care at the client's side: what may be answered, counted and decided, and what it takes."""

from collections.abc import Iterator

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.care.answers import CHOICES, LEAVING, Answer, LeavingOutcome, answer_words
from kapguide.session.care.asks import asked
from kapguide.session.clock import Elapsed
from kapguide.session.entries import happened, known
from kapguide.session.plan import observe_until
from kapguide.session.protocol.protocol import Ask, asked_by
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState, running_timers
from kapguide.session.wording import length
from kapguide.spans import HOUR, MINUTE
from kapguide.text import clean_text

MOST_TIMERS = 3
"""So many flags and times fit the screen, and a mind beside a client."""
LONGEST_NAME = 40
SHORTEST_TIMER, LONGEST_TIMER = MINUTE, 4 * HOUR
DISCARD_WITHIN = 2 * MINUTE
"""A session that is this young can be thrown away."""


def answered(state: SessionState, command: c.AnswerCue) -> e.CueAnswered:
    """The answer to what is open, or one corrected: who attests is named, and why something was left out is said."""
    corrected = command.supersedes
    known(corrected, [cue.said for name, cue in state.cues.items() if name == command.cue], "answer")
    ask = asked_by(state.protocol, command.cue) if corrected else asked(state, command.cue)
    if ask is None:
        raise Refused("There is nothing open that could be answered so.")
    if command.answer not in CHOICES[ask]:
        raise Refused(f"This is answered by: {', '.join(map(answer_words, CHOICES[ask]))}.")
    by, reason = clean_text(command.by).strip(), clean_text(command.reason).strip()
    if ask is Ask.ATTEST and not by:
        raise Refused("Type the name of whoever answers for it.")
    if command.answer == Answer.LEFT_OUT and not reason:
        raise Refused("Type why it was left out; one word is enough.")
    cue = state.cues[command.cue]
    first = cue.answered if corrected else None
    return e.CueAnswered(command.cue, cue.title, command.answer, by, reason, first, corrected)


def timed(state: SessionState, command: c.StartTimer | c.CancelTimer) -> e.TimerStarted | e.TimerCancelled:
    """A side timer begins, or is let go."""
    if isinstance(command, c.CancelTimer):
        timer = next((timer for timer in running_timers(state) if timer.number == command.number), None)
        if timer is None:
            raise Refused("That timer does not run any more.")
        return e.TimerCancelled(timer.number, timer.name)
    name = clean_text(command.name).strip()
    if not name:
        raise Refused("The timer has no name. Type what it is for.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"A timer’s name has at most {LONGEST_NAME} characters.")
    if not SHORTEST_TIMER <= command.for_ms <= LONGEST_TIMER:
        raise Refused("A timer runs for 1 minute at least and 4 hours at most.")
    if len(running_timers(state)) >= MOST_TIMERS:
        raise Refused("Three timers run already. Let one of them go first.")
    return e.TimerStarted(len(state.timers) + 1, name, command.for_ms)


def noted(state: SessionState, command: c.NoteLeaving, t: Elapsed) -> e.LeavingNoted:
    """How it stands with the leaving, and who was told."""
    if command.outcome not in list(LeavingOutcome):
        raise Refused(f"Leaving is one of: {', '.join(LEAVING.values())}.")
    known(command.supersedes, [each.id for each in state.leaving], "entry")
    told = clean_text(command.told).strip()
    if not told:
        raise Refused("Type who was told.")
    return e.LeavingNoted(command.outcome, told, happened(command.told_at, t), command.supersedes)


def ended(state: SessionState, command: c.End, t: Elapsed) -> e.SessionEnded:
    """The end; before the observation time of the last dose is over it takes a reason."""
    left, reason = observation_left(state, t), clean_text(command.reason).strip()
    if left and not reason:
        raise Refused(f"The observation time is not over for another {length(left)}. Type why the session ends now.")
    return e.SessionEnded(reason, left)


def discarded(state: SessionState, command: c.Discard, t: Elapsed) -> Iterator[e.SessionDiscarded | e.SessionEnded]:
    """The session is thrown away: it says so, and ends."""
    if not may_discard(state, t):
        raise Refused(
            "A session can be thrown away in its first two minutes, without dose or emergency. End it instead."
        )
    yield e.SessionDiscarded(clean_text(command.reason).strip())
    yield e.SessionEnded()


def may_discard(state: SessionState, t: int) -> bool:
    """Whether the session can still be thrown away: it has just begun, nothing was given, there was no emergency."""
    return t <= DISCARD_WITHIN and not (state.doses or state.had_emergency)


def observation_left(state: SessionState, t: int) -> int:
    """How much of the observation time of the last dose is not over (ms); 0 without a dose, and in a rehearsal."""
    until = observe_until(state)
    if until is None or (state.started is not None and state.started.rehearsal):
        return 0
    return max(0, until - t)
