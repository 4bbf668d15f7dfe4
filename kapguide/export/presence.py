"""Who was there in a session, and when nobody was with the client: what the note says of it."""

from itertools import groupby

import msgspec

from kapguide.export.log import Log, Moment
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.events import people_after
from kapguide.session.people.people import Person, Stay, alone, at_start, without


class ReportedAlone(msgspec.Struct, frozen=True):
    """A time in which nobody accompanied the client, or in which that is not known; it went on to the session's end
    where it has not `ended`."""

    began: Moment
    ended: Moment | None
    lasted: int
    doubtful: bool
    watchers: tuple[str, ...]


class ReportedStay(msgspec.Struct, frozen=True):
    """Somebody who was there, with what for: `from the start` where they were there as it began; of somebody who went
    without a word it is known until when they were `seen`."""

    name: str
    role: str
    in_house: bool
    came: Moment
    left: Moment | None
    at_start: bool
    seen: Moment | None = None


class ReportedPresence(msgspec.Struct, frozen=True):
    """The people of a session. What is known of who was there begins at `since`; None where nobody said anything."""

    therapists: tuple[str, ...] = ()
    """Who had the session, one after the other."""
    present: tuple[str, ...] = ()
    """Everybody, with what they were there for."""
    since: Moment | None = None
    until: Moment | None = None
    alone: tuple[ReportedAlone, ...] = ()
    stays: tuple[ReportedStay, ...] = ()


def presence(log: Log) -> ReportedPresence:
    """What the log tells of it."""
    if log.start is None or not isinstance(log.start.body, e.SessionStarted):
        return ReportedPresence()
    therapists, stays = _folded(log, log.start.body)
    last = next((event for event in log.events if isinstance(event.body, e.SessionEnded)), log.events[-1])
    people: dict[str, Person] = {}
    for stay in stays:
        known = people.get(stay.person.name.casefold())
        if known is None or (known.in_house and not stay.person.in_house):
            people[stay.person.name.casefold()] = stay.person
    return ReportedPresence(
        therapists=therapists,
        present=tuple(person.words for person in people.values()),
        since=log.moment_at(min(stay.came for stay in stays)) if stays else None,
        until=log.moment(last),
        alone=tuple(
            ReportedAlone(
                log.moment_at(gap.began),
                None if gap.ended is None else log.moment_at(gap.ended),
                (last.t if gap.ended is None else gap.ended) - gap.began,
                gap.doubtful,
                gap.watchers,
            )
            for gap in alone(stays, last.t)
        ),
        stays=tuple(_stay(log, stay) for stay in stays),
    )


def _stay(log: Log, stay: Stay) -> ReportedStay:
    left = log.moment_at(stay.left) if stay.left is not None else None
    seen = log.moment_at(stay.seen) if stay.seen is not None else None
    person = stay.person
    return ReportedStay(person.name, person.role, person.in_house, log.moment_at(stay.came), left, not stay.id, seen)


def _folded(log: Log, started: e.SessionStarted) -> tuple[tuple[str, ...], tuple[Stay, ...]]:
    therapists = [started.therapist] if started.therapist else []
    stays = at_start(started.therapist, started.present)
    for event in log.events:
        match event.body:
            case e.PersonCame() | e.PersonLeft() as body if not log.taken_back(event):
                stays = people_after(stays, body, event.id, Elapsed(event.t))
            case e.EntryStruck(supersedes=entry) if not log.taken_back(event):
                stays = without(stays, entry)
            case e.SessionTakenOver(person=person):
                therapists.append(person.name)
    return tuple(name for name, _ in groupby(therapists)), stays
