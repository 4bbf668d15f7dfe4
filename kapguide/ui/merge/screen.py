"""Another copy of the practice beside the record: what it has more, what both changed, and one button."""

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.ui.window.with_keys import WithKeys
from kapguide.usecases.merging import KEPT, NOTHING

SIDE, LABEL = 444, 140


class MergeData(msgspec.Struct, frozen=True):
    """What a merge would bring, each with its number, and what both copies say otherwise, a sentence each."""

    practice: str = ""
    file: str = ""
    brings: tuple[tuple[str, str], ...] = ()
    differs: tuple[str, ...] = ()
    seen: bool = False


class MergeScreen(QWidget, WithKeys):
    """Shows a MergeData; `agreed` takes the copy in."""

    agreed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, data: MergeData) -> None:
        super().__init__()
        self.theme = theme
        self.data = data
        self.go = Button(theme, "Take it in", icon="check", key="Enter", kind=Kind.PRIMARY)
        self.back = Button(theme, "Back", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self.quiet = QuietLine(theme)
        self._brings, self._differs = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self.go.clicked.connect(self.agreed)
        self.back.clicked.connect(self.left)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.back.click)
        self.setAccessibleName("Take in another copy")
        self.show_data(data)

    def show_data(self, data: MergeData) -> None:
        """Draw what was found."""
        self.data = data
        for column in (self._brings, self._differs):
            _clear(column)
        theme = self.theme
        for what, many in data.brings:
            row = QHBoxLayout()
            label = Text(theme, what, Role.SMALL, "soft")
            label.setFixedWidth(LABEL)
            row.addWidget(label)
            row.addWidget(Text(theme, many, Role.LABEL, tabular=True, wrap=True), 1)
            self._brings.addLayout(row)
        if data.seen and not data.brings:
            self._brings.addWidget(Text(theme, NOTHING, Role.LABEL, wrap=True))
        for words in data.differs:
            self._differs.addWidget(Text(theme, words, Role.LABEL, wrap=True))
        if data.seen and not data.differs:
            self._differs.addWidget(Text(theme, "Nothing.", Role.LABEL, "soft"))
        self.busy(False)
        self.go.setEnabled(data.seen and bool(data.brings))

    def busy(self, busy: bool, words: str = "") -> None:
        """While something is read or written nothing else can be asked for."""
        self.at_work = busy
        self.go.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.quiet.say(words)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*(f"{what}: {many}" for what, many in self.data.brings), *self.data.differs]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the likely next act."""
        (self.go if self.go.isEnabled() else self.back).setFocus(event.reason())

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, self.data.practice, Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "Take in another copy", Role.TITLE))
        head.addLayout(names, 1)
        head.addWidget(self.back)
        page = QWidget()
        left = QVBoxLayout(page)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(grid * 2)
        brings, differs = Card(theme, "What the copy has more"), Card(theme, "What both say otherwise")
        brings.add(Text(theme, self.data.file, Role.SMALL, "dim", wrap=True))
        for card, column in ((brings, self._brings), (differs, self._differs)):
            column.setSpacing(grid)
            card.add(column)
            left.addWidget(card)
        left.addStretch(1)
        step = Card(theme, "The next step", accent=True)
        step.setFixedWidth(SIDE)
        step.add(Text(theme, "Take everything in", Role.HEADING))
        for words in ("A backup of the record is made first.", KEPT, "All of it or nothing: it is one step."):
            step.add(Text(theme, words, Role.LABEL, wrap=True))
        step.body.addSpacing(grid)
        step.add(self.go)
        side = QVBoxLayout()
        side.addWidget(step)
        side.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(SoftScroll(theme, page), 1)
        body.addLayout(side)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid * 3, grid * 2, grid * 3, grid * 2)
        whole.setSpacing(grid * 2)
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.quiet)


def _clear(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            while (part := inner.takeAt(0)) is not None:
                if (widget := part.widget()) is not None:
                    widget.deleteLater()
        elif (widget := item.widget()) is not None:
            widget.deleteLater()
