"""The clinic's own limits for readings: text beside a value, never a verdict. KapGuide ships none of them."""

import os
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.vitals import NAMES, RANGES, Vitals
from kapguide.toml_file import FileError, TomlTable, load_table, table_in

NOT_WRITTEN = "This clinic has not written its limits."
MOST_LIMITS = 24
MEASURES = {
    "bp": ("systolic", "diastolic"),
    "hr": ("heart_rate",),
    "spo2": ("spo2",),
    "rr": ("respiratory_rate",),
}
"""What a limit can be for, and the values of a reading that it is held against."""
WORDS = {"bp": "BP", "hr": "HR", "spo2": "SpO2", "rr": "RR"}
ABOVE, BELOW = SIDES = ("above", "below")
BEFORE_DOSE, AFTER_DOSE = TIMES = ("before the dose", "after the dose")


class Limit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One limit: `bounds` is one number, or for a pressure the upper and the lower one.

    `side` says where outside is, above or below; `when` is `before the dose`, `after the dose` or empty for always.
    """

    measure: str
    side: str
    bounds: tuple[int, ...]
    when: str = ""

    @property
    def figures(self) -> str:
        """`160/90`, `92 %`."""
        return "/".join(map(str, self.bounds)) + (" %" if self.measure == "spo2" else "")

    @property
    def words(self) -> str:
        """`BP above 160/90 before the dose`."""
        words = f"{WORDS.get(self.measure, self.measure)} {self.side} {self.figures}"
        return f"{words} {self.when}" if self.when else words

    def passed_by(self, vitals: Vitals) -> bool:
        """Does one of its values lie outside? What was not read does not."""
        read = zip((getattr(vitals, field) for field in MEASURES.get(self.measure, ())), self.bounds, strict=False)
        return any(
            value is not None and (value > bound if self.side == ABOVE else value < bound) for value, bound in read
        )


def outside(limits: tuple[Limit, ...], vitals: Vitals, *, dosed: bool) -> tuple[Limit, ...]:
    """The limits that a reading lies outside of, of those that hold before the dose, or after it."""
    now = AFTER_DOSE if dosed else BEFORE_DOSE
    return tuple(limit for limit in limits if limit.when in ("", now) and limit.passed_by(vitals))


class ClinicLimits(msgspec.Struct, frozen=True):
    """The limits as their file has them. `fault` says why it could not be read; then the rest is empty."""

    limits: tuple[Limit, ...] = ()
    filled_by: str = ""
    filled_on: str = ""
    fault: str = ""

    @property
    def in_force(self) -> tuple[Limit, ...]:
        """The limits that somebody answers for: without name and date none of them is shown."""
        return self.limits if self.signed_by else ()

    @property
    def signed_by(self) -> str:
        """`Dr R. Example, 3 Nov 2026`; empty where nobody has."""
        return f"{self.filled_by}, {self.filled_on}" if self.filled_by and self.filled_on else ""

    @property
    def reminder(self) -> str:
        """What the clinic has still to do, in a sentence; empty when it is done."""
        if self.fault:
            return f"This clinic’s limits cannot be read. {self.fault}"
        if not self.limits:
            return NOT_WRITTEN
        return "" if self.signed_by else "Nobody has signed the clinic’s limits: until then they are not shown."


def shipped_limits_file() -> Path:
    """The file that comes with KapGuide: it names no limit."""
    return paths.resource("texts", "limits.toml")


def clinic_limits(own: Path) -> ClinicLimits:
    """The practice's own limits in the file `own`; none without it. Never raises: a fault is told in the limits."""
    if not os.path.lexists(own):
        return ClinicLimits()
    try:
        return read_limits(own)
    except FileError as error:
        first = error.problems[0]
        said = f"{own.name}, {first.path or 'the whole file'}: expected {first.expected}, got {first.got}."
        return ClinicLimits(fault=f"{said} Mend it; until then none is shown.")


def read_limits(path: Path) -> ClinicLimits:
    """The limits in a file. Raises FileError with all of its problems."""
    return _read(load_table(path), path)


def limits_in(text: str, path: Path) -> ClinicLimits:
    """The limits that the file at `path` is to say. Raises FileError with all of its problems."""
    return _read(table_in(text, path), path)


def _read(table: TomlTable, path: Path) -> ClinicLimits:
    filled_by = table.text("filled_by", 80, required=False)
    filled_on = table.text("filled_on", 20, required=False)
    found: list[Limit] = []
    for row in table.tables("limits", "a limit", MOST_LIMITS):
        found += _limits(row)
    if bool(filled_by) != bool(filled_on):
        table.bad("filled_on" if filled_by else "filled_by", 'both "filled_by" and "filled_on", or neither')
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return ClinicLimits(tuple(found), filled_by, filled_on)


def _limits(row: TomlTable) -> list[Limit]:
    """A row: what for, above or below what, or both."""
    measure = row.choice("value", tuple(MEASURES))
    when = row.choice("when", TIMES) if row.has("when") else ""
    bounds = {side: _bounds(row, side, measure) for side in SIDES if row.has(side)}
    if not bounds:
        row.bad(ABOVE, '"above" or "below"')
    row.close()
    if measure is None or when is None:
        return []
    found = [Limit(measure, side, bound, when) for side, bound in bounds.items() if bound]
    if len(found) == len(SIDES) and any(
        low >= high for high, low in zip(found[0].bounds, found[1].bounds, strict=True)
    ):
        row.bad(BELOW, f'less than the {found[0].figures} of "above"')
    return found


def _bounds(row: TomlTable, side: str, measure: str | None) -> tuple[int, ...]:
    """`"160/90"` for a pressure, else one whole number; empty where it is bad."""
    if measure is None:
        return ()
    fields = MEASURES[measure]
    if len(fields) == 1:
        number = row.whole(side, *RANGES[fields[0]])
        return () if number is None else (number,)
    parts = [part.strip() for part in row.text(side, 9).split("/")]
    numbers = tuple(int(part) for part in parts if part.isascii() and part.isdigit())
    ranges = [RANGES[field] for field in fields]
    fits = len(numbers) == len(parts) == len(ranges)
    if fits and all(low <= number <= high for number, (low, high) in zip(numbers, ranges, strict=True)):
        if numbers[0] > numbers[1]:
            return numbers
        row.bad(side, "the upper value first")
    else:
        named = " and ".join(
            f"{NAMES[field]} {low} to {high}" for field, (low, high) in zip(fields, ranges, strict=True)
        )
        row.bad(side, f'a pressure such as "150/95": {named}')
    return ()
