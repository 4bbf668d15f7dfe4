"""Settings: the sections at the left, the one that is chosen beside them; what is typed is saved as it is typed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.ui.settings.page import LOW, NARROW, SettingsPage, clock_words
from kapguide.ui.settings.section_list import SectionList, SectionRow
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, ChipData, Tone
from kapguide.ui.widgets.places import key_meant
from kapguide.ui.widgets.quiet_line import QuietLine

LIST = 214


class SettingsSection(NamedTuple):
    """One section, and what makes its page, once it is looked at; `waits` says whether somebody has to do something."""

    name: str
    title: str
    icon: str
    page: Callable[[], SettingsPage]
    waits: Callable[[], bool] = bool


class SettingsScreen(QWidget):
    """Shows sections; each page does its own work, and tells here what it did."""

    closed = Signal()

    def __init__(
        self, theme: Theme, sections: Sequence[SettingsSection], now: Callable[[], datetime], shown: str = ""
    ) -> None:
        """`shown` is the name of the section to begin with."""
        super().__init__()
        self.theme = theme
        self._sections, self._now = sections, now
        self._pages: dict[str, SettingsPage] = {}
        self.eyebrow = Text(theme, "Settings", Role.EYEBROW, "dim")
        self.title = Text(theme, "", Role.TITLE)
        self.chip = Chip(theme)
        self.saved = Text(theme, "", Role.SMALL, "soft", tabular=True)
        self.close_button = Button(theme, "Today", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to Today")
        self.list = SectionList(theme)
        self.stack = QStackedWidget()
        self.message = QuietLine(theme)
        self._lay_out(theme.sizes.grid)
        self.close_button.clicked.connect(self.close_page)
        self.list.picked.connect(self.show_section)
        self.list.chosen.connect(lambda _: self._go_in())
        self.setAccessibleName("Settings")
        self.at = ""
        self.show_section(shown or sections[0].name)

    @property
    def page(self) -> SettingsPage:
        """The page that is shown."""
        return self._pages[self.at]

    def show_section(self, name: str) -> None:
        """Show a section; what was typed in the one before is saved."""
        if self.at:
            self.page.finish()
        section = next((each for each in self._sections if each.name == name), self._sections[0])
        if section.name not in self._pages:
            self._pages[section.name] = self._made(section)
        self.at = section.name
        self.message.say("")
        self.saved.set_text("")
        self.page.fit(narrow=self.width() < NARROW, low=self.height() < LOW)
        self.page.refresh()
        self.stack.setCurrentWidget(self.page)
        self._show_head()

    def rows(self) -> list[str]:
        """The table twin of the list."""
        return self.list.rows()

    def close_page(self) -> None:
        """Back to where one came from; what is typed is saved."""
        self.page.finish()
        self.closed.emit()

    def _made(self, section: SettingsSection) -> SettingsPage:
        page = section.page()
        page.saved.connect(self._was_saved)
        page.said.connect(lambda words: self.message.say(words, Tone.WARM))
        page.told.connect(self.message.say)
        page.changed.connect(lambda: self._show_head() if self._pages.get(self.at) is page else None)
        page.left.connect(self.list.setFocus)
        self.stack.addWidget(page)
        for button in page.buttons:
            self._hands.addWidget(button)
            if button.data.key:
                shortcut = QShortcut(QKeySequence(button.data.key), page)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda button=button: button.click() if button.isVisible() else None)
        return page

    def _was_saved(self) -> None:
        self.message.say("")
        self.saved.set_text(clock_words(self._now()))
        self._show_head()

    def _show_head(self) -> None:
        section = next(each for each in self._sections if each.name == self.at)
        self.title.set_text(section.title)
        chip = self.page.chip()
        self.chip.setVisible(chip is not None)
        self.chip.set_data(chip or ChipData(""))
        for name, page in self._pages.items():
            for button in page.buttons:
                button.setVisible(name == self.at)
        rows = tuple(SectionRow(each.name, each.title, each.icon, self._waits(each)) for each in self._sections)
        self.list.show_rows(rows, self.at)

    def _waits(self, section: SettingsSection) -> bool:
        page = self._pages.get(section.name)
        return page.waits() if page is not None else section.waits()

    def _go_in(self) -> None:
        if (first := self.page.first()) is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes from a field to the list, and from the list to Today."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            if self.list.hasFocus() or self.close_button.hasFocus():
                self.close_page()
            else:
                self.list.setFocus()
        elif (button := key_meant(event, self._letters())) is not None and not event.isAutoRepeat():
            button.click()  # on a layout whose letters no shortcut is written in
        else:
            event.ignore()

    def _letters(self) -> dict[str, Button]:
        return {button.data.key.lower(): button for button in self.page.buttons if button.isVisible()}

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the sections."""
        self.list.setFocus(event.reason())

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low or narrow screen gets everything, closer together."""
        super().resizeEvent(event)
        narrow, low = self.width() < NARROW, self.height() < LOW
        self._whole.setContentsMargins(24, 8 if low else 16, 24, 6 if low else 12)
        for page in self._pages.values():
            page.fit(narrow=narrow, low=low)

    def _lay_out(self, grid: int) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.eyebrow)
        line = QHBoxLayout()
        line.setSpacing(grid * 3 // 2)
        line.addWidget(self.title)
        line.addWidget(self.chip)
        line.addWidget(self.saved)
        line.addStretch(1)
        names.addLayout(line)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.close_button)
        self._hands = QHBoxLayout()
        self._hands.setSpacing(grid)
        head.addLayout(self._hands)
        card = Card(self.theme)
        card.set_pad(8, 8)
        card.setFixedWidth(LIST)
        card.add(self.list, 1)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(card)
        body.addWidget(self.stack, 1)
        whole = self._whole = QVBoxLayout(self)
        whole.setSpacing(grid)
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)
