"""A process beside the check does parts of it: it answers what this one would find, or nothing, and is gone then."""

import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from attack.raw_sql import change, problems
from kapguide.paths import Home
from kapguide.store.chain.audit import Chain, walk
from kapguide.store.checking import checks, plain_pages, side_process
from kapguide.store.checking.agreement import disagreements
from kapguide.store.file.database import Database, open_database
from kapguide.store.file.unused_pages import PAGE
from kapguide.store.keys.vault import Keys
from tests.support.practice import begin, line, opened

CHILD = """
import os, signal, sys
from kapguide.store.checking.side_process import side_process
with side_process(lambda: os.getpid(), signal.pause) as answers:
    print(answers.of(0, int), flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest has a thread that watches how long a test takes; it holds nothing that the other process needs."""
    monkeypatch.setattr(side_process, "_can_be_forked", lambda: True)


def raising(error: BaseException) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> None:
        raise error

    return refuse


@pytest.fixture
def record(home: Home, keys: Keys) -> Home:
    with opened(home, keys) as store:
        begin(store, events=[line(seq, f"entry {seq}") for seq in range(1, 200)])
    return home


@pytest.fixture
def walked_here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What grows with each walk along the chain in this process; what another one does is never seen."""
    walks: list[int] = []

    def counted(db: Database, key: bytes) -> Chain:
        walks.append(os.getpid())
        return walk(db, key)

    monkeypatch.setattr(checks, "walk", counted)
    return walks


@pytest.mark.usefixtures("forking")
def test_each_part_is_answered_but_one_that_fails() -> None:
    much = ["a seal"] * 100_000
    with side_process.side_process(os.getpid, raising(ValueError()), lambda: much) as answers:
        pid = answers.of(0, int)
        assert pid is not None
        assert pid != os.getpid()
        assert answers.of(1, int) is None
        assert answers.of(2, list[str]) == much
        assert answers.of(3, int) is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.usefixtures("forking")
def test_who_does_not_answer_is_not_waited_for_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_process, "PATIENCE_S", 0)
    with side_process.side_process(signal.pause) as answers:
        assert answers.of(0, int) is None
        pid = answers._pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.usefixtures("forking")
def test_another_part_of_the_program_may_have_waited_for_it() -> None:
    with side_process.side_process(os.getpid) as answers:
        os.waitpid(answers._pid, 0)
        assert answers.of(0, int) == answers._pid


@pytest.mark.parametrize("call", ["fork", "memfd_create", "pipe"])
@pytest.mark.usefixtures("forking")
def test_where_no_process_can_be_had_nothing_is_answered(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(os, call, raising(BlockingIOError()))
    with side_process.side_process(os.getpid) as answers:
        assert answers.of(0, int) is None


def test_only_a_process_without_threads_is_forked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(side_process, "_THREADS", tmp_path)
    (tmp_path / "1").touch()
    assert side_process._can_be_forked()
    (tmp_path / "2").touch()
    assert not side_process._can_be_forked()
    with side_process.side_process(os.getpid) as answers:
        assert answers.of(0, int) is None
    (tmp_path / "2").unlink()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not side_process._can_be_forked()


class Left(BaseException):
    """In place of the end of a process."""


@pytest.mark.parametrize("orphan", [False, True])
@pytest.mark.usefixtures("forking")
def test_the_other_process_does_its_parts_and_ends(monkeypatch: pytest.MonkeyPatch, *, orphan: bool) -> None:
    """As if this were the other one: what is done there nobody sees otherwise."""
    done, asked, statuses = [], [], []

    def leave(status: int) -> None:
        statuses.append(status)
        raise Left

    class Calls:
        def prctl(self, *what: int) -> None:
            asked.append(what[:2])

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Calls())
    monkeypatch.setattr(signal, "signal", lambda *what: asked.append(what))
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "getppid", lambda: 1 if orphan else os.getpid())
    monkeypatch.setattr(os, "_exit", leave)
    with pytest.raises(Left), side_process.side_process(lambda: done.append(1), raising(ValueError())):
        pytest.fail("it goes on")
    assert asked == [(1, signal.SIGKILL), (signal.SIGINT, signal.SIG_IGN)]
    assert (done, statuses) == (([], [1]) if orphan else ([1], [0]))


def test_it_ends_with_a_process_that_is_killed() -> None:
    command = [sys.executable, "-c", CHILD]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        watched = os.pidfd_open(pid)
        parent.kill()
        try:
            assert select.select([watched], [], [], 30)[0], "it goes on without the one who began it"
        finally:
            os.close(watched)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


# --- a check with it and without it -----------------------------------------------------------------------------


@pytest.mark.usefixtures("forking")
def test_a_check_takes_what_it_answers(record: Home, keys: Keys, walked_here: list[int]) -> None:
    assert problems(record, keys) == ()
    assert walked_here == []


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE audit SET subject = 'another' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE audit SET detail = 'no detail' WHERE seq = 2",
        "UPDATE session_event SET boot_id = 'another' WHERE row = 9",
        "DELETE FROM session_event WHERE row = 9",
        "INSERT INTO event_search (event_search, rowid, text) VALUES ('delete', 9, 'entry 9')",
        "DROP INDEX session_by_start",
        "ALTER TABLE staff ADD COLUMN wage TEXT",
    ],
)
def test_what_it_finds_is_what_is_found_without_it(
    record: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    change(record, keys, (changed,))
    alone = problems(record, keys)
    monkeypatch.setattr(side_process, "_can_be_forked", lambda: True)
    assert problems(record, keys) == alone
    assert alone


def test_an_entry_whose_columns_differ_from_its_body_is_counted(record: Home, keys: Keys) -> None:
    change(record, keys, ("UPDATE session_event SET text = 'said otherwise' WHERE row IN (9, 10)",))
    assert any(problem.startswith("2 entries say one thing") for problem in problems(record, keys))


@pytest.mark.usefixtures("forking")
def test_a_page_that_it_finds_damaged_is_named(record: Home, keys: Keys) -> None:
    sound = record.database.read_bytes()
    for page in (len(sound) // PAGE // 3, len(sound) // PAGE - 2):
        spoiled = bytearray(sound)
        spoiled[PAGE * page + 20] ^= 1
        record.database.write_bytes(spoiled)
        assert "1 pages of the file are damaged" in problems(record, keys)[0]


@pytest.mark.usefixtures("forking")
def test_half_of_the_pages_are_laid_by_it(record: Home, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[range] = []
    lay_part = plain_pages._lay_part

    def counted(*given: Any) -> None:
        laid.append(given[-1])
        lay_part(*given)

    monkeypatch.setattr(plain_pages, "_lay_part", counted)
    assert problems(record, keys) == ()
    (mine,) = laid
    assert abs(2 * len(mine) - record.database.stat().st_size // PAGE) < 3


def test_what_is_done_by_it_is_what_would_be_done_here(record: Home, keys: Keys) -> None:
    change(record, keys, ("UPDATE session SET protocol_sha256 = 'another'",))
    with closing(open_database(record.database, keys.main)) as db, plain_pages.decrypted(db, keys.main, 3) as plain:
        chain, copies = checks._aside(plain, keys.audit, None)
        assert chain() == walk(db, keys.audit)
        assert copies() == list(disagreements(db))
        assert len(list(disagreements(db))) == 1
