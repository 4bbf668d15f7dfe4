"""The machine's clocks as the sound needs them: awake time, and how much was slept."""

import sys
import time


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
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()
    return time.monotonic() - awake()
