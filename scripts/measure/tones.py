"""Plain tones as music: whole periods in 10 ms, so that each is blind to the others."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 48_000
PEAK = 0.3
FULL_DBFS = float(20 * np.log10(PEAK / np.sqrt(2)))
"""The level of one tone that is not faded."""


def write_tone(folder: Path, hertz: int, seconds: float, peak: float = PEAK, eased_s: float = 0.0) -> Path:
    """A FLAC file of one tone, stereo, which rises and falls within `eased_s`."""
    path = folder / f"tone-{hertz}.flac"
    time = np.arange(round(seconds * RATE)) / RATE
    wave = peak * np.sin(2 * np.pi * hertz * time)
    if eased_s:
        wave *= np.sin(np.pi / 2 * np.clip(np.minimum(time, seconds - time) / eased_s, 0.0, 1.0)) ** 2
    soundfile.write(path, np.repeat(wave.astype(np.float32)[:, None], 2, axis=1), RATE)
    return path
