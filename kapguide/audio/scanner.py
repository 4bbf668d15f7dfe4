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
from kapguide.audio.facts import CRASHED, HUNG, Facts
from kapguide.audio.scan_folder import Found

HUNG_S = 20.0
"""A process that says nothing for this long, over one file or at its own start, is ended."""
LOOK_S = 1.0
J = TypeVar("J")


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
        self._talking = threading.Lock()
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

    def scan(self, path: str) -> Facts:
        """Everything about a file. Raises Died, Cancelled, Unstartable."""
        return msgspec.convert(self._ask("scan", path)["facts"], Facts)

    def tags(self, path: str) -> Facts:
        """What a file's tags say. Raises as `scan` does."""
        return msgspec.convert(self._ask("tags", path)["facts"], Facts)

    def listing(self, path: str, take: Callable[[list[Found]], None]) -> tuple[str, str, list[str]]:
        """Hand the files below a folder to `take` in batches. The folder's real path, what the system says against it,
        and the names in it that are no text. Raises as `scan` does."""
        end = self._ask("list", path, lambda found: take(msgspec.convert(found, list[Found])))
        return end["root"], end["fault"], end["unnamed"]

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

    def _ask(self, do: str, path: str, found: Callable[[Any], None] = lambda _: None) -> dict[str, Any]:
        """The answer to an order. A process that ends before it has begun with it is started again: that was not this
        file's doing."""
        while True:
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
            return msgspec.json.decode(line, type=dict[str, Any])
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
        process = self._process
        assert process is not None
        assert process.stdin is not None
        with self._talking:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()

    def _kill(self) -> None:
        """It may not go at once, when the system holds it over a network folder; nobody waits for that."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()


def _read(process: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[bytes | None]") -> None:
    """Everything that the process says, and None when it is gone."""
    assert process.stdout is not None
    assert process.stdin is not None
    for line in process.stdout:
        lines.put(line)
    process.wait()
    process.stdout.close()
    with contextlib.suppress(OSError):
        process.stdin.close()
    lines.put(None)


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
        for thread in threads:
            thread.start()
        for thread in threads:
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
