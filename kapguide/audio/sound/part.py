"""A part of a file behind a head of its own, for libsndfile to read where a file says something wrong of itself."""

import io
import os
from pathlib import Path

_HEAD = 4_096


class FilePart(io.RawIOBase):
    """A part of a file, behind a head of its own."""

    def __init__(self, path: str, head: bytes, start: int, end: int) -> None:
        super().__init__()
        self._head, self._start = head, start
        self._size = len(head) + max(0, end - start)
        self._at = 0
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed by `close`

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at < len(self._head):
            part = self._head[self._at : self._at + len(room)]
        else:
            self._file.seek(self._start + self._at - len(self._head))
            part = self._file.read(min(len(room), max(0, self._size - self._at)))
        room[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()


def sized_wav(path: str) -> FilePart | None:
    """A WAV that says that it holds nothing, as one does that was never finished, with its true size; None for any
    other file. Raises OSError."""
    with Path(path).open("rb") as file:
        head = file.read(_HEAD)
        end = file.seek(0, os.SEEK_END)
    place = head.find(b"data", 12) + 4 if head[:4] == b"RIFF" and head[8:12] == b"WAVE" else 0
    if place <= 4 or head[place : place + 4] != bytes(4) or end <= place + 4:
        return None
    size = min(end - place - 4, 0xFFFF_FF00)
    return FilePart(path, head[:place] + size.to_bytes(4, "little"), place + 4, end)
