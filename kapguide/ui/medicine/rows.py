"""A line of the medicine log, what must be there of an item, and a dose without a line, as rows."""

from datetime import datetime

from kapguide.clinical.facts import Movement
from kapguide.clinical.medicine_log import WORDS, MedicineLine, Stock, amount_words
from kapguide.clinical.when import day_words
from kapguide.store.tables.dose_rows import PracticeDose
from kapguide.ui.widgets.lists.book_row import BookRow
from kapguide.usecases.medicine_log import MedicineBook, client_words


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
