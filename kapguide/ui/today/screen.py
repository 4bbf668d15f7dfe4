"""Today: what is running, what was done, what waits for its note; and the way into a session."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeySequence, QPainter, QPen, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.ui.theme import Role, Theme
from kapguide.ui.today.new_session import NewSessionForm, ProtocolChoice
from kapguide.ui.widgets.base import Text, elided, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import ChipData, Tone, paint_chip
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.ui.widgets.row_list import RowList

ROW = 56
NARROW = 1100
"""On a narrower screen the ways to other pages have no icons: the practice’s name comes first (pixels)."""
NARROWEST = 1024
"""On one as narrow as that the keys are not drawn on them either (pixels)."""
LOW = 680
"""A lower screen shows the form or the sessions, not both (pixels)."""
WHEN, CLIENT = 176, 112


class SessionMark(StrEnum):
    """Where a session stands; the value is what its chip says."""

    RUNNING = "running"
    ENDED = "note to write"
    DRAFT = "draft note"
    DISCARDED = "thrown away"


_TONES = {
    SessionMark.RUNNING: Tone.ACCENT,
    SessionMark.ENDED: Tone.WARM,
    SessionMark.DRAFT: Tone.PLAIN,
    SessionMark.DISCARDED: Tone.PLAIN,
}


class TodayRow(msgspec.Struct, frozen=True):
    """One session: its id, when it was in words, the client's code, the protocol's title, where it stands."""

    id: str
    when: str
    client: str
    protocol: str
    mark: SessionMark

    def __str__(self) -> str:
        return f"{self.when}  {self.client}  {self.protocol}  {self.mark.value}"


class TodayData(msgspec.Struct, frozen=True):
    """All that Today shows. Sessions stand newest first; `backup` is a whole sentence.

    Of `many` sessions `sessions` are the newest; `newest` reads so many, and raises KapGuideError.
    """

    practice: str = ""
    date: str = ""
    sessions: tuple[TodayRow, ...] = ()
    many: int = 0
    newest: Callable[[int], tuple[TodayRow, ...]] | None = None
    unsigned: int = 0
    backup: str = ""
    clients: tuple[str, ...] = ()
    protocols: tuple[ProtocolChoice, ...] = ()
    card: str = ""
    """What the clinic's emergency card lacks, or who wrote it; `card_lacks` says which of both."""
    card_lacks: bool = False
    space: str = ""
    """Why room is needed on the disk, in a sentence; empty while there is enough."""


class Page(NamedTuple):
    """A way from Today to what stands beside it: its button, its key, and what shows it. A `quiet` one stands back."""

    name: str
    icon: str
    key: str
    show: Callable[[], object]
    quiet: bool = False


def paint_session(painter: QPainter, rect: QRectF, row: TodayRow, theme: Theme, lit: bool = False) -> None:
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


def _height(row: TodayRow, width: float, theme: Theme) -> int:
    return ROW


class TodayScreen(QWidget):
    """Renders a TodayData; emits what is wanted. It asks nobody for anything."""

    session_prepared = Signal(object)
    """A NewSession, from the form."""
    page_asked = Signal(str)
    """The name of a Page."""
    card_asked = Signal()
    """The emergency card is to be shown."""
    card_writing_asked = Signal()
    """The clinic's own card is to be written."""
    session_chosen = Signal(str)
    """The id of a session: to its note, or back into it if it is running."""

    def __init__(self, theme: Theme, data: TodayData | None = None, pages: Sequence[Page] = ()) -> None:
        super().__init__()
        self.theme = theme
        self.data = TodayData()
        self._low = False
        self.date = Text(theme, "", Role.EYEBROW, "dim")
        self.practice = Text(theme, "", Role.TITLE, elide=True)
        self.pages = {
            page.name: Button(
                theme, page.name, icon=page.icon, key=page.key, kind=Kind.QUIET if page.quiet else Kind.PLAIN
            )
            for page in pages
        }
        self._pages = tuple(pages)
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
        self.card = Card(theme, "Emergency card")
        self.card_text = Text(theme, "", Role.LABEL, wrap=True)
        self.card_show = Button(theme, "Show", icon="circle-alert", key="e", name="Show the emergency card")
        self.card_write = Button(theme, "Write it", icon="pencil", kind=Kind.QUIET, name="Write the emergency card")
        self.card.add(self.card_text)
        self.space = Card(theme, "Room on the disk")
        self.space_text = Text(theme, "", Role.LABEL, wrap=True)
        self.space.add(self.space_text)
        self.message = QuietLine(theme)
        self._lay_out(theme.sizes.grid)
        self.new.clicked.connect(self.open_form)
        for name, button in self.pages.items():
            button.clicked.connect(lambda _=False, name=name: self.page_asked.emit(name))
        self.list.chosen.connect(self.session_chosen)
        self.list.end_reached.connect(self._show_more, Qt.ConnectionType.QueuedConnection)
        self.list.clicked.connect(lambda index: self.session_chosen.emit(index.data(Qt.ItemDataRole.UserRole).id))
        self.form.prepared.connect(self.session_prepared)
        self.form.left.connect(self.close_form)
        self.card_show.clicked.connect(self.card_asked)
        self.card_write.clicked.connect(self.card_writing_asked)
        keyed = [(self.pages[page.name], page.key) for page in pages]
        for button, key in ((self.new, "n"), *keyed, (self.card_show, "e")):
            shortcut = QShortcut(QKeySequence(key.upper()), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda button=button: self._pressed(button))
        self.setAccessibleName("Today")
        self.show_data(data or TodayData())

    def show_data(self, data: TodayData) -> None:
        """Draw `data`; what is half typed in the form stays."""
        self.data = data
        self.date.set_text(data.date)
        self.practice.set_text(data.practice)
        shown = len(self.list.rows())
        self.list.set_rows(data.sessions)
        if shown > len(data.sessions):
            self._read_further(shown)
        self.sessions.set_trailing(f"{max(data.many, len(data.sessions))}" if data.sessions else "")
        waiting = f"{data.unsigned} note{'s' if data.unsigned != 1 else ''} still to finish"
        self.notes_text.set_text(waiting if data.unsigned else "No note is waiting")
        self.backup_text.set_text(data.backup or "No backup yet")
        self.card_text.set_text(data.card)
        self.card_text.set_colour("warm" if data.card_lacks else "text")
        self.card.setVisible(bool(data.card) and not self.form.isVisibleTo(self))
        self.card_write.setVisible(data.card_lacks)
        self.form.remind("The emergency card is not finished." if data.card_lacks else "")
        self.space_text.set_text(data.space)
        self.space.setVisible(bool(data.space))
        self.form.offer(data.clients, data.protocols)

    def _show_more(self) -> None:
        self._read_further(2 * len(self.list.rows()))

    def _read_further(self, count: int) -> None:
        """Have the newest `count` sessions in the list, as far as there are so many."""
        newest = self.data.newest
        if newest is None or len(self.list.rows()) >= self.data.many:
            return
        try:
            self.list.set_rows(newest(count))
        except KapGuideError as error:
            self.message.say(error.sentence, Tone.WARM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()
        for page, button in zip(self._pages, self.pages.values(), strict=True):
            icon = "" if self.width() < NARROW else page.icon
            key = "" if self.width() < NARROWEST else page.key
            button.show_as(page.name, icon=icon, key=key, kind=button.data.kind)

    def _give_room(self) -> None:
        """On a low screen the form has the place of the sessions, too, and everything stands closer together."""
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            self._space_out()
            self.form.set_wide(low)
        self.sessions.setVisible(not (low and self.form.isVisibleTo(self)))

    def _space_out(self) -> None:
        grid = self.theme.sizes.grid
        above, below = (grid, 0) if self._low else (grid * 3, grid * 2)
        self._whole.setContentsMargins(grid * 3, above, grid * 3, below)
        self._whole.setSpacing(grid if self._low else grid * 2)

    def open_form(self) -> None:
        """Show the form beside the sessions; on a low screen in their place."""
        self.form.show()
        self.notes.hide()
        self.backup.hide()
        self.card.hide()
        self.new.setEnabled(False)
        self._give_room()
        self.form.client.setFocus()

    def close_form(self) -> None:
        """Put the form away; what was typed in it stays."""
        self.form.hide()
        self._give_room()
        self.notes.show()
        self.backup.show()
        self.card.setVisible(bool(self.data.card))
        self.new.setEnabled(True)
        self.new.setFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the first thing to do. A focus proxy would be a stop of Tab itself, and skip what follows."""
        (self.form.client if self.form.isVisibleTo(self) else self.new).setFocus(event.reason())

    def _pressed(self, button: Button) -> None:
        """A letter is a key of the screen only while nobody fills in the form."""
        if not self.form.isVisible():
            button.click()

    def rows(self) -> list[str]:
        """The table twin."""
        return [
            *self.list.rows(),
            self.notes_text.whole_text(),
            self.backup_text.whole_text(),
            *filter(None, [self.data.card]),
            *filter(None, [self.data.space]),
        ]

    def _lay_out(self, grid: int) -> None:
        ways = QHBoxLayout()
        ways.setSpacing(grid)
        ways.addWidget(self.card_show)
        ways.addWidget(self.card_write)
        ways.addStretch(1)
        self.card.add(ways)
        head = QHBoxLayout()
        head.setSpacing(grid)
        names = QVBoxLayout()
        names.setSpacing(grid // 2)
        names.addWidget(self.date)
        names.addWidget(self.practice)
        head.addLayout(names, 1)
        for button in (*self.pages.values(), self.new):
            head.addWidget(button)
        side = QVBoxLayout()
        side.setSpacing(grid * 2)
        side.addWidget(self.space)
        side.addWidget(self.form)
        side.addWidget(self.card)
        side.addWidget(self.notes)
        side.addWidget(self.backup)
        side.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(grid * 2)
        body.addWidget(self.sessions, 3)
        body.addLayout(side, 2)
        whole = self._whole = QVBoxLayout(self)
        self._space_out()
        whole.addLayout(head)
        whole.addLayout(body, 1)
        whole.addWidget(self.message)
