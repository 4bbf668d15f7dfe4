"""One's own notes on a client: what was written, and beside it the field for more, with what may never be in it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.private_notes import NEVER_IN_IT, TITLES, NoteClass
from kapguide.ui.private.rows import PrivateRow, paint_private, private_height
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.forms.several_lines import SeveralLines
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.quiet_line import QuietLine

WRITE = 413
"""The width of the field's card (pixels)."""
LOW = 600
"""A lower window has less around everything (pixels)."""
SAVE_AFTER_MS = 500
LONGEST = 200_000
EMPTY = "Nothing yet. What you write here only you can read: it is in no log, no note and no export."
HINT = "for you alone; Ctrl and Enter keep it"


class PrivateScreen(QWidget):
    """Shows rows; emits what is written."""

    kept = Signal(str, object)
    """Words and their class; a correction where one was chosen."""
    struck = Signal()
    """The note that is being corrected is struck out."""
    half_changed = Signal()
    """See `half`."""
    chosen = Signal(str)
    """The id of a note that is to be corrected, or of one that is half typed."""
    correction_left = Signal()
    come_back = Signal()
    """It is seen again, perhaps by somebody else."""
    closed = Signal()

    def __init__(self, theme: Theme, code: str, classes: Sequence[NoteClass], back: str) -> None:
        """`back` is where Esc leads."""
        super().__init__()
        self.theme, self.classes = theme, tuple(classes)
        self.setAccessibleName(f"Own notes on {code}")
        self.code = Text(theme, code, Role.TITLE)
        self.alone = Chip(theme, "only you can read this", "lock")
        self.back = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.list = RowList(theme, "Own notes", private_height, paint_private, EMPTY)
        self.kind = OneOf(theme, "What it is", tuple(TITLES[kind] for kind in self.classes))
        self.kind.choose(0)
        if len(self.classes) == 1:
            self.kind.hide()
        self.text = SeveralLines(theme, "Private note", HINT, breaks=True, longest=LONGEST)
        self.never = Text(theme, NEVER_IN_IT, Role.SMALL, "soft", wrap=True)
        self.keep = Button(theme, "Keep", icon="check", key="Ctrl+Enter", kind=Kind.PRIMARY, name="Keep the note")
        self.strike = Button(theme, "Strike out", icon="x", kind=Kind.QUIET, name="Strike the note out")
        self.message = QuietLine(theme)
        self.written, self.writing = Card(theme, "Written"), Card(theme, "Write")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SAVE_AFTER_MS)
        self._later.timeout.connect(self.half_changed)
        self._before = ""
        self._corrects = False
        self._seen = False
        self._lay_out()
        self._connect()

    # --- what is shown ----------------------------------------------------------------------------------------

    def show_rows(self, rows: tuple[PrivateRow, ...]) -> None:
        """The notes, the newest first."""
        self.list.set_rows(rows)
        notes = sum(not row.half for row in rows)
        self.written.set_trailing(f"{notes} note{'s' if notes != 1 else ''}, the newest first" if notes else "")

    def say(self, words: str, *, good: bool = True) -> None:
        """What was done, or why not."""
        self.message.say(words, Tone.PLAIN if good else Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    def begin(self, text: str, kind: NoteClass, *, corrects: str | None = None) -> None:
        """Have these words in the field, to go on with, or to correct a note that was kept, whose words `corrects`
        are."""
        self._later.stop()
        self._before = corrects or ""
        self._corrects = corrects is not None
        self.text.put(text)
        self.kind.choose(self.classes.index(kind) if kind in self.classes else 0)
        self.writing.set_eyebrow("Correct" if self._corrects else "Write")
        self.writing.set_trailing("both stay in your file" if self._corrects else "")
        self.strike.setVisible(self._corrects)
        self.keep.setAccessibleName("Keep the correction" if self._corrects else "Keep the note")
        if self.isVisible():
            self.text.setFocus()

    @property
    def class_now(self) -> NoteClass:
        """The class that is chosen."""
        return self.classes[self.kind.chosen]

    @property
    def half(self) -> str:
        """What is half typed; nothing of a correction that changes nothing yet."""
        text = self.text.text()
        return "" if text == self._before and self._corrects else text

    def keep_words(self) -> bool:
        """What is half typed is kept, and with it nothing is lost."""
        self._later.stop()
        self.half_changed.emit()
        return True

    # --- what is done -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.back.clicked.connect(self._close)
        self.list.chosen.connect(self.chosen)
        self.list.clicked.connect(lambda index: self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))
        self.text.typed.connect(lambda _: self._typed())
        self.text.entered.connect(self._keep)
        self.text.left.connect(self._leave)
        self.kind.entered.connect(self.text.setFocus)
        self.kind.left.connect(self._leave)
        self.kind.changed_to.connect(lambda _: self._typed())
        self.keep.clicked.connect(self._keep)
        self.strike.clicked.connect(self.struck)

    def _typed(self) -> None:
        if not self._later.isActive():
            self._later.start()

    def _keep(self) -> None:
        text = self.text.text().strip()
        if not text:
            self.say("Nothing is written yet.", good=False)
        elif self._corrects and text == self._before:
            self._leave()
        else:
            self._later.stop()
            self.kept.emit(text, self.class_now)

    def _leave(self) -> None:
        """Out of the field; a correction that changes nothing is over with it."""
        if self._corrects and not self.half:
            self.correction_left.emit()
        self.list.setFocus()

    def _close(self) -> None:
        self.keep_words()
        self.closed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._seen:
            self.come_back.emit()
        self._seen = True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the field."""
        self.text.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves what is not a field."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._close()
        else:
            event.ignore()

    # --- where it stands --------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        grid, low = self.theme.sizes.grid, self.height() < LOW
        self._whole.setContentsMargins(3 * grid, grid if low else 2 * grid, 3 * grid, grid)
        self._whole.setSpacing(grid if low else 14)
        for card in (self.written, self.writing):
            card.set_dense(low)

    def _lay_out(self) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        title = QHBoxLayout()
        title.setSpacing(grid)
        title.addWidget(self.code)
        title.addSpacing(grid // 2)
        title.addWidget(self.alone)
        title.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(Text(theme, "Own notes", Role.EYEBROW, "dim"))
        names.addLayout(title)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.back)
        self.written.add(self.list, 1)
        for part, share in ((self.kind, 0), (self.text, 1), (self.never, 0)):
            self.writing.add(part, share)
        foot = QHBoxLayout()
        foot.setSpacing(grid)
        foot.addWidget(self.keep)
        foot.addWidget(self.strike)
        foot.addStretch(1)
        self.writing.add(foot)
        self.writing.add(self.message)
        self.writing.setFixedWidth(WRITE)
        self.strike.hide()
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(self.written, 1)
        body.addWidget(self.writing)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(head)
        self._whole.addLayout(body, 1)
        for before, after in ((self.text, self.keep), (self.keep, self.strike), (self.strike, self.list)):
            QWidget.setTabOrder(before, after)
