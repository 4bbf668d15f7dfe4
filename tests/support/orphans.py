"""Processes that a test started and left running."""

import os
import select
import signal
from pathlib import Path

from tests.support import forked


def mentioning(folder: Path) -> dict[int, str]:
    """Living processes whose command names something in `folder`, by pid. Linux only; elsewhere none."""
    found = {pid: command for pid, command in forked.living().items() if f"{folder}/" in command}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue
        pid = int(entry.parent.name)
        if f"{folder}/" in command and pid != os.getpid():
            found[pid] = command
    return found


def end(folder: Path, patience_s: float = 5.0) -> list[str]:
    """Give those that are about to end a moment, kill the others, and return the commands of those killed."""
    killed = []
    for pid, command in mentioning(folder).items():
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            ended, _, _ = select.select([handle], [], [], patience_s)
            if not ended:
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                killed.append(command)
        finally:
            os.close(handle)
    return killed
