"""Loudness after ITU-R BS.1770 and EBU R128, and true peak, with numpy alone. Signals are (samples, 2) at 48 kHz."""

import numpy as np
from numpy.typing import NDArray

from music.tone import RATE, Audio, Floats

# The two filters of BS.1770-4 for 48 kHz: the head's shelf, then the high pass.
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
STEP = RATE // 10


def k_response(count: int) -> NDArray[np.complex128]:
    """The complex gain of K-weighting at the frequencies of a real FFT of `count` samples."""
    turn = np.exp(-2j * np.pi * np.arange(count // 2 + 1) / count)
    response = np.ones(len(turn), complex)
    for above, below in (SHELF, HIGH_PASS):
        response *= (above[0] + above[1] * turn + above[2] * turn**2) / (
            below[0] + below[1] * turn + below[2] * turn**2
        )
    return response


def powers(sound: Audio) -> Floats:
    """K-weighted power, both sides summed, of each tenth of a second."""
    block, margin = 64 * STEP, 2 * STEP
    response = k_response(block + margin).astype(np.complex64)
    found: list[Floats] = []
    for start in range(0, len(sound) - STEP + 1, block):
        piece = np.zeros((block + margin, 2), np.float32)
        early = max(0, start - margin)
        part = sound[early : start + block]
        piece[margin - (start - early) : margin - (start - early) + len(part)] = part
        heard = np.fft.irfft(np.fft.rfft(piece, axis=0) * response[:, None], len(piece), axis=0)[margin:]
        whole = (min(len(sound), start + block) - start) // STEP
        found.append(np.mean(heard[: whole * STEP].reshape(whole, STEP, 2) ** 2, axis=1).sum(axis=1))
    return np.concatenate(found) if found else np.zeros(0)


def running(power: Floats, tenths: int) -> Floats:
    """Mean power over a window sliding by a tenth of a second."""
    total = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    return np.asarray((total[tenths:] - total[:-tenths]) / tenths)


def lufs(power: Floats) -> Floats:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-12)))


def mean_lufs(power: Floats) -> float:
    return float(-0.691 + 10.0 * np.log10(np.mean(power)))


def integrated(power: Floats) -> float:
    """Integrated loudness in LUFS, gated at -70 LUFS and 10 LU below the rest."""
    blocks = running(power, 4)
    kept = blocks[lufs(blocks) > -70.0]
    if not len(kept):
        return -70.0
    kept = kept[lufs(kept) > mean_lufs(kept) - 10.0]
    return mean_lufs(kept)


def loudness_range(power: Floats) -> float:
    """EBU Tech 3342 loudness range in LU."""
    blocks = running(power, 30)[::10]
    kept = blocks[lufs(blocks) > -70.0]
    levels = lufs(kept[lufs(kept) > mean_lufs(kept) - 20.0])
    return float(np.percentile(levels, 95) - np.percentile(levels, 10))


def true_peak(sound: Audio) -> float:
    """The highest point between the samples, in dBTP, by four-fold resampling."""
    block, margin = 1 << 16, 256
    highest = 1e-9
    for start in range(0, len(sound), block):
        piece = sound[max(0, start - margin) : start + block + margin]
        if np.max(np.abs(piece)) < highest * 0.7:
            continue
        spectrum = np.fft.rfft(piece * fenced(len(piece)), axis=0)
        fine = np.fft.irfft(spectrum, 4 * len(piece), axis=0) * 4.0
        highest = max(highest, float(np.max(np.abs(fine))))
    return float(20.0 * np.log10(highest))


def fenced(count: int) -> Floats:
    """A window that is 1 except for short slopes at both ends, which keep the FFT's wrap-around quiet."""
    window = np.ones((count, 1))
    slope = min(128, count // 2)
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(slope) / slope)
    window[:slope, 0] = rise
    window[count - slope :, 0] = rise[::-1]
    return window
