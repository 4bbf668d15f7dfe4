"""Who is with the client: each person's stays, and the time in which nobody was there."""

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

import msgspec

from kapguide.session.clock import Elapsed


class StaffRole(StrEnum):
    """What somebody is there for. One person may have more of them; in a session it is one. What a trainee signs counts
    once somebody else has countersigned it."""

    THERAPIST = "therapist"
    TRAINEE = "trainee"
    MEDICAL = "medical"
    OBSERVER = "observer"
    SUPERVISOR = "supervisor"


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody in a session, as the record names them: `role` is one of StaffRole or the clinic's own word.

    `staff` is the person's id in the practice, empty for a guest. Who is `in_house` can be called, and is not with the
    client.
    """

    name: str
    role: str = ""
    staff: str = ""
    in_house: bool = False

    @property
    def words(self) -> str:
        """`R. Osei (medical, in the house)`."""
        more = ", ".join(filter(None, (self.role, "in the house" if self.in_house else "")))
        return f"{self.name} ({more})" if more else self.name

    def is_named(self, name: str) -> bool:
        """Whether that is the person's name, however it was typed."""
        return self.name.casefold() == name.casefold()

    @property
    def accompanies(self) -> bool:
        """Whether a client is not alone with them: somebody who only watches, or is elsewhere in the house, is not
        company."""
        return not self.in_house and self.role != StaffRole.OBSERVER


class Stay(msgspec.Struct, frozen=True):
    """A person from `came` to `left`; None while they are there. `id` is the entry that says that they came, empty for
    those who were there at the start, `left_id` the one that says that they went.

    Of somebody who went without a word nobody knows when: `seen` is when they were last seen, and `left` when it was
    noticed.
    """

    person: Person
    came: Elapsed
    id: str = ""
    left: Elapsed | None = None
    left_id: str = ""
    seen: Elapsed | None = None

    def known_until(self, until: Elapsed) -> Elapsed:
        """Up to when it is known that they were there: `until` while they are."""
        return self.seen if self.seen is not None else until if self.left is None else self.left


class Alone(msgspec.Struct, frozen=True):
    """A time in which nobody accompanied the client; it still goes on where it has not `ended`.

    It is `doubtful` where somebody may have: they were gone when it was noticed. `watchers` are the observers who were
    there.
    """

    began: Elapsed
    ended: Elapsed | None
    doubtful: bool = False
    watchers: tuple[str, ...] = ()


def at_start(therapist: str, present: Iterable["Person | str"]) -> tuple[Stay, ...]:
    """The people with whom a session begins: the therapist, and those who are `present`, each once."""
    named = [Person(therapist, StaffRole.THERAPIST)] if therapist else []
    named += [each if isinstance(each, Person) else Person(each) for each in present]
    people: dict[str, Person] = {}
    for person in named:
        known = people.get(person.name.casefold())
        if person.name and (known is None or person.role):
            people[person.name.casefold()] = person
    return tuple(Stay(person, Elapsed(0)) for person in people.values())


def with_arrival(stays: tuple[Stay, ...], stay: Stay, supersedes: str = "") -> tuple[Stay, ...]:
    """`stays` with one more, or with the one that it corrects as it was. Nobody is in two places: whoever comes in
    from the house is in the house no more."""

    def moved(other: Stay, was: bool) -> Stay:
        return msgspec.structs.replace(other, left=stay.came, left_id=stay.id) if was else other

    if supersedes and any(other.id == supersedes for other in stays):
        return tuple(
            msgspec.structs.replace(other, person=stay.person, came=stay.came, id=stay.id)
            if other.id == supersedes
            else moved(other, other.left_id == supersedes)
            for other in stays
        )
    return (*(moved(other, other in open_of(stays, stay.person.name)) for other in stays), stay)


def with_departure(
    stays: tuple[Stay, ...], name: str, at: Elapsed, id: str, seen: Elapsed | None = None, supersedes: str = ""
) -> tuple[Stay, ...]:
    """`stays` once the person of that name has gone, or went at another time than was said."""
    gone = [stay for stay in stays if supersedes and stay.left_id == supersedes] or open_of(stays, name)
    return tuple(
        msgspec.structs.replace(stay, left=at, left_id=id, seen=seen) if stay in gone else stay for stay in stays
    )


def without(stays: tuple[Stay, ...], entry: str) -> tuple[Stay, ...]:
    """`stays` without what the entry said: who came did not, who went is still there."""
    return tuple(
        msgspec.structs.replace(stay, left=None, left_id="", seen=None) if stay.left_id == entry else stay
        for stay in stays
        if stay.id != entry
    )


def came_again(stays: Iterable[Stay], entry: str) -> str:
    """The name of the person who went by that entry, where they came again after it; else an empty string."""
    people = list(stays)
    gone = next((stay for stay in people if stay.left_id and stay.left_id == entry), None)
    if gone is None or gone.left is None:
        return ""
    later = (stay for stay in people if stay.came >= gone.left and stay.id != entry)
    return gone.person.name if any(stay.person.is_named(gone.person.name) for stay in later) else ""


def open_of(stays: Iterable[Stay], name: str) -> list[Stay]:
    """The stays of that person that have not ended."""
    return [stay for stay in stays if stay.left is None and stay.person.is_named(name)]


def here(stays: Iterable[Stay]) -> tuple[Stay, ...]:
    """Those who are with the client."""
    return tuple(stay for stay in stays if stay.left is None and not stay.person.in_house)


def alone(stays: tuple[Stay, ...], until: Elapsed) -> tuple[Alone, ...]:
    """The times, up to `until`, in which nobody accompanied the client, or in which nobody knows whether.

    Nothing is known of the time before somebody's presence was first recorded: that is no gap.
    """
    company = [stay for stay in stays if stay.person.accompanies]
    first = min((stay.came for stay in stays), default=until)
    edges = {first, until}
    for stay in company:
        edges |= {stay.came, stay.known_until(until), until if stay.left is None else stay.left}
    times = sorted(Elapsed(at) for at in edges if first <= at <= until)
    found: list[Alone] = []
    for began, ended in pairwise(times):
        if any(stay.came <= began and ended <= stay.known_until(until) for stay in company):
            continue
        doubtful = any(stay.came <= began and ended <= (stay.left or until) for stay in company)
        joins = bool(found) and found[-1].ended == began and found[-1].doubtful is doubtful
        since = found.pop().began if joins else began
        found.append(Alone(since, ended, doubtful, _watchers(stays, since, ended)))
    if stays and not any(stay.left is None for stay in company):  # it goes on
        last = found.pop() if found and found[-1].ended == until and not found[-1].doubtful else Alone(until, None)
        found.append(msgspec.structs.replace(last, ended=None))
    return tuple(found)


def _watchers(stays: tuple[Stay, ...], began: int, ended: int) -> tuple[str, ...]:
    """The observers who were there in some of that time."""
    watched = (
        stay.person.name
        for stay in stays
        if not (stay.person.accompanies or stay.person.in_house)
        if stay.came < ended and (stay.left is None or stay.left > began)
    )
    return tuple(dict.fromkeys(watched))
