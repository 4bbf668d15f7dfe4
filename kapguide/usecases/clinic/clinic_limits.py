"""The clinic's own limits as the window writes them: row by row, and signed by the medical lead."""

import tomllib
from datetime import date
from typing import NamedTuple

from kapguide.clinical.limits import ClinicLimits, clinic_limits, limits_in, shipped_limits_file
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.toml_edit import Place, with_table, without
from kapguide.usecases.clinic.clinic_text import ClinicText


class WrittenLimit(NamedTuple):
    """One row as it is typed: for what, above and below what, and when; empty where nothing is said."""

    value: str
    above: str = ""
    below: str = ""
    when: str = ""

    @property
    def said(self) -> dict[str, object]:
        """As the file has it."""
        bounds = {"above": self.above, "below": self.below}
        said: dict[str, object] = {"value": self.value}
        said |= {side: int(words) if words.isdecimal() else words for side, words in bounds.items() if words}
        return said | ({"when": self.when} if self.when else {})


class PracticeLimits(ClinicText):
    """The file of limits at the window."""

    def __init__(self, home: Home) -> None:
        path = home.limits
        super().__init__(path, lambda text: limits_in(text, path), shipped_limits_file())

    @property
    def limits(self) -> ClinicLimits:
        """As they are now; a fault is told in them."""
        return clinic_limits(self.file.path)

    def rows(self) -> tuple[WrittenLimit, ...]:
        """The rows of the file; none where it cannot be read."""
        try:
            found = tomllib.loads(self.file.text()).get("limits", [])
        except (KapGuideError, ValueError, RecursionError):
            return ()
        keys = WrittenLimit._fields
        return tuple(
            WrittenLimit(*(str(row.get(key, "")) for key in keys)) for row in found if isinstance(row, dict)
        )  # what else stands there is a fault, and said as one

    def say(self, at: int, row: WrittenLimit, by: str, day: date) -> None:
        """Write one row, or one more. Raises KapGuideError naming what is wrong, and nothing was changed."""
        there = self.rows()
        if at >= len(there):
            self.edit(lambda text: with_table(text, "limits", row.said))
        elif row != there[at]:
            values: dict[Place, object] = {("limits", at, key): row.said.get(key) for key in WrittenLimit._fields}
            self.change(values, by, day)

    def remove(self, at: int) -> None:
        """Take a row out. Raises KapGuideError."""
        self.edit(lambda text: without(text, ("limits", at)))
