"""A scenario that is made of a session: the very text of its file, to be read and changed, and what is not in it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.several_lines import SeveralLines
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine

LONGEST = 200_000
LOW = 600
"""A lower window has less around everything (pixels)."""
SIDE = 330
WRITE, MOVE = "Ctrl+Return", "Ctrl+T"
NOT_WRITTEN = "The scenario that stands here is not written."
AGAIN = f"{NOT_WRITTEN} Leave again to let it go."
STAYS = (
    "What stays: the readings, and when something was seen, said or went wrong, to half a minute after the dose.",
    "“Move the times” moves each of them by up to two minutes.",
    "Read all of it before you write it. What is to be written anew says so.",
)


class ScenarioFromSession(QWidget):
    """Shows the text; `write_asked` carries it and where it is to go."""

    write_asked = Signal(str, str)
    closed = Signal()

    def __init__(
        self, theme: Theme, text: str, left_out: tuple[str, ...], path: str, moved: Callable[[bool], str]
    ) -> None:
        """`path` is where it goes unless somebody says otherwise; `moved` gives the text with other times, or not."""
        super().__init__()
        self.theme, self._moved, self._made = theme, moved, text
        self.moving = False
        self._written = False
        self.setAccessibleName("A scenario made of a session")
        self.back = Button(theme, "Playback", icon="undo-2", key="Esc", kind=Kind.QUIET, name="Back to the playback")
        self.move_times = Button(theme, "Move the times", icon="clock", key=MOVE)
        self.write = Button(theme, "Write the file", icon="file-text", key="Ctrl+Enter", kind=Kind.PRIMARY)
        self.text = SeveralLines(theme, "The scenario’s file", breaks=True, longest=LONGEST)
        self.text.put(text)
        self.path = LineEdit(theme, "Where it is written")
        self.path.put(path)
        self.message = QuietLine(theme)
        self.left_out = tuple(
            Text(theme, sentence, Role.SMALL, "text" if sentence in STAYS else "soft", wrap=True)
            for sentence in (*STAYS, *left_out)
        )
        self._lay_out()
        self.back.clicked.connect(self._leave)
        self.move_times.clicked.connect(self._move)
        self.write.clicked.connect(self._write)
        self.path.left.connect(self.setFocus)
        self.text.left.connect(self.back.setFocus)
        self.text.entered.connect(self._write)
        self.path.returnPressed.connect(self.write.setFocus)
        for keys in (WRITE, "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._write)
        QShortcut(QKeySequence(MOVE), self).activated.connect(self._move)

    # --- what is done -------------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Somebody has written in it."""
        return self.text.text() != self._made

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return "" if self.keep_words() else NOT_WRITTEN

    def keep_words(self) -> bool:
        """Whether nothing that was typed would be lost with the page."""
        return self._written or not self.changed

    def say(self, words: str, *, good: bool = False) -> None:
        """What was done, or why not; the first lines of it."""
        self._written = good
        self.message.say("  ".join(words.splitlines()[:3]), Tone.PLAIN if good else Tone.WARM)
        if good:
            self.back.setFocus()

    def _write(self) -> None:
        self.write_asked.emit(self.text.text(), self.path.one_line())

    def _move(self) -> None:
        """Other times, or those of the record again; words that were written are not thrown away for it."""
        if self.changed:
            self.say("The times are moved before anything is written anew: what you wrote stays as it is.")
            return
        self.moving = not self.moving
        self._made = self._moved(self.moving)
        self.text.put(self._made)
        kind = Kind.ON if self.moving else Kind.PLAIN
        words = "Times moved" if self.moving else "Move the times"
        self.move_times.show_as(words, icon="clock", key=MOVE, kind=kind)

    def _leave(self) -> None:
        """What was written anew is not lost by one key."""
        if self.keep_words() or self.message.describe() == AGAIN:
            self.closed.emit()
        else:
            self.say(AGAIN)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.text.text().splitlines(), *(each.whole_text() for each in self.left_out)]

    # --- the window -----------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the text, at its beginning."""
        self.text.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._leave()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        for card in self._cards:
            card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Playback", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "A scenario", Role.TITLE, elide=True))
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        for button in (self.back, self.move_times, self.write):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        file, beside = Card(theme, "The file"), Card(theme, "What is in it, and what is not")
        self._cards = file, beside
        file.add(self.text, 1)
        where = QHBoxLayout()
        where.setSpacing(grid)
        where.addWidget(Text(theme, "Written to", Role.SMALL, "soft"))
        where.addWidget(self.path, 1)
        file.body.addLayout(where)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, grid, 0)
        column.setSpacing(grid)
        for each in self.left_out:
            column.addWidget(each)
        column.addStretch(1)
        beside.add(SoftScroll(theme, words), 1)
        beside.setFixedWidth(SIDE)
        page = QHBoxLayout()
        page.setSpacing(grid * 2)
        page.addWidget(file, 1)
        page.addWidget(beside)
        whole = self._whole = QVBoxLayout(self)
        whole.setSpacing(grid)
        whole.addLayout(head)
        whole.addLayout(page, 1)
        whole.addWidget(self.message)
