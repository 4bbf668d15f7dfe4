"""Scan processes: what they answer, and that whatever becomes of one of them takes no more than one file with it."""

import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kapguide.audio import own_process
from kapguide.audio.library.facts import CRASHED, HUNG, FileFacts
from kapguide.audio.library.scan import scan_file
from kapguide.audio.library.scanner import Cancelled, Died, Pool, Worker
from kapguide.audio.library.tags import read_tags
from tests.audio.sounds import tone, wait_until, write

BOUND_S = 60.0
A_WHILE_S = 3.0


@pytest.fixture
def started() -> Iterator[Callable[..., Worker]]:
    """Workers whose process runs; none of them is left."""
    workers: list[Worker] = []
    pids: list[int] = []

    def start(hung_s: float = BOUND_S) -> Worker:
        worker = Worker(hung_s)
        workers.append(worker)
        worker.tags("nowhere")
        pids.append(worker.pid)
        return worker

    yield start
    pids += [worker.pid for worker in workers]
    for worker in workers:
        worker.end()
    wait_until(lambda: not any(pid and Path(f"/proc/{pid}").exists() for pid in pids))


@pytest.fixture
def music(tmp_path: Path) -> str:
    return write(tmp_path / "a.flac", tone(1_000, 3.0, peak=0.1))


@contextlib.contextmanager
def scanning(worker: Worker, path: str) -> Iterator["queue.SimpleQueue[object]"]:
    """A scan on its way; what comes of it."""
    outcome: queue.SimpleQueue[object] = queue.SimpleQueue()

    def scan() -> None:
        try:
            outcome.put(worker.scan(path))
        except (Died, Cancelled) as error:
            outcome.put(error)

    thread = threading.Thread(target=scan)
    thread.start()
    yield outcome
    thread.join(BOUND_S)
    assert not thread.is_alive()


def test_the_process_answers_as_the_function_does_and_stands_back(
    started: Callable[..., Worker], tmp_path: Path, music: str
) -> None:
    worker, path = started(), music
    assert worker.scan(path) == scan_file(path)
    assert worker.tags(path) == read_tags(path)
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == 19
    batches: list[list[tuple[str, int, int]]] = []
    assert worker.listing(str(tmp_path), batches.append) == (str(tmp_path), "", [])
    assert [each for batch in batches for each in batch] == [
        (path, Path(path).stat().st_size, Path(path).stat().st_mtime_ns)
    ]
    assert worker.listing(str(tmp_path / "nowhere"), batches.append)[1] == "No such file or directory"


def test_a_process_that_dies_over_a_file_has_crashed_and_the_next_one_goes_on(
    started: Callable[..., Worker], music: str
) -> None:
    worker = started()
    before = worker.pid
    worker.pause(True)
    with scanning(worker, music) as outcome:
        wait_until(lambda: worker.at_work == music)
        os.kill(before, signal.SIGKILL)
        died = outcome.get(timeout=BOUND_S)
    assert isinstance(died, Died)
    assert died.code == CRASHED
    worker.pause(False)
    assert worker.scan(music).fault == ""
    assert worker.pid != before


def test_a_process_that_is_silent_too_long_is_hung_and_ended(started: Callable[..., Worker], music: str) -> None:
    worker = started(hung_s=A_WHILE_S)
    before = worker.pid
    os.kill(before, signal.SIGSTOP)
    with pytest.raises(Died) as caught:
        worker.scan(music)
    assert caught.value.code == HUNG
    wait_until(lambda: not Path(f"/proc/{before}").exists())
    assert worker.scan(music).fault == ""


def test_one_that_ended_between_two_files_is_nobodys_fault(started: Callable[..., Worker], music: str) -> None:
    worker = started()
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.scan(music).fault == ""


def test_a_pause_holds_it_in_the_middle_of_a_file_and_is_no_silence(started: Callable[..., Worker], music: str) -> None:
    worker = started(hung_s=A_WHILE_S)
    worker.pause(True)
    with scanning(worker, music) as outcome:
        with pytest.raises(queue.Empty):
            outcome.get(timeout=2 * A_WHILE_S)
        worker.pause(False)
        facts = outcome.get(timeout=BOUND_S)
    assert isinstance(facts, FileFacts)
    assert facts.length_s == 3.0


def test_it_can_be_ended_in_the_middle_of_a_file(started: Callable[..., Worker], music: str) -> None:
    worker = started()
    pid = worker.pid
    worker.pause(True)
    with scanning(worker, music) as outcome:
        wait_until(lambda: worker.at_work == music)
        worker.end()
        assert isinstance(outcome.get(timeout=BOUND_S), Cancelled)
    wait_until(lambda: not Path(f"/proc/{pid}").exists())
    with pytest.raises(Cancelled):
        worker.scan(music)


def test_it_does_not_outlive_its_window(music: str) -> None:
    command, environment = own_process.command("scan-process"), own_process.environment()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        process.communicate(b'{"do": "pause"}\n{"do": "scan", "path": "%s"}\n' % music.encode(), timeout=BOUND_S)
        assert process.returncode == 0


def test_a_pool_does_every_job_once_and_passes_on_what_fails(music: str) -> None:
    pool = Pool(2)
    done: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()

    def job(worker: Worker, number: int) -> None:
        worker.tags(music)
        done.put((number, worker.pid))

    pool.each(range(8), job)
    numbers, pids = zip(*(done.get_nowait() for _ in range(8)), strict=True)
    assert sorted(numbers) == list(range(8))
    assert 1 <= len(set(pids)) <= 2

    def wrong(_worker: Worker, _number: int) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        pool.each(range(8), wrong)
    pool.end()
    with pytest.raises(Cancelled):
        pool.each(range(8), job)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids))
