"""What every process of the program does first: its files are for their owner alone, and a crash leaves no memory."""

import ctypes
import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def guard(*, secrets: bool) -> None:
    """New files 0600 and folders 0700 whatever the umask was, and no core dumps: one held passphrase and key.

    With `secrets` the memory is closed to other programs of the same person too. The process that makes sound has none,
    and must be looked at by the system's service that gives out its priority.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if secrets and sys.platform == "linux":
        # Some systems hand every crash to a program of their own, whatever the limit says.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
