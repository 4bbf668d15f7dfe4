"""A PulseAudio sink that swallows what is played into it, and lets it be recorded."""

import itertools
import os
import subprocess
from types import TracebackType
from typing import Self

import numpy as np

_numbers = itertools.count(1)


class NullSink:
    """A sink of 48 kHz stereo float samples that exists inside a `with` block."""

    def __init__(self) -> None:
        self.name = f"test_{os.getpid()}_{next(_numbers)}"
        self._module = ""

    def __enter__(self) -> Self:
        form = ["rate=48000", "channels=2", "format=float32le"]
        self._module = pactl("load-module", "module-null-sink", f"sink_name={self.name}", *form)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()

    def remove(self) -> None:
        """Take the sink away, as when a device is unplugged; streams on it move to another."""
        if self._module:
            pactl("unload-module", self._module)
            self._module = ""


class NullMicrophone(NullSink):
    """A sink, and a microphone that hears what is played into it: a program uses both by its `environment`."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.environment = {"PULSE_SINK": self.name, "PULSE_SOURCE": f"{self.name}_microphone"}
        source = f"source_name={self.environment['PULSE_SOURCE']}"
        self._source = pactl("load-module", "module-remap-source", f"master={self.name}.monitor", source)
        return self

    def remove(self) -> None:
        """Both are taken away."""
        if self._source:
            pactl("unload-module", self._source)
            self._source = ""
        super().remove()

    def say(self, seconds: float = 1.5, peak: float = 0.05) -> None:
        """Play what is no words, but as loud and as long as some, and wait until it was heard."""
        time = np.arange(round(seconds * 48_000)) / 48_000
        sound = peak * np.sin(2 * np.pi * 220 * time) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
        form = ["--raw", "--rate=48000", "--channels=1", "--format=float32le"]
        command = ["paplay", f"--device={self.name}", *form]
        subprocess.run(command, input=sound.astype(np.float32).tobytes(), check=True, timeout=60)


def pactl(*arguments: str) -> str:
    """Ask the sound server; the answer without its line end."""
    done = subprocess.run(["pactl", *arguments], check=True, capture_output=True, text=True, timeout=20)
    return done.stdout.strip()
