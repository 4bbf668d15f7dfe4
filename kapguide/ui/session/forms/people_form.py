"""Who is here: those of the session and of the practice, each with the digit that lets them come or go."""

from collections.abc import Iterable

import msgspec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.session.people.people import Person, StaffRole, Stay
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.places import digit_of

MOST = 9
"""So many have a digit; whoever else there is can be typed."""
ASK_SEEN = "Type beside it when they were last seen, such as 14:05 or -15; then choose it once more."
CHOOSE = "Now choose who."


class PersonRow(msgspec.Struct, frozen=True):
    """One of them; `since` says from when they are, or were, where."""

    person: Person
    here: bool = False
    since: str = ""


def person_rows(stays: Iterable[Stay], known: Iterable[Person], shown: dict[int, str]) -> tuple[PersonRow, ...]:
    """Those of the session first, those who are here at the top; then the others of the practice.

    `shown` is what the clock showed at each time of theirs.
    """
    latest: dict[str, Stay] = {}
    for stay in stays:
        latest[stay.person.name.casefold()] = stay
    rows = []
    for stay in latest.values():
        where = "in the house" if stay.person.in_house else "here"
        since = f"{where} since {shown[stay.came]}" if stay.left is None else f"left {shown[stay.left]}"
        rows.append(PersonRow(stay.person, stay.left is None and not stay.person.in_house, since))
    rows.sort(key=lambda row: not row.here)
    rows += [PersonRow(person) for person in known if person.name.casefold() not in latest]
    return tuple(rows)


def person_typed(text: str, known: Iterable[Person]) -> Person:
    """Who is meant: `R. Osei`, `osei`, or a guest, with what they are there for behind a comma."""
    name, _, role = (part.strip() for part in text.partition(","))
    wanted = name.casefold()
    meant = [person for person in known if wanted and wanted in person.name.casefold()]
    exact = [person for person in meant if person.is_named(name)] or meant
    found = exact[0] if len(exact) == 1 else Person(name)
    roles = [each.value for each in StaffRole if role and each.value.startswith(role.casefold())]
    return msgspec.structs.replace(found, role=(roles or [role])[0] or found.role)


class _Row(QWidget):
    """A person: who, since when, and what can be said of them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.who = Text(theme, "", Role.BODY, "text", elide=True)
        self.since = Text(theme, "", Role.LABEL, "soft", tabular=True)
        self.near = Button(theme, "In the house", kind=Kind.QUIET)
        self.gone = Button(theme, "Was gone", kind=Kind.QUIET)
        self.move_button = Button(theme, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.who, 1)
        for part in (self.since, self.near, self.gone, self.move_button):
            row.addWidget(part)


class PeopleForm(Card):
    """`came` and `left` carry a person and the time as typed; `gone` one who went without a word, with when they were
    last seen."""

    came = Signal(object, str)
    near = Signal(object, str)
    """Who was here and goes no further than the house."""
    left = Signal(object, str)
    gone = Signal(object, str)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Who is here", accent=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._of = STANDARD
        self._data: tuple[PersonRow, ...] = ()
        self._rows: list[_Row] = []
        self._page = QWidget()
        self._list = QVBoxLayout(self._page)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(theme.sizes.grid // 2)
        self._list.addStretch(1)
        self._area = Scrolled(theme, self._page)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.name = LineEdit(theme, "Somebody else: name, and what for", "somebody else, observer")
        self.at = LineEdit(theme, "At: now, 14:05, or -3 for 3 minutes ago", "now, 14:05, or -3")
        self.enter = Button(theme, "Comes in", icon="plus", key="Enter")
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        foot = QHBoxLayout()
        foot.setSpacing(theme.sizes.grid)
        for part, share in ((self.name, 4), (self.at, 3), (self.enter, 0), (self.back, 0)):
            foot.addWidget(part, share)
        self.add(self._area, 1)
        self.add(self.said)
        self.add(foot)
        self.name.returnPressed.connect(self._somebody)
        self.at.returnPressed.connect(self._timed)
        for field in (self.name, self.at):
            field.left.connect(self.closed)
        self.enter.clicked.connect(self._somebody)
        self.back.clicked.connect(self.closed)

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        self.set_dense(of.high < 860)
        for button in (self.enter, self.back):
            button.set_measures(of.target, of.label)
        for field in (self.name, self.at):
            field.set_measures(of.label)
        for row in self._rows:
            self._measure(row)
        self._area.show_whole(of.target, self._list.spacing())

    def open(self) -> None:
        """Begin with now; what is half typed stays."""
        self.at.put("")
        self.say("")
        self.setFocus()

    def show_people(self, rows: tuple[PersonRow, ...], company: str, alone: bool) -> None:
        """Show who is here, and whether the client is `alone`."""
        self.set_trailing(company)
        self.trailing.set_colour("warm" if alone else "soft")
        if rows == self._data:
            return
        self._data = rows
        while len(self._rows) < len(rows):
            self._add_row()
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(rows))
            if place < len(rows):
                self._show(row, rows[place], str(place + 1) if place < MOST else "")

    def half_typed(self) -> str:
        """A name that was not entered."""
        return self.name.one_line()

    def clear(self) -> None:
        """What was typed is recorded now, or is kept elsewhere."""
        self.name.put("")

    def say(self, words: str) -> None:
        """What is wrong with what was typed, or what comes next."""
        self.said.set_text(words)

    def move_person(self, place: int) -> None:
        """Who is here goes, everybody else comes in."""
        if place < len(self._data):
            row = self._data[place]
            (self.left if row.here else self.came).emit(row.person, self.at.text())

    def _was_gone(self, place: int) -> None:
        if self.at.one_line():
            self.gone.emit(self._data[place].person, self.at.text())
        else:
            self.say(ASK_SEEN)
            self.at.setFocus()

    def _somebody(self) -> None:
        if self.name.one_line():
            self.came.emit(person_typed(self.name.one_line(), (row.person for row in self._data)), self.at.text())
        else:
            self.name.setFocus()

    def _timed(self) -> None:
        """The time is typed: it is for who is named, or for whoever is chosen next."""
        if self.name.one_line():
            self._somebody()
        else:
            self.say(CHOOSE)
            QTimer.singleShot(0, self, self.setFocus)  # not before this Enter is done: it leads no further

    def _add_row(self) -> None:
        row, place = _Row(self.theme), len(self._rows)
        row.move_button.clicked.connect(lambda: self.move_person(place))
        row.near.clicked.connect(lambda: self.near.emit(self._data[place].person, self.at.text()))
        row.gone.clicked.connect(lambda: self._was_gone(place))
        self._measure(row)
        self._rows.append(row)
        self._list.insertWidget(place, row)

    def _measure(self, row: _Row) -> None:
        for button in (row.near, row.gone, row.move_button):
            button.set_measures(self._of.target, self._of.label)
        row.move_button.setFixedWidth(max(row.move_button.width_as(way, key="9") for way in ("Comes in", "Leaves")))
        row.who.set_px(self._of.body)
        row.since.set_px(self._of.label)

    def _show(self, row: _Row, data: PersonRow, digit: str) -> None:
        name, role = data.person.name, data.person.role
        row.who.set_text(f"{name}, {role}" if role else name)
        row.since.set_text(data.since)
        way = "Leaves" if data.here else "Comes in"
        row.move_button.show_as(way, key=digit, kind=Kind.ON if data.here else Kind.PLAIN, name=f"{name} {way.lower()}")
        for button in (row.near, row.gone):
            button.setVisible(data.here)
        row.near.setAccessibleName(f"{name} stays in the house")
        row.gone.setAccessibleName(f"{name} was gone: nobody saw when")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 let somebody come or go, Enter names somebody else. 0 is a slip; other keys go to the screen."""
        digit = digit_of(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hasFocus():
            self._somebody()
        elif not digit:
            super().keyPressEvent(event)
        elif digit != "0" and not event.isAutoRepeat():
            self.move_person(int(digit) - 1)
