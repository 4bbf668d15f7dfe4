"""How the therapist leaves a questionnaire that was handed over: four digits, or the passphrase, below the question."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.pin_line import PinDots, PinLine
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.ui.widgets.forms.session_pin import LENGTH, SessionPin
from kapguide.ui.widgets.places import digit_of, signs_of
from kapguide.ui.widgets.words import countdown_text

LABEL = "Therapist’s PIN"
GO_AWAY_MS = 30_000
"""So long it waits for a key; then the question has the keys again [OURS]."""
SECOND_MS = 1_000


class LeaveLine(QWidget):
    """`left` comes when it may be left; a passphrase is `submitted`, and the answer comes back by `show_wrong`."""

    left = Signal()
    back = Signal()
    submitted = Signal(str)

    def __init__(self, theme: Theme, pin: SessionPin) -> None:
        super().__init__()
        self.theme, self._pin = theme, pin
        self._typed, self._checking, self._wait_ms, self._wrong = "", False, 0, ""
        self.pin = PinLine(theme)
        self.pin.setFixedWidth(320)
        self.secret = SecretLine(theme, "Passphrase")
        self.secret.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.secret.line.setAcceptDrops(False)
        self.secret.line.setPlaceholderText("Passphrase")
        self.word = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.other = Button(theme, "Passphrase", key="p", kind=Kind.QUIET, name="Use the passphrase")
        self.away = Button(theme, "Questions", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to the questions")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.pin)
        row.addWidget(self.secret, 2)
        row.addWidget(self.word, 1)
        row.addWidget(self.other)
        row.addWidget(self.away)
        self._waiting = QTimer(self, singleShot=True, interval=GO_AWAY_MS)
        self._waiting.timeout.connect(self.back)
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self._each_second)
        self.other.clicked.connect(self.use_passphrase)
        self.away.clicked.connect(self.back)
        self.secret.line.left.connect(self.back)
        self.secret.line.textEdited.connect(lambda: self._waiting.start())
        self.secret.entered.connect(self._submit)
        for button in (self.other, self.away, self.secret.eye):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def asks_passphrase(self) -> bool:
        """Whether the passphrase is asked for: nobody chose a PIN, or its tries are used."""
        return not self.secret.isHidden()

    def ask(self) -> None:
        """Ask anew, and take the keys."""
        self._wrong = ""
        self._show_typed("")
        self._ask(passphrase=self._pin.spent, words="" if self._pin.chosen else "The passphrase opens.")

    def use_passphrase(self) -> None:
        """The passphrase instead of the PIN."""
        self._ask(passphrase=True)

    def stop(self) -> None:
        """The question has the keys again."""
        self._waiting.stop()
        self.secret.line.put("")
        self.secret.hide_text(True)
        self._show_typed("")

    def show_checking(self) -> None:
        """The key is being derived: about a second."""
        self._checking = True
        self.secret.line.setReadOnly(True)
        self.word.set_text("Checking…")

    def show_wrong(self, sentence: str, wait_ms: int = 0) -> None:
        """Say what is wrong; the next try is heard after `wait_ms`."""
        self._checking, self._wait_ms, self._wrong = False, wait_ms, sentence
        self.secret.line.setReadOnly(False)
        self.secret.line.selectAll()
        self._second.start()
        self._say_wrong()

    def pressed(self, event: QKeyEvent) -> None:
        """A key while the PIN is asked for."""
        self._waiting.start()
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        elif self.asks_passphrase:
            return
        elif digit := digit_of(event):
            self._digit(digit)
        elif event.key() == Qt.Key.Key_Backspace:
            self._show_typed(self._typed[:-1])
        elif "p" in signs_of(event):
            self.use_passphrase()

    def _ask(self, *, passphrase: bool, words: str = "") -> None:
        self.pin.setVisible(not passphrase)
        self.other.setVisible(not passphrase)
        self.secret.setVisible(passphrase)
        self.word.set_text(words)
        self._waiting.start()
        self.take_keys()

    def take_keys(self) -> None:
        """The keys go to its field."""
        (self.secret.line if self.asks_passphrase else self.pin).setFocus()

    def _digit(self, digit: str) -> None:
        self._show_typed(self._typed + digit)
        if len(self._typed) < LENGTH:
            return
        code = self._typed
        self._show_typed("")
        if self._pin.opens(code):
            self.left.emit()
        elif self._pin.spent:
            self._ask(passphrase=True, words="The passphrase opens.")
        else:
            left = "1 try is" if self._pin.tries == 1 else f"{self._pin.tries} tries are"
            self.word.set_text(f"That is not the PIN. {left} left.")

    def _submit(self) -> None:
        typed = self.secret.line.text()
        if typed and not self._checking and not self._wait_ms:
            self.submitted.emit(typed)

    def _show_typed(self, typed: str) -> None:
        self._typed = typed
        self.pin.set_data(PinDots(LABEL, len(typed)))

    def _each_second(self) -> None:
        self._wait_ms = max(0, self._wait_ms - SECOND_MS)
        if not self._wait_ms:
            self._second.stop()
        self._say_wrong()

    def _say_wrong(self) -> None:
        wait = f" Next try in {countdown_text(self._wait_ms)}." if self._wait_ms else ""
        self.word.set_text(f"{self._wrong}{wait}")
