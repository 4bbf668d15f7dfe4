"""A PulseAudio sink that swallows what is played into it, and lets it be recorded."""

import itertools
import os
import subprocess
from types import TracebackType
from typing import Self

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


def pactl(*arguments: str) -> str:
    """Ask the sound server; the answer without its line end."""
    done = subprocess.run(["pactl", *arguments], check=True, capture_output=True, text=True, timeout=20)
    return done.stdout.strip()
