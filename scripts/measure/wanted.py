"""What a recording should hold, sample by sample: known pieces in their places, joined as the mixer joins them."""

import functools
import math
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from kapguide.audio.sound.decoders import folded
from kapguide.audio.sound.ramps import Swing, frames
from tests.support.listening import RATE, Samples

ALIKE = 0.98
"""So alike (1 is the same but for its level) must a place be to what is looked for there."""
EXCERPT_S = 2.0


class NotFound(RuntimeError):
    """A piece is not where it should be."""


class Placed(msgspec.Struct):
    """A piece in a recording: the frame at which its file begins, its gain, how it joins (s; 0 for end to end)."""

    path: str
    gain: float
    start: int
    crossfade_s: float = 0.0


@functools.lru_cache(maxsize=4)
def sound_of(path: str) -> Samples:
    """A whole file as the mixer plays it, 48 kHz stereo."""
    raw, rate = soundfile.read(path, dtype="float32", always_2d=True)
    stereo = folded(raw)
    return stereo if rate == RATE else np.asarray(soxr.resample(stereo, rate, RATE, "HQ"), np.float32)


@functools.cache
def length_of(path: str) -> int:
    """A file's frames, once it has been decoded: asked for again and again, where only a few files are kept."""
    return len(sound_of(path))


def place_of(recording: Samples, path: str, near: int, at_s: float, within_s: float = 2.5) -> int:
    """The frame of `recording` at which the file at `path` begins, by the 2 s that lie `at_s` into it.

    It is looked for `within_s` on either side of `near`. Raises NotFound.
    """
    first = frames(at_s)
    excerpt = sound_of(path)[first : first + frames(EXCERPT_S)].mean(axis=1).astype(np.float64)
    from_frame = max(0, near + first - frames(within_s))
    there = recording[from_frame : near + first + frames(within_s) + len(excerpt)].mean(axis=1).astype(np.float64)
    if len(there) < len(excerpt) or not excerpt.any():
        raise NotFound(f"{Path(path).name}: not enough of it was recorded")
    size = 1 << math.ceil(math.log2(len(there)))
    product = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(excerpt, size)), size)
    matches = product[: len(there) - len(excerpt) + 1]
    energy = np.concatenate(([0.0], np.cumsum(np.square(there))))
    local = energy[len(excerpt) :] - energy[: -len(excerpt)]
    likeness = matches / np.sqrt(np.maximum(local, 1e-9) * np.square(excerpt).sum())
    best = int(np.argmax(likeness))
    if likeness[best] < ALIKE:
        raise NotFound(f"{Path(path).name} is not heard at {(near + first) / RATE:.1f} s: {likeness[best]:.2f} alike")
    return from_frame + best - first


def wanted(placed: list[Placed], first: int, last: int) -> Samples:
    """What should be heard from frame `first` to frame `last` of the recording."""
    out = np.zeros((last - first, 2), np.float32)
    for index, piece in enumerate(placed):
        following = placed[index + 1] if index + 1 < len(placed) else None
        leaves = None if following is None else following.start + max(1, frames(following.crossfade_s))
        over = piece.start + length_of(piece.path)
        ends = over if leaves is None else min(leaves, over)
        begin, end = max(first, piece.start), min(last, ends)
        if begin >= end:
            continue
        part = sound_of(piece.path)[begin - piece.start : end - piece.start] * np.float32(piece.gain)
        if piece.crossfade_s:
            part = part * _swing(1.0, piece.crossfade_s, begin - piece.start, len(part))
        if following is not None and following.crossfade_s:
            part = part * _swing(0.0, following.crossfade_s, begin - following.start, len(part))
        out[begin - first : end - first] += part
    return out


def _swing(to: float, seconds: float, at: int, count: int) -> Samples:
    """A deck's share in a crossfade, from frame `at` of it on: all or nothing before, as in the mixer within it."""
    length = frames(seconds)
    if at >= length:
        return np.full((count, 1), to, np.float32)
    swing = Swing()
    if to == 0.0:
        swing.begin(1.0, 0)
        swing.next(RATE)
    swing.begin(to, length)
    before = min(count, max(0, -at))
    share = np.full(count, 1.0 - to, np.float32)
    if max(0, at):
        swing.next(at)
    if count > before:
        share[before:] = swing.next(count - before)
    return share[:, None]
