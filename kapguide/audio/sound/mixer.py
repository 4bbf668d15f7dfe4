"""Decks, gain stages and the limiter: frames in, frames out, nothing louder than the cap."""

import numpy as np

from kapguide.audio.sound.decoders import Block
from kapguide.audio.sound.limiter import Limiter
from kapguide.audio.sound.ramps import RATE, Gain, Ramp, Swing, amplitude, decibels, frames
from kapguide.audio.sound.source import Source
from kapguide.audio.sound.wire import FLOOR_DB, Track

CEILING_DB = -1.0
FALL_DB = -24.0
"""How far the peak reading falls in a second."""


class Deck:
    """One track being heard. It starts silent, and is raised by its swing."""

    def __init__(self, track: Track, source: Source) -> None:
        self.track = track
        self.source = source
        self.swing = Swing()
        self._gain = amplitude(track.gain_db)
        source.begin()

    @property
    def finished(self) -> bool:
        """Nothing more comes from it."""
        return self.source.left == 0

    def add_to(self, out: Block, gain: Gain) -> None:
        """Mix the next frames into `out`."""
        block = self.source.read(len(out))
        out += block * columns(product(self._gain, self.swing.next(len(out)), gain))


class Mixer:
    """Levels in dB, each a stage of its own: cap + master + fade + duck for music, cap for the voice; then the limiter.

    `entry` raises everything after an interruption, `exit` takes everything away when the process is to end.
    """

    def __init__(self) -> None:
        self.cap = Ramp()
        self.master = Ramp()
        self.fade = Ramp()
        self.duck = Ramp()
        self.voice_duck = Ramp()
        self.entry = Ramp()
        self.exit = Ramp()
        self.decks: list[Deck] = []
        self.voice: Deck | None = None
        self._limiter = Limiter()
        self._peak = 0.0

    @property
    def silent(self) -> bool:
        """The music's fade has arrived at silence."""
        return self.fade.db <= FLOOR_DB and not self.fade.moving

    def mix(self, out: Block) -> None:
        """Fill `out`, which holds zeros, with everything that sounds."""
        count = len(out)
        whole = product(self.cap.next(count), self.entry.next(count), self.exit.next(count))
        stages = (self.master, self.fade, self.duck, self.voice_duck)
        music = product(whole, *(stage.next(count) for stage in stages))
        for deck in self.decks:
            deck.add_to(out, music)
        if self.voice is not None:
            self.voice.add_to(out, whole)

    def limited(self, out: Block) -> Block:
        """`out` as it leaves: below the cap and below -1 dBFS, whatever came in."""
        out = self._limiter.process(out, amplitude(min(CEILING_DB, self.cap.db)))
        if len(out):
            self._peak = max(self._peak * amplitude(FALL_DB * len(out) / RATE), float(out.max()), -float(out.min()))
        return out

    @property
    def peak_db(self) -> float:
        """The highest sample of late, dBFS: it falls back slowly, as a meter's hand does."""
        return decibels(self._peak)

    def enter(self, seconds: float, heard: bool) -> None:
        """Come up from silence after an interruption; `heard` tells whether the last frames were."""
        self._limiter.cut(heard)
        self.entry.jump(FLOOR_DB)
        self.entry.to(0.0, seconds)

    def raise_deck(self, deck: Deck, length: int) -> list[Deck]:
        """Bring `deck` in and take every other one out, in `length` frames of equal power."""
        if deck not in self.decks:
            self.decks.append(deck)
        leaving = [other for other in self.decks if other is not deck]
        for other in leaving:
            other.swing.begin(0.0, length)
        deck.swing.begin(1.0, length)
        for crowded in leaving[:-2]:
            crowded.swing.begin(0.0, min(length, frames(0.5)))
        return leaving


def product(*gains: Gain) -> Gain:
    """All factors in one; a plain number while none of them moves."""
    whole: Gain = 1.0
    for gain in gains:
        whole = whole * gain
    return whole


def columns(gain: Gain) -> Gain:
    """A factor for each frame, for both channels."""
    return gain[:, None] if isinstance(gain, np.ndarray) else gain
