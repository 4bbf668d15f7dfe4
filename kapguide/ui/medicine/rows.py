"""A line of the medicine log, what must be there of an item, and a dose without a line: how each is painted."""

from datetime import datetime

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from kapguide.clinical.facts import Movement
from kapguide.clinical.medicine_log import WORDS, MedicineLine, Stock, amount_words
from kapguide.clinical.when import day_words
from kapguide.store.dose_rows import PracticeDose
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import elided, text_width
from kapguide.ui.widgets.row_ground import paint_row_ground
from kapguide.usecases.medicine_log import MedicineBook, client_words

HIGH = 54
APART = 14
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class BookRow(msgspec.Struct, frozen=True):
    """Two lines: the first word in semibold, what follows, a figure at the right; below it the rest, and whose it is.

    A `gone` one was corrected; a `warm` word waits for somebody.
    """

    id: str
    first: str
    what: str = ""
    figure: str = ""
    below: str = ""
    trailing: str = ""
    gone: bool = False
    warm: bool = False

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.first, self.what, self.figure, self.below, self.trailing)))


def line_row(book: MedicineBook, number: int, line: MedicineLine, now: datetime) -> BookRow:
    """A line of the log."""
    moved, on = line.moved, line.moved.on.astimezone()
    corrects = f"corrects line {book.number(line.fact.supersedes)}" if line.fact.supersedes else ""
    counted = f"the log said {amount_words(moved.amount - line.differs)}" if line.differs else ""
    below = (
        f"{day_words(on, now)} {on:%H:%M}",
        client_words(book, moved),
        f"lot {moved.lot}" if moved.lot else "",
        moved.words,
        f"witness {moved.witness}" if moved.witness else "",
        corrects,
        counted,
    )
    if line.corrected:
        trailing = f"corrected by line {book.number(line.corrected)}"
    else:
        trailing = f"{amount_words(line.balance)} {moved.unit} there".replace("  ", " ")
    return BookRow(
        line.fact.id,
        WORDS[moved.what],
        line.item.words,
        _figure(line),
        "  ·  ".join(filter(None, (f"{number}", *below))),
        trailing,
        bool(line.corrected),
        bool(line.differs) and not line.corrected,
    )


def _figure(line: MedicineLine) -> str:
    if line.moved.what is Movement.OWN:
        return ""
    if line.moved.what is Movement.COUNTED:
        return amount_words(line.moved.amount)
    sign = "+" if line.moves > 0 else ""
    return f"{sign}{amount_words(line.moves)}"


def stock_row(stock: Stock, now: datetime) -> BookRow:
    """What must be there of an item, and what a count found."""
    lots = ", ".join(f"{lot or 'no lot'}: {amount_words(left)}" for lot, left in stock.lots)
    counted, differs = stock.counted, False
    said = "never counted"
    if counted is not None:
        differs = bool(counted.differs)
        found = f"found {amount_words(counted.moved.amount)}" if differs else "as it was"
        said = f"counted {day_words(counted.moved.on.astimezone(), now)}, {found}"
    figure = f"{amount_words(stock.balance)} {stock.item.unit}"
    below = "  ·  ".join(filter(None, (said, lots if any(lot for lot, _ in stock.lots) else "")))
    return BookRow(stock.item.words, stock.item.words, "", figure, below, "", False, differs or stock.balance < 0)


def dose_row(dose: PracticeDose, now: datetime) -> BookRow:
    """A dose of which the log has no line."""
    what = " ".join(filter(None, (dose.medicine, dose.amount)))
    at = dose.at.astimezone()
    return BookRow(dose.id, f"{dose.code}/{dose.number}", what, "", f"{day_words(at, now)} {at:%H:%M}", "Write", False)


def book_height(row: BookRow, width: float, theme: Theme) -> int:
    """All of them are as high."""
    return HIGH


def paint_book(painter: QPainter, rect: QRectF, row: BookRow, theme: Theme, lit: bool = False) -> None:
    """The first word is never cut; what follows gives way to the figure, and the line below to its end."""
    c = theme.colours
    room = paint_row_ground(painter, rect, theme, lit)
    strong = theme.font(Role.LABEL, QFont.Weight.DemiBold, tabular=True)
    plain, small = theme.font(Role.LABEL, tabular=True), theme.font(Role.SMALL, tabular=True)
    ink = c.soft if row.gone else c.text
    upper = QRectF(room.left(), room.top() + 6, room.width(), 22)
    lower = QRectF(room.left(), room.top() + 28, room.width(), 20)
    figure = text_width(row.figure, strong) + (APART if row.figure else 0)
    painter.setPen(ink)
    painter.setFont(strong)
    painter.drawText(upper, _RIGHT, row.figure)
    first = elided(row.first, strong, upper.width() - figure)
    painter.drawText(upper, _LEFT, first)
    left = upper.left() + text_width(first, strong) + 10
    wide = max(0.0, upper.right() - figure - left)
    painter.setFont(plain)
    what = elided(row.what, plain, wide)
    painter.drawText(QRectF(left, upper.top(), wide, upper.height()), _LEFT, what)
    if row.gone:
        painter.setPen(QPen(c.soft, 1))
        y = upper.center().y() + 1
        painter.drawLine(QPointF(upper.left(), y), QPointF(left + text_width(what, plain), y))
    painter.setFont(small)
    painter.setPen(c.text if lit else c.soft)
    painter.drawText(lower, _RIGHT, row.trailing)
    wide = max(0.0, lower.width() - text_width(row.trailing, small) - (APART if row.trailing else 0))
    painter.setPen(c.warm if row.warm else c.text if lit else c.soft)
    painter.drawText(QRectF(lower.left(), lower.top(), wide, lower.height()), _LEFT, elided(row.below, small, wide))
