"""How a scripted therapist works: how much is noticed, how long hands take, what is done. It stands for nobody."""

import functools
import random

import msgspec

from kapguide.spans import SECOND


def chance_of(seed: int, what: str) -> random.Random:
    """The chance of one thing in a run: the same seed and thing, the same chance, whatever else happens."""
    return random.Random(f"{seed}/{what}")


@functools.lru_cache(2_000)
def drawn_share(seed: int, what: str) -> float:
    """A number from 0 to 1 for one thing in a run; it is asked for at every step, so it is kept."""
    return chance_of(seed, what).random()


@functools.lru_cache(2_000)
def _seconds(seed: int, what: str, soonest: int, latest: int) -> int:
    return chance_of(seed, f"delay/{what}").randint(soonest, latest)


class HumanDelay(msgspec.Struct, frozen=True):
    """How long it takes a person, from `soonest` to `latest` (ms)."""

    soonest: int
    latest: int

    def drawn(self, seed: int, what: str) -> int:
        """The time it takes this time, in whole seconds."""
        return _seconds(seed, what, self.soonest // SECOND, self.latest // SECOND) * SECOND


class Habit(HumanDelay, frozen=True):
    """Something that is done with `chance`, and after that delay."""

    chance: float = 1.0

    def kept(self, seed: int, what: str) -> bool:
        """Whether it is done this time."""
        return drawn_share(seed, f"chance/{what}") < self.chance


class Policy(msgspec.Struct, frozen=True):
    """A way to work through a session, as a file describes it."""

    id: str
    title: str
    summary: str
    notices: Habit
    """Something that happens with the client is noticed."""
    asked: float
    """How often what was noticed is answered by what the scenario asks for."""
    other: float
    """How often by something else; what is left of 1 is nothing at all."""
    hands: HumanDelay
    """Between two things that the same hands do."""
    cues: Habit
    """A prompt is put away, looked after or attested."""
    readings: Habit
    """A reading is taken when it is due."""
    notes: Habit
    """A line is written about what was noticed."""
    touch: Habit
    """That touch was withdrawn is marked."""
    emergency: Habit
    """The emergency is begun where the scenario asks for it."""
    leaving: Habit
    """The leaving list is gone through."""
    doses: HumanDelay
    """A dose, or the next step of one, once it is time."""
    phases: HumanDelay
    """The next phase, once it is time."""
    mistyped: float = 0.0
    """How often a number of a reading is typed wrongly."""
    mended: float = 1.0
    """How often such a slip is seen and corrected."""
