"""Hearing with numbers: a recorder, and measures of level, gaps, dropouts and crossfades.

Samples are float arrays of shape [frames, 2] or [frames] at 48 kHz, full scale 1.0; times are seconds.
"""

import functools
import os
import subprocess
import threading

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
RATE = 48_000
SILENCE_DBFS = -120.0


class Recorder:
    """Records a PulseAudio source from the moment the first samples arrive until `stop`."""

    def __init__(self, source: str) -> None:
        form = ["--format=float32le", f"--rate={RATE}", "--channels=2", "--latency-msec=10", "--raw"]
        self._process = subprocess.Popen(["parec", "--device", source, *form], stdout=subprocess.PIPE)
        self._data = bytearray()
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, name="recorder", daemon=True)
        self._reader.start()
        try:
            self.wait_for(0.02)
        except BaseException:
            self.close()
            raise

    def _read(self) -> None:
        assert self._process.stdout is not None
        while piece := os.read(self._process.stdout.fileno(), 65536):
            with self._grown:
                self._data += piece
                self._grown.notify_all()
        with self._grown:
            self._grown.notify_all()

    @property
    def seconds(self) -> float:
        """How much has been recorded."""
        with self._grown:
            return len(self._data) / (8 * RATE)

    def samples(self) -> Samples:
        """What has been recorded so far, [frames, 2]."""
        return self._between(0, self._frames())

    def last(self, seconds: float) -> Samples:
        """The latest `seconds`, or what there is of them: little to look at, however often one looks."""
        end = self._frames()
        return self._between(max(0, end - round(seconds * RATE)), end)

    def _frames(self) -> int:
        with self._grown:
            return len(self._data) // 8

    def _between(self, start: int, end: int) -> Samples:
        with self._grown:
            return np.frombuffer(self._data[8 * start : 8 * end], dtype="<f4").reshape(-1, 2)

    def wait_for(self, seconds: float, patience: float = 20.0) -> Samples:
        """Block until `seconds` more have been recorded, and return those."""
        start = round(self.seconds * RATE)
        wanted = start + round(seconds * RATE)
        with self._grown:
            enough = self._grown.wait_for(
                lambda: len(self._data) >= wanted * 8 or self._process.poll() is not None,
                patience + seconds,
            )
        if not enough or self._process.poll() is not None:
            raise AssertionError(f"the recording stands still at {self.seconds:.2f} s")
        return self._between(start, wanted)

    def wait_for_sound(self, above_dbfs: float = -60.0, patience: float = 10.0, window: float = 0.02) -> float:
        """Block until the latest samples are louder than `above_dbfs`; return where in the recording that was."""
        waited = 0.0
        while level_dbfs(self.wait_for(window)) <= above_dbfs:
            waited += window
            if waited > patience:
                raise AssertionError(f"nothing above {above_dbfs} dBFS within {patience} s")
        return self.seconds - window

    def stop(self) -> Samples:
        """End the recording and return all of it, [frames, 2]."""
        self.close()
        return self.samples()

    def close(self) -> None:
        """End the recording; harmless when it has ended."""
        self._process.terminate()
        self._process.wait(10)
        self._reader.join(10)
        if self._process.stdout is not None:
            self._process.stdout.close()


def decibels(power: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """10 log10 of a power, with a floor at SILENCE_DBFS."""
    floor = 10.0 ** (SILENCE_DBFS / 10)
    return np.asarray(10.0 * np.log10(np.maximum(np.asarray(power, dtype=np.float64), floor)))


def mono(samples: Samples) -> npt.NDArray[np.float64]:
    """The mean of both channels."""
    both = np.asarray(samples, dtype=np.float64)
    return both if both.ndim == 1 else np.asarray(both.mean(axis=1))


def level_dbfs(samples: Samples) -> float:
    """The RMS level over everything, relative to full scale (a full-scale sine is -3.0)."""
    return float(decibels(np.mean(np.square(np.asarray(samples, dtype=np.float64))))) if len(samples) else SILENCE_DBFS


def levels_dbfs(samples: Samples, window: float = 0.05) -> npt.NDArray[np.float64]:
    """The RMS level of each whole window, both channels together."""
    size = round(window * RATE)
    power = np.square(np.asarray(samples, dtype=np.float64)).reshape(len(samples), -1).mean(axis=1)
    whole = len(power) // size * size
    return decibels(power[:whole].reshape(-1, size).mean(axis=1))


def gaps(samples: Samples, below_dbfs: float = -70.0, at_least: float = 0.001) -> list[tuple[float, float]]:
    """(start, length) of every stretch in which no sample of either channel rises above `below_dbfs`.

    Silence before the first and after the last sound is not a gap.
    """
    quiet = np.abs(samples).reshape(len(samples), -1).max(axis=1) <= 10.0 ** (below_dbfs / 20)
    sounding = np.flatnonzero(~quiet)
    if not len(sounding):
        return []
    steps = np.diff(sounding)
    return [
        (float(sounding[index] + 1) / RATE, float(steps[index] - 1) / RATE)
        for index in np.flatnonzero(steps - 1 >= max(1, round(at_least * RATE)))
    ]


def longest_gap(samples: Samples, below_dbfs: float = -70.0) -> float:
    """Length of the longest silence between the first and the last sound."""
    return max((length for _, length in gaps(samples, below_dbfs)), default=0.0)


def dropouts(samples: Samples, at_least: float = 0.001) -> list[tuple[float, float]]:
    """(start, length) of runs of exact zeros amid the sound: what an output that starved leaves behind."""
    return gaps(samples, below_dbfs=-400.0, at_least=at_least)


def tone_levels_dbfs(samples: Samples, hertz: float, window: float = 0.1) -> npt.NDArray[np.float64]:
    """The level of one sine in each whole window (a full-scale sine is -3.0), whatever else sounds.

    Choose tones with a whole number of periods in the window, so that each is blind to the other.
    """
    size = round(window * RATE)
    wave = mono(samples)
    whole = len(wave) // size * size
    return decibels(np.square(np.abs(wave[:whole].reshape(-1, size) @ _turn(hertz, size)) / size * 2) / 2)


@functools.cache
def _turn(hertz: float, size: int) -> npt.NDArray[np.complex128]:
    """One turning wave of `size` samples; a test that waits for a tone asks for it again and again."""
    return np.asarray(np.exp(-2j * np.pi * hertz * np.arange(size) / RATE))


def crossfade_ripple_db(samples: Samples, first_hertz: float, second_hertz: float, window: float = 0.1) -> float:
    """How far the summed power of two equally loud tones strays while one crossfades into the other.

    Each tone must be heard alone at its end of `samples`; 0.0 is an ideal equal-power crossfade, a linear one strays by
    3.0 dB.
    """
    first = 10.0 ** (tone_levels_dbfs(samples, first_hertz, window) / 10)
    second = 10.0 ** (tone_levels_dbfs(samples, second_hertz, window) / 10)
    together = decibels(first + second)
    reference = (together[0] + together[-1]) / 2
    return float(np.max(np.abs(together - reference)))


def crossfade_seconds(samples: Samples, first_hertz: float, second_hertz: float, window: float = 0.01) -> float:
    """How long an equal-power crossfade between two equally loud tones lasts, good to about a window.

    The share of the second tone is the square of a sine of time; a line through the angle where it is well between
    the ends gives the whole length.
    """
    first = 10.0 ** (tone_levels_dbfs(samples, first_hertz, window) / 20)
    second = 10.0 ** (tone_levels_dbfs(samples, second_hertz, window) / 20)
    angle = np.arctan2(second, first)
    middle = np.flatnonzero((angle > 0.2) & (angle < np.pi / 2 - 0.2))
    if len(middle) < 3:
        raise AssertionError("no crossfade is heard here")
    slope = np.polyfit(middle * window, angle[middle], 1)[0]
    return float(np.pi / 2 / slope)
