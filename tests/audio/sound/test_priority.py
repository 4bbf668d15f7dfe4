"""Priority is asked for, and what was got is said."""

import os
import sys
from pathlib import Path

import pytest

from kapguide import doctor
from kapguide.audio.sound import opening, priority
from tests.audio.sounds import wait_until
from tests.audio.studio import Studio, playing


def refuse(*_: object) -> None:
    raise PermissionError


@pytest.mark.parametrize(
    ("nice", "real_time", "told"),
    [(True, True, priority.AHEAD), (True, False, priority.A_LITTLE), (False, False, priority.USUAL)],
)
def test_what_is_to_be_had_is_told(monkeypatch: pytest.MonkeyPatch, nice: bool, real_time: bool, told: str) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name, allowed in (("setpriority", nice), ("sched_setscheduler", real_time)):
        monkeypatch.setattr(os, name, (lambda *_: None) if allowed else refuse, raising=False)
    for name in ("SCHED_RR", "SCHED_RESET_ON_FORK", "PRIO_PROCESS"):
        monkeypatch.setattr(os, name, 0, raising=False)
    monkeypatch.setattr(os, "sched_param", lambda number: number, raising=False)
    assert priority.to_be_had() == told


def test_the_sound_process_takes_what_is_to_be_had(studio: Studio, null_sink: str) -> None:
    """Here whatever this machine gives, held against what doctor says of it."""
    playing(studio, studio.tone("a", 400, 30.0))
    given = priority.to_be_had()
    pid = studio.pid()
    ahead = os.getpriority(os.PRIO_PROCESS, pid) < os.getpriority(os.PRIO_PROCESS, 0)
    assert ahead == (given != priority.USUAL)

    def in_real_time() -> bool:
        threads = [int(path.name) for path in Path(f"/proc/{pid}/task").iterdir()]
        return any(os.sched_getscheduler(thread) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR for thread in threads)

    wait_until(lambda: in_real_time() == (given == priority.AHEAD))


def test_doctor_says_when_nothing_was_got(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_output(_: object) -> None:
        raise OSError

    monkeypatch.setattr(opening, "opened", no_output)
    monkeypatch.setattr(priority, "to_be_had", lambda: priority.USUAL)
    assert "rtprio" in str(doctor._in_time()["priority"])
