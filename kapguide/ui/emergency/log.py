"""What has happened since the emergency began, to the second."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent

from kapguide.session import events as e
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.telling import Names, NoteKind, tell
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import wrapped
from kapguide.ui.widgets.lists.note_list import ICONS
from kapguide.ui.widgets.lists.row_list import RowList

TAP_ICONS = {"called": "phone", "arrived": "users", "gave": "pill"}
TIME, ICON = 76, 14
LINE = 22


class EmergencyRow(msgspec.Struct, frozen=True):
    """One line: its local time with seconds, the icon of its kind, its words."""

    time: str
    text: str
    icon: str = "circle-alert"
    id: str = ""

    def __str__(self) -> str:
        return f"{self.time}  {self.text}"


def emergency_rows(protocol: TherapyProtocol, log: Sequence[e.Event]) -> tuple[EmergencyRow, ...]:
    """The lines since the last emergency began; of an entry that was completed, the newest version alone."""
    begins = [place for place, event in enumerate(log) if isinstance(event.body, e.EmergencyStarted)]
    since = log[begins[-1] :] if begins else ()
    corrected = {event.supersedes for event in since}
    names = Names(protocol)
    rows = []
    for event in since:
        told, body = tell(event, names), event.body
        if event.id in corrected or not (told.line or isinstance(body, e.MusicFaded)):
            continue
        earlier = 0 if told.at is None else event.t - told.at
        local = event.at + timedelta(minutes=event.tz_min, milliseconds=-earlier)
        kind, words = told.line or (NoteKind.MUSIC, told.sentence)
        icon = ICONS[kind]
        match body:
            case e.EmergencyTapped():
                icon = TAP_ICONS.get(body.what, icon)
            case e.EmergencyStarted():
                words = "emergency begins, the music fades out"
        rows.append(EmergencyRow(f"{local:%H:%M:%S}", words, icon, event.id))
    return tuple(rows)


def _high(row: EmergencyRow, width: float, theme: Theme) -> int:
    text = wrapped(row.text, theme.font(Role.LABEL), max(60.0, width - TIME - 28))
    return max(LINE, round(text.boundingRect().height()) + 4)


def _paint(painter: QPainter, rect: QRectF, row: EmergencyRow, theme: Theme, lit: bool = False) -> None:
    c = theme.colours
    if lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.raised)
        painter.drawRoundedRect(rect, 6, 6)
    painter.setFont(theme.font(Role.LABEL, tabular=True))
    painter.setPen(c.soft)
    level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(QRectF(rect.left() + 1, rect.top(), TIME, LINE), level, row.time)
    theme.draw_icon(painter, row.icon, QRectF(rect.left() + TIME, rect.top() + 4, ICON, ICON), c.soft)
    painter.setPen(c.text)
    words = wrapped(row.text, theme.font(Role.LABEL), max(60.0, rect.width() - TIME - 28))
    words.draw(painter, QPointF(rect.left() + TIME + 26, rect.top() + 2))


class EmergencyLog(RowList):
    """Shows EmergencyRows, the newest in view."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Log of the emergency", _high, _paint, "Nothing written here")
        self.setMinimumHeight(LINE)

    def describe(self) -> str:
        rows = self.rows()
        return f"{len(rows)} lines, the last: {rows[-1]}"[:200] if rows else self.empty_text

    def set_rows(self, rows: tuple[EmergencyRow, ...]) -> None:
        super().set_rows(rows)
        self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollToBottom()
