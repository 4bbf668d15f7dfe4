"""The rows of Today: a day's contacts and what is to be done, each a code, what, and a verb."""

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPen

from kapguide.clinical.facts import ContactKind
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.charts.contact_hues import paint_bead
from kapguide.ui.widgets.chip import HEIGHT, ICON, PAD, ChipData, Tone, paint_chip
from kapguide.ui.widgets.lists.row_list import RowList

CONTACT, CLIENT, NOTE, SCORE, SETTINGS = "contact ", "client ", "note ", "score ", "settings "
MORE_NOTES, MORE_CONTACTS, MEDICINE_LOG = "more notes", "more contacts", "medicine log"
"""How the id of a row begins: it goes on with that of the fact, with the client's code, with the id of
the session, with that of the score and the client's code, or with a section of the settings."""
ROW, HEADING = 44, 30
EDGE = 8
"""From the list's edge to the words: the ground of a row that the keys are on reaches so much further (pixels)."""
CLOCK, BEAD = 76, 18
SIGN = 28
APART = 14
LEAST = 90
"""Of what a row is about so much is kept before what stands at its right gives way (pixels)."""
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)


class WorkRow(msgspec.Struct, frozen=True):
    """One row. Of a contact `clock` and `kind` lead it, of what is to be done an `icon`; one with a `heading` is that.

    `chip` is what is missing, in a word; `line` draws a hairline below.
    """

    id: str
    code: str = ""
    what: str = ""
    aside: str = ""
    verb: str = ""
    clock: str = ""
    kind: ContactKind | None = None
    icon: str = ""
    chip: str = ""
    warm: bool = False
    heading: str = ""
    line: bool = False

    def __str__(self) -> str:
        parts = (self.heading, self.clock, self.code, self.what, self.chip, self.aside, self.verb)
        return "  ".join(part for part in parts if part)


def with_lines(rows: tuple[WorkRow, ...]) -> tuple[WorkRow, ...]:
    """The rows with a hairline between two of the same group."""
    following = (*rows[1:], WorkRow("", heading="the end"))
    return tuple(
        msgspec.structs.replace(row, line=not row.heading and not after.heading)
        for row, after in zip(rows, following, strict=False)
    )


def row_height(row: WorkRow, width: float, theme: Theme) -> int:
    return HEADING if row.heading else ROW


def paint_row(painter: QPainter, rect: QRectF, row: WorkRow, theme: Theme, lit: bool = False) -> None:
    """One row on one line; the code is never cut, what follows it first."""
    if row.heading:
        _paint_heading(painter, rect, row.heading, theme)
        return
    c = theme.colours
    if lit:
        painter.setPen(QPen(mix(c.surface, c.accent, 0.45), 1))
        painter.setBrush(c.accent_ground)
        corner = theme.sizes.button_corner
        painter.drawRoundedRect(rect.adjusted(0.5, 1.5, -0.5, -1.5), corner, corner)
    elif row.line:
        painter.setPen(QPen(c.line, 1))
        painter.drawLine(rect.bottomLeft() + QPointF(EDGE, -0.5), rect.bottomRight() - QPointF(EDGE, 0.5))
    room = rect.adjusted(EDGE, 0, -EDGE, 0)
    left = _paint_lead(painter, room, row, theme)
    right = _paint_verb(painter, room, row, theme, lit)
    strong = theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True)
    if row.code:
        wide = text_width(row.code, strong) + 2
        _write(painter, QRectF(left, room.top(), wide, room.height()), row.code, strong, c.text)
        left += wide + APART - 2
    right = _paint_aside(painter, QRectF(left, room.top(), max(0.0, right - left), room.height()), row, theme, lit)
    font = theme.font(Role.LABEL, None if row.code else QFont.Weight.DemiBold)
    ink = c.text if lit or not row.code else c.soft
    place = QRectF(left, room.top(), max(0.0, right - left), room.height())
    _write(painter, place, elided(row.what, font, place.width() + 1), font, ink)


def _write(painter: QPainter, place: QRectF, words: str, font: QFont, ink: object, side: int = _LEFT) -> None:
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(place, side, words)


def _paint_heading(painter: QPainter, rect: QRectF, words: str, theme: Theme) -> None:
    """An eyebrow with a line to the right."""
    font = theme.font(Role.EYEBROW)
    room = rect.adjusted(EDGE, 6, -EDGE, 0)
    _write(painter, room, words, font, theme.colours.dim)
    left = room.left() + text_width(words, font) + 12
    middle = room.center().y()
    if left < room.right():
        painter.setPen(QPen(theme.colours.line, 1))
        painter.drawLine(QPointF(left, middle), QPointF(room.right(), middle))


def _paint_lead(painter: QPainter, room: QRectF, row: WorkRow, theme: Theme) -> float:
    """What stands before the code; tells where that begins."""
    c, left = theme.colours, room.left()
    if row.clock:
        _write(painter, room, row.clock, theme.font(Role.LABEL, tabular=True), c.warm if row.warm else c.text)
        left += CLOCK
    if row.kind is not None:
        paint_bead(painter, QPointF(left + 5, room.center().y()), row.kind, theme)
        left += BEAD
    if row.icon:
        place = QRectF(left, room.center().y() - 9, 18, 18)
        theme.draw_icon(painter, row.icon, place, c.warm if row.warm else c.soft)
        left += SIGN
    return left


def _paint_verb(painter: QPainter, room: QRectF, row: WorkRow, theme: Theme, lit: bool) -> float:
    """What Enter does; of a contact only where the keys are. Tells where what stands before it ends."""
    verb = row.verb if lit or not row.clock else ""
    if not verb:
        return room.right()
    font = theme.font(Role.SMALL, QFont.Weight.DemiBold)
    _write(painter, room, verb, font, theme.colours.text if lit else theme.colours.accent, _RIGHT)
    return room.right() - text_width(verb, font) - APART - 6


def chip_place(room: QRectF, row: WorkRow, theme: Theme) -> QRectF:
    """Where the chip of a row stands: at the right of the room."""
    wide = text_width(row.chip, theme.font(Role.SMALL, QFont.Weight.Medium, tabular=True)) + 2 * PAD + ICON + 6
    return QRectF(room.right() - wide, room.center().y() - HEIGHT / 2, wide, HEIGHT)


class Agenda(RowList):
    """Planned contacts. A press on the chip of one says that what it lacks is asked for; elsewhere it is the row's."""

    chip_pressed = Signal(str)
    """The client's code."""

    def __init__(self, theme: Theme, empty_text: str) -> None:
        super().__init__(theme, "Planned contacts", row_height, paint_row, empty_text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row: WorkRow | None = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        room = QRectF(self.visualRect(index)).adjusted(EDGE, 0, -EDGE, 0)
        if row is not None and row.chip and chip_place(room, row, self.theme).contains(event.position()):
            self.chip_pressed.emit(row.code)
        else:
            super().mouseReleaseEvent(event)


def _paint_aside(painter: QPainter, room: QRectF, row: WorkRow, theme: Theme, lit: bool) -> float:
    """At the right with whom, since when, or what is missing; tells where what stands before it ends."""
    if row.chip:
        return _paint_lack(painter, room, row, theme)
    if not row.aside:
        return room.right()
    font = theme.font(Role.SMALL, QFont.Weight.Medium if row.warm else None, tabular=True)
    words = elided(row.aside, font, max(0.0, room.width() - LEAST))
    ink = theme.colours.warm if row.warm and not row.clock else theme.colours.text if lit else theme.colours.soft
    _write(painter, room, words, font, ink, _RIGHT)
    return room.right() - text_width(words, font) - APART


def _paint_lack(painter: QPainter, room: QRectF, row: WorkRow, theme: Theme) -> float:
    """What is missing, in a chip; where a code leaves no room for it its words alone, and at last its sign."""
    place, most = chip_place(room, row, theme), room.width() - LEAST / 2
    font = theme.font(Role.SMALL, QFont.Weight.Medium, tabular=True)
    if place.width() <= most:
        paint_chip(painter, place, ChipData(row.chip, "pill", Tone.WARM), theme)
        return place.left() - APART
    if (wide := text_width(row.chip, font)) <= most:
        _write(painter, room, row.chip, font, theme.colours.warm, _RIGHT)
        return room.right() - wide - APART
    sign = QRectF(room.right() - ICON, room.center().y() - ICON / 2, ICON, ICON)
    theme.draw_icon(painter, "pill", sign, theme.colours.warm)
    return sign.left() - APART
