"""The system is kept awake by a program of its own, and nobody waits for that to end."""

import subprocess
import sys
import threading

import pytest

from kapguide import awake

BOUND_S = 60.0
STUBBORN = [sys.executable, "-c", "import threading; threading.Event().wait(60)"]
READS = [sys.executable, "-c", "import sys; sys.stdin.read()"]


class Seen:
    """Tells when the holding program has been seen off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done = threading.Event()
        self._real = awake._see_off
        monkeypatch.setattr(awake, "_see_off", self)

    def __call__(self, holder: "subprocess.Popen[bytes]") -> None:
        self._real(holder)
        self.done.set()


@pytest.mark.parametrize("command", [STUBBORN, READS])
def test_letting_it_sleep_waits_for_nobody_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr(awake, "_command", lambda: command)
    monkeypatch.setattr(awake, "PATIENCE_S", 0.5 if command is STUBBORN else BOUND_S)
    seen = Seen(monkeypatch)
    with awake.Awake() as kept:
        holder = kept._holder
        kept.hold()
        assert kept._holder is holder
    assert holder is not None
    assert kept._holder is None
    assert seen.done.wait(BOUND_S)
    assert holder.returncode is not None
    kept.release()


def test_a_machine_without_such_a_program_runs_the_session_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in ([], ["/nowhere/holds-awake"]):
        monkeypatch.setattr(awake, "_command", lambda command=command: command)
        with awake.Awake() as kept:
            assert kept._holder is None


def test_a_holder_that_has_ended_by_itself_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awake, "_command", lambda: [sys.executable, "-c", ""])
    seen = Seen(monkeypatch)
    with awake.Awake() as kept:
        assert kept._holder is not None
        kept._holder.wait(BOUND_S)
    assert seen.done.wait(BOUND_S)
