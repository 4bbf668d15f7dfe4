"""Processes that a measurement starts, ends and counts the processor time of; Linux."""

import contextlib
import ctypes
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
PATIENCE_S = 5.0
_PR_CAPBSET_DROP, _CAP_SYS_NICE = 24, 23


@contextmanager
def started(*command: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, silent, with `more` in its environment; ended with the block."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End one process, by its id."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def busy_cores() -> Iterator[int]:
    """Every core is wanted all the time by a process of its own; how many there are."""
    cores = os.cpu_count() or 1
    with contextlib.ExitStack() as leave:
        for _ in range(cores):
            leave.enter_context(started(sys.executable, "-c", "while True: pass"))
        yield cores


def like_anybody() -> bool:
    """From here on no process that is started may take a better priority than others, even where root measures.

    True where that was done: a therapist's account could not take it either.
    """
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    done: int = ctypes.CDLL(None, use_errno=True).prctl(_PR_CAPBSET_DROP, _CAP_SYS_NICE, 0, 0, 0)
    return done == 0


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += parents.get(found[-1], [])
    return found


def named(name: str, ancestor: int) -> list[int]:
    """The descendants of a process that run the program of that name."""
    return [pid for pid in family(ancestor) if _name(pid) == name]


def cpu_seconds(pids: Iterable[int]) -> float:
    """What those processes, and their children that have ended, have used of the processor until now."""
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := _stat(pid))) / TICKS


def resident_mb(pid: int) -> float:
    """What a process holds in memory, in MB; what it shares with others is counted whole."""
    return _held(pid)["Rss"] / 1000


def unshared_mb(pid: int) -> float:
    """What a process holds in memory, and no other does, in MB."""
    held = _held(pid)
    return (held["Private_Dirty"] + held["Private_Clean"]) / 1000


def priority(pid: int) -> int:
    """A process' nice value."""
    return int(_stat(pid)[16])


def _held(pid: int) -> dict[str, float]:
    """/proc/PID/smaps_rollup in thousands of bytes. Raises OSError for a process that has gone."""
    lines = (Path("/proc") / str(pid) / "smaps_rollup").read_text("ascii").splitlines()[1:]
    return {name.rstrip(":"): int(number) * 1.024 for name, number, *_ in map(str.split, lines)}


def _stat(pid: int) -> list[str]:
    """/proc/PID/stat behind the name; empty for a process that has gone."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _name(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""
