"""The medicine log of a practice that holds stock: what moved, and what must be there by it.

The log is added to and never changed: a line that was wrong stays, and the one that corrects it takes back what it
moved and moves its own. So each balance stands as it was written, and the last one is the sum of all that counts.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

import msgspec

from kapguide.clinical.facts import Fact, MedicineMoved, Movement
from kapguide.errors import KapGuideError

NOTHING = Decimal(0)
WORDS = {
    Movement.RECEIVED: "Received",
    Movement.GIVEN: "Given",
    Movement.RETURNED: "Returned",
    Movement.WASTED: "Wasted",
    Movement.COUNTED: "Counted",
    Movement.OWN: "Client’s own",
}
"""What a line of the log is called."""
_TO_STOCK = {Movement.RECEIVED: 1, Movement.GIVEN: -1, Movement.RETURNED: -1, Movement.WASTED: -1}
_UNSAID = {
    Movement.RECEIVED: "Say from whom it came.",
    Movement.GIVEN: "Choose the dose it was given for, or say to whom.",
    Movement.RETURNED: "Say to whom it was returned.",
    Movement.WASTED: "Say how it was lost or wasted.",
    Movement.OWN: "Choose the dose that it was.",
}
_AMOUNT = re.compile(r"\d{1,6}(?:\.\d{1,3}|,\d{1,2})?")
"""Behind a comma with three digits some people mean thousands: that is not guessed."""


class StockItem(msgspec.Struct, frozen=True, order=True):
    """What is counted together: `ketamine 150 mg, lozenge`, in lozenges."""

    medicine: str
    strength: str
    form: str
    unit: str

    @property
    def words(self) -> str:
        """As the log names it."""
        what = " ".join(filter(None, (self.medicine, self.strength)))
        return ", ".join(filter(None, (what, self.form)))


class MedicineLine(msgspec.Struct, frozen=True):
    """A line of the log: how much of its item must be there after it. `corrected` names the line that took its place;
    `differs` is what a count found more or less than the log said."""

    fact: Fact
    moved: MedicineMoved
    item: StockItem
    balance: Decimal
    corrected: str = ""
    differs: Decimal = NOTHING

    @property
    def moves(self) -> Decimal:
        """By how much the stock became more or less."""
        return effect(self.moved)


class Stock(msgspec.Struct, frozen=True):
    """What must be there of one item, in all and of each lot; `counted` is the last count of it that holds."""

    item: StockItem
    balance: Decimal
    lots: tuple[tuple[str, Decimal], ...] = ()
    counted: MedicineLine | None = None


class MedicineLog(msgspec.Struct, frozen=True):
    """The lines in the order in which they were written, and what must be there."""

    lines: tuple[MedicineLine, ...] = ()
    stocks: tuple[Stock, ...] = ()


def effect(moved: MedicineMoved) -> Decimal:
    """By how much a line makes the stock more, or less."""
    return _TO_STOCK.get(moved.what, 0) * moved.amount


def medicine_log(facts: Iterable[Fact]) -> MedicineLog:
    """The log that these facts of the practice make; others among them are left out."""
    names: dict[tuple[str, ...], StockItem] = {}
    balances: dict[StockItem, Decimal] = {}
    lots: dict[StockItem, dict[str, Decimal]] = {}
    lines: dict[str, MedicineLine] = {}
    for fact in facts:
        moved = fact.body
        if not isinstance(moved, MedicineMoved):
            continue
        item = _item(moved, names)
        if (before := _standing(lines, fact.supersedes)) is not None:
            lines[before.fact.id] = msgspec.structs.replace(before, corrected=fact.id)
            _move(balances, lots, before.item, before.moved, -1)
        _move(balances, lots, item, moved, 1)
        differs = moved.amount - balances[item] if moved.what is Movement.COUNTED else NOTHING
        lines[fact.id] = MedicineLine(fact, moved, item, balances[item], differs=differs)
    written = tuple(lines.values())
    counts = {line.item: line for line in written if line.moved.what is Movement.COUNTED and not line.corrected}
    stocks = (
        Stock(item, balance, tuple((lot, left) for lot, left in sorted(lots[item].items()) if left), counts.get(item))
        for item, balance in sorted(balances.items())
        if any(line.item == item and not line.corrected and line.moved.what is not Movement.OWN for line in written)
    )
    return MedicineLog(written, tuple(stocks))


def _standing(lines: dict[str, MedicineLine], corrected: str) -> MedicineLine | None:
    """The line that a correction takes the place of. Where another machine has corrected the same line before, it is
    that correction: what moved once counts once."""
    line = lines.get(corrected)
    while line is not None and line.corrected:
        line = lines[line.corrected]
    return line


def _move(
    balances: dict[StockItem, Decimal],
    lots: dict[StockItem, dict[str, Decimal]],
    item: StockItem,
    moved: MedicineMoved,
    times: int,
) -> None:
    balances[item] = balances.get(item, NOTHING) + times * effect(moved)
    of_lots = lots.setdefault(item, {})
    of_lots[moved.lot] = of_lots.get(moved.lot, NOTHING) + times * effect(moved)


def _item(moved: MedicineMoved, names: dict[tuple[str, ...], StockItem]) -> StockItem:
    """The item of a line: written in capitals or not, it is the one that was named first."""
    item = StockItem(moved.medicine, moved.strength, moved.form, moved.unit)
    return names.setdefault(tuple(part.casefold() for part in msgspec.structs.astuple(item)), item)


def parse_amount(typed: str) -> Decimal:
    """An amount as people type it: `12`, `2.5`, `2,5`. Raises KapGuideError."""
    if not typed.isascii() or not _AMOUNT.fullmatch(typed.strip()):
        raise KapGuideError("A number, such as 12 or 2.5.")
    return Decimal(typed.strip().replace(",", "."))


def amount_words(amount: Decimal) -> str:
    """`12`, `2.5`; a minus as typographers set it."""
    short = amount.normalize()
    whole = short.quantize(Decimal(1)) if short == short.to_integral_value() else short
    return f"{whole:f}".replace("-", "−")


def fault_of(moved: MedicineMoved, *, corrects: bool = False) -> str:
    """Why a line cannot be written, in a sentence; empty where it can. A correction may say that nothing moved."""
    if not moved.medicine:
        return "Name the medicine."
    if not moved.unit:
        return "Say what is counted: lozenges, vials, tablets."
    if moved.amount <= 0 and moved.what not in (Movement.COUNTED, Movement.OWN) and not corrects:
        return "Type how many: more than none."
    return "" if moved.words or moved.dose else _UNSAID.get(moved.what, "")
