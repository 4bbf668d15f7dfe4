"""A sound process that is held up, and a hand on the music: what is heard of either in a recording of the sink."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import msgspec
import numpy as np

from kapguide.audio.player.player import Fault, Item, Programme, Report, TrackBegan
from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.audio.sound.link import Address
from kapguide.paths import private_folder
from measure.figures import Figure, Outcome
from measure.sinks import Recording, Sink, until
from measure.tones import write_tone
from tests.support.listening import RATE, Samples, gaps, levels_dbfs

STALLS_S = (0.2, 0.3, 0.5)
TIMES = 5
HERTZ, LENGTH_S = 440, 300.0
LISTEN_S = 1.0
"""Nothing else happens for so long before and after."""
STEP_S = 0.005
DOWN_DB = 3.0
"""A hand is heard when the music is so much quieter than before it."""
AS_BEFORE_S = (0.234, 0.482)
"""From asked to heard, by the output that this one took the place of."""


class Stall(msgspec.Struct, frozen=True):
    """One time that the process was held up: for how long, and how long the sink had nothing (s)."""

    held_s: float
    silent_s: float


class Held:
    """A sound process that plays a tone into a sink of its own, and is recorded."""

    def __init__(self, folder: Path, length_s: float) -> None:
        self.heard: list[Report] = []
        self._folder = private_folder(folder / "sound")
        self.player = SoundPlayer(self._folder, self.heard.append)
        self.sink = Sink(f"kapguide_stall_{os.getpid()}")
        self._file = folder / "stall.raw"
        self._tone = write_tone(folder, HERTZ, length_s)

    def begin(self) -> None:
        """The tone has risen when this returns."""
        self.sink.plug()
        os.environ["PULSE_SINK"] = self.sink.name
        self.recording = Recording(self.sink, self._file)
        self.player.start()
        self.player.programme(Programme((Item("tone", str(self._tone), "tone"),)))
        self.player.go("tone", 0.3)
        until(lambda: any(isinstance(report, TrackBegan) for report in self.heard))
        self.listen(2.0)

    def end(self) -> None:
        """Leave nothing behind."""
        self.player.close()
        self.recording.stop()
        os.environ.pop("PULSE_SINK", None)
        self.sink.unplug()

    @property
    def counted_s(self) -> float:
        """How long the process says that it was silent."""
        return self.player.status().dropouts_s

    @property
    def told(self) -> list[str]:
        """What was said of it."""
        return [report.detail for report in self.heard if isinstance(report, Fault) and report.code == "held_up"]

    def stop_for(self, seconds: float) -> Stall:
        """Hold the process up as a busy machine does."""
        pid = Address.read(self._folder).pid
        begins = self.recording.seconds
        os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        try:
            time.sleep(seconds)
        finally:
            os.kill(pid, signal.SIGCONT)
        held = time.monotonic() - began
        self.listen(LISTEN_S)
        samples = self._since(begins - 0.1)
        return Stall(held, sum(length for _, length in gaps(samples, below_dbfs=-60.0)))

    def hand_s(self, out: bool) -> float:
        """From the moment at which silence, or the music back, is asked for until it is heard."""
        asked = self.recording.seconds
        self.player.fade(out, 0.02)
        self.listen(LISTEN_S)
        levels = levels_dbfs(self._since(asked), STEP_S)
        changed = np.flatnonzero(np.abs(levels - levels[0]) > DOWN_DB)
        if not len(changed):
            raise AssertionError("the hand was not heard")
        return float(changed[0]) * STEP_S

    def _since(self, begins: float) -> Samples:
        data = np.fromfile(self._file, dtype="<f4")
        return data[: len(data) // 2 * 2].reshape(-1, 2)[max(0, round(begins * RATE)) :]

    def listen(self, seconds: float) -> None:
        """Let so much be recorded."""
        until_s = self.recording.seconds + seconds
        until(lambda: self.recording.seconds >= until_s)


@contextmanager
def held(folder: Path, length_s: float = LENGTH_S) -> Iterator[Held]:
    """A process that plays, for the block."""
    one = Held(folder, length_s)
    one.begin()
    try:
        yield one
    finally:
        one.end()


def measure(folder: Path, outcome: Outcome) -> None:
    """What is heard of a process that is held up, and how soon a hand is heard."""
    chance = random.Random(1)
    with held(folder) as one:
        for length in STALLS_S:
            stalls = []
            for _ in range(TIMES):
                one.listen(chance.uniform(0.0, 0.3))
                stalls.append(one.stop_for(length))
            silent = median(stall.silent_s for stall in stalls)
            outcome.figures.append(Figure(f"stall.{length * 1000:.0f} ms", silent * 1000, "ms silent", most=1.0))
        counted = one.counted_s
        hands = []
        for number in range(2 * TIMES):
            one.listen(chance.uniform(0.0, 0.3))
            hands.append(one.hand_s(number % 2 == 0))
    least, most = (edge * 1000 for edge in AS_BEFORE_S)
    remark = (
        f"from asked to heard: {min(hands) * 1000:.0f} to {max(hands) * 1000:.0f} ms; before {least:.0f} to {most:.0f}"
    )
    outcome.figures.append(Figure("stall.counted", counted * 1000, "ms", most=1.0))
    outcome.figures.append(Figure("hand.heard", median(hands) * 1000, "ms", most=least, remark=remark))
