"""Plan a contact, or move one: who, what, when, for how long, with whom, in the room or by telephone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import msgspec
from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.contacts import CONTACTS, usual_protocol
from kapguide.clinical.facts import ContactKind, ContactPlanned, CourseStep
from kapguide.clinical.when import parse_lead
from kapguide.errors import KapGuideError
from kapguide.store.codes import new_taken_for
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.forms.when_field import WhenField, local_now
from kapguide.usecases.contacts import ContactPlan, ContactWish, PlanChoices

LATER = "Chosen on the day"
"""The protocol of a contact that can follow several."""
WAYS = ("In the room", "By telephone")
MOST_MINUTES = 24 * 60


class PlanForm(Card):
    """Emits `asked` with a ContactWish, or `left`. A fault stands where it is; nothing typed is cleared."""

    asked = Signal(object)
    left = Signal()
    client_named = Signal(str)
    """A client's code was typed: whoever knows the course may say what comes next there, with `suggest`."""

    def __init__(self, theme: Theme, now: Callable[[], datetime] = local_now) -> None:
        super().__init__(theme, "Plan a contact", accent=True)
        self._choices = PlanChoices()
        self._moved: tuple[str, ContactPlanned] | None = None
        self._codes = QStringListModel()
        self._warned = ""
        self.client = LineEdit(theme, "Client code", "for example M-014")
        completer = QCompleter(self._codes, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if popup := completer.popup():
            popup.setStyleSheet(theme.sheets.popup)
        self.client.setCompleter(completer)
        self.client_said = Text(theme, " ", Role.SMALL, "soft", elide=True)
        self.kind = Choice(theme, "What it is")
        for kind, words in CONTACTS.items():
            self.kind.addItem(words, kind)
        self.title = LineEdit(theme, "As it stands in the agenda")
        self.protocol = Choice(theme, "Protocol")
        self.when = WhenField(theme, "When", now=now)
        self.minutes = LineEdit(theme, "How long", "50 min")
        self.way = OneOf(theme, "In the room or by telephone", WAYS)
        self.way.choose(0)
        self.people: dict[str, Button] = {}
        self._people = QHBoxLayout()
        self._people.setSpacing(theme.sizes.grid)
        self.fault = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.plan = Button(theme, "Plan it", icon="check", key="Enter", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        self._lay_out()
        self._connect()
        self._order_tabs()
        self.setFocusProxy(self.client)
        self._kind_chosen()

    def _connect(self) -> None:
        self.client.textChanged.connect(self._client_typed)
        self.client.editingFinished.connect(self._client_left)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.protocol.currentIndexChanged.connect(self._show_length)
        self.plan.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.left)
        for line in (self.client, self.title, self.minutes):
            line.returnPressed.connect(self.submit)
            line.left.connect(self.left)
        for field in (self.when, self.way):
            field.entered.connect(self.submit)
            field.left.connect(self.left)

    # --- what is offered -------------------------------------------------------------------------------------

    def offer(self, choices: PlanChoices) -> None:
        """What can be chosen. What is typed already stays."""
        self._codes.setStringList(list(choices.clients))
        if choices.people != self._choices.people:
            self._show_people(choices.people)
        self._choices = choices
        self._kind_chosen()

    def open(self, client: str = "") -> None:
        """Begin a new plan, of a client who is known already or is still to be named."""
        self._moved = None
        self.set_eyebrow("Plan a contact")
        self.plan.show_as("Plan it", icon="check", key="Enter", kind=Kind.PRIMARY)
        self._begin(client)
        self.kind.setCurrentIndex(0)
        self.way.choose(0)
        self.title.put("")
        self.minutes.put("")
        self.when.put("")
        if client:
            self.client_named.emit(client)
        (self.when if client else self.client).setFocus()

    def open_moved(self, client: str, fact_id: str, plan: ContactPlanned) -> None:
        """Plan at another time what the fact `fact_id` planned."""
        self._moved = (fact_id, plan)
        self.set_eyebrow("Move the contact")
        self.plan.show_as("Move it", icon="check", key="Enter", kind=Kind.PRIMARY)
        self._begin(client)
        self.kind.setCurrentIndex(self.kind.findData(plan.contact))
        self.protocol.setCurrentIndex(self.protocol.findData(plan.protocol))
        self.title.put(plan.title)
        self.minutes.put(f"{plan.minutes} min" if plan.minutes else "")
        self.way.choose(int(plan.telephone))
        for staff, button in self.people.items():
            self._set_with(button, staff in plan.staff)
        self.when.put_moment(plan.at)
        self.when.setFocus()

    def suggest(self, step: CourseStep | None) -> None:
        """What comes next in the client's course, where nobody has typed something else."""
        if step is None or self._moved is not None or self.title.text():
            return
        self.kind.setCurrentIndex(self.kind.findData(step.contact))
        if step.protocol:
            self.protocol.setCurrentIndex(self.protocol.findData(step.protocol))
        self.title.put(step.title)

    def show_fault(self, sentence: str) -> None:
        """Say why it cannot be planned."""
        self.fault.set_text(sentence or " ")

    def half_typed(self) -> bool:
        """Whether something stands in it that would be lost."""
        return any(field.text().strip() for field in (self.client, self.title, self.when, self.minutes))

    def _begin(self, client: str) -> None:
        self.client.put(client)
        self.client.setReadOnly(bool(client))
        self.show_fault("")

    def _show_people(self, people: tuple[tuple[str, str], ...]) -> None:
        for button in self.people.values():
            self._people.removeWidget(button)
            button.deleteLater()
        self.people = {}
        for place, (staff, name) in enumerate(people):
            button = Button(self.theme, name, compact=True)
            button.clicked.connect(lambda _=False, button=button: self._set_with(button, not self._is_with(button)))
            self.people[staff] = button
            self._people.insertWidget(place, button)
        self._order_tabs()
        if len(self.people) == 1:
            self._set_with(next(iter(self.people.values())), on=True)
        for part in (self._with, self._labels[self._with]):
            part.setVisible(bool(self.people))

    def _set_with(self, button: Button, on: bool) -> None:
        button.show_as(button.data.text, icon="check" if on else "", kind=Kind.ON if on else Kind.PLAIN)
        button.setAccessibleDescription("chosen" if on else "not chosen")

    @staticmethod
    def _is_with(button: Button) -> bool:
        return button.data.kind is Kind.ON

    # --- what is typed ---------------------------------------------------------------------------------------

    def _client_typed(self, text: str) -> None:
        code = self.client.one_line()
        known = {each.casefold() for each in self._choices.clients}
        self.client_said.set_text("A new client" if code and code.casefold() not in known else " ")

    def _client_left(self) -> None:
        if code := self.client.one_line():
            self.client_named.emit(code)

    def _chosen_kind(self) -> ContactKind:
        return ContactKind(self.kind.currentData())

    def _kind_chosen(self) -> None:
        kind, kept = self._chosen_kind(), self.protocol.currentData()
        plans = [plan for plan in self._choices.plans if plan.contact is kind]
        self.protocol.blockSignals(True)
        self.protocol.clear()
        if len(plans) > 1:
            self.protocol.addItem(LATER, "")
        for plan in plans:
            self.protocol.addItem(plan.title, plan.id)
        wanted = (kept, usual_protocol(kind))
        found = next((place for name in wanted if (place := self.protocol.findData(name)) >= 0), 0)
        self.protocol.setCurrentIndex(found)
        self.protocol.blockSignals(False)
        for part in (self.protocol, self._labels[self.protocol]):
            part.setVisible(len(plans) > 1)
        self.title.setPlaceholderText(CONTACTS[kind])
        if kind is ContactKind.CHECK_IN and self._moved is None:
            self.way.choose(1)
        self._show_length()

    def _show_length(self) -> None:
        plan = self._chosen_plan()
        self.minutes.setPlaceholderText(f"{plan.minutes} min" if plan is not None else "for example 2 h 30")

    def _chosen_plan(self) -> ContactPlan | None:
        name = self.protocol.currentData()
        return next((plan for plan in self._choices.plans if plan.id == name), None)

    def _typed_minutes(self) -> int:
        """The length in minutes; the protocol's own where nothing is typed. Raises KapGuideError."""
        text = self.minutes.one_line()
        plan = self._chosen_plan()
        if not text:
            return plan.minutes if plan is not None else 0
        lead = parse_lead(f"{text} min" if re.fullmatch(r"\d{1,4}", text) else text)
        if lead.months or lead.days or not 0 < lead.minutes <= MOST_MINUTES:
            raise KapGuideError("A contact takes a day at most. Type for example 50 min, or 2 h 30.")
        return lead.minutes

    def submit(self) -> None:
        """Hand over what is typed, or say what is missing where it is missing."""
        self.show_fault("")
        code = self.client.one_line()
        if not code:
            self._amiss(self.client, "Type the client’s code.")
            return
        try:
            at = self.when.moment()
        except KapGuideError as error:
            self.when.setFocus()  # its own line says it, and the form where that has no room
            self.when.show_fault(error.sentence)
            said = self.when.said
            self.show_fault(error.sentence if said.text() != said.whole_text() else "")
            return
        if at is None:
            self._amiss(self.when, "Type when: for example tomorrow 10.")
            return
        try:
            minutes = self._typed_minutes()
        except KapGuideError as error:
            self._amiss(self.minutes, error.sentence)
            return
        others = new_taken_for(code, self._choices.clients)
        if others and self._warned != code:
            self._warned = code
            self._amiss(
                self.client, f"{code} is a new client, easily taken for {others}. “Plan it” again adds it all the same."
            )
            return
        self.asked.emit(ContactWish(code, self._planned(at, minutes), self._moved[0] if self._moved else ""))

    def _planned(self, at: datetime, minutes: int) -> ContactPlanned:
        kind = self._chosen_kind()
        said = ContactPlanned(
            kind,
            self.title.one_line() or CONTACTS[kind],
            at.astimezone(UTC),
            minutes,
            tuple(staff for staff, button in self.people.items() if self._is_with(button)),
            telephone=self.way.chosen == 1,
            protocol=self.protocol.currentData() or "",
        )
        if self._moved is None:
            return said
        before = self._moved[1]
        return msgspec.structs.replace(
            said, label=before.label, after_session=before.after_session, by_protocol=before.by_protocol
        )

    def _amiss(self, field: QWidget, sentence: str) -> None:
        self.show_fault(sentence)
        field.setFocus()

    # --- where everything stands -----------------------------------------------------------------------------

    def _order_tabs(self) -> None:
        """In reading order; what Tab goes to comes into sight, also from outside of the form."""
        fields = (self.client, self.when.line, self.when.meant, self.kind, self.title, self.protocol, self.minutes)
        stops = (*fields, self.way, *self.people.values(), self.plan, self.cancel)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        for stop in stops:
            stop.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field that gets the keys is brought into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget) and self.area.isAncestorOf(watched):
            self.area.ensureWidgetVisible(watched, 0, 8)
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        page = QWidget()
        table = QGridLayout(page)
        table.setContentsMargins(0, 0, 0, 0)
        table.setHorizontalSpacing(2 * grid)
        table.setVerticalSpacing(grid // 2)
        self._labels: dict[QWidget, Text] = {}
        whom = QWidget()
        beside = QVBoxLayout(whom)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(2)
        beside.addWidget(self.client)
        beside.addWidget(self.client_said)
        self.client_said.setFixedHeight(20)
        self._with = QWidget()
        self._with.setLayout(self._people)
        self._people.setContentsMargins(0, 0, 0, 0)
        self._people.addStretch(1)
        self._with.hide()
        places = (
            ("Client", self.client, whom, 0, 0, 1),
            ("When", self.when, self.when, 0, 1, 1),
            ("What", self.kind, self.kind, 1, 0, 1),
            ("As it stands in the agenda", self.title, self.title, 1, 1, 1),
            ("Protocol", self.protocol, self.protocol, 2, 0, 2),
            ("How long", self.minutes, self.minutes, 3, 0, 1),
            ("Where", self.way, self.way, 3, 1, 1),
            ("With", self._with, self._with, 4, 0, 2),
        )
        for words, field, cell, row, column, span in places:
            label = self._labels[field] = Text(self.theme, words, Role.SMALL, "soft")
            stacked = QVBoxLayout()
            stacked.setSpacing(grid // 4)
            stacked.addWidget(label)
            stacked.addWidget(cell)
            stacked.addStretch(1)
            table.addLayout(stacked, row, column, 1, span)
        self._labels[self._with].hide()
        table.setColumnStretch(0, 1)
        table.setColumnStretch(1, 1)
        table.setRowStretch(5, 1)
        self.area = Scrolled(self.theme, page)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ways = QHBoxLayout()
        ways.setSpacing(grid)
        ways.addWidget(self.plan)
        ways.addWidget(self.cancel)
        ways.addStretch(1)
        self.add(self.area, 1)
        self.add(self.fault)
        self.add(ways)
