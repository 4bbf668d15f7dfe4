"""MP4 sound whose edit list says no more than where the encoder's silent lead ends, and such a file without it.

libVLC passes over that lead by itself, and with an edit list over the first packet of sound behind it as well: 21 to
128 ms, the beginning of a spoken line.
"""

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

LONGEST_LEAD = 5_120
"""Frames: more than any encoder puts before the sound (HE-AAC: 5,058). What hides more was cut away by a person."""
SLOWEST = 8_000
"""Lower than any rate of sound: such a track counts in other units than frames."""
AT_ONCE, AHEAD = 1 << 16, 1 << 21
"""Bytes that libVLC asks for in one call, and holds ahead: else both are 16 MB, for each piece that plays."""
_MOST = 64
"""No box of a sound file has more boxes in it that matter here."""
_WITHIN = ((b"moov",), (b"trak",), (b"edts", b"mdia"), ())
"""What is looked into, level by level."""
_OPEN = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_uint64)
)
_READ = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_SEEK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint64)
_CLOSE = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


def lead_list(path: str) -> int:
    """Where the name of such an edit list stands in the file, in bytes; 0 where there is none to be left out."""
    try:
        with Path(path).open("rb") as file:
            if file.read(8)[4:] != b"ftyp":
                return 0
            found = list(_boxes(file, 0, file.seek(0, os.SEEK_END)))
        lists = [(at, data) for name, at, data in found if name == b"elst"]
        clocks = [data for name, _, data in found if name == b"mdhd"]
        if len(lists) != 1 or len(clocks) != 1:  # with a picture, in chapters, or without any
            return 0
        at, data = lists[0]
        plain = 0 < _lead(data) <= LONGEST_LEAD and _rate(clocks[0]) >= SLOWEST
    except (OSError, struct.error):  # damaged: for libVLC to judge
        return 0
    return at + 4 if plain else 0


def _boxes(file: BinaryIO, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, bytes]]:
    """Name, place and first bytes of the boxes that matter (ISO/IEC 14496-12, 4.2)."""
    for _ in range(_MOST):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        size, name = struct.unpack(">I4s", head[:8])
        inside = 8
        if size == 1:
            (size,) = struct.unpack(">Q", head[8:])
            inside = 16
        size = size or end - start
        if size < inside:
            return
        if name in _WITHIN[depth]:
            yield from _boxes(file, start + inside, min(end, start + size), depth + 1)
        elif name in (b"elst", b"mdhd"):
            file.seek(start + inside)
            yield name, start, file.read(min(size - inside, 64))
        start += size


def _lead(data: bytes) -> int:
    """What an edit list of one entry leaves out at the beginning; 0 for any other list."""
    (version, count) = struct.unpack(">B3xI", data[:8])
    _, lead, rate = struct.unpack(">QqI" if version == 1 else ">IiI", data[8 : 28 if version == 1 else 20])
    return int(lead) if count == 1 and rate == 0x10000 else 0


def _rate(data: bytes) -> int:
    """The units that a track counts in, for each second."""
    place = 20 if data[:1] == b"\1" else 12
    return int(struct.unpack(">I", data[place : place + 4])[0])


class Without:
    """A file for libVLC to read in which the list at `place` is called a free space. Raises OSError.

    It is called on libVLC's threads, by one at a time.
    """

    def __init__(self, vlc: Any, instance: Any, path: str, place: int) -> None:
        self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - closed by `close`
        self._place = place
        self._size = os.fstat(self._file.fileno()).st_size
        # Kept as long as libVLC may call them.
        self._calls = _OPEN(self._open), _READ(self._read), _SEEK(self._seek), _CLOSE(lambda _: None)
        kinds = vlc.MediaOpenCb, vlc.MediaReadCb, vlc.MediaSeekCb, vlc.MediaCloseCb
        given = (ctypes.cast(call, kind) for call, kind in zip(self._calls, kinds, strict=True))
        self.media: Any = instance.media_new_callbacks(*given, None)
        if self.media is None:
            self.close()
            raise OSError("libVLC takes no file from a program")
        self.media.add_option(f":prefetch-read-size={AT_ONCE}")
        self.media.add_option(f":prefetch-buffer-size={AHEAD >> 10}")

    def close(self) -> None:
        """When its player has been stopped."""
        self._file.close()
        del self._calls

    def _open(self, _opaque: Any, _data: Any, size: Any) -> int:
        size[0] = self._size
        return self._seek(None, 0)

    def _read(self, _data: Any, room: int, size: int) -> int:
        try:
            at = self._file.tell()
            block = memoryview((ctypes.c_ubyte * size).from_address(room)).cast("B")
            read = self._file.readinto(block)
        except (OSError, ValueError):
            return -1
        for index, letter in enumerate(b"free", self._place - at):
            if 0 <= index < read:
                block[index] = letter
        return read

    def _seek(self, _data: Any, at: int) -> int:
        with contextlib.suppress(OSError, ValueError):
            self._file.seek(at)
            return 0
        return -1
