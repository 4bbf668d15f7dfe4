"""Sound from nothing: random spectra for sustained tones, struck modes for plucked ones, and slow curves."""

import zlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
TABLE = 1 << 19  # 10.9 s: long enough that a held note never sounds looped

Audio = NDArray[np.float32]
Floats = NDArray[np.float64]


def random_for(*labels: object) -> np.random.Generator:
    """A generator that depends on the labels alone, so that every rendering is the same."""
    return np.random.default_rng(zlib.crc32(repr(labels).encode()))


def hertz(midi: float) -> float:
    return float(440.0 * 2.0 ** ((midi - 69.0) / 12.0))


def gain(decibels: float) -> float:
    return float(10.0 ** (decibels / 20.0))


def ease(count: int) -> Floats:
    """A raised-cosine rise from 0 to 1 over `count` samples."""
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * np.arange(count) / max(count, 1)))


@dataclass(frozen=True)
class Curve:
    """Decibels over a piece, written as `place:dB` points (place 0..1) and joined by cosine slopes."""

    text: str

    def decibels(self, place: Floats) -> Floats:
        points = [tuple(map(float, point.split(":"))) for point in self.text.split()]
        places, levels = np.array(points).T
        step = np.clip(np.searchsorted(places, place, side="right") - 1, 0, len(points) - 2)
        along = np.clip((place - places[step]) / (places[step + 1] - places[step]), 0.0, 1.0)
        return np.asarray(levels[step] + (levels[step + 1] - levels[step]) * (0.5 - 0.5 * np.cos(np.pi * along)))

    def gains(self, count: int) -> Audio:
        """One gain for each of `count` samples; below -50 dB counts as silence."""
        knots = np.linspace(0.0, 1.0, max(count // 960, 2))
        levels = self.decibels(knots)
        coarse = np.where(levels <= -50.0, 0.0, 10.0 ** (levels / 20.0))
        return np.interp(np.linspace(0.0, 1.0, count), knots, coarse).astype(np.float32)


@dataclass(frozen=True)
class Timbre:
    """A sustained colour between a dark and a bright spectrum; frequencies in Hz, bandwidth in cents."""

    name: str
    slope: float = 8.0  # dB an octave, above the first partial
    even: float = 1.0  # how much of the even partials is left
    dark: float = 500.0
    bright: float = 1800.0
    bandwidth: float = 14.0
    carrier: float = 0.55  # how much of each partial is steady rather than shimmering
    width: float = 0.9  # phase difference of the two sides in radians; correlation is exp(-width^2 / 2)
    ratios: tuple[float, ...] = ()  # inharmonic partials in place of a series
    dark_formants: tuple[tuple[float, float, float], ...] = ()  # centre, bandwidth, level
    bright_formants: tuple[tuple[float, float, float], ...] = ()

    def partials(self, root: float, bright: bool) -> tuple[Floats, Floats]:
        """Frequencies and amplitudes over the note `root` Hz."""
        ratios = np.array(self.ratios) if self.ratios else np.arange(1.0, max(2.0, min(48.0, 9000.0 / root)))
        frequencies = root * ratios
        order = np.arange(1, len(ratios) + 1)
        levels = order ** (-self.slope / 6.02)
        levels = np.where((order % 2 == 0), levels * self.even, levels)
        formants = self.bright_formants if bright else self.dark_formants
        if formants:
            shape = np.full_like(frequencies, 0.02)
            for centre, wide, height in formants:
                shape += height / (1.0 + ((frequencies - centre) / (wide / 2.0)) ** 2)
            levels = order ** (-self.slope / 12.0) * shape
        cut = max(self.bright if bright else self.dark, 1.3 * root)
        return frequencies, levels / (1.0 + (frequencies / cut) ** 3)


@lru_cache(maxsize=160)
def table(timbre: Timbre, midi: float, bright: bool) -> Audio:
    """One endless stereo stretch of a note, (TABLE, 2), with a root mean square of 1."""
    random = random_for("table", timbre.name, midi, bright)
    frequencies, levels = timbre.partials(hertz(midi), bright)
    sides = np.zeros((2, TABLE // 2 + 1), np.complex64)
    for frequency, level in zip(frequencies, levels, strict=True):
        if frequency > 11_000.0 or level < 1e-5:
            continue
        centre = frequency * TABLE / RATE
        spread = max(centre * (2.0 ** (timbre.bandwidth / 1200.0) - 1.0), 1.5)
        low, high = max(1, int(centre - 3 * spread)), int(centre + 3 * spread) + 2
        bins = np.arange(low, high)
        shape = np.exp(-(((bins - centre) / spread) ** 2)) * random.rayleigh(0.8, len(bins))
        shape *= np.sqrt(1.0 - timbre.carrier) / np.sqrt(np.sum(shape**2))
        phase = random.uniform(0.0, 2.0 * np.pi, len(bins))
        turn = random.normal(0.0, timbre.width, len(bins))
        steady = int(np.argmin(np.abs(bins - centre)))
        shape[steady] += np.sqrt(timbre.carrier)
        turn[steady] *= 0.6
        sides[0, low:high] += level * shape * np.exp(1j * phase)
        sides[1, low:high] += level * shape * np.exp(1j * (phase + turn))
    sound = np.fft.irfft(sides, TABLE, axis=1).T
    return np.ascontiguousarray(sound / np.sqrt(np.mean(sound**2)), np.float32)


@dataclass(frozen=True)
class Strike:
    """A plucked or softly struck colour: modes that ring and fade; times in seconds."""

    name: str
    ratios: tuple[float, ...] = ()
    stiffness: float = 0.0
    softness: float = 0.5  # how fast the modes weaken with their order
    place: float = 0.13  # where the string is touched, as a part of its length
    ring: float = 6.0  # time to -60 dB of the lowest mode at 220 Hz
    damping: float = 0.6  # how much sooner the higher modes fade
    attack: float = 0.012
    thump: float = 0.02  # felt and wood: a breath of dull noise at the onset


@lru_cache(maxsize=400)
def struck(strike: Strike, midi: int, force: int) -> Audio:
    """One struck note, (samples, 2), peak near 1; `force` 0 (softest) to 3."""
    random = random_for("struck", strike.name, midi, force)
    root = hertz(midi)
    order = np.arange(1.0, 17.0)
    ratios = np.array(strike.ratios) if strike.ratios else order * np.sqrt(1.0 + strike.stiffness * order**2)
    order = np.arange(1.0, len(ratios) + 1.0)
    levels = np.exp(-strike.softness * (order - 1.0) * (1.45 - 0.2 * force))
    if not strike.ratios:
        levels *= 0.25 + np.abs(np.sin(np.pi * order * strike.place))
    frequencies = root * ratios
    levels /= 1.0 + (frequencies / (2600.0 + 700.0 * force)) ** 2.5
    ring = strike.ring * (220.0 / root) ** 0.35
    count = int(RATE * min(ring * 0.9, 9.0))
    out = np.zeros((count, 2))
    for frequency, level, place in zip(frequencies, levels, order, strict=True):
        if level < 0.0015 or frequency > 9000.0:
            continue
        fade = ring / place**strike.damping
        length = min(count, int(RATE * fade))
        time = np.arange(length) / RATE
        decay = np.exp(-6.9 * time / fade) - np.exp(-6.9)  # down to nothing, so that a mode ends without a step
        decay = 0.7 * decay + 0.3 * decay**2.5
        detune = 2.0 ** (random.uniform(0.3, 0.9) / 1200.0)
        first, second = random.uniform(0.0, 2.0 * np.pi, 2) * 0.2
        one = np.sin(2.0 * np.pi * frequency * time + first) * decay * level
        two = np.sin(2.0 * np.pi * frequency * detune * time + second) * decay * level
        out[:length, 0] += 0.65 * one + 0.35 * two
        out[:length, 1] += 0.35 * one + 0.65 * two
    if strike.thump:
        length = int(0.09 * RATE)
        dull = np.convolve(random.normal(0.0, 1.0, length + 400), np.hanning(401) / 200.0, "valid")
        out[:length] += (strike.thump * (1 + force) * dull * np.hanning(length))[:, None]
    onset = int(strike.attack * (1.3 - 0.15 * force) * RATE)
    out[:onset] *= ease(onset)[:, None]
    out[-RATE // 2 :] *= ease(RATE // 2)[::-1, None]
    return np.ascontiguousarray(out / np.max(np.abs(out)), np.float32)


@lru_cache(maxsize=4)
def breath(low: float, high: float) -> Audio:
    """Endless soft noise between `low` and `high` Hz, (TABLE, 2), root mean square 1."""
    random = random_for("breath", low, high)
    frequencies = np.fft.rfftfreq(TABLE, 1.0 / RATE)
    shape = 1.0 / (1.0 + (frequencies / high) ** 3) / (1.0 + (low / np.maximum(frequencies, 1.0)) ** 3)
    shape /= np.maximum(frequencies, 50.0) ** 0.5
    phase = random.uniform(0.0, 2.0 * np.pi, len(frequencies))
    turn = random.normal(0.0, 1.2, len(frequencies))
    sides = np.stack([shape * np.exp(1j * phase), shape * np.exp(1j * (phase + turn))])
    sound = np.fft.irfft(sides, TABLE, axis=1).T
    return np.ascontiguousarray(sound / np.sqrt(np.mean(sound**2)), np.float32)
