"""Who is there: with the client or in the house, each with a role. Somebody is added in a line of the card itself."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.preparing import Attending
from kapguide.session.people.people import StaffRole
from kapguide.ui.prepare.parts import FactRow, ListedFact, stand_before
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.word_link import WordLink
from kapguide.usecases.staff import StaffMember

ROLES = tuple(role.value for role in StaffRole)
PLACES = ("here", "in the house")


def clock(at: datetime | None) -> str:
    """The local time of day."""
    return f"{at.astimezone():%H:%M}" if at is not None else ""


class AttendingCard(Card):
    """`added` carries an Attending, without a time; `removed` the name of somebody who is not there after all."""

    added = Signal(object)
    removed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "People")
        self.set_pad(18, 12)
        self.body.setSpacing(theme.sizes.grid // 2)
        self._people: tuple[Attending, ...] = ()
        self._staff: dict[str, StaffMember] = {}
        self._names = QStringListModel()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.rows_shown: dict[str, tuple[FactRow, Button]] = {}
        self.company = Text(theme, "", Role.SMALL, "soft", elide=True)
        self.add_person = WordLink(theme, "Add a person", role=Role.SMALL)
        self.name = LineEdit(theme, "Name of the person", "name, then Enter")
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if popup := completer.popup():
            popup.setStyleSheet(theme.sheets.popup)
        self.name.setCompleter(completer)
        self.role = OneOf(theme, "Role of the person", ROLES)
        self.place = OneOf(theme, "Where the person is", PLACES)
        self.role.set_px(13)
        self.place.set_px(13)
        self.keep = Button(theme, "Add", compact=True)
        self.form = self._made_form(theme.sizes.grid)
        foot = QHBoxLayout()
        foot.setSpacing(theme.sizes.grid)
        foot.addWidget(self.company, 1)
        foot.addWidget(self.add_person)
        self.add(self._rows)
        self.add(self.form)
        self.add(foot)
        self.body.addStretch(1)
        self.form.hide()
        self.add_person.clicked.connect(self.open_form)
        self.name.returnPressed.connect(self._named)
        self.name.left.connect(self.close_form)
        self.role.entered.connect(self.place.setFocus)
        self.place.entered.connect(self._hand_over)
        self.role.left.connect(self.close_form)
        self.place.left.connect(self.close_form)
        self.keep.clicked.connect(self._hand_over)

    def offer(self, staff: Sequence[StaffMember]) -> None:
        """Who can be named; a guest's name is typed."""
        self._staff = {each.name: each for each in staff if each.name}
        self._names.setStringList(list(self._staff))

    def show_people(self, people: Sequence[Attending], *, telephone: bool = False) -> None:
        """Who is there now, or on the `telephone`."""
        if tuple(people) != self._people or not self.rows_shown:
            self._people = tuple(people)
            self._make_rows()
        with_client = [each.name for each in people if each.accompanies]
        does, nobody = (
            ("Makes the call", "Nobody makes the call yet")
            if telephone
            else ("Stays with the client", "Nobody stays with the client yet")
        )
        said = f"{does}: {', '.join(with_client)}" if with_client else nobody
        self.company.set_text(said)
        self.company.set_colour("soft" if with_client else "warm")

    def open_form(self) -> None:
        """The line for one more person."""
        self.form.show()
        self.add_person.hide()
        self.name.setFocus()

    def close_form(self) -> None:
        """Put it away; what was typed stays."""
        self.form.hide()
        self.add_person.show()
        self.add_person.setFocus()

    def _named(self) -> None:
        """Enter on the name: somebody who is known has a role already."""
        role = self._role_of(self.name.one_line())
        if self.role.chosen < 0 and role in ROLES:
            self.role.choose(ROLES.index(role))
        if self.name.one_line():
            self.role.setFocus()

    def _role_of(self, name: str) -> str:
        known = self._staff.get(name)
        return known.roles[0] if known is not None and known.roles else ""

    def _hand_over(self) -> None:
        name = self.name.one_line()
        if not name:
            self.name.setFocus()
            return
        role = ROLES[self.role.chosen] if self.role.chosen >= 0 else self._role_of(name)
        staff = self._staff[name].id if name in self._staff else ""
        self.added.emit(Attending(name, role, in_house=self.place.chosen == 1, staff=staff))
        self.name.put("")
        self.role.choose(-1)
        self.place.choose(-1)
        self.close_form()

    def _make_rows(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.rows_shown = {}
        for person in self._people:
            since = clock(person.since)
            where = "in the house" if person.in_house else f"here since {since}" if since else "here"
            fact = ListedFact(person.name, person.role, where)
            row = FactRow(self.theme, fact)
            away = Button(self.theme, icon="x", kind=Kind.QUIET, name=f"Not there: {person.name}")
            away.set_measures(34, 0)
            away.clicked.connect(lambda _=False, name=person.name: self.removed.emit(name))
            line = QWidget()
            place = QHBoxLayout(line)
            place.setContentsMargins(0, 0, 0, 0)
            place.setSpacing(4)
            place.addWidget(row, 1)
            place.addWidget(away)
            self._rows.addWidget(line)
            self.rows_shown[person.name] = row, away
        stand_before(self.name, [away for _, away in self.rows_shown.values()])

    def _made_form(self, grid: int) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(grid // 2)
        column.addWidget(self.name)
        column.addWidget(self.role)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.place, 1)
        row.addWidget(self.keep)
        column.addLayout(row)
        return form
