"""The clocks: which one is asked, what sleep and a changed wall clock look like, and what a reboot leaves."""

import ctypes
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.session import clock as clocks
from kapguide.session.clock import PAUSED_MS, Elapsed, Instant, Origin, RehearsalClock, SystemClock
from kapguide.spans import HOUR, MINUTE, SECOND
from tests.support.plans import MORNING


class Machine:
    """The clocks of a machine, moved by hand: `boot` ms since it booted, `awake` ms of them awake."""

    def __init__(self, patch: pytest.MonkeyPatch, boot: int = HOUR, boot_id: str = "boot-1") -> None:
        self.boot, self.awake, self.utc, self.boot_id = boot, boot, MORNING, boot_id
        machine = self

        class Wall(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return machine.utc

        patch.setattr(clocks, "datetime", Wall)
        patch.setattr(clocks, "_boot_ms", lambda: self.boot)
        patch.setattr(clocks, "_awake_ms", lambda: self.awake)
        patch.setattr(clocks, "_system_boot_id", lambda: self.boot_id)

    def run(self, ms: int, *, asleep: bool = False) -> None:
        self.boot += ms
        self.awake += 0 if asleep else ms
        self.utc += timedelta(milliseconds=ms)

    def reboot(self, down: int) -> None:
        """Go down for `down` ms and come up with clocks that begin anew."""
        self.utc += timedelta(milliseconds=down)
        self.boot = self.awake = 5 * SECOND
        self.boot_id = "boot-2"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_session_time_counts_from_the_clocks_beginning(machine: Machine) -> None:
    clock = SystemClock()
    machine.run(3 * MINUTE)
    now = clock.now()
    assert (now.elapsed, now.slept, now.wall_shift) == (3 * MINUTE, 0, 0)
    assert now.utc == MORNING + timedelta(minutes=3)
    assert clock.origin() == Origin(MORNING, "boot-1", HOUR, HOUR)


def test_session_time_goes_on_in_sleep_which_is_told(machine: Machine) -> None:
    clock = SystemClock()
    machine.run(MINUTE)
    machine.run(10 * MINUTE, asleep=True)
    machine.run(MINUTE)
    assert (clock.now().elapsed, clock.now().slept) == (12 * MINUTE, 10 * MINUTE)


def test_a_changed_wall_clock_moves_no_session_time_and_is_told(machine: Machine) -> None:
    clock = SystemClock()
    machine.run(MINUTE)
    machine.utc -= timedelta(hours=1)
    now = clock.now()
    assert (now.elapsed, now.slept, now.wall_shift) == (MINUTE, 0, -HOUR)


def test_a_new_window_in_the_same_boot_is_in_the_same_second(machine: Machine) -> None:
    first = SystemClock()
    machine.run(MINUTE, asleep=True)
    second = SystemClock(first.origin())
    machine.run(MINUTE)
    assert second.now() == first.now()
    assert second.now().slept == MINUTE


def test_after_a_reboot_session_time_is_taken_from_the_wall_clock(machine: Machine) -> None:
    origin = SystemClock().origin()
    machine.run(20 * MINUTE)
    machine.reboot(down=4 * MINUTE)
    clock = SystemClock(origin)
    machine.run(MINUTE)
    now = clock.now()
    assert (now.elapsed, now.slept, now.wall_shift) == (25 * MINUTE, 0, 0)
    assert clock.boot_id == "boot-2"
    assert clock.origin() == origin


def test_after_a_reboot_a_clock_changed_before_it_does_not_count(machine: Machine) -> None:
    origin = SystemClock().origin()
    machine.run(20 * MINUTE)
    machine.utc += timedelta(hours=1)
    last = Instant(Elapsed(20 * MINUTE), machine.utc)
    machine.reboot(down=4 * MINUTE)
    now = SystemClock(origin, last).now()
    assert (now.elapsed, now.wall_shift) == (24 * MINUTE, HOUR)


def test_after_a_reboot_with_the_wall_clock_behind_session_time_never_goes_back(machine: Machine) -> None:
    origin = SystemClock().origin()
    machine.run(20 * MINUTE)
    last = Instant(Elapsed(20 * MINUTE), machine.utc)
    machine.reboot(down=-2 * HOUR)
    clock = SystemClock(origin, last)
    assert clock.now().elapsed == 20 * MINUTE
    machine.run(SECOND)
    assert clock.now().elapsed == 20 * MINUTE + SECOND
    assert SystemClock(origin).now().elapsed == 0


def test_a_span_is_waited_for_in_full_and_a_past_one_not_at_all(machine: Machine) -> None:
    clock = SystemClock()
    assert clock.wait_ms(1500) == 1500
    assert clock.wait_ms(-1) == 0


def test_the_machines_own_clocks_go_forward_together() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()
    assert 0 <= first.elapsed <= second.elapsed < MINUTE
    assert abs(second.wall_shift) < SECOND
    assert abs(second.slept) < SECOND
    assert second.utc.tzinfo is UTC
    assert SystemClock().boot_id == clock.boot_id != ""
    assert SystemClock(clock.origin()).now().elapsed >= second.elapsed


@pytest.mark.parametrize(("zone", "minutes"), [("<+0530>-05:30", 330), ("<-0330>03:30", -210), ("UTC0", 0)])
def test_the_local_time_is_told_in_minutes_from_utc(monkeypatch: pytest.MonkeyPatch, zone: str, minutes: int) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert SystemClock().now().tz_min == minutes
    finally:
        monkeypatch.undo()
        time.tzset()


def asked(monkeypatch: pytest.MonkeyPatch, **clock_ids: int) -> list[int]:
    """Which of a system's clocks are asked; every other name of one is unknown on that system."""
    calls: list[int] = []

    def clock_gettime_ns(clock_id: int) -> int:
        calls.append(clock_id)
        return 7_000_000

    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC", "CLOCK_UPTIME_RAW"):
        monkeypatch.delattr(time, name, raising=False)
    for name, value in clock_ids.items():
        monkeypatch.setattr(time, name, value, raising=False)
    monkeypatch.setattr(time, "clock_gettime_ns", clock_gettime_ns)
    monkeypatch.setattr(time, "monotonic_ns", lambda: 9_000_000)
    return calls


def test_on_linux_the_boot_clock_counts_sleep_and_the_monotonic_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    calls = asked(monkeypatch, CLOCK_BOOTTIME=71, CLOCK_MONOTONIC=72)
    assert (clocks._boot_ms(), clocks._awake_ms()) == (7, 9)
    assert calls == [71]


def test_on_a_mac_the_monotonic_clock_counts_sleep_and_the_uptime_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    calls = asked(monkeypatch, CLOCK_MONOTONIC=72, CLOCK_UPTIME_RAW=73)
    assert (clocks._boot_ms(), clocks._awake_ms()) == (7, 7)
    assert calls == [72, 73]


def test_on_windows_the_monotonic_clock_counts_sleep_and_the_unbiased_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Ticks(ctypes.Structure):
        _fields_ = [("value", ctypes.c_ulonglong)]

    def query(pointer: object) -> int:
        ctypes.cast(pointer, ctypes.POINTER(Ticks)).contents.value = 40_000  # type: ignore[arg-type]
        return 1

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        ctypes, "windll", SimpleNamespace(kernel32=SimpleNamespace(QueryUnbiasedInterruptTime=query)), raising=False
    )
    calls = asked(monkeypatch)
    assert (clocks._boot_ms(), clocks._awake_ms()) == (9, 4)
    assert calls == []


def test_where_the_system_names_no_boot_its_start_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(path: Path, encoding: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(Path, "read_text", unreadable)
    Machine.run(machine := _unnamed(monkeypatch), 0)
    first = clocks._system_boot_id()
    machine.run(HOUR, asleep=True)
    assert clocks._system_boot_id() == first
    machine.boot = 0
    assert clocks._system_boot_id() != first


def test_on_windows_the_boot_is_counted_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[tuple[object, str]] = []

    class Key:
        def __enter__(self) -> "Key":
            return self

        def __exit__(self, *error: object) -> None: ...

    def value(key: object, name: str) -> tuple[int, int]:
        asked_for.append((key, name))
        return 41, 4

    registry = SimpleNamespace(HKEY_LOCAL_MACHINE=1, OpenKey=lambda *place: Key(), QueryValueEx=value)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    assert clocks._system_boot_id() == "boot-41"
    assert asked_for[0][1] == "BootId"


def test_on_a_mac_the_boot_is_named_by_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **how: object) -> "subprocess.CompletedProcess[str]":
        assert command[-1] == "kern.bootsessionuuid"
        return subprocess.CompletedProcess(command, 0, "4B1D\n", "")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(subprocess, "run", run)
    assert clocks._system_boot_id() == "4B1D"


def _unnamed(patch: pytest.MonkeyPatch) -> Machine:
    """A machine whose boot is named by the code under test."""
    named = clocks._system_boot_id
    machine = Machine(patch)
    patch.setattr(clocks, "_system_boot_id", named)
    return machine


# --- rehearsal ---------------------------------------------------------------------------------------------


def test_a_rehearsal_of_rate_0_moves_only_by_hand() -> None:
    clock = RehearsalClock(MORNING)
    clock.advance(5 * MINUTE)
    clock.advance(MINUTE, asleep=True)
    assert clock.now() == Instant(Elapsed(6 * MINUTE), MORNING + timedelta(minutes=6), slept=MINUTE)
    assert clock.wait_ms(HOUR) == 0
    assert clock.origin() == Origin(MORNING, "rehearsal", 0, 0)


def test_while_the_machine_sleeps_a_rehearsal_stands(machine: Machine) -> None:
    clock = RehearsalClock(MORNING, rate=2.0)
    machine.run(MINUTE)
    machine.run(HOUR, asleep=True)
    machine.run(MINUTE)
    assert clock.now() == Instant(Elapsed(4 * MINUTE), MORNING + timedelta(minutes=4))


@pytest.fixture
def real_ms(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Real time in ms, moved by hand."""
    real = [1_000]
    monkeypatch.setattr(time, "monotonic_ns", lambda: real[0] * 1_000_000)
    return real


def test_a_rehearsal_runs_at_its_rate_and_goes_on_smoothly_when_the_rate_is_turned(real_ms: list[int]) -> None:
    clock = RehearsalClock(MORNING, rate=10.0)
    real_ms[0] += 1_000
    assert clock.now().elapsed == 10 * SECOND
    clock.set_rate(0.5)
    assert clock.now().elapsed == 10 * SECOND
    real_ms[0] += 1_000
    assert clock.now().elapsed == 10_500
    clock.set_rate(0)
    real_ms[0] += HOUR
    assert clock.now().elapsed == 10_500
    clock.advance(500)
    clock.set_rate(1)
    assert clock.now().elapsed == 11 * SECOND


def test_a_rehearsal_that_is_paused_stands_and_is_waited_for_by_nobody(real_ms: list[int]) -> None:
    clock = RehearsalClock(MORNING, rate=10.0)
    real_ms[0] += 1_000
    clock.pause()
    real_ms[0] += HOUR
    assert (clock.now().elapsed, clock.wait_ms(1)) == (10 * SECOND, PAUSED_MS)
    clock.set_rate(10)
    assert clock.wait_ms(10 * SECOND) == SECOND
    real_ms[0] += 1_000
    assert clock.now().elapsed == 20 * SECOND


def test_a_rehearsal_shows_a_moment_meanwhile_and_loses_no_time_by_it(real_ms: list[int]) -> None:
    clock = RehearsalClock(MORNING, rate=10.0)
    with clock.held(3 * SECOND):
        real_ms[0] += 1_000
        assert clock.now() == Instant(Elapsed(3 * SECOND), MORNING + timedelta(seconds=3))
        with clock.held(4 * SECOND):
            assert clock.now().elapsed == 4 * SECOND
            clock.set_rate(20)
        assert clock.now().elapsed == 3 * SECOND
    assert clock.now().elapsed == 10 * SECOND
    real_ms[0] += 1_000
    assert clock.now().elapsed == 30 * SECOND


def test_a_rehearsal_is_put_to_a_moment_and_goes_on_from_there(real_ms: list[int]) -> None:
    clock = RehearsalClock(MORNING, rate=10.0)
    clock.advance(HOUR, asleep=True)
    clock.put(MINUTE, 20 * SECOND)
    real_ms[0] += 1_000
    assert clock.now() == Instant(Elapsed(70 * SECOND), MORNING + timedelta(seconds=70), slept=20 * SECOND)


@given(rate=st.floats(0.1, 1000), span=st.integers(-1000, HOUR))
def test_a_rehearsals_wait_is_long_enough_and_not_a_millisecond_longer(rate: float, span: int) -> None:
    wait = RehearsalClock(MORNING, rate).wait_ms(span)
    assert wait >= 0
    assert wait * rate >= max(0, span) * (1 - 1e-9)
    assert (wait - 1) * rate < max(0, span) or wait == 0


def test_an_origin_survives_being_written() -> None:
    origin = SystemClock().origin()
    assert msgspec.json.decode(msgspec.json.encode(origin), type=Origin) == origin
