"""What was said into a microphone, made fit to be said again: trimmed to its words, and levelled. Sound is [n, 1]."""

import numpy as np
from numpy.typing import NDArray

from kapguide.audio.library.loudness import Meter, Sound
from kapguide.audio.track import PEAK_DBTP, TARGET_LUFS

SILENT_DB = -60.0
"""Where the loudest moment is no louder than this, nobody spoke."""
VOICE_DB = 35.0
"""What is so far below the loudest moments belongs to no word."""
NOISE_DB = 8.0
"""A word stands out of the room's noise by this."""
STEADY_DB = 12.0
"""What is nearer to the loudest moments is kept, whatever the noise: a room never cuts into words."""
BEFORE_S, AFTER_S = 0.1, 0.15
FADE_S = 0.01
MOST_GAIN_DB = 24.0
"""A voice far from its microphone is raised no further: the room would be heard with it."""
CLICK_S, APART_S = 0.08, 0.2
"""What is no longer than the first, and the second away from all else, is no word."""
_WINDOW_S = 0.02


def trimmed(sound: Sound, rate: int) -> Sound:
    """From a breath before the first word to a breath after the last; nothing where nobody spoke."""
    window = max(1, round(_WINDOW_S * rate))
    whole = sound[: len(sound) // window * window, 0].reshape(-1, window).astype(np.float64)
    if not len(whole):
        return sound[:0]
    levels = 10 * np.log10((whole**2).mean(axis=1) + 1e-12)
    noise, loud = np.percentile(levels, (10, 95))
    if levels.max() < SILENT_DB:
        return sound[:0]
    spoken = _words(levels > min(max(loud - VOICE_DB, noise + NOISE_DB), loud - STEADY_DB))
    if not len(spoken):
        return sound[:0]
    first = max(0, int(spoken[0]) * window - round(BEFORE_S * rate))
    last = (int(spoken[-1]) + 1) * window + round(AFTER_S * rate)
    return _faded(sound[first:last], rate)


def _words(loud: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The windows that are loud, without a click of a key or a chair before or after all others."""
    runs = np.split(places := np.flatnonzero(loud), np.flatnonzero(np.diff(places) > 1) + 1)
    click, apart = CLICK_S / _WINDOW_S, APART_S / _WINDOW_S
    while len(runs) > 1 and len(runs[0]) <= click and runs[1][0] - runs[0][-1] > apart:
        runs = runs[1:]
    while len(runs) > 1 and len(runs[-1]) <= click and runs[-1][0] - runs[-2][-1] > apart:
        runs = runs[:-1]
    return np.concatenate(runs)


def _faded(sound: Sound, rate: int) -> Sound:
    """No click where it was cut."""
    count = min(round(FADE_S * rate), len(sound) // 2)
    slope = np.linspace(0.0, 1.0, count, dtype=np.float32)[:, None]
    faded = sound.copy()
    faded[:count] *= slope
    faded[len(faded) - count :] *= slope[::-1]
    return faded


def levelled(sound: Sound, rate: int) -> Sound:
    """As loud as all that is heard in a session, as far as its peak and the noise in it allow."""
    meter = Meter(rate)
    meter.push(sound)
    measured = meter.finish()
    gain_db = min(TARGET_LUFS - measured.lufs, PEAK_DBTP - measured.true_peak_db, MOST_GAIN_DB)
    return (sound * np.float32(10 ** (gain_db / 20))).astype(np.float32)
