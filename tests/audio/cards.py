"""Sound cards in memory, with clocks of their own, and a room with the outputs that play on them."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import miniaudio
import numpy as np

from kapguide.audio.sound.decoder import Decoder
from kapguide.audio.sound.devices import NotThere
from kapguide.audio.sound.output import RATE, Outputs
from kapguide.audio.sound.wire import WireOutput
from tests.audio.sounds import Samples, wait_until

STEP_S = 0.01
WRAP = 2 * RATE


class Music:
    """A slow wave that tells, in every sample, which frame it is; counts what is rendered, and the entrances."""

    def __init__(self) -> None:
        self.rendered = 0
        self.volume = 0.5
        self.entrances: list[float] = []

    def render(self, count: int) -> Samples:
        turn = np.arange(self.rendered, self.rendered + count) % WRAP * (2 * np.pi / WRAP)
        self.rendered += count
        return (self.volume * np.stack((np.sin(turn), np.cos(turn)), axis=1)).astype(np.float32)

    def back(self, count: int) -> int:
        return 0

    def again(self) -> Samples:
        return np.zeros((0, 2), np.float32)

    def enter(self, seconds: float, heard: bool) -> None:
        self.entrances.append(seconds)

    def opener(self, path: str) -> Decoder:
        raise AssertionError("nothing is opened here")


class Card:
    """A device in memory that plays `rate` frames in a second of the room's time, and asks for `period` at once.

    One that is `deep` holds so many frames, and takes back what it has not played.
    """

    def __init__(self, name: str, rate: float = RATE, period: int = 9_600, jitter: float = 0.0, deep: int = 0) -> None:
        self.deep = deep
        self.name, self.rate, self.period, self.jitter = name, rate, period, jitter
        self.plugged = self.alive = True
        self.holds_s = (deep or period) / rate + 0.1
        self.streams: list[Stream] = []

    @property
    def stream(self) -> "Stream":
        """What was opened on it last."""
        return self.streams[-1]


class Stream:
    """One opening of a card: what it was given, and what it plays when."""

    def __init__(self, card: Card, name: str, pull: Callable[[Any, int], Samples], now: float) -> None:
        self.card, self.name, self._pull = card, name, pull
        self.dropped = False
        self.holds_s = card.holds_s
        self.calls = self.given = self.heard_of = 0
        self.blocks: list[Samples] = []
        self.began = self._due = now
        self._late = np.random.default_rng(3)

    @property
    def asks(self) -> int:
        return self.calls + self.heard_of

    def play(self, now: float) -> None:
        """Ask for whatever the time is come for."""
        while self.card.plugged and self.card.alive and not self.dropped and self._due <= now:
            self.ask(self.card.deep if not self.calls else 0)
            late = self._late.uniform(0.0, self.card.jitter)
            kept = self.card.deep - self.card.period if self.card.deep else self.card.period
            self._due = self.began + max(0, self.given - kept) / self.card.rate + late

    def ask(self, frames: int = 0) -> Samples:
        self.calls += 1
        count = frames or self.card.period
        block = np.zeros((count, 2), np.float32) if self.dropped else self._pull(self, count)
        self.given += count
        self.blocks.append(block)
        return block

    def heard(self) -> Samples:
        return np.concatenate(self.blocks)

    def sample(self, place: int) -> Samples:
        return self.blocks[place // self.card.period][place % self.card.period]

    def frame_at(self, now: float) -> float:
        """Which frame of the music, modulo WRAP, leaves the card at `now`."""
        place = (now - self.began) * self.card.rate
        below = int(place)
        left, right = self.sample(below)
        return float(np.arctan2(left, right) / (2 * np.pi) * WRAP + place - below)

    def drop(self) -> threading.Thread:
        self.dropped = True
        thread = threading.Thread(target=lambda: None)
        thread.start()
        return thread


class DeepStream(Stream):
    """One whose end can be written anew."""

    now = 0.0

    def held(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    def look(self) -> None:
        """It always knows how much is left."""

    def left(self) -> int:
        return max(0, self.given - self.played)

    @property
    def played(self) -> int:
        return int((self.now - self.began) * self.card.rate)

    def play(self, now: float) -> None:
        self.now = now
        super().play(now)

    def replace(self, block: Samples) -> None:
        assert len(block) <= self.left(), "what was played cannot be taken back"
        heard = self.heard()
        heard[self.given - len(block) :] = block
        self.blocks = [heard]


class Room:
    """Outputs with their clocks in hand, and cards, of which the first that is plugged in is the system's own."""

    def __init__(self, *cards: Card, music: Any = None) -> None:
        self.now = 1_000.0
        self.slept = 0.0
        self.cards = list(cards)
        self.tries: list[float] = []
        self.reports: list[tuple[str, dict[str, Any]]] = []
        self.music = music or Music()
        self.outputs = Outputs(
            self.music,
            lambda name, **fields: self.reports.append((name, fields)),
            lambda: None,
            self._open,  # type: ignore[arg-type]
            self._is_there,
            lambda: self.now,
            lambda: self.slept,
        )

    def card(self, name: str) -> Card:
        return next(card for card in self.cards if card.name == name)

    def wish(self, *outputs: WireOutput, rule: str = "mute") -> None:
        self.outputs.wish(outputs, rule)

    def pass_time(self, seconds: float) -> None:
        """Let time pass in small steps, every card asking for its share."""
        for step in range(round(seconds / STEP_S)):
            self.now += STEP_S
            for card in self.cards:
                for stream in card.streams:
                    stream.play(self.now)
            if step % 5 == 4:
                self.outputs.tend()
                wait_until(lambda: not any(each._opening or each._looking for each in self._outlets()))

    def names(self) -> list[str]:
        return [name for name, _ in self.reports]

    def states(self) -> dict[str, str]:
        return {each["role"]: each["state"] for each in self.outputs.states()}

    def apart(self, one: Card, other: Card) -> float:
        """How many frames `one` plays ahead of `other` just now."""
        at = self.now - 1.0
        away = one.stream.frame_at(at) - other.stream.frame_at(at)
        return (away + WRAP / 2) % WRAP - WRAP / 2

    def _outlets(self) -> list[Any]:
        return [*self.outputs._outlets, *self.outputs._leaving]

    def _is_there(self, wanted: str) -> bool:
        return any(card.plugged and card.name == wanted for card in self.cards)

    def _open(self, pull: Callable[[Any, int], Samples], wanted: str, music: bool) -> Stream:
        self.tries.append(self.now)
        there = [card for card in self.cards if card.plugged and wanted in ("", card.name)]
        if not there:
            raise NotThere(wanted) if wanted else miniaudio.MiniaudioError("no device")
        kind = DeepStream if there[0].deep else Stream
        there[0].streams.append(kind(there[0], wanted or "system", pull, self.now))
        return there[0].stream
