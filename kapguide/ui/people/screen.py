"""The people of the practice: a list, and beside it the one who is chosen, or somebody new."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.session.people.people import StaffRole
from kapguide.ui.people.rows import StaffLine, paint_staff, staff_height, staff_line
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.new_passphrase import NewPassphrase
from kapguide.ui.widgets.forms.secret_line import SecretLine
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.places import key_meant
from kapguide.usecases.staff import StaffMember

EMPTY = "Nobody is named yet."
NOW = "Your passphrase, or your recovery key"
OWN = "You have the practice open. Your own passphrase and recovery key are changed in the settings, under Passphrase."
LETS_IN = (
    "With a passphrase of their own they can open the practice, and all that is written then bears their name. They "
    "type it themselves, and get a recovery key to print."
)
RENEWS = (
    "Opens the practice with a passphrase of their own. Is it forgotten, their recovery key opens it too. Is that lost "
    "as well, they type a new passphrase here; what they wrote in private stays sealed."
)
TAKES = (
    "Or they leave: the record is encrypted anew, and their passphrase and recovery key open it no more. What they "
    "wrote in private stays sealed for them. If they hand it over to you, they type their passphrase here."
)
THEIRS = "Their passphrase, if they hand it over"
THREE_FROM = 1200
"""A window this wide (pixels) has the person and the opening side by side."""
NEW = StaffMember("", "")


class PeopleScreen(QWidget):
    """Shows the people; emits what is wanted of the one who is chosen."""

    saved = Signal(str, str, object)
    """A person's id, empty for somebody new, the name, and the roles."""
    passphrase_given = Signal(str, str, str)
    """A person's id, the passphrase of whoever is here, and the new one."""
    access_taken = Signal(str, str, str)
    """A person's id, the passphrase of whoever is here, and theirs where they hand over what they wrote in private."""
    gone = Signal(str)
    """Somebody who is named only works here no more."""
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("People")
        self._people: tuple[StaffMember, ...] = ()
        self._chosen = NEW
        self.list = RowList(theme, "People of the practice", staff_height, paint_staff, EMPTY)
        self.name = LineEdit(theme, "Name", "as the record names them")
        self.roles = {role: Button(theme, role.value.title()) for role in StaffRole}
        self.save = Button(theme, "Save", icon="check", key="Enter")
        self.gone_button = Button(theme, "Works here no more", icon="x", kind=Kind.QUIET)
        self.word = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.about = Text(theme, "", Role.LABEL, "dim", wrap=True)
        self.now = SecretLine(theme, NOW)
        self.now_label = Text(theme, NOW, Role.SMALL, "dim")
        self.new = NewPassphrase(theme)
        self.give = Button(theme, "", icon="key-round")
        self.takes = Text(theme, TAKES, Role.LABEL, "dim", wrap=True)
        self.theirs = SecretLine(theme, THEIRS)
        self.theirs_label = Text(theme, THEIRS, Role.SMALL, "dim")
        self.take = Button(theme, "Take the access away", icon="x", kind=Kind.QUIET)
        self.secret_word = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.add_button = Button(theme, "Add a person", icon="plus", key="n")
        self.back = Button(theme, "Settings", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self._lay_out()
        self._connect()

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_people(self, people: tuple[StaffMember, ...], chosen: str = "") -> None:
        """Show them, with the one of that id chosen, else whoever has the practice open."""
        self._people = people
        me = next((member for member in people if member.me), NEW)
        self._choose(next((member for member in people if member.id == chosen), me))

    def say(self, words: str, *, good: bool = False, secret: bool = False) -> None:
        """What came of it, below what it is about; what was typed stays unless it is done."""
        for text in (self.word, self.secret_word):
            text.set_text(" ")
        text = self.secret_word if secret else self.word
        text.set_text(words)
        text.set_colour("text" if good else "warm")
        self._busy(False)

    def check(self, words: str = "Checking…") -> None:
        """It takes a moment. The keys wait where a secret is typed: after a fault nobody types one in clear."""
        self.now.setFocus()
        self.say(words, good=True, secret=True)
        self._busy(True)

    def _busy(self, busy: bool) -> None:
        for part in (self.save, self.give, self.take, self.gone_button, self.add_button, self.back, self.list):
            part.setEnabled(not busy)

    def _choose(self, member: StaffMember) -> None:
        self._chosen = member
        self.list.set_rows(tuple(staff_line(each, member.id) for each in self._people))
        place = next((n for n, each in enumerate(self._people) if each.id == member.id), -1)
        if place >= 0:
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        else:
            self.list.clearSelection()
        self.person.set_eyebrow("Somebody new" if not member.id else "You" if member.me else "Person")
        self.name.put(member.name)
        self._show_roles(member.roles)
        self.new.clear()
        self.now.line.put("")
        self.theirs.line.put("")
        self._show_access()
        self.say(" ")

    def _show_access(self) -> None:
        member = self._chosen
        other = bool(member.id) and not member.me
        self.access.setVisible(bool(member.id))
        self.about.set_text(OWN if member.me else RENEWS if member.opens else LETS_IN)
        for part in (self.now, self.now_label, self.new, self.give):
            part.setVisible(other)
        for part in (self.take, self.takes, self.theirs, self.theirs_label):
            part.setVisible(other and member.opens)
        self.gone_button.setVisible(other and not member.opens)
        words = "Give them this passphrase" if member.opens else "Let them open the practice"
        self.give.show_as(words, icon="key-round")

    def _show_roles(self, roles: tuple[str, ...]) -> None:
        for role, button in self.roles.items():
            on = role in roles
            button.show_as(role.value.title(), kind=Kind.ON if on else Kind.PLAIN)
            button.setAccessibleDescription("chosen" if on else "not chosen")

    def _roles_chosen(self) -> tuple[str, ...]:
        return tuple(role.value for role, button in self.roles.items() if button.data.kind is Kind.ON)

    # --- what is done -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for role, button in self.roles.items():
            button.clicked.connect(lambda _=False, role=role: self._toggle(role))
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.clicked.connect(lambda index: self._moved(index, index))
        self.list.chosen.connect(lambda _: self.name.setFocus())
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.gone_button.clicked.connect(lambda: self.gone.emit(self._chosen.id))
        self.now.entered.connect(self.new.setFocus)
        self.new.entered.connect(self.give.click)
        self.give.clicked.connect(self._give)
        self.take.clicked.connect(self._take)
        self.add_button.clicked.connect(self.add_person)
        self.back.clicked.connect(self._back)
        self.name.left.connect(self.list.setFocus)
        self.theirs.entered.connect(self.take.click)
        for secret in (self.now, self.new.first, self.new.again, self.theirs):
            secret.line.left.connect(self.list.setFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no field takes: Esc leaves, and a letter is a key of the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.click()
        elif (button := key_meant(event, {"n": self.add_button})) is not None:
            button.click()
        else:
            super().keyPressEvent(event)

    def add_person(self) -> None:
        """Somebody new: their name comes first."""
        self.keep_words()
        self._choose(NEW)
        self.name.setFocus()

    def _moved(self, index: QModelIndex, _: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(row, StaffLine) and row.id != self._chosen.id:
            self.keep_words()
            self._choose(next(member for member in self._people if member.id == row.id))

    def keep_words(self) -> None:
        """What was changed and not saved is saved: whoever turns away has not thrown it away."""
        typed = self.name.one_line(), self._roles_chosen()
        if typed[0] and typed != (self._chosen.name, self._chosen.roles):
            self._save()

    def _toggle(self, role: StaffRole) -> None:
        chosen = self._roles_chosen()
        roles = [each.value for each in StaffRole if (each.value in chosen) is not (each is role)]
        self._show_roles(tuple(roles))

    def _save(self) -> None:
        if self.name.one_line():
            self.saved.emit(self._chosen.id, self.name.one_line(), self._roles_chosen())
        else:
            self.say("Type a name.")
            self.name.setFocus()

    def _back(self) -> None:
        self.keep_words()
        self.left.emit()

    def _give(self) -> None:
        if fault := self._now_fault() or self.new.fault():
            self.say(fault, secret=True)
            return
        self.check()
        self.passphrase_given.emit(self._chosen.id, self.now.line.text(), self.new.text())

    def _take(self) -> None:
        if fault := self._now_fault():
            self.say(fault, secret=True)
            return
        self.check("The record is being encrypted anew…")
        self.access_taken.emit(self._chosen.id, self.now.line.text(), self.theirs.line.text())

    def _now_fault(self) -> str:
        if self.now.line.text():
            return ""
        self.now.setFocus()
        return f"Type {NOW[0].lower()}{NOW[1:]} first."

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the list."""
        self.list.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the two cards stand one below the other."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(across if self.width() >= THREE_FROM else down)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "People", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "Who works here", Role.TITLE))
        head.setSpacing(grid)
        head.addLayout(names, 1)
        for button in (self.back, self.add_button):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        everybody = Card(theme, "People")
        everybody.add(self.list, 1)
        self.person, self.access = Card(theme, "Person"), Card(theme, "Opening the practice")
        self.person.add(Text(theme, "Name", Role.SMALL, "dim"))
        self.person.add(self.name)
        self.person.add(Text(theme, "Here as", Role.SMALL, "dim"))
        roles = QGridLayout()
        roles.setSpacing(grid)
        for place, button in enumerate(self.roles.values()):
            roles.addWidget(button, place // 2, place % 2)
        self.person.add(roles)
        self.person.add(self.word)
        self.person.add(_row(grid, self.save, self.gone_button))
        for part in (self.about, self.now_label, self.now, self.new, self.secret_word):
            self.access.add(part)
        self.access.add(_row(grid, self.give))
        self.access.body.addSpacing(grid)
        for part in (self.takes, self.theirs_label, self.theirs):
            self.access.add(part)
        self.access.add(_row(grid, self.take))
        for card in (self.person, self.access):
            card.body.addStretch(1)
        page = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(grid * 2)
        for card in (self.person, self.access):
            self._beside.addWidget(card, 1)
        self.area = SoftScroll(theme, page, "ground")
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(everybody, 4)
        body.addWidget(self.area, 9)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid * 3, grid * 2, grid * 3, grid * 5 // 2)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addLayout(body, 1)


def _row(grid: int, *parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(grid)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
