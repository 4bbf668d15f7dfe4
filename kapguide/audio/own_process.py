"""Starting a process of our own: the same program, frozen or not, asked to be something else than the window."""

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import kapguide

NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def command(*arguments: str) -> list[str]:
    """The command line of `kapguide ARGUMENTS` for whatever runs now."""
    me = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kapguide"]
    return [*me, *arguments]


def environment() -> dict[str, str]:
    """What such a process needs to find the program, to count on one core, and to keep no memory for threads that have
    ended: a decoder has one of its own."""
    found = dict(os.environ, OPENBLAS_NUM_THREADS="1")
    found.setdefault("MALLOC_ARENA_MAX", "2")
    if not getattr(sys, "frozen", False):
        here = str(Path(kapguide.__file__).parents[1])
        found["PYTHONPATH"] = os.pathsep.join(filter(None, [here, found.get("PYTHONPATH")]))
    return found


def own_stdout() -> BinaryIO:
    """Stdout for us alone: what a decoder prints there goes nowhere."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(own, "wb")
