"""How busy the machine is: what a promise of "within a second" means while something else runs beside it."""

import os
import subprocess
import sys
import time

WORK = "sum(range(2_000_000))"


def busy() -> float:
    """How many times as long as alone a process takes now, at least 1: its time on the clock by that on a core."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-I", "-c", WORK])
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return max(1.0, (time.monotonic() - began) / (used.ru_utime + used.ru_stime))
