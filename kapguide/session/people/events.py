"""Who comes into a session and who goes: a part of the record, as `events` is."""

from kapguide.session.body import Body
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person, Stay, with_arrival, with_departure


class PersonCame(Body, frozen=True, tag="person_came"):
    """Somebody came to the client, or into the house; at session time `happened`, where that is not now.

    `supersedes` is the id of the event that this one corrects.
    """

    person: Person
    happened: Elapsed | None = None
    supersedes: str = ""


class PersonLeft(Body, frozen=True, tag="person_left"):
    """Somebody went. Who went without a word was last `seen` at that session time, and gone when it was noticed."""

    name: str
    happened: Elapsed | None = None
    seen: Elapsed | None = None
    supersedes: str = ""


class SessionTakenOver(Body, frozen=True, tag="session_taken_over"):
    """A colleague has unlocked the session with a passphrase of their own, and has it from here on.

    `before` is the name of the therapist who had it.
    """

    person: Person
    before: str = ""


def people_after(stays: tuple[Stay, ...], body: PersonCame | PersonLeft, id: str, t: Elapsed) -> tuple[Stay, ...]:
    """The stays once that was recorded, by an event of that id at session time `t`."""
    at = t if body.happened is None else body.happened
    if isinstance(body, PersonCame):
        return with_arrival(stays, Stay(body.person, at, id), body.supersedes)
    return with_departure(stays, body.name, at, id, body.seen, body.supersedes)
