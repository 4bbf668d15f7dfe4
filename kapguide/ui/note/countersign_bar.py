"""What still waits for a second name, in one sentence, and the way to put it there."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from kapguide.ui.note.role_choice import RoleChoice
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import Choice
from kapguide.ui.widgets.forms.gate import HIGH, ICON, PAD
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.usecases.signing import Signer

NOBODY = "Nobody else who can open the practice may countersign yet: let a colleague in under People."
COLLEAGUE = "A colleague countersigns…"


class CountersignBar(QWidget):
    """`signed` carries who puts the name there, the role that is chosen first of theirs, and the passphrase of a
    colleague, empty for whoever is here."""

    signed = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._offered: tuple[Signer, ...] = ()
        """Everybody in each of their roles."""
        self.sentence = Text(theme, "", colour="warm", wrap=True)
        self.choice = Choice(theme, "Who countersigns")
        self.secret = SecretLine(theme, "Their own passphrase")
        self.secret.line.setPlaceholderText("passphrase")
        self.role = RoleChoice(theme)
        self.back = Button(theme, "Back", key="Esc", kind=Kind.QUIET)
        self.act = Button(theme, "", icon="signature", key="Ctrl+Enter")
        asked = QWidget()
        fields = QHBoxLayout(asked)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(theme.sizes.grid)
        fields.addWidget(self.choice, 2)
        fields.addWidget(self.secret, 3)
        self._place = QStackedWidget()
        self._place.addWidget(self.sentence)
        self._place.addWidget(asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + ICON + 14, 11, 12, 11)
        row.setSpacing(2 * theme.sizes.grid)
        row.addWidget(self._place, 1)
        row.addWidget(self.back)
        row.addWidget(self.role)
        row.addWidget(self.act)
        self.setFixedHeight(HIGH)
        self.act.clicked.connect(self._act)
        self.back.clicked.connect(lambda: self._ask(asking=False))
        self.role.turned.connect(self._dress)
        self.secret.entered.connect(self._act)
        self.secret.line.left.connect(lambda: self._ask(asking=False))

    def show_waiting(self, words: str, signers: Sequence[Signer], me: str) -> None:
        """Say what waits, and who may put their name there; `me` is the id of whoever is here. Hidden for nothing."""
        self.setVisible(bool(words))
        self._offered = tuple(
            msgspec.structs.replace(each, roles=(*each.roles[at:], *each.roles[:at]))
            for each in signers
            for at in range(len(each.roles))
        )
        self.role.show_signer(next((each for each in signers if each.staff == me), None))
        self.sentence.set_text(words if signers else f"{words} {NOBODY}")
        self.setAccessibleName(self.sentence.whole_text())
        self.choice.clear()
        for each in self._offered:
            self.choice.addItem(each.words)
        self._ask(asking=False)

    @property
    def asks(self) -> bool:
        """A colleague is asked for the passphrase."""
        return self._place.currentIndex() == 1

    def again(self) -> None:
        """Nothing was signed: it can be tried again, with another passphrase."""
        self.act.setEnabled(True)
        self.secret.line.put("")
        if self.asks:
            self.secret.setFocus()

    def _ask(self, *, asking: bool) -> None:
        self._place.setCurrentIndex(int(asking))
        self.secret.line.put("")
        self.back.setVisible(asking)
        self.act.setVisible(bool(self._offered))
        self.act.setEnabled(True)
        self._dress()
        if asking:
            (self.choice if self.choice.count() > 1 else self.secret).setFocus()

    def _dress(self) -> None:
        """The button says what it does now."""
        if (here := self.role.signer) is not None:
            words, kind = f"Countersign as {here.words}", Kind.PRIMARY
        else:
            words, kind = ("Countersign", Kind.PRIMARY) if self.asks else (COLLEAGUE, Kind.PLAIN)
        self.act.show_as(words, icon="signature", key="Ctrl+Enter", kind=kind)

    def _act(self) -> None:
        if (here := self.role.signer) is not None:
            self.act.setEnabled(False)
            self.signed.emit(here, "")
        elif not self.asks:
            self._ask(asking=True)
        elif not self.secret.line.text():
            self.secret.setFocus()
            self.secret.line.set_edge("warm")
        else:
            self.act.setEnabled(False)
            self.signed.emit(self._offered[self.choice.currentIndex()], self.secret.line.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Warm: it waits for somebody."""
        c, corner = self.theme.colours, self.theme.sizes.card_corner
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(c.warm_line, 1))
            painter.setBrush(c.warm_ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
            self.theme.draw_icon(painter, "signature", QRectF(PAD, (HIGH - ICON) / 2, ICON, ICON), c.warm)
