"""Work that must not keep anyone waiting: one quick lane, in the order asked, joined at shutdown."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.lost_files import FilesLost, is_of_lost_files

T = TypeVar("T")
Owner = Callable[[], bool]
"""Whether the one who asked is still there to hear the answer."""
CLOSE_WITHIN_S = 30.0
"""So long the last backup may take before the program ends without it."""


def always() -> bool:
    """The owner that goes with the program."""
    return True


class Jobs:
    """Runs work on a thread of its own and hands the outcome back through `post`, which picks the thread for it.

    The thread is a daemon: the end of the program waits for nothing that a drive does not answer.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._asked: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lane = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._lane.start()

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KapGuideError], None],
        owner: Owner,
        dropped: Callable[[T], object] = lambda result: None,
    ) -> None:
        """Do `work`; then `done` with its result, or `failed` with the known failure. A bug is raised at `post`.

        Once the `owner` has gone nobody is told: a result goes to `dropped`, a failure to the log.
        """

        self._asked.put(_Job(work, done, failed, owner, dropped))

    def close(self, within_s: float = CLOSE_WITHIN_S) -> bool:
        """Finish what was asked, for at most `within_s`, then stop; whether all of it is finished."""
        self._asked.put(None)
        self._lane.join(within_s)
        if self._lane.is_alive():
            log.warning("a job did not end within %.0f s and was left", within_s)
        return not self._lane.is_alive()

    def _work(self) -> None:
        while (job := self._asked.get()) is not None:
            _do(job.work, job.future)
            try:
                self._post(job.settle)
            except RuntimeError as gone:  # the window's, which went before a job that was left
                log.warning("nobody is left to hear how a job ended: %s", type(gone).__name__)


class _Job:
    """What was asked, and by whom. `settle` empties it, so that no screen ends with the thread that worked for it."""

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[KapGuideError], object],
        owner: Owner,
        dropped: Callable[[Any], object],
    ) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self._asker = (done, failed, owner, dropped)

    def settle(self) -> None:
        """Tell how it ended, on the thread of those who asked."""
        (done, failed, owner, dropped), future = self._asker, self.future
        del self._asker, self.work, self.future
        there = owner()
        _settle(future, done if there else dropped, failed if there else _nobody)


def within(seconds: float, work: Callable[[], T]) -> "Future[T]":
    """Begin `work` on a daemon of its own and wait for it, for at most `seconds`; it may go on after that."""
    future: Future[T] = Future()
    thread = threading.Thread(target=_do, args=(work, future), name="within", daemon=True)
    thread.start()
    thread.join(seconds)
    return future


def _do(work: Callable[[], T], future: "Future[T]") -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised where the result is asked for
        future.set_exception(error)


def _settle(future: "Future[Any]", done: Callable[[Any], object], failed: Callable[[KapGuideError], object]) -> None:
    try:
        result = future.result()
    except KapGuideError as error:
        log.warning("a job failed: %s", error.detail or type(error).__name__)
        failed(error)
    except Exception as bug:
        if not is_of_lost_files(bug):
            raise
        log.warning("a job did not find the program's own files", exc_info=bug)
        failed(FilesLost())
    else:
        done(result)


def _nobody(error: KapGuideError) -> None:
    """The failure is in the log."""
