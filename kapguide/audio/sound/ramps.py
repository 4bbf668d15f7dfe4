"""Gains that move: sample-accurate, never by a step, 48 kHz."""

import math

import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.wire import FLOOR_DB

RATE = 48_000
SHORTEST = RATE // 50
"""The slope limit: no gain changes in less than 20 ms."""
LOUDNESS = 0.6
"""Loudness grows as amplitude to this power (Stevens 1955): 10 dB are twice as loud."""

Gain = float | npt.NDArray[np.float32]


def amplitude(db: float) -> float:
    """The factor of a level in dB; 0 at the floor."""
    return math.pow(10.0, db / 20.0) if db > FLOOR_DB else 0.0


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
        return self._to == 0.0 and self._done >= self._length

    def begin(self, to: float, length: int) -> None:
        """Swing to the share `to` (0 or 1) in `length` frames, at least 20 ms."""
        self._from = float(self._at(np.array([self._done]))[0])
        self._to, self._length, self._done = to, max(SHORTEST, length), 0

    def _at(self, place: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        angle = np.minimum(place / max(1, self._length), 1.0) * (math.pi / 2)
        return np.hypot(self._from * np.cos(angle), self._to * np.sin(angle))

    def next(self, count: int) -> Gain:
        """The factors for the next `count` frames."""
        if self._done >= self._length:
            return self._to
        factors = self._at(np.arange(self._done + 1, self._done + count + 1))
        self._done = min(self._done + count, self._length)
        return factors.astype(np.float32)
