"""The shapes in which an event is told, one for each reader. See `telling`, which tells every kind."""

from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import Ask, TherapyProtocol, asked_by
from kapguide.session.wording import clock_span


class NoteKind(StrEnum):
    """What a line of the live screen's list is; the value is the word that the list shows."""

    NOTE = "note"
    VERBATIM = "verbatim"
    PARAPHRASE = "paraphrase"
    PRIVATE = "private"
    OBSERVATION = "observed"
    READING = "vitals"
    DOSE = "dose"
    PHASE = "phase"
    PROMPT = "prompt"
    TIMER = "timer"
    IMAGERY = "imagery"
    BREATH = "breath"
    TOUCH = "touch"
    CONSENT = "consent"
    LEAVING = "leaving"
    PEOPLE = "people"
    SIDE_EFFECT = "side effect"
    MISSED = "missed"
    MUSIC = "music"
    EMERGENCY = "emergency"
    SYSTEM = "KapGuide"


class Place(StrEnum):
    """Where the documents find an entry again, the log and the note aside: a table of the record, or consent to touch,
    which is missed where nothing was said of it."""

    CONSENT = "consent to touch"
    TRACKS = "table of the music that sounded"
    HANDS = "table of what the therapist did with the music"
    SOUND = "table of the sound's faults"
    GAPS = "table of the time without the program"


class Announcement(msgspec.Struct, frozen=True):
    """What the live screen says as an event happens; those of one command that share a lead are said together."""

    words: str
    lead: str = ""
    warm: bool = True

    @property
    def sentence(self) -> str:
        """The whole of it."""
        return self.lead + self.words


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One event in every shape that a reader takes; an empty one is not for that reader."""

    sentence: str
    """The event's row in the log."""
    places: tuple[Place, ...] = ()
    line: tuple[NoteKind, str] | None = None
    """The live screen's list."""
    aloud: Announcement | None = None
    undo: str = ""
    """What the offer to take it back calls it; only what has such words can be taken back."""
    became: str = ""
    """What it made of its cue, for the table of the cues."""
    at: Elapsed | None = None
    """When it happened, where a person tells that; else it is what the program itself saw, when it saw it."""


class Names:
    """What a session calls its phases and cues; `clock` writes its times, as session time where nobody says more."""

    def __init__(
        self, protocol: TherapyProtocol, cues: Mapping[str, str] | None = None, clock: Callable[[int], str] = clock_span
    ) -> None:
        """`cues` are the titles of the cues that were shown."""
        self._protocol = protocol
        self._cues = cues or {}
        self.clock = clock

    def phase(self, name: str) -> str:
        """A phase's title; its id when the protocol has no such phase."""
        return next((phase.title for phase in self._protocol.phases if phase.id == name), name)

    def cue(self, name: str) -> str:
        """A cue's title; its id when it was never shown."""
        return self._cues.get(name, name)

    def ask(self, cue: str) -> Ask | None:
        """What the cue, or the cue that it repeats, asks of a person."""
        return asked_by(self._protocol, cue)

    def is_reading(self, cue: str) -> bool:
        """Is the cue, or the cue that it repeats, a reading due?"""
        return self.ask(cue) is Ask.READING


MOST_OFFERED = 24
"""Signs of a line that the offer to take it back quotes."""


def beginning(text: str) -> str:
    """The first words of a line, for an offer that has little room."""
    return text if len(text) <= MOST_OFFERED else f"{text[: MOST_OFFERED - 1].rstrip()}…"
