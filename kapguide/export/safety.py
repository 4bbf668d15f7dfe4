"""What the log tells of side effects, and of readings outside of the clinic's limits, for the note and the record."""

import msgspec

from kapguide.clinical.vitals import Vitals
from kapguide.export.log import Log, Moment
from kapguide.session import events as e
from kapguide.session.care.answers import Answer
from kapguide.session.safety.events import (
    LimitSeen,
    SafetyStep,
    SideEffectFollowed,
    SideEffectNoted,
    SideEffectsAsked,
)
from kapguide.session.safety.rules import limits_words
from kapguide.session.safety.state import SafetyState, SideEffect, safety_after, without_entry
from kapguide.session.wording import length
from kapguide.spans import MINUTE

NOT_ASKED = "Not asked."
ASKED = (Answer.NONE_REPORTED, Answer.REPORTED)
"""What a client says who is asked for side effects."""
ACTS = (
    e.ReadingTaken,
    e.NoteAdded,
    e.ObservationAdded,
    e.CueAnswered,
    e.DoseGiven,
    e.DoseStepped,
    e.DoseEnded,
    e.TouchMarked,
    e.PersonCame,
    e.EmergencyStarted,
    SideEffectNoted,
    SideEffectFollowed,
    SideEffectsAsked,
)
"""What a person writes or does at the client's side: the next of these is the act that followed a reading."""


class ReportedEffect(msgspec.Struct, frozen=True):
    """A side effect as it stands: `done` is what was done about it, each with its time where that is another than the
    onset's; `ended` None where nobody said that it was over."""

    title: str
    severity: str
    onset: Moment
    done: tuple[tuple[Moment | None, str], ...]
    ended: Moment | None

    @property
    def lasted(self) -> int | None:
        """How long (ms), once it was over."""
        return self.ended.t - self.onset.t if self.ended is not None else None


class ReportedLimit(msgspec.Struct, frozen=True):
    """A reading outside of the clinic's limits: when that was seen, and what was written next, and when."""

    read: Moment
    vitals: Vitals
    words: str
    seen: Moment | None
    followed: Moment | None
    act: str

    @property
    def sentence(self) -> str:
        """`BP 168/98  HR 90 (BP above 160/90): seen after 2 min; next entry after 6 min, Reading: BP 150/92`."""
        seen = f"seen {_after(self.read, self.seen)}" if self.seen is not None else "not marked as seen"
        acted = f"next entry {_after(self.read, self.followed)}, {self.act}" if self.followed is not None else ""
        return "; ".join(filter(None, (f"{str(self.vitals).replace('  ', ', ')} ({self.words}): {seen}", acted)))


def _after(first: Moment, then: Moment) -> str:
    """`after 6 min`, in whole minutes."""
    minutes = max(0, then.t - first.t) // MINUTE
    return f"after {length(minutes * MINUTE)}" if minutes else "within a minute"


def reported_effects(log: Log) -> tuple[ReportedEffect, ...]:
    """Every side effect that stands, in the order of their onset."""
    effects = sorted(_safety(log).effects, key=lambda effect: effect.onset)
    return tuple(_reported(log, effect) for effect in effects)


def _safety(log: Log) -> SafetyState:
    safety = SafetyState()
    for event in log.events:
        if log.taken_back(event):
            continue
        if isinstance(event.body, SafetyStep):
            safety = safety_after(safety, event.body, event.id, event.t)
        elif isinstance(event.body, e.EntryStruck):
            safety = without_entry(safety, event.body.supersedes)
    return safety


def _reported(log: Log, effect: SideEffect) -> ReportedEffect:
    done: list[tuple[Moment | None, str]] = [(None, effect.action)] if effect.action else []
    done += [(log.moment_at(each.at), each.action) for each in effect.course if each.action]
    ended = log.moment_at(effect.ended) if effect.ended is not None else None
    return ReportedEffect(effect.title, effect.severity, log.moment_at(effect.onset), tuple(done), ended)


def reported_limits(log: Log) -> tuple[ReportedLimit, ...]:
    """Every reading that stands and lies outside of the clinic's limits, in the order in which they were taken."""
    standing = list(log.standing())
    seen = {event.body.reading: log.moment(event) for event in standing if isinstance(event.body, LimitSeen)}
    found = []
    for event in standing:
        if not isinstance(body := event.body, e.ReadingTaken) or not body.outside:
            continue
        act = next((other for other in standing if other.seq > event.seq and isinstance(other.body, ACTS)), None)
        found.append(
            ReportedLimit(
                log.happened(event),
                body.vitals,
                limits_words(body.outside),
                seen.get(event.id),
                log.moment(act) if act is not None else None,
                log.told(act).sentence if act is not None else "",
            )
        )
    return tuple(sorted(found, key=lambda each: each.read.t))


def asked_for_effects(log: Log) -> bool:
    """Did anybody ask for side effects, or note one?"""
    return any(
        isinstance(body := event.body, SideEffectsAsked | SideEffectNoted)
        or (isinstance(body, e.CueAnswered) and body.answer in ASKED)
        for event in log.standing()
    )
