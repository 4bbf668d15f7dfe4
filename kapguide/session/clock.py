"""Session time and wall time: two types that are never mixed, and the clocks that tell them."""

import math
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NewType, Protocol

import msgspec

Elapsed = NewType("Elapsed", int)
"""Milliseconds since the session's start, sleep included: the medicine works on while the lid is shut."""


class Instant(msgspec.Struct, frozen=True):
    """One reading of every clock at once; `decide` and the views are given one, and ask no clock themselves.

    `slept` (ms) is how much of `elapsed` the machine spent asleep; `wall_shift` (ms) how far the wall
    clock has moved against `elapsed` since the start. Either one jumping by over 2 s is a clock gap.
    """

    elapsed: Elapsed
    utc: datetime
    tz_min: int = 0
    slept: int = 0
    wall_shift: int = 0


class Origin(msgspec.Struct, frozen=True):
    """Where a session's time began, as its first event keeps it: wall clock, boot, and that boot's clocks (ms)."""

    utc: datetime
    boot_id: str
    boot_ms: int
    awake_ms: int


class Clock(Protocol):
    """Tells session time. `rate` is 1 for real time; `wait_ms` turns session time into real time to wait."""

    boot_id: str

    def origin(self) -> Origin: ...
    def now(self) -> Instant: ...
    def wait_ms(self, span: int) -> int: ...


def _boot_ms() -> int:
    """Milliseconds by a clock that goes on in sleep."""
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000_000
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return time.monotonic_ns() // 1_000_000  # Windows: counts sleep


def _awake_ms() -> int:
    """Milliseconds by a clock that stops in sleep."""
    if sys.platform == "darwin":
        return time.clock_gettime_ns(time.CLOCK_UPTIME_RAW) // 1_000_000
    if sys.platform == "win32":
        import ctypes

        ticks = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value // 10_000
    return time.monotonic_ns() // 1_000_000


def _system_boot_id() -> str:
    """A name for this boot of the machine: recovery must know whether the boot clock is still the same one."""
    try:
        if sys.platform == "win32":
            import winreg

            place = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
                return f"boot-{winreg.QueryValueEx(key, 'BootId')[0]}"
        if sys.platform == "darwin":
            asked = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
            return subprocess.run(asked, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, subprocess.SubprocessError):
        started = datetime.now(UTC) - timedelta(milliseconds=_boot_ms())
        return f"boot-{round(started.timestamp() / 60)}"


class SystemClock:
    """The machine's clocks, counted from `origin` (default: from now).

    Given the origin of a session from an earlier boot, elapsed time is taken from the wall clock once, the only
    clock that both boots share, and goes on by this boot's clock. `reached` is the last moment recorded then:
    time is counted from there, and never goes back behind it.
    """

    def __init__(self, origin: Origin | None = None, reached: Instant | None = None) -> None:
        self.boot_id = _system_boot_id()
        here = Origin(datetime.now(UTC), self.boot_id, _boot_ms(), _awake_ms())
        self._origin = origin or here
        if self._origin.boot_id == self.boot_id:
            self._zero_boot, self._zero_awake = self._origin.boot_ms, self._origin.awake_ms
        else:
            known = reached or Instant(Elapsed(0), self._origin.utc)
            since = known.elapsed + max(0, _ms(here.utc - known.utc))
            self._zero_boot, self._zero_awake = here.boot_ms - since, here.awake_ms - since

    def origin(self) -> Origin:
        return self._origin

    def now(self) -> Instant:
        utc = datetime.now(UTC)
        elapsed = max(0, _boot_ms() - self._zero_boot)
        offset = utc.astimezone().utcoffset() or timedelta()
        return Instant(
            elapsed=Elapsed(elapsed),
            utc=utc,
            tz_min=round(offset.total_seconds() / 60),
            slept=elapsed - (_awake_ms() - self._zero_awake),
            wall_shift=_ms(utc - self._origin.utc) - elapsed,
        )

    def wait_ms(self, span: int) -> int:
        return max(0, span)


PAUSED_MS = 600 * 1_000
"""How long (real ms) whoever waits on a clock that is paused waits before it asks again."""


class RehearsalClock:
    """A clock with a rate that can be turned, jumped and stopped. `rate` 0 moves only by `advance`.

    While the machine sleeps it stands: nobody practises then.
    """

    def __init__(self, utc: datetime, rate: float = 0.0, boot_id: str = "rehearsal") -> None:
        self.boot_id = boot_id
        self._origin = Origin(utc, boot_id, 0, 0)
        self._rate = rate
        self._base = 0
        self._slept = 0
        self._since = _awake_ms()
        self._paused = False
        self._held: int | None = None

    def origin(self) -> Origin:
        return self._origin

    def _elapsed(self) -> int:
        if not self._rate:
            return self._base
        return self._base + int((_awake_ms() - self._since) * self._rate)

    def now(self) -> Instant:
        elapsed = self._elapsed() if self._held is None else self._held
        return Instant(Elapsed(elapsed), self._origin.utc + timedelta(milliseconds=elapsed), slept=self._slept)

    def set_rate(self, rate: float) -> None:
        """Run at `rate` session seconds a second from now on."""
        self._base, self._since, self._rate = self._elapsed(), _awake_ms(), rate
        self._paused = False

    def pause(self) -> None:
        """Stand still until a rate is set; nobody is to wait for what comes next."""
        self.set_rate(0)
        self._paused = True

    def advance(self, ms: int, *, asleep: bool = False) -> None:
        """Jump forward by `ms`, as if the time had passed awake or asleep."""
        self._base += ms
        self._slept += ms if asleep else 0

    def put(self, elapsed: int, slept: int) -> None:
        """Go to that session time, with so much of it asleep."""
        self._base, self._since, self._slept = elapsed, _awake_ms(), slept

    @contextmanager
    def held(self, at: int) -> Iterator[None]:
        """Show session time `at` meanwhile, whatever passes: what was due then happens at its own time."""
        before, self._held = self._held, at
        try:
            yield
        finally:
            self._held = before

    def wait_ms(self, span: int) -> int:
        if self._paused:
            return PAUSED_MS
        return max(0, math.ceil(span / self._rate)) if self._rate else 0


def _ms(delta: timedelta) -> int:
    return delta // timedelta(milliseconds=1)


def utc(moment: datetime) -> datetime:
    """`moment` in UTC, cut to whole milliseconds: what an event keeps."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
