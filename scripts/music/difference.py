"""How a piece differs from another to the ear, as far as numbers can say: register, density, motion, space."""

from dataclasses import dataclass

import numpy as np

from music.tone import RATE, Audio, Floats

SIZE, HOP = 8192, 4800
BANDS = 30.0 * 2.0 ** (np.arange(28) / 3.0)  # thirds of an octave, Hz
COLOUR_DB, REGISTER, DENSITY, MOTION_DB, SPACE, SWAY_DB = 6.0, 0.5, 1.0, 1.0, 0.15, 1.5  # one clear difference of each


@dataclass(frozen=True)
class Traits:
    """What was measured of one piece."""

    name: str
    colour: Floats  # dB in each third of an octave, relative to the whole
    centre: float  # Hz that halves the audible power
    onsets: float  # beginnings of tones a minute
    motion: float  # dB by which the level of a second differs from that of its surroundings
    space: float  # correlation of the two sides
    sway: float  # dB by which the balance of the sides moves

    def row(self) -> str:
        return (
            f"{self.name:16} centre {self.centre:5.0f} Hz  onsets {self.onsets:5.1f} /min  motion {self.motion:4.1f} dB"
            f"  stereo {self.space:5.2f}  sway {self.sway:4.1f} dB"
        )


def traits_of(name: str, sound: Audio) -> Traits:
    """Measure `sound`, (samples, 2) at RATE."""
    middle = sound.mean(axis=1)
    frames = np.lib.stride_tricks.sliding_window_view(middle, SIZE)[::HOP]
    window = np.hanning(SIZE).astype(np.float32)
    edge = np.searchsorted(np.fft.rfftfreq(SIZE, 1.0 / RATE), BANDS)
    spectrum = np.array([np.add.reduceat(np.abs(np.fft.rfft(frame * window)) ** 2, edge) for frame in frames])
    heard = spectrum * (BANDS / 1000.0) ** 0.6  # the ear is duller for the low bands
    total = heard.sum(axis=0)
    share = np.cumsum(total) / total.sum()
    level = 10.0 * np.log10(spectrum + 1e-3 * np.median(spectrum.sum(axis=1)))
    rise = np.maximum(level[2:] - level[:-2], 0.0).mean(axis=1)
    first = np.flatnonzero((rise[1:-1] > rise[:-2]) & (rise[1:-1] >= rise[2:]) & (rise[1:-1] > 1.6))
    whole = len(heard) // 10
    second = 10.0 * np.log10(heard[: 10 * whole].reshape(whole, -1).sum(axis=1) + 1e-9)
    around = np.convolve(np.pad(second, 6, mode="edge"), np.ones(13) / 13.0, "valid")
    pair = sound[: len(sound) // RATE * RATE].reshape(-1, RATE, 2)
    balance = 10.0 * np.log10(np.mean(pair[:, ::4] ** 2, axis=1) + 1e-9)
    return Traits(
        name,
        10.0 * np.log10(total / total.sum() + 1e-5),
        float(BANDS[np.searchsorted(share, 0.5)]),
        60.0 * len(first) / (len(sound) / RATE),
        float(np.std(second - around)),
        float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1]),
        float(np.std(balance[:, 0] - balance[:, 1])),
    )


def distance(one: Traits, two: Traits) -> float:
    """1 is a clear difference in one respect."""
    parts = (
        float(np.sqrt(np.mean((one.colour - two.colour) ** 2))) / COLOUR_DB,
        float(np.log2(one.centre / two.centre)) / REGISTER,
        float(np.log2((one.onsets + 2.0) / (two.onsets + 2.0))) / DENSITY,
        (one.motion - two.motion) / MOTION_DB,
        (one.space - two.space) / SPACE,
        (one.sway - two.sway) / SWAY_DB,
    )
    return float(np.sqrt(np.sum(np.square(parts))))


def nearest(piece: Traits, others: list[Traits]) -> tuple[float, str]:
    """How far the piece is that resembles it most, and which."""
    return min((distance(piece, other), other.name) for other in others if other is not piece)
