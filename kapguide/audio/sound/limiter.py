"""The last stages: a peak limiter with a look-ahead of 20 ms, so that it never steps, and a cap that nothing passes."""

from typing import Any

import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.ramps import RATE, Gain

AHEAD = RATE // 50
"""20 ms: a gain that begins to fall this long before a peak falls without a click."""
RELEASE = 1.0 / (0.4 * RATE)
"""How much of the gain comes back with each frame: all of it in 0.4 s."""
LOUDEST = 100.0
"""40 dB above full scale: float files go beyond full scale, but no recording goes that far."""
STEP = RATE // 200
"""A ceiling that moves does so in steps of 5 ms: one step for a long block would cut into what is still allowed."""

Block = npt.NDArray[np.float32]


class Limiter:
    """Delays the sound by 20 ms and turns it down smoothly before a peak would pass the ceiling."""

    def __init__(self) -> None:
        self._late = np.zeros((AHEAD, 2), np.float32)
        self._gains = np.ones(AHEAD)
        self._resting = True
        self._highest = 0.0
        """No value that waits in the delay is beyond this."""

    def process(self, block: Block, ceiling: float) -> Block:
        """The next frames of the delayed sound, no sample above `ceiling` (a factor of full scale).

        What is no sound is silence here: it would stay in the gains for ever.
        """
        count = len(block)
        if not count:
            return block
        highest = float(peak(block))
        if not highest <= LOUDEST:
            block = sound_of(block)
            highest = float(peak(block))
        joined = np.concatenate((self._late, block))
        before = self._highest
        self._highest = highest if count >= AHEAD else max(before, highest)
        self._late = joined[count:]
        if self._resting and max(before, highest) <= ceiling:
            return joined[:count]
        limited = joined[:count] * self._factors(joined, count, ceiling)[:, None]
        # What rounding, or a ceiling that has just come down, leaves above it.
        return capped(limited.astype(np.float32), ceiling)

    def copy(self) -> "Limiter":
        """Another in the same state; no state is changed in place."""
        other = Limiter.__new__(Limiter)
        other.__dict__.update(self.__dict__)
        return other

    def cut(self, heard: bool) -> None:
        """End what waits in the delay: down to silence if the sound before it was heard, else nothing of it."""
        ramp = np.linspace(1.0 if heard else 0.0, 0.0, AHEAD, dtype=np.float32)
        self._late = self._late * ramp[:, None]

    def _factors(self, joined: Block, count: int, ceiling: float) -> npt.NDArray[np.float64]:
        """The least that any frame in the look-ahead needs, with a slow way back, and of that the running mean."""
        needed = np.minimum(1.0, ceiling / np.maximum(np.abs(joined).max(axis=1), 1e-9))
        least = _least_of_each(needed, AHEAD + 1)
        rise = RELEASE * np.arange(1, count + 1)
        gains = np.minimum(np.minimum.accumulate(np.minimum(least - rise, self._gains[-1])) + rise, 1.0)
        past = np.concatenate((self._gains, gains))
        sums = np.concatenate((np.zeros(1), np.cumsum(past)))
        self._gains = past[count:]
        self._resting = bool(self._gains.min() >= 1.0)
        return np.asarray((sums[AHEAD + 1 :] - sums[: -AHEAD - 1]) / (AHEAD + 1))


def held_under(limiter: Limiter, block: Block, ceiling: Gain) -> tuple[Block, float]:
    """`block` as it leaves the limiter, below a ceiling that may be another for each of its frames, and its peak."""
    if not isinstance(ceiling, np.ndarray):
        return under(limiter.process(block, ceiling), ceiling)
    out, highest = np.empty_like(block), 0.0
    for at in range(0, len(block), STEP):
        part = slice(at, min(at + STEP, len(block)))
        now = float(ceiling[part.stop - 1])
        out[part], reached = under(limiter.process(block[part], now), now)
        highest = max(highest, reached)
    return out, highest


def peak(block: Block) -> np.floating[Any]:
    """How far the values of `block` go from 0; no number where one of them is none."""
    return max(block.max(), -block.min()) if block.size else np.float32(0.0)


def under(block: Block, ceiling: float) -> tuple[Block, float]:
    """`block` as `capped` gives it, and its peak: one look is enough for both."""
    highest = peak(block)
    if not highest <= ceiling:
        block = capped(block, ceiling)
        highest = peak(block)
    return block, float(highest)


def is_sound(block: Block) -> bool:
    """Every value is a number, and none is beyond LOUDEST."""
    return not block.size or bool(block.max() <= LOUDEST and block.min() >= -LOUDEST)


def sound_of(block: Block) -> Block:
    """`block` with silence in place of what is no sound."""
    return block if is_sound(block) else np.where(np.abs(block) <= LOUDEST, block, np.float32(0.0))


def capped(block: Block, ceiling: float) -> Block:
    """`block` with no value beyond `ceiling`, whatever it holds; what is no number is silence. It keeps no state."""
    if not block.size or (block.max() <= ceiling and block.min() >= -ceiling):
        return block
    numbers = np.where(np.isfinite(block), block, np.float32(0.0))
    return np.clip(numbers, -ceiling, ceiling).astype(np.float32)


def _least_of_each(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """The least of each `window` neighbours, in steps that double."""
    span = 1
    while span * 2 <= window:
        values = np.minimum(values[span:], values[:-span])
        span *= 2
    rest = window - span
    return np.minimum(values[rest:], values[:-rest]) if rest else values
