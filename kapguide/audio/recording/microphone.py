"""The computer's microphone as the system chooses it, and a recording played back on the system's own output."""

import threading
from collections.abc import Callable, Generator

import miniaudio
import numpy as np

from kapguide.audio.library.loudness import Sound
from kapguide.audio.sound.devices import BACKENDS, microphones
from kapguide.audio.sound.ramps import RATE

BUFFER_MS = 100


class NoMicrophone(OSError):
    """The computer has none, or gives none to this program."""


class Microphone:
    """Hears until it is closed; `heard` gets each block, [n, 1], on a thread of its own. Raises NoMicrophone."""

    def __init__(self, heard: Callable[[Sound], object]) -> None:
        self._heard = heard
        try:
            names = microphones()
            if not names:
                raise NoMicrophone("no device records")
            self._device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=BUFFER_MS,
                backends=list(BACKENDS),
                app_name="KapGuide",
            )
            ear = self._listen()
            next(ear)
            self._device.start(ear)
        except miniaudio.MiniaudioError as error:
            raise NoMicrophone(str(error)) from error

    def _listen(self) -> Generator[None, bytes, None]:
        while True:
            data = yield
            self._heard(np.frombuffer(data, np.float32)[:, None].copy())

    def close(self) -> None:
        """Hear no more."""
        self._device.close()


class TakePlayback:
    """Plays a recording once; `over` is set when it has come to its end. Raises OSError."""

    def __init__(self, path: str) -> None:
        self.over = threading.Event()
        try:
            sound = miniaudio.decode_file(
                path, output_format=miniaudio.SampleFormat.FLOAT32, nchannels=2, sample_rate=RATE
            )
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=2,
                sample_rate=RATE,
                buffersize_msec=BUFFER_MS,
                backends=list(BACKENDS),
                app_name="KapGuide",
            )
            feed = self._feed(np.frombuffer(sound.samples, np.float32).reshape(-1, 2))
            next(feed)
            self._device.start(feed)
        except miniaudio.MiniaudioError as error:
            raise OSError(str(error)) from error

    def _feed(self, sound: Sound) -> Generator[bytes, int, None]:
        at, frames = 0, (yield b"")
        while True:
            block = sound[at : at + frames]
            at += frames
            if not len(block):
                self.over.set()
            frames = yield np.concatenate([block, np.zeros((frames - len(block), 2), np.float32)]).tobytes()

    def close(self) -> None:
        """Be silent."""
        self._device.close()
