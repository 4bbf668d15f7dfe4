"""Sounds for the tests: tones and noise as arrays, as files, and as a decoder in memory."""

import functools
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import soundfile

from kapguide.audio.sound.decoder import DAMAGED, MISSING, DecodeError, Decoder
from kapguide.audio.sound.sequence import Sequence
from kapguide.audio.sound.wire import WireTrack

RATE = 48_000
Samples = npt.NDArray[np.float32]


def tone(hertz: float, seconds: float, rate: int = RATE, peak: float = 0.3, channels: int = 2) -> Samples:
    """A sine, the same in each channel. One of whole periods in a second is that second again and again."""
    frames = round(seconds * rate)
    made = rate if float(hertz).is_integer() else frames
    wave = peak * np.sin(2 * np.pi * hertz * np.arange(made) / rate)
    return np.resize(np.repeat(wave[:, None], channels, axis=1).astype(np.float32), (frames, channels))


def steady(value: float, seconds: float) -> Samples:
    """The same value all along: what gains do is seen sample by sample."""
    return np.full((round(seconds * RATE), 2), value, np.float32)


def write(path: Path, samples: Samples, rate: int = RATE, **form: str) -> str:
    """Write an audio file; its path."""
    soundfile.write(path, samples, rate, **form)
    return str(path)


def encoded(source: str, target: Path, *options: str) -> Path:
    """The sound of a file as ffmpeg writes it into another; written once for the same sound and the same options."""
    target.write_bytes(_encoded(Path(source).read_bytes(), target.suffix, options))
    return target


@functools.cache
def _encoded(sound: bytes, suffix: str, options: tuple[str, ...]) -> bytes:
    command = shutil.which("ffmpeg")
    assert command, "ffmpeg is needed to write the files of this test"
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "sound.wav", Path(folder) / f"sound{suffix}"
        source.write_bytes(sound)
        subprocess.run([command, "-v", "error", "-i", source, *options, target], check=True, timeout=60)
        return target.read_bytes()


class Memory:
    """A decoder of what lies in memory: at once, and damaged where it is told to be."""

    def __init__(self, samples: Samples, rate: int = RATE, stated: int | None = None, damage: int = -1) -> None:
        self.rate, self.channels = rate, samples.shape[1]
        self.length: int | None = len(samples) if stated is None else stated
        self._samples, self._at, self._damage = samples, 0, damage

    def read(self, frames: int) -> Samples:
        block = self._samples[self._at : self._at + frames]
        if self._at <= self._damage < self._at + len(block):
            raise DecodeError(DAMAGED)
        self._at += len(block)
        return block.copy()

    def seek(self, frame: int) -> None:
        self._at = frame

    def close(self) -> None:
        self._samples = self._samples[:0]

    def again(self) -> "Memory":
        """The same sound from its beginning."""
        return Memory(self._samples, self.rate, self.length, self._damage)


class Hanging:
    """A file on a drive that hangs: opening it takes until `wake`, and so does reading beyond `reads` blocks."""

    def __init__(self, sound: Samples, reads: int | None = None) -> None:
        self._sound, self._reads = sound, reads
        self.opened = 0
        self.wake = threading.Event()

    def open(self) -> Decoder:
        self.opened += 1
        if self._reads is None:
            self.wake.wait(30)
            return Memory(self._sound)
        return _HangsLater(self._sound, self._reads, self.wake)


class _HangsLater(Memory):
    def __init__(self, sound: Samples, reads: int, wake: threading.Event) -> None:
        super().__init__(sound)
        self._reads, self._wake = reads, wake

    def read(self, frames: int) -> Samples:
        self._reads -= 1
        if self._reads < 0:
            self._wake.wait(30)
        return super().read(frames)


class Band:
    """Opens sounds by name, as the sequence opens files by path; a name that it does not hold is missing."""

    made: ClassVar[list[Sequence]] = []

    def __init__(self, **sounds: Samples | Memory | Hanging) -> None:
        self._sounds = sounds

    def open(self, path: str) -> Decoder:
        sound = self._sounds.get(path)
        if isinstance(sound, Hanging):
            return sound.open()
        if sound is None:
            raise DecodeError(MISSING)
        return sound.again() if isinstance(sound, Memory) else Memory(sound)

    def sequence(self) -> Sequence:
        self.made.append(Sequence(self.open))
        return self.made[-1]

    @classmethod
    def go_home(cls) -> None:
        """Close every sequence that was made."""
        while cls.made:
            cls.made.pop().close()


def track(name: str, **fields: Any) -> WireTrack:
    """A track of the sound of that name."""
    return WireTrack(id=name, path=name, **{"crossfade_s": 1.0} | fields)


def wait_until(condition: Callable[[], object], patience: float = 10.0) -> None:
    """Give other threads time until `condition` holds; fail when it does not within `patience` seconds."""
    end = time.monotonic() + patience
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        pause.wait(0.005)
