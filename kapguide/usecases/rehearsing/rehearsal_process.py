"""The process that plays rehearsals without a window beside another one: an order on stdin, a line for each run."""

import contextlib
import sys

from kapguide.audio import own_process
from kapguide.usecases.rehearsing.many_runs import work


def main() -> int:
    """Work until the order is done, or nobody listens any more."""
    answers = own_process.own_stdout()
    with contextlib.suppress(BrokenPipeError):
        return work(sys.stdin.buffer, answers)
    return 0
