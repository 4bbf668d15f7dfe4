"""The screen and the sound card that the tests bring along."""

import os
import subprocess
from pathlib import Path

import pytest

import headless


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def ask(machine: headless.Headless, *command: str) -> str:
    done = subprocess.run(command, env=machine.environment, check=True, capture_output=True, text=True, timeout=20)
    return done.stdout.strip()


def test_it_gives_a_screen_and_a_sink_and_leaves_nothing_behind() -> None:
    with headless.Headless() as machine:
        assert ask(machine, "xdotool", "getdisplaygeometry") == "1440 900"
        assert ask(machine, "pactl", "get-default-sink") == "ci"
        assert machine.folder.stat().st_mode & 0o777 == 0o700
        pids = [process.pid for process in machine._running]
        assert len(pids) == 3
        assert all(alive(pid) for pid in pids)
    assert not any(alive(pid) for pid in pids)
    assert not machine.folder.exists()


def test_a_server_that_does_not_start_is_named_and_the_others_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "openbox"
    broken.write_text("#!/bin/sh\necho no theme today >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    machine = headless.Headless()
    with pytest.raises(RuntimeError, match=r"openbox did not start(.|\n)*no theme today"):
        machine.__enter__()
    assert not machine._running
    assert not machine.folder.exists()


def test_a_server_that_ends_by_itself_is_named_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with headless.Headless() as machine:
        sound = next(process for process in machine._running if process.args[0] == "pulseaudio")
        sound.kill()
        sound.wait(20)
    said = capsys.readouterr().err
    assert "pulseaudio ended by itself with -9" in said
    assert "Xvfb" not in said
