"""Scanning in processes of their own: a decoder that crashes or hangs takes one file with it, and nothing else."""

import contextlib
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from kapguide.audio import own_process
from kapguide.audio.library.facts import CRASHED, HUNG, FileFacts
from kapguide.audio.library.folder import Found

HUNG_S = 20.0
"""A process that says nothing for this long, over one file or at its own start, is ended."""
LOOK_S = 1.0
"""Between two looks whether the work was called off or the process has died, while it says nothing."""
STARTS = 3
"""A process that ends so many times before it has begun with an order does not take that order."""
J = TypeVar("J")


class _About(msgspec.Struct):
    """The answer to "scan" and "tags"."""

    facts: FileFacts


class _Listed(msgspec.Struct):
    """The answer to "list"."""

    root: str
    fault: str
    unnamed: list[str]


class Died(Exception):
    """The process ended over a file; `code` is CRASHED or HUNG."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cancelled(Exception):
    """The scanning was called off."""


class Unstartable(Exception):
    """No scan process can be started on this computer."""


class Worker:
    """One scan process: started when it is first asked something, and again after it has died."""

    def __init__(self, hung_s: float = HUNG_S) -> None:
        self._hung_s = hung_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._paused = self._over = False
        self._talking = threading.Lock()  # a pause is said between two questions, never into one
        self._at_work = ""

    @property
    def pid(self) -> int:
        """Of the process that runs, 0 when none does."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else 0

    @property
    def at_work(self) -> str:
        """The path that the process has begun with."""
        return self._at_work

    def scan(self, path: str) -> FileFacts:
        """Everything about a file. Raises Died, Cancelled, Unstartable."""
        return self._taken(self._ask("scan", path), _About).facts

    def tags(self, path: str) -> FileFacts:
        """What a file's tags say. Raises as `scan` does."""
        return self._taken(self._ask("tags", path), _About).facts

    def listing(self, path: str, take: Callable[[list[Found]], None]) -> tuple[str, str, list[str]]:
        """Hand the files below a folder to `take` in batches. The folder's real path, what the system says against it,
        and the names in it that are no text. Raises as `scan` does."""
        end = self._taken(self._ask("list", path, lambda found: take(self._taken(found, list[Found]))), _Listed)
        return end.root, end.fault, end.unnamed

    def pause(self, paused: bool) -> None:
        """Hold the work where it is, or let it go on."""
        self._paused = paused
        if self.pid:
            with contextlib.suppress(OSError):
                self._send({"do": "pause" if paused else "resume"})

    def end(self) -> None:
        """At once, for good: whoever waits for an answer gets Cancelled."""
        self._over = True
        self._kill()

    def _taken(self, answer: object, kind: type[J]) -> J:
        """An answer as what it should be. A process that says anything else is at its end."""
        try:
            return msgspec.convert(answer, kind)
        except msgspec.ValidationError as error:
            self._kill()
            raise Died(CRASHED) from error

    def _ask(self, do: str, path: str, found: Callable[[Any], None] = lambda _: None) -> dict[str, Any]:
        """The answer to an order. A process that ends before it has begun with it is started again: that was not this
        file's doing, unless it happens each time."""
        for _ in range(STARTS):
            if self._over:
                raise Cancelled
            self._at_work = ""
            self._start_if_none()
            try:
                self._send({"do": do, "path": path})
                while True:
                    answer = self._answer(self._hung_s)
                    self._at_work = path
                    if "found" in answer:
                        found(answer["found"])
                    elif "beat" not in answer:
                        self._at_work = ""
                        return answer
            except OSError:
                self._kill()
            except Died as died:
                if self._at_work or died.code != CRASHED:
                    raise
        if self._over:
            raise Cancelled
        raise Died(CRASHED)

    def _answer(self, hung_s: float) -> dict[str, Any]:
        """The next thing that the process says."""
        heard = time.monotonic()
        while not self._over:
            try:
                line = self._lines.get(timeout=min(LOOK_S, hung_s / 4))
            except queue.Empty:
                if self._paused:
                    heard = time.monotonic()
                elif time.monotonic() - heard > hung_s:
                    self._kill()
                    raise Died(HUNG) from None
                continue
            if line is None:
                break
            try:
                return msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.DecodeError:  # half a line: it died over it
                break
        self._kill()
        if self._over:
            raise Cancelled
        raise Died(CRASHED)

    def _start_if_none(self) -> None:
        if self.pid:
            return
        self._lines = queue.SimpleQueue()
        try:
            process = subprocess.Popen(
                own_process.command("scan-process"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=own_process.environment(),
                creationflags=own_process.NO_CONSOLE,
            )
        except OSError as error:
            raise Unstartable(str(error)) from error
        self._process = process
        threading.Thread(target=_read, args=[process, self._lines], name="scan answers", daemon=True).start()
        try:
            self._answer(HUNG_S)
        except Died as died:
            raise Unstartable(f"the scan process {died.code} at its start") from died
        if self._paused:
            self.pause(True)

    def _send(self, order: dict[str, str]) -> None:
        """Raises OSError when the process is gone, which it may be at any moment: `end` comes from other threads."""
        process = self._process
        if process is None or process.stdin is None:
            raise BrokenPipeError
        with self._talking:
            try:
                process.stdin.write(msgspec.json.encode(order) + b"\n")
                process.stdin.flush()
            except ValueError as error:  # closed meanwhile
                raise BrokenPipeError from error

    def _kill(self) -> None:
        """It may not go at once, when the system holds it over a network folder; nobody waits for that."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()


def _read(process: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[bytes | None]") -> None:
    """Everything that the process says, and None when it is gone or can no longer be heard, whatever happened."""
    try:
        for line in process.stdout or ():
            lines.put(line)
    except (OSError, ValueError):
        pass  # whoever waits for an answer ends it
    finally:
        lines.put(None)
    process.wait()
    for pipe in (process.stdout, process.stdin):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


class Pool:
    """As many scan processes as leave one core to everything else."""

    def __init__(self, count: int | None = None, hung_s: float = HUNG_S) -> None:
        count = max(1, (os.cpu_count() or 1) - 1) if count is None else count
        self.workers = tuple(Worker(hung_s) for _ in range(count))
        self._go = threading.Event()
        self._go.set()
        self._over = False

    def each(self, jobs: Iterable[J], do: Callable[[Worker, J], None]) -> None:
        """`do` every job with one of the workers. Raises Cancelled, and what `do` raises, which ends it all."""
        left, guard = iter(jobs), threading.Lock()
        failed: list[BaseException] = []

        def work(worker: Worker) -> None:
            try:
                while not failed:
                    self._go.wait()
                    if self._over:
                        raise Cancelled
                    with guard:
                        job = next(left)
                    do(worker, job)
            except StopIteration:
                return
            except BaseException as error:  # noqa: BLE001 - raised again by the thread that asked
                failed.append(error)

        threads = [threading.Thread(target=work, args=[each], name="scan", daemon=True) for each in self.workers]
        started: list[threading.Thread] = []
        try:
            for thread in threads:
                thread.start()
                started.append(thread)
        except RuntimeError as error:  # the system gives no more threads
            failed.append(error)
        for thread in started:
            thread.join()
        if failed:
            raise failed[0]

    def pause(self, paused: bool) -> None:
        """Hold all work, in the middle of a file too, or let it go on."""
        if paused:
            self._go.clear()
        else:
            self._go.set()
        for worker in self.workers:
            worker.pause(paused)

    def end(self) -> None:
        """Cancel what runs, and end every process."""
        self._over = True
        for worker in self.workers:
            worker.end()
        self._go.set()
