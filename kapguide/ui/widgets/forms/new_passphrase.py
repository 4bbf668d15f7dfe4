"""A new passphrase, typed twice, its strength said in words."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.forms.secret_line import SecretLine

SHORTEST = 8
"""NIST SP 800-63B, 5.1.1.2: at least eight characters, and no rule about which."""
COMMON = ("password", "passphrase", "12345678", "qwertyui", "letmein", "ketamine", "kapguide", "iloveyou")


def strength_words(passphrase: str) -> str:
    """How good a passphrase is, in words: length and variety, no rules of composition."""
    length, words = len(passphrase), len(passphrase.split())
    if not passphrase:
        return "Three or four words in a row are easy to type and hard to guess."
    if length < SHORTEST:
        return f"Too short: at least {SHORTEST} characters."
    if len(set(passphrase)) < 5 or passphrase.lower().startswith(COMMON):
        return "Easy to guess. Take words that do not belong together."
    if length < 14:
        return "Fair. A longer one is better: add a word."
    return "Strong." if words >= 3 or length >= 20 else "Good."


class NewPassphrase(QWidget):
    """Two lines; `fault` tells what is wrong with them."""

    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.first = SecretLine(theme, "New passphrase")
        self.again = SecretLine(theme, "New passphrase again")
        self.strength = Text(theme, strength_words(""), Role.SMALL, "dim", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.sizes.grid // 2)
        column.addWidget(Text(theme, "New passphrase", Role.SMALL, "dim"))
        column.addWidget(self.first)
        column.addWidget(self.strength)
        column.addWidget(Text(theme, "New passphrase again", Role.SMALL, "dim"))
        column.addWidget(self.again)
        self.first.line.textEdited.connect(lambda text: self.strength.set_text(strength_words(text)))
        self.first.entered.connect(self.again.setFocus)
        self.again.entered.connect(self.entered)

    def text(self) -> str:
        """What was typed."""
        return self.first.line.text()

    def fault(self) -> str:
        """What is wrong, in a sentence; empty when all is well."""
        if len(self.text()) < SHORTEST:
            return f"The new passphrase needs at least {SHORTEST} characters."
        if self.text() != self.again.line.text():
            return "The two new passphrases differ. Type the second one again."
        return ""

    def clear(self) -> None:
        """What was typed is gone."""
        for secret in (self.first, self.again):
            secret.line.put("")
        self.strength.set_text(strength_words(""))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first line."""
        self.first.setFocus(event.reason())
