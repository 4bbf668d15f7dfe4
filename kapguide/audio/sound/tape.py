"""The last seconds of the mix, so that two outputs hear the same: whoever comes first has it rendered."""

import threading
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.ramps import RATE

KEPT = 4 * RATE
"""How much of what was rendered can be read again."""
PIECE = RATE // 2
"""No more than this is rendered at once: a wish that comes meanwhile waits for it."""
TAPS, PHASES = 32, 512
"""The interpolation between frames: flat to 20 kHz, its error 90 dB down."""
MARGIN = TAPS // 2
"""How many frames beyond what is wanted it looks at."""
_BETA = 9.0
"""Of the Kaiser window over those taps: it is this that puts the error 90 dB down."""


class Tape:
    """What `render` gives, by frames since the start, for any number of readers on threads of their own."""

    def __init__(self, render: Callable[[int], Block]) -> None:
        self._render = render
        self._lock = threading.RLock()  # each output reads on its device's own thread, and while the end is rewritten
        self._ring = np.zeros((KEPT, 2), np.float32)
        self.written = 0

    def go_on(self, count: int) -> None:
        """Render `count` more frames that nobody hears."""
        with self._lock:
            self._reach(self.written + count)

    def read(self, at: int, count: int) -> Block:
        """`count` frames from `at` on; what is no longer kept is silent."""
        pieces = []
        with self._lock:
            for start in range(at, at + count, KEPT // 2):
                end = min(start + KEPT // 2, at + count)
                self._reach(end)
                pieces.append(self._piece(start, end))
        return np.concatenate(pieces) if len(pieces) != 1 else pieces[0]

    def rewrite(self, change: Callable[[int], Block]) -> None:
        """Put what `change` gives in the place of the last frames; it is told how many were written."""
        with self._lock:
            block = change(self.written)
            self.written -= len(block)
            self._write(block)

    def between(self, at: float, step: float, count: int) -> Block:
        """`count` values `step` frames apart, beginning at `at`, which may lie between two frames."""
        first = int(np.floor(at))
        places = (at - first) + step * np.arange(count)
        whole = places.astype(np.int64)
        block = self.read(first - MARGIN + 1, int(whole[-1]) + TAPS + 1)
        phase = (places - whole) * PHASES
        below = phase.astype(np.int64)
        weights = _weights()[below]
        weights += (_weights()[below + 1] - weights) * (phase - below).astype(np.float32)[:, None]
        windows = np.lib.stride_tricks.sliding_window_view(block, TAPS, axis=0)[whole]
        return np.asarray(np.matmul(windows, weights[:, :, None])[:, :, 0], dtype=np.float32)

    def _reach(self, end: int) -> None:
        while self.written < end:
            self._write(self._render(min(end - self.written, PIECE)))

    def _write(self, block: Block) -> None:
        at = self.written % KEPT
        first = min(len(block), KEPT - at)
        self._ring[at : at + first] = block[:first]
        self._ring[: len(block) - first] = block[first:]
        self.written += len(block)

    def _piece(self, start: int, end: int) -> Block:
        oldest = max(0, self.written - KEPT)
        if start < oldest:
            lost = np.zeros((min(end, oldest) - start, 2), np.float32)
            return lost if end <= oldest else np.concatenate((lost, self._piece(oldest, end)))
        at = start % KEPT
        there = self._ring[at : at + end - start]
        missing = end - start - len(there)
        return np.concatenate((there, self._ring[:missing])) if missing else there.copy()


@cache
def _weights() -> npt.NDArray[np.float32]:
    """A windowed sinc for each of PHASES places between two frames: [PHASES + 1, TAPS]."""
    away = np.arange(TAPS)[None, :] - (MARGIN - 1) - (np.arange(PHASES + 1) / PHASES)[:, None]
    window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1.0 - np.square(away / MARGIN)))) / np.i0(_BETA)
    weights = np.sinc(away) * window
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
