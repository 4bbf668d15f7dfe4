"""The window's composition root: builds the parts and shows the door; what lies behind it is made once it is needed."""

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from kapguide import log as logging
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.session.engine import LEVEL_RANGE
from kapguide.session.protocol import TherapyProtocol
from kapguide.settings import Settings, read_settings
from kapguide.store.vault import Keys, create_vault
from kapguide.ui.door import Door, DoorWish
from kapguide.ui.first_run import FirstRunScreen
from kapguide.ui.lock import NOT_RECORDED, Lock
from kapguide.ui.main_window import MainWindow
from kapguide.ui.post import Post
from kapguide.ui.sound_desk import SoundDesk
from kapguide.ui.theme import Theme
from kapguide.ui.unlock import UnlockScreen

if TYPE_CHECKING:
    from kapguide.ui.desk import Desk


def run(home: Home, *, demo: bool = False) -> int:
    """Open the window on a practice; return the exit code when it closes."""
    qt, app = start(home)
    if demo:
        from kapguide.practice.demo import open_demo

        app.enter(open_demo(home))
    else:
        app.knock()
    return _loop(qt, app)


def rehearse(home: Home, protocol: TherapyProtocol, speed: float) -> int:
    """Open the window on a rehearsal."""
    qt, app = start(home)
    app.desk.rehearse(protocol, speed)
    return _loop(qt, app)


def screens() -> list[str]:
    """The screens that Qt sees, for `kapguide doctor`."""
    qt = QApplication.instance() or QApplication(["kapguide"])
    assert isinstance(qt, QApplication)
    return [f"{screen.name()} {screen.size().width()}x{screen.size().height()}" for screen in qt.screens()]


def start(home: Home) -> "tuple[QApplication, App]":
    """Qt, dressed, and the parts; nothing is shown yet. Raises KapGuideError for settings that are wrong."""
    crashed = logging.start(home.make().logs)
    settings = read_settings(home.settings)
    qInstallMessageHandler(_log_qt)
    qt = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(qt, QApplication)
    qt.setApplicationName("KapGuide")
    theme = Theme.named(settings.look.session, settings.look.motion)
    theme.dress(qt)
    app = App(home, settings, theme)
    if crashed:
        logging.log.warning("the last run crashed; its trace is kept in the log folder")
        app.notice = f"KapGuide ended unexpectedly last time. What was saved is here; the trace is in {home.logs}."
    return qt, app


def _loop(qt: QApplication, app: "App") -> int:
    app.window.showMaximized()
    QTimer.singleShot(0, lambda: app.desk)  # behind the door while someone types
    code = qt.exec()
    app.shut_down()
    return code


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is not QtMsgType.QtDebugMsg:
        logging.log.warning("Qt: %s", message)


class App:
    """What lives as long as the window: the door, and the desk behind it."""

    def __init__(self, home: Home, settings: Settings, theme: Theme) -> None:
        self.home = home
        self.settings = settings
        self.theme = theme
        self.notice = ""
        self.post = Post()
        self.jobs = Jobs(self.post)
        self.window = MainWindow(theme, lambda: self._desk is None or self._desk.may_close())
        self.lock = Lock(theme, self.window, self.jobs, home.vault)
        self.sound = SoundDesk(home, settings, self.post)
        self._desk: Desk | None = None
        self._wish: DoorWish | None = None

    @property
    def desk(self) -> "Desk":
        """What lies behind the door; it is imported here, so that the door is there at once."""
        if self._desk is None:
            from kapguide.ui.desk import Desk

            self._desk = Desk(
                self.theme,
                self.home,
                self.settings,
                self.window,
                self.lock,
                self.sound,
                self.jobs,
                self.post,
                self.knock,
            )
            self._desk.notice = self.notice
        return self._desk

    def knock(self) -> None:
        """Show the first run, or the lock; with the sound's controls if a session is still playing."""
        if not self.home.vault.exists():
            self._first_run()
            return
        screen = self.lock.screen(self.enter)
        screen.rehearse_asked.connect(lambda: self.desk.rehearse_usual())
        screen.emergency_card_asked.connect(lambda: self.lock.card(NOT_RECORDED))
        self.window.show_screen(screen)
        if self.sound.playing:
            self._sound_at_the_door(screen)

    def enter(self, keys: Keys) -> None:
        """Open the record. Raises KapGuideError, and the door stays shut."""
        wish, self._wish = self._wish, None
        self.desk.open(keys, wish)

    def shut_down(self) -> None:
        """Let go of everything."""
        self.desk.shut_down()

    def _sound_at_the_door(self, screen: UnlockScreen) -> None:
        """The last window died in a session: its music can be steered, and Emergency pressed, before any passphrase."""
        player, sound = self.sound.new_player(), self.settings.sound
        if not player.start():
            return
        self._wish = wish = DoorWish(player.status())

        def silence(silent: bool) -> None:
            wish.silent = silent
            player.fade(silent, sound.silence_s if silent else sound.return_s)

        def step(db: float) -> None:
            wish.level_db = min(LEVEL_RANGE[1], max(LEVEL_RANGE[0], wish.level_db + db))
            player.level(wish.level_db)

        def emergency() -> None:
            wish.silent = True
            player.fade(True, sound.emergency_s)
            self.lock.card(NOT_RECORDED)

        def look() -> tuple[str, float, bool]:
            item = player.item(player.status().item)
            return item.title if item is not None else "", wish.level_db, wish.silent

        Door(screen, silence, step, emergency, look)

    def _first_run(self) -> None:
        screen = FirstRunScreen(self.theme)
        made: list[Keys] = []

        def create(practice: str, passphrase: str) -> None:
            def work() -> tuple[Keys, str]:
                from kapguide.store.records import create_record

                keys, recovery = create_vault(self.home.make().vault, passphrase, practice=practice)
                create_record(self.home, keys, practice=practice)
                return keys, recovery

            def done(result: tuple[Keys, str]) -> None:
                made.append(result[0])
                screen.show_recovery_key(result[1])

            self.jobs.run(work, done, lambda error: screen.show_fault(error.sentence))

        screen.chosen.connect(create)
        screen.confirmed.connect(lambda: self.enter(made[0]))
        self.window.show_screen(screen)
