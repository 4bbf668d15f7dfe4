"""The head of Today: the practice and the time, the field that searches, and the ways to other pages."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit

FIND, FIND_LEAST = 200, 150
"""How wide the field is that searches, and where there is little room (pixels)."""
SOUGHT, SOUGHT_SHORT = "Code, note, score", "Search"
"""What stands in it while it is empty."""
FOLDS = (
    (FIND, True, True),
    (FIND_LEAST, True, True),
    (FIND_LEAST, False, True),
    (FIND_LEAST, False, False),
    (0, False, False),
)
"""What gives way in turn: room of the field, the icons of the buttons, their keys, and then the field, whose key leads
to the page of the search instead; the practice’s name comes first."""
ROUNDED = 8
"""What the buttons take beyond their words (pixels)."""
CLIENTS = "Clients"
"""Where there are clients, there is something to be found."""


class Page(NamedTuple):
    """A way from Today to what stands beside it: its button, its key, and what shows it. A `quiet` one stands back."""

    name: str
    icon: str
    key: str
    show: Callable[[], object]
    quiet: bool = False


class TodayHead(QWidget):
    """As much of it as there is room for. Emits what was typed to search by, which can be nothing."""

    sought = Signal(str)

    def __init__(self, theme: Theme, pages: Sequence[Page]) -> None:
        super().__init__()
        self.theme = theme
        self._pages = tuple(pages)
        self._dates = ("", "")
        self._kind = Kind.PRIMARY
        self.date = Text(theme, "", Role.EYEBROW, "dim", tabular=True, elide=True)
        self.practice = Text(theme, "", Role.TITLE, elide=True)
        self.finder = LineEdit(theme, "Search codes, notes, logs and scores", SOUGHT)
        self.finder.set_key("/")
        self.pages = {
            page.name: Button(
                theme, page.name, icon=page.icon, key=page.key, kind=Kind.QUIET if page.quiet else Kind.PLAIN
            )
            for page in pages
        }
        self.new = Button(theme, "New session", icon="plus", key="n")
        self.finder.returnPressed.connect(self._seek)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.date)
        names.addWidget(self.practice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.sizes.grid)
        row.addLayout(names, 1)
        for each in (self.finder, *self.pages.values(), self.new):
            row.addWidget(each)

    def show_practice(self, practice: str, dates: tuple[str, str], *, planned: bool) -> None:
        """The practice and the date, whole and for little room. A new session is the likely next act only where
        nothing is planned today."""
        self.practice.set_text(practice)
        self._dates = dates
        self._kind = Kind.PLAIN if planned else Kind.PRIMARY
        self.give_room(self.width())

    def ways(self) -> list[tuple[str, Button]]:
        """The keys of the pages, and their buttons."""
        return [(page.key, self.pages[page.name]) for page in self._pages]

    def give_room(self, width: int) -> None:
        """Show as much as leaves the practice’s name whole in so many pixels."""
        buttons = [(self.pages[page.name], page.name, page.icon, page.key) for page in self._pages]
        buttons.append((self.new, "New session", "plus", "n"))
        long, short = self._dates
        name = text_width(self.practice.whole_text(), self.practice.font())
        name = max(name, text_width(long.upper(), self.date.font()))
        grid, there = self.theme.sizes.grid, CLIENTS in self.pages
        room = width - name - len(buttons) * grid - ROUNDED
        for find, icons, keys in FOLDS:
            wide = (find + grid) * (find > 0 and there) + sum(
                button.width_as(words, icon=icon if icons else "", key=key if keys else "")
                for button, words, icon, key in buttons
            )
            if wide <= room:
                break
        self.date.set_text(long if wide <= room else short)
        self.finder.setFixedWidth(max(find, FIND_LEAST))
        self.finder.setPlaceholderText(SOUGHT if find == FIND else SOUGHT_SHORT)
        self.finder.setVisible(find > 0 and there)
        for button, words, icon, key in buttons:
            kind = self._kind if button is self.new else button.data.kind
            button.show_as(words, icon=icon if icons else "", key=key if keys else "", kind=kind)

    def begin_to_find(self) -> None:
        """To the field; where there is no room for it, to the page of the search."""
        if self.finder.isVisible():
            self.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif CLIENTS in self.pages:
            self.sought.emit("")

    def _seek(self) -> None:
        self.sought.emit(self.finder.one_line())
