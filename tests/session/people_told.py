"""What is told of the people in a session."""

from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.people.people import Person
from kapguide.session.telling import NoteKind, Place
from kapguide.spans import MINUTE

OSEI = Person("R. Osei", "medical", "staff-2")

PEOPLE_SENTENCES: list[tuple[e.Body, str, tuple[Place, ...]]] = [
    (e.PersonCame(OSEI), "R. Osei (medical) came in", ()),
    (e.PersonCame(Person("A. Winter")), "A. Winter came in", ()),
    (e.PersonCame(Person("R. Osei", "medical", in_house=True)), "R. Osei (medical) is in the house", ()),
    (e.PersonLeft("R. Osei"), "R. Osei left", ()),
    (
        e.PersonLeft("R. Osei", Elapsed(9 * MINUTE), Elapsed(5 * MINUTE)),
        "R. Osei was gone: last seen at 0:05:00",
        (),
    ),
    (
        e.SessionTakenOver(OSEI, "K. Lind"),
        "R. Osei (medical) took the session over from K. Lind",
        (),
    ),
    (e.SessionTakenOver(OSEI), "R. Osei (medical) took the session over", ()),
]

PEOPLE_UNDO: list[tuple[e.Body, str]] = [
    (e.PersonCame(OSEI), "R. Osei came in"),
    (e.PersonCame(OSEI, Elapsed(0), "id-0"), "Correction “R. Osei came in”"),
    (e.PersonLeft("R. Osei"), "R. Osei left"),
    (e.PersonLeft("R. Osei", seen=Elapsed(0)), "R. Osei was gone"),
    (e.SessionTakenOver(OSEI, "K. Lind"), ""),
]

PEOPLE_LINES: list[tuple[e.Body, tuple[NoteKind, str]]] = [
    (e.PersonCame(OSEI), (NoteKind.PEOPLE, "R. Osei came in")),
    (e.PersonLeft("R. Osei", seen=Elapsed(0)), (NoteKind.PEOPLE, "R. Osei was gone")),
    (e.SessionTakenOver(OSEI, "K. Lind"), (NoteKind.PEOPLE, "R. Osei took the session over")),
]
