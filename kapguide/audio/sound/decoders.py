"""Reading audio files: what every decoder does, the built-in one, and the choice between it and libVLC."""

import contextlib
import stat
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import soundfile

from kapguide.audio.sound.mpeg import varies

Block = npt.NDArray[np.float32]

MISSING, EMPTY, UNREADABLE, DAMAGED = "missing", "empty", "unreadable", "damaged"
"""Codes of a DecodeError. After DAMAGED from `read` the decoder can be moved on by `seek`."""


class DecodeError(Exception):
    """A file that cannot be read, or not at this place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Decoder(Protocol):
    """An open audio file. Places and lengths are frames at its own `rate`; blocks are float32 [n, channels]."""

    rate: int
    channels: int
    length: int | None

    def read(self, frames: int) -> Block:
        """Up to `frames` more frames; none at the end. Raises DecodeError."""
        ...

    def seek(self, frame: int) -> None:
        """Go to `frame`, or to the end when that lies before it. Raises DecodeError."""
        ...

    def close(self) -> None: ...


class _Straight(soundfile.SoundFile):  # type: ignore[misc]  # soundfile tells no types
    """A file read straight on: by itself soundfile seeks after every block, and an MP3 loses sound at each seek."""

    def seekable(self) -> bool:
        return False


_OGG_ORDER = {
    3: [0, 2, 1],
    5: [0, 2, 1, 3, 4],
    6: [0, 2, 1, 5, 3, 4],
    7: [0, 2, 1, 6, 5, 3, 4],
    8: [0, 2, 1, 7, 5, 6, 3, 4],
}
"""Where Vorbis and Opus keep WAV's channels (Vorbis I specification, 4.3.9): libsndfile gives them as they come."""


class SoundFileDecoder:
    """WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF and more, through libsndfile. Raises DecodeError."""

    def __init__(self, path: str) -> None:
        look_at(path)
        self._path = path
        self._file: Any = self._opened()
        self.rate: int = self._file.samplerate
        self.channels: int = self._file.channels
        self._order = _OGG_ORDER.get(self.channels) if self._file.format == "OGG" else None
        # A pipe or a broken header states a length beyond anything real.
        self.length: int | None = self._file.frames if 0 < self._file.frames < 1 << 40 else None
        if not 1_000 <= self.rate <= 768_000:
            self._file.close()
            raise DecodeError(UNREADABLE, f"sample rate {self.rate}")

    def read(self, frames: int) -> Block:
        try:
            block: Block = self._file.read(frames, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
            raise DecodeError(DAMAGED, str(error)) from error
        return sane(block if self._order is None else block[:, self._order])

    def _opened(self) -> Any:
        try:
            return _Straight(self._path)
        except (soundfile.SoundFileError, OSError, TypeError, ValueError) as error:
            raise DecodeError(UNREADABLE, str(error)) from error

    def seek(self, frame: int) -> None:
        place = max(0, min(frame, self.length if self.length is not None else frame))
        try:
            self._file.seek(place)
        except (soundfile.SoundFileError, RuntimeError, ValueError):
            self._seek_anew(place)

    def _seek_anew(self, place: int) -> None:
        """A file that has lost its thread at a damaged place finds no other one until it is opened again."""
        self._file.close()
        try:
            self._file = self._opened()
            self._file.seek(place)
        except (DecodeError, soundfile.SoundFileError, RuntimeError, ValueError) as error:
            raise DecodeError(DAMAGED, str(error)) from error

    def close(self) -> None:
        self._file.close()


class Silence:
    """A planned silence: as long as it was asked for, and nothing in it."""

    def __init__(self, seconds: float) -> None:
        self.rate, self.channels = 48_000, 2
        self.length: int | None = round(seconds * self.rate)
        self._left = self.length

    def read(self, frames: int) -> Block:
        count = min(frames, self._left)
        self._left -= count
        return np.zeros((count, 2), np.float32)

    def seek(self, frame: int) -> None:
        self._left = max(0, (self.length or 0) - frame)

    def close(self) -> None:
        self._left = 0


def look_at(path: str) -> None:
    """Raise DecodeError for a file that is not there, is no file, or holds nothing."""
    try:
        seen = Path(path).stat()
    except (OSError, ValueError) as error:
        raise DecodeError(MISSING, str(error)) from error
    if not stat.S_ISREG(seen.st_mode):
        raise DecodeError(UNREADABLE, "not a file")
    if not seen.st_size:
        raise DecodeError(EMPTY)


def sane(block: Block) -> Block:
    """`block` without what is no number: float files can hold anything."""
    if np.isfinite(block).all():
        return block
    return np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)


def open_decoder(path: str, choice: str = "auto") -> Decoder:
    """A decoder for `path`: built in, through libVLC, or (auto) the first of them that can. Raises DecodeError.

    What the built-in one would stop reading too soon goes to libVLC where there is one.
    """
    if choice == "vlc":
        return _open_vlc(path)
    if choice == "auto" and varies(path):
        with contextlib.suppress(DecodeError):
            return _open_vlc(path)
    try:
        return SoundFileDecoder(path)
    except DecodeError as error:
        if choice == "builtin" or error.code != UNREADABLE:
            raise
        first = error
    try:
        return _open_vlc(path)
    except DecodeError:
        raise first from None


def _open_vlc(path: str) -> Decoder:
    # Loading libVLC takes time and memory, and most programmes never need it.
    from kapguide.audio.sound.vlc_decoder import VlcDecoder

    return VlcDecoder(path)


_LAYOUTS = {
    3: "L R C",
    4: "L R l r",
    5: "L R C l r",
    6: "L R C W l r",
    7: "L R C W m l r",
    8: "L R C W l r l r",
}
"""WAV's order of channels. W is the bass effects channel, which stereo does without; small letters are behind."""


def folded(block: Block) -> Block:
    """`block` of any number of channels as stereo of about the same power: [n, 2]."""
    channels = block.shape[1]
    if channels == 2:
        return block
    if channels == 1:
        return np.repeat(block, 2, axis=1)
    return np.asarray(block @ _fold(channels), dtype=np.float32)


def _fold(channels: int) -> npt.NDArray[np.float32]:
    """The weights [channels, 2]: both sides as they are, the middle and the rear at -3 dB, all at the same power."""
    places = _LAYOUTS.get(channels, "L R " * (channels // 2) + "C" * (channels % 2)).split()
    half = 0.5**0.5
    sides = {"L": (1.0, 0.0), "R": (0.0, 1.0), "l": (half, 0.0), "r": (0.0, half)}
    weights = np.array([sides.get(place, (0.0, 0.0) if place == "W" else (half, half)) for place in places])
    return np.asarray(weights / np.sqrt(np.square(weights).sum(axis=0)), dtype=np.float32)
