"""Clients: a code is typed, the list becomes those that it can mean, and one is opened."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.store.codes import client_code, found_by, meant_by, new_taken_for
from kapguide.ui.clients.rows import ClientRow, client_height, paint_client
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

AT_ONCE = 14
"""So many clients are read with the list; whoever looks further down has more of them read."""
LOW = 600
NO_CLIENT = "No client yet. Type a code such as M-014, never a name, then “New client”."
NOT_FOUND = "No code is like that. “New client” adds it."


class ClientsData(msgspec.Struct, frozen=True):
    """The codes of all clients in their order; `read` reads what the rows of some of them say."""

    codes: tuple[str, ...] = ()
    read: Callable[[tuple[str, ...]], tuple[ClientRow, ...]] = lambda codes: tuple(map(ClientRow, codes))


class ClientsScreen(QWidget):
    """Renders a ClientsData; emits the code that was chosen, or that is to be added."""

    chosen = Signal(str)
    added = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, data: ClientsData, typed: str = "") -> None:
        super().__init__()
        self.theme = theme
        self.data = data
        self._found: tuple[str, ...] = ()
        self._warned = ""
        self.close_button = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to Today")
        self.new = Button(theme, "New client", icon="plus", key="n", kind=Kind.PRIMARY)
        self.code = LineEdit(theme, "Find a client by code", "Find by code, for example m-014")
        self.code.set_key("/")
        self.list = RowList(theme, "Clients", client_height, paint_client, NO_CLIENT)
        self.message = QuietLine(theme)
        self.card = Card(theme, "Clients")
        self._lay_out()
        self.close_button.clicked.connect(self.closed)
        self.new.clicked.connect(self._add)
        self.code.textChanged.connect(lambda _: self._find())
        self.code.returnPressed.connect(self._enter)
        self.code.left.connect(self.list.setFocus)
        self.list.chosen.connect(self.chosen)
        self.list.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))
        self.list.end_reached.connect(self._read_further, Qt.ConnectionType.QueuedConnection)
        self.setAccessibleName("Clients")
        self.code.put(typed)
        self._find()

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        self.count = Text(self.theme, "", Role.EYEBROW, "dim")
        names.addWidget(self.count)
        names.addWidget(Text(self.theme, "Clients", Role.TITLE))
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self.close_button)
        head.addWidget(self.new)
        self.card.add(self.code)
        self.card.add(self.list, 1)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(self.card, 1)
        whole.addWidget(self.message)
        for before, after in ((self.code, self.list), (self.list, self.close_button), (self.close_button, self.new)):
            QWidget.setTabOrder(before, after)

    def _find(self) -> None:
        """Show those that what is typed can mean."""
        typed = self.code.text()
        self._warned = ""
        self.message.say("")
        self._found = tuple(found_by(typed, self.data.codes))
        self.list.empty_text = NOT_FOUND if self.data.codes else NO_CLIENT
        self._read(AT_ONCE)
        self.list.scrollToTop()
        many = len(self.data.codes)
        self.count.set_text(f"{many} client{'s' if many != 1 else ''}" if many else "Nobody yet")
        self.card.set_eyebrow("Found" if typed.strip() else "By code")
        self.card.set_trailing(f"{len(self._found)} of {many}" if typed.strip() else "")

    def _read_further(self) -> None:
        there = len(self.list.rows())
        if 0 < there < len(self._found):
            self._read(2 * there)

    def _read(self, count: int) -> None:
        try:
            self.list.set_rows(self.data.read(self._found[:count]))
        except KapGuideError as error:
            self.message.say(error.sentence, Tone.WARM)

    def _enter(self) -> None:
        """To the code itself, or to the only one that it can mean; else into the list, or to what adds it."""
        if code := meant_by(self.code.one_line(), self.data.codes):
            self.chosen.emit(code)
        elif self._found:
            self._into_list()
        else:
            self.new.setFocus()

    def _into_list(self) -> None:
        self.list.setFocus()
        if self.list.model().rowCount() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.model().index(0, 0))

    def _add(self) -> None:
        """Add the code that is typed; one that is easily mistaken for another one only when it is asked again."""
        if not self.code.one_line():
            self.message.say("Type the new client’s code first, for example M-014, never a name.")
            self.code.setFocus()
            return
        try:
            code = client_code(self.code.one_line())
        except KapGuideError as error:
            self.message.say(error.sentence, Tone.WARM)
            self.code.setFocus()
            return
        if same := next((each for each in self.data.codes if each.casefold() == code.casefold()), ""):
            self.chosen.emit(same)
            return
        others = new_taken_for(code, self.data.codes)
        if others and self._warned != code:
            self._warned = code
            self.message.say(
                f"{code} is easily taken for {others}. “New client” again adds it all the same.", Tone.WARM
            )
            return
        self.added.emit(code)

    def say_fault(self, sentence: str) -> None:
        """Say why it could not be done; what is typed stays."""
        self.message.say(sentence, Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 2 * grid)
        self.card.set_dense(low)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """One types at once."""
        self.code.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.isAutoRepeat():
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_Down and self.code.hasFocus():
            self._into_list()
        elif not self.code.hasFocus() and (act := key_meant(event, {"/": self.code.setFocus, "n": self.new.click})):
            act()
        else:
            event.ignore()
