"""Curves of level over time: as they were recorded, as the mixer's ramps want them, and how far the two are apart.

A crossfade's shares follow a sine, a fade's level is even in loudness (amplitude to the power of 0.6): on the scale of
its own law each of them is a straight line, whose slope is the length and whose zero is the beginning.
"""

import msgspec
import numpy as np
import numpy.typing as npt

from kapguide.audio.sound.ramps import LOUDNESS, Ramp, Swing, amplitude, frames
from tests.support.listening import RATE, Samples, decibels, mono

Floats = npt.NDArray[np.float64]

STEP_S = 0.02
"""Levels are measured over so long; every tone has whole periods in it."""
SILENT_DB = -120.0
COMPARED_DB = -50.0
"""Below this, counted from full, what is apart is not heard and not counted."""


class Line(msgspec.Struct):
    """One curve: seconds from the event's beginning, dB from full as recorded, and as wanted; `what` says which."""

    what: str
    times: Floats
    levels: Floats
    wanted: Floats

    def apart(self) -> tuple[float, float]:
        """The largest difference where the curve can be heard (dB), and the wanted level there (dB from full)."""
        heard = np.flatnonzero(self.wanted > COMPARED_DB)
        if not len(heard):
            return 0.0, 0.0
        most = heard[int(np.argmax(np.abs(self.levels - self.wanted)[heard]))]
        return float(abs(self.levels[most] - self.wanted[most])), float(self.wanted[most])


class Fit(msgspec.Struct, frozen=True):
    """Where a change begins (s) and how long it takes (s), by its own law."""

    begins: float
    seconds: float


def levels_of(samples: Samples, hertz: float, full_db: float) -> Floats:
    """A tone's level in each step, dB from its own full level, whatever else sounds 300 Hz away or more.

    Under a Hann window, for the output that follows another is at times played a hair faster or slower.
    """
    size = round(STEP_S * RATE)
    whole = len(samples) // size * size
    wave = mono(samples[:whole]).reshape(-1, size)
    turn = np.exp(-2j * np.pi * hertz * np.arange(size) / RATE) * np.hanning(size)
    shares = np.abs(wave @ turn) / np.hanning(size).sum() * 2
    return np.asarray(decibels(np.square(shares) / 2) - full_db)


def middles(levels: Floats) -> Floats:
    """The times of those levels."""
    return np.asarray((np.arange(len(levels)) + 0.5) * STEP_S)


def fit_swing(leaving: Floats, coming: Floats) -> Fit:
    """A crossfade between two tones, from the angle of their shares. Raises ValueError where none is heard."""
    angle = np.arctan2(10 ** (coming / 20), 10 ** (leaving / 20)) / (np.pi / 2)
    return _fit(angle)


def fit_ramp(levels: Floats, from_db: float, to_db: float) -> Fit:
    """A fade from one level to another, from its loudness. Raises ValueError where none is heard."""
    start, target = (amplitude(each) ** LOUDNESS for each in (from_db, to_db))
    return _fit((10 ** (levels * LOUDNESS / 20) - start) / (target - start))


def _fit(progress: Floats) -> Fit:
    """A straight line through a progress from 0 to 1, taken where it is well under way for the first time."""
    past = np.flatnonzero(progress > 0.9)
    last = int(past[0]) if len(past) else len(progress)
    before = np.flatnonzero(progress[:last] < 0.1)
    first = int(before[-1]) + 1 if len(before) else 0
    if last - first < 4:
        raise ValueError("no change of level is heard here")
    slope, at_zero = np.polyfit(middles(progress)[first:last], progress[first:last], 1)
    return Fit(float(-at_zero / slope), float(1 / slope))


def wanted_swing(times: Floats, seconds: float, to: float) -> Floats:
    """A deck's level (dB from full) at `times` from the beginning of a crossfade of `seconds`."""
    swing = Swing()
    swing.begin(1.0 - to, 0)
    swing.next(RATE)
    swing.begin(to, frames(seconds))
    return _read(swing.next(frames(seconds)), times, 1.0 - to, to)


def wanted_ramp(times: Floats, seconds: float, from_db: float, to_db: float) -> Floats:
    """A fade's level (dB from full) at `times` from its beginning."""
    ramp = Ramp(from_db)
    ramp.to(to_db, seconds)
    return _read(ramp.next(frames(seconds)), times, amplitude(from_db), amplitude(to_db))


def _read(factors: object, times: Floats, before: float, after: float) -> Floats:
    """The level around each time, heard as a recording is: the factors of the change, before it and after it."""
    course = np.asarray(factors, np.float64)
    place = np.round(times * RATE).astype(np.int64)
    around = np.linspace(-0.5, 0.5, 41)
    weights = np.hanning(len(around))
    places = place[:, None] + np.round(around[None, :] * STEP_S * RATE).astype(np.int64)
    inside = course[np.clip(places, 0, len(course) - 1)]
    values = np.where(places < 0, before, np.where(places >= len(course), after, inside)) @ (weights / weights.sum())
    return np.asarray(20 * np.log10(np.maximum(values, 10 ** (SILENT_DB / 20))))
