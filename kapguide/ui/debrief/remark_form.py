"""A remark on a moment: who writes it, and what; or one that is there, corrected or taken back."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.rehearsal.kept import TRAINEE, RehearsalRecord, name_of
from kapguide.rehearsal.told import Remark
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.forms.several_lines import SeveralLines

NO_NAME = "Say who writes it."
NO_WORDS = "Nothing is written yet."
NO_WORDS_LEFT = "Without words it is taken back: Ctrl+T does that."
TAKE_BACK = "Ctrl+T"
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
    """`written` carries the words, the name, and whether it is a supervisor's; `corrected` the id of the remark and its
    words, `taken_back` the id. What was typed stays until then, of each remark its own."""

    written = Signal(str, str, bool)
    corrected = Signal(str, str)
    taken_back = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, who: Sequence[RemarkAuthor]) -> None:
        super().__init__()
        self.setAccessibleName("A remark on this moment")
        self._authors = tuple(who)
        self._of: Remark | None = None
        self._begun: dict[str, str] = {}
        """What is half typed of corrections that are not seen now, by the remark's id; "" of a new remark."""
        self.who = OneOf(theme, "Who writes", tuple(each.title for each in self._authors))
        self.name = LineEdit(theme, "Name of who writes", "Name")
        self.words = SeveralLines(theme, "Remark", "What you saw, or would say")
        self.by = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.take_back = Button(theme, "Take back", icon="undo-2", key=TAKE_BACK, kind=Kind.QUIET, compact=True)
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
        who_row.addWidget(self.by, 1)
        who_row.addWidget(self.take_back)
        column.addLayout(who_row)
        column.addWidget(self.words, 1)
        column.addWidget(self.fault)
        acts = QHBoxLayout()
        acts.setSpacing(theme.sizes.grid)
        acts.addWidget(self.keep)
        acts.addWidget(self.cancel)
        acts.addStretch(1)
        column.addLayout(acts)
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
        self.take_back.clicked.connect(self._take_back)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def author(self) -> RemarkAuthor:
        """Who is chosen."""
        return self._authors[max(0, self.who.chosen)]

    def _turned(self) -> None:
        new = self._of is None
        self.who.setVisible(new and len(self._authors) > 1)
        self.name.setVisible(new and not self.author.name)
        self.by.setVisible(not new)
        self.take_back.setVisible(self._of is not None and not self._of.taken_back)
        self.fault.set_text("")

    def _to_words(self) -> None:
        (self.words if self.author.name else self.name).setFocus()

    def begin(self, of: Remark | None = None) -> None:
        """Put the keys where one writes: a new remark, or other words in the one that is there."""
        self._turn_to(of)
        self.words.setFocus()
        self.words.moveCursor(QTextCursor.MoveOperation.End)

    def _turn_to(self, of: Remark | None) -> None:
        if self.half_typed:
            self._begun[self._id] = self.words.text()
        self._of = of
        self.by.set_text(of.by if of is not None else "")
        self.words.put(self._begun.pop(self._id, of.text if of is not None else ""))
        self._turned()

    @property
    def _id(self) -> str:
        return self._of.id if self._of is not None else ""

    @property
    def half_typed(self) -> bool:
        """Something stands in it that is no remark yet."""
        typed = self.words.text().strip()
        return bool(typed) and (self._of is None or typed != self._of.text)

    def submit(self) -> None:
        """Hand the remark over, or say what it lacks."""
        by = self.author.name or self.name.one_line()
        if not self.words.text().strip():
            self.fault.set_text(NO_WORDS if self._of is None else NO_WORDS_LEFT)
            self.words.setFocus()
        elif self._of is None and not by:
            self.fault.set_text(NO_NAME)
            self.name.setFocus()
        else:
            self._hand_over(by)

    def finish(self) -> None:
        """The page goes: what is half typed becomes a remark, also without a name, or the correction of one."""
        if self._of is not None and not self.half_typed:
            self._forget()
        while self.half_typed:  # behind a correction waits what was begun before it
            self._hand_over()
        begun, self._begun = self._begun, {}
        for id, words in begun.items():
            self.corrected.emit(id, words.strip())

    def _hand_over(self, by: str = "") -> None:
        of, words = self._of, self.words.text().strip()
        name, supervisor = by or self.author.name or self.name.one_line() or "not named", self.author.supervisor
        self._forget()
        if of is None:
            self.written.emit(words, name, supervisor)
        else:
            self.corrected.emit(of.id, words)

    def _take_back(self) -> None:
        if self._of is not None and not self._of.taken_back:
            id = self._of.id
            self._forget()
            self.taken_back.emit(id)

    def _forget(self) -> None:
        """What was typed here is in its place; a new remark that was begun before is in the field again."""
        self.words.put("")
        self._turn_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.left.emit()
        elif ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.submit()
        elif ctrl and event.key() == Qt.Key.Key_T and not event.isAutoRepeat():
            self._take_back()
        elif event.text():
            event.accept()  # the letters of the screen behind it rest while it is open
        else:
            event.ignore()
