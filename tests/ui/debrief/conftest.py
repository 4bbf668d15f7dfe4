"""A talk after a rehearsal that a scripted therapist played, at a window, with hands on its keys."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.files import write_safely
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.rehearsal.hands import Means
from kapguide.rehearsal.kept import Reflection, RehearsalRecord
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.rehearsal.policy_file import shipped_policy
from kapguide.rehearsal.scenario_file import shipped_scenarios
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.ui.debrief.doors import DebriefDoors
from kapguide.ui.debrief.flow import DebriefFlow
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.theme import Theme
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.rehearsing.many_runs import PlannedRun, scripted_run

Key = Qt.Key
BEGAN = datetime(2026, 11, 30, 17, 40, tzinfo=UTC)
NOW = BEGAN + timedelta(hours=1)


@pytest.fixture(scope="session")
def played() -> RehearsalRecord:
    """What somebody who forgets left of a panic; nothing is said about it yet."""
    scenario = next(each for each in shipped_scenarios() if each.id == "panic")
    protocol = next(
        protocol
        for name in ("lozenge", "im", "oral")
        if (protocol := read_protocol(paths.resource("protocols", f"{name}.toml"))).route in scenario.routes
    )
    run, _ = scripted_run(PlannedRun(scenario, protocol), shipped_policy("forgetful"), 3, Means())
    return replace(
        run.record(),
        trainee="K. Lind",
        watching="R. Osei, supervisor",
        remarks=(),
        reflection=Reflection(),
    )


def shown_nowhere(screen: QWidget) -> None:
    """Laid out as on a desktop, without one: no window manager has a say in its size while a test looks."""
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    screen.show()


class TalkDesk:
    """The window, the doors as they were used, and the keys."""

    def __init__(self, theme: Theme, home: Home) -> None:
        self.window = MainWindow(theme, lambda: True)
        self.window.resize(1366, 690)
        self.post = WindowThread()
        self.jobs = Jobs(self.post)
        self.home = home
        self.went: list[tuple[str, object]] = []
        self.disk_takes = True
        self.writings = 0
        self.flow = DebriefFlow(
            WindowFrame(theme, theme, home, self.window, self.jobs, self.post),
            DebriefDoors(
                self._keep,
                lambda record: self.went.append(("played back", record)),
                lambda record, t: self.went.append(("as it was", t)),
                lambda record, path: self.went.append(("left", (record, path))),
            ),
            lambda: NOW,
        )

    def _keep(self, record: RehearsalRecord, path: Path) -> None:
        if not self.disk_takes:
            raise KapGuideError("The disk is full. What was written before is still there.")
        self.writings += 1
        write_safely(path, encode_rehearsal(record))

    @property
    def screen(self) -> DebriefScreen:
        shown = self.window.screen_shown
        assert isinstance(shown, DebriefScreen)
        return shown

    @property
    def record(self) -> RehearsalRecord:
        """As it would be left now."""
        keeper = self.flow._keeper
        assert keeper is not None
        return keeper.record

    def on_disk(self, path: Path) -> RehearsalRecord:
        return decode_rehearsal(path.read_bytes())

    def press(self, *keys: str | Key, ctrl: bool = False) -> None:
        """Type words, or press a key, wherever the keys are."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            widget = QApplication.focusWidget()
            assert widget is not None
            if isinstance(key, str):
                QTest.keyClicks(widget, key, held)
            else:
                QTest.keyClick(widget, key, held)

    def seconds(self, clock: int) -> Elapsed:
        return Elapsed(clock * 1000)


@pytest.fixture
def desk(qtbot: QtBot, theme: Theme, home: Home) -> Iterator[TalkDesk]:
    desk = TalkDesk(theme, home)
    qtbot.addWidget(desk.window)
    with qtbot.waitActive(desk.window):
        desk.window.show()
        desk.window.activateWindow()
    yield desk
    desk.jobs.close()
