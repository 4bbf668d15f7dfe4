"""The sustained layers: each turns the chords into one stereo bus; the piece's curves then weigh the buses."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from music.harmony import Chord, degree, fitting
from music.tone import RATE, TABLE, Audio, Curve, Floats, Timbre, breath, random_for, table

LEAD_IN = 6.0  # seconds rendered before a piece's first sample, so that it starts sounding


@dataclass(frozen=True)
class Score:
    """A piece laid in time: what every layer needs to know."""

    title: str
    tonic: int  # MIDI number
    scale: frozenset[int]
    beat: float  # seconds
    chords: tuple[Chord, ...]
    light: Curve  # brightness over the piece, -12 (dark) to 0 (bright)

    @property
    def length(self) -> float:
        return self.chords[-1].end

    def brightness(self, seconds: float) -> float:
        place = np.array([min(max(seconds / self.length, 0.0), 1.0)])
        return float(np.clip(1.0 + self.light.decibels(place)[0] / 12.0, 0.0, 1.0))


class Layer(Protocol):
    """One instrument's part."""

    @property
    def level(self) -> Curve: ...

    @property
    def send(self) -> float: ...

    def play(self, score: Score, bus: Audio) -> None: ...


def spot(seconds: float) -> int:
    return int((seconds + LEAD_IN) * RATE)


def add(bus: Audio, sound: Audio, start: int) -> None:
    """Mix `sound` into the bus at sample `start`, cutting what falls outside."""
    first, last = max(start, 0), min(start + len(sound), len(bus))
    if last > first:
        bus[first:last] += sound[first - start : last - start]


def sides(pan: float) -> Audio:
    """Gains of left and right for a place between -1 and 1; unity in the middle."""
    angle = (pan + 1.0) * np.pi / 4.0
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2.0))


def drawn(values: Floats, step: int) -> Audio:
    """Values that are `step` samples apart, joined by straight lines."""
    knots = values.astype(np.float32)
    lines = knots[:-1, None] + np.diff(knots)[:, None] * (np.arange(step, dtype=np.float32) / step)
    return np.asarray(lines.ravel(), np.float32)


def looped(source: Audio, offset: int, count: int) -> Audio:
    """`count` samples of an endless table from `offset` on."""
    turns = -(-(offset + count) // TABLE)
    return source[offset : offset + count] if turns == 1 else np.concatenate([source] * turns)[offset : offset + count]


def held(
    bus: Audio, timbre: Timbre, midi: float, start: float, length: float, rise: float, fall: float,
    bright: tuple[float, float], random: np.random.Generator,
    level: float = 1.0, vibrato: float = 0.0, pan: float = 0.0,
) -> None:  # fmt: skip
    """A sustained note: from `start`, swelling over `rise` seconds, fading over `fall` after `length`."""
    count = int((length + fall) * RATE)
    knots = np.arange(0, count + 480, 480)
    time = knots / RATE
    whole = count / RATE
    up, down = min(rise, whole / 2), min(fall, whole / 2)
    shape = 0.5 - 0.5 * np.cos(np.pi * np.clip(time / up, 0.0, 1.0))
    shape *= 0.5 - 0.5 * np.cos(np.pi * np.clip((whole - time) / down, 0.0, 1.0))
    shape *= level * (1.0 + 0.14 * np.sin(2.0 * np.pi * time / random.uniform(6.0, 11.0) + random.uniform(0.0, 6.3)))
    glow = 0.26 * np.sin(2.0 * np.pi * time / random.uniform(9.0, 17.0) + random.uniform(0.0, 6.3))
    turn = np.clip(bright[0] + (bright[1] - bright[0]) * time / whole + glow, 0.0, 1.0) * np.pi / 2.0
    low, high = (drawn(shape * part, 480)[:count, None] for part in (np.cos(turn), np.sin(turn)))
    offset = int(random.integers(TABLE))
    dark, light = table(timbre, midi, False), table(timbre, midi, True)
    if vibrato:
        place = wandering(offset, count, vibrato, random)
        sound = waved(dark, place) * low
        sound += waved(light, place) * high
    else:
        sound = looped(dark, offset, count) * low
        sound += looped(light, offset, count) * high
    sway = 0.2 * np.sin(2.0 * np.pi * time / random.uniform(14.0, 29.0) + random.uniform(0.0, 6.3))
    for side, (loud, lean) in enumerate(zip(sides(pan), (1.0 - sway, 1.0 + sway), strict=True)):
        sound[:, side] *= drawn(loud * lean, 480)[:count]
    add(bus, sound, spot(start))


def wandering(offset: int, count: int, cents: float, random: np.random.Generator) -> Floats:
    """Places in a table for a vibrato that grows in slowly, as a player's hand lets it."""
    knots = np.arange(0, count + 240, 240)
    time = knots / RATE
    speed = 4.6 + 0.25 * np.sin(2.0 * np.pi * time / random.uniform(5.0, 8.0) + random.uniform(0.0, 6.3))
    wave = np.sin(2.0 * np.pi * np.cumsum(speed) * 240 / RATE + random.uniform(0.0, 6.3))
    bend = cents * np.clip((time - 0.8) / 2.5, 0.0, 1.0) * wave * (np.log(2.0) / 1200.0)
    return offset + np.cumsum(1.0 + drawn(bend, 240)[:count], dtype=np.float64)


def waved(source: Audio, place: Floats) -> Audio:
    """The table read at fractional places."""
    whole = place.astype(np.int64)
    part = (place - whole).astype(np.float32)[:, None]
    first = np.take(source, whole % TABLE, axis=0)
    return first + (np.take(source, (whole + 1) % TABLE, axis=0) - first) * part


@dataclass(frozen=True)
class Pad:
    """Sustained chords; common tones are held through, the others change one after another."""

    timbre: Timbre
    level: Curve
    send: float = 0.45
    shift: int = 0
    rise: float = 3.5
    fall: float = 4.5
    voices: tuple[int, ...] = (0, 1, 2, 3, 4)
    vibrato: float = 0.0

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "pad", self.timbre.name, self.shift)
        for voice in self.voices:
            index = 0
            while index < len(score.chords):
                chord = score.chords[index]
                last = index
                if voice >= len(chord.voices):
                    index += 1
                    continue
                note = chord.voices[voice]
                while last + 1 < len(score.chords) and score.chords[last + 1].voices[voice : voice + 1] == (note,):
                    last += 1
                late = random.uniform(0.0, 1.6) if index else -LEAD_IN
                end = score.chords[last].end if last + 1 < len(score.chords) else score.length + 12.0
                start = chord.start + late
                held(
                    bus, self.timbre, note + self.shift, start, end - start, self.rise, self.fall,
                    (score.brightness(start), score.brightness(end)), random,
                    level=1.0 - 0.08 * abs(voice - 1), vibrato=self.vibrato, pan=random.uniform(-0.45, 0.45),
                )  # fmt: skip
                index = last + 1


@dataclass(frozen=True)
class Bass:
    """The bass notes, low and round."""

    timbre: Timbre
    level: Curve
    send: float = 0.12
    shift: int = 0

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "bass", self.timbre.name)
        index = 0
        while index < len(score.chords):
            last = index
            while last + 1 < len(score.chords) and score.chords[last + 1].bass == score.chords[index].bass:
                last += 1
            start = score.chords[index].start - (LEAD_IN if index == 0 else 0.0)
            end = score.chords[last].end if last + 1 < len(score.chords) else score.length + 12.0
            held(
                bus,
                self.timbre,
                score.chords[index].bass + self.shift,
                start,
                end - start,
                3.0,
                3.0,
                (0.3, 0.5),
                random,
            )
            index = last + 1


@dataclass(frozen=True)
class Drone:
    """Tones that last the whole piece, each breathing in its own slow time."""

    timbre: Timbre
    notes: tuple[int, ...]
    level: Curve
    send: float = 0.25

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "drone", self.timbre.name)
        for index, note in enumerate(self.notes):
            part = np.zeros_like(bus)
            length = score.length + 12.0
            held(
                part, self.timbre, note, -LEAD_IN, length, 3.0, 3.0, (0.2, 0.8), random, pan=(-0.3, 0.3, 0.0)[index % 3]
            )
            time = np.linspace(0.0, length, 2000)
            slow = 0.72 + 0.28 * np.sin(2.0 * np.pi * time / random.uniform(19.0, 43.0) + random.uniform(0.0, 6.3))
            bus += part * np.interp(np.linspace(0, 1999, len(bus)), np.arange(2000), slow)[:, None].astype(np.float32)


@dataclass(frozen=True)
class Swell:
    """Bowed notes that grow out of the harmony and sink back; one or two for each chord."""

    timbre: Timbre
    level: Curve
    send: float = 0.55
    shift: int = 0
    choose: tuple[int, ...] = (1, 3)
    every: int = 1
    vibrato: float = 7.0

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "swell", self.timbre.name, self.shift)
        for index, chord in enumerate(score.chords):
            if index % self.every:
                continue
            for order, choice in enumerate(self.choose):
                note = chord.voices[choice % len(chord.voices)] + self.shift
                start = chord.start + chord.length * (0.04 + 0.3 * order) + random.uniform(0.0, 0.8)
                length = max(chord.end + 0.5 - start, 4.0)
                shine = score.brightness(start)
                for pan in (-0.5 + 0.7 * order, 0.1 + 0.4 * order):
                    detune = random.normal(0.0, 0.03)
                    rise = length * random.uniform(0.42, 0.55)
                    held(
                        bus, self.timbre, note, start + random.uniform(0.0, 0.3), length * 0.62, rise, length * 0.5,
                        (0.15 + 0.5 * shine, 0.3 * shine), random, level=0.8 + detune, vibrato=self.vibrato, pan=pan,
                    )  # fmt: skip


@dataclass(frozen=True)
class Melody:
    """A sung or bowed line: phrases of `beat:degree:length`, one for every `every` chords, bent to the harmony."""

    timbre: Timbre
    phrases: tuple[str, ...]
    level: Curve
    send: float = 0.6
    shift: int = 0
    every: int = 1
    first: int = 0
    vibrato: float = 9.0
    pan: float = 0.15

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "melody", self.timbre.name, self.shift)
        for turn, index in enumerate(range(self.first, len(score.chords), self.every)):
            chord = score.chords[index]
            before: int | None = None
            notes = [tuple(map(float, item.split(":"))) for item in self.phrases[turn % len(self.phrases)].split()]
            for order, (beat, number, length) in enumerate(notes):
                start = chord.start + 0.8 + beat * score.beat + random.normal(0.0, 0.06)
                over = next((each for each in score.chords if each.start <= start < each.end), chord)
                wanted = degree(score.tonic + self.shift, score.scale, int(number))
                note = fitting(wanted, over, score.scale, length >= 2.0 or order == len(notes) - 1, before)
                before = note
                lasting = length * score.beat
                shine = score.brightness(start)
                held(
                    bus, self.timbre, note, start, lasting, min(1.4, 0.45 * lasting), 1.6 + 0.15 * lasting,
                    (0.25 + 0.4 * shine, 0.15 + 0.3 * shine), random,
                    level=random.uniform(0.85, 1.0), vibrato=self.vibrato, pan=self.pan,
                )  # fmt: skip


@dataclass(frozen=True)
class Air:
    """Breath without a voice: soft noise that comes and goes about as slowly as someone at rest breathes."""

    level: Curve
    low: float = 300.0
    high: float = 2600.0
    period: float = 11.0
    send: float = 0.3

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "air")
        time, knots, levels = -LEAD_IN, [-LEAD_IN], [0.35]
        while time < score.length + 12.0:
            time += 0.5 * self.period * random.uniform(0.85, 1.2)
            knots.append(time)
            levels.append(random.uniform(0.75, 1.0) if len(levels) % 2 else random.uniform(0.2, 0.35))
        fine = np.arange(0, len(bus), 2400) / RATE - LEAD_IN
        step = np.clip(np.searchsorted(knots, fine, side="right") - 1, 0, len(knots) - 2)
        start, end = np.array(knots)[step], np.array(knots)[step + 1]
        along = 0.5 - 0.5 * np.cos(np.pi * np.clip((fine - start) / (end - start), 0.0, 1.0))
        slow = np.array(levels)[step] * (1.0 - along) + np.array(levels)[step + 1] * along
        shape = np.interp(np.arange(len(bus)), np.arange(len(slow)) * 2400.0, slow).astype(np.float32)
        bus += looped(breath(self.low, self.high), 0, len(bus)) * shape[:, None]
