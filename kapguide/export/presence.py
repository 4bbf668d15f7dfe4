"""Who was there in a session, and when nobody was with the client: what the note says of it."""

from itertools import groupby

import msgspec

from kapguide.export.log import Log, Moment
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people import Person, Stay, alone, at_start, without
from kapguide.session.people_events import people_after
from kapguide.session.wording import length


class ReportedAlone(msgspec.Struct, frozen=True):
    """A time in which nobody accompanied the client, or in which that is not known; it went on to the session's end
    where it has not `ended`."""

    began: Moment
    ended: Moment | None
    lasted: int
    doubtful: bool
    watchers: tuple[str, ...]


class ReportedPresence(msgspec.Struct, frozen=True):
    """The people of a session. What is known of who was there begins at `since`; None where nobody said anything."""

    therapists: tuple[str, ...] = ()
    """Who had the session, one after the other."""
    present: tuple[str, ...] = ()
    """Everybody, with what they were there for."""
    since: Moment | None = None
    until: Moment | None = None
    alone: tuple[ReportedAlone, ...] = ()


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
    )


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


def company(presence: ReportedPresence) -> list[str]:
    """Who was with the client from when to when, a sentence for each gap; empty where nothing was recorded."""
    if presence.since is None or presence.until is None:
        return []
    span = f"from {presence.since.clock} to {presence.until.clock}"
    if not presence.alone:
        return [f"Somebody throughout, {span}"]
    return [*map(_gap, presence.alone), f"Somebody otherwise, {span}"]


def _gap(gap: ReportedAlone) -> str:
    what = "Not known" if gap.doubtful else "Nobody"
    until = gap.ended.clock if gap.ended else "the end"
    watched = f"; {' and '.join(gap.watchers)} watched" if gap.watchers else ""
    return f"{what} from {gap.began.clock} to {until} ({length(gap.lasted)}){watched}"
