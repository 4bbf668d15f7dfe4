"""Private notes: what a therapist writes for nobody else, of which two classes in law, and what is never in either."""

from datetime import datetime
from enum import StrEnum

import msgspec


class NoteClass(StrEnum):
    """What a private note is in law: a psychotherapy note (45 CFR 164.501), or a note of counselling on substance use
    (42 CFR 2.11), which exists where Part 2 holds for the client."""

    PSYCHOTHERAPY = "psychotherapy"
    COUNSELLING = "counselling"


TITLES = {NoteClass.PSYCHOTHERAPY: "Psychotherapy note", NoteClass.COUNSELLING: "SUD counselling note"}
NEVER_IN_IT = (
    "Never here: medicines and their monitoring, times of start and end, ways and frequency of treatment, results of "
    "tests, or a summary of diagnosis, function, plan, symptoms, prognosis or progress. These belong in the note."
)
"""Said beside the field; the same holds for both classes."""
NEVER_IN_SHORT = "Not here: medicine, times, readings, results, diagnosis, plan, progress."
"""The same where there is one line for it."""


class PrivateNote(msgspec.Struct, frozen=True):
    """One private note as its author reads it. `supersedes` is the id of the one that it corrects; without words it
    strikes that one out. `session_id` is empty for one that was written outside a session."""

    id: str
    client_id: str
    session_id: str
    kind: NoteClass
    text: str
    author: str
    at: datetime
    tz_min: int
    supersedes: str = ""


def note_classes(part2: bool) -> tuple[NoteClass, ...]:
    """The classes to choose from for a client: counselling notes are a matter of Part 2 alone."""
    return tuple(NoteClass) if part2 else (NoteClass.PSYCHOTHERAPY,)


def as_they_stand(notes: list[PrivateNote]) -> list[PrivateNote]:
    """Of each note the newest words, in the place that the first ones had; what was struck out is left out."""
    place = {note.id: note.id for note in notes}
    newest: dict[str, PrivateNote] = {}
    for note in notes:
        first = place.get(note.supersedes, note.id)
        place[note.id] = first
        newest[first] = note
    return [note for note in newest.values() if note.text]
