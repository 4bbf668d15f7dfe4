"""Today: what is running, what was done, what waits for its note; and the way into a session."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.new_session import NewSession, NewSessionForm, ProtocolChoice
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import ChipData, Tone, paint_chip
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.ui.widgets.row_list import RowList

ROW = 56
WHEN, CLIENT = 176, 112


class SessionMark(StrEnum):
    """Where a session stands; the value is what its chip says."""

    RUNNING = "running"
    ENDED = "note to write"
    DRAFT = "draft note"


_TONES = {SessionMark.RUNNING: Tone.ACCENT, SessionMark.ENDED: Tone.WARM, SessionMark.DRAFT: Tone.PLAIN}


class SessionRow(msgspec.Struct, frozen=True):
    """One session: its id, when it was in words, the client's code, the protocol's title, where it stands."""

    id: str
    when: str
    client: str
    protocol: str
    mark: SessionMark

    def __str__(self) -> str:
        return f"{self.when}  {self.client}  {self.protocol}  {self.mark.value}"


class TodayData(msgspec.Struct, frozen=True):
    """All that Today shows. Sessions stand newest first; `backup` is a whole sentence."""

    practice: str = ""
    date: str = ""
    sessions: tuple[SessionRow, ...] = ()
    unsigned: int = 0
    backup: str = ""
    clients: tuple[str, ...] = ()
    protocols: tuple[ProtocolChoice, ...] = ()
    therapist: str = ""


def paint_session(painter: QPainter, rect: QRectF, row: SessionRow, theme: Theme, lit: bool = False) -> None:
    """One session on one line."""
    c = theme.colours
    box = rect.adjusted(0, 2, 0, -2)
    painter.setPen(QPen(c.accent, 1.5) if lit else Qt.PenStyle.NoPen)
    painter.setBrush(c.raised)
    painter.drawRoundedRect(
        box.adjusted(0.75, 0.75, -0.75, -0.75), theme.sizes.button_corner, theme.sizes.button_corner
    )
    level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    small, strong = theme.font(Role.LABEL, tabular=True), theme.font(Role.LABEL, QFont.Weight.DemiBold)
    chip_font = theme.font(Role.SMALL, QFont.Weight.Medium, tabular=True)
    chip = text_width(row.mark.value, chip_font) + 26
    left, right = box.left() + 16, box.right() - 16 - chip
    for text, font, colour, wide in (
        (row.client, strong, c.text, CLIENT - 16),
        (row.when, small, c.soft, WHEN - 16),
        (row.protocol, small, c.soft, right - left - CLIENT - WHEN - 16),
    ):
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QRectF(left, box.top(), max(0, wide), box.height()), level, elided(text, font, wide))
        left += CLIENT if text is row.client else WHEN
    tone = _TONES[row.mark]
    ground = QRectF(right, box.center().y() - 13, chip, 26)
    paint_chip(painter, ground, ChipData(row.mark.value, tone=tone), theme)


def _height(row: SessionRow, width: float, theme: Theme) -> int:
    return ROW


class TodayScreen(QWidget):
    """Renders a TodayData; emits what is wanted. It asks nobody for anything."""

    session_started = Signal(object)
    """A NewSession, from the form."""
    session_prepared = Signal(object)
    """A NewSession that goes by the music and the sound first."""
    rehearse_asked = Signal()
    library_asked = Signal()
    session_chosen = Signal(str)
    """The id of a session: to its note, or back into it if it is running."""

    def __init__(self, theme: Theme, data: TodayData | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.data = TodayData()
        self.date = Text(theme, "", Role.EYEBROW, "dim")
        self.practice = Text(theme, "", Role.TITLE, elide=True)
        self.library = Button(theme, "Library", icon="music", key="b")
        self.rehearse = Button(theme, "Rehearse", icon="theater", key="r")
        self.new = Button(theme, "New session", icon="plus", key="n", kind=Kind.PRIMARY)
        empty = "No session yet. A new one begins with “New session”; a rehearsal leaves nothing behind."
        self.list = RowList(theme, "Sessions", _height, paint_session, empty)
        self.sessions = Card(theme, "Sessions")
        self.sessions.add(self.list, 1)
        self.form = NewSessionForm(theme)
        self.form.hide()
        self.notes = Card(theme, "Notes")
        self.notes_text = Text(theme, "", Role.LABEL, wrap=True)
        self.notes.add(self.notes_text)
        self.backup = Card(theme, "Last backup")
        self.backup_text = Text(theme, "", Role.LABEL, wrap=True)
        self.backup.add(self.backup_text)
        self.message = QuietLine(theme)
        self._lay_out(theme.sizes.grid)
        self.new.clicked.connect(self.open_form)
        self.rehearse.clicked.connect(self.rehearse_asked)
        self.library.clicked.connect(self.library_asked)
        self.list.chosen.connect(self.session_chosen)
        self.list.clicked.connect(lambda index: self.session_chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))
        self.form.started.connect(self.session_started)
        self.form.prepared.connect(self.session_prepared)
        self.form.left.connect(self.close_form)
        for keys, button in (("N", self.new), ("R", self.rehearse), ("B", self.library)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda button=button: self._pressed(button))
        self.setAccessibleName("Today")
        self.show_data(data or TodayData())

    def show_data(self, data: TodayData) -> None:
        """Draw `data`; what is half typed in the form stays."""
        self.data = data
        self.date.set_text(data.date)
        self.practice.set_text(data.practice)
        self.list.set_rows(data.sessions)
        self.sessions.set_trailing(f"{len(data.sessions)}" if data.sessions else "")
        waiting = f"{data.unsigned} note{'s' if data.unsigned != 1 else ''} still to finish"
        self.notes_text.set_text(waiting if data.unsigned else "No note is waiting")
        self.backup_text.set_text(data.backup or "No backup yet")
        self.form.offer(data.clients, data.protocols, data.therapist)

    def open_form(self) -> None:
        """Show the form beside the sessions."""
        self.form.show()
        self.notes.hide()
        self.backup.hide()
        self.new.setEnabled(False)
        self.form.client.setFocus()

    def close_form(self) -> None:
        """Put the form away; what was typed in it stays."""
        self.form.hide()
        self.notes.show()
        self.backup.show()
        self.new.setEnabled(True)
        self.new.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first thing to do. A focus proxy would be a stop of Tab itself, and skip what follows."""
        self.new.setFocus(event.reason())

    def _pressed(self, button: Button) -> None:
        """A letter is a key of the screen only while nobody fills in the form."""
        if not self.form.isVisible():
            button.click()

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.list.rows(), self.notes_text.whole_text(), self.backup_text.whole_text()]

    def _lay_out(self, grid: int) -> None:
        head = QHBoxLayout()
        head.setSpacing(grid)
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(self.date)
        names.addWidget(self.practice)
        head.addLayout(names, 1)
        head.addWidget(self.library)
        head.addWidget(self.rehearse)
        head.addWidget(self.new)
        side = QVBoxLayout()
        side.setSpacing(grid * 2)
        side.addWidget(self.form)
        side.addWidget(self.notes)
        side.addWidget(self.backup)
        side.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(self.sessions, 3)
        body.addLayout(side, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(grid * 3, grid * 3, grid * 3, grid * 2)
        whole.setSpacing(grid * 2)
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)


__all__ = ["NewSession", "ProtocolChoice", "SessionMark", "SessionRow", "TodayData", "TodayScreen"]
