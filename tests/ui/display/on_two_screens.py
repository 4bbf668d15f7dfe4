"""A live screen and a client's display on two real screens, run as a program of its own; says what went wrong.

All the while pictures are taken of both screens: on the client's nothing is brighter than what the display may show
(no desktop, which is white, and no word of the live screen), on the therapist's nothing but their own window is black.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtCore import QElapsedTimer, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kapguide.session import commands as c
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.emergency_card import read_emergency_card, shipped_card_file
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from screen_cast_live import ShownMusic, session_at
from tests.support.breath import LONG_OUT
from tests.support.two_screens import CLIENT, DESK, place_monitor, pull_monitor

PLACE = "640/200x360/110+1024+0"
PROJECTOR = "500/200x375/110+1024+0"
MOST_LIGHT = 150
"""The brightest part of a pixel that the display may show: its words are dimmer, the live screen's are not."""
PATIENCE_MS = 10_000


class Watched:
    """The two screens as somebody sees them who looks at both all the time."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        theme = Theme.named("low-light")
        theme.dress(app)
        self.session = session_at(46)
        self.display = ClientDisplay(theme)
        music, card = ShownMusic(), read_emergency_card(shipped_card_file())
        self.live = LiveScreen(theme, self.session, music, shipped_observations(), card, display=self.display)
        self.live.setAutoFillBackground(True)
        self.live.setGeometry(30, 60, 960, 500)
        self.live.show()
        self.live.activateWindow()
        self.looks = 0
        self.wrong: list[str] = []
        self.doing = "at the beginning"
        self.until(self.live.isActiveWindow, "the live screen has the focus")

    def until(self, there: Callable[[], bool], what: str) -> None:
        """Look at both screens until something has come about."""
        timer = QElapsedTimer()
        timer.start()
        while not there():
            self.look()
            if timer.elapsed() > PATIENCE_MS:
                self.wrong.append(f"{self.doing}: it never came about that {what}")
                return

    def watch(self, ms: int) -> None:
        """Look at both screens for a while, as session time goes by."""
        timer = QElapsedTimer()
        timer.start()
        before = 0
        while timer.elapsed() < ms:
            self.session.clock.advance(timer.elapsed() - before)  # type: ignore[attr-defined]
            before = timer.elapsed()
            self.look()

    def look(self) -> None:
        self.app.processEvents()
        self.glance()

    def glance(self) -> None:
        """Look at what is there before anything is painted that was not yet."""
        self.looks += 1
        if QApplication.activeWindow() is not self.live and self.doing != "at the beginning":
            self.wrong.append(f"{self.doing}: the therapist's window has not the focus")
        window = self.display.window
        for screen in QGuiApplication.screens():
            picture = screen.grabWindow(0).toImage()
            if screen.name() == CLIENT and window.covers:
                data = bytes(picture.constBits())
                light = max(max(data[colour::4]) for colour in range(3))
                if light > MOST_LIGHT:
                    self.wrong.append(f"{self.doing}: something as bright as {light} on the client's display")
            if screen.name() == DESK:
                corners = (QPoint(10, 10), QPoint(1010, 30), QPoint(10, 630), QPoint(1010, 600))
                if any(picture.pixelColor(corner).lightness() < 250 for corner in corners):
                    self.wrong.append(f"{self.doing}: something lies on the therapist's desktop")

    def pull_and_plug(self, doing: str, again: str = PLACE) -> None:
        """Pull the client's screen out and plug it in again, in the middle of something."""
        self.doing = f"pulled {doing}"
        covered, said = self.display.status.covered, len(self.live.quiet.rows())
        pull_monitor(CLIENT)
        self.until(lambda: len(QGuiApplication.screens()) == 1, "the screen is gone")
        if self.display.window.isVisible():
            self.wrong.append(f"{self.doing}: the display is still there")
        if covered and len(self.live.quiet.rows()) == said:
            self.wrong.append(f"{self.doing}: nobody was told")
        self.watch(60)
        self.doing = f"plugged in {doing}"
        place_monitor(CLIENT, again, "none")
        self.until(lambda: len(QGuiApplication.screens()) == 2, "the screen is back")
        if covered:
            self.until(lambda: self.display.window.covers, "the display covers its screen again")
        elif self.display.window.isVisible():
            self.wrong.append(f"{self.doing}: the display came unasked")
        self.watch(60)

    def send(self, command: c.Command) -> None:
        self.doing = type(command).__name__
        self.session.send(command)
        self.glance()
        self.watch(80)


def main() -> int:
    app = QApplication([])
    seen = Watched(app)
    seen.doing = "off"
    seen.pull_and_plug("while it is off")
    seen.send(c.TurnDisplay("black"))
    seen.until(lambda: seen.display.window.covers, "the display covers its screen")
    seen.pull_and_plug("while it is black")
    seen.session.send(c.TurnDisplay("line", "There is time."))
    seen.pull_and_plug("while a line comes up")
    seen.watch(300)
    seen.pull_and_plug("under a line")
    seen.session.send(c.StartBreath(LONG_OUT))
    seen.pull_and_plug("as a breath begins")
    seen.watch(500)
    for _ in range(3):
        seen.send(c.PaceBreath(slower=True))
    seen.pull_and_plug("in a breath")
    seen.pull_and_plug("for a smaller projector", again=PROJECTOR)
    seen.pull_and_plug("for the larger one")
    seen.session.send(c.StopBreath())
    seen.pull_and_plug("as a breath ends")
    seen.session.send(c.StartBreath(LONG_OUT))
    seen.send(c.StartEmergency())
    seen.pull_and_plug("in an emergency")
    seen.send(c.EndEmergency())
    if seen.display.window.content.words:
        seen.wrong.append("words came back after an emergency")
    subprocess.run(["xdotool", "mousemove", "1300", "180", "click", "1"], check=False, capture_output=True)
    seen.doing = "clicked on the display"
    seen.watch(200)
    seen.doing = "moved the live screen onto the client's"
    seen.live.move(1060, 20)
    seen.live.raise_()
    seen.live.activateWindow()
    seen.watch(300)
    seen.live.move(30, 60)
    seen.until(lambda: seen.live.x() < 100, "the live screen is back")
    seen.send(c.TurnDisplay("off"))
    if seen.display.window.isVisible():
        seen.wrong.append("it stays when it is turned off")
    print(f"{seen.looks} looks")
    for each in dict.fromkeys(seen.wrong):
        print(each, file=sys.stderr)
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
