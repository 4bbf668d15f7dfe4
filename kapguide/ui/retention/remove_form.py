"""The act of a removal: what goes, what stays, and the passphrase of whoever signs for it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kapguide.clinical.when import day_shown
from kapguide.store.tables.removal import OldClient
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.secret_line import SecretLine

GOES = "Every entry, note, signature, score and page entry of {code} goes, and cannot be got back from this record."
STAYS = "What stays: the code, the days, the reason, and that you removed it. Lines of the medicine log stay, too."
COPIES = (
    "Backups that were made before still hold it until they are thinned out, and restoring one brings it back. Private "
    "notes lie with their authors."
)


class RemoveForm(Card):
    """`signed` carries the passphrase; `left` that nobody removes it now."""

    signed = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, client: OldClient, years: int, reason: str) -> None:
        super().__init__(theme, "Remove a record", accent=True)
        sessions = f"{client.sessions} session{'s' if client.sessions != 1 else ''}"
        last = day_shown(client.last.astimezone().date())
        self.title = Text(
            theme, f"{client.code}, {sessions}, last on {last}", Role.HEADING, weight=QFont.Weight.DemiBold
        )
        self.secret = SecretLine(theme, "Your passphrase")
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.remove = Button(theme, "Remove and sign", icon="signature", key="Ctrl+Enter", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        self.add(self.title)
        because = f"Kept for {years} year{'s' if years != 1 else ''}: {reason}"
        for words in (because, GOES.format(code=client.code), STAYS, COPIES):
            self.add(Text(theme, words, Role.LABEL, "soft", wrap=True))
        self.body.addSpacing(theme.sizes.grid)
        self.add(Text(theme, "Your passphrase signs for it", Role.SMALL, "soft"))
        self.add(self.secret)
        self.add(self.fault)
        acts = QHBoxLayout()
        acts.setSpacing(theme.sizes.grid)
        acts.addWidget(self.remove)
        acts.addWidget(self.cancel)
        acts.addStretch(1)
        self.add(acts)
        self.body.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.remove.clicked.connect(self._sign)
        self.cancel.clicked.connect(self.left)
        self.secret.entered.connect(self.remove.setFocus)
        self.secret.line.left.connect(self.setFocus)

    def begin(self) -> None:
        """One types at once."""
        self.secret.setFocus()

    def say_fault(self, words: str) -> None:
        """Why it was not removed."""
        self.fault.set_text(words)
        self._rest(resting=False)
        self.secret.setFocus()

    def _sign(self) -> None:
        if not self.secret.line.text():
            self.say_fault("Type your passphrase first.")
            return
        self._rest(resting=True)
        self.fault.set_text(" ")
        self.signed.emit(self.secret.line.text())

    def _rest(self, *, resting: bool) -> None:
        for part in (self.remove, self.cancel, self.secret):
            part.setEnabled(not resting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter signs, Esc leaves; the letters of the page behind it rest."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.isAutoRepeat():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and self.cancel.isEnabled():
            self.left.emit()
        elif ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.remove.isEnabled():
            self._sign()
        elif event.text():
            event.accept()
        else:
            event.ignore()
