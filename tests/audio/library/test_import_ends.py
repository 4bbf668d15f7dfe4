"""An import ends and says how, whatever happens; and closing the library never waits for one that cannot."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kapguide.audio.library import library as library_module
from kapguide.audio.library import scanner
from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.facts import CRASHED, FileFacts
from kapguide.audio.library.importing import Import, Imported
from kapguide.audio.library.index import LibraryIndex
from kapguide.audio.library.library import Library
from kapguide.audio.library.scanner import Cancelled, Died, Worker
from kapguide.audio.track import Labels
from tests.audio.sounds import tone, write

BOUND_S = 60.0


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    folder.mkdir()
    for name in ("a", "b", "c"):
        write(folder / f"{name}.wav", tone(1_000, 0.5, peak=0.1))
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path / "library.db")
    yield library
    assert closed(library)


def closed(library: Library) -> bool:
    """Whether closing it comes to an end."""
    thread = threading.Thread(target=library.close, daemon=True)
    thread.start()
    thread.join(BOUND_S)
    return not thread.is_alive()


def ended(running: Import) -> Imported:
    report = running.wait(BOUND_S)
    assert report is not None, "it never ended"
    return report


def test_a_cancel_between_the_start_of_a_process_and_its_order(
    library: Library, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Worker._start_if_none

    def start_and_cancel(worker: Worker) -> None:
        start(worker)
        worker.end()

    monkeypatch.setattr(Worker, "_start_if_none", start_and_cancel)
    assert ended(library.import_([music])).cancelled


def dying(change: Callable[[bytes], bytes]) -> Callable[..., None]:
    """A process that dies over its first answer, of which `change` is what is heard."""

    def read(process: "subprocess.Popen[bytes]", lines: Any) -> None:
        assert process.stdout is not None
        assert process.stdin is not None
        for change_it in (bytes, bytes, change):  # "ready", a beat, and the answer
            lines.put(change_it(process.stdout.readline()))
        process.kill()
        process.wait()
        process.stdout.close()
        process.stdin.close()
        lines.put(None)

    return read


@pytest.mark.parametrize(
    "change",
    [lambda line: line[: len(line) // 2], lambda line: b"[]\n", lambda line: b"{}\n", lambda line: b"\xff\n"],
    ids=["half a line", "a list", "nothing in it", "no text"],
)
def test_an_answer_that_is_none_is_a_crash_over_that_file(
    change: Callable[[bytes], bytes], music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker()
    with monkeypatch.context() as patched:
        patched.setattr(scanner, "_read", dying(change))
        with pytest.raises(Died) as caught:
            worker.scan(str(music / "a.wav"))
    assert caught.value.code == CRASHED
    assert worker.scan(str(music / "a.wav")).fault == "", "the next one is asked as ever"
    worker.end()


def test_a_process_that_never_takes_an_order_is_not_started_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []

    def read(process: "subprocess.Popen[bytes]", lines: Any) -> None:
        assert process.stdout is not None
        starts.append(process.pid)
        lines.put(process.stdout.readline())
        process.kill()
        process.communicate()
        lines.put(None)

    monkeypatch.setattr(scanner, "_read", read)
    with pytest.raises(Died):
        Worker().scan("/music/a.wav")
    assert len(starts) == scanner.STARTS


def test_a_reader_that_fails_says_so_even_while_work_is_held(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def __init__(self, real: Any) -> None:
            self.close = real.close

        def __iter__(self) -> Iterator[bytes]:
            yield b'{"ready": true}\n'
            raise OSError

    read = scanner._read

    def failing(process: "subprocess.Popen[bytes]", lines: Any) -> None:
        process.stdout = Failing(process.stdout)  # type: ignore[assignment]
        read(process, lines)

    monkeypatch.setattr(scanner, "_read", failing)
    worker = Worker()
    worker.pause(True)
    with pytest.raises(Died):
        worker.scan(str(music / "a.wav"))
    worker.end()


def test_what_is_unforeseen_is_said_and_what_was_found_by_then_is_kept(
    library: Library, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended_with: list[Imported] = []
    scan, done = Worker.scan, threading.Event()

    def failing(worker: Worker, path: str) -> FileFacts:
        if path.endswith("b.wav"):
            raise LookupError
        return scan(worker, path)

    def told(report: Imported) -> None:
        ended_with.append(report)
        done.set()

    monkeypatch.setattr(Worker, "scan", failing)
    report = ended(library.import_([music], done=told))
    assert done.wait(BOUND_S)
    assert ended_with == [report]
    assert "broken off" in report.notes[0]
    assert report.scanned == 1
    assert [entry.facts.measured for entry in library.search()] == [True, False, False]
    monkeypatch.undo()
    assert ended(library.import_([music])).scanned == 2, "another one goes on where it ended"


def test_a_system_without_threads_ends_it_too(library: Library, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refused(thread: threading.Thread) -> None:
        if thread.name == "scan":
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refused)
        report = ended(library.import_([music]))
    assert "broken off" in report.notes[0]


def test_one_who_listens_and_fails_does_not_end_it(library: Library, music: Path) -> None:
    def failing(_done: int, _total: int, _name: str) -> None:
        raise LookupError

    assert ended(library.import_([music], failing)).scanned == 3


def test_a_name_that_cannot_be_written_down_is_named_and_the_rest_is_taken_in(library: Library, music: Path) -> None:
    odd = Path(os.fsdecode(bytes(music) + b"/\xff.wav"))
    odd.write_bytes((music / "a.wav").read_bytes())
    library.set_labels(str(odd), Labels(slot="peak"))
    report = ended(library.import_([odd, music / "a.wav"]))
    assert report.scanned == 1
    assert any("is no text on this system" in note for note in report.notes)
    assert library.save()
    msgspec.json.encode(report.notes)


def test_closing_waits_for_no_import_that_does_not_end(
    tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, held = threading.Event(), threading.Event()

    def hanging(*_: object) -> None:
        begun.set()
        held.wait(BOUND_S)

    monkeypatch.setattr(library_module, "END_S", 0.1)
    monkeypatch.setattr(Worker, "listing", hanging)
    library = Library(tmp_path / "library.db")
    running = library.import_([music])
    assert begun.wait(BOUND_S)
    assert closed(library)
    assert not running.over
    held.set()
    running.wait(BOUND_S)


def test_after_a_cancelled_import_a_changed_piece_is_shown_as_it_was_measured(library: Library, music: Path) -> None:
    path = str(music / "a.wav")
    ended(library.import_([music]))
    before = library.entry(path)
    assert before is not None
    os.utime(path, ns=(1, 1))
    held: list[Import] = []

    def cancel(_done: int, total: int, name: str) -> None:
        if total and name == "a.wav":
            held[0].cancel()

    ready = threading.Lock()
    with ready:
        held.append(library.import_([music], lambda *how: (ready.acquire(), ready.release(), cancel(*how))))
    assert ended(held[0]).cancelled
    after = library.entry(path)
    assert after is not None
    assert not after.facts.measured
    assert (after.facts.overview, after.facts.lufs) == (before.facts.overview, before.facts.lufs)
    assert ended(library.import_([music])).scanned == 1


def test_a_worker_that_was_ended_takes_no_order(music: Path) -> None:
    worker = Worker()
    worker.end()
    with pytest.raises(Cancelled):
        worker.tags(str(music / "a.wav"))


def test_an_index_that_fails_in_an_unforeseen_way_is_said_and_saved_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = LibraryIndex(tmp_path / "library.db")
    assert index.save()

    def failing(_file: object, _changes: object) -> None:
        raise LookupError

    with monkeypatch.context() as patched:
        patched.setattr("kapguide.audio.library.file.LibraryFile.write", failing)
        index.put([LibraryEntry("/music/a.wav")])
        assert not index.save()
        assert "library.db" in index.trouble
    assert index.save()
    index.close()
    assert LibraryIndex(tmp_path / "library.db").entry("/music/a.wav") is not None
