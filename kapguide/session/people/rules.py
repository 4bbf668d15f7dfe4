"""The rules of presence: who may be said to have come or gone, and who has the session."""

from collections.abc import Iterator

import msgspec

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.entries import happened, known
from kapguide.session.people.people import Person, Stay, here, open_of
from kapguide.session.refused import Refused
from kapguide.session.state import SessionState
from kapguide.text import one_line

LONGEST_NAME = 60


def moved_about(
    state: SessionState, command: c.NoteArrival | c.NoteDeparture | c.TakeOver, t: Elapsed
) -> Iterator[e.PersonCame | e.PersonLeft | e.SessionTakenOver]:
    """Somebody comes, goes, or has the session now."""
    match command:
        case c.NoteArrival():
            yield _arrived(state, command, t)
        case c.NoteDeparture():
            yield _departed(state, command, t)
        case _:
            person = _named(command.person)
            if not any(stay.person.is_named(person.name) for stay in here(state.people)):
                yield e.PersonCame(person)
            yield e.SessionTakenOver(person, state.therapist)  # the last: nothing that came before it is taken back


def _named(person: Person) -> Person:
    name, role = one_line(person.name), one_line(person.role)
    if not name:
        raise Refused("Type a name.")
    if max(len(name), len(role)) > LONGEST_NAME:
        raise Refused(f"A name has at most {LONGEST_NAME} characters.")
    return msgspec.structs.replace(person, name=name, role=role)


def _arrived(state: SessionState, command: c.NoteArrival, t: Elapsed) -> e.PersonCame:
    person, came = _named(command.person), _at(command.came, t)
    known(command.supersedes, [stay.id for stay in state.people if stay.id], "entry")
    at = t if came is None else came
    own = next((stay for stay in state.people if stay.id and stay.id == command.supersedes), None)
    for stay in _others(state, person.name, command.supersedes):
        if own is not None and own.left is not None and own.left <= stay.came:  # they came again after it
            continue
        if stay.left is None and stay.person.in_house is person.in_house:
            raise Refused(f"{person.name} is here already.")
        if at < (stay.came if stay.left is None else stay.left):
            raise Refused(f"{person.name} was here after that, too. Correct that entry in the list.")
    if own is not None and own.left is not None and own.left < at:
        raise Refused(f"{person.name} had gone by then. Correct that entry first.")
    return e.PersonCame(person, came, command.supersedes)


def _departed(state: SessionState, command: c.NoteDeparture, t: Elapsed) -> e.PersonLeft:
    name, left = one_line(command.name), _at(command.left, t)
    known(command.supersedes, [stay.left_id for stay in state.people if stay.left_id], "entry")
    gone = [stay for stay in state.people if command.supersedes and stay.left_id == command.supersedes]
    stays = gone or open_of(state.people, name)
    if not stays:
        raise Refused(f"{name} is not here." if name else "Type a name.")
    at = t if left is None else left
    seen = None if command.seen is None else happened(command.seen, at)
    if any(at < stay.came or (seen is not None and seen < stay.came) for stay in stays):
        raise Refused(f"{name} came after that.")
    if any(stay.came < at for stay in state.people if stay.came > stays[0].came and stay.person.is_named(name)):
        raise Refused(f"{name} had come again by then. Correct that entry first.")
    return e.PersonLeft(stays[0].person.name, left, seen, command.supersedes)


def _at(at: Elapsed | None, t: Elapsed) -> Elapsed | None:
    return None if at is None else happened(at, t)


def _others(state: SessionState, name: str, corrected: str) -> list[Stay]:
    """The stays of that person, but for the one that is corrected and the one that it ended."""
    return [
        stay
        for stay in state.people
        if stay.person.is_named(name) and (not corrected or corrected not in (stay.id, stay.left_id))
    ]
