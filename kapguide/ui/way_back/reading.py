"""Read what can be read: the sessions of a record that was not opened, or of a backup, and what was written in one."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, elided, wrapped
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import Choice
from kapguide.ui.widgets.lists.pick_list import PickList
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.window.with_keys import WithKeys

SESSIONS = 300
HIGH, PITCH, TIME = 40, 20, 56
EMPTY = "Nothing can be read here."
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class ReadSessionRow(msgspec.Struct, frozen=True):
    """A session: its name such as M-014/2, and its day."""

    id: str
    name: str
    day: str

    def __str__(self) -> str:
        return f"{self.name}  {self.day}"


class ReadLineRow(msgspec.Struct, frozen=True):
    """A line of it; `head` begins a part."""

    id: str
    time: str
    words: str
    head: bool = False

    def __str__(self) -> str:
        return f"{self.time}  {self.words}" if self.time else self.words


def paint_session(painter: QPainter, rect: QRectF, row: ReadSessionRow, theme: Theme, lit: bool, chosen: bool) -> None:
    """The name first, the day at the right."""
    c, box = theme.colours, rect.adjusted(1, 1, -1, -1)
    if chosen:
        painter.setBrush(c.accent_ground)
        painter.setPen(QPen(c.accent, 1.5) if lit else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, theme.sizes.button_corner, theme.sizes.button_corner)
    inner, strong = box.adjusted(12, 0, -12, 0), theme.font(Role.LABEL, QFont.Weight.DemiBold)
    painter.setFont(strong)
    painter.setPen(c.text)
    painter.drawText(inner, _LEFT, elided(row.name, strong, inner.width() - 110))
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(c.text if chosen else c.soft)
    painter.drawText(inner, _RIGHT, row.day)


def line_height(row: ReadLineRow, width: float, theme: Theme) -> int:
    """As many lines as its words need."""
    laid = wrapped(row.words, theme.font(Role.LABEL), max(80.0, width - TIME - 12))
    return 8 + max(1, laid.lineCount()) * PITCH + (8 if row.head else 0)


def paint_line(painter: QPainter, rect: QRectF, row: ReadLineRow, theme: Theme, lit: bool) -> None:
    """Its time, and its words whole."""
    c = theme.colours
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.raised)
        painter.drawRoundedRect(rect, 6, 6)
    if row.head:
        painter.setFont(theme.font(Role.EYEBROW))
        painter.setPen(c.soft if lit else c.dim)
        painter.drawText(rect.adjusted(2, 8, 0, 0), _LEFT, row.words.upper())
        return
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.setPen(c.soft if lit else c.dim)
    painter.drawText(QRectF(rect.left() + 2, rect.top() + 4, TIME, PITCH), _LEFT, row.time)
    painter.setPen(c.text)
    laid = wrapped(row.words, theme.font(Role.LABEL), max(80.0, rect.width() - TIME - 12), PITCH)
    laid.draw(painter, QPointF(rect.left() + TIME, rect.top() + 4))


class ReadingScreen(QWidget, WithKeys):
    """Nothing can be changed here. `source_asked` carries the path of a file, `session_asked` a session's id."""

    source_asked = Signal(str)
    session_asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, practice: str, sources: tuple[tuple[str, str], ...]) -> None:
        """`sources` are the files that can be read: path and words of each, the first one shown first."""
        super().__init__()
        self.theme = theme
        self.source = Choice(theme, "What is read")
        for path, words in sources:
            self.source.addItem(words, path)
        self.sessions = PickList(theme, "Sessions", HIGH, paint_session, EMPTY)
        self.lines = RowList(theme, "What was written", line_height, paint_line, "Choose a session.")
        self.lacks = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.lacks_here = Text(theme, " ", Role.SMALL, "warm", wrap=True)
        self.back = Button(theme, "Back", icon="undo-2", key="Esc", kind=Kind.QUIET)
        self._lay_out(practice)
        self.source.activated.connect(lambda at: self.source_asked.emit(self.source.itemData(at)))
        self.sessions.picked.connect(self.session_asked)
        self.sessions.chosen.connect(lambda _: self.lines.setFocus())
        self.back.clicked.connect(self.left)
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.back.click)
        self.setAccessibleName("What can be read")

    def show_sessions(self, rows: tuple[ReadSessionRow, ...], lacks: str) -> None:
        """The sessions of the file that is read now; the newest is opened at once."""
        self.lacks.set_text(lacks or " ")
        self.show_lines((), "")
        first = rows[0].id if rows else ""
        self.sessions.show_rows(rows, first)
        if first:
            self.session_asked.emit(first)

    def show_lines(self, rows: tuple[ReadLineRow, ...], lacks: str) -> None:
        """What was written in the session that is chosen."""
        self.lines.set_rows(rows)
        self.lines.scrollToTop()
        self.lacks_here.set_text(lacks or " ")

    def show_fault(self, sentence: str) -> None:
        """Nothing of this file opens."""
        self.show_sessions((), sentence)

    def rows(self) -> list[str]:
        """The table twin."""
        said = (self.lacks.whole_text().strip(), self.lacks_here.whole_text().strip())
        return [*self.sessions.rows(), *self.lines.rows(), *filter(None, said)]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the sessions."""
        self.sessions.setFocus(event.reason())

    def _lay_out(self, practice: str) -> None:
        theme, grid = self.theme, self.theme.sizes.grid
        head, names = QHBoxLayout(), QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(Text(theme, practice, Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, "What can be read", Role.TITLE))
        head.setSpacing(grid)
        head.addLayout(names, 1)
        head.addWidget(self.source)
        head.addWidget(self.back)
        sessions, lines = Card(theme, "Sessions"), Card(theme, "What was written", "read only; nothing is changed")
        sessions.setFixedWidth(SESSIONS)
        sessions.add(self.sessions, 1)
        sessions.add(self.lacks)
        lines.add(self.lines, 1)
        lines.add(self.lacks_here)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(sessions)
        body.addWidget(lines, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid * 3, grid * 2, grid * 3, grid * 5 // 2)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addLayout(body, 1)
