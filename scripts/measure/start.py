"""start: from the fork to the first window on the screen, the unlock screen of a practice, against a bare Qt window.

Both in turn, several times, with warm caches; the clock stops when the X server says that a window has been mapped.
"""

import ctypes
import statistics
import sys
import time
from pathlib import Path

from kapguide.paths import Home
from measure.figures import Figure, Outcome, Reference
from measure.processes import started
from tests.support.practice import new_practice

TIMES = 7
BARE = """\
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(800, 600)
window.show()
app.exec()
"""
SMALLEST = 120
"""Pixels: what is smaller is not yet the window."""
PATIENCE_S = 30.0
_SUBSTRUCTURE_NOTIFY, _MAP_NOTIFY = 1 << 19, 19


class _MapEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("event", ctypes.c_ulong),
        ("window", ctypes.c_ulong),
        ("pad", ctypes.c_long * 24),
    )


class Watch:
    """Listens to an X server for windows that come."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda _, __: 0)
        self._x.XSetErrorHandler(self._ignore)  # a window may be gone again when it is asked how large it is
        display = self._x.XOpenDisplay(None)
        if display is None:
            raise RuntimeError("the screen cannot be reached")
        self._display = ctypes.c_void_p(display)
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY))
        self._x.XSync(self._display, 0)

    def wait(self) -> float:
        """When the next window was mapped, by the monotonic clock. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_S
        event = _MapEvent()
        while time.monotonic() < end:
            if not self._x.XPending(self._display):
                time.sleep(0.001)
                continue
            self._x.XNextEvent(self._display, ctypes.byref(event))
            if event.type == _MAP_NOTIFY and self._is_window(event.window):
                return time.monotonic()
        raise TimeoutError("no window came")

    def forget(self) -> None:
        """Let pass what has happened until now."""
        event = _MapEvent()
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, ctypes.byref(event))

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def _is_window(self, window: int) -> bool:
        numbers = [ctypes.c_ulong(), *(ctypes.c_int() for _ in range(2)), *(ctypes.c_uint() for _ in range(4))]
        given = [ctypes.byref(number) for number in numbers]
        found = self._x.XGetGeometry(self._display, ctypes.c_ulong(window), *given)
        return bool(found) and min(numbers[3].value, numbers[4].value) >= SMALLEST


def measure(folder: Path, outcome: Outcome) -> None:
    """Add the figure."""
    home = Home(folder / "home").make()
    new_practice(home)
    commands = {"here": [sys.executable, "-m", "kapguide"], "bare": [sys.executable, "-c", BARE]}
    took: dict[str, list[float]] = {name: [] for name in commands}
    checkout = str(Path(__file__).resolve().parents[2])
    watch = Watch()
    try:
        for _ in range(TIMES + 1):
            for name, command in commands.items():
                watch.forget()
                began = time.monotonic()
                with started(*command, KAPGUIDE_HOME=str(home.root), PYTHONPATH=checkout):
                    took[name].append(watch.wait() - began)
    finally:
        watch.close()
    here, bare = (took[name][1:] for name in ("here", "bare"))
    outcome.figures.append(
        Figure(
            "start",
            statistics.median(here),
            "s",
            most=3.0,
            by_ratio=True,
            references=(Reference("bare window", statistics.median(bare)),),
            remark=f"{TIMES} starts each, from {min(here):.2f} to {max(here):.2f} s",
        )
    )
