"""Time goes on whether there is a device or not, and a device that dies is noticed and replaced."""

import threading
from collections.abc import Callable
from typing import Any

import miniaudio
import numpy as np
import pytest

from kapguide.audio.sound.output import RATE, SILENT, Device, Output
from tests.audio.sounds import Samples, wait_until


class Music:
    """Counts what is rendered, and the entrances."""

    def __init__(self) -> None:
        self.rendered = 0
        self.entrances: list[float] = []

    def render(self, count: int) -> Samples:
        self.rendered += count
        return np.full((count, 2), 0.5, np.float32)

    def enter(self, seconds: float, heard: bool) -> None:
        self.entrances.append(seconds)


class Card:
    """A device in memory that asks for sound when it is told to."""

    name = "card"

    def __init__(self, pull: Callable[[Any, int], Samples]) -> None:
        self._pull = pull
        self.dropped = False
        self.calls = 0

    def ask(self, frames: int = 9_600) -> Samples:
        self.calls += 1
        return np.zeros((frames, 2), np.float32) if self.dropped else self._pull(self, frames)

    def drop(self) -> threading.Thread:
        self.dropped = True
        thread = threading.Thread(target=lambda: None)
        thread.start()
        return thread


class Room:
    """An output with its clocks in hand, and whatever cards there are."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept = 0.0
        self.there = True
        self.cards: list[Card] = []
        self.reports: list[tuple[str, dict[str, Any]]] = []
        self.music = Music()
        self.output = Output(
            self.music,
            lambda name, **fields: self.reports.append((name, fields)),
            lambda: None,
            self._open,  # type: ignore[arg-type]
            lambda: self.now,
            lambda: self.slept,
        )

    def _open(self, pull: Callable[[Device, int], Samples]) -> Card:
        if not self.there:
            raise miniaudio.MiniaudioError("no device")
        self.cards.append(Card(pull))
        return self.cards[-1]

    def pass_time(self, seconds: float, asks: bool = False) -> None:
        """Let time pass in steps of 50 ms, the newest card asking for its share or not."""
        for step in range(round(seconds / 0.05)):
            self.now += 0.05
            if asks and self.cards and step % 4 == 3:
                self.cards[-1].ask()
            self.output.tend()
            wait_until(lambda: not self.output._opening)

    def names(self) -> list[str]:
        return [name for name, _ in self.reports]


@pytest.fixture
def room() -> Room:
    return Room()


def test_without_a_device_time_goes_on_and_it_is_said(room: Room) -> None:
    room.there = False
    room.pass_time(10.0)
    assert room.music.rendered == pytest.approx(10 * RATE, abs=RATE // 10)
    assert room.output.name == SILENT
    assert room.names() == ["output_lost"]


def test_a_device_takes_over_from_the_clock(room: Room) -> None:
    room.pass_time(0.1)
    room.pass_time(10.0, asks=True)
    assert room.output.name == "card"
    assert room.music.rendered == pytest.approx(10 * RATE, abs=RATE // 2)
    assert room.reports == []
    assert room.music.entrances == [0.3]


def test_a_device_that_stops_asking_is_replaced_in_time(room: Room) -> None:
    room.pass_time(0.1)
    room.pass_time(2.0, asks=True)
    room.pass_time(0.7)
    assert room.names() == ["output_lost"]
    assert room.cards[0].dropped
    assert len(room.cards) == 2
    room.pass_time(1.0, asks=True)
    assert room.names() == ["output_lost", "output_back"]
    assert 600 <= room.reports[1][1]["after_ms"] <= 1_200
    assert room.music.entrances == [0.3, 1.0]
    assert room.music.rendered == pytest.approx(3.8 * RATE, abs=RATE // 2)


def test_a_dropped_device_that_wakes_up_is_given_silence(room: Room) -> None:
    room.pass_time(0.1)
    room.pass_time(1.0, asks=True)
    room.there = False
    room.pass_time(1.0)
    before = room.music.rendered
    assert not room.cards[0].ask().any()
    assert room.music.rendered == before


def test_a_device_is_looked_for_less_and_less_often(room: Room) -> None:
    room.there = False
    tries: list[float] = []
    opener = room._open

    def count(pull: Callable[[Device, int], Samples]) -> Card:
        tries.append(room.now)
        return opener(pull)

    room.output._open = count  # type: ignore[assignment]
    room.pass_time(60.0)
    assert 10 < len(tries) < 25
    assert np.diff(tries).max() < 5.2


def test_a_device_that_never_asks_is_given_up(room: Room) -> None:
    room.pass_time(4.0)
    assert room.cards[0].dropped
    assert room.music.rendered == pytest.approx(4 * RATE, abs=RATE // 10)


def test_a_stall_of_this_process_does_not_accuse_the_device(room: Room) -> None:
    room.pass_time(0.1)
    room.pass_time(1.0, asks=True)
    room.now += 30.0
    room.output.tend()
    assert room.reports == []


def test_after_the_machine_slept_the_music_comes_back_slowly(room: Room) -> None:
    room.pass_time(0.1)
    room.pass_time(1.0, asks=True)
    room.slept += 3_600.0
    room.pass_time(1.0, asks=True)
    assert room.music.entrances == [0.3, 8.0]


def test_a_closed_output_opens_nothing_more(room: Room) -> None:
    room.pass_time(0.1)
    assert room.output.close()
    room.pass_time(5.0)
    assert len(room.cards) == 1
