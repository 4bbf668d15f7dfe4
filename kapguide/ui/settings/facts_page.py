"""A section that tells what is so, with the few things that can be done about it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll

LABEL = 208
"""The column of what is told of (pixels)."""


class FactLine(NamedTuple):
    """One line: of what, what is so, a quiet word at the right; `warm` where it waits for somebody."""

    label: str
    words: str
    trailing: str = ""
    warm: bool = False


class FactGroup(NamedTuple):
    """Lines under an eyebrow, or under none."""

    title: str
    lines: tuple[FactLine, ...]


class FactGroups(QWidget):
    """Groups of lines, one below the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.groups: Sequence[FactGroup] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, theme.sizes.grid, 0)

    def show_groups(self, groups: Sequence[FactGroup]) -> bool:
        """Show them; whether they are others than before."""
        if groups == self.groups:
            return False
        self.groups = groups
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for group in groups:
            if group.title:
                self._column.addWidget(Text(self.theme, group.title, Role.EYEBROW, "dim"))
            for line in group.lines:
                self._column.addWidget(fact_row(self.theme, line))
            self._column.addSpacing(self.theme.sizes.grid)
        self._column.addStretch(1)
        return True

    def waits(self) -> bool:
        """Whether a line waits for somebody."""
        return any(line.warm for group in self.groups for line in group.lines)

    def rows(self) -> list[str]:
        """The table twin."""
        return [
            "  ".join(filter(None, (line.label, line.words, line.trailing)))
            for group in self.groups
            for line in group.lines
        ]


class FactsPage(SettingsPage):
    """Asks `told` for what is so each time it is shown."""

    def __init__(self, theme: Theme, told: Callable[[], Sequence[FactGroup]], words: str, *buttons: Button) -> None:
        """`words` say below the lines what is to be known; `buttons` stand in the head."""
        super().__init__(theme)
        self._told = told
        self.buttons = buttons
        self._facts = FactGroups(theme)
        card = Card(theme)
        card.set_pad(20, 14)
        card.add(SoftScroll(theme, self._facts), 1)
        if words:
            card.add(Text(theme, words, Role.SMALL, "soft", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(card)
        self.refresh()

    def refresh(self) -> None:
        if self._facts.show_groups(self._told()):
            self.changed.emit()

    def waits(self) -> bool:
        return self._facts.waits()

    def first(self) -> QWidget | None:
        return next((button for button in self.buttons if button.isEnabled()), None)

    def rows(self) -> list[str]:
        """The table twin."""
        return self._facts.rows()


def fact_row(theme: Theme, line: FactLine) -> QWidget:
    """One line of them."""
    row = QWidget()
    laid = QHBoxLayout(row)
    laid.setContentsMargins(0, 4, 0, 4)
    laid.setSpacing(theme.sizes.grid * 2)
    label = Text(theme, line.label, Role.LABEL, "text", weight=QFont.Weight.Medium, wrap=True)
    label.setFixedWidth(LABEL)
    laid.addWidget(label)
    laid.addWidget(Text(theme, line.words, Role.LABEL, "warm" if line.warm else "soft", wrap=True), 1)
    if line.trailing:
        laid.addWidget(Text(theme, line.trailing, Role.SMALL, "dim"))
    return row
