"""What is done to the mix on its way to one output: its own level, its entrance, what only it is given, and its cap."""

import threading
from typing import Protocol

import numpy as np

from kapguide.audio.sound.decoder import Block
from kapguide.audio.sound.limiter import Limiter, held_under
from kapguide.audio.sound.mixer import CEILING_DB, FALL_DB, columns, lower, product
from kapguide.audio.sound.ramps import RATE, Ramp, amplitude, decibels
from kapguide.audio.sound.wire import FLOOR_DB


class Extra(Protocol):
    """A sound for one output alone: see extras.py."""

    @property
    def over(self) -> bool: ...
    def add_to(self, out: Block) -> None: ...
    def give_up(self) -> None: ...


ShapeState = tuple[Ramp, Ramp, Ramp, Limiter]


class Shape:
    """Level in dB, entrance and limiter of one output. It begins in silence, until `enter`.

    `ceiling` is the clinic's cap, which the mix keeps already, and what is for one output alone must keep as well.
    """

    def __init__(self, level_db: float = 0.0, cap_db: float = 0.0, ceiling_db: float = 0.0) -> None:
        self.level = Ramp(level_db)
        self.ceiling = Ramp(ceiling_db)
        self.cap_db = cap_db
        self.extras: list[Extra] = []
        self._lock = threading.Lock()  # chimes are added on the wire's thread, heard on the device's
        self._entry = Ramp(FLOOR_DB)
        self._limiter = Limiter()
        self._peak = 0.0

    @property
    def peak_db(self) -> float:
        """The highest sample of late, dBFS: it falls back slowly, as a meter's hand does."""
        return decibels(self._peak)

    @property
    def gone(self) -> bool:
        """`leave` has arrived at silence."""
        return self._entry.db <= FLOOR_DB and not self._entry.moving

    def state(self) -> "ShapeState":
        """Where its levels and its limiter are."""
        return self.level.copy(), self.ceiling.copy(), self._entry.copy(), self._limiter.copy()

    def back(self, state: "ShapeState") -> None:
        """Be as it was then."""
        level, ceiling, entry, self._limiter = state
        self.level.set(level)
        self.ceiling.set(ceiling)
        self._entry.set(entry)

    def enter(self, seconds: float) -> None:
        """Come up from silence: nothing of this output was heard just now."""
        self._entry.jump(FLOOR_DB)
        self._entry.to(0.0, seconds)
        self._limiter.cut(heard=False)

    def leave(self, seconds: float) -> None:
        """Go down to silence."""
        self._entry.to(FLOOR_DB, seconds)

    def silence(self) -> None:
        """The device is gone: what only it was given is given up."""
        self._entry.jump(FLOOR_DB)
        self._limiter.cut(heard=False)
        self._peak = 0.0
        with self._lock:
            extras, self.extras = self.extras, []
        for extra in extras:
            extra.give_up()

    def add(self, extra: Extra) -> None:
        """Let this output alone have that as well."""
        with self._lock:
            self.extras = [*self.extras, extra]

    def pass_by(self, block: Block) -> None:
        """Come to where `block` ends, which was given before anything that only this output is given now."""
        with self._lock:
            extras, self.extras = self.extras, []
        self.process(block)
        with self._lock:
            self.extras = [*extras, *self.extras]

    def process(self, block: Block) -> Block:
        """The next frames of the mix, as this output gives them: nothing above its cap."""
        count = len(block)
        gain = self._entry.next(count)
        out = block * columns(gain) if not isinstance(gain, float) or gain != 1.0 else block.copy()
        for extra in self.extras:
            extra.add_to(out)
        with self._lock:
            self.extras = [extra for extra in self.extras if not extra.over]
        level = product(self.level.next(count))
        if not isinstance(level, float) or level != 1.0:
            out *= columns(level)
        ceiling = lower(self.ceiling.next(count), amplitude(min(CEILING_DB, self.cap_db)))
        out, peak = held_under(self._limiter, out, ceiling)
        self._peak = max(self._peak * amplitude(FALL_DB * count / RATE), peak)
        return np.ascontiguousarray(out, dtype=np.float32)
