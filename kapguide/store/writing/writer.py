"""The one writer: a thread with its own connection that saves changes in order and never drops one.

It waits for work, for a retry or for the time to tidy up; idle, it does nothing at all.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.events import Event
from kapguide.store.chain.anchor import LONGEST_LAG_S
from kapguide.store.failures import CutOff, DiskFull, RecordClosed, StoreFailure, Unwritable, explain
from kapguide.store.file.database import Database, DriverError, transaction
from kapguide.store.file.live_file import LiveFile
from kapguide.store.writing.ballast import SPENT, Ballast
from kapguide.store.writing.entries import Entry
from kapguide.store.writing.saving import SavingState, WriterState
from kapguide.store.writing.ticket import Ticket

FIRST_PAUSE_S = 0.1
"""After a failed write; it doubles, since a full disk is rarely emptied within a second."""
LONGEST_PAUSE_S = 5.0
"""Between two tries at a disk that fails, doubled each time: room that is made is found soon, a dead disk is let be."""
_BUG = (
    "An entry could not be saved. It is kept in memory and everything after it is saved; "
    "export the session before you close KapGuide."
)

Change = Callable[[Database], None]


class _Job(msgspec.Struct, eq=False):
    change: Change
    ticket: Ticket
    keep: bool


class Writer:
    """Runs changes one by one, each in its own transaction, and acknowledges each after its COMMIT.

    `on_state` is called on the writer's thread at each change of `state`; `tidy` is called with its
    connection at most 5 s after a commit: it keeps the anchor and the full-text index up to date. `committed` is
    called after each commit, and must be quick.
    """

    def __init__(
        self,
        file: LiveFile,
        ballast: Ballast,
        tidy: Callable[[Database], None],
        on_state: Callable[[WriterState], None] = lambda state: None,
        committed: Change = lambda db: None,
    ) -> None:
        self._file = file
        self._ballast = ballast
        self._tidy = tidy
        self._committed = committed
        self.on_state = on_state
        self.on_delay: Callable[[], object] = lambda: None
        """Called on the writer's thread after each try that failed: what waits may be kept elsewhere meanwhile."""
        self.state = WriterState()
        self._db: Database | None = None
        self._jobs: deque[_Job] = deque()
        self._given_up: list[Ticket] = []
        self._news = threading.Condition()  # wakes the writer's thread, and those who wait to be idle
        self._deadline: float | None = None
        self._tidied_at = time.monotonic() - LONGEST_LAG_S
        self._tidy_due: float | None = None
        self.astray = False
        """What was saved lies in a file that is gone or was cut off, and could not be put back."""
        self._thread = threading.Thread(target=self._run, name="kapguide-writer", daemon=True)
        self._thread.start()

    def keep(self, change: Change, what: str, events: tuple[Event, ...] = (), entry: Entry | None = None) -> Ticket:
        """Save `change`, however long it takes: it stays in memory and in order until it is saved."""
        return self._put(_Job(change, Ticket(what, events, entry), keep=True))

    def offer(self, change: Change, what: str, events: tuple[Event, ...] = ()) -> Ticket:
        """Save `change` now or not at all, and do not wait: the ticket tells."""
        return self._put(_Job(change, Ticket(what, events), keep=False))

    def ask(self, change: Change, what: str, events: tuple[Event, ...] = (), *, timeout_s: float = 10.0) -> Ticket:
        """Save `change` now or not at all; raises the failure."""
        job = _Job(change, Ticket(what, events), keep=False)
        ticket = self._put(job)
        if ticket.wait(timeout_s):
            return ticket
        if not ticket.done and (self._withdraw(job) or not ticket.wait(timeout_s)):
            raise Unwritable("The disk takes very long. Try again in a moment, and check what was saved.", what)
        if ticket.failure is not None:
            raise ticket.failure
        return ticket

    def close(self, timeout_s: float = 5.0) -> tuple[Ticket, ...]:
        """Save what is waiting, for at most `timeout_s` seconds, and stop; returns what could not be saved."""
        with self._news:
            self._deadline = time.monotonic() + timeout_s
            self._news.notify()
        self._thread.join(timeout_s + 1.0)  # a last try may be under way when the time is up
        return self.waiting()

    def waiting(self) -> tuple[Ticket, ...]:
        """What is not saved: given up, or still to be tried."""
        with self._news:
            return (*self._given_up, *(job.ticket for job in self._jobs if job.keep))

    @property
    def busy(self) -> bool:
        """Whether the thread is still at work: after `close`, a disk that does not answer."""
        return self._thread.is_alive()

    def _put(self, job: _Job) -> Ticket:
        with self._news:
            if self._deadline is not None:
                raise RecordClosed
            self._jobs.append(job)
            self._news.notify()
        return job.ticket

    def _withdraw(self, job: _Job) -> bool:
        """Take a job back that has not begun: the first in line may be under way."""
        with self._news:
            if job not in self._jobs or self._jobs[0] is job:
                return False
            self._jobs.remove(job)
            return True

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while (job := self._next()) is not None:
            if self.state.saving is SavingState.SAVED:
                self._show(WriterState(SavingState.SAVING))
            waiting = len(self._jobs)
            failure = self._try(job)
            if isinstance(failure, StoreFailure) and job.keep:
                job.ticket.delay(failure)
                self._show(WriterState(SavingState.NOT_SAVED, failure.sentence))
                self._refuse_asked(failure)
                self._call(self.on_delay)
                if not self._pause(pause, waiting):
                    break
                pause = min(2 * pause, LONGEST_PAUSE_S)
                continue
            pause = FIRST_PAUSE_S
            self._finish(job, failure)
            if self._tidy_due is not None and self._tidy_due <= time.monotonic():
                self._tidy_up()
        self._stop()

    def _next(self) -> _Job | None:
        """The oldest job; None when closing and nothing is left. Tidies up meanwhile.

        It is left in its place: until it is saved it counts as waiting.
        """
        while True:
            with self._news:
                if self._jobs:
                    return self._jobs[0]
                if self._deadline is not None:
                    return None
                due = self._tidy_due
                now = time.monotonic()
                if due is None or due > now:
                    self._news.wait(None if due is None else due - now)
                    continue
            self._tidy_up()

    def _pause(self, pause: float, waiting: int) -> bool:
        """Wait before the next try; new work ends the wait. False when closing and out of time."""
        with self._news:
            if self._deadline is not None:
                left = self._deadline - time.monotonic()
                if left <= 0:
                    return False
                pause = min(pause, left)
            if len(self._jobs) <= waiting:
                self._news.wait(pause)
        return True

    def _try(self, job: _Job) -> Exception | None:
        failure = self._attempt(job)
        if isinstance(failure, DiskFull) and self._ballast.give_up():
            failure = self._attempt(job)
        return failure

    def _attempt(self, job: _Job) -> Exception | None:
        """One transaction. Returns None once it is committed to a file that lies where it should."""
        try:
            db = self._connection()
            self._file.check_whole()
            with transaction(db):
                job.change(db)
            self._committed(db)
            if self._file.moved():
                self._file.put_back(db)
                self._db = None
        except Exception as error:  # noqa: BLE001 - a bug in one change must not stop the others: _finish reports it
            failure = explain(error)
            if failure is None:
                return error
            self._given_back(failure)
            return failure
        if self._tidy_due is None:
            self._tidy_due = self._tidied_at + LONGEST_LAG_S
        return None

    def _connection(self) -> Database:
        if self._db is None:
            self._db = self._file.open_to_write()
        return self._db

    def _given_back(self, failure: StoreFailure) -> None:
        """After an I/O error the connection may hold stale pages; a moved file, however, lives in it alone, and one
        that was cut off is spoilt by letting go of it."""
        self.astray = self.astray or isinstance(failure, CutOff)
        if self._db is None or isinstance(failure, DiskFull | CutOff):
            return
        if not self._file.moved():
            with suppress(DriverError):
                self._db.close()
            self._db = None

    def _tidy_up(self) -> None:
        self._tidied_at, self._tidy_due = time.monotonic(), None
        try:
            db = self._connection()
            self._file.check_whole()
            self._tidy(db)
        except CutOff as failure:
            self.astray = True
            self._show(WriterState(SavingState.NOT_SAVED, failure.sentence))
            self._call(self.on_delay)
        except Exception as error:  # noqa: BLE001 - the record itself is written; what is not known is reported
            if explain(error) is None:
                _report(error)
        if self.state.saving is SavingState.SAVED:
            self._show(self._saved())

    def _finish(self, job: _Job, failure: Exception | None) -> None:
        with self._news:
            self._jobs.popleft()
            more = bool(self._jobs)
        if job.keep and failure is not None and not isinstance(failure, KapGuideError):
            self._given_up.append(job.ticket)
            _report(failure)
        self._settle(job.ticket, failure)
        if self._given_up:
            self._show(WriterState(SavingState.NOT_SAVED, _BUG))
        elif not more:
            self._show(self._saved())
        else:
            self._show(WriterState(SavingState.SAVING))

    def _saved(self) -> WriterState:
        return WriterState(sentence=SPENT if self._ballast.spent else "")

    def _refuse_asked(self, failure: StoreFailure) -> None:
        """Nobody waits for a disk: what must be saved now or not at all is refused while it fails."""
        with self._news:
            asked = [job for job in self._jobs if not job.keep]
            for job in asked:
                self._jobs.remove(job)
        for job in asked:
            self._settle(job.ticket, failure)

    def _settle(self, ticket: Ticket, failure: Exception | None) -> None:
        for callback in ticket.finish(failure):
            try:
                callback(ticket)
            except Exception as error:  # noqa: BLE001 - a bug in a view must not stop the saving
                _report(error)

    def _show(self, state: WriterState) -> None:
        if state == self.state:
            return
        self.state = state
        self._call(lambda: self.on_state(state))

    def _call(self, what: Callable[[], object]) -> None:
        try:
            what()
        except Exception as error:  # noqa: BLE001 - as above
            _report(error)

    def _stop(self) -> None:
        """Let go of the file; what was written to one that was moved away meanwhile goes back to its place."""
        if self._db is None:
            return
        self._tidy_up()
        try:
            if self.astray:
                self._file.let_go(self._db)
            elif self._file.astray():
                self._file.put_back(self._db)
            else:
                self._db.close()
        except Exception as error:  # noqa: BLE001 - whoever closes must hear of it, and close
            self.astray = True
            if explain(error) is None:
                _report(error)
        self._db = None


def _report(error: Exception) -> None:
    """Hand a bug to the program's hook for threads, which logs it."""
    thread = threading.current_thread()
    threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, thread)))
