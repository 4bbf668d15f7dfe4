"""The form that a session comes from: whose, and by which protocol. A panel on Today, not a window."""

import itertools

import msgspec
from PySide6.QtCore import QRegularExpression, QStringListModel, Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from kapguide.errors import KapGuideError
from kapguide.store.codes import client_code, new_taken_for
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.usecases.sessions import NewSession

PIN_OPENS = "Session PIN: four digits that open the lock during the session. It may stay empty."
LABELS = ("Client code", "Protocol", "Session PIN")
COLUMNS = 12
NARROW = ((0, 0, 12), (1, 0, 12), (2, 0, 6))
WIDE = ((0, 0, 3), (0, 3, 6), (0, 9, 3))
"""Where the fields stand: row, column and how many columns they take, in the order of Tab."""


class ProtocolChoice(msgspec.Struct, frozen=True):
    """A protocol to choose: its id, title, and one line on route and length."""

    id: str
    title: str
    summary: str = ""


class NewSessionForm(Card):
    """Emits `prepared` with a NewSession, or `left`. A fault is said below the fields; nothing typed is cleared."""

    prepared = Signal(object)
    left = Signal()
    client_named = Signal(str)
    """The code of a client who is known was typed: whoever knows their protocol may say it, with `suggest`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "New session", accent=True)
        self._protocols: tuple[ProtocolChoice, ...] = ()
        self._codes = QStringListModel()
        self._warned = ""
        self._chosen_here = False
        """Somebody chose the protocol for this session."""
        self.client = LineEdit(theme, "Client code", "for example M-014")
        completer = QCompleter(self._codes, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if popup := completer.popup():
            popup.setStyleSheet(theme.sheets.popup)
        self.client.setCompleter(completer)
        self.protocol = Choice(theme, "Protocol")
        self.protocol.setPlaceholderText("choose one")
        self.summary = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.summary.setContentsMargins(0, 0, 0, theme.sizes.grid // 2)
        self.pin = LineEdit(theme, PIN_OPENS, "four digits")
        self.pin.setToolTip(PIN_OPENS)
        self.pin.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        self.pin.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,4}"), self.pin))
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.reminder = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.reminder.hide()
        self.prepare = Button(theme, "Prepare", icon="arrow-right", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        self._fields = (self.client, self.protocol, self.pin)
        self._lines = tuple(field for field in self._fields if isinstance(field, LineEdit))
        self._lay_out()
        self.protocol.currentIndexChanged.connect(self._chosen)
        self.protocol.activated.connect(self._choose)
        self.client.textChanged.connect(self._name_client)
        self.prepare.clicked.connect(self._submit)
        self.cancel.clicked.connect(self.left)
        for field in self._lines:
            field.returnPressed.connect(self._submit)
            field.left.connect(self.left)
        self.setFocusProxy(self.client)

    def offer(self, clients: tuple[str, ...], protocols: tuple[ProtocolChoice, ...]) -> None:
        """What can be chosen. What is typed already stays."""
        self._codes.setStringList(list(clients))
        if protocols != self._protocols:
            kept = self.protocol.currentData()
            self._protocols = protocols
            self.protocol.blockSignals(True)
            self.protocol.clear()
            for choice in protocols:
                self.protocol.addItem(choice.title, choice.id)
            # Of several none is chosen for anybody: a session by a plan that nobody looked at is soon begun.
            self.protocol.setCurrentIndex(0 if len(protocols) == 1 else self.protocol.findData(kept))
            self.protocol.blockSignals(False)
            self._chosen(self.protocol.currentIndex())

    def suggest(self, protocol: str) -> None:
        """The protocol that the client's sessions go by, where nobody has chosen another one."""
        place = self.protocol.findData(protocol)
        if place >= 0 and not self._chosen_here:
            self.protocol.setCurrentIndex(place)

    def show_fault(self, sentence: str) -> None:
        """Say why the session cannot begin."""
        self.fault.set_text(sentence or " ")

    def remind(self, sentence: str) -> None:
        """Say what is to be done before a session; an empty sentence says nothing."""
        self.reminder.set_text(sentence)
        self.reminder.setVisible(bool(sentence))

    @property
    def session_pin(self) -> str:
        """What is to open the session's lock; often nothing."""
        return self.pin.text()

    def typed(self) -> tuple[str, ...]:
        """What stands in it, for a form that takes its place."""
        return (*(line.text() for line in self._lines), self.protocol.currentData() or "")

    def take_over(self, typed: tuple[str, ...]) -> None:
        """Go on from what stood in another form."""
        *texts, protocol = typed
        for line, text in zip(self._lines, texts, strict=True):
            line.put(text)
        self.protocol.setCurrentIndex(self.protocol.findData(protocol))

    def clear(self) -> None:
        """Empty it for the next session."""
        self._chosen_here = False
        if len(self._protocols) > 1:
            self.protocol.setCurrentIndex(-1)
        for field in (self.client, self.pin):
            field.put("")
        self.show_fault("")

    def _choose(self) -> None:
        self._chosen_here = True

    def _name_client(self) -> None:
        typed = self.client.one_line().casefold()
        if known := next((code for code in self._codes.stringList() if code.casefold() == typed), ""):
            self.client_named.emit(known)

    def _chosen(self, index: int) -> None:
        self.summary.set_text(self._protocols[index].summary if 0 <= index < len(self._protocols) else "")

    def _submit(self) -> None:
        """Hand over what was typed."""
        client = self.client.one_line()
        if not client:
            self.show_fault("Type the client’s code.")
            self.client.setFocus()
            return
        try:
            client_code(client)
        except KapGuideError as error:
            self.show_fault(error.sentence)
            self.client.setFocus()
            return
        others = new_taken_for(client, self._codes.stringList())
        if others and self._warned != client:
            self._warned = client
            self.show_fault(
                f"{client} is a new client, easily taken for {others}. “Prepare” again takes it all the same."
            )
            self.client.setFocus()
            return
        if not self._protocols:
            self.show_fault("There is no protocol to choose. Run “kapguide check” over the protocol files.")
            return
        if self.protocol.currentIndex() < 0:
            self.show_fault("Choose the protocol.")
            self.protocol.setFocus()
            return
        self.show_fault("")
        self.prepared.emit(NewSession(client, self.protocol.currentData()))

    def set_wide(self, wide: bool) -> None:
        """Stand in few rows as wide as the screen, where it is too low for many."""
        places = WIDE if wide else NARROW
        self.set_dense(wide)
        for field, (row, column, span) in zip(self._fields, places, strict=True):
            self._table.addWidget(self._labels[field], 3 * row, column, 1, span)
            self._table.addWidget(field, 3 * row + 1, column, 1, span)
        row, column, span = places[self._fields.index(self.protocol)]
        # Below its field: it comes as a known code is typed, and moves no field under the list of the codes.
        self._table.addWidget(self.summary, 3 * row + 2, column, 1, span)
        for row in range(len(NARROW)):
            self._table.setRowMinimumHeight(3 * row + 2, self.theme.sizes.grid // 2)
        self._table.setRowStretch(3 * len(NARROW), 1)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        page = QWidget()
        self._table = QGridLayout(page)
        self._table.setContentsMargins(0, 0, 0, 0)
        self._table.setHorizontalSpacing(grid * 2)
        self._table.setVerticalSpacing(grid // 2)
        for column in range(COLUMNS):
            self._table.setColumnStretch(column, 1)
        self._labels = {
            field: Text(self.theme, label, Role.SMALL, "soft")
            for field, label in zip(self._fields, LABELS, strict=True)
        }
        self.set_wide(False)
        self.area = Scrolled(self.theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.area, 1)
        self.add(self.reminder)
        self.add(self.fault)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.prepare)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.add(row)
        for before, after in itertools.pairwise((*self._fields, self.prepare, self.cancel)):
            QWidget.setTabOrder(before, after)
