"""The form that begins a session: a panel on Today, not a window."""

import itertools
import re
from datetime import time

import msgspec
from PySide6.QtCore import QStringListModel, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.store.codes import client_code
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.fields import Choice, LineEdit
from kapguide.usecases.sessions import NewSession

UNFORESEEN = (
    "The session was not begun: something went wrong that was not foreseen, and it is in the log. What you typed is "
    "still here; begin again, or close KapGuide and start it anew."
)
_TIME = re.compile(r"^(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?m?\.?$")


class ProtocolChoice(msgspec.Struct, frozen=True):
    """A protocol to choose: its id, title, and one line on route and length."""

    id: str
    title: str
    summary: str = ""


def parse_time(text: str) -> time | None:
    """A time of day as people type it: `15:30`, `1530`, `3.30 pm`, `15h30`; None for nothing.

    Raises KapGuideError for anything else.
    """
    text = text.strip().lower()
    if not text:
        return None
    if found := _TIME.match(text):
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if found[3] == "p" else 0)
        elif found[3]:
            hour = 99
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise KapGuideError(f"“{text[:20]}” is not a time of day. Type for example 15:30.")


class NewSessionForm(Card):
    """Emits `started` with a NewSession, or `left`. A fault is said below the fields; nothing typed is cleared."""

    started = Signal(object)
    prepared = Signal(object)
    """The same, by way of the music and the sound."""
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "New session", accent=True)
        self._protocols: tuple[ProtocolChoice, ...] = ()
        self._codes = QStringListModel()
        self.client = LineEdit(theme, "Client code", "for example M-014")
        completer = QCompleter(self._codes, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if popup := completer.popup():
            popup.setObjectName("popup")
        self.client.setCompleter(completer)
        self.protocol = Choice(theme, "Protocol")
        self.summary = Text(theme, "", Role.SMALL, "soft", wrap=True)
        self.dose = LineEdit(theme, "Planned dose, as the clinician planned it", "as the clinician planned it")
        self.therapist = LineEdit(theme, "Therapist")
        self.pick_up = LineEdit(theme, "Escort’s pick-up time", "for example 15:30")
        self.intention = LineEdit(theme, "Intention", "in the client’s own words")
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.reminder = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.reminder.hide()
        self.start = Button(theme, "Begin", icon="arrow-right", kind=Kind.PRIMARY)
        self.prepare = Button(theme, "Music and sound", icon="music")
        self.cancel = Button(theme, "Not now", kind=Kind.QUIET)
        self._lay_out()
        self.protocol.currentIndexChanged.connect(self._chosen)
        self.start.clicked.connect(lambda: self._submit())
        self.prepare.clicked.connect(lambda: self._submit(self.prepared))
        self.cancel.clicked.connect(self.left)
        for field in (self.client, self.dose, self.therapist, self.pick_up, self.intention):
            field.returnPressed.connect(lambda: self._submit())
        self.setFocusProxy(self.client)

    def offer(self, clients: tuple[str, ...], protocols: tuple[ProtocolChoice, ...], therapist: str) -> None:
        """What can be chosen. What is typed already stays."""
        self._codes.setStringList(list(clients))
        if protocols != self._protocols:
            kept = self.protocol.currentData()
            self._protocols = protocols
            self.protocol.blockSignals(True)
            self.protocol.clear()
            for choice in protocols:
                self.protocol.addItem(choice.title, choice.id)
            self.protocol.setCurrentIndex(max(0, self.protocol.findData(kept)))
            self.protocol.blockSignals(False)
            self._chosen(self.protocol.currentIndex())
        if not self.therapist.text():
            self.therapist.put(therapist)

    def show_fault(self, sentence: str) -> None:
        """Say why the session cannot begin."""
        self.fault.set_text(sentence or " ")

    def remind(self, sentence: str) -> None:
        """Say what is to be done before a session; an empty sentence says nothing."""
        self.reminder.set_text(sentence)
        self.reminder.setVisible(bool(sentence))

    def typed(self) -> tuple[str, ...]:
        """What stands in it, for a form that takes its place."""
        lines = (self.client, self.therapist, self.dose, self.pick_up, self.intention)
        return (*(line.text() for line in lines), self.protocol.currentData() or "")

    def take_over(self, typed: tuple[str, ...]) -> None:
        """Go on from what stood in another form."""
        *texts, protocol = typed
        lines = (self.client, self.therapist, self.dose, self.pick_up, self.intention)
        for line, text in zip(lines, texts, strict=True):
            line.put(text)
        self.protocol.setCurrentIndex(max(0, self.protocol.findData(protocol)))

    def clear(self) -> None:
        """Empty it for the next session; protocol and therapist stay."""
        for field in (self.client, self.dose, self.pick_up, self.intention):
            field.put("")
        self.show_fault("")

    def _chosen(self, index: int) -> None:
        self.summary.set_text(self._protocols[index].summary if 0 <= index < len(self._protocols) else "")

    def _submit(self, way: SignalInstance | None = None) -> None:
        """Hand over what was typed, by `way` or to begin at once."""
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
        if self.protocol.currentIndex() < 0:
            self.show_fault("There is no protocol to choose. Run “kapguide check” over the protocol files.")
            return
        try:
            pick_up = parse_time(self.pick_up.text())
        except KapGuideError as error:
            self.show_fault(error.sentence)
            self.pick_up.setFocus()
            return
        self.show_fault("")
        (way or self.started).emit(
            NewSession(
                client=client,
                protocol=self.protocol.currentData(),
                planned_dose=self.dose.one_line(),
                therapist=self.therapist.one_line(),
                pick_up=pick_up,
                intention=self.intention.one_line(),
            )
        )

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        table = QGridLayout()
        table.setHorizontalSpacing(grid * 2)
        table.setVerticalSpacing(grid // 2)
        table.setColumnStretch(0, 1)
        table.setColumnStretch(1, 1)

        def put(row: int, column: int, label: str, field: QWidget, span: int = 1) -> None:
            table.addWidget(Text(self.theme, label, Role.SMALL, "soft"), row, column, 1, span)
            table.addWidget(field, row + 1, column, 1, span)
            table.setRowMinimumHeight(row + 2, grid)

        put(0, 0, "Client code", self.client)
        put(0, 1, "Therapist", self.therapist)
        put(3, 0, "Protocol", self.protocol, 2)
        table.addWidget(self.summary, 5, 0, 1, 2)
        table.setRowMinimumHeight(7, grid)
        put(8, 0, "Planned dose", self.dose)
        put(8, 1, "Escort’s pick-up time", self.pick_up)
        put(11, 0, "Intention", self.intention, 2)
        self.add(table)
        self.add(self.reminder)
        self.add(self.fault)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.start)
        row.addWidget(self.prepare)
        row.addWidget(self.cancel)
        row.addStretch(1)
        self.add(row)
        order = (self.client, self.therapist, self.protocol, self.dose, self.pick_up, self.intention, self.start)
        for before, after in itertools.pairwise((*order, self.prepare, self.cancel)):
            QWidget.setTabOrder(before, after)
