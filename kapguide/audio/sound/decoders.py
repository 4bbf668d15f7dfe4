"""Reading audio files: the built-in decoder, and the choice between it and libVLC."""

import functools
import os
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from kapguide.audio.sound.chained import Joined, links
from kapguide.audio.sound.decoder import DAMAGED, UNREADABLE, Block, DecodeError, Decoder, look_at
from kapguide.audio.sound.mpeg import Mpeg
from kapguide.audio.sound.packets import long_packets
from kapguide.audio.sound.part import FilePart, sized_wav

LOOK_S = 0.3
"""So long the whole of a file is looked at before it is played: on a slow drive it is taken as it seems."""


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
    """WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF and more, through libsndfile. Raises DecodeError.

    `part` is the stretch of the file (bytes) that is read, all of it by default.
    """

    def __init__(self, path: str, part: tuple[int, int] | None = None) -> None:
        look_at(path)
        self._path, self._part = path, part
        self._under: FilePart | None = None
        self._whole = self._over = False
        self._file: Any = self._opened()
        self.rate: int = self._file.samplerate
        self.channels: int = self._file.channels
        self._order = _OGG_ORDER.get(self.channels) if self._file.format == "OGG" else None
        # A pipe or a broken header states a length beyond anything real.
        self.length: int | None = self._file.frames if 0 < self._file.frames < 1 << 40 else None
        if not 1_000 <= self.rate <= 768_000:
            self.close()
            raise DecodeError(UNREADABLE, f"sample rate {self.rate}")
        if self._file.format == "MP3":
            self._read_to_the_end()

    def read(self, frames: int) -> Block:
        if self._over:
            return np.zeros((0, self.channels), np.float32)
        try:
            block: Block = self._file.read(frames, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
            raise DecodeError(DAMAGED, str(error)) from error
        return block if self._order is None else block[:, self._order]

    def _read_to_the_end(self) -> None:
        """MPEG audio whose length nobody states, or not so that it can be believed: all of it, however long."""
        try:
            mpeg = Mpeg(self._path)
            if mpeg.first is None or mpeg.believable():
                return
        except OSError as error:
            self.close()
            raise DecodeError(UNREADABLE, str(error)) from error
        self.close()
        self._whole, self.length = True, None
        self._file = self._opened()

    def _opened(self) -> Any:
        try:
            if self._whole:
                self._under = Mpeg(self._path).whole()
            elif self._part is not None:
                self._under = FilePart(self._path, b"", *self._part)
            else:
                self._under = sized_wav(self._path)
            if self._under is not None:
                return _Straight(self._under)
            # A name that is no text in the system's encoding is bytes all the same.
            return _Straight(os.fsencode(self._path) if os.name == "posix" else self._path)
        except (soundfile.SoundFileError, OSError, TypeError, ValueError, RuntimeError) as error:
            if self._under is not None:
                self._under.close()
            raise DecodeError(UNREADABLE, str(error)) from error

    def seek(self, frame: int) -> None:
        place = max(0, min(frame, self.length if self.length is not None else frame))
        self._over = False
        try:
            self._file.seek(place)
        except (soundfile.SoundFileError, RuntimeError, ValueError):
            self._seek_anew(place)

    def _seek_anew(self, place: int) -> None:
        """A file that has lost its thread at a damaged place finds no other one until it is opened again."""
        self.close()
        try:
            self._file = self._opened()
            self._file.seek(place)
        except (DecodeError, soundfile.SoundFileError, RuntimeError, ValueError) as error:
            if not self._whole:
                raise DecodeError(DAMAGED, str(error)) from error
            self._over = True  # there is nothing so far behind: nobody knew where it ends

    def close(self) -> None:
        self._file.close()
        if self._under is not None:
            self._under.close()


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


def open_decoder(path: str, choice: str = "auto", patience_s: float = LOOK_S) -> Decoder:
    """A decoder for `path`: built in, through libVLC, or (auto) the first of them that can. Raises DecodeError.

    Whether it holds several streams is looked for so long.
    """
    if choice == "vlc":
        return _open_vlc(path)
    try:
        return open_built_in(path, patience_s)
    except DecodeError as error:
        if choice == "builtin" or error.code != UNREADABLE:
            raise
        first = error
    try:
        return _open_vlc(path)
    except DecodeError:
        raise first from None


def open_built_in(path: str, patience_s: float = LOOK_S) -> Decoder:
    """Whatever libsndfile reads, all streams of it. Raises DecodeError."""
    decoder = SoundFileDecoder(path)
    try:
        parts = links(path, patience_s)
    except OSError:
        parts = []
    if not parts:
        return decoder
    decoder.close()
    return Joined([functools.partial(SoundFileDecoder, path, part) for part in parts], folded)


def _open_vlc(path: str) -> Decoder:
    """As far ahead as it is wanted where that loses nothing, else at the pace of time. Raises DecodeError."""
    # Loading libVLC takes time and memory, and most programmes never need it.
    from kapguide.audio.sound.vlc_decoder import VlcDecoder
    from kapguide.audio.sound.vlc_reader import VlcReader

    look_at(path)
    if not long_packets(path):
        try:
            return VlcReader(path)
        except DecodeError:
            pass  # an installation without that output
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
