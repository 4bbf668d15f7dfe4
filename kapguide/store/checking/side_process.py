"""Parts of a check that a process of its own does beside this one: Python runs on one core of a process at a time.

It is forked, so it holds what this one held, keys included, and is told nothing. It can only hasten the check: of
whatever it does not answer, for whatever reason, this process does the part itself. It answers into memory that has no
name, and goes with whoever began it, whatever ends that one.
"""

import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

_PR_SET_PDEATHSIG = 1
PATIENCE_S = 10.0
_THREADS = Path("/proc/self/task")
T = TypeVar("T")


class Answers:
    """What a side process answers to each of its parts, in their order."""

    def __init__(self, pid: int = 0, told: Sequence[tuple[int, int]] = ()) -> None:
        self._pid, self._told, self._began = pid, told, time.monotonic()

    def of(self, part: int, kind: type[T]) -> T | None:
        """What the part found. None where that is for this process to find: there is no other one, or it failed, or it
        is far slower than this one, which is asked for as long again as it has had, and a little."""
        if part >= len(self._told):
            return None
        done, answer = self._told[part]
        waiting = select.poll()
        waiting.register(done, select.POLLIN)
        had_s = time.monotonic() - self._began
        if not waiting.poll(1000 * (PATIENCE_S + had_s)) or not os.read(done, 1):
            return None
        with open(answer, "rb", closefd=False) as file:
            file.seek(0)
            return msgspec.msgpack.decode(file.read(), type=kind)

    def end(self) -> None:
        """The process is gone afterwards, whatever it was doing."""
        if self._pid:
            with suppress(OSError):  # another part of the program has waited for it
                os.kill(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
        for done, answer in self._told:
            os.close(done)
            os.close(answer)


@contextmanager
def side_process(*parts: Callable[[], object]) -> Iterator[Answers]:
    """Have the `parts` done one after the other by a process beside this one, which ends with the context."""
    answers = _begun(parts) if parts and _can_be_forked() else Answers()
    try:
        yield answers
    finally:
        answers.end()


def _can_be_forked() -> bool:
    """Whether no thread, of whatever library, can hold a lock that nobody would open in the other process."""
    return sys.platform == "linux" and len(list(_THREADS.iterdir())) == 1


def _begun(parts: Sequence[Callable[[], object]]) -> Answers:
    told, tells = [], []
    parent, prctl = os.getpid(), ctypes.CDLL(None).prctl
    try:
        for _ in parts:
            answer, (done, tell) = os.memfd_create("answer"), os.pipe()
            told.append((done, answer))
            tells.append((tell, answer))
        pid = os.fork()
    except OSError:  # no more processes, files, or memory for them
        pid = -1
    if not pid:
        status = 1
        try:
            prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the one who began this to end it
            if os.getppid() == parent:
                _do(parts, tells)
                status = 0
        finally:
            os._exit(status)
    for tell, _ in tells:
        os.close(tell)
    return Answers(max(pid, 0), told)


def _do(parts: Sequence[Callable[[], object]], tells: Sequence[tuple[int, int]]) -> None:
    """In the side process: answer, and only then say so. A part that fails is not answered."""
    for part, (tell, answer) in zip(parts, tells, strict=True):
        with suppress(Exception):
            found = memoryview(msgspec.msgpack.encode(part()))
            while found:
                found = found[os.write(answer, found) :]
            os.write(tell, b"\n")
        os.close(tell)
