"""The layers that strike, pluck and pulse."""

from dataclasses import dataclass

import numpy as np

from music.harmony import degree, fitting
from music.layers import Score, add, sides, spot
from music.tone import RATE, Audio, Curve, Strike, hertz, random_for, struck


@dataclass(frozen=True)
class Motif:
    """Plucked or struck phrases of `beat:degree`, placed sparsely and bent to the harmony."""

    strike: Strike
    phrases: tuple[str, ...]
    level: Curve
    send: float = 0.4
    shift: int = 12
    every: int = 1
    first: int = 0
    force: int = 1
    pan: float = -0.1
    echo: float = 0.0  # seconds to a fainter answer an octave above; 0 for none

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "motif", self.strike.name, self.shift)
        for turn, index in enumerate(range(self.first, len(score.chords), self.every)):
            chord = score.chords[index]
            before: int | None = None
            notes = [tuple(map(float, item.split(":"))) for item in self.phrases[turn % len(self.phrases)].split()]
            settle = random.uniform(0.6, 2.0)
            for order, (beat, number) in enumerate(notes):
                start = chord.start + settle + beat * score.beat * random.uniform(0.99, 1.03) + random.normal(0.0, 0.02)
                over = next((each for each in score.chords if each.start <= start < each.end), chord)
                wanted = degree(score.tonic + self.shift, score.scale, int(number))
                note = fitting(wanted, over, score.scale, order in (0, len(notes) - 1), before)
                before = note
                force = int(np.clip(self.force + random.integers(-1, 2), 0, 3))
                loud = (0.55 + 0.13 * force) * random.uniform(0.85, 1.05)
                place = np.clip(self.pan + (note - 66) / 60.0 + random.uniform(-0.06, 0.06), -0.7, 0.7)
                add(bus, struck(self.strike, note, force) * sides(float(place)) * np.float32(loud), spot(start))
                if self.echo and order == len(notes) - 1:
                    answer = struck(self.strike, note + 12, 0) * sides(-float(place))
                    add(bus, answer * np.float32(0.3 * loud), spot(start + self.echo))


@dataclass(frozen=True)
class Ripple:
    """Slow broken chords: voice numbers a `step` of seconds apart, with rests between the groups."""

    strike: Strike
    pattern: str
    step: float
    level: Curve
    send: float = 0.4
    shift: int = 0
    rest: float = 2.5
    force: int = 1
    keep: float = 0.92  # the part of the notes that is played

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "ripple", self.strike.name, self.shift)
        pattern = [int(number) for number in self.pattern.split()]
        time, place = 1.0, 0
        while time < score.length:
            chord = next((each for each in score.chords if each.start <= time < each.end), score.chords[-1])
            octave, voice = divmod(pattern[place], len(chord.voices))
            note = chord.voices[voice] + 12 * octave + self.shift
            along = place / len(pattern)
            force = int(np.clip(self.force + round(np.sin(np.pi * along)) - (random.random() < 0.4), 0, 3))
            if random.random() < self.keep:
                loud = (0.5 + 0.14 * force) * random.uniform(0.82, 1.05)
                pan = np.clip((note - 64) / 40.0 + random.uniform(-0.08, 0.08), -0.6, 0.6)
                add(bus, struck(self.strike, note, force) * sides(float(pan)) * np.float32(loud), spot(time))
            stretch = 1.0 + 0.07 * np.cos(2.0 * np.pi * along)
            time += self.step * stretch + random.normal(0.0, 0.018)
            place += 1
            if place == len(pattern):
                place = 0
                time += self.rest * random.uniform(0.7, 1.4)


@dataclass(frozen=True)
class Strum:
    """The same open strings (MIDI notes) over and over, a `step` of seconds apart, with a rest after the last."""

    strike: Strike
    strings: tuple[int, ...]
    step: float
    level: Curve
    send: float = 0.35
    rest: float = 1.5

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "strum", self.strike.name)
        time = 0.8
        while time < score.length:
            for order, note in enumerate(self.strings):
                loud = random.uniform(0.75, 1.0)
                sound = struck(self.strike, note, int(random.integers(0, 2))) * sides(0.5 - order / len(self.strings))
                add(bus, sound * np.float32(loud), spot(time))
                time += self.step * random.uniform(0.94, 1.08)
            time += self.rest * random.uniform(0.8, 1.3)


@dataclass(frozen=True)
class Glints:
    """Single glassy tones from the harmony, far apart and never twice at the same distance."""

    strike: Strike
    level: Curve
    gap: float = 5.0
    send: float = 0.75
    shift: int = 12
    force: int = 0

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "glints", self.strike.name)
        time = 2.0
        while time < score.length:
            chord = next((each for each in score.chords if each.start <= time < each.end), score.chords[-1])
            note = int(random.choice(chord.voices[1:])) + self.shift
            sound = struck(self.strike, note, self.force) * sides(random.uniform(-0.75, 0.75))
            add(bus, sound * np.float32(random.uniform(0.45, 1.0)), spot(time))
            time += self.gap * random.uniform(0.5, 1.6)


@dataclass(frozen=True)
class Pulse:
    """Deep round swells in an even slow time, more felt than heard; no attack sharper than a quarter of a second."""

    level: Curve
    period: float = 1.5
    send: float = 0.1
    pattern: tuple[float, ...] = (1.0, 0.62)

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "pulse")
        for number in range(int(score.length / self.period)):
            start = number * self.period + random.normal(0.0, 0.008)
            chord = next((each for each in score.chords if each.start <= start < each.end), score.chords[-1])
            root = hertz(chord.bass if chord.bass < 45 else chord.bass - 12)
            time = np.arange(int(self.period * 1.15 * RATE)) / RATE
            swell = np.minimum(time / 0.3, 1.0)
            shape = (0.5 - 0.5 * np.cos(np.pi * swell)) * np.exp(-np.maximum(time - 0.3, 0.0) / (0.36 * self.period))
            shape *= 0.5 + 0.5 * np.cos(np.pi * np.clip((time - 0.75 * self.period) / (0.4 * self.period), 0.0, 1.0))
            wave = np.sin(2 * np.pi * root * time) + 0.35 * np.sin(4 * np.pi * root * time + 0.7) * shape
            wave += 0.12 * np.sin(6 * np.pi * root * time + 0.2) * shape**2
            tone = (wave * shape * self.pattern[number % len(self.pattern)] * random.uniform(0.92, 1.0)).astype(
                np.float32
            )
            add(bus, np.repeat(tone[:, None], 2, axis=1), spot(start))
