"""Loudness after ITU-R BS.1770-4 and EBU R128, and true peak, with numpy alone: streaming, in constant memory.

Sound is float32 [n, 1 or 2] of any rate. The mixer plays one channel from both sides, so one channel is measured like
two that are the same: what is levelled is what is heard.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kapguide.audio.library.facts import SILENT_LUFS
from kapguide.audio.sound.limiter import sound_of

Sound = NDArray[np.float32]
Floats = NDArray[np.float64]

SILENT_DB = -120.0
"""The true peak of silence, where JSON has no minus infinity."""

_DESIGN_RATE = 48_000
# The two filters of BS.1770-4 for 48 kHz: the head's shelf, then the high pass.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_AT_ONCE = 10
"""Tenths of a second that are filtered at once, besides the one before them in which the filter settles."""
_BINS, _BIN_LU = 10_000, 0.01
_AROUND = 24
"""Samples on each side that a value between two samples is made of."""
_NEAR = 0.5
"""No peak lies beside a sample below this part of the highest sample."""


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP; SILENT_LUFS and SILENT_DB where there is nothing."""

    lufs: float
    true_peak_db: float


class Meter:
    """Measures one sound, pushed in blocks of any size."""

    def __init__(self, rate: int) -> None:
        self._weighting = Weighting(rate)
        self._gate = LoudnessGate()
        self._peak = TruePeak()
        self._recent = np.zeros(0)

    def push(self, block: Sound) -> None:
        """The next frames, [n, 1 or 2]; what is no sound counts as silence."""
        block = sound_of(block)
        self._add(self._weighting.push(block))
        self._peak.push(block)

    def finish(self) -> Loudness:
        """The measure of everything that was pushed. What is shorter than the standard's 0.4 s is taken whole."""
        self._add(self._weighting.rest())
        loudness = self._gate.loudness() if self._gate.filled else mean_lufs(self._weighting.mean)
        return Loudness(max(SILENT_LUFS, loudness), self._peak.finish())

    def _add(self, tenths: Floats) -> None:
        tenths = np.concatenate([self._recent, tenths])
        self._recent = tenths[-3:].copy()
        if len(tenths) > 3:
            self._gate.add(running(tenths, 4))


class Weighting:
    """Gives the K-weighted power, both sides summed, of each tenth of a second."""

    def __init__(self, rate: int) -> None:
        self._step = round(rate / 10)
        # Two real channels are one complex signal, which the filter treats as the two that they are.
        count = (1 + _AT_ONCE) * self._step
        self._response = k_response(count, rate).astype(np.complex64)
        self._piece = np.zeros((count, 2), np.float32)
        self._filled = self._step
        self._energy, self._frames = 0.0, 0

    @property
    def mean(self) -> float:
        """The mean power of all that was filtered."""
        return self._energy / max(1, self._frames)

    def push(self, block: Sound) -> Floats:
        """The powers that `block` completes."""
        found: list[Floats] = []
        while len(block):
            part = block[: len(self._piece) - self._filled]
            self._piece[self._filled : self._filled + len(part)] = part
            self._filled += len(part)
            block = block[len(part) :]
            if self._filled == len(self._piece):
                found.append(self._powers())
        return np.concatenate(found) if found else np.zeros(0)

    def rest(self) -> Floats:
        """The powers of the whole tenths that are left at the end."""
        self._piece[self._filled :] = 0.0
        return self._powers()

    def _powers(self) -> Floats:
        step, count = self._step, self._filled - self._step
        spectrum = np.fft.fft(self._piece.view(np.complex64)[:, 0])
        spectrum *= self._response
        heard = np.fft.ifft(spectrum)[step : self._filled].view(np.float32)
        heard *= heard
        self._energy += float(heard.sum(dtype=np.float64))
        self._frames += count
        self._piece[:step] = self._piece[self._filled - step : self._filled]
        self._filled = step
        whole = count // step
        tenths = heard[: 2 * step * whole].reshape(whole, 2 * step)
        return np.asarray(tenths.sum(axis=1, dtype=np.float64) / step)


class LoudnessGate:
    """The gated mean of powers of 0.4 s: -70 LUFS, then 10 LU below the rest, to 0.01 LU, whatever their number."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BINS)
        self._sums = np.zeros(_BINS)

    @property
    def filled(self) -> bool:
        """Whether anything passed the first gate."""
        return bool(self._counts.any())

    def add(self, powers: Floats) -> None:
        place = np.ceil((lufs(powers) - SILENT_LUFS) / _BIN_LU).astype(np.int64) - 1
        kept = place >= 0
        place = np.minimum(place[kept], _BINS - 1)
        np.add.at(self._counts, place, 1.0)
        np.add.at(self._sums, place, powers[kept])

    def loudness(self) -> float:
        """In LUFS; SILENT_LUFS when nothing passed."""
        if not self.filled:
            return SILENT_LUFS
        gate = mean_lufs(float(self._sums.sum() / self._counts.sum())) - 10.0
        first = max(0, round((gate - SILENT_LUFS) / _BIN_LU))
        return mean_lufs(float(self._sums[first:].sum() / self._counts[first:].sum()))


class TruePeak:
    """The highest point between the samples as well, by four-fold oversampling of where it can lie."""

    def __init__(self) -> None:
        self._highest = self._highest_sample = 0.0
        self._before = np.zeros((2 * _AROUND, 1), np.float32)

    def push(self, block: Sound) -> None:
        if not len(block):
            return
        if self._before.shape[1] != block.shape[1]:
            self._before = np.repeat(self._before[:, :1], block.shape[1], axis=1)
        sound = np.concatenate([self._before, block])
        self._before = sound[-2 * _AROUND :].copy()
        channels = np.ascontiguousarray(sound.T)
        sizes = np.abs(channels)
        self._highest_sample = max(self._highest_sample, float(sizes.max()))
        for channel, size in zip(channels, sizes, strict=True):
            self._look(channel, size)

    def finish(self) -> float:
        """In dBTP."""
        self.push(np.zeros((_AROUND, self._before.shape[1]), np.float32))
        highest = max(self._highest, self._highest_sample, 1e-9)
        return max(SILENT_DB, float(20.0 * np.log10(highest)))

    def _look(self, channel: Sound, size: Sound) -> None:
        """Three values on either side of each sample that is as high as its neighbours and near the highest one."""
        near = _AROUND + np.flatnonzero(size[_AROUND:-_AROUND] > _NEAR * self._highest_sample)
        near = near[(size[near] >= size[near - 1]) & (size[near] >= size[near + 1])]
        if len(near):
            around = np.lib.stride_tricks.sliding_window_view(channel, 2 * _AROUND + 1)[near - _AROUND]
            self._highest = max(self._highest, float(np.abs(around @ _BETWEEN).max()))


def k_response(count: int, rate: int = _DESIGN_RATE) -> NDArray[np.complex128]:
    """The complex gain of K-weighting at the frequencies of an FFT of `count` samples.

    The standard's filters at their own rate, whatever the sound's: none above half of it.
    """
    frequencies = np.fft.fftfreq(count, 1.0 / rate)
    turn = np.exp(-2j * np.pi * frequencies / _DESIGN_RATE)
    response = (np.abs(frequencies) <= _DESIGN_RATE / 2).astype(complex)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= (above[0] + above[1] * turn + above[2] * turn**2) / (
            below[0] + below[1] * turn + below[2] * turn**2
        )
    return np.asarray(response)


def _between() -> NDArray[np.float32]:
    """The weights [2 * _AROUND + 1, 6] for three values on either side of a sample: a sinc, eased out by a raised
    cosine."""
    places = np.arange(-_AROUND, _AROUND + 1)[:, None] - np.array([-0.75, -0.5, -0.25, 0.25, 0.5, 0.75])
    weights = np.sinc(places) * np.cos(np.pi * np.clip(places / (_AROUND + 1), -1.0, 1.0) / 2.0) ** 2
    return np.asarray(weights / weights.sum(axis=0), np.float32)


_BETWEEN = _between()


def powers(sound: Sound, rate: int = _DESIGN_RATE) -> Floats:
    """K-weighted power, both sides summed, of each tenth of a second of a whole sound."""
    weighting = Weighting(rate)
    return np.concatenate([weighting.push(sound), weighting.rest()])


def running(power: Floats, tenths: int) -> Floats:
    """Mean power over a window sliding by a tenth of a second."""
    total = np.concatenate([[0.0], np.cumsum(power, dtype=np.float64)])
    return np.asarray((total[tenths:] - total[:-tenths]) / tenths)


def lufs(power: Floats) -> Floats:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-12)))


def mean_lufs(power: Floats | float) -> float:
    return float(-0.691 + 10.0 * np.log10(max(float(np.mean(power)), 1e-12)))


def integrated(power: Floats) -> float:
    """Integrated loudness in LUFS of the powers of a whole sound."""
    gate = LoudnessGate()
    gate.add(running(power, 4))
    return gate.loudness()


def true_peak(sound: Sound) -> float:
    """The true peak of a whole sound in dBTP."""
    peak = TruePeak()
    peak.push(sound)
    return peak.finish()
