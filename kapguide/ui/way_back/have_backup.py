"""A practice that lies in a backup alone: choose the file, say what opens it, and choose a new passphrase."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.new_passphrase import NewPassphrase
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.ui.widgets.middle import WIDE, centre

WORDS = (
    "A backup is files of one name that belong together: “kapguide-….db”, “….vault.json” and, where something was "
    "written in private, “….private.zip”. The recovery key on the sheet opens it, or the passphrase of then."
)


class HaveBackupScreen(QWidget):
    """`chosen` carries the backup's path, what opens it, and the new passphrase."""

    chosen = Signal(str, str, str)
    file_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, backup: Path | None = None, sentence: str = "", *, back: bool = True) -> None:
        """`sentence` says why one is here; `back` offers the way to another screen."""
        super().__init__()
        self.theme = theme
        self._backup = Path()
        self.file = Text(theme, "", elide=True)
        self.find_file = Button(theme, "Choose the backup…", icon="folder")
        self.secret = SecretLine(theme, "Recovery key, or passphrase")
        self.new = NewPassphrase(theme)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.go = Button(theme, "Look into it", icon="arrow-right", kind=Kind.PRIMARY)
        self.back = Button(theme, "Back", icon="undo-2", kind=Kind.QUIET)
        self.back.setVisible(back)
        self._lay_out(sentence)
        self.find_file.clicked.connect(self.file_asked)
        self.secret.entered.connect(self.new.setFocus)
        self.new.entered.connect(self._go)
        self.go.clicked.connect(self._go)
        self.back.clicked.connect(self.left)
        self.setAccessibleName("A practice from a backup")
        self.show_file(backup)

    @property
    def backup(self) -> Path | None:
        """The file that is chosen, if one is."""
        return self._backup if self._backup != Path() else None

    def show_file(self, backup: Path | None) -> None:
        """The backup that was chosen."""
        self._backup = backup or Path()
        where = f"{backup.name}, in {backup.parent.name}" if backup is not None else "no file chosen yet"
        self.file.set_text(where)
        self.fault.set_text(" ")

    def show_fault(self, sentence: str) -> None:
        """It could not be opened; what was typed stays."""
        self.go.setEnabled(True)
        self.go.show_as("Look into it", icon="arrow-right", kind=Kind.PRIMARY)
        self.fault.set_text(sentence)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first thing that is missing."""
        (self.secret if self._backup != Path() else self.find_file).setFocus(event.reason())

    def _go(self) -> None:
        if not self.go.isEnabled():
            return
        secret, fault = self.secret.line.text(), self.new.fault()
        where: QWidget = self.new
        if self._backup == Path():
            fault, where = "Choose the backup’s file first.", self.find_file
        elif not secret.strip():
            fault, where = "Type the recovery key from the sheet, or the passphrase of then.", self.secret
        if fault:
            self.show_fault(fault)
            where.setFocus()
            return
        self.fault.set_text(" ")
        self.go.setEnabled(False)
        self.go.show_as("Reading…", icon="arrow-right", kind=Kind.PRIMARY)
        self.chosen.emit(str(self._backup), secret, self.new.text())

    def _lay_out(self, sentence: str) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        card = Card(theme, "From a backup")
        card.body.setSpacing(grid // 2)
        card.add(Text(theme, "Bring a practice back", Role.TITLE))
        card.add(Text(theme, sentence or WORDS, Role.LABEL, "warm" if sentence else "dim", wrap=True))
        line = QHBoxLayout()
        line.setSpacing(grid)
        line.addWidget(self.find_file)
        line.addWidget(self.file, 1)
        card.body.addSpacing(grid)
        card.add(line)
        card.body.addSpacing(grid)
        card.add(Text(theme, "Recovery key, or the passphrase of then", Role.SMALL, "dim"))
        card.add(self.secret)
        card.body.addSpacing(grid)
        card.add(self.new)
        card.add(self.fault)
        buttons = QHBoxLayout()
        buttons.setSpacing(grid)
        buttons.addWidget(self.go)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        card.add(buttons)
        centre(self, theme, card, width=WIDE)
