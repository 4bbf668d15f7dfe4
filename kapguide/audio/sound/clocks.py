"""The machine's clocks as the sound needs them: awake time, and how much was slept."""

import sys
import time

_WITH_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""The clock that goes on in sleep, where it has a name: Windows' monotonic clock does so without."""


def awake() -> float:
    """Seconds by a clock that stops while the machine sleeps."""
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_UPTIME_RAW)
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value / 10_000_000
    return time.monotonic()


def slept() -> float:
    """Seconds that the machine has slept since it was started; only differences mean something."""
    return time.clock_gettime(_WITH_SLEEP) - awake() if _WITH_SLEEP is not None else time.monotonic() - awake()
