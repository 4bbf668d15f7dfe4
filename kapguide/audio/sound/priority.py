"""Ahead of other programs, where the system lets it: the process a little, the thread that a device asks on clearly."""

import contextlib
import os
import sys
import threading

from kapguide.audio.sound import rtkit

NICE = -10
"""Above all that a desktop runs of itself, below what keeps the machine alive."""
REAL_TIME = 5
"""Below the sound server's own, which by default is 5 or higher, and above every usual program."""
AHEAD, A_LITTLE, USUAL = "ahead of other programs", "a little ahead of other programs", "like any other program"
GIVEN = f"{A_LITTLE}, as rtkit gives it"
WHY_USUAL = "under load the sound may be held up. On Linux, rtkit or real-time rights (rtprio, nice) give it way."


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


def thread_of_sound() -> None:
    """Put the thread that calls as far ahead as the system lets it: at once, or a little, in a moment, by rtkit."""
    if not thread_ahead():
        ask_later()


def ask_later() -> None:
    """Have rtkit put the thread that calls a little ahead, in a moment, where nothing else has."""
    if not sys.platform.startswith("linux") or os.getpriority(os.PRIO_PROCESS, 0) <= NICE:
        return
    asking = threading.Timer(rtkit.LATER_S, _given, [threading.get_native_id()])
    asking.daemon = True
    with contextlib.suppress(RuntimeError):  # the system has no thread to give
        asking.start()


def _given(thread: int) -> str:
    """Why rtkit does not put that thread a little ahead; empty where it has."""
    try:
        rtkit.give(thread, NICE)
    except rtkit.NotGiven as error:
        return str(error)
    return ""


def to_be_had() -> str:
    """What a sound process would be given here: tried on a thread of its own, which is gone afterwards.

    rtkit gives nothing to a process that is closed to other programs, as that of a window is: see guard.py.
    """
    found: list[str] = []

    def try_all() -> None:
        process = sys.platform != "win32" and process_ahead()
        if thread_ahead():
            found.append(AHEAD)
        elif process or sys.platform == "win32":
            found.append(A_LITTLE)
        elif not sys.platform.startswith("linux"):
            found.append(f"{USUAL}: {WHY_USUAL}")
        else:
            why = _given(threading.get_native_id())
            found.append(f"{USUAL} (rtkit: {why}): {WHY_USUAL}" if why else GIVEN)

    trial = threading.Thread(target=try_all, name="priority")
    trial.start()
    trial.join()
    return found[0]
