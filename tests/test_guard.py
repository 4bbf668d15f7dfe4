"""Whose eyes the data folder is for, and what a crash leaves: under any umask, by every way in."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kapguide import log
from kapguide.audio.library.library import Library
from kapguide.paths import Home
from tests.support.practice import PASSPHRASE, begin, line, opened, saved
from tests.support.window_process import until

CHECKOUT = Path(__file__).resolve().parents[1]
ASKED = "from kapguide.guard import guard; guard(secrets={secrets}); import ctypes, os, resource, signal, sys; "


def open_to_others(folder: Path) -> list[str]:
    """What others than the owner could read, write or enter, or even the owner could not."""
    wrong = []
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077 or (mode & 0o600) != 0o600:
            wrong.append(f"{path.relative_to(folder)} {mode:o}")
    return wrong


def start(home: Home, umask: int, *command: str) -> "subprocess.Popen[str]":
    """A process under that umask, whose crash would leave its memory."""
    return subprocess.Popen(
        ["sh", "-c", 'ulimit -c "$(ulimit -Hc)"; exec "$@"', "sh", sys.executable, *command],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root), PYTHONPATH=str(CHECKOUT)),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        umask=umask,
    )


def test_a_crash_leaves_no_memory_behind(home: Home, tmp_path: Path) -> None:
    program = ASKED.format(secrets=True) + f"os.chdir({str(tmp_path)!r}); os.kill(os.getpid(), signal.SIGSEGV)"
    process = start(home, 0o022, "-c", program)
    _, status = os.waitpid(process.pid, 0)
    process.communicate()
    assert os.WTERMSIG(status) == signal.SIGSEGV
    assert not os.WCOREDUMP(status)
    assert not [path for path in tmp_path.iterdir() if "core" in path.name]


@pytest.mark.parametrize("secrets", [True, False])
def test_the_limit_and_the_seal_are_set(home: Home, secrets: bool) -> None:
    told = "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3), oct(os.umask(0)))"
    said, _ = start(home, 0o022, "-c", ASKED.format(secrets=secrets) + told).communicate(timeout=60)
    assert said.strip() == f"(0, 0) {0 if secrets else 1} 0o77"


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_what_a_set_up_writes_is_for_its_owner_alone(home: Home, umask: int) -> None:
    home.root.rmdir()
    with start(home, umask, "-m", "kapguide", "init", "--demo") as process:
        said, fault = process.communicate(timeout=60)
    assert process.returncode == 0, fault
    assert open_to_others(home.root) == []
    assert said


def test_what_a_window_writes_is_for_its_owner_alone_and_leaves_no_memory(home: Home) -> None:
    home.root.chmod(0o777)
    with start(home, 0o000, "-m", "kapguide") as window:
        try:
            until(lambda: (home.root / "window.sock").exists() and (home.logs / log.LOG).exists())
            limits = Path(f"/proc/{window.pid}/limits").read_text("utf-8")
        finally:
            window.kill()
            window.communicate()
    assert open_to_others(home.root) == []
    assert [row.split()[4] for row in limits.splitlines() if row.startswith("Max core file size")] == ["0"]


@pytest.fixture
def open_umask() -> "Callable[[], int]":
    before = os.umask(0)
    yield lambda: os.umask(before)  # type: ignore[misc]
    os.umask(before)


def test_the_record_its_backups_and_the_library_are_private_by_themselves(
    home: Home, tmp_path: Path, open_umask: "Callable[[], int]", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing has set the process' umask."""
    from kapguide.store.opening.setup import set_up
    from tests.support.practice import CHEAP

    keys, _ = set_up(home, PASSPHRASE, practice="Lindenhof", cost=CHEAP)
    library = Library(home.library)
    library.add_folder(tmp_path)
    assert library.save()
    with opened(home, keys) as store:
        saved(store.append(begin(store), [line(1, "first")]))
        store.backup()
        assert {"kapguide.db-wal", "kapguide.db-shm"} <= {path.name for path in home.root.iterdir()}
        assert open_to_others(home.root) == []
    library.close()
    assert open_to_others(home.root) == []


def test_what_another_umask_left_open_is_closed_at_the_next_start(home: Home, tmp_path: Path) -> None:
    home.backups.mkdir()
    (home.backups / "kapguide-20260101-000000.db").touch()
    for path in (home.database, home.vault, home.settings, home.root / "notes of somebody.txt"):
        path.touch()
    outside = tmp_path / "outside"
    outside.touch(0o644)
    (home.root / "library.db").symlink_to(outside)
    for path in (home.root, home.backups, *home.root.rglob("*.*")):
        path.chmod(path.stat().st_mode | 0o055)
    home.make()
    mine = home.root / "notes of somebody.txt"
    assert stat.S_IMODE(mine.stat().st_mode) & 0o044, "what is not KapGuide's is left as it is"
    mine.unlink()
    (home.root / "library.db").unlink()
    assert stat.S_IMODE(outside.stat().st_mode) & 0o044
    assert open_to_others(home.root) == []
