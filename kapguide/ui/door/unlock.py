"""The locked door: a passphrase or the recovery key; and, when a session is still running, its sound and Emergency."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout

from kapguide.ui.sound.running_panel import RunningPanel, SteeredScreen
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.secret_line import CapsWatch, SecretLine
from kapguide.ui.widgets.middle import centre
from kapguide.ui.widgets.words import countdown_text


class UnlockScreen(SteeredScreen):
    """Asks for the passphrase. It knows no store: it says what was typed and is told what came of it."""

    locks = True
    """Nothing of the record is to be seen behind it."""

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
        self._timer.setInterval(250)  # the countdown skips no second
        self._timer.timeout.connect(self._look)
        self.secret.entered.connect(self._enter)
        self.secret.line.left.connect(self.secret.setFocus)  # there is nothing else here for a key to go to
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
        centre(self, self.theme, self.running, self.card, below)

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
        self._look()
        self.secret.setFocus()
        self.secret.line.selectAll()  # last: focus that comes lets go of what was selected

    def show_running(self, running: bool) -> None:
        """Put the sound's controls above the passphrase, or take them away. The one sound process is not for two."""
        super().show_running(running)
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
