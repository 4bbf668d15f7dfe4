"""What opens the practice: change the passphrase, make a new recovery key. Both ask for what opens it now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.new_passphrase import NewPassphrase
from kapguide.ui.widgets.forms.secret_line import SecretLine

PASSPHRASE = (
    "From then on only the new one opens the practice. The record itself is not written. Backups made before open with "
    "the passphrase of their time."
)
RECOVERY = (
    "For a sheet that is lost, or that others have seen. The new key counts once it was typed back from paper; until "
    "then the old one stays good, and from then on it opens nothing."
)
NOW = "Present passphrase, or recovery key"


class KeysScreen(QWidget):
    """`change_asked` carries what opens the practice now and the new passphrase, `recovery_asked` only the first."""

    change_asked = Signal(str, str)
    recovery_asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.now = SecretLine(theme, NOW)
        self.new = NewPassphrase(theme)
        self.change = Button(theme, "Change the passphrase", icon="key-round", kind=Kind.PRIMARY)
        self.word = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.now_too = SecretLine(theme, NOW)
        self.make = Button(theme, "Make a new recovery key", icon="file-text")
        self.word_too = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.back = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self._lay_out()
        self.now.entered.connect(self.new.setFocus)
        self.new.entered.connect(self.change.click)
        self.change.clicked.connect(self._change)
        self.now_too.entered.connect(self.make.click)
        self.make.clicked.connect(self._make)
        self.back.clicked.connect(self.left)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.back.click)
        self.setAccessibleName("Keys")

    def say(self, sentence: str, *, recovery: bool = False, good: bool = False) -> None:
        """What came of it, below the field; what was typed stays unless it is done."""
        word = self.word_too if recovery else self.word
        word.set_text(sentence)
        word.set_colour("text" if good else "warm")
        self._busy(False)
        if good:
            self.now.line.put("")
            self.new.clear()

    def _check(self, secret: SecretLine, word: Text) -> None:
        """Say that it takes a moment; the keys stay with what was typed, not with the next field."""
        secret.setFocus()
        word.set_text("Checking…")
        word.set_colour("dim")
        self._busy(True)

    def _busy(self, busy: bool) -> None:
        """While keys are derived nothing else can be asked for."""
        for button in (self.change, self.make, self.back):
            button.setEnabled(not busy)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first field."""
        self.now.setFocus(event.reason())

    def _change(self) -> None:
        fault = self.new.fault() if self.now.line.text() else f"Type the {NOW[0].lower()}{NOW[1:]} first."
        if fault:
            self.say(fault)
            return
        self._check(self.now, self.word)
        self.change_asked.emit(self.now.line.text(), self.new.text())

    def _make(self) -> None:
        if not self.now_too.line.text():
            self.say(f"Type the {NOW[0].lower()}{NOW[1:]} first.", recovery=True)
            return
        self._check(self.now_too, self.word_too)
        self.recovery_asked.emit(self.now_too.line.text())

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Keys", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "What opens this practice", Role.TITLE))
        head.addLayout(names, 1)
        head.addWidget(self.back)
        passphrase, recovery = Card(theme, "Passphrase"), Card(theme, "Recovery key")
        passphrase.add(Text(theme, PASSPHRASE, Role.LABEL, "dim", wrap=True))
        recovery.add(Text(theme, RECOVERY, Role.LABEL, "dim", wrap=True))
        for card, secret in ((passphrase, self.now), (recovery, self.now_too)):
            card.body.addSpacing(grid)
            card.add(Text(theme, NOW, Role.SMALL, "dim"))
            card.add(secret)
        passphrase.body.addSpacing(grid)
        passphrase.add(self.new)
        for card, word, button in ((passphrase, self.word, self.change), (recovery, self.word_too, self.make)):
            card.add(word)
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            card.add(line)
            card.body.addStretch(1)
        page = QWidget()
        body = QHBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(grid * 2)
        body.addWidget(passphrase, 1)
        body.addWidget(recovery, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid * 3, grid * 3, grid * 3, grid * 2)
        whole.setSpacing(grid * 2)
        whole.addLayout(head)
        self.area = Scrolled(theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(self.area, 1)
