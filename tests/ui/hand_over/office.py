"""A practice's window with a client's page, a record and a second screen, from which questionnaires are handed over."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.hand_over.covers import Covers
from kapguide.ui.hand_over.flow import HandOverFlow
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.theme import Theme
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread
from kapguide.usecases.scores import TakenScore, taken_of
from tests.clinical.test_instrument_file import SHIPPED
from tests.ui.display.hand_screens import TV, HandScreens

Key = Qt.Key
SECRET = "M-014"


class ClientPage(QWidget):
    """Where the hand-over is called from: it shows what is on record."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        QVBoxLayout(self).addWidget(QLabel(f"{SECRET}: dosing 3"))


class Office:
    """A window with a client's page, a record, and a second screen."""

    def __init__(self, theme: Theme, home: Home, store: Store) -> None:
        self.window = MainWindow(theme, lambda: True)
        self.page = ClientPage(theme)
        self.window.resize(1366, 690)
        self.window.show_screen(self.page)
        self.post = WindowThread()
        self.jobs = Jobs(self.post)
        self.store = store
        self.screens = HandScreens(TV)
        self.back = 0
        frame = WindowFrame(theme, theme, home, self.window, self.jobs, self.post)
        self.flow = HandOverFlow(frame, store, Covers(self.window, self.screens))

    def came_back(self) -> None:
        self.back += 1

    def start(self, *names: str) -> StartScreen:
        return self.flow.show(SECRET, names, self.came_back)

    def hand(self, *names: str, pin: str = "2580") -> QuestionScreen:
        start = self.start(*names)
        start.pin.setText(pin)
        start.hand_button.click()
        return self.question

    @property
    def question(self) -> QuestionScreen:
        screen = self.window.screen_shown
        assert isinstance(screen, QuestionScreen)
        return screen

    @property
    def scores(self) -> tuple[TakenScore, ...]:
        return taken_of(self.store, SECRET, SHIPPED)

    def press(self, *keys: str | Key, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            QTest.keyClick(self.window.windowHandle(), ord(key) if isinstance(key, str) else key, held)

    def leave(self, pin: str = "2580") -> None:
        self.press("l", ctrl=True)
        self.press(*pin)
