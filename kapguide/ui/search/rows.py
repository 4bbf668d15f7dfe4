"""The rows of what was found: a code, the words with what was looked for marked in them, where and when."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from kapguide.clinical.facts import ContactKind
from kapguide.store.search.hits import Hit
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.contact_hues import paint_bead

ROW, HEADING = 40, 29
EDGE, APART, BEAD = 8, 14, 18
LEAST = 120
"""Of the words so much is kept before what stands at the right gives way (pixels)."""
BEFORE = 0.3
"""Where the first mark stands at most, as a share of the room, when the words before it are cut."""
SHOWN = 400
"""So many signs behind the first mark are looked at: more have no room on a line."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
Marks = tuple[tuple[int, int], ...]


class FoundRow(msgspec.Struct, frozen=True):
    """One row. One with a `heading` is that, with `aside` at its right; one without a `hit` narrows to its kind.

    `lead` stands before the words, as an instrument's name does.
    """

    id: str
    code: str = ""
    contact: ContactKind | None = None
    words: str = ""
    marks: Marks = ()
    aside: str = ""
    verb: str = "Open"
    heading: str = ""
    hit: Hit | None = None

    def __str__(self) -> str:
        verb = "" if self.heading else self.verb
        return "  ".join(part for part in (self.heading, self.code, self.words, self.aside, verb) if part)


def found_height(row: FoundRow, width: float, theme: Theme) -> int:
    return HEADING if row.heading else ROW


def paint_found(painter: QPainter, rect: QRectF, row: FoundRow, theme: Theme, lit: bool = False) -> None:
    """One row on one line; the code is never cut, the words give way around what was looked for."""
    c = theme.colours
    if row.heading:
        _paint_heading(painter, rect, row, theme)
        return
    if lit:
        painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
        painter.setBrush(c.accent_ground)
        corner = theme.sizes.button_corner
        painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, -1.5), corner, corner)
    room = rect.adjusted(EDGE, 0, -EDGE, 0)
    right = _paint_right(painter, room, row, theme, lit)
    left = room.left()
    if row.contact is not None:
        paint_bead(painter, QPointF(left + 5, room.center().y()), row.contact, theme)
    left += BEAD
    if row.code:
        font = theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True)
        wide = text_width(row.code, font)
        if row.words == row.code:
            place = QRectF(left, room.top(), wide + 2, room.height())
            paint_words(painter, place, row.code, row.marks, theme, lit=lit, plain=font)
            return
        painter.setFont(font)
        painter.setPen(c.text)
        painter.drawText(QRectF(left, room.top(), wide + 2, room.height()), _LEFT, row.code)
        left += wide + APART
    place = QRectF(left, room.top(), max(0.0, right - left), room.height())
    paint_words(painter, place, row.words, row.marks, theme, lit=lit)


def _paint_heading(painter: QPainter, rect: QRectF, row: FoundRow, theme: Theme) -> None:
    """An eyebrow with a line to the right, and how many there are at its end."""
    font, small = theme.font(Role.EYEBROW), theme.font(Role.SMALL, tabular=True)
    room = rect.adjusted(EDGE, 5, -EDGE, 0)
    painter.setFont(font)
    painter.setPen(theme.colours.dim)
    painter.drawText(room, _LEFT, row.heading)
    painter.setFont(small)
    painter.drawText(room, _RIGHT, row.aside)
    left = room.left() + text_width(row.heading, font) + 12
    right = room.right() - (text_width(row.aside, small) + 12 if row.aside else 0)
    if left < right:
        painter.setPen(QPen(theme.colours.line, 1))
        painter.drawLine(QPointF(left, room.center().y()), QPointF(right, room.center().y()))


def _paint_right(painter: QPainter, room: QRectF, row: FoundRow, theme: Theme, lit: bool) -> float:
    """Where and when, and what Enter does; tells where the words before it end."""
    c = theme.colours
    verb, small = theme.font(Role.SMALL, QFont.Weight.DemiBold), theme.font(Role.SMALL, tabular=True)
    painter.setFont(verb)
    painter.setPen(c.text if lit else c.accent)
    painter.drawText(room, _RIGHT, row.verb)
    right = room.right() - text_width(row.verb, verb) - APART - 4
    most = max(0.0, right - room.left() - text_width(row.code, theme.font(Role.LABEL)) - BEAD - LEAST)
    words = elided(row.aside, small, most)
    if words:
        painter.setFont(small)
        painter.setPen(c.text if lit else c.soft)
        painter.drawText(QRectF(room.left(), room.top(), right - room.left(), room.height()), _RIGHT, words)
        right -= text_width(words, small) + APART
    return right


def paint_words(
    painter: QPainter, room: QRectF, words: str, marks: Marks, theme: Theme, *, lit: bool = False,
    plain: QFont | None = None,
) -> None:  # fmt: skip
    """The words on one line, as far as there is room, so that the first mark is seen; each mark on a ground. What is
    not marked is of the font `plain`."""
    c = theme.colours
    plain, strong = plain or theme.font(Role.LABEL), theme.font(Role.LABEL, QFont.Weight.DemiBold)
    begin = first_shown(words, marks, room.width(), QFontMetricsF(plain).horizontalAdvance)
    left, at = room.left(), begin
    if begin:
        left = _piece(painter, left, room, "…", plain, c.soft)
    for mark in (*marks, (len(words), len(words))):
        low, high = max(mark[0], at), min(mark[1], begin + SHOWN)
        for text, font, marked in ((words[at:low], plain, False), (words[low:high], strong, True)):
            if not text or left >= room.right():
                continue
            shown = elided_piece(text, font, room.right() - left)
            if marked and shown:
                _paint_mark(painter, QRectF(left, room.top(), text_width(shown, font), room.height()), theme, lit)
            left = _piece(painter, left, room, shown, font, c.text if marked or lit else c.soft)
            if shown != text:
                return
        at = max(at, high)


def first_shown(words: str, marks: Marks, room: float, width: Callable[[str], float]) -> int:
    """From which sign on the words are shown, at a word's beginning: so that the first mark is in sight."""
    if not marks or (len(words) <= SHOWN and width(words) <= room):
        return 0
    mark = marks[0][0]
    begin = max(0, mark - SHOWN)
    if not begin and width(words[:mark]) <= room * BEFORE:
        return 0
    while (following := words.find(" ", begin, mark - 1)) >= 0 and width(words[begin:mark]) > room * BEFORE:
        begin = following + 1
    return begin


def elided_piece(text: str, font: QFont, width: float) -> str:
    """As `elided`, with the blanks at its ends kept: the words go on before and after it."""
    metrics = QFontMetricsF(font)
    return text if metrics.horizontalAdvance(text) <= width else metrics.elidedText(
        text, Qt.TextElideMode.ElideRight, max(0.0, width)
    )  # fmt: skip


def _piece(painter: QPainter, left: float, room: QRectF, text: str, font: QFont, ink: QColor) -> float:
    """Draw a piece of the line; tells where the next one begins."""
    painter.setFont(font)
    painter.setPen(ink)
    wide = text_width(text, font)
    painter.drawText(QRectF(left, room.top(), wide + 2, room.height()), _LEFT, text)
    return left + wide


def _paint_mark(painter: QPainter, place: QRectF, theme: Theme, lit: bool) -> None:
    """The ground of what was looked for: that of the accent, on a lit row that of the sheet."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colours.surface if lit else theme.colours.accent_ground)
    middle = place.center().y()
    painter.drawRoundedRect(QRectF(place.left() - 2, middle - 11, place.width() + 4, 22), 4, 4)
