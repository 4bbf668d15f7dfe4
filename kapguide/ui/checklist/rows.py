"""A list of the practice, and each time that it was asked: how they are painted, and how they are told."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter

from kapguide.clinical.checklists import Asking, Checklist, asked_words, newest_reply, not_asked
from kapguide.clinical.when import day_shown
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided

ROW = 56
NOW = "now"
"""The id of the time that is asked now and is not in the record yet."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TwoLineRow(msgspec.Struct, frozen=True):
    """A title, and quieter words below it; `warm` ones wait for somebody."""

    id: str
    title: str
    words: str
    warm: bool = False

    def __str__(self) -> str:
        return f"{self.title}  {self.words}"


def list_row(checklist: Checklist, before: tuple[Asking, ...]) -> TwoLineRow:
    """A list, and how it stands with it."""
    if not before:
        return TwoLineRow(checklist.id, checklist.title, "not asked")
    newest = before[0]
    words = f"{asked_words(newest.answers)}, {day_shown(newest.fact.at.astimezone().date())}"
    return TwoLineRow(checklist.id, checklist.title, words, warm=bool(not_asked(newest.answers)))


def time_row(asking: Asking) -> TwoLineRow:
    """One time that a list was asked: the day, how much of it, which version, by whom."""
    last = newest_reply(asking.answers)
    by = f", {last.by}" if last is not None and last.by else ""
    words = f"{asked_words(asking.answers)}, version {asking.answers.version}{by}"
    return TwoLineRow(asking.fact.id, day_shown(asking.fact.at.astimezone().date()), words)


def paint_two_lines(painter: QPainter, rect: QRectF, row: TwoLineRow, theme: Theme, lit: bool, picked: bool) -> None:
    """On the accent's ground where it is picked, with its line where the keys go to it."""
    c = theme.colours
    if picked:
        painter.setBrush(c.accent_ground)
        painter.setPen(c.accent if lit else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect.adjusted(1, 2, -1, -2), 8, 8)
    place = rect.adjusted(12, 6, -12, -6)
    font = theme.font(Role.LABEL, QFont.Weight.Medium)
    painter.setFont(font)
    painter.setPen(c.text)
    top = QRectF(place.left(), place.top(), place.width(), place.height() / 2)
    painter.drawText(top, _LEFT, elided(row.title, font, place.width()))
    font = theme.font(Role.SMALL)
    painter.setFont(font)
    painter.setPen(c.text if picked else c.warm if row.warm else c.soft)
    painter.drawText(top.translated(0, place.height() / 2), _LEFT, elided(row.words, font, place.width()))
