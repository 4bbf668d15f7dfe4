"""A receipt for something handed to the writer."""

import threading
from collections.abc import Callable

from kapguide.session.events import Event
from kapguide.store.failures import StoreFailure
from kapguide.store.writing.entries import Entry


class Ticket:
    """Tells whether a change is saved. `saved` is true only after its commit.

    While the change is still being tried, `failure` is why the last try failed; once `done` without `saved`, it
    is why the change was given up.
    """

    def __init__(self, what: str, events: tuple[Event, ...] = (), entry: Entry | None = None) -> None:
        """`entry` is the change as data, where it must outlive this window."""
        self.what = what
        self.events = events
        self.entry = entry
        self.failure: Exception | None = None
        self.saved = False
        self._done = threading.Event()
        self._lock = threading.Lock()  # a callback added while the writer finishes is called once, not never
        self._callbacks: list[Callable[[Ticket], None]] = []

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def wait(self, timeout_s: float) -> bool:
        """Wait at most `timeout_s` seconds; tell whether the change is saved."""
        self._done.wait(timeout_s)
        return self.saved

    def add_done_callback(self, callback: Callable[["Ticket"], None]) -> None:
        """Call `callback(ticket)` on the writer's thread when done; at once, here, when it is done already."""
        with self._lock:
            if not self.done:
                self._callbacks.append(callback)
                return
        callback(self)

    def delay(self, failure: StoreFailure) -> None:
        """The writer's: the last try failed and there will be another."""
        self.failure = failure

    def finish(self, failure: Exception | None = None) -> list[Callable[["Ticket"], None]]:
        """The writer's: saved, or given up because of `failure`. Returns the callbacks to call."""
        with self._lock:
            self.saved, self.failure = failure is None, failure
            self._done.set()
            return self._callbacks
