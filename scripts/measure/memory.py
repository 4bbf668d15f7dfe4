"""memory: what the window and the sound process hold, on Today and in a live session, beside a bare Qt window.

Resident memory: libraries that two processes share are counted in both. What is nobody else's is told beside it.
"""

import sys
import time
from pathlib import Path

from kapguide.paths import Home
from measure.figures import Figure, Outcome, Reference
from measure.live import live_session
from measure.processes import resident_mb, started, unshared_mb
from measure.start import BARE
from tests.support.practice import new_practice
from tests.support.window_process import WindowProcess

SETTLE_S = 20.0
"""The opening screens, and the first fade, are over; what was read ahead has been read."""
WINDOW_MB, SOUND_MB = 110.0, 60.0


def measure(folder: Path, outcome: Outcome) -> None:
    """Add the figures of the window on Today and in a session, and of the sound process."""
    with started(sys.executable, "-c", BARE) as bare:
        time.sleep(SETTLE_S / 4)
        reference = Reference("bare window", resident_mb(bare.pid))
    home = Home(folder / "today").make()
    new_practice(home)
    with WindowProcess(home) as window:
        window.unlock()
        window.wait_for_screen("TodayScreen")
        time.sleep(SETTLE_S / 4)
        figures = {"window.today": (resident_mb(window.pid), unshared_mb(window.pid), WINDOW_MB)}
    with live_session(folder, 4 * (3600.0,)) as session:
        time.sleep(SETTLE_S)
        for name, pid, most in (
            ("window.live", session.window, WINDOW_MB),
            ("sound", session.sound_process(), SOUND_MB),
        ):
            figures[name] = resident_mb(pid), unshared_mb(pid), most
        session.end()
    for name, (held, own, most) in figures.items():
        remark = f"{own:.0f} MB of it nobody else’s"
        outcome.figures.append(Figure(f"memory.{name}", held, "MB", most, references=(reference,), remark=remark))
