"""The first start: name the practice, choose a passphrase; the recovery key follows on a screen of its own."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from kapguide.ui.door.recovery_key import row
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.new_passphrase import SHORTEST, strength_words
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.ui.widgets.middle import WIDE, centre


class FirstRunScreen(QWidget):
    """`chosen` carries practice and passphrase."""

    chosen = Signal(str, str)
    backup_asked = Signal()
    """The practice lies in a backup."""
    rehearse_asked = Signal()
    """Somebody wants to practise before there is a practice."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.practice = LineEdit(theme, "Name of the practice", "for example Willow Room")
        self.first = SecretLine(theme, "Passphrase")
        self.again = SecretLine(theme, "Passphrase again")
        self.strength = Text(theme, strength_words(""), Role.SMALL, "dim", wrap=True)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.make = Button(theme, "Make the practice", icon="arrow-right", kind=Kind.PRIMARY)
        self.from_backup = Button(theme, "I have a backup", icon="refresh-cw", kind=Kind.QUIET)
        self.rehearse = Button(theme, "Rehearse", icon="theater", kind=Kind.QUIET)
        self._lay_out()
        self.rehearse.clicked.connect(self.rehearse_asked)
        self.from_backup.clicked.connect(self.backup_asked)
        self.first.line.textEdited.connect(lambda text: self.strength.set_text(strength_words(text)))
        self.practice.returnPressed.connect(self.first.setFocus)
        self.first.entered.connect(self.again.setFocus)
        self.again.entered.connect(self._choose)
        self.make.clicked.connect(self._choose)
        self.setAccessibleName("First start")

    def show_fault(self, sentence: str) -> None:
        """The practice could not be made; what was typed stays."""
        self.make.setEnabled(True)
        self.fault.set_text(sentence)

    def show_refusal(self, sentence: str) -> None:
        """No practice can be made here at all."""
        for widget in (self.practice, self.first, self.again, self.make):
            widget.setEnabled(False)
        self.fault.set_text(sentence)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first field."""
        self.practice.setFocus(event.reason())

    def _choose(self) -> None:
        if not self.make.isEnabled():  # it is being made
            return
        practice, passphrase = self.practice.one_line(), self.first.line.text()
        if not practice:
            fault, where = "Give the practice a name; it stands on the lock screen.", self.practice
        elif len(passphrase) < SHORTEST:
            fault, where = f"The passphrase needs at least {SHORTEST} characters.", self.first.line
        elif passphrase != self.again.line.text():
            fault, where = "The two passphrases differ. Type the second one again.", self.again.line
        else:
            self.fault.set_text(" ")
            self.make.setEnabled(False)
            self.chosen.emit(practice, passphrase)
            return
        self.fault.set_text(fault)
        where.setFocus()

    def _choose_page(self) -> Card:
        card = Card(self.theme, "First start")
        card.body.setSpacing(self.theme.sizes.grid // 2)
        card.add(Text(self.theme, "Set up your practice", Role.TITLE))
        words = "Everything stays on this computer, encrypted with your passphrase. Nobody can reset it for you."
        card.add(Text(self.theme, words, Role.LABEL, "dim", wrap=True))
        for label, field in (
            ("Name of the practice", self.practice),
            ("Passphrase", self.first),
            ("Passphrase again", self.again),
        ):
            card.body.addSpacing(self.theme.sizes.grid)
            card.add(Text(self.theme, label, Role.SMALL, "dim"))
            card.add(field)
            if field is self.first:
                card.add(self.strength)
        card.add(self.fault)
        card.add(row(self.theme, self.make, self.from_backup, self.rehearse))
        return card

    def _lay_out(self) -> None:
        centre(self, self.theme, self._choose_page(), width=WIDE)
