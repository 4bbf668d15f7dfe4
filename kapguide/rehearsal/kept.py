"""A rehearsal as it is kept: all that is needed to play it back and to talk about it. It holds no client's data."""

from datetime import datetime

import msgspec

from kapguide.rehearsal.deeds import deeds_of
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.told import ActDone, AnyBeat, Happened, ReadingAsked, ReadingGiven, Remark
from kapguide.session.clock import Elapsed
from kapguide.session.events import Event
from kapguide.session.protocol.protocol import TherapyProtocol

TRAINEE = "Trainee"
"""Who rehearsed, where no name was given: the client is not alone."""


def name_of(watching: str) -> str:
    """`R. Osei` of `R. Osei, supervisor`: what a remark is signed with."""
    return watching.partition(",")[0].strip()


class SelfRating(msgspec.Struct, frozen=True):
    """How the trainee saw it before any data was shown: 0 to 10, in the order of `RATED`; None: left open.

    Written once: afterwards it is read, never changed.
    """

    answers: tuple[int | None, ...]
    given: datetime


RATED = ("I saw what happened", "I kept still", "I knew the next step")
"""What a trainee rates, in neutral words [OURS]."""


class Reflection(msgspec.Struct, frozen=True):
    """What the trainee says in the debrief, step by step."""

    reactions: str = ""
    """The first step: how it was, before anything is looked at."""
    rating: SelfRating | None = None
    analysis: str = ""
    take_home: str = ""
    reached: int = 0
    """How many of the four steps have been opened."""


class RehearsalRecord(msgspec.Struct, frozen=True):
    """One run of a scenario."""

    id: str
    began: datetime
    scenario: Scenario
    protocol: TherapyProtocol
    seed: int
    speed: float
    """The rate of the clock at its beginning."""
    trainee: str
    watching: str
    """Who observes, as typed: `R. Osei, supervisor`; empty for nobody."""
    log: tuple[Event, ...]
    beats: tuple[AnyBeat, ...]
    prelude: int = 0
    """The number of the last event that was played through before the stretch began; the trainee did none of them."""
    over: bool = False
    """Whether the scenario came to its end; False: it was left before."""
    left: Elapsed | None = None
    """When it was left, where that was before its end; None in a record that does not say so."""
    remarks: tuple[Remark, ...] = ()
    reflection: Reflection = Reflection()
    version: int = 1


SEEN = Happened | ActDone | ReadingAsked | ReadingGiven
"""Beats of which somebody saw something, or that somebody did; the others are the clock's."""


def untouched(record: RehearsalRecord) -> bool:
    """Whether it was left before anything happened: nothing came from the client, and the trainee did nothing."""
    happened = any(isinstance(beat, SEEN) for beat in record.beats)
    did = any(event.seq > record.prelude and deeds_of(event.body) for event in record.log)
    return not (happened or did or record.remarks)
