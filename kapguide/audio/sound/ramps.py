"""Gains that move: sample-accurate, never by a step, 48 kHz."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.wire import FLOOR_DB

RATE = 48_000
SHORTEST = RATE // 50
"""The slope limit: no gain changes in less than 20 ms."""
HIGHEST_DB = 60.0
"""No gain is higher, whatever is asked."""
LOUDNESS = 0.6
"""Loudness grows as amplitude to this power (Stevens 1955): 10 dB are twice as loud."""

Gain = float | npt.NDArray[np.floating[Any]]


def amplitude(db: float) -> float:
    """The factor of a level in dB; 0 at the floor, and for what is no number."""
    return math.pow(10.0, min(db, HIGHEST_DB) / 20.0) if db > FLOOR_DB else 0.0


def decibels(factor: float) -> float:
    """The level of a factor in dB, not below the floor."""
    return max(FLOOR_DB, 20.0 * math.log10(factor)) if factor > 0.0 else FLOOR_DB


def _loudness(db: float) -> float:
    return math.pow(amplitude(db), LOUDNESS)


def frames(seconds: float) -> int:
    """Whole frames in `seconds`."""
    return round(seconds * RATE)


class Ramp:
    """A level that moves evenly in loudness, so that a fade to silence and the way back sound alike all along."""

    def __init__(self, db: float = 0.0) -> None:
        self._from = self._target = _loudness(db)
        self._length = self._done = 0

    @property
    def db(self) -> float:
        """Where the level is now."""
        return decibels(self._now() ** (1 / LOUDNESS))

    @property
    def target_db(self) -> float:
        """Where the level arrives, or is."""
        return decibels(self._target ** (1 / LOUDNESS))

    @property
    def moving(self) -> bool:
        return self._done < self._length

    @property
    def remaining_s(self) -> float:
        """Seconds until the level has arrived."""
        return (self._length - self._done) / RATE

    def to(self, db: float, seconds: float) -> None:
        """Begin to move to `db`, from wherever it is now, in `seconds` (at least 20 ms)."""
        self._from, self._target = self._now(), _loudness(db)
        self._length, self._done = max(SHORTEST, frames(seconds)), 0

    def jump(self, db: float) -> None:
        """Be at `db` at once: only where nothing is heard."""
        self._from = self._target = _loudness(db)
        self._length = self._done = 0

    def copy(self) -> "Ramp":
        """Another in the same place; made for each block, so it is made without the way round that `copy` takes."""
        other = Ramp.__new__(Ramp)
        other.__dict__.update(self.__dict__)
        return other

    def set(self, other: "Ramp") -> None:
        """Be where another is, and go where it goes."""
        self.__dict__.update(other.__dict__)

    def _now(self) -> float:
        if self._done >= self._length:
            return self._target
        return self._from + (self._target - self._from) * self._done / self._length

    def next(self, count: int) -> Gain:
        """The factors for the next `count` frames: one number while nothing moves."""
        if not self.moving:
            return float(self._target ** (1 / LOUDNESS))
        place = np.minimum(np.arange(self._done + 1, self._done + count + 1), self._length)
        loudness = self._from + (self._target - self._from) * (place / self._length)
        self._done = min(self._done + count, self._length)
        return np.asarray(loudness ** (1 / LOUDNESS), dtype=np.float32)


class Swing:
    """One deck's share in a crossfade: powers that sum to a whole at every sample, even when turned around midway."""

    def __init__(self) -> None:
        self._from = self._to = 0.0
        self._length = self._done = 0

    @property
    def over(self) -> bool:
        """Nothing of the deck is heard any more, nor will be."""
        return self.leaving and not self.remaining

    @property
    def leaving(self) -> bool:
        """It is on its way out, or out."""
        return self._to == 0.0

    @property
    def remaining(self) -> int:
        """Frames until it has arrived."""
        return self._length - self._done

    @property
    def share(self) -> float:
        """Where it is now."""
        return float(self._at(np.array([self._done]))[0])

    def begin(self, to: float, length: int) -> None:
        """Swing to the share `to` (0 or 1) in `length` frames, at least 20 ms."""
        self._from = self.share
        self._to, self._length, self._done = to, max(SHORTEST, length), 0

    def hold(self, share: float) -> None:
        """Be at `share` from now on."""
        self._from = self._to = share
        self._length = self._done = 0

    def _at(self, place: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        angle = (
            np.minimum(place / self._length, 1.0) * (math.pi / 2) if self._length else np.full(len(place), math.pi / 2)
        )
        return np.hypot(self._from * np.cos(angle), self._to * np.sin(angle))

    def next(self, count: int) -> Gain:
        """The factors for the next `count` frames."""
        if self._done >= self._length:
            return self._to
        factors = self._at(np.arange(self._done + 1, self._done + count + 1))
        self._done = min(self._done + count, self._length)
        return factors.astype(np.float32)
