"""What every decoder of audio files does, and what it says when it cannot."""

import stat
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Block = npt.NDArray[np.float32]

MISSING, EMPTY, UNREADABLE, DAMAGED = "missing", "empty", "unreadable", "damaged"
"""Codes of a DecodeError. After DAMAGED from `read` the decoder can be moved on by `seek`."""


class DecodeError(Exception):
    """A file that cannot be read, or not at this place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class Decoder(Protocol):
    """An open audio file. Places and lengths are frames at its own `rate`; blocks are float32 [n, channels]."""

    rate: int
    channels: int
    length: int | None

    def read(self, frames: int) -> Block:
        """Up to `frames` more frames; none at the end. Raises DecodeError."""
        ...

    def seek(self, frame: int) -> None:
        """Go to `frame`, or to the end when that lies before it. Raises DecodeError."""
        ...

    def close(self) -> None: ...


def look_at(path: str) -> None:
    """Raise DecodeError for a file that is not there, is no file, or holds nothing."""
    try:
        seen = Path(path).stat()
    except (OSError, ValueError) as error:
        raise DecodeError(MISSING, str(error)) from error
    if not stat.S_ISREG(seen.st_mode):
        raise DecodeError(UNREADABLE, "not a file")
    if not seen.st_size:
        raise DecodeError(EMPTY)
