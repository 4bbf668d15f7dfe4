"""The last stage: a peak limiter that nothing passes, with a look-ahead of 20 ms so that it never steps."""

import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.ramps import RATE

AHEAD = RATE // 50
RELEASE = 1.0 / (0.4 * RATE)
"""How much of the gain comes back with each frame: all of it in 0.4 s."""

Block = npt.NDArray[np.float32]


class Limiter:
    """Delays the sound by 20 ms and turns it down smoothly before a peak would pass the ceiling."""

    def __init__(self) -> None:
        self._late = np.zeros((AHEAD, 2), np.float32)
        self._gains = np.ones(AHEAD)
        self._resting = True

    def process(self, block: Block, ceiling: float) -> Block:
        """The next frames of the delayed sound, no sample above `ceiling` (a factor of full scale)."""
        count = len(block)
        if not count:
            return block
        joined = np.concatenate((self._late, block))
        self._late = joined[count:]
        if self._resting and float(max(joined.max(), -joined.min())) <= ceiling:
            return joined[:count]
        limited = joined[:count] * self._factors(joined, count, ceiling)[:, None]
        # What rounding, or a ceiling that has just come down, leaves above it.
        return np.clip(limited, -ceiling, ceiling).astype(np.float32)

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


def _least_of_each(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """The least of each `window` neighbours, in steps that double."""
    span = 1
    while span * 2 <= window:
        values = np.minimum(values[span:], values[:-span])
        span *= 2
    rest = window - span
    return np.minimum(values[rest:], values[:-rest]) if rest else values
