"""The sessions of the record, the newest first: one is chosen to be played back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.store.tables.queries import NoteStatus, SessionStatus, SessionSummary
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.lists.book_row import BookRow, book_height, paint_book
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.quiet_line import QuietLine

EMPTY = "No session is in the record yet."
HOW = "Enter plays a session back. Nothing of it is changed."
_STATES = {
    SessionStatus.ENDED: "",
    SessionStatus.DISCARDED: "thrown away in its first minutes",
    SessionStatus.UNFINISHED: "not ended",
}
_NOTES = {
    NoteStatus.NONE: "no note yet",
    NoteStatus.DRAFT: "note not signed",
    NoteStatus.SIGNED: "note signed",
    NoteStatus.TO_COUNTERSIGN: "note waits for a second name",
}


def session_rows(sessions: Sequence[SessionSummary]) -> tuple[BookRow, ...]:
    """A row for each session that can be played back: not the one that runs now."""
    return tuple(
        BookRow(
            each.row.id,
            each.row.client_code,
            f"session {each.row.number}",
            f"{each.row.started_at.astimezone():%d %b %Y, %H:%M}".lstrip("0"),
            ", ".join(
                filter(None, (_STATES[each.state], _NOTES[each.note] if each.state is SessionStatus.ENDED else ""))
            ),
        )
        for each in sessions
        if each.state in _STATES
    )


class SessionChoiceScreen(QWidget):
    """Shows the rows; `chosen` carries a session’s id."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, rows: tuple[BookRow, ...], back: str) -> None:
        """`back` is where Esc leads."""
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Choose a session to play back")
        self.back = Button(theme, back, icon="undo-2", key="Esc", kind=Kind.QUIET, name=f"Back to {back}")
        self.play = Button(theme, "Play back", icon="circle-play", key="Enter", kind=Kind.PRIMARY)
        self.list = RowList(theme, "Sessions of the record", book_height, paint_book, EMPTY)
        self.message = QuietLine(theme)
        self.list.set_rows(rows)
        self.play.setEnabled(bool(rows))
        grid = theme.sizes.grid
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, "Replay", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "A session of the record", Role.TITLE))
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.play, 0, Qt.AlignmentFlag.AlignVCenter)
        card = Card(theme, "Sessions", str(len(rows)) if rows else "")
        card.add(self.list, 1)
        card.add(Text(theme, HOW, Role.SMALL, "soft", elide=True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, grid)
        whole.setSpacing(grid)
        whole.addLayout(head)
        whole.addWidget(card, 1)
        whole.addWidget(self.message)
        self.back.clicked.connect(self.closed)
        self.play.clicked.connect(self._play)
        self.list.chosen.connect(self.chosen)

    def say(self, words: str) -> None:
        """Why a session cannot be played back."""
        self.message.say(words, Tone.WARM)

    def rows(self) -> list[str]:
        """The table twin."""
        return self.list.rows()

    def _play(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.chosen.emit(index.data(Qt.ItemDataRole.UserRole).id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the sessions, the newest first."""
        if self.list.rows() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        (self.list if self.list.rows() else self.back).setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.closed.emit()
        else:
            event.ignore()
