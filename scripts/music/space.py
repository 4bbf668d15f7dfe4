"""The room and the finish: a long soft reverb, the roll-off above 9 kHz, the slow levelling and the last limiter."""

from functools import lru_cache

import numpy as np

from kapguide.audio.library.loudness import integrated, lufs, powers, running
from music.tone import RATE, Audio, Curve, ease, gain, random_for

# Centre of each band in Hz, and its reverberation time as a part of the room's.
BANDS = ((60, 0.75), (125, 0.95), (250, 1.05), (500, 1.0), (1000, 0.92), (2000, 0.72), (4000, 0.45), (8000, 0.22))


@lru_cache(maxsize=8)
def room(seconds: float) -> Audio:
    """The response of a large soft room with `seconds` to -60 dB at 500 Hz, (samples, 2), of unit energy a side."""
    random = random_for("room", seconds)
    count = int(RATE * seconds * 1.05)
    time = np.arange(count) / RATE
    frequencies = np.fft.rfftfreq(count, 1.0 / RATE)
    octave = np.log2(np.maximum(frequencies, 20.0))
    noise = np.fft.rfft(random.normal(0.0, 1.0, (count, 2)), axis=0)
    shared = 0.42 + 0.5 / (1.0 + (frequencies / 300.0) ** 2)  # as in a real room, the sides agree in the low notes
    noise[:, 1] = shared * noise[:, 0] + np.sqrt(1.0 - shared**2) * noise[:, 1]
    out = np.zeros((count, 2))
    for index, (centre, part) in enumerate(BANDS):
        away = octave - np.log2(centre)
        if index == 0:
            away = np.maximum(away, 0.0)
        if index == len(BANDS) - 1:
            away = np.minimum(away, 0.0)
        mask = np.cos(np.clip(away, -1.0, 1.0) * np.pi / 2.0) ** 2
        tint = 1.0 / (1.0 + (centre / 3500.0) ** 2)
        band = np.fft.irfft(noise * mask[:, None], count, axis=0)
        out += tint * band * np.exp(-6.9 * time / (seconds * part))[:, None]
    out *= (1.0 - np.exp(-time / 0.045))[:, None]
    before = int(0.022 * RATE)
    out = np.concatenate([np.zeros((before, 2)), out])[:count]
    soft = np.hanning(97) / np.hanning(97).sum()
    size = np.sqrt(np.mean(out[before : before + RATE // 2] ** 2))
    for side in range(2):
        for _ in range(14):
            place = int(random.uniform(0.012, 0.11) * RATE)
            out[place : place + 97, side] += (
                soft * 60.0 * size * random.choice((-1.0, 1.0)) * (0.12 * RATE / (0.05 * RATE + place))
            )
    out[-RATE // 4 :] *= ease(RATE // 4)[::-1, None]
    return np.ascontiguousarray(out / np.sqrt(np.sum(out**2, axis=0)), np.float32)


def convolved(sound: Audio, response: Audio) -> Audio:
    """`sound` through `response`, side by side, cut to the length of `sound`; overlap-add."""
    size = 1 << int(np.ceil(np.log2(3 * len(response))))
    block = size - len(response)
    spectrum = np.fft.rfft(response, size, axis=0)
    out = np.zeros((len(sound) + size, 2), np.float32)
    for start in range(0, len(sound), block):
        part = np.fft.rfft(sound[start : start + block], size, axis=0)
        out[start : start + size] += np.fft.irfft(part * spectrum, size, axis=0)
    return out[: len(sound)]


@lru_cache(maxsize=2)
def finish_filter(ceiling: float = 8500.0) -> Audio:
    """An impulse response that removes what lies below 28 Hz and rolls off softly from 6 kHz."""
    count = 1 << 14
    frequencies = np.fft.rfftfreq(count, 1.0 / RATE)
    shape = 1.0 / np.sqrt(1.0 + (frequencies / ceiling) ** 8) / np.sqrt(1.0 + (frequencies / 7500.0) ** 1.5)
    shape *= 1.0 - np.exp(-((frequencies / 28.0) ** 4))
    kernel = np.fft.irfft(shape, count)
    centred = np.roll(kernel, count // 2) * np.hanning(count)
    return np.repeat(centred[:, None], 2, axis=1).astype(np.float32)


def finished(sound: Audio) -> Audio:
    """`sound` through the finish filter, in place in time."""
    delay = len(finish_filter()) // 2
    padded = np.concatenate([sound, np.zeros((delay, 2), np.float32)])
    return convolved(padded, finish_filter())[delay:]


def ridden(sound: Audio, arc: Curve, strength: float = 0.75, reach: float = 6.0) -> Audio:
    """Bring the slow loudness near the piece's arc (dB relative to its own mean), as a hand on a fader would."""
    tenths = 120
    power = powers(sound)
    padded = np.pad(power, tenths // 2, mode="reflect")
    slow = lufs(running(padded, tenths))[: len(power)]
    place = np.linspace(0.0, 1.0, len(slow))
    wanted = arc.decibels(place)
    error = (wanted - np.mean(wanted)) - (slow - np.mean(slow))
    move = reach * np.tanh(strength * error / reach)
    smooth = np.convolve(np.pad(move, 60, mode="edge"), np.hanning(121) / np.hanning(121).sum(), "valid")
    change = 10.0 ** (smooth / 20.0)
    fine = np.interp(np.arange(len(sound)), np.arange(len(change)) * (RATE // 10) + RATE // 20, change)
    return np.asarray(sound * fine[:, None], np.float32)


def edged(sound: Audio, low: float = -5.0, seconds: float = 12.0) -> Audio:
    """Low but present at both ends: a slow slope from `low` dB, and a short one to true zero."""
    count = min(int(seconds * RATE), len(sound) // 3)
    slope = 10.0 ** (low * (1.0 - ease(count)) / 20.0)
    short = int(1.2 * RATE)
    slope[:short] *= ease(short)
    out = sound.copy()
    out[:count] *= slope[:, None]
    out[-count:] *= slope[::-1, None]
    return np.asarray(out, np.float32)


def limited(sound: Audio, ceiling: float) -> Audio:
    """Hold the peaks under `ceiling` (linear) by a gain that moves over 60 ms, never by cutting the wave."""
    block = RATE // 200
    blocks = -(-len(sound) // block)
    peaks = np.zeros(blocks * block, np.float32)
    peaks[: len(sound)] = np.max(np.abs(sound), axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks.reshape(blocks, block).max(axis=1), 1e-9))
    if np.all(wanted >= 1.0):
        return sound
    wide = np.pad(wanted, 12, mode="edge")
    lowest = np.min(np.lib.stride_tricks.sliding_window_view(wide, 13), axis=1)
    window = np.hanning(15)[1:-1]
    smooth = np.convolve(lowest, window / window.sum(), "valid")[:blocks]
    fine = np.interp(np.arange(len(sound)), np.arange(blocks) * block + block / 2, smooth)
    return np.asarray(sound * fine[:, None], np.float32)


def levelled(sound: Audio, target: float = -20.0, peak: float = -4.2) -> Audio:
    """`sound` at `target` LUFS with its sample peaks under `peak` dBFS."""
    for _ in range(3):
        raised = sound * np.float32(gain(target - integrated(powers(sound))))
        sound = limited(raised, gain(peak))
        if sound is raised:  # nothing was held back, so that it is as loud as it was made
            break
    return sound


def weight(sound: Audio) -> float:
    """How loud a layer is while it sounds, as a linear K-weighted level; 0 for silence.

    Rests do not count, so that a sparse layer is not taken for a soft one.
    """
    power = running(powers(sound), 4)
    highest = float(np.max(power, initial=0.0))
    if highest < 1e-12:
        return 0.0
    return float(np.sqrt(np.percentile(power[power > 0.02 * highest], 80)))
