"""The window's composition root: builds the parts and shuts them down; what is behind the door comes once needed."""

import os
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import kapguide.ui  # noqa: F401 - before all else: what it says of imports holds for what comes after it
from kapguide import log as logging
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.lost_files import FilesLost, is_of_lost_files
from kapguide.paths import Home
from kapguide.settings import Settings, read_settings
from kapguide.ui.door.flow import DoorFlow
from kapguide.ui.door.lock_flow import LockFlow
from kapguide.ui.sound.strip import SoundStrip
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.theme import Theme
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.garbage import Garbage
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.second_start import Bell, alone
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.clinic.last_settings import settings_at_start

if TYPE_CHECKING:
    from kapguide.rehearsal.scenario import Scenario
    from kapguide.session.protocol.protocol import TherapyProtocol
    from kapguide.ui.navigator import Navigator

BEHIND_THE_DOOR = (
    "kapguide.store.file.database",
    "kapguide.session.closing",
    "kapguide.store.records",
    "kapguide.usecases.music",
    "kapguide.ui.emergency.view",
    "kapguide.ui.emergency.opening",
    "kapguide.ui.door.lock_screen",
    "kapguide.ui.session.screen",
    "kapguide.ui.session.sessions",
    "kapguide.ui.note.flow",
    "kapguide.ui.open_record",
)
"""What the navigator is made of, in parts that take about 50 ms each."""


def run(home: Home, *, demo: bool = False) -> int:
    """Open the window on a practice, unless one is open; return the exit code when it closes."""

    def open_window() -> int:
        qt, app = start(home)
        if demo:
            from kapguide.usecases.demonstration.demo import (
                open_demo,  # with the whole record, which no other start waits for
            )

            app.door.enter(open_demo(home))
        else:
            app.door.knock()
        return _loop(qt, app)

    _at_its_size(home)
    _application()  # also a start that cannot go on has something to show
    return alone(home, open_window)


def rehearse(home: Home, scenario: "Scenario", protocol: "TherapyProtocol", speed: float) -> int:
    """Open the window on what can be rehearsed, with these chosen, unless one is open. Nothing begins by itself."""

    def open_window() -> int:
        qt, app = start(home)
        if app.sound.playing:  # a session's, and a rehearsal would take it away from the client
            app.door.knock()
        else:
            app.navigator.rehearsals.ask_for(scenario, protocol, speed)
        return _loop(qt, app)

    _at_its_size(home)
    _application()  # also a start that cannot go on has something to show
    return alone(home, open_window)


def screens() -> list[str]:
    """The screens that Qt sees, for `kapguide doctor`."""
    qt = _application()
    return [f"{screen.name()} {screen.size().width()}x{screen.size().height()}" for screen in qt.screens()]


def start(home: Home) -> "tuple[QApplication, App]":
    """Qt, dressed, and the parts; nothing is shown yet. Raises KapGuideError for settings that are wrong."""
    crashed, no_log = start_log(home)
    settings, mistake = settings_at_start(home)
    qInstallMessageHandler(_log_qt)
    qt = _application()
    look = settings.look
    theme = Theme.named(look.session, look.motion)
    desk = Theme.named(look.desk, look.motion)
    desk.dress(qt)
    notice = no_log
    if crashed:
        logging.log.warning("the last run crashed; its trace is kept in the log folder")
        notice = f"KapGuide ended unexpectedly last time. What was saved is here; the trace is in {home.logs}."
    return qt, App(home, settings, theme, desk, mistake or notice)


def start_log(home: Home) -> tuple[str, str]:
    """What the last run left when it crashed; and a sentence where no log can be written, which ends no window."""
    try:
        return logging.start(home.make().logs), ""
    except OSError as error:
        why = error.strerror or str(error)
        return "", f"No log can be written in {home.logs}: {why}. Sessions and their record do not need it."


def _at_its_size(home: Home) -> None:
    """Everything as large as the practice has set it: Qt reads that once, as it starts. A mistake is said later."""
    with suppress(KapGuideError):
        if (size := read_settings(home.settings).look.size) != 100:
            os.environ.setdefault("QT_SCALE_FACTOR", f"{size / 100:g}")


def _application() -> QApplication:
    qt = QApplication.instance() or QApplication(["kapguide"])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("KapGuide")
    # We quit ourselves: Qt has been seen to miss its last window after a long standstill, and where two quit, the
    # second ends the next loop before it begins.
    qt.setQuitOnLastWindowClosed(False)
    return qt


def _loop(qt: QApplication, app: "App") -> int:
    app.window.closed.connect(qt.quit)
    Garbage(qt)
    app.window.seen.connect(app.read_on)
    app.window.showMaximized()
    code = qt.exec()
    app.shut_down()
    return code


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is not QtMsgType.QtDebugMsg:
        logging.log.warning("Qt: %s", message)


class App:
    """What lives as long as the window: the door, and the navigator behind it."""

    def __init__(self, home: Home, settings: Settings, theme: Theme, desk: Theme, notice: str = "") -> None:
        """`theme` is the room's, `desk` the desk's; `notice` is to be said on the first screen behind the door."""
        post = WindowThread()
        self.jobs = Jobs(post)
        logging.told.append(self._bug_met)
        self.window = MainWindow(desk, lambda: self._navigator is None or self._navigator.may_close())
        self.sound = WindowSound(home, settings, post)
        self.frame = WindowFrame(theme, desk, home, self.window, self.jobs, post)
        self._settings = settings
        self._notice = notice
        self._navigator: Navigator | None = None
        self._unread = iter(BEHIND_THE_DOOR)
        self._lock = LockFlow(self.frame)
        self.door = DoorFlow(
            self.frame,
            self.sound,
            self._lock,
            lambda entry: self.navigator.open(entry),
            lambda: self.navigator.rehearsals.show(),
        )
        self._bell = Bell(home, self.window.come_forward)
        strip = SoundStrip(desk, self.sound, lambda: self.window.screen_shown, self._silence)
        self.window.turned.connect(strip.look)
        self.window.put_below(strip)

    @property
    def navigator(self) -> "Navigator":
        """What lies behind the door; it is imported here, so that the door is there at once."""
        if self._navigator is None:
            from kapguide.ui.access import WithoutRecord
            from kapguide.ui.navigator import Navigator

            self._navigator = Navigator(
                self.frame,
                self._settings,
                self.sound,
                self._lock,
                self.door.knock,
                WithoutRecord(
                    lambda keys: self.door.way_back.go_back(keys), lambda keys, copy: self.door.merge(keys, copy)
                ),
                self._notice,
            )
        return self._navigator

    def read_on(self) -> None:
        """Read what lies behind the door, part by part: what is typed meanwhile is seen at once."""
        if part := next(self._unread, ""):
            import_module(part)
            QTimer.singleShot(0, self.window, self.read_on)
        else:
            self.navigator  # noqa: B018 - it is made

    def shut_down(self) -> None:
        """Let go of everything."""
        self._bell.close()
        self.navigator.shut_down()
        if self._bug_met in logging.told:  # a window can be shut down twice
            logging.told.remove(self._bug_met)

    def _bug_met(self, error: BaseException) -> None:
        """What has a sentence for the person, and a page that cannot be read, is said on whichever screen is shown;
        any other bug is for the log alone."""
        known = FilesLost() if is_of_lost_files(error) else error
        if isinstance(known, KapGuideError):
            sentence = known.sentence.partition("\n")[0]
            self.frame.post(lambda: self.window.saving.tell(sentence))

    def _silence(self) -> None:
        """Asked for on a screen that has no hand on the sound: so that whoever has it knows, and it stays silent."""
        in_a_session = self.door.silence() or (self._navigator is not None and self._navigator.silence())
        if not in_a_session:
            self.sound.silence()
