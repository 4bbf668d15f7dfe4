"""A piece as it is written down, and its rendering into finished sound."""

from dataclasses import dataclass

import numpy as np

from music.harmony import chords, pitch_class
from music.layers import LEAD_IN, Layer, Score
from music.space import convolved, edged, finished, levelled, ridden, room, weight
from music.tone import RATE, Audio, Curve

SLOTS = ("arrive", "onset", "peak", "return")


@dataclass(frozen=True)
class Piece:
    """One track: its harmony by sections, its form, and the layers that play it."""

    title: str
    slot: str
    tonic: int  # MIDI number, near middle C
    scale: str
    bar: float  # seconds for one chord
    beat: float  # seconds for one beat of the phrases
    strength: int  # 1 the softest, 5 the strongest: how it was composed, by its layers and its range
    instruments: tuple[str, ...]
    heard: str  # what a listener hears in it that the others do not have
    sections: dict[str, str]
    form: str
    layers: tuple[Layer, ...]
    arc: Curve
    light: Curve
    compass: tuple[int, int] = (52, 74)
    reverb: float = 6.5

    @property
    def file_name(self) -> str:
        return self.title.lower().replace(" ", "-") + ".ogg"

    def score(self) -> Score:
        laid = chords(self.sections, self.form, self.bar, *self.compass, self.title)
        scale = frozenset(pitch_class(name) for name in self.scale.split())
        return Score(self.title, self.tonic, scale, self.beat, tuple(laid), self.light)


def rendered(piece: Piece) -> Audio:
    """The whole piece, finished: (samples, 2) at 48 kHz."""
    score = piece.score()
    count = int(score.length * RATE)
    lead = int(LEAD_IN * RATE)
    dry = np.zeros((count + lead, 2), np.float32)
    wet = np.zeros_like(dry)
    for layer in piece.layers:
        bus = np.zeros_like(dry)
        layer.play(score, bus)
        loud = weight(bus[lead:])
        if loud == 0.0:
            continue
        gains = layer.level.gains(count)
        curve = np.concatenate([np.repeat(gains[:1], lead), gains])
        bus *= (curve * np.float32(0.1 / loud))[:, None]
        dry += bus * np.float32(1.0 - 0.45 * layer.send)
        wet += bus * np.float32(layer.send)
    wet = convolved(np.float32(0.25) * wet[:, ::-1] + np.float32(0.75) * wet, room(piece.reverb))
    sound = finished(dry + wet)[lead:]
    return levelled(edged(ridden(sound, piece.arc)))
