"""Priority is asked for, and what was got is said."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kapguide import doctor
from kapguide.audio.sound import opening, priority, rtkit
from kapguide.audio.sound.process import Window
from tests.audio.sounds import wait_until
from tests.audio.studio import Studio, playing
from tests.support.system_bus import Answer, SystemBus, given, refused


def refuse(*_: object) -> None:
    raise PermissionError


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs this may take no priority, and rtkit is asked at once."""
    for name in ("setpriority", "sched_setscheduler"):
        monkeypatch.setattr(os, name, refuse, raising=False)
    monkeypatch.setattr(os, "getpriority", lambda *_: 0, raising=False)
    monkeypatch.setattr(rtkit, "LATER_S", 0.0)


class Bus:
    """Puts a stand-in for the system bus in its place."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._place, self._patch = place, monkeypatch
        self._opened: list[SystemBus] = []

    def open(self, answers: Answer, *, greets: bool = True) -> SystemBus:
        self._opened.append(SystemBus(self._place, answers, greets=greets))
        self._patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", self._opened[-1].address)
        return self._opened[-1]

    def close(self) -> None:
        for bus in self._opened:
            bus.close()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    stand_in = Bus(tmp_path / "bus", monkeypatch)
    yield stand_in
    stand_in.close()


@pytest.mark.parametrize(
    ("nice", "real_time", "told"),
    [(True, True, priority.AHEAD), (True, False, priority.A_LITTLE), (False, False, priority.USUAL)],
)
def test_what_is_to_be_had_is_told(monkeypatch: pytest.MonkeyPatch, nice: bool, real_time: bool, told: str) -> None:
    def nothing_given(*_: object) -> None:
        raise rtkit.NotGiven(rtkit.NO_BUS)

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(rtkit, "give", nothing_given)
    for name, allowed in (("setpriority", nice), ("sched_setscheduler", real_time)):
        monkeypatch.setattr(os, name, (lambda *_: None) if allowed else refuse, raising=False)
    for name in ("SCHED_RR", "SCHED_RESET_ON_FORK", "PRIO_PROCESS"):
        monkeypatch.setattr(os, name, 0, raising=False)
    monkeypatch.setattr(os, "sched_param", lambda number: number, raising=False)
    assert priority.to_be_had().partition(" (")[0] == told


def test_the_sound_process_takes_what_is_to_be_had(studio: Studio, null_sink: str) -> None:
    """Here whatever this machine gives, held against what doctor says of it."""
    playing(studio, studio.tone("a", 400, 30.0))
    told = priority.to_be_had()
    pid = studio.pid()
    ahead = os.getpriority(os.PRIO_PROCESS, pid) < os.getpriority(os.PRIO_PROCESS, 0)
    assert ahead == (told in (priority.AHEAD, priority.A_LITTLE))

    def threads() -> list[int]:
        return [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]

    def in_real_time() -> bool:
        return any(os.sched_getscheduler(thread) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR for thread in threads())

    wait_until(lambda: in_real_time() == (told == priority.AHEAD))
    if told == priority.GIVEN:
        wait_until(lambda: any(os.getpriority(os.PRIO_PROCESS, thread) == priority.NICE for thread in threads()))


def test_rtkit_gives_a_thread_that_may_take_nothing_its_priority(nobody: None, bus: Bus) -> None:
    there = bus.open(given)
    assert priority.to_be_had() == priority.GIVEN
    [(asked, (thread, nice))] = there.asked
    assert (asked, nice) == ("MakeThreadHighPriority", priority.NICE)
    assert thread not in (0, os.getpid())


def test_whatever_rtkit_answers_is_survived_and_told(
    nobody: None, bus: Bus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rtkit, "ANSWER_S", 0.3)
    for answers, greets, told in (
        (refused("AccessDenied"), True, "refuses"),
        (refused("ServiceUnknown"), True, "not installed"),
        (refused("SomethingElse"), True, "SomethingElse"),
        (lambda _: b"\xff" * 64, True, "rtkit: "),
        (lambda _: None, True, rtkit.HANGS),
        (lambda _: None, False, rtkit.HANGS),
    ):
        (tmp_path / "bus").unlink(missing_ok=True)
        bus.open(answers, greets=greets)
        heard = priority.to_be_had()
        assert heard.startswith(f"{priority.USUAL} (rtkit: ")
        assert told in heard
        assert heard.endswith(priority.WHY_USUAL)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    assert rtkit.NO_BUS in priority.to_be_had()


@pytest.mark.parametrize("answered", [True, False])
def test_an_output_plays_first_and_its_thread_is_asked_for_then(
    nobody: None, bus: Bus, null_sink: str, answered: bool
) -> None:
    """A bus that hangs holds up nothing."""
    threads: list[int] = []

    def give(_: object, count: int) -> Any:
        threads.append(threading.get_native_id())
        return np.zeros((count, 2), np.float32)

    there = bus.open(given if answered else lambda _: None)
    device = opening.opened(give)
    try:
        wait_until(lambda: bool(there.asked))
        assert there.asked == [("MakeThreadHighPriority", (threads[0], priority.NICE))]
        before = len(threads)
        wait_until(lambda: len(threads) > before + 1)
    finally:
        device.drop().join(5.0)


def test_the_thread_that_makes_a_hand_heard_is_asked_for_too(nobody: None, bus: Bus) -> None:
    class Quiet:
        def news(self, window: Window) -> list[dict[str, object]]:
            return []

    there = bus.open(given)
    ours, theirs = Pipe()
    hears = threading.Thread(target=Window(ours, Quiet()).run)  # type: ignore[arg-type]
    hears.start()
    try:
        wait_until(lambda: bool(there.asked))
        assert there.asked == [("MakeThreadHighPriority", (hears.native_id, priority.NICE))]
    finally:
        theirs.close()
        hears.join(20.0)
        ours.close()


def test_nothing_is_asked_of_rtkit_where_the_process_has_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_setscheduler", refuse, raising=False)
    monkeypatch.setattr(os, "getpriority", lambda *_: priority.NICE, raising=False)
    before = set(threading.enumerate())
    priority.thread_of_sound()
    assert not set(threading.enumerate()) - before


def test_doctor_says_what_a_sound_process_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own is asked: that of the command line is closed to rtkit."""

    def no_output(_: object) -> None:
        raise OSError

    monkeypatch.setattr(opening, "opened", no_output)
    told = str(doctor._in_time()["priority"])
    assert told.partition(" (")[0].split(",")[0] in (priority.AHEAD, priority.A_LITTLE, priority.USUAL)


def test_doctor_says_so_where_that_process_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_output(_: object) -> None:
        raise OSError

    monkeypatch.setattr(opening, "opened", no_output)
    monkeypatch.setattr(doctor, "_asked", lambda *_: subprocess.CompletedProcess((), 1, b"", b"ended"))
    assert str(doctor._in_time()["priority"]).startswith("not known")
