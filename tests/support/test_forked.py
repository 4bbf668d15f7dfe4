"""A forked process is a child like any other: it has its streams and its surroundings, and it is waited for."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from kapguide.audio import own_process
from tests.support import forked, orphans


def test_it_answers_and_ends_with_its_stdin() -> None:
    command, environment = own_process.command("scan-process"), own_process.environment()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == b'{"ready":true}\n'
        assert process.pid in forked.living()
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert f"PPid:\t{os.getpid()}\n" in status
        process.stdin.close()
        assert process.wait(30) == 0


def test_it_can_be_killed_and_one_that_was_left_behind_is_found_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    with subprocess.Popen(own_process.command("sound-process", str(folder)), env=own_process.environment()) as left:
        (killed,) = orphans.end(tmp_path, patience_s=0.1)
        assert killed.endswith(f"sound-process {folder}")
        assert left.wait(10) == -signal.SIGKILL


def test_all_else_is_started_as_ever() -> None:
    done = subprocess.run([sys.executable, "-c", "print(5)"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "5\n")
    assert not forked.living()
