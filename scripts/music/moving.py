"""The layers that never stand still: lines that slide, overtones that come forth one after another, and what turns."""

from dataclasses import dataclass

import numpy as np

from music.layers import LEAD_IN, Layer, Score, drawn, held, sides, waved
from music.tone import RATE, TABLE, Audio, Curve, Timbre, random_for, table

KNOT = 480  # samples between the points of a slow curve


@dataclass(frozen=True)
class Glide:
    """Lines that slide from one tone of the harmony to the next, and never step: one for each chosen voice."""

    timbre: Timbre
    level: Curve
    send: float = 0.6
    shift: int = 0
    choose: tuple[int, ...] = (1, 3)
    slide: float = 0.45  # the part of a chord's length that is spent on the way

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "glide", self.timbre.name, self.shift)
        count = len(bus)
        time = np.arange(0, count + KNOT, KNOT) / RATE - LEAD_IN
        for order, voice in enumerate(self.choose):
            notes = [chord.voices[voice % len(chord.voices)] + self.shift for chord in score.chords]
            places, pitches = [], []
            for chord, note in zip(score.chords, notes, strict=True):
                way = 0.5 * self.slide * chord.length * random.uniform(0.7, 1.0)
                places += [chord.start + way, chord.end - way]
                pitches += [note, note]
            soft = np.hanning(181) / np.hanning(181).sum()
            pitch = np.convolve(np.pad(np.interp(time, places, pitches), 90, mode="edge"), soft, "valid")
            centre = round(float(np.mean(pitch)))
            pitch += 0.05 * np.sin(2.0 * np.pi * time / random.uniform(5.0, 8.0))
            speed = drawn(2.0 ** ((pitch - centre) / 12.0), KNOT)[:count]
            place = float(random.integers(TABLE)) + np.cumsum(speed, dtype=np.float64)
            wave = np.sin(2.0 * np.pi * time / random.uniform(15.0, 25.0) + 2.1 * order)
            shine = np.interp(time, time[::100], [score.brightness(each) for each in time[::100]])
            turn = 0.5 * np.pi * np.clip(shine + 0.15 * wave, 0.0, 1.0)
            shape = 0.62 + 0.38 * wave
            sound = waved(table(self.timbre, centre, False), place) * drawn(shape * np.cos(turn), KNOT)[:count, None]
            sound += waved(table(self.timbre, centre, True), place) * drawn(shape * np.sin(turn), KNOT)[:count, None]
            bus += sound * sides(random.uniform(0.2, 0.6) * (-1.0 if order % 2 else 1.0))


@dataclass(frozen=True)
class Overtones:
    """Tones of the natural series over `root` (MIDI), each swelling as the one before it sinks."""

    timbre: Timbre
    root: int
    series: tuple[int, ...]
    level: Curve
    send: float = 0.6
    dwell: float = 8.0

    def play(self, score: Score, bus: Audio) -> None:
        random = random_for(score.title, "overtones", self.root)
        time, turn = -LEAD_IN, 0
        while time < score.length:
            number = self.series[turn % len(self.series)]
            length = self.dwell * random.uniform(0.8, 1.35)
            shine = score.brightness(time)
            note = round(self.root + 12.0 * float(np.log2(number)), 3)
            bright = (0.6 * shine, 0.4 * shine)
            pan, level = random.uniform(-0.6, 0.6), random.uniform(0.7, 1.0)
            held(bus, self.timbre, note, time, length, 0.5 * length, 0.75 * length, bright, random, level, pan=pan)
            time += 0.8 * length
            turn += 1


@dataclass(frozen=True)
class Orbit:
    """Another layer, carried slowly from one side to the other and back."""

    layer: Layer
    period: float = 23.0
    depth: float = 0.75

    @property
    def level(self) -> Curve:
        return self.layer.level

    @property
    def send(self) -> float:
        return self.layer.send

    def play(self, score: Score, bus: Audio) -> None:
        part = np.zeros_like(bus)
        self.layer.play(score, part)
        time = np.arange(0, len(bus) + KNOT, KNOT) / RATE
        lean = self.depth * np.sin(
            2.0 * np.pi * time / self.period + random_for(score.title, self.period).uniform(0.0, 6.3)
        )
        angle = (lean + 1.0) * np.pi / 4.0
        for side, gains in enumerate((np.cos(angle), np.sin(angle))):
            bus[:, side] += part[:, side] * drawn(np.sqrt(2.0) * gains, KNOT)[: len(bus)]
