"""breath: how evenly the frames of a breath come on a client's display of 1920 x 1080, beside a session that runs.

`python scripts/measure/breath.py [MINUTES]`: on two screens of its own, a live screen that goes on each second and the
display beside it. A frame counts when it has been painted; what is said is the gap from one to the next, how right the
period is from the first breath to the last, and the processor time of the window's process, with the breath and
without it.
"""

import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import SystemClock
from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol import freeze
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.session.ticker import Ticker
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.pacer import Pacer
from screen_cast_live import ShownMusic
from tests.support.breath import LONG_OUT
from tests.support.two_screens import TwoScreens

MINUTES = 5.0
IDLE_S = 20.0
FULL_HD = "1920/530x1080/300+1024+0", "2944x1080x24"


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--here"]:
        return _here(float(arguments[1]))
    minutes = float(arguments[0]) if arguments else MINUTES
    with TwoScreens(*FULL_HD) as screens:
        done = screens.run(Path(__file__), "--here", str(minutes), timeout_s=60 * minutes + 120)
    print(done.stdout, end="")
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode


def _here(minutes: float) -> int:
    app = QApplication([])
    theme = Theme.named("low-light")
    theme.dress(app)
    protocol = read_protocol(find_protocol("lozenge"))
    clock = SystemClock()
    session = LiveSession(protocol, clock, system_ids(), lambda _: Saved())
    started = e.SessionStarted("shown", "M-014", protocol.id, freeze(protocol)[1], clock.origin(), therapist="K. Lind")
    session.send(c.Start(started))
    display = ClientDisplay(theme)
    music, card = ShownMusic(), read_emergency_card(shipped_card_file())
    live = LiveScreen(theme, session, music, shipped_observations(), card, display=display)
    live.setGeometry(0, 20, 1024, 600)
    live.show()
    Ticker(session, live)
    session.send(c.TurnDisplay("black"))
    _pass(app, 2.0)
    idle = _share(app, IDLE_S)
    frames: list[tuple[float, float]] = []
    painted = Pacer.paintEvent

    def paint(self: Pacer, event: QPaintEvent) -> None:
        painted(self, event)
        if self is display.window.pacer:
            frames.append((time.monotonic(), self.data.fullness))

    Pacer.paintEvent = paint  # type: ignore[method-assign,assignment]
    session.send(c.StartBreath(LONG_OUT))
    live.breaths.press()
    busy = _share(app, 60 * minutes)
    Pacer.paintEvent = painted  # type: ignore[method-assign]
    gaps = sorted(1000 * (after - before) for (before, _), (after, _) in pairwise(frames))
    turns = _turns(frames)
    period = 1000 * (turns[-1] - turns[0]) / (len(turns) - 1) if len(turns) > 1 else 0.0
    print(f"frames {len(frames)} in {minutes:g} min, {len(frames) / (60 * minutes):.1f} a second")
    print(f"gap p50 {gaps[len(gaps) // 2]:.1f} ms, p99 {gaps[len(gaps) * 99 // 100]:.1f} ms, longest {gaps[-1]:.1f} ms")
    print(f"period {period:.1f} ms over {len(turns) - 1} breaths; {LONG_OUT.cycle} is right")
    print(f"processor {busy:.1f} % of one core with the breath on both screens, {idle:.1f} % without it")
    return 0


def _turns(frames: list[tuple[float, float]]) -> list[float]:
    """When each breath in began, as it was seen: in the middle between the last frame down and the first one up."""
    found = []
    for (_, a), (at, b), (later, d) in zip(frames, frames[1:], frames[2:], strict=False):
        if a > b <= d and b < 0.01:
            found.append((at + later) / 2 if b == d else at)
    return found


def _share(app: QApplication, seconds: float) -> float:
    """Processor time of this process in so many seconds, per cent of one core."""
    before = _cpu_s()
    _pass(app, seconds)
    return 100 * (_cpu_s() - before) / seconds


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _pass(app: QApplication, seconds: float) -> None:
    """Let the window's own loop run for so long: nothing here polls beside it."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(True)
    timer.timeout.connect(loop.quit)
    timer.start(round(1000 * seconds))
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
