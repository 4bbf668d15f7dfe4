"""Chords, and the leading of their voices: common tones stay, the rest move as little as they can, nothing crowds."""

import itertools
import re
from dataclasses import dataclass

from music.tone import random_for

PITCHES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
CHORD = re.compile(r"([A-G][#b]?)\(([^)]*)\)(?:\*([\d.]+))?")


def pitch_class(name: str) -> int:
    return (PITCHES[name[0]] + name.count("#") - name.count("b")) % 12


@dataclass(frozen=True)
class Chord:
    """A harmony in time: seconds, a bass note and the voices above it, lowest first (MIDI numbers)."""

    start: float
    length: float
    bass: int
    voices: tuple[int, ...]

    @property
    def end(self) -> float:
        return self.start + self.length

    @property
    def classes(self) -> frozenset[int]:
        return frozenset(note % 12 for note in (self.bass, *self.voices))


def clash(first: int, second: int) -> bool:
    """Whether two notes rub: a semitone, or a minor ninth, which no open voicing softens."""
    return abs(first - second) in (1, 13, 25)


def crowding(voices: tuple[int, ...], bass: int) -> float:
    """How far a voicing is from open and clear; 0 is good."""
    cost = 0.0
    for low, high in itertools.pairwise(voices):
        gap = high - low
        least = 5 if low < 53 else 3 if low < 60 else 2
        cost += 12.0 * max(0, least - gap) + 1.5 * max(0, gap - 9)
    cost += 6.0 * max(0, 7 - (voices[0] - bass))
    return cost + 25.0 * sum(clash(a, b) for a, b in itertools.combinations((bass, *voices), 2))


def lead(classes: list[int], bass: int, before: tuple[int, ...] | None, low: int, high: int) -> tuple[int, ...]:
    """The voicing of `classes` within low..high that moves least from `before`."""
    places = [[note for note in range(low, high + 1) if note % 12 == each] for each in classes]
    centre = (low + high) / 2.0
    best: tuple[float, tuple[int, ...]] | None = None
    for choice in itertools.product(*places):
        voices = tuple(sorted(choice))
        if len(set(voices)) < len(voices):
            continue
        cost = crowding(voices, bass) + 0.5 * abs(sum(voices) / len(voices) - centre)
        if before is not None and len(before) == len(voices):
            moves = [abs(a - b) for a, b in zip(voices, before, strict=True)]
            cost += sum(moves) + 2.0 * sum(move > 4 for move in moves)
        if best is None or cost < best[0]:
            best = (cost, voices)
    assert best is not None
    return best[1]


def chords(sections: dict[str, str], form: str, bar: float, low: int, high: int, seed: str) -> list[Chord]:
    """Lay the sections out as `form` says, one `bar` of seconds (slightly humanised) for each chord."""
    random = random_for("bars", seed)
    laid: list[Chord] = []
    time = 0.0
    before: tuple[int, ...] | None = None
    for section in form.split():
        for root, names, weight in CHORD.findall(sections[section]):
            classes = [pitch_class(name) for name in names.split()]
            floor = 34 if pitch_class(root) >= 10 else 36
            bass = floor + (pitch_class(root) - floor) % 12
            before = lead(classes, bass, before, low, high)
            length = bar * float(weight or 1.0) * random.uniform(0.95, 1.05)
            laid.append(Chord(time, length, bass, before))
            time += length
    return laid


def fitting(note: int, chord: Chord, scale: frozenset[int], resting: bool, before: int | None = None) -> int:
    """The note nearest to `note` that sits well over the chord and moves on from the one `before`.

    Where a phrase rests it is a tone of the chord.
    """
    soundings = [*chord.voices, chord.bass]
    for step in (0, -1, 1, -2, 2, -3, 3, -4, 4):
        candidate = note + step
        inside = candidate % 12 in (chord.classes if resting else scale | chord.classes)
        rubs = any((candidate - sounding) % 12 in (1, 11) for sounding in soundings)
        if inside and not rubs and candidate != before:
            return candidate
    return note


def degree(tonic: int, scale: frozenset[int], number: int) -> int:
    """The MIDI note of scale degree `number`: 1 is the note `tonic` itself, 8 its octave, 0 the step below."""
    steps = sorted((each - tonic) % 12 for each in scale)
    octave, index = divmod(number - 1, len(steps))
    return tonic + 12 * octave + steps[index]
