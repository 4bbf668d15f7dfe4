"""Keeping the computer awake while a session runs; where there is no way for it, the session runs all the same."""

import shutil
import subprocess
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from kapguide.log import log

PATIENCE_S = 5.0
"""How long the program that holds the system awake may take to end."""
_WHY = "A session is running"


class Awake:
    """While open, the system is asked not to sleep. It ends with this process, however that ends."""

    def __init__(self) -> None:
        self._holder: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def hold(self) -> None:
        """Ask for it; asking twice is asking once."""
        if sys.platform == "win32":
            _windows(continuous=True)
        elif self._holder is None and (command := _command()):
            try:
                self._holder = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            except OSError as error:
                log.warning("the computer may fall asleep: %s", error)

    def release(self) -> None:
        """Let it sleep again."""
        if sys.platform == "win32":
            _windows(continuous=False)
        holder, self._holder = self._holder, None
        if holder is not None and holder.stdin is not None:
            with suppress(OSError):  # it has ended by itself
                holder.stdin.close()
            threading.Thread(target=_see_off, args=(holder,), name="sleep allowed", daemon=True).start()


def _see_off(holder: "subprocess.Popen[bytes]") -> None:
    """Wait until it has ended, which nobody else waits for; one that does not end by itself is ended."""
    try:
        holder.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        holder.kill()
        holder.wait()


def _command() -> list[str]:
    """A program that holds the system awake until its input ends, which it does when we do."""
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-dis", "cat"]
    if shutil.which("systemd-inhibit"):
        return ["systemd-inhibit", "--what=idle:sleep", "--who=KapGuide", f"--why={_WHY}", "cat"]
    return []


def _windows(*, continuous: bool) -> None:
    import ctypes

    system_and_display = 0x1 | 0x2 if continuous else 0
    ctypes.windll.kernel32.SetThreadExecutionState(0x80000000 | system_and_display)  # type: ignore[attr-defined,unused-ignore]
