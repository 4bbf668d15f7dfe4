"""The locked door: a passphrase or the recovery key; and, when a session is still running, its sound and Emergency."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.fields import LineEdit
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.words import countdown_text

WIDTH = 448
SHOW_KEY = "F4"


def centre(screen: QWidget, column: QWidget) -> None:
    """Put one column of fixed width into the middle of a screen, a little above the middle of its height."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(column)
    row.addStretch(1)
    whole = QVBoxLayout(screen)
    whole.addStretch(2)
    whole.addLayout(row)
    whole.addStretch(3)


class CapsWatch(QObject):
    """Guesses Caps Lock from what is typed, as Qt does not tell: a capital without Shift, or the reverse."""

    changed = Signal(bool)

    def __init__(self, line: QLineEdit) -> None:
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            sign = event.text()
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() == Qt.Key.Key_CapsLock:
                self.changed.emit(False)  # what it is now shows with the next letter
            elif len(sign) == 1 and sign.isalpha() and sign.lower() != sign.upper():
                self.changed.emit(sign.isupper() != shift)
        return False


class SecretLine(QWidget):
    """A line for a passphrase with its eye: F4 or the button shows what is typed."""

    entered = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.line = LineEdit(theme, name)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.eye = Button(theme, icon="eye", key=SHOW_KEY, kind=Kind.QUIET, name="Show what is typed")
        self.eye.clicked.connect(self.flip)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.line, 1)
        row.addWidget(self.eye)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the line. A focus proxy would be a stop of Tab itself, and skip what follows."""
        self.line.setFocus(event.reason())

    def flip(self) -> None:
        """Show or hide what is typed."""
        self.hide_text(self.line.echoMode() is not QLineEdit.EchoMode.Password)

    def hide_text(self, hidden: bool) -> None:
        """Dots, or the letters themselves."""
        self.line.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        icon, name = ("eye", "Show what is typed") if hidden else ("eye-off", "Hide what is typed")
        self.eye.show_as(icon=icon, key=SHOW_KEY, kind=Kind.QUIET, name=name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() == Qt.Key.Key_F4:
            self.flip()
            return True
        return False


class RunningPanel(Card):
    """A session goes on without its window: what it plays, its level, silence, and Emergency, before any passphrase."""

    fade_asked = Signal()
    back_asked = Signal()
    stepped = Signal(int)
    emergency_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "A session is running", accent=True)
        self._silent = False
        self.title = Text(theme, "", Role.HEADING, wrap=True)
        self.state = Text(theme, "", Role.LABEL, "soft", wrap=True)
        self.level = LevelBar(theme)
        self.fade = Button(theme, "")
        self.emergency = Button(theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.fade, 1)
        row.addWidget(self.emergency, 1)
        for widget in (self.title, self.state, self.level):
            self.add(widget)
        self.add(row)
        self.level.stepped.connect(self.stepped)
        self.fade.clicked.connect(self._fade)
        self.emergency.clicked.connect(self.emergency_asked)
        self.show_sound("", LevelData())

    def show_sound(self, playing: str, level: LevelData) -> None:
        """Name what plays; `level.silent` says that it was faded out."""
        self._silent = level.silent
        self.title.set_text("The music is silent" if level.silent else playing or "The music plays on")
        self.state.set_text("Unlock to go on; the session’s clock never stopped.")
        self.level.set_data(level)
        if level.silent:
            self.fade.show_as("Bring the music back", icon="volume-2")
        else:
            self.fade.show_as("Fade to silence", icon="volume-x")

    def _fade(self) -> None:
        (self.back_asked if self._silent else self.fade_asked).emit()


class UnlockScreen(QWidget):
    """Asks for the passphrase. It knows no store: it says what was typed and is told what came of it."""

    submitted = Signal(str)
    recovery_submitted = Signal(str)
    rehearse_asked = Signal()
    emergency_card_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        practice_name: str,
        now: Callable[[], int] = lambda: time.monotonic_ns() // 1_000_000,
    ) -> None:
        super().__init__()
        self.theme = theme
        self._now = now
        self._wait_until = 0
        self._checking = False
        self._recovery = False
        self._sentence = ""
        grid = theme.sizes.grid
        self.card = Card(theme, "Locked")
        self.title = Text(theme, practice_name, Role.TITLE, wrap=True)
        self.label = Text(theme, "Passphrase", Role.LABEL, "dim")
        self.secret = SecretLine(theme, "Passphrase")
        self.word = Text(theme, " ", Role.SMALL, "dim", wrap=True)
        self.word.setMinimumHeight(grid * 5)
        self.word.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.open = Button(theme, "Unlock", icon="key-round", kind=Kind.PRIMARY)
        self.other = Button(theme, "Use the recovery key", kind=Kind.QUIET)
        self.running = RunningPanel(theme)
        self.running.hide()
        self.rehearse = Button(theme, "Rehearse", icon="theater", kind=Kind.QUIET)
        self.emergency_card = Button(theme, "Emergency card", icon="file-text", kind=Kind.QUIET)
        self._lay_out(grid)
        self._caps = CapsWatch(self.secret.line)
        self._caps.changed.connect(self._caps_changed)
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._look)
        self.secret.entered.connect(self._enter)
        self.open.clicked.connect(self._enter)
        self.other.clicked.connect(self._swap)
        self.rehearse.clicked.connect(self.rehearse_asked)
        self.emergency_card.clicked.connect(self.emergency_card_asked)
        self.setAccessibleName(f"Unlock {practice_name}")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the passphrase."""
        self.secret.line.setFocus(event.reason())

    def _lay_out(self, grid: int) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(grid)
        buttons.addWidget(self.open)
        buttons.addStretch(1)
        buttons.addWidget(self.other)
        self.card.add(self.title)
        self.card.body.addSpacing(grid)
        for item in (self.label, self.secret, self.word):
            self.card.add(item)
        self.card.add(buttons)
        below = QHBoxLayout()
        below.addWidget(self.rehearse)
        below.addStretch(1)
        below.addWidget(self.emergency_card)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid * 2)
        column.addWidget(Text(self.theme, "KapGuide", Role.EYEBROW, "dim"))
        column.addWidget(self.running)
        column.addWidget(self.card)
        column.addLayout(below)
        centre(self, middle)

    def show_plain(self) -> None:
        """Ready for a passphrase; what was typed is gone."""
        self._checking, self._wait_until, self._sentence = False, 0, ""
        self.secret.line.put("")
        self.secret.hide_text(not self._recovery)
        self._look()

    def show_checking(self) -> None:
        """The key is being derived: about a second."""
        self._checking = True
        self._look()

    def show_wrong(self, sentence: str, wait_ms: int = 0) -> None:
        """Say what is wrong; what was typed stays, and the next try is heard after `wait_ms`."""
        self._checking, self._sentence = False, sentence
        self._wait_until = self._now() + wait_ms
        self.secret.line.selectAll()
        self._look()
        self.secret.setFocus()

    def show_running(self, running: bool) -> None:
        """Put the sound's controls above the passphrase, or take them away. The one sound process is not for two."""
        self.running.setVisible(running)
        self.rehearse.setHidden(running)

    def _waiting(self) -> int:
        return max(0, self._wait_until - self._now())

    def _look(self) -> None:
        wait = self._waiting()
        self.secret.line.setReadOnly(self._checking)
        self.open.setEnabled(not self._checking and not wait)
        self.open.show_as("Checking…" if self._checking else "Unlock", icon="key-round", kind=Kind.PRIMARY)
        if self._checking:
            self._say("", "dim")
        elif wait:
            self._say(f"{self._sentence} Next try in {countdown_text(wait)}.", "warm")
        else:
            self._say(self._sentence, "warm")
        if wait:
            self._timer.start()
        else:
            self._timer.stop()

    def _say(self, text: str, colour: str) -> None:
        self.word.set_text(text or " ")
        self.word.set_colour(colour)
        self.secret.line.setAccessibleDescription(text)

    def _caps_changed(self, on: bool) -> None:
        if not self._checking and not self._waiting() and not self._recovery:
            self._say("Caps Lock seems to be on." if on else "", "warm")

    def _enter(self) -> None:
        typed = self.secret.line.text()
        if typed and not self._checking and not self._waiting():
            (self.recovery_submitted if self._recovery else self.submitted).emit(typed)

    def _swap(self) -> None:
        self._recovery = not self._recovery
        name = "Recovery key" if self._recovery else "Passphrase"
        self.label.set_text(f"{name}, 8 groups of 4" if self._recovery else name)
        self.secret.line.setAccessibleName(name)
        self.other.show_as("Use the passphrase" if self._recovery else "Use the recovery key", kind=Kind.QUIET)
        self.show_plain()
        self.secret.setFocus()
