"""Music: what sounds and how far it is, what comes next, its level, and silence."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from kapguide.audio.player import SILENT_OUTPUT, Status
from kapguide.session.engine import LEVEL_RANGE
from kapguide.session.state import SessionState
from kapguide.ui.live.keys import cap
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Painted, Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.words import countdown_text, minutes_text


class TrackData(msgspec.Struct, frozen=True):
    """Where a track stands, in whole seconds; `join` is where the crossfade to the next one begins, 0 if unknown."""

    position: int = 0
    length: int = 0
    join: int = 0


def paint_track(painter: QPainter, rect: QRectF, data: TrackData, theme: Theme) -> None:
    """A thin line from start to end, the part that has been heard in accent, the coming crossfade dashed."""
    c, y = theme.colours, rect.top() + 8
    left, right = rect.left() + 2, rect.right() - 2
    share = min(1.0, data.position / data.length) if data.length else 0.0
    head = left + (right - left) * share
    pen = QPen(mix(c.surface, c.faint, 0.45), 3)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    if data.length and 0 < data.join < data.length:
        x = left + (right - left) * data.join / data.length
        painter.setPen(QPen(theme.tokens.phases.dosing, 3))
        painter.drawLine(QPointF(max(head, x), y), QPointF(right, y))
    if data.length:
        pen.setColor(c.accent)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(head, y))
        painter.setPen(QPen(c.text, 2))
        painter.drawLine(QPointF(head, y - 6), QPointF(head, y + 6))
    painter.setFont(theme.font(Role.SMALL, tabular=True))
    painter.setPen(c.dim)
    words = QRectF(rect.left(), y + 6, rect.width(), 20)
    if data.length:
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft), countdown_text(data.position * 1000))
        ends = f"−{countdown_text(max(0, data.length - data.position) * 1000)}"
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight), ends)


class TrackLine(Painted):
    """Shows a TrackData; repaints once a second."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Place in the track", TrackData())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, 36)

    def rows(self) -> list[str]:
        data: TrackData = self.data
        return [f"{minutes_text(data.position * 1000)} of {minutes_text(data.length * 1000)}"] if data.length else []

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        paint_track(painter, rect, self.data, self.theme)


class MusicCard(Card):
    """Asks for silence and level; it plays nothing itself."""

    silence_asked = Signal()
    level_asked = Signal(int)

    def __init__(self, theme: Theme, title_of: Callable[[str], str]) -> None:
        """`title_of` gives the title of a programme item's id."""
        super().__init__(theme, "Music")
        self._title_of = title_of
        grid = theme.sizes.grid
        self.title = Text(theme, "", Role.HEADING, elide=True)
        self.next = Text(theme, "", Role.LABEL, "dim", elide=True)
        self.next.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.track = TrackLine(theme)
        self.level = LevelBar(theme)
        self.silence = Button(theme, "Fade to silence", icon="volume-x", key=cap("silence"))
        self.softer = Button(theme, icon="minus", key=cap("softer"), name="1 dB softer")
        self.louder = Button(theme, icon="plus", key=cap("louder"), name="1 dB louder")
        self.silence.clicked.connect(self.silence_asked)
        self.softer.clicked.connect(lambda: self.level_asked.emit(-1))
        self.louder.clicked.connect(lambda: self.level_asked.emit(1))
        self.level.stepped.connect(self.level_asked)
        names = QHBoxLayout()
        names.setSpacing(2 * grid)
        names.addWidget(self.title, 3)
        names.addWidget(self.next, 2)
        row = QHBoxLayout()
        row.setSpacing(grid)
        row.addWidget(self.silence)
        row.addSpacing(grid)
        row.addWidget(self.softer)
        row.addWidget(self.louder)
        row.addWidget(self.level, 1)
        self.add(names)
        self.body.addStretch(1)
        self.add(self.track)
        self.body.addStretch(1)
        self.add(row)

    def render_state(self, state: SessionState, status: Status | None) -> None:
        """Show what the session wants and what the sound process says it does."""
        silent = state.music.silent
        self.title.set_text(self._heard(state, status))
        self.title.set_colour("dim" if silent else "text")
        lowest, highest = LEVEL_RANGE
        self.level.set_data(LevelData(state.music.level_db, lowest, highest, silent))
        if silent:
            self.silence.show_as("Bring the music back", icon="volume-2", key=cap("silence"))
        else:
            self.silence.show_as("Fade to silence", icon="volume-x", key=cap("silence"))
        if status is None:
            self.set_trailing("no sound process")
            self.next.set_text("")
            self.track.set_data(TrackData())
            return
        self.set_trailing(status.output if status.output != SILENT_OUTPUT else "no sound output: playing in silence")
        self.trailing.set_colour("warm" if status.output == SILENT_OUTPUT else "dim")
        following = self._title_of(status.next)
        self.next.set_text(f"next  {following}" if following else "")
        length = round(status.length_s)
        left = status.to_crossfade_s
        join = round(status.position_s + left) if left is not None else 0
        self.track.set_data(TrackData(round(status.position_s), length, join))

    def _heard(self, state: SessionState, status: Status | None) -> str:
        title = (status and self._title_of(status.item)) or state.music.title
        if state.music.silent:
            return f"Silence  ·  {title} goes on unheard" if title else "Silence"
        return title or "No music in this phase"
