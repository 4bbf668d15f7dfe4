"""The clinic's own short texts: the emergency card, and the labels of the one-key observations."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.session.toml_file import FileError, Table, load_table

KEYS = tuple("123456789")
NOT_FILLED = "Not filled yet: your clinic's medical lead writes this card, names himself or herself on it and dates it."


class Situation(msgspec.Struct, frozen=True):
    """One heading of the emergency card with the clinic's steps."""

    title: str
    steps: tuple[str, ...]


class EmergencyCard(msgspec.Struct, frozen=True):
    """The clinic's emergency card; KapGuide shows it and adds nothing to it."""

    address: str
    numbers: tuple[str, ...]
    situations: tuple[Situation, ...]
    filled_by: str = ""
    filled_on: str = ""

    @property
    def head(self) -> tuple[str, ...]:
        """What stands above the situations: the address to read out, the numbers, and who wrote the card and when."""
        written = f"Written by {self.filled_by}, {self.filled_on}" if self.filled_by else NOT_FILLED
        return (f"Address to read out: {self.address}", *self.numbers, written)


def shipped_emergency_card() -> EmergencyCard:
    """The card that comes with KapGuide: headings for the clinic to fill."""
    return read_emergency_card(paths.resource("texts", "emergency-card.toml"))


def shipped_observations() -> Mapping[str, str]:
    """The observations that come with KapGuide."""
    return read_observations(paths.resource("texts", "observations.toml"))


def read_emergency_card(path: Path) -> EmergencyCard:
    """The card in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    card = EmergencyCard(
        address=table.text("address", 200),
        numbers=tuple(table.texts("numbers", 12, 100)),
        situations=tuple(_situation(row) for row in table.tables("situations", "a situation", 30, required=True)),
        filled_by=table.text("filled_by", 80, required=False),
        filled_on=table.text("filled_on", 20, required=False),
    )
    if table.has("filled_by") != table.has("filled_on"):
        missing = "filled_on" if table.has("filled_by") else "filled_by"
        table.bad(missing, 'both "filled_by" and "filled_on", or neither')
    _close(table, path)
    return card


def read_observations(path: Path) -> Mapping[str, str]:
    """The observations in a file: the keys 1 to 9, in the file's order, and their labels. Raises FileError."""
    table = load_table(path)
    found: dict[str, str] = {}
    for row in table.tables("observations", "an observation", len(KEYS), required=True):
        key = row.choice("key", KEYS)
        label = row.text("label", 30)
        row.close()
        if key in found:
            row.bad("key", "a key of its own", f'"{key}" a second time')
        elif key:
            found[key] = label
    _close(table, path)
    return found


def _situation(row: Table) -> Situation:
    situation = Situation(row.text("title", 80), tuple(row.texts("steps", 20, 200)))
    row.close()
    return situation


def _close(table: Table, path: Path) -> None:
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
