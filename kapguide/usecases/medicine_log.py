"""The medicine log of the practice: read with the doses that have no line in it, added to, and exported."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from kapguide.clinical.facts import MedicineMoved, Movement
from kapguide.clinical.medicine_log import (
    NOTHING,
    WORDS,
    MedicineLine,
    MedicineLog,
    amount_words,
    fault_of,
    medicine_log,
)
from kapguide.errors import KapGuideError
from kapguide.export.csv_rows import to_csv
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.store.tables.dose_rows import PracticeDose
from kapguide.usecases.exports import export_table
from kapguide.usecases.staff import people_of

HEAD = (
    "Line", "Happened", "Movement", "Medicine", "Strength", "Form", "Amount", "Unit", "Balance", "Lot",
    "Client/session", "Witness", "Words", "Written by", "Written", "Corrected by line",
)  # fmt: skip


RECENT = timedelta(days=60)
"""Of doses that are older nobody is reminded; the log itself names them all."""


class MedicineBook(msgspec.Struct, frozen=True):
    """The log, and the doses since its beginning of which it has no line. `sessions` are their numbers,
    `codes` and `names` those of clients and people, all by id."""

    log: MedicineLog
    without: tuple[PracticeDose, ...] = ()
    sessions: dict[str, int] = {}
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    """Those of the lines, from 1."""

    def number(self, line_id: str) -> int:
        """The number of a line; 0 for none."""
        return self.numbers.get(line_id, 0)


def book_of(store: Store) -> MedicineBook:
    """The medicine log as it stands."""
    log = medicine_log(store.facts.of_practice(MedicineMoved))
    begun = min((line.moved.on for line in log.lines), default=None)
    doses = store.books.doses_since(begun) if begun is not None else []
    codes = {client.id: client.code for client in store.clients()}
    names = {row.id: row.name for row in store.staff.rows()} | {each.id: each.name for each in people_of(store)}
    without = _without(doses, log.lines)
    return MedicineBook(log, without, {dose.session_id: dose.number for dose in doses}, codes, names, numbered(log))


def recent_without(store: Store, now: datetime) -> int:
    """How many doses of the last weeks have no line in the log; before its first line none."""
    lines = medicine_log(store.facts.of_practice(MedicineMoved)).lines
    if not lines:
        return 0
    begun = min(line.moved.on for line in lines)
    return len(_without(store.books.doses_since(max(begun, now - RECENT)), lines))


def _without(doses: Sequence[PracticeDose], lines: Sequence[MedicineLine]) -> tuple[PracticeDose, ...]:
    written = {line.moved.dose for line in lines if not line.corrected and line.moved.dose}
    return tuple(dose for dose in doses if not written.intersection(dose.known_as))


def numbered(log: MedicineLog) -> dict[str, int]:
    """The number of each line, from 1."""
    return {line.fact.id: at for at, line in enumerate(log.lines, start=1)}


def write_line(store: Store, moved: MedicineMoved, corrects: str = "") -> Said:
    """Add a line to the log, or one in the place of another. Raises KapGuideError for one that says too little."""
    if fault := fault_of(moved, corrects=bool(corrects)):
        raise KapGuideError(fault)
    return store.facts.say("", moved, supersedes=corrects)


def moved_for(dose: PracticeDose, what: Movement = Movement.GIVEN) -> MedicineMoved:
    """What a line about a dose begins from; how much was given of the stock only a person can say."""
    return MedicineMoved(
        what, dose.medicine, NOTHING, "", dose.at, dose.form, dose.strength,
        client=dose.client_id, session=dose.session_id, dose=dose.id,
    )  # fmt: skip


def export_log(store: Store, folder: Path, now: datetime) -> Path:
    """Write the whole log as CSV into `folder`; return the file. Raises KapGuideError."""
    book = book_of(store)
    rows = (_cells(book, at, line) for at, line in enumerate(book.log.lines, start=1))
    name = f"{now.astimezone():%Y-%m-%d}-medicine-log.csv"
    return export_table(store, "medicine log", folder, name, to_csv(HEAD, rows))


def _cells(book: MedicineBook, number: int, line: MedicineLine) -> tuple[str, ...]:
    moved, on, at = line.moved, line.moved.on.astimezone(), line.fact.at.astimezone()
    return (
        str(number), f"{on:%Y-%m-%d %H:%M}", WORDS[moved.what], moved.medicine, moved.strength, moved.form,
        amount_words(moved.amount), moved.unit, amount_words(line.balance).replace("−", "-"), moved.lot,
        client_words(book, moved), moved.witness, moved.words, book.names.get(line.fact.author, ""),
        f"{at:%Y-%m-%d %H:%M}", str(book.number(line.corrected)) if line.corrected else "",
    )  # fmt: skip


def client_words(book: MedicineBook, moved: MedicineMoved) -> str:
    """Of whose session a line is: `M-014/2`; the code of a client who was removed is not known any more."""
    if not moved.client:
        return ""
    number = book.sessions.get(moved.session)
    return book.codes.get(moved.client, "removed") + (f"/{number}" if number else "")
