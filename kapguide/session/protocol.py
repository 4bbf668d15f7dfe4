"""The data model of a therapy protocol: phases, prompts, readings due and their timing. All spans are milliseconds."""

import hashlib
from enum import StrEnum

import msgspec

from kapguide.session.spans import parse_span


class Route(StrEnum):
    """How the medicine is given."""

    IV = "iv"
    IM = "im"
    SUBLINGUAL = "sublingual"
    ORAL = "oral"
    INTRANASAL = "intranasal"
    ESKETAMINE = "esketamine"


class PhaseKind(StrEnum):
    """The five parts of a dosing session; they colour the timeline and choose the music."""

    PREPARATION = "preparation"
    DOSING = "dosing"
    IMAGERY = "imagery"
    EMERGENCE = "emergence"
    INTEGRATION = "integration"


class Anchor(StrEnum):
    """What a time is counted from.

    A phase anchored to `previous` lasts its planned length. One anchored to `t0` keeps its planned end at the
    same distance from the dose, which the plan supposes to be given as the first dosing phase begins: a late
    dose moves it, an early or late start does not. A cue's time counts from its phase's start, or from T0.
    """

    PREVIOUS = "previous"
    PHASE = "phase"
    T0 = "t0"


class Later(StrEnum):
    """What the later phases do when one runs long or short: move as they are, or shrink and grow to keep the end."""

    MOVE = "move"
    ABSORB = "absorb"


class Audience(StrEnum):
    """Whom a prompt is for: a reminder to the therapist, or words to say to the client."""

    THERAPIST = "therapist"
    CLIENT = "client"


class Mark(StrEnum):
    """Where a default comes from: a source that was read, practice seen, or our own proposal."""

    FACT = "F"
    PRACTICE = "P"
    OURS = "OURS"


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a cue is due: `at` after `anchor` (phase start or T0), then each `every` to `until` or the phase's end."""

    at: int
    anchor: Anchor = Anchor.PHASE
    every: int | None = None
    until: int | None = None


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the screen offers at its time: a title, and for the client the words to say."""

    id: str
    timing: Timing
    title: str
    text: str = ""
    audience: Audience = Audience.THERAPIST
    acknowledge: bool = False
    voice: str = ""
    """The name of a recorded sound file that says `text`, to be played when the therapist asks for it."""


class ReadingDue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A time at which the protocol asks for a set of vitals."""

    id: str
    timing: Timing
    title: str = "Vitals"


SILENCE = "silence"
"""The music slot that is no music: a planned silence."""


class MusicBlock(msgspec.Struct, frozen=True):
    """What a phase wants heard: a slot of the arc, or SILENCE, for `length` ms; None for its share of the rest."""

    slot: str
    length: int | None = None


class Phase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the session: lengths, what they are counted from, its cues and the music slot."""

    id: str
    kind: PhaseKind
    title: str
    planned: int
    shortest: int
    longest: int
    anchor: Anchor = Anchor.PREVIOUS
    music: tuple[str, ...] = ()
    """Music slots in order, such as `onset`, `peak`, `silence 3m`; the last goes on for as long as the phase does."""
    prompts: tuple[Prompt, ...] = ()
    readings: tuple[ReadingDue, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def music_blocks(self) -> tuple[MusicBlock, ...]:
        """The music slots, each with its length where it has one of its own."""
        split = (wish.partition(" ") for wish in self.music)
        return tuple(MusicBlock(slot, parse_span(span) if span else None) for slot, _, span in split)


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a default comes from; the interface can show it."""

    id: str
    mark: Mark
    text: str


class TherapyProtocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole session plan for one route. It is frozen into the session that uses it."""

    id: str
    title: str
    version: int
    route: Route
    summary: str
    phases: tuple[Phase, ...]
    later: Later = Later.MOVE
    observe_at_least: int = 0
    """The clinic's minimum time between the last dose and leaving."""
    sources: tuple[Source, ...] = ()

    @property
    def planned(self) -> int:
        """The planned length of the whole session (ms), its phases laid end to end."""
        return sum(phase.planned for phase in self.phases)

    @property
    def planned_t0(self) -> int:
        """Where the plan supposes the dose: the start of the first dosing phase (ms from the session's start)."""
        start = 0
        for phase in self.phases:
            if phase.kind is PhaseKind.DOSING:
                return start
            start += phase.planned
        return 0


def freeze(protocol: TherapyProtocol) -> tuple[str, str]:
    """The protocol as canonical JSON, and its SHA-256 in hex: what a session keeps of the plan that it followed."""
    text = msgspec.json.encode(protocol, order="sorted")
    return text.decode(), hashlib.sha256(text).hexdigest()


def thaw(text: str | bytes) -> TherapyProtocol:
    """The protocol that `freeze` wrote."""
    return msgspec.json.decode(text, type=TherapyProtocol)
