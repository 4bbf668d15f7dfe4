"""Somebody at the window: sends it keys as the keyboard does, clicks its buttons, and remembers when she did what."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.app import App, _application
from kapguide.paths import Home
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.settings import read_settings
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.flow import SessionFlow
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.new_session import NewSessionForm
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.fingers import LET_GO_MS, REPEAT_MS
from kapguide.ui.widgets.hold_button import HOLD_MS
from tests.support.practice import PASSPHRASE

PATIENCE_MS = 60_000
S = TypeVar("S", bound=QWidget)


def choose(form: NewSessionForm, protocol: str) -> None:
    """Choose the protocol of a new session, as a person does: by its id, or the practice's own one in the file at that
    path."""
    own = Path(protocol)
    place = form.protocol.findData(read_protocol(own).id if own.exists() else protocol)
    assert place >= 0, "it is offered"
    form.protocol.setCurrentIndex(place)
    form.protocol.activated.emit(place)


@contextmanager
def window_of(home: Home) -> Iterator[App]:
    """The program's window on a practice, as `app.run` opens it; shut down as that shuts it down."""
    desk, theme = (Theme.named(name, motion=False) for name in ("light", "low-light"))
    desk.dress(_application())
    app = App(home, read_settings(home.settings), theme, desk)
    app.window.showMaximized()
    try:
        app.door.knock()
        yield app
    finally:
        app.shut_down()
        app.window.close()
        app.window.deleteLater()
        theme.colour_in(_application())  # in which the tests of single screens look at them


class Therapist:
    """Does what a person can do, and nothing else."""

    def __init__(self, qtbot: QtBot, app: App) -> None:
        self.app = app
        self._qtbot = qtbot
        self._pressed: dict[object, float] = {}
        self._let_go: dict[object, float] = {}
        self.did: list[tuple[str, datetime, datetime]] = []
        """What was done, in the words of the note, and between which moments."""
        qtbot.waitUntil(app.window.isActiveWindow, timeout=PATIENCE_MS)

    # --- with her hands -------------------------------------------------------------------------------------

    def press(self, key: Qt.Key | str, ctrl: bool = False) -> None:
        """Press and let go of one key; the same key again only when that is no bounce any more."""
        self.down(key, ctrl)
        self.up(key, ctrl)

    def down(self, key: Qt.Key | str, ctrl: bool = False) -> None:
        let_go = self._let_go.get(key, 0.0) + (LET_GO_MS + 20) / 1000
        free = max(let_go, self._pressed.get(key, 0.0) + (REPEAT_MS + 20) / 1000)
        self.until(lambda: time.monotonic() > free)
        QTest.keyPress(self.app.window.windowHandle(), _code(key), _held(ctrl))
        self._pressed[key] = time.monotonic()

    def up(self, key: Qt.Key | str, ctrl: bool = False) -> None:
        QTest.keyRelease(self.app.window.windowHandle(), _code(key), _held(ctrl))
        self._let_go[key] = time.monotonic()

    def write_in(self, words: str, *, enter: bool = True) -> None:
        """Type into whatever has the focus."""
        for sign in words:
            QTest.keyClick(self.app.window.windowHandle(), ord(sign))
        if enter:
            self.press(Qt.Key.Key_Return)

    def click(self, button: QWidget) -> None:
        """Click a button that can be seen."""
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def hold(self, button: QWidget, done: Callable[[], object]) -> None:
        """Hold a button with the mouse until something has happened."""
        free = self._let_go.get(button, 0.0) + (LET_GO_MS + 20) / 1000
        self.until(lambda: time.monotonic() > free)
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        self.until(done)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
        self._let_go[button] = time.monotonic()

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for something, with the window alive."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def now(self, words: str, act: Callable[[], object]) -> None:
        """Do something and remember when, and what the note must say of it."""
        before = datetime.now(UTC)
        act()
        self.did.append((words, before, datetime.now(UTC)))

    # --- what she sees --------------------------------------------------------------------------------------

    def screen(self, kind: type[S]) -> S:
        """The screen that is on the window, once it is of that kind."""
        self.until(lambda: isinstance(self.app.window.screen_shown, kind))
        shown = self.app.window.screen_shown
        assert isinstance(shown, kind)
        return shown

    @property
    def flow(self) -> SessionFlow:
        flow = self.app.navigator.sessions.running
        assert flow is not None
        return flow

    @property
    def session(self) -> LiveSession:
        return self.flow.session

    @property
    def live(self) -> LiveScreen:
        return self.screen(LiveScreen)

    def title(self) -> str:
        """The prompt on the screen."""
        return self.live.prompt.title.whole_text()

    # --- on her way -----------------------------------------------------------------------------------------

    def unlock(self) -> None:
        """Type the passphrase at the door."""
        screen = self.screen(UnlockScreen)
        self.write_in(PASSPHRASE, enter=False)
        self.click(screen.open)

    def begin(self, protocol: str, *, client: str = "M-014", dose: str = "60 mg", intention: str = "") -> LiveScreen:
        """Fill in the form on Today, prepare what a test needs, and begin without the rest."""
        screen = self.prepare(protocol, client)
        for field, words in ((screen.order.dose, dose), (screen.intention.text, intention)):
            field.setFocus()
            self.write_in(words, enter=False)
        return self.begin_anyway(screen)

    def prepare(self, protocol: str, client: str = "M-014") -> PrepareScreen:
        """From the form on Today to Prepare."""
        today = self.screen(TodayScreen)
        self.press("n")
        self.until(today.form.isVisible)
        choose(today.form, protocol)
        self.write_in(client, enter=False)
        self.click(today.form.prepare)
        return self.screen(PrepareScreen)

    def begin_anyway(self, screen: PrepareScreen, why: str = "a test") -> LiveScreen:
        """Begin from Prepare, although something is missing there."""
        self.click(screen.gate.override)
        self.write_in(why)
        return self.live

    def write(self, line: str) -> None:
        """One line of notes, and away from the line."""
        self.press("n")
        self.write_in(line)
        self.press(Qt.Key.Key_Escape)

    def next_phase(self) -> None:
        """Hold the key until the phase has moved on."""
        index = self.session.state.flow.index
        self.down(".")
        self.until(lambda: self.session.state.flow.index > index)
        self.up(".")

    def end(self) -> None:
        """Press the key twice in the last phase, once what follows its beginning is no more of the same hand."""
        session = self.session
        free = self._let_go.get(".", 0.0) + (HOLD_MS + 20) / 1000
        self.until(lambda: time.monotonic() > free)
        self.press(".")
        self.press(".")
        self.until(lambda: session.state.ended is not None)


def _code(key: Qt.Key | str) -> Qt.Key | int:
    return ord(key) if isinstance(key, str) else key


def _held(ctrl: bool) -> Qt.KeyboardModifier:
    return Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier


def has_focus() -> QWidget | None:
    """The widget that the keys go to."""
    return QApplication.focusWidget()
