"""Files that hold several streams one behind the other (chained Ogg, FLAC that was joined): read as one.

libsndfile reads the first stream of such a file, and says nothing of the others.
"""

import re
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
import numpy.typing as npt
import soxr

Block = npt.NDArray[np.float32]

_OGG = re.compile(rb"OggS\0[\x02\x03\x06\x07]")
"""A page on which a stream begins (RFC 3533, 6)."""
_FLAC = re.compile(rb"fLaC[\0\x80]\0\0\x22")
"""A FLAC stream's marker with the block that has to follow it (RFC 9639, 8.2)."""
_AT_ONCE = 1 << 16
_LONGEST = 8
"""Bytes of the longest of these."""


class Link(Protocol):
    """One stream of such a file, read as a decoder is."""

    rate: int
    channels: int
    length: int | None

    def read(self, frames: int) -> Block: ...
    def seek(self, frame: int) -> None: ...
    def close(self) -> None: ...


def links(path: str, patience_s: float) -> list[tuple[int, int]]:
    """Where each stream of the file begins and ends, in bytes; none where it holds one alone, is of another kind, or
    is not read within `patience_s`. Raises OSError."""
    give_up = time.monotonic() + patience_s
    with Path(path).open("rb") as file:
        kind = {b"OggS": _OGG, b"fLaC": _FLAC}.get(file.read(4))
        if kind is None:
            return []
        found: list[int] = []
        at, tail = 0, b""
        file.seek(0)
        while chunk := file.read(_AT_ONCE):
            data = tail + chunk
            begin = at - len(tail)
            found += [begin + match.start() for match in kind.finditer(data)]
            at, tail = at + len(chunk), data[-_LONGEST + 1 :]
            if time.monotonic() > give_up:
                return []
        starts = sorted(set(found))
        if kind is _OGG:
            starts = _apart(file, starts)
    return list(pairwise([*starts, at])) if len(starts) > 1 else []


def _apart(file: BinaryIO, starts: list[int]) -> list[int]:
    """Of the pages on which streams begin those that open a link: streams that sound together begin side by side."""
    kept: list[int] = []
    following = -1
    for at in starts:
        if at != following:
            kept.append(at)
        file.seek(at)
        head = file.read(27 + 255)
        count = head[26] if len(head) > 26 else 0
        following = at + 27 + count + sum(head[27 : 27 + count])
    return kept


class Joined:
    """The streams of a file as one sound of the first one's rate; stereo, where they differ."""

    def __init__(self, opens: list[Callable[[], Link]], fold: Callable[[Block], Block]) -> None:
        """`opens` opens each stream; raises what they raise. `fold` makes any block stereo."""
        self._opens, self._fold = opens, fold
        looked = []
        for opener in opens:
            link = opener()
            looked.append((link.rate, link.channels, link.length or 0))
            link.close()
        self.rate = looked[0][0]
        same = len({channels for _, channels, _ in looked}) == 1
        self.channels = looked[0][1] if same else 2
        self._lengths = [round(length * self.rate / rate) for rate, _, length in looked]
        self.length: int | None = sum(self._lengths) if all(self._lengths) else None
        self._place = 0
        self._take(0)

    def _take(self, place: int, frame: int = 0) -> None:
        self._place = place
        self._rest = np.zeros((0, self.channels), np.float32)
        self._link = self._opens[place]()
        rate = self._link.rate
        bent = rate != self.rate
        self._resampler = soxr.ResampleStream(rate, self.rate, self.channels, "float32", "HQ") if bent else None
        if frame:
            self._link.seek(round(frame * rate / self.rate))

    def read(self, frames: int) -> Block:
        """Up to `frames` more; of the next stream when the one before it ends."""
        block = self._rest
        while not len(block):
            raw = self._link.read(max(1, frames * self._link.rate // self.rate))
            block = self._fitted(raw)
            if not len(block) and not len(raw):
                if self._place + 1 == len(self._opens):
                    return block
                self._link.close()
                self._take(self._place + 1)
        self._rest = block[frames:]
        return block[:frames]

    def _fitted(self, block: Block) -> Block:
        if block.shape[1] != self.channels:
            block = self._fold(block)
        if self._resampler is None:
            return block
        last = not len(block)
        bent = np.asarray(self._resampler.resample_chunk(np.ascontiguousarray(block), last=last))
        if last:
            self._resampler = None
        return bent

    def seek(self, frame: int) -> None:
        place = 0
        while place + 1 < len(self._lengths) and frame >= self._lengths[place]:
            frame -= self._lengths[place]
            place += 1
        self._link.close()
        self._take(place, max(0, frame))

    def close(self) -> None:
        self._link.close()
