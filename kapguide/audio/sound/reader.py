"""Two devices have two clocks: one leads, the other reads the tape a little faster or slower so as to sound with it."""

from collections import deque
from collections.abc import Callable
from functools import partial

import numpy as np

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.ramps import RATE, SHORTEST
from kapguide.audio.sound.tape import Tape

MOST = 1e-3
"""No more than this is the speed bent: under two hundredths of a semitone, for clocks that are far off."""
GENTLY_S = 20.0
"""What a reader is off is made good within about this time."""
NEAR = RATE // 500
"""Two outputs that are this close, 2 ms, are left alone: the sound goes out as it is."""
FAR = RATE // 10
"""So far off, after a device was held up, the place is changed at once, by a crossfade of 20 ms."""
WINDOW = 32
"""Devices ask in gulps, and late rather than early: where one is is told by the earliest of so many requests..."""
OUTLIERS = 1
"""...but for this many."""
SETTLED = 3
"""A device asks evenly when it has done so this many times..."""
START_S = 3.0
"""...or is taken as it is after this long."""


class Reader:
    """One output's place on the tape.

    `offset` is the place that its device asks for, less the frames that time has passed: how that moves is what the
    device's clock is off.
    """

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._at = 0.0
        self._started = 0.0
        self._recent: deque[float] = deque(maxlen=WINDOW)
        self.offset = 0.0
        self.settled = False
        self.repeat: Callable[[], Block] | None = None
        """What was read last, as it is now; None where it was no plain reading."""

    @property
    def at(self) -> float:
        """The frame that is read next."""
        return self._at

    @property
    def steady(self) -> bool:
        """The device asks evenly, so that its offset means something."""
        latest = list(self._recent)[-SETTLED:]
        return len(latest) == SETTLED and max(latest) - min(latest) < FAR and self.offset - min(latest) < FAR

    def begin(self, now: float) -> None:
        """A device has begun to ask, at `now`: it goes on where the tape is."""
        self._at = float(self._tape.written)
        self._started = now
        self._recent.clear()
        self.settled = False
        self.offset = self._at - now * RATE

    def read(self, count: int, now: float, lead: "Reader | None") -> Block:
        """The next `count` frames, at `now`, so that they sound with what `lead` gives; None for the one that leads.

        Silence until `settled`: the place is still being found.
        """
        self._note(now)
        self.repeat = None
        if lead is None:
            self.settled = True
            return self._straight(count)
        if not self.settled and not self._settle(now, lead):
            self._at += count
            return np.zeros((count, 2), np.float32)
        off = self.offset - lead.offset
        if abs(off) > FAR:
            return self._jump(count, round(off))
        if abs(off) <= NEAR:
            return self._straight(count)
        beyond = off - NEAR if off > 0 else off + NEAR
        return self._bent(count, -beyond / (GENTLY_S * RATE))

    def _note(self, now: float) -> None:
        """Where the device is, by what it asked for until now."""
        self._recent.append(self._at - now * RATE)
        if len(self._recent) > 2 * SETTLED:
            self.offset = sorted(self._recent)[-1 - OUTLIERS]
        else:  # at first it fills its buffers
            self.offset = max(list(self._recent)[-SETTLED:])
        latest = list(self._recent)[-SETTLED:]
        if max(latest) < self.offset - FAR:
            # It was held up, and is elsewhere from now on.
            self._recent = deque(latest, maxlen=WINDOW)
            self.offset = max(latest)

    def _settle(self, now: float, lead: "Reader") -> bool:
        """Once both devices ask evenly, go to where the lead is: nothing is heard yet."""
        self.settled = (self.steady and lead.steady) or now - self._started > START_S
        if self.settled:
            self._at = float(round(self._at))
            self._move(round(lead.offset - self.offset))
        return self.settled

    def _straight(self, count: int) -> Block:
        """Frame by frame; one that was bent until now comes to whole frames first."""
        whole = round(self._at)
        if self._at != whole:
            return self._bent(count, (whole - self._at) / count)
        self._at += count
        self.repeat = partial(self._tape.read, whole, count)
        return self._tape.read(whole, count)

    def _bent(self, count: int, bend: float) -> Block:
        bend = min(MOST, max(-MOST, bend))
        block = self._tape.between(self._at, 1.0 + bend, count)
        self.repeat = partial(self._tape.between, self._at, 1.0 + bend, count)
        self._at += count
        self._move(bend * count)
        if abs(self._at - round(self._at)) < 1e-6:
            self._at = float(round(self._at))
        return block

    def _jump(self, count: int, off: int) -> Block:
        """Go on `off` frames earlier."""
        turn = np.linspace(0.0, 1.0, min(count, SHORTEST), dtype=np.float32)[:, None]
        self._at = float(round(self._at))
        old = self._tape.read(round(self._at), len(turn))
        self._move(-off)
        block = self._straight(count)
        block[: len(turn)] = old * (1.0 - turn) + block[: len(turn)] * turn
        self.repeat = None
        return block

    def _move(self, frames: float) -> None:
        """Another place, which the device's own clock has nothing to do with."""
        self._at += frames
        self.offset += frames
        self._recent = deque((seen + frames for seen in self._recent), maxlen=WINDOW)
