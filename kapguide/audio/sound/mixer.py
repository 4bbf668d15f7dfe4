"""Decks, gain stages and the limiter: frames in, frames out, nothing louder than the cap."""

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.limiter import Limiter, held_under
from kapguide.audio.sound.ramps import RATE, SHORTEST, Gain, Ramp, Swing, amplitude, decibels
from kapguide.audio.sound.source import FileSource
from kapguide.audio.sound.wire import FLOOR_DB, WireTrack

CEILING_DB = -1.0
"""No sample is louder, so that what rises between two of them has room."""
FALL_DB = -24.0
"""How far the peak reading falls in a second."""
ENTRANCE = 3 * RATE // 10
"""Music that comes out of silence takes at least this long."""
MOST_LEAVING, CROWDED = 3, RATE // 2
"""So many decks leave at their ease; of more, the quietest leave in half a second."""
KEPT = RATE
"""So many frames at least can have their levels changed after they were rendered."""
NOTHING, HALF = 1e-4, 0.5
"""A share that nobody hears; and the part of the power that is missed."""


class Deck:
    """One track being heard. It starts silent, and is raised by its swing."""

    def __init__(self, track: WireTrack, source: FileSource) -> None:
        self.track = track
        self.source = source
        self.swing = Swing()
        self.crowded = False
        self._gain = amplitude(track.gain_db)
        source.begin()

    @property
    def finished(self) -> bool:
        """Nothing more comes from it."""
        return self.source.left == 0

    def add_to(self, out: Block, gain: Gain) -> None:
        """Mix the next frames into `out`."""
        self.add_share(out, product(self.swing.next(len(out)), gain))

    def add_share(self, out: Block, gain: Gain) -> None:
        """Mix the next frames into `out`, by a share that somebody else keeps."""
        out += self.source.read(len(out)) * columns(product(self._gain, gain))


@dataclass(slots=True)
class Kept:
    """What went into a block before any level, and where all levels were when it began."""

    music: Block
    voice: Block | None
    hands: list[Ramp]
    own: list[Ramp]
    limiter: Limiter

    def part(self, frames: slice) -> "Kept":
        """These frames of it, with the levels of its beginning."""
        return replace(self, music=self.music[frames], voice=None if self.voice is None else self.voice[frames])


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
        self._crossfade = Crossfade()
        self._limiter = Limiter()
        self._capped: Gain = 1.0
        """The cap, as a factor, in the block that was mixed last."""
        self._peak = 0.0
        self._kept: deque[Kept] = deque()
        self._frames_kept = 0
        self._gone_back: list[Kept] = []

    @property
    def silent(self) -> bool:
        """The music's fade has arrived at silence."""
        return self.fade.db <= FLOOR_DB and not self.fade.moving

    def mix(self, out: Block) -> None:
        """Fill `out`, which holds zeros, with everything that sounds."""
        count = len(out)
        music, voice = np.zeros((count, 2), np.float32), None
        for deck, share in zip(self.decks, self._crossfade.next(self.decks, count), strict=True):
            deck.add_share(music, share)
        if self.voice is not None:
            voice = np.zeros((count, 2), np.float32)
            self.voice.add_to(voice, 1.0)
        self._level(out, music, voice)

    def _level(self, out: Block, music: Block, voice: Block | None) -> None:
        """Bring what sounds to its levels, and keep it as it was, so that a hand can change them."""
        self._keep(Kept(music, voice, self._copies(self._hands), self._copies(self._own), self._limiter.copy()))
        count = len(out)
        self._capped = self.cap.next(count)
        whole = product(self._capped, self.entry.next(count), self.exit.next(count))
        stages = (self.master, self.fade, self.duck, self.voice_duck)
        out += music * columns(product(whole, *(stage.next(count) for stage in stages)))
        if voice is not None:
            out += voice * columns(whole)

    @property
    def _hands(self) -> list[Ramp]:
        """The levels that are changed from outside, at the moment of the change."""
        return [self.cap, self.master, self.fade, self.duck, self.exit]

    @property
    def _own(self) -> list[Ramp]:
        """The levels that move with what sounds."""
        return [self.entry, self.voice_duck]

    @staticmethod
    def _copies(ramps: list[Ramp]) -> list[Ramp]:
        return [ramp.copy() for ramp in ramps]

    @staticmethod
    def _put(ramps: list[Ramp], back: list[Ramp]) -> None:
        for ramp, before in zip(ramps, back, strict=True):
            ramp.set(before)

    def _keep(self, kept: Kept) -> None:
        self._kept.append(kept)
        self._frames_kept += len(kept.music)
        while self._frames_kept - len(self._kept[0].music) >= KEPT:
            self._frames_kept -= len(self._kept.popleft().music)

    def settle(self) -> None:
        """What was rendered until now stays as it is: a level has just been changed that is not known to it."""
        self._kept.clear()
        self._frames_kept = 0

    def back(self, count: int) -> int:
        """Go back by at most `count` frames, to change a level there; by how many. `again` must follow."""
        gone, self._gone_back = 0, []
        while self._kept and gone < count:
            self._gone_back.insert(0, self._kept.pop())
            gone += len(self._gone_back[0].music)
            self._frames_kept -= len(self._gone_back[0].music)
        if gone:
            first = self._gone_back[0]
            self._put(self._hands, first.hands)
            self._limiter = first.limiter
        if gone > count:
            self._gone_back[0] = self._end_of(self._gone_back[0], gone - count)
        self.settle()
        return min(gone, count)

    def again(self) -> Block:
        """The frames that `back` went back by, as they are now."""
        own = self._copies(self._own)
        gone_back, self._gone_back = self._gone_back, []
        parts = [self._once_more(kept) for kept in gone_back]
        self._put(self._own, own)
        return np.concatenate(parts) if parts else np.zeros((0, 2), np.float32)

    def _once_more(self, kept: Kept) -> Block:
        self._put(self._own, kept.own)
        out = np.zeros_like(kept.music)
        self._level(out, kept.music, kept.voice)
        return self.limited(out)

    def _end_of(self, kept: Kept, stays: int) -> Kept:
        """The block behind its first frames, which stay as they are: all levels come to where they end."""
        own = self._copies(self._own)
        self._once_more(kept.part(slice(stays)))
        end = replace(kept.part(slice(stays, None)), own=self._copies(self._own))
        self._put(self._own, own)
        return end

    def limited(self, out: Block) -> Block:
        """`out` as it leaves: below the cap and below -1 dBFS, whatever came in."""
        out, peak = held_under(self._limiter, out, lower(self._capped, amplitude(CEILING_DB)))
        self._peak = max(self._peak * amplitude(FALL_DB * len(out) / RATE), peak)
        return out

    @property
    def peak_db(self) -> float:
        """The highest sample of late, dBFS: it falls back slowly, as a meter's hand does."""
        return decibels(self._peak)

    def enter(self, seconds: float, heard: bool) -> None:
        """Come up from silence after an interruption; `heard` tells whether the last frames were."""
        self.settle()
        self._limiter.cut(heard)
        self.entry.jump(FLOOR_DB)
        self.entry.to(0.0, seconds)

    def raise_deck(self, deck: Deck, length: int) -> None:
        """Bring `deck` in and take every other one out, in `length` frames of equal power."""
        if deck not in self.decks:
            self.decks.append(deck)
        self._crossfade.begin(self.decks, deck, length)


class Crossfade:
    """The shares of all decks, whose powers sum to a whole whatever is asked when: only silence is come out of.

    What sounds falls together as the newcomer rises. A deck that ends too soon, or is one too many, leaves its power
    to the others.
    """

    def __init__(self) -> None:
        self._whole = Swing()
        """All decks together: it rises where there was nothing, and stays."""
        self._factor = 1.0
        """By what the decks' swings are brought to the whole just now."""

    def begin(self, decks: list[Deck], coming: Deck, length: int) -> None:
        """`coming` is to be all that sounds, in `length` frames."""
        sum_now = math.sqrt(sum(deck.swing.share**2 for deck in decks))
        rising = self._whole.remaining or length
        self._whole.hold(min(1.0, self._factor * sum_now))
        self._whole.begin(1.0, min(length, rising))
        leaving = sorted((deck for deck in decks if deck is not coming), key=lambda deck: -deck.swing.share)
        for place, deck in enumerate(leaving):
            soon = deck.swing.remaining if deck.crowded else CROWDED
            deck.crowded = deck.crowded or place >= MOST_LEAVING
            deck.swing.hold(deck.swing.share / max(sum_now, NOTHING))
            deck.swing.begin(0.0, min(length, soon) if deck.crowded else length)
        coming.crowded = False
        if sum_now > NOTHING:
            coming.swing.hold(coming.swing.share / sum_now)
            coming.swing.begin(1.0, length)
        else:
            coming.swing.hold(1.0)

    def next(self, decks: list[Deck], count: int) -> list[Gain]:
        """The factors of each deck for the next `count` frames."""
        for deck in decks:
            self._leave_in_time(decks, deck)
        shares = [deck.swing.next(count) for deck in decks]
        whole = self._whole.next(count)
        if all(deck.swing.leaving for deck in decks):
            return [share * self._factor for share in shares]
        power: Gain = 0.0
        for share in shares:
            power = power + share * share
        factor = whole / np.maximum(power, NOTHING**2) ** 0.5
        self._factor = float(factor[-1] if isinstance(factor, np.ndarray) else factor)
        return [share * factor for share in shares]

    def _leave_in_time(self, decks: list[Deck], deck: Deck) -> None:
        """A file that ends is gone by then, and the others have taken its place."""
        left, remaining = deck.source.left, deck.swing.remaining
        if left == 0 and not deck.swing.leaving:
            deck.swing.begin(0.0, SHORTEST)
        elif left is None or not deck.swing.leaving or left >= remaining:
            return
        elif (self._factor * deck.swing.share) ** 2 < HALF:
            if remaining > SHORTEST:
                deck.swing.begin(0.0, left)
        elif remaining > ENTRANCE:
            coming = next((other for other in decks if not other.swing.leaving), None)
            if coming is not None:
                self.begin(decks, coming, max(left, ENTRANCE))


def product(*gains: Gain) -> Gain:
    """All factors in one; a plain number while none of them moves."""
    whole: Gain = 1.0
    for gain in gains:
        whole = whole * gain
    return whole


def lower(gain: Gain, most: float) -> Gain:
    """A factor that is nowhere above `most`."""
    return np.minimum(gain, most) if isinstance(gain, np.ndarray) else min(gain, most)


def columns(gain: Gain) -> Gain:
    """A factor for each frame, for both channels."""
    return gain[:, None] if isinstance(gain, np.ndarray) else gain
