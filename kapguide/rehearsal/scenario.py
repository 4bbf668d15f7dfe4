"""A scenario: whom one practises with, what happens and when, and what it asks of the therapist. All spans are ms.

It is a story for practice, made of what people write into its file. Nothing in it is a medical fact, and no reading
that it gives is what any medicine does.
"""

from enum import StrEnum

import msgspec

from kapguide.clinical.marks import Mark
from kapguide.clinical.vitals import Vitals
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind, Route


class Since(StrEnum):
    """What the time of a turn counts from."""

    DOSE = "dose"
    """Dose number `dose` was given."""
    PHASE = "phase"
    """The first phase of the kind `of` began."""
    HAPPENED = "happened"
    """The turn `of` came."""
    ANSWERED = "answered"
    """The expectation `of` was met."""
    UNANSWERED = "unanswered"
    """The time of the expectation `of` ran out before it was met."""
    DEED = "deed"
    """The therapist did one of `deeds`, once the turn `of` has come (at any time where that is empty)."""


class TurnTime(msgspec.Struct, frozen=True):
    """When something happens: `at` after what `since` says."""

    since: Since
    at: int = 0
    of: str = ""
    deeds: tuple[str, ...] = ()
    dose: int = 1


class Shift(msgspec.Struct, frozen=True):
    """One number of the client's readings moves `by` so much: it takes `rise` to get there, stays for `stay` (None:
    until what ends its turn), and takes `fall` to go back."""

    field: str
    """A field of `Vitals`."""
    by: int
    rise: int
    stay: int | None = None
    fall: int = 0


class RoomFault(StrEnum):
    """What goes wrong with the room and not with the client."""

    SOUND_DIES = "sound dies"
    """The sound is gone until one of the deeds that the turn's expectation names, or it ends by another."""
    HEADPHONES_OUT = "headphones out"
    """The client hears nothing; the program does not know."""
    SLEEPS = "sleeps"
    """The computer sleeps for the turn's `lasts`, and wakes."""
    MISREAD = "misread"
    """Who takes the next reading says it wrongly at first: `misread` holds what is said."""


class Expectation(msgspec.Struct, frozen=True):
    """What the scenario asks for in answer to a turn, as its author sees it: never a judgement of anybody."""

    id: str
    title: str
    """`softer and one line`."""
    deeds: tuple[str, ...]
    """Ids of deeds, see `deeds.DEEDS`."""
    every: bool = False
    """All of the deeds, and not one of them."""
    within: int = 180_000
    """Counted from the turn."""


class Turn(msgspec.Struct, frozen=True):
    """Something that happens: what is seen and heard of it, what it does to the readings, what it asks for."""

    id: str
    when: TurnTime
    title: str
    """A few words, as the debrief's lane has them."""
    shows: str = ""
    """What can be seen or heard, in the panel: `Breath fast and high, hands on the blanket.`"""
    says: str = ""
    """The client's words, without quotation marks."""
    lasts: int | None = None
    """How long it is seen; None: until something `ends` it, or the scenario is over."""
    chance: float = 1.0
    shifts: tuple[Shift, ...] = ()
    ends: tuple[str, ...] = ()
    """Ids of the turns that are over when this one comes."""
    only_if: str = ""
    """The id of a turn that must be there, not over, for this one to come; empty: always."""
    fault: RoomFault | None = None
    misread: Vitals | None = None
    person: Person | None = None
    """Somebody who comes to the door with it, an escort or a colleague; the therapist notes who came."""
    asks: tuple[Expectation, ...] = ()


class CoursePoint(msgspec.Struct, frozen=True):
    """What the cuff and the clip would show `at` ms after the first dose; between two points the numbers go evenly."""

    at: int
    vitals: Vitals


class Source(msgspec.Struct, frozen=True):
    """Where something in the scenario comes from."""

    mark: Mark
    text: str


class Stretch(msgspec.Struct, frozen=True):
    """The part of a session that is practised.

    It begins `begins` after the first phase of kind `phase` began; what came before is played through at once. It ends
    `ends` after the first dose, or without one after it began; None: with the session's own end.
    """

    phase: PhaseKind = PhaseKind.PREPARATION
    begins: int = 0
    ends: int | None = None


class Scenario(msgspec.Struct, frozen=True):
    """A whole scenario."""

    id: str
    title: str
    practises: str
    """What it is for, in a line of the list: `soften, one line, stay; when to call`."""
    opening: str
    """One sentence: how it begins, for the person who chooses it."""
    about: str
    """What it is about, without its turns."""
    aim: str
    """What one can learn from it."""
    hard: int
    """1 to 3."""
    routes: tuple[Route, ...]
    stretch: Stretch
    client: str
    """A fictional code."""
    course: tuple[CoursePoint, ...]
    turns: tuple[Turn, ...]
    sources: tuple[Source, ...] = ()
    intention: str = ""
    planned_dose: str = ""
    """What an order would say, in the client's fictional record; the dose is typed by the therapist."""
    doses: int = 1
    """How many tablets or devices the order has; the client's panel says so at their times."""
    touch: str = ""
    """What the client agreed to before, one of `answers.Touch`; empty: nobody asked."""
    present: tuple[Person, ...] = ()
    """Who else is in the room or in the house."""
    version: int = 1
