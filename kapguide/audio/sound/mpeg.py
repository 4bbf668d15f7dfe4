"""MPEG audio (MP3) and its length: what its first frame says of it, whether that can be so, and reading it whole.

libsndfile reads as many frames as a Xing, Info or VBRI header states, or as it guesses from the first frame and the
size of the file, and no more: of files that were joined, or written with a variable bit rate and no header, a part.
Such a file is given to it behind a header of our own that states more frames than it can hold: it is read to its end.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kapguide.audio.sound.part import FilePart

_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
"""Layer III's bit rates in kbit/s by their index, for MPEG-1 and for MPEG-2 (ISO 11172-3 and 13818-3)."""
_RATES = {3: (44_100, 48_000, 32_000, 0), 2: (22_050, 24_000, 16_000, 0), 0: (11_025, 12_000, 8_000, 0)}
_MONO = 3
_SMALLEST = 24
"""Bytes of the smallest frame."""
_LOOK = 65_536
"""Behind its tags a file may hold so much (bytes) that is no sound before its first frame."""
_WINDOWS, _WINDOW = 8, 8_192
"""So many places of a file (and bytes at each) show how long its frames are."""
_UNLIKELY = 1.67
"""A header that states so many times more or less frames than a file of its size seems to hold is not believed."""
_OFF = 0.01, 4_096
"""So far off (share, bytes) may be the size that a header states."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The header of one frame of Layer III; `size` in bytes, `samples` of each channel."""

    head: bytes
    mpeg1: bool
    rate: int
    size: int
    mono: bool

    @property
    def samples(self) -> int:
        return 1_152 if self.mpeg1 else 576

    @property
    def stated_at(self) -> int:
        """Where in the frame a Xing or Info header lies."""
        side = (17 if self.mono else 32) if self.mpeg1 else (9 if self.mono else 17)
        return 4 + side

    def like(self, other: "Frame") -> bool:
        """Of one stream: the bit rate may vary, nothing else."""
        return (self.mpeg1, self.rate, self.mono) == (other.mpeg1, other.rate, other.mono)


def frame_at(data: bytes, at: int) -> Frame | None:
    """The frame that begins at `at`, if one does."""
    head = data[at : at + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # the sync word, and Layer III
        return None
    version = head[1] >> 3 & 3
    rates = _RATES.get(version)
    mpeg1 = version == 3
    kbits = _BIT_RATES[mpeg1][head[2] >> 4]
    rate = rates[head[2] >> 2 & 3] if rates else 0
    if not kbits or not rate:
        return None
    size = (144 if mpeg1 else 72) * kbits * 1_000 // rate + (head[2] >> 1 & 1)
    return Frame(head, mpeg1, rate, size, head[3] >> 6 == _MONO)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a header in the first frame says; None and 0 where it does not."""

    frames: int | None = None
    size: int = 0
    own: bool = False
    """There is such a header: its frame holds no sound."""


class Mpeg:
    """The file at `path` as MPEG audio: `first` is its first frame, at `start`; None when it holds none there."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.first: Frame | None = None
        self.stated = Stated()
        self.start = self.end = 0
        with Path(path).open("rb") as file:
            self._find(file)

    @property
    def stated_s(self) -> float:
        """How long the file says that it is; 0 when it says nothing."""
        if self.first is None:
            return 0.0
        return (self.stated.frames or 0) * self.first.samples / self.first.rate

    def believable(self) -> bool:
        """Whether what it states goes with the size of the file, and with the frames in it. Raises OSError."""
        frames, size = self.stated.frames, self.end - self.start
        if not frames or not self.stated.size or self.first is None:
            return False
        share, few = _OFF
        if abs(self.stated.size - size) > max(share * size, few):
            return False
        with Path(self.path).open("rb") as file:
            likely = self._likely(file)
        return not likely or 1 / _UNLIKELY < frames / likely < _UNLIKELY

    def whole(self) -> FilePart:
        """The sound behind a header that lets it be read to its end. Raises OSError."""
        first = self.first
        assert first is not None
        start = self.start + (first.size if self.stated.own else 0)
        size = max(0, self.end - start)
        index = 9 if first.mpeg1 else 8  # a bit rate whose frames are long enough
        head = bytes([first.head[0], first.head[1] | 1, first.head[2] & 0x0C | index << 4, first.head[3]])
        frame = frame_at(head, 0)
        assert frame is not None
        stated = b"Xing" + struct.pack(">III", 3, size // _SMALLEST + 1, size + frame.size)
        return FilePart(
            self.path, (head.ljust(frame.stated_at, b"\0") + stated).ljust(frame.size, b"\0"), start, self.end
        )

    def _find(self, file: BinaryIO) -> None:
        at, self.end = sound_start(file), _sound_end(file)
        file.seek(at)
        head = file.read(_LOOK)
        for place in _syncs(head):
            chain = list(_chain(head, place, 3))
            # A file that holds only one or two frames ends behind them.
            if len(chain) >= 3 or (chain and at + place + sum(each.size for each in chain) >= self.end - 4):
                self.first, self.start = chain[0], at + place
                self.stated = _stated(head[place : place + chain[0].size], chain[0])
                return

    def _likely(self, file: BinaryIO) -> float:
        """How many frames the file seems to hold, by their size at some places of it."""
        size = self.end - self.start
        per_byte: list[float] = []
        for number in range(_WINDOWS):
            file.seek(self.start + size * (2 * number + 1) // (2 * _WINDOWS))
            window = file.read(_WINDOW)
            for place in _syncs(window):
                chain = [each for each in _chain(window, place, 64) if self.first and each.like(self.first)]
                if len(chain) >= 3:
                    per_byte.append(len(chain) / sum(each.size for each in chain))
                    break
        return size * sum(per_byte) / len(per_byte) if per_byte else 0.0


def bare(head: bytes) -> bool:
    """Whether a file that begins so is frames and nothing else (MPEG, AAC, AC-3, AMR): nobody says how long it is."""
    mpeg = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    return mpeg or head[:2] == b"\x0b\x77" or head[:5] == b"#!AMR"


def bare_file(path: str) -> bool:
    """Whether the file at `path` is `bare`; what cannot be read is not."""
    try:
        with Path(path).open("rb") as file:
            file.seek(sound_start(file))
            return bare(file.read(8))
    except OSError:
        return False


def sound_start(file: BinaryIO) -> int:
    """Where the sound begins: behind the tags before it, of which a file may have several."""
    at = 0
    while True:
        file.seek(at)
        head = file.read(10)
        if head[:3] != b"ID3" or len(head) < 10:
            return at
        footer = 10 if head[5] & 0x10 else 0
        at += 10 + footer + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))


def _sound_end(file: BinaryIO) -> int:
    """Where the sound ends: before the tags behind it (ID3v1, APE)."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - 128))
    if end >= 128 and file.read(3) == b"TAG":
        end -= 128
    file.seek(max(0, end - 32))
    foot = file.read(32)
    if foot[:8] == b"APETAGEX":
        (size,) = struct.unpack("<I", foot[12:16])
        end -= min(end, size + (32 if foot[23] & 0x80 else 0))
    return end


def _syncs(data: bytes) -> Iterator[int]:
    """Where a frame may begin."""
    at = data.find(b"\xff")
    while at >= 0:
        if frame_at(data, at) is not None:
            yield at
        at = data.find(b"\xff", at + 1)


def _chain(data: bytes, at: int, most: int) -> Iterator[Frame]:
    """The frames that follow each other from `at`."""
    first = frame_at(data, at)
    for _ in range(most):
        frame = frame_at(data, at)
        if frame is None or first is None or not frame.like(first):
            return
        yield frame
        at += frame.size


def _stated(data: bytes, frame: Frame) -> Stated:
    """What the first frame says of the whole, at the places where such a header lies."""
    for at in (frame.stated_at, frame.stated_at + 2):  # behind a checksum as well
        if data[at : at + 4] in (b"Xing", b"Info") and len(data) >= at + 8:
            (flags,) = struct.unpack(">I", data[at + 4 : at + 8])
            numbers = data[at + 8 : at + 16].ljust(8, b"\0")
            frames = struct.unpack(">I", numbers[:4])[0] if flags & 1 else 0
            size = struct.unpack(">I", numbers[4:] if flags & 1 else numbers[:4])[0] if flags & 2 else 0
            return Stated(frames or None, size, own=True)
    if data[36:40] == b"VBRI" and len(data) >= 54:
        size, frames = struct.unpack(">II", data[46:54])
        return Stated(frames or None, size, own=True)
    return Stated()
