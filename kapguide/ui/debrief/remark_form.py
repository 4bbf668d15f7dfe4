"""A remark on a moment: who writes it, and what."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.rehearsal.kept import TRAINEE, RehearsalRecord, name_of
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.fields import LineEdit
from kapguide.ui.widgets.one_of import OneOf
from kapguide.ui.widgets.several_lines import SeveralLines

NO_NAME = "Say who writes it."
NO_WORDS = "Nothing is written yet."
ANOTHER = "Another"


class RemarkAuthor(msgspec.Struct, frozen=True):
    """Somebody who may write: as the choice has it, and as the remark has it; no name is asked for."""

    title: str
    name: str
    supervisor: bool


def authors(record: RehearsalRecord, *, observer: bool) -> tuple[RemarkAuthor, ...]:
    """The trainee, who watched, and anybody else; an observer is not the trainee."""
    trainee, watching = record.trainee.strip(), name_of(record.watching)
    found = [] if observer else [RemarkAuthor(trainee or TRAINEE, trainee or TRAINEE, supervisor=False)]
    if watching:
        found.append(RemarkAuthor(watching, watching, supervisor=True))
    return (*found, RemarkAuthor(ANOTHER, "", supervisor=True))


class RemarkForm(QWidget):
    """`written` carries the words, the name, and whether it is a supervisor's. What was typed stays until then."""

    written = Signal(str, str, bool)
    left = Signal()

    def __init__(self, theme: Theme, who: Sequence[RemarkAuthor]) -> None:
        super().__init__()
        self.setAccessibleName("A remark on this moment")
        self._authors = tuple(who)
        self.who = OneOf(theme, "Who writes", tuple(each.title for each in self._authors))
        self.name = LineEdit(theme, "Name of who writes", "Name")
        self.words = SeveralLines(theme, "Remark", "What you saw, or would say")
        self.fault = Text(theme, "", Role.SMALL, "warm", elide=True)
        self.keep = Button(theme, "Write", icon="check", key="Ctrl+Enter", kind=Kind.PRIMARY)
        self.cancel = Button(theme, "Not now", key="Esc", kind=Kind.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(theme.sizes.grid // 2)
        who_row = QHBoxLayout()
        who_row.setSpacing(theme.sizes.grid)
        who_row.addWidget(self.who, 2)
        who_row.addWidget(self.name, 1)
        column.addLayout(who_row)
        column.addWidget(self.words, 1)
        column.addWidget(self.fault)
        acts = QHBoxLayout()
        acts.setSpacing(theme.sizes.grid)
        acts.addWidget(self.keep)
        acts.addWidget(self.cancel)
        acts.addStretch(1)
        column.addLayout(acts)
        self.who.setVisible(len(self._authors) > 1)
        self.who.choose(0)
        self._turned()
        self.who.changed_to.connect(lambda _: self._turned())
        self.who.entered.connect(self._to_words)
        self.name.returnPressed.connect(self.words.setFocus)
        self.words.entered.connect(self.submit)
        self.words.left.connect(self.setFocus)
        self.name.left.connect(self.setFocus)
        self.who.left.connect(self.left)
        self.keep.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.left)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def author(self) -> RemarkAuthor:
        """Who is chosen."""
        return self._authors[max(0, self.who.chosen)]

    def _turned(self) -> None:
        self.name.setVisible(not self.author.name)
        self.fault.set_text("")

    def _to_words(self) -> None:
        (self.words if self.author.name else self.name).setFocus()

    def begin(self) -> None:
        """Put the keys where one writes."""
        self.fault.set_text("")
        self.words.setFocus()

    @property
    def half_typed(self) -> bool:
        """Something stands in it that is no remark yet."""
        return bool(self.words.text().strip())

    def submit(self) -> None:
        """Hand the remark over, or say what it lacks."""
        by = self.author.name or self.name.one_line()
        if not self.half_typed:
            self.fault.set_text(NO_WORDS)
            self.words.setFocus()
        elif not by:
            self.fault.set_text(NO_NAME)
            self.name.setFocus()
        else:
            self.hand_over(by)

    def hand_over(self, by: str = "") -> None:
        """What is typed becomes a remark, also without a name: the page goes."""
        name = by or self.author.name or self.name.one_line() or "not named"
        words, supervisor = self.words.text().strip(), self.author.supervisor
        self.words.put("")
        self.fault.set_text("")
        self.written.emit(words, name, supervisor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.left.emit()
        elif ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.submit()
        elif event.text():
            event.accept()  # the letters of the screen behind it rest while it is open
        else:
            event.ignore()
