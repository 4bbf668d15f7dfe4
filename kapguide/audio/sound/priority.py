"""Ahead of other programs, where the system lets it: the process a little, the thread that a device asks on clearly."""

import contextlib
import os
import sys
import threading

NICE = -10
"""Above all that a desktop runs of itself, below what keeps the machine alive."""
REAL_TIME = 5
"""Below the sound server's own, which by default is 5 or higher, and above every usual program."""
AHEAD, A_LITTLE, USUAL = "ahead of other programs", "a little ahead of other programs", "like any other program"
WHY_USUAL = "under load the sound may be held up. On Linux, real-time rights for the user (rtprio, nice) give it way."


def process_ahead() -> bool:
    """Put this process, or on Linux this thread and its threads, a little ahead; False where that is not allowed."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        return bool(kernel.SetPriorityClass(kernel.GetCurrentProcess(), 0x80))  # HIGH_PRIORITY_CLASS
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
        return True
    return False


def thread_ahead() -> bool:
    """Put the thread that calls clearly ahead; False where that is not allowed. On macOS the system has done so."""
    if sys.platform == "darwin":
        return True
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import ctypes

            task = ctypes.c_ulong(0)
            return bool(ctypes.windll.avrt.AvSetMmThreadCharacteristicsW("Pro Audio", ctypes.byref(task)))
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(REAL_TIME))
        return True
    return False


def to_be_had() -> str:
    """What a sound process would be given here: tried on a thread of its own, which is gone afterwards."""
    got: list[bool] = []

    def try_both() -> None:
        got.append(sys.platform == "win32" or process_ahead())
        got.append(thread_ahead())

    trial = threading.Thread(target=try_both, name="priority")
    trial.start()
    trial.join()
    return AHEAD if got[-1] else A_LITTLE if any(got) else USUAL
