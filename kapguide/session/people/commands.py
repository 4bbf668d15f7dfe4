"""What is asked of a session about the people in it; `commands` has all that can be asked."""

from kapguide.session.clock import Elapsed
from kapguide.session.command import Command
from kapguide.session.people.people import Person


class NoteArrival(Command, frozen=True):
    """Record that somebody came, at session time `came` or now. `supersedes` names the event to correct."""

    person: Person
    came: Elapsed | None = None
    supersedes: str = ""


class NoteDeparture(Command, frozen=True):
    """Record that the person of that name went, at session time `left` or now; of one who went without a word, when
    they were last `seen`. `supersedes` names the event to correct."""

    name: str
    left: Elapsed | None = None
    seen: Elapsed | None = None
    supersedes: str = ""


class TakeOver(Command, frozen=True):
    """Let a colleague, who has unlocked it, have the session from here on."""

    person: Person
