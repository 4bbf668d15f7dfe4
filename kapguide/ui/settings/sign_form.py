"""Signing what the clinic has written: the medical lead's name, the day, and the passphrase that opens the practice."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from kapguide.clinical.when import parse_day
from kapguide.errors import KapGuideError
from kapguide.ui.settings.field import FieldFrame
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.secret_line import SecretLine

Signer = Callable[[str, Callable[[], tuple[str, str]], Callable[[], None], Callable[[str], None]], object]
"""Tries a passphrase, has the text signed, and keeps its hash and who signed; then it calls back, or says why not."""

Signature = Callable[[], str]
"""The hash of the text as it was signed in the window last; empty where that was never done."""


def signature_chip(by: str, now: str, signed: str, unsigned: str = "not signed") -> ChipData:
    """How it stands with a signature: `by` whom it is in the file, the file's hash `now`, and as it was `signed`."""
    if not by:
        return ChipData(unsigned, "circle-alert", Tone.WARM)
    if signed and now != signed:
        return ChipData("changed by hand since it was signed", "circle-alert", Tone.WARM)
    return ChipData(f"signed by {by}", "signature")


class SignForm(Card):
    """`signed` carries the name, the day and the passphrase; `left` that nobody signs now."""

    signed = Signal(str, object, str)
    left = Signal()

    def __init__(self, theme: Theme, what: str, now: Callable[[], datetime]) -> None:
        """`what` is signed: “the emergency card”."""
        super().__init__(theme, f"Sign {what}", accent=True)
        self._now = now
        self.name = LineEdit(theme, "Medical lead", "name")
        self.name.setMaxLength(80)
        self.day = LineEdit(theme, "Dated", "such as 3 Nov 2026")
        self.secret = SecretLine(theme, "Passphrase")
        self._day_field = FieldFrame(theme, "Dated", self.day)
        self._name_field = FieldFrame(theme, "Medical lead", self.name)
        self._secret_field = FieldFrame(theme, "Passphrase", self.secret)
        self.sign = Button(theme, "Sign", icon="signature", kind=Kind.PRIMARY, name=f"Sign {what}")
        self.leave = Button(theme, "Not now", kind=Kind.QUIET)
        words = "Whoever signs answers for every line. A later change takes the signature off."
        fields = QHBoxLayout()
        fields.setSpacing(theme.sizes.grid * 3 // 2)
        for field, share in ((self._name_field, 3), (self._day_field, 3), (self._secret_field, 4)):
            fields.addWidget(field, share)
        hands = QHBoxLayout()
        hands.addWidget(Text(theme, words, Role.SMALL, "soft", wrap=True), 1)
        hands.addWidget(self.leave)
        hands.addWidget(self.sign)
        self.add(fields)
        self.add(hands)
        self.sign.clicked.connect(self._sign)
        self.leave.clicked.connect(self.left)
        for line in (self.name, self.day, self.secret.line):
            line.returnPressed.connect(self._next)
            line.left.connect(self.left)
        self.day.editingFinished.connect(self._look_at_day)
        self.day.textEdited.connect(lambda: self._day_field.show_fault(""))

    def begin(self, name: str) -> None:
        """Ask, with a name that was there before."""
        self.name.put(name)
        today = self._now()
        self.day.put(f"{today.day} {today:%b} {today.year}")
        self.secret.line.put("")
        self.show_wrong("")
        self.show()
        (self.secret if name else self.name).setFocus()

    def show_wrong(self, words: str) -> None:
        """Why it was not signed."""
        self._secret_field.show_fault(words)
        self.sign.setEnabled(True)

    def _next(self) -> None:
        """Enter goes to what is still empty, and signs where nothing is."""
        for line in (self.name, self.day, self.secret.line):
            if not line.one_line():
                line.setFocus()
                return
        self._sign()

    def _look_at_day(self) -> date | None:
        try:
            day = parse_day(self.day.text(), self._now())
        except KapGuideError as error:
            self._day_field.show_fault(error.sentence)
            return None
        self._day_field.show_fault("" if day else "The day it was signed on.")
        return day

    def _sign(self) -> None:
        day, name, secret = self._look_at_day(), self.name.one_line(), self.secret.line.text()
        self._name_field.show_fault("" if name else "Who signs it.")
        self._secret_field.show_fault("" if secret else "The passphrase that opens the practice.")
        if day and name and secret:
            self.sign.setEnabled(False)
            self.signed.emit(name, day, secret)
