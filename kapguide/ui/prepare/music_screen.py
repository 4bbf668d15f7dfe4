"""Music and sound, behind Prepare: the programme of a session and how far it is covered, and each output tried."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.prepare.music_data import MusicData, OutputRow
from kapguide.ui.prepare.programme_view import ProgrammeChart, paint_row, row_height
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Scrolled, Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.forms.fields import Choice
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.ui.widgets.quiet_line import QuietLine

UNSEEN = (
    "What KapGuide cannot see: the computer’s own volume, its notification sounds, and a headphone plug that the "
    "system does not report. Turn on do-not-disturb, set the computer’s volume once, and listen to each tone where "
    "the client will lie."
)
LOW, NARROW = 660, 1100
"""Lower or narrower screens leave out what they can (pixels)."""
MOST_SAID = 4
"""Warnings shown at once."""


class MusicScreen(QWidget):
    """Shows a MusicData; emits what is wanted."""

    left = Signal()
    playlist_chosen = Signal(str)
    mix_asked = Signal()
    own_order_asked = Signal()
    avoid_asked = Signal(str)
    """The file of a piece that is not for this client, or is again."""
    tone_asked = Signal(str)
    """The role of the output that is tried."""

    def __init__(self, theme: Theme, data: MusicData | None = None) -> None:
        super().__init__()
        self.theme = theme
        self.data = MusicData()
        self.eyebrow = Text(theme, "Prepare", Role.EYEBROW, "dim")
        self.title = Text(theme, "Music and sound", Role.TITLE)
        self.client = Chip(theme)
        self.protocol = Chip(theme)
        self.back = Button(theme, "Back to Prepare", icon="undo-2", key="Esc", kind=Kind.PRIMARY)
        self.chart = ProgrammeChart(theme)
        empty = "No music is planned: the playlist has nothing for this session."
        self.list = RowList(theme, "Programme", row_height, paint_row, empty)
        self.playlist = Choice(theme, "Playlist")
        self.mix = Button(theme, "Mix the order", key="Ctrl+M")
        self.own_order = Button(theme, "Playlist’s order", key="Ctrl+O", kind=Kind.QUIET)
        self.avoid = Button(theme, "Not for this client", icon="x", key="Ctrl+X")
        self.said = Text(theme, "", Role.SMALL, "warm", wrap=True)
        self.outputs_card = Card(theme, "Sound")
        self.tones: dict[str, Button] = {}
        self._rows: tuple[tuple[str, str], ...] | None = None
        self._low: bool | None = None
        self._table = QVBoxLayout()
        self.message = QuietLine(theme)
        self.setAccessibleName("Music and sound")
        self._lay_out(theme.sizes.grid)
        self._connect()
        self.show_data(data or MusicData())

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.mix.clicked.connect(self.mix_asked)
        self.own_order.clicked.connect(self.own_order_asked)
        self.avoid.clicked.connect(self._avoid)
        self.playlist.activated.connect(lambda index: self.playlist_chosen.emit(self.playlist.itemData(index)))
        keys = (
            ("Ctrl+M", self.mix),
            ("Ctrl+O", self.own_order),
            ("Ctrl+X", self.avoid),
            ("Escape", self.back),
        )
        for key, button in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the way back."""
        self.back.setFocus(event.reason())

    def show_data(self, data: MusicData) -> None:
        """Draw `data`; what is selected stays selected."""
        self.data = data
        self.client.show_text(f"Client {data.client}", tone=Tone.ACCENT)
        self.protocol.show_text(data.protocol)
        self._show_playlists(data)
        self.chart.set_data(data.chart)
        place = self.list.currentIndex().row()
        self.list.set_rows(data.rows)
        if 0 <= place < len(data.rows):
            self.list.setCurrentIndex(self.list.model().index(place, 0))
        self.own_order.setVisible(data.mixed)
        told = [*data.warnings, *data.left_out]
        more = [f"… and {len(told) - MOST_SAID} more"] if len(told) > MOST_SAID else []
        self.said.set_text("\n".join([*told[:MOST_SAID], *more]))
        self.said.setVisible(bool(told))
        self.show_outputs(data.outputs)

    def _show_playlists(self, data: MusicData) -> None:
        there = [
            (self.playlist.itemData(place), self.playlist.itemText(place)) for place in range(self.playlist.count())
        ]
        if there != [(choice.name, choice.title) for choice in data.playlists]:
            self.playlist.clear()
            for choice in data.playlists:
                self.playlist.addItem(choice.title, choice.name)
        self.playlist.setCurrentIndex(self.playlist.findData(data.chosen))

    def show_outputs(self, outputs: tuple[OutputRow, ...]) -> None:
        """The outputs as they are now."""
        roles = tuple((output.role, output.name) for output in outputs)
        if roles != self._rows:
            self._rows = roles
            self._make_rows(outputs)
        for output in outputs:
            _, device, state = self._shown[output.role]
            device.set_text(output.device)
            state.show_text(output.words, tone=Tone.PLAIN if output.heard else Tone.WARM)
            self.tones[output.role].setEnabled(output.heard)

    def show_tone(self, role: str, sounds: bool) -> None:
        """Have the output's button end the tone while it is heard."""
        if (tone := self.tones.get(role)) is not None:
            words, icon = ("End tone", "volume-x") if sounds else ("Test tone", "volume-2")
            tone.show_as(words, icon=icon, name=f"{words}, {self._shown[role][0].whole_text()}")

    def _make_rows(self, outputs: tuple[OutputRow, ...]) -> None:
        while (item := self._table.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.tones = {}
        self._shown: dict[str, tuple[Text, Text, Chip]] = {}
        for output in outputs:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(self.theme.sizes.grid)
            name = Text(self.theme, output.name, Role.LABEL)
            device, state = Text(self.theme, "", Role.SMALL, "soft", elide=True), Chip(self.theme)
            tone = Button(self.theme, "Test tone", icon="volume-2", name=f"Test tone, {output.name}", compact=True)
            tone.clicked.connect(lambda _=False, role=output.role: self.tone_asked.emit(role))
            line.addWidget(name)
            line.addWidget(device, 1)
            line.addWidget(state)
            line.addWidget(tone)
            self._table.addWidget(row)
            self._shown[output.role], self.tones[output.role] = (name, device, state), tone

    def _avoid(self) -> None:
        row = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        if row is None or not row.piece:
            self.message.say("Choose a piece in the list first.")
        else:
            self.avoid_asked.emit(row.id)

    def rows(self) -> list[str]:
        """The table twin."""
        return [*self.list.rows(), self.said.whole_text()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low screen gets everything, closer together; on a narrow one the protocol’s name is left to Today."""
        super().resizeEvent(event)
        low = self.height() < LOW
        if low != self._low:
            self._low = low
            grid = self.theme.sizes.grid
            above, gap = (grid, grid) if low else (3 * grid, 2 * grid)
            self._whole.setContentsMargins(3 * grid, above, 3 * grid, 0 if low else grid)
            for stack in (self._whole, self._side):
                stack.setSpacing(gap)
            for card in self._cards:
                card.set_dense(low)
        self.protocol.setVisible(self.width() >= NARROW)

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(960, 500)

    def _lay_out(self, grid: int) -> None:
        names = QHBoxLayout()
        names.setSpacing(grid)
        names.addWidget(self.title)
        names.addSpacing(grid)
        names.addWidget(self.client)
        names.addWidget(self.protocol)
        names.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(grid // 2)
        words.addWidget(self.eyebrow)
        words.addLayout(names)
        head = QHBoxLayout()
        head.setSpacing(grid)
        head.addLayout(words, 1)
        head.addWidget(self.back)
        arc = Card(self.theme, "Programme")
        arc.add(self.chart, 1)
        pieces = Card(self.theme, "Pieces")
        pieces.add(self.list, 1)
        pieces.add(_row(grid, self.avoid))
        music = Card(self.theme, "Playlist")
        music.add(self.playlist)
        music.add(_row(grid, self.mix, self.own_order))
        music.add(self.said)
        self._table.setSpacing(grid)
        self.outputs_card.add(self._table)
        self.outputs_card.add(Text(self.theme, UNSEEN, Role.SMALL, "soft", wrap=True))
        page = QWidget()
        side = self._side = QVBoxLayout(page)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(music)
        side.addWidget(self.outputs_card)
        side.addStretch(1)
        self.area = Scrolled(self.theme, page)
        self._cards = (arc, pieces, music, self.outputs_card)
        body = QHBoxLayout()
        body.setSpacing(2 * grid)
        body.addWidget(pieces, 1)
        body.addWidget(self.area, 1)
        whole = self._whole = QVBoxLayout(self)
        whole.addLayout(head)
        whole.addWidget(arc, 2)
        whole.addLayout(body, 4)
        whole.addWidget(self.message)


def _row(grid: int, *widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(grid)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
