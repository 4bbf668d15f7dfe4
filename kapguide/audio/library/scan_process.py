"""The scan process: looks at files that it is told of, one at a time, and stands in nobody's way.

Orders come as JSON lines on stdin, answers go as JSON lines to stdout. `{"do": "scan", "path": ...}` and "tags" are
answered by `{"facts": ...}`; "list" by any number of `{"found": [[path, size, mtime_ns], ...]}` and one
`{"root": ..., "unnamed": [...], "fault": ""}`. `{"ready": true}` comes first, and a `{"beat": ...}` between says that
work goes on. `{"do": "pause"}` holds everything until "resume". It ends with its stdin, and can be killed at any time.
"""

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from kapguide.audio import own_process
from kapguide.audio.library.folder import files_below
from kapguide.audio.library.scan import scan_file
from kapguide.audio.library.tags import read_tags

BEAT_S = 1.0
"""How often it says that it is alive; see `scanner.HUNG_S`."""
BATCH = 200
"""Found files that are told of at once."""


def main() -> int:
    """Work until stdin ends."""
    _stand_back()
    answers = own_process.own_stdout()
    orders = _Orders(answers)
    threading.Thread(target=orders.listen, args=[sys.stdin.buffer], name="orders", daemon=True).start()
    orders.work()
    return 0


class _Orders:
    """Orders come in on one thread, and are carried out on the other."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._orders: queue.SimpleQueue[dict[str, str]] = queue.SimpleQueue()
        self._go = threading.Event()
        self._go.set()
        self._said = 0.0

    def listen(self, stdin: BinaryIO) -> None:
        """Read orders until there are no more, and end the process then, whatever it is doing."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            for line in stdin:
                order = msgspec.json.decode(line, type=dict[str, str])
                if order["do"] == "pause":
                    self._go.clear()
                elif order["do"] == "resume":
                    self._go.set()
                else:
                    self._orders.put(order)
        os._exit(0)

    def work(self) -> None:
        """Carry out one order after the other."""
        self._say({"ready": True})
        does: dict[str, Callable[[str], Any]] = {"scan": self._scan, "tags": self._tags, "list": self._list}
        while True:
            order = self._orders.get()
            self._say({"beat": 0.0})
            self._say(does[order["do"]](order["path"]))

    def _scan(self, path: str) -> dict[str, Any]:
        return {"facts": scan_file(path, self._beat)}

    def _tags(self, path: str) -> dict[str, Any]:
        return {"facts": read_tags(path)}

    def _list(self, path: str) -> dict[str, Any]:
        unnamed: list[str] = []
        batch: list[tuple[str, int, int]] = []
        root = os.path.realpath(path)
        listing = files_below(root, unnamed.append, lambda: self._beat(0.0))
        try:
            for found in listing:
                batch.append(found)
                if len(batch) >= BATCH:
                    self._say({"found": batch})
                    batch = []
        except OSError as error:
            return {"root": root, "unnamed": unnamed, "fault": error.strerror or type(error).__name__}
        finally:
            self._say({"found": batch})
        return {"root": root, "unnamed": unnamed, "fault": ""}

    def _beat(self, at_s: float) -> None:
        """Said about once a second, and only while nothing holds the work."""
        self._go.wait()
        if time.monotonic() - self._said >= BEAT_S:
            self._say({"beat": round(at_s, 1)})

    def _say(self, answer: dict[str, Any]) -> None:
        self._said = time.monotonic()
        try:
            self._answers.write(msgspec.json.encode(answer) + b"\n")
            self._answers.flush()
        except OSError:
            os._exit(0)


def _stand_back() -> None:
    """Everything else on this machine goes first; and Ctrl-C is for the window, which ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        import ctypes

        idle = 0x40
        ctypes.windll.kernel32.SetPriorityClass(ctypes.windll.kernel32.GetCurrentProcess(), idle)
    else:
        os.nice(19)
