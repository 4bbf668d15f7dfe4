"""The clinic's own emergency card: what stands on it, and what is still missing. KapGuide adds nothing to it."""

import os
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.errors import KapGuideError
from kapguide.files import private_file, write_safely
from kapguide.toml_file import FileError, TomlTable, load_table, table_in

NOT_WRITTEN = "This clinic has not written its emergency card."
UNREADABLE = "This clinic’s emergency card cannot be read."
LEFT_OPEN = "…"
"""What the shipped file has in place of a clinic's own words; it is never shown as any."""
ADDRESS_SIGNS, NUMBER_SIGNS, WHO_SIGNS, STEP_SIGNS, STEP_WHO_SIGNS = 200, 30, 40, 200, 60
MOST_STEPS = 12
"""How long what the clinic writes may be, and how many steps a situation may have."""


class CardStep(msgspec.Struct, frozen=True):
    """One step in the clinic's words, and who does it."""

    text: str
    who: str = ""


class Situation(msgspec.Struct, frozen=True):
    """One heading of the card with the clinic's steps."""

    title: str
    steps: tuple[CardStep, ...] = ()


class CardNumber(msgspec.Struct, frozen=True):
    """Whom a telephone number reaches; no number where the clinic has written none."""

    who: str
    number: str = ""


class CardRole(msgspec.Struct, frozen=True):
    """What somebody does in an emergency, and who it is."""

    role: str
    who: str = ""


class EmergencyCard(msgspec.Struct, frozen=True):
    """The card as it is read. `fault` says why it could not be; then the rest is empty."""

    address: str = ""
    numbers: tuple[CardNumber, ...] = ()
    roles: tuple[CardRole, ...] = ()
    situations: tuple[Situation, ...] = ()
    filled_by: str = ""
    filled_on: str = ""
    fault: str = ""

    @property
    def filled(self) -> bool:
        """Whether the clinic has written anything that helps: a step, a number, or the address."""
        steps = any(situation.steps for situation in self.situations)
        return steps or bool(self.address) or any(number.number for number in self.numbers)

    @property
    def signature(self) -> str:
        """Who wrote it and when."""
        return f"Card by {self.filled_by}, {self.filled_on}" if self.filled_by else "Nobody has signed this card."

    @property
    def open_ends(self) -> str:
        """What is still open, in a few words for its head: `not signed, 9 without steps`; empty where nothing is."""
        empty = sum(not situation.steps for situation in self.situations)
        open_ends = (*(() if self.filled_by else ("not signed",)), *((f"{empty} without steps",) if empty else ()))
        return ", ".join(open_ends)

    @property
    def instead(self) -> str:
        """The one sentence that stands where no card is; empty for one that is filled in."""
        if self.fault:
            return UNREADABLE
        return "" if self.filled else NOT_WRITTEN

    @property
    def reminder(self) -> str:
        """What the clinic has still to do before a session, in a sentence; empty when it is done."""
        if self.fault or not self.filled:
            return f"{self.instead} {self.fault}".strip()
        missing = [
            *(() if self.address else ("the address to read out",)),
            *(f"the number of “{number.who}”" for number in self.numbers if not number.number),
            *(f"the steps for “{situation.title}”" for situation in self.situations if not situation.steps),
            *(() if self.filled_by else ("who wrote it, and when",)),
        ]
        if not missing:
            return ""
        more = f" and {len(missing) - 2} more" if len(missing) > 2 else ""
        return f"The emergency card lacks {', '.join(missing[:2])}{more}."


def shipped_card_file() -> Path:
    """The file that comes with KapGuide: headings for the clinic to fill."""
    return paths.resource("texts", "emergency-card.toml")


def begin_card(own: Path) -> None:
    """Put a copy of the shipped file at `own`, for the clinic to fill in; one that is there stays as it is."""
    try:
        private_file(own)
        with own.open("rb") as file:
            empty = not file.read(1)
        if empty:
            write_safely(own, shipped_card_file().read_bytes())
    except OSError as error:
        raise KapGuideError(
            f"The file {own} cannot be written: {error.strerror}. Nothing was changed.", str(error)
        ) from error


def clinic_card(own: Path) -> EmergencyCard:
    """The practice's own card in the file `own`, else the shipped one. Never raises: a fault is a card that says so."""
    try:
        return read_emergency_card(own if os.path.lexists(own) else shipped_card_file())
    except FileError as error:
        first = error.problems[0]
        said = f"{own.name}, {first.path or 'the whole file'}: expected {first.expected}, got {first.got}."
        return EmergencyCard(fault=f"{said} Mend it; until then the emergency shows its clock and its log.")


def read_emergency_card(path: Path) -> EmergencyCard:
    """The card in a file. Raises FileError with all of its problems."""
    return _card(load_table(path), path)


def card_in(text: str, path: Path) -> EmergencyCard:
    """The card that the file at `path` is to say. Raises FileError with all of its problems."""
    return _card(table_in(text, path), path)


def _card(table: TomlTable, path: Path) -> EmergencyCard:
    filled_by, filled_on = _own(table, "filled_by", 80), _own(table, "filled_on", 20)
    card = EmergencyCard(
        address=_own(table, "address", ADDRESS_SIGNS),
        numbers=tuple(_number(row) for row in table.tables("numbers", "a number", 6)),
        roles=tuple(_role(row) for row in table.tables("roles", "a role", 4)),
        situations=tuple(_situation(row) for row in table.tables("situations", "a situation", 30, required=True)),
        filled_by=filled_by,
        filled_on=filled_on,
    )
    if bool(filled_by) != bool(filled_on):
        missing = "filled_on" if filled_by else "filled_by"
        table.bad(missing, 'both "filled_by" and "filled_on", or neither')
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return card


def _number(row: TomlTable) -> CardNumber:
    number = CardNumber(row.text("who", 50), _own(row, "number", NUMBER_SIGNS))
    row.close()
    return number


def _role(row: TomlTable) -> CardRole:
    role = CardRole(row.text("role", 20), _own(row, "who", WHO_SIGNS))
    row.close()
    return role


def _situation(row: TomlTable) -> Situation:
    steps = [_step(step) for step in row.tables("steps", "a step", MOST_STEPS)]
    situation = Situation(row.text("title", 60), tuple(step for step in steps if step.text != LEFT_OPEN))
    row.close()
    return situation


def _step(row: TomlTable) -> CardStep:
    step = CardStep(row.text("text", STEP_SIGNS), _own(row, "who", STEP_WHO_SIGNS))
    row.close()
    return step


def _own(row: TomlTable, key: str, longest: int) -> str:
    """The clinic's own words at a key; empty where there are none."""
    words = row.text(key, longest, required=False)
    return "" if words == LEFT_OPEN else words
