"""The course of a piece's level, to be drawn: 600 points whatever its length, gathered without knowing that."""

import numpy as np
from numpy.typing import NDArray

from kapguide.audio.library.facts import STEP_DB

POINTS = 600
_MOST = 4 * POINTS
FINEST_S = 0.02
"""No point of what is gathered is shorter than this."""


class Overview:
    """Gathers mean powers; when there are too many, each two become one."""

    def __init__(self, rate: int) -> None:
        self._each = max(1, round(FINEST_S * rate))
        self._powers = np.zeros(_MOST)
        self._count = 0
        self._rest = np.zeros(0, np.float32)

    def push(self, block: NDArray[np.float32]) -> None:
        """The next frames, [n, channels]."""
        power = np.einsum("ij,ij->i", block, block) / block.shape[1]
        power = np.concatenate([self._rest, power])
        while len(power) >= self._each:
            if self._count == _MOST:
                self._halve()
                continue
            points = min(len(power) // self._each, _MOST - self._count)
            part = power[: points * self._each].reshape(points, self._each)
            self._powers[self._count : self._count + points] = part.mean(axis=1)
            self._count += points
            power = power[points * self._each :]
        self._rest = power.copy()

    def finish(self) -> bytes:
        """POINTS bytes, see STEP_DB; none when nothing was pushed."""
        if len(self._rest) and self._count < _MOST:
            self._powers[self._count] = self._rest.mean()
            self._count += 1
        if not self._count:
            return b""
        # Each point is the mean of all that lies in its part of the time.
        total = np.concatenate([[0.0], np.cumsum(self._powers[: self._count])])
        edges = np.linspace(0, self._count, POINTS + 1)
        mean = np.diff(np.interp(edges, np.arange(self._count + 1), total)) * POINTS / self._count
        decibels = 10.0 * np.log10(np.maximum(mean, 1e-12))
        return bytes(np.clip(np.round(255 + decibels / STEP_DB), 0, 255).astype(np.uint8))

    def _halve(self) -> None:
        self._powers[: _MOST // 2] = self._powers.reshape(-1, 2).mean(axis=1)
        self._count, self._each = _MOST // 2, 2 * self._each
