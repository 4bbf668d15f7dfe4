"""The data model of a therapy protocol: phases, prompts, readings due and their timing. All spans are milliseconds."""

import hashlib
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from kapguide.clinical.facts import ContactKind
from kapguide.clinical.marks import Mark
from kapguide.spans import parse_span


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
    dose moves it, an early or late start does not.

    A cue's time counts from its phase's start, from T0, which is the first dose; from each dose, so that every one
    has its own; from the last dose, so that a further one takes it over; or from when a lozenge of a dose has
    dissolved, as a person says, and until one does as the protocol supposes it.
    """

    PREVIOUS = "previous"
    PHASE = "phase"
    T0 = "t0"
    EACH_DOSE = "each dose"
    LAST_DOSE = "last dose"
    DISSOLVED = "dissolved"


class DoneBy(StrEnum):
    """What closes a prompt beside a person's putting it away: a dose recorded, or a step of its dose."""

    DOSE = "dose"
    DISSOLVED = "dissolved"
    END = "end"


class Later(StrEnum):
    """What the later phases do when one runs long or short: move as they are, or shrink and grow to keep the end."""

    MOVE = "move"
    ABSORB = "absorb"


class Audience(StrEnum):
    """Whom a prompt is for: a reminder to the therapist, or words to say to the client."""

    THERAPIST = "therapist"
    CLIENT = "client"


class Ask(StrEnum):
    """What is asked of a person: to read vitals, to look at the client, to attest something by name, to ask the client
    for side effects."""

    READING = "reading"
    LOOK = "look"
    ATTEST = "attest"
    SIDE_EFFECTS = "side_effects"


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a cue is due: `at` after `anchor` (phase start or dose), then each `every` to `until` or the phase's end."""

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
    ask: Ask | UnsetType = UNSET
    """A look, something to attest, or side effects to ask for: then it wants that answer. A plan frozen before this has
    no such field."""
    done_by: DoneBy | UnsetType = UNSET
    """What closes it. One that the dose closes cannot be put away before."""
    script: str | UnsetType = UNSET
    """The id of an imagery script that it offers."""

    @property
    def waits(self) -> bool:
        """Does it stay until a person has answered it, or put it away?"""
        return self.acknowledge or self.ask is not UNSET


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
    script: str | UnsetType = UNSET
    """The id of the imagery script that belongs to it."""

    @property
    def music_blocks(self) -> tuple[MusicBlock, ...]:
        """The music slots, each with its length where it has one of its own."""
        split = (wish.partition(" ") for wish in self.music)
        return tuple(MusicBlock(slot, parse_span(span) if span else None) for slot, _, span in split)


class DosePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the protocol supposes of a dose: what it is, and how long its steps take (ms; 0 for no time of its own).

    `dissolve`, `hold` and `swish` are a lozenge's, `infusion` is an infusion's length, `rest` the time after each
    device of a spray.
    """

    medicine: str = ""
    form: str = ""
    unit: str = ""
    dissolve: int = 0
    hold: int = 0
    swish: int = 0
    infusion: int = 0
    rest: int = 0


class DefaultSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a default comes from; the interface can show it."""

    id: str
    mark: Mark
    text: str


class TherapyProtocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole session plan, of one route or of a contact without a dose; frozen into the session that uses it."""

    id: str
    title: str
    version: int
    route: Route | None
    """How the medicine is given; None in a session without a dose."""
    summary: str
    phases: tuple[Phase, ...]
    later: Later = Later.MOVE
    observe_at_least: int = 0
    """The clinic's minimum time between the last dose and leaving."""
    sources: tuple[DefaultSource, ...] = ()
    dose: DosePlan | UnsetType = UNSET
    contact: ContactKind | UnsetType = UNSET
    """What the session is for; a dosing session says nothing here."""
    schedule: str | UnsetType = UNSET
    """The title of the schedule of readings that was chosen in the place of its own."""
    check_ins: tuple[str, ...] | UnsetType = UNSET
    """When the client is asked after a dosing session: lengths by the calendar, such as `24 h` and `1 week`."""

    @property
    def contact_kind(self) -> ContactKind:
        """What the session is for."""
        return self.contact or ContactKind.DOSING

    @property
    def has_dose(self) -> bool:
        """Whether a dose belongs to it: only to a dosing session."""
        return self.contact_kind is ContactKind.DOSING

    @property
    def dose_plan(self) -> DosePlan:
        """What it supposes of a dose; nothing, where it says nothing."""
        return self.dose or DosePlan()

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


def cue_name(base: str, dose: int = 1, repeat: int = 0) -> str:
    """A cue's id: `onset/p1`, `onset/p1#2` for its second repeat, `onset/p1@2` counted from the second dose."""
    return f"{base}{f'@{dose}' if dose > 1 else ''}{f'#{repeat}' if repeat else ''}"


def base_cue(cue: str) -> str:
    """The id in the protocol of a cue or of one of its repeats, such as `onset/p1` of `onset/p1@2#3`."""
    return cue.partition("@")[0].partition("#")[0]


def dose_of_cue(cue: str) -> int:
    """The number of the dose that a cue counts from: 2 of `onset/p1@2#3`; 1 where its id names none."""
    number = cue.partition("@")[2].partition("#")[0]
    return int(number) if number.isdecimal() else 1


def asked_by(protocol: TherapyProtocol, cue: str) -> Ask | None:
    """What a cue, or the cue that it repeats, asks of a person; None for a prompt that only says something."""
    name = base_cue(cue)
    for phase in protocol.phases:
        if any(reading.id == name for reading in phase.readings):
            return Ask.READING
        for prompt in phase.prompts:
            if prompt.id == name:
                return prompt.ask or None
    return None


def freeze(protocol: TherapyProtocol) -> tuple[str, str]:
    """The protocol as canonical JSON, and its SHA-256 in hex: what a session keeps of the plan that it followed."""
    text = msgspec.json.encode(protocol, order="sorted")
    return text.decode(), hashlib.sha256(text).hexdigest()


def thaw(text: str | bytes) -> TherapyProtocol:
    """The protocol that `freeze` wrote."""
    return msgspec.json.decode(text, type=TherapyProtocol)
