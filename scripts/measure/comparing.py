"""A recording against what it should hold: dropouts, lost frames, clicks, and every join's length and power."""

import itertools
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from measure.wanted import NotFound, Placed, length_of, place_of, sound_of, wanted
from tests.support.listening import RATE, Samples, decibels, dropouts

BLOCK = RATE
STEP = RATE // 100
"""Levels and differences are looked at in steps of 10 ms."""
CLICK_DB = -60.0
"""A difference whose peak is above this (dBFS) is one that nothing accounts for."""
OFF_DB = -30.0
"""What differs by more than this (of itself) is looked for elsewhere: frames were lost, or held up."""
TAIL = 10
"""By the last so many steps of a block it is told whether it is out of place from then on."""
POWER_S = 0.1
"""Power is compared over so long."""
QUIET_DB = -70.0
"""Where less than this is wanted, powers are not compared."""


class Odd(msgspec.Struct, frozen=True):
    """Something at `at_s` of the recording: `size` in s for a dropout, frames for a slip, dBFS for a click."""

    at_s: float
    size: float


class Heard(msgspec.Struct):
    """What is wrong with a recording, and how near it is to what was wanted everywhere else."""

    seconds: float = 0.0
    dropouts: list[Odd] = []
    slips: list[Odd] = []
    clicks: list[Odd] = []
    differs_db: float = -120.0
    """The highest difference (dBFS peak) outside what is listed."""
    placed: list[Placed] = []
    """The pieces where they were in the end."""


class Join(msgspec.Struct):
    """One piece giving way to the next, as it was heard. `dip_db` and `rise_db`: power against what was wanted."""

    at_s: float
    leaving: str
    coming: str
    wanted_s: float
    seconds: float
    dip_db: float
    rise_db: float
    gap_s: float
    click_db: float


def compare(recording: Samples, placed: list[Placed], first: int, last: int) -> Heard:
    """Hold the recording's frames `first` to `last` against the pieces; where frames were lost, go on behind them."""
    heard = Heard(seconds=(last - first) / RATE, placed=[msgspec.structs.replace(piece) for piece in placed])
    at = first
    while at < last:
        end = min(at + BLOCK, last)
        part = np.asarray(recording[at:end])
        zeros = [(start, length) for start, length in _starved(recording, at, end, heard)]
        heard.dropouts += [Odd(start, length) for start, length in zeros]
        difference = part - wanted(heard.placed, at, end)
        off = _off(difference, part)
        if len(off) and off[-TAIL:].mean() > 0.5 and (slip := _slip(recording, heard.placed, end)) is not None:
            heard.slips.append(Odd((at + int(np.argmax(off)) * STEP) / RATE, slip))
            _move(heard.placed, end, slip)
            at = end
            continue
        _note_clicks(heard, difference, at, zeros)
        at = end
    return heard


def _starved(recording: Samples, first: int, last: int, heard: Heard) -> list[tuple[float, float]]:
    """Runs of zeros that begin in this block, where something is wanted: (at, length) in s of the recording."""
    around = np.asarray(recording[max(0, first - 1) : last + RATE])
    found = []
    for start, length in dropouts(around):
        at = max(0, first - 1) + round(start * RATE)
        if first <= at < last:
            missed = wanted(heard.placed, at, at + max(1, round(length * RATE)))
            if _peak_db(missed) > QUIET_DB:
                found.append((at / RATE, length))
    return found


def _off(difference: Samples, part: Samples) -> npt.NDArray[np.bool_]:
    """Which steps of the block are not what was wanted."""
    size = len(part) // STEP * STEP
    away = np.square(difference[:size]).reshape(-1, STEP * 2).mean(axis=1)
    there = np.square(part[:size]).reshape(-1, STEP * 2).mean(axis=1)
    return np.asarray(away > there * 10 ** (OFF_DB / 10) + 1e-10)


def _slip(recording: Samples, placed: list[Placed], at: int) -> int | None:
    """By how many frames the pieces are later than they should be, from `at` on; None where they are in place."""
    sounding = [piece for piece in placed if piece.start <= at < piece.start + length_of(piece.path)]
    for piece in reversed(sounding):
        try:
            found = place_of(recording, piece.path, piece.start, (at - piece.start) / RATE)
        except NotFound:
            continue
        return found - piece.start or None
    return None


def _move(placed: list[Placed], at: int, by: int) -> None:
    """What sounds at `at` is so many frames later; what comes was found where it is."""
    for piece in placed:
        if piece.start <= at < piece.start + length_of(piece.path):
            piece.start += by


def _note_clicks(heard: Heard, difference: Samples, at: int, zeros: list[tuple[float, float]]) -> None:
    size = len(difference) // STEP * STEP
    peaks = np.abs(difference[:size]).reshape(-1, STEP * 2).max(axis=1)
    for place, peak in enumerate(peaks):
        when = (at + place * STEP) / RATE
        if any(start - 0.03 <= when <= start + length + 0.03 for start, length in zeros):
            continue
        level = 20 * float(np.log10(max(float(peak), 1e-6)))
        if level > CLICK_DB:
            last = heard.clicks[-1] if heard.clicks else None
            if last is None or when - last.at_s > 0.05:
                heard.clicks.append(Odd(when, level))
        else:
            heard.differs_db = max(heard.differs_db, level)


def shares(recording: Samples, pieces: list[Placed], first: int, last: int, step: int) -> npt.NDArray[np.float64]:
    """How much of each piece, as a factor of its file, is in every `step` frames: [n, pieces]; nan where it is silent.

    Least squares with a slope each, so that a share may move within a step.
    """
    turn = np.repeat(np.linspace(-0.5, 0.5, step), 2)
    found = []
    for at in range(first, last - step + 1, step):
        columns = [_piece_at(piece, at, step) for piece in pieces]
        heard = [place for place, column in enumerate(columns) if np.abs(column).max() > 1e-5]
        row = np.full(len(pieces), np.nan)
        if heard:
            basis = np.stack([each for place in heard for each in (columns[place], columns[place] * turn)], axis=1)
            part = np.asarray(recording[at : at + step], np.float64).ravel()
            row[heard] = np.linalg.lstsq(basis, part, rcond=None)[0][::2]
        found.append(row)
    return np.array(found).reshape(-1, len(pieces))


def _piece_at(piece: Placed, at: int, count: int) -> npt.NDArray[np.float64]:
    out = np.zeros((count, 2))
    begin, end = max(at, piece.start), min(at + count, piece.start + length_of(piece.path))
    if begin < end:
        out[begin - at : end - at] = sound_of(piece.path)[begin - piece.start : end - piece.start]
    return out.ravel()


def join_seconds(recording: Samples, leaving: Placed, coming: Placed, longest_s: float) -> float:
    """How long the crossfade between two pieces lasts: a line through the angle of their shares; nan without one."""
    step = round(0.05 * RATE)
    last = min(len(recording), coming.start + round((longest_s + 1.0) * RATE))
    both = shares(recording, [leaving, coming], coming.start, last, step)
    angle = np.arctan2(both[:, 1] / coming.gain, both[:, 0] / leaving.gain)
    middle = np.flatnonzero((angle > 0.15) & (angle < np.pi / 2 - 0.15))
    if len(middle) < 3:
        return float("nan")
    return float(np.pi / 2 / np.polyfit(middle * step / RATE, angle[middle], 1)[0])


def joins(recording: Samples, placed: list[Placed], lengths: tuple[float, ...]) -> list[Join]:
    """Every join between the pieces; each one's wanted length is that of `lengths` which is nearest, and is set."""
    found = []
    for leaving, coming in itertools.pairwise(placed):
        seconds = join_seconds(recording, leaving, coming, max(lengths))
        coming.crossfade_s = min(lengths, key=lambda each: abs(each - (seconds if seconds == seconds else 0.0)))
        found.append(Join(coming.start / RATE, _name(leaving), _name(coming), coming.crossfade_s, seconds, 0, 0, 0, 0))
    for number, (join, coming) in enumerate(zip(found, placed[1:], strict=True)):
        first = max(0, coming.start - RATE // 2)
        last = min(len(recording), coming.start + round((join.wanted_s + 0.5) * RATE))
        part, model = np.asarray(recording[first:last]), wanted(placed[number : number + 3], first, last)
        power, meant = _powers(part), _powers(model)
        apart = decibels(power[meant > 10 ** (QUIET_DB / 10)]) - decibels(meant[meant > 10 ** (QUIET_DB / 10)])
        join.dip_db, join.rise_db = float(min(0.0, apart.min())), float(max(0.0, apart.max()))
        join.gap_s = max((length for _, length in dropouts(part)), default=0.0)
        join.click_db = _peak_db(part - model)
    return found


def _powers(part: Samples) -> npt.NDArray[np.float64]:
    size = round(POWER_S * RATE)
    whole = len(part) // size * size
    return np.asarray(np.square(part[:whole].astype(np.float64)).reshape(-1, size * 2).mean(axis=1))


def _peak_db(part: Samples) -> float:
    return 20 * float(np.log10(max(float(np.abs(part).max(initial=0.0)), 1e-6)))


def _name(piece: Placed) -> str:
    return Path(piece.path).stem
