"""A script on two lines, and a line of a script on one: how they are painted, and how they are told."""

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.spans import SECOND
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.words import span_words
from kapguide.usecases.shipped.scripts import KnownScript

SCRIPT_ROW, LINE_ROW = 64, 36
NUMBER, SILENCE, VOICE = 36, 128, 28
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class KnownScriptRow(msgspec.Struct, frozen=True):
    """A script: its id, its title, and how long it is and how much of it is recorded, in words."""

    id: str
    title: str
    words: str

    def __str__(self) -> str:
        return f"{self.title}  {self.words}"


class ScriptLineRow(msgspec.Struct, frozen=True):
    """A line: its number from 0 as the id, what it says, the silence after it in words, whether it is recorded."""

    id: str
    say: str
    silence: str
    recorded: bool

    def __str__(self) -> str:
        return f"{int(self.id) + 1}  {self.say}  {self.silence}{'  recorded' if self.recorded else ''}"


def script_row(known: KnownScript, recorded: int) -> KnownScriptRow:
    """What the list says of a script of which so many lines are recorded."""
    script, lines = known.script, len(known.script.lines)
    if recorded:
        voice = "all recorded" if recorded == lines else f"{recorded} of {lines} recorded"
    else:
        voice = f"{lines} lines"
    return KnownScriptRow(script.id, script.title, f"{lengths(script)}  ·  {voice}")


def lengths(script: Script) -> str:
    """`12 to 24 min`: as it is written, and with every silence at its longest."""
    short, long = (max(1, round(script.length(stretch) / 60 / SECOND)) for stretch in (0.0, 1.0))
    return f"{short} min" if short == long else f"{short} to {long} min"


def silence_words(line: ScriptLine) -> str:
    """`20 s`, `20 to 45 s`, `45 s to 2 min`: the silence after a line."""
    short, long = span_words(line.quiet), span_words(line.longest)
    if not line.stretches:
        return short
    number, _, unit = short.partition(" ")
    return f"{number} to {long}" if long.endswith(f" {unit}") and " " not in unit else f"{short} to {long}"


def paint_script(painter: QPainter, rect: QRectF, row: KnownScriptRow, theme: Theme, lit: bool, chosen: bool) -> None:
    """The title, and below it the rest."""
    box = _ground(painter, rect, theme, lit, chosen)
    wide = box.width() - 28
    strong, small = theme.font(Role.LABEL, QFont.Weight.Medium), theme.font(Role.SMALL, tabular=True)
    for text, font, ink, top in (
        (row.title, strong, theme.colours.text, 8),
        (row.words, small, theme.colours.soft, 31),
    ):
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(QRectF(box.left() + 14, box.top() + top, wide, 22), _LEFT, elided(text, font, wide))


def paint_line(painter: QPainter, rect: QRectF, row: ScriptLineRow, theme: Theme, lit: bool, chosen: bool) -> None:
    """The number, the words, the silence, and a mark where it is recorded."""
    box, c = _ground(painter, rect, theme, lit, chosen), theme.colours
    small, label = theme.font(Role.SMALL, tabular=True), theme.font(Role.LABEL)
    level = QRectF(box.left() + 12, box.top(), box.width() - 24, box.height())
    painter.setFont(small)
    painter.setPen(c.soft if chosen else c.dim)
    painter.drawText(level, _LEFT, str(int(row.id) + 1))
    silence = text_width(row.silence, small)
    painter.drawText(level.adjusted(0, 0, -VOICE, 0), _RIGHT, row.silence)
    if row.recorded:
        theme.draw_icon(painter, "check", QRectF(level.right() - 16, box.center().y() - 8, 16, 16), c.accent)
    room = level.adjusted(NUMBER, 0, -VOICE - max(silence, SILENCE) - 12, 0)
    painter.setFont(label)
    painter.setPen(c.text)
    painter.drawText(room, _LEFT, elided(row.say, label, room.width()))


def _ground(painter: QPainter, rect: QRectF, theme: Theme, lit: bool, chosen: bool) -> QRectF:
    """The chosen row has a ground and a bar at its left edge; where the keys go it is outlined."""
    c, box = theme.colours, rect.adjusted(0, 1, 0, -1)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_ground)
        painter.drawRoundedRect(box, 6, 6)
        painter.setBrush(c.accent)
        painter.drawRoundedRect(QRectF(box.left(), box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
    if lit:
        painter.setPen(QPen(c.accent, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
    return box
