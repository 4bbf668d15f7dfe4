"""Work that must not keep anyone waiting: one quick lane, in the order asked, joined at shutdown."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from kapguide.errors import KapGuideError
from kapguide.log import log

T = TypeVar("T")


class Jobs:
    """Runs work on a thread of its own and hands the outcome back through `post`, which picks the thread for it."""

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[KapGuideError], None]) -> None:
        """Do `work`; then `done` with its result, or `failed` with the known failure. A bug is raised at `post`."""
        self._lane.submit(work).add_done_callback(lambda future: self._post(lambda: _settle(future, done, failed)))

    def close(self) -> None:
        """Finish what was asked, then stop."""
        self._lane.shutdown(wait=True)


def _settle(future: "Future[Any]", done: Callable[[Any], None], failed: Callable[[KapGuideError], None]) -> None:
    try:
        result = future.result()
    except KapGuideError as error:
        log.warning("a job failed: %s", error.detail or type(error).__name__)
        failed(error)
    else:
        done(result)
