"""A line for a moment: `3pm`, `tomorrow 10`, `in 3 h`. What was understood stands below it at once."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.when import When, day_words, parse_when, when_words
from kapguide.errors import KapGuideError
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.word_link import WordLink

SAID_HIGH = 20
"""Kept below the line for what is said of it: nothing moves when it comes (pixels)."""


def local_now() -> datetime:
    """This moment by the local clock."""
    return datetime.now().astimezone()


class WhenField(QWidget):
    """A moment that has gone by is asked about: nothing is moved to another day unsaid. Enter is the form's."""

    entered = Signal()
    changed = Signal()
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        placeholder: str = "3pm, tomorrow 10, thu 9.30",
        now: Callable[[], datetime] = local_now,
        words: Callable[[datetime], str] | None = None,
    ) -> None:
        """`words` are read back of what was understood, by default its time and its day."""
        super().__init__()
        self._now = now
        self._words = words or (lambda at: when_words(at, now()))
        self.line = LineEdit(theme, name, placeholder)
        self.said = Text(theme, " ", Role.SMALL, "soft", tabular=True, elide=True)
        self.meant = WordLink(theme, role=Role.SMALL)
        self.meant.setFixedHeight(SAID_HIGH)
        self.meant.hide()
        below = QHBoxLayout()
        below.setSpacing(theme.sizes.grid)
        below.addWidget(self.meant)
        below.addWidget(self.said, 1)
        self.said.setFixedHeight(SAID_HIGH)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(self.line)
        whole.addLayout(below)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self.entered)
        self.line.left.connect(self.left)
        self.line.editingFinished.connect(self._finished)
        self.meant.clicked.connect(self._take_next)

    def put(self, text: str) -> None:
        """Start from `text`."""
        self.line.put(text)

    def put_moment(self, at: datetime) -> None:
        """Start from a moment, with its day as it is read, so that it means the same tomorrow."""
        local = at.astimezone()
        self.put(f"{local.day} {local:%b %Y %H:%M}".lower())

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def moment(self) -> datetime | None:
        """The moment that is meant; None for nothing. Raises KapGuideError for none, and for one that has gone by."""
        found = parse_when(self.line.text(), self._now())
        if found is None:
            return None
        if found.past:
            raise KapGuideError(self._gone_by(found))
        return found.at

    def show_fault(self, sentence: str) -> None:
        """Say below the line what is wrong with it."""
        self.said.set_text(sentence or " ")
        self.said.set_colour("warm" if sentence else "soft")
        self.line.set_edge("warm_line" if sentence else "")
        self.line.setAccessibleDescription(sentence)

    def _gone_by(self, found: When) -> str:
        today = day_words(found.at, self._now()) == "today"
        return f"{f'{found.at:%H:%M}' if today else when_words(found.at, self._now())} has gone by."

    def _typed(self) -> None:
        """What is understood so far; what is not understood yet is no fault before the line is left."""
        self._look(fault=False)
        self.changed.emit()

    def _finished(self) -> None:
        self._look(fault=True)

    def _look(self, *, fault: bool) -> None:
        """Say what is understood; `meant` is never hidden to be shown again, as it may be about to have the focus."""
        self.show_fault("")
        found, next_time = None, None
        try:
            found = parse_when(self.line.text(), self._now())
        except KapGuideError as error:
            self.show_fault(error.sentence if fault else "")
        if found is not None and found.past:
            self.show_fault(self._gone_by(found))
            next_time = found.next_time
        elif found is not None:
            self.said.set_text(self._words(found.at))
            self.line.setAccessibleDescription(self._words(found.at))
        if next_time is not None:
            day = day_words(next_time, self._now())
            self.meant.show_as(f"{day[0].upper()}{day[1:]}?", name=f"{next_time:%H:%M} {day} is meant")
        self.meant.setVisible(next_time is not None)

    def _take_next(self) -> None:
        """The same time of the next such day was meant: it stands in the line as that."""
        found = parse_when(self.line.text(), self._now())
        if found is not None and found.next_time is not None:
            self.put_moment(found.next_time)
            self.line.setFocus()
