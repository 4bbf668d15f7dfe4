"""PulseAudio null sinks with names, and what is played into them written to files."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.support.listening import RATE, Samples
from tests.support.null_sink import pactl

FRAME = 8
"""Bytes: two channels of float32."""
PATIENCE_S = 20.0


class Sink:
    """A sink that is there from `plug` to `unplug`; `name` is how programs know it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._module = ""

    def plug(self) -> None:
        """Be there, as a device that is plugged in."""
        form = ["rate=48000", "channels=2", "format=float32le"]
        self._module = pactl("load-module", "module-null-sink", f"sink_name={self.name}", *form)

    def unplug(self) -> None:
        """Be gone, as a device that is pulled out."""
        if self._module:
            pactl("unload-module", self._module)
            self._module = ""


class Recording:
    """Writes what is played into a sink to a file, from the first samples until `stop`."""

    def __init__(self, sink: Sink, path: Path) -> None:
        self.path = path
        form = ["--format=float32le", f"--rate={RATE}", "--channels=2", "--latency-msec=20", "--raw"]
        with path.open("wb") as file:
            self._process = subprocess.Popen(["parec", "--device", f"{sink.name}.monitor", *form], stdout=file)
        until(lambda: self.seconds > 0.02)

    @property
    def seconds(self) -> float:
        """How much has been recorded."""
        return self.path.stat().st_size / FRAME / RATE

    def stop(self) -> Samples:
        """End the recording; all of it as an array on disk, [frames, 2]. Harmless when it has ended."""
        self._process.terminate()
        self._process.wait(PATIENCE_S)
        return samples_in(self.path)


def samples_in(path: Path) -> Samples:
    """What a recording holds so far, [frames, 2], read from disk as it is looked at."""
    frames = path.stat().st_size // FRAME
    if not frames:
        return np.zeros((0, 2), np.float32)
    return np.memmap(path, dtype="<f4", mode="r", shape=(frames, 2))


@contextmanager
def recorded(sink: Sink, path: Path) -> Iterator[Recording]:
    """Record a sink that is there for the block."""
    sink.plug()
    try:
        recording = Recording(sink, path)
        try:
            yield recording
        finally:
            recording.stop()
    finally:
        sink.unplug()


def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait for something, with a bound. Raises TimeoutError."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.01)


@contextmanager
def into(sink: Sink) -> Iterator[None]:
    """What is started in the block plays into that sink, as its system's own output."""
    before = os.environ.get("PULSE_SINK")
    os.environ["PULSE_SINK"] = sink.name
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_SINK"]
        else:
            os.environ["PULSE_SINK"] = before
