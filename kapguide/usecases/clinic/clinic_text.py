"""What the clinic's medical lead writes and signs: the emergency card and the limits, each in a file of its own."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.toml_edit import Place, without
from kapguide.usecases.clinic.written_file import WrittenFile

_UNSIGNED: dict[Place, object] = {("filled_by",): None, ("filled_on",): None}


class ClinicText:
    """Such a file at the window. A change takes the signature off: it stands for what its signer has read."""

    def __init__(self, path: Path, check: Callable[[str], object], shipped: Path) -> None:
        """`check` raises for a text that the file must not have; a new file begins as a copy of the `shipped` one."""
        self.file = WrittenFile(path, check, lambda: shipped.read_text(encoding="utf-8"))

    def change(self, values: Mapping[Place, object], by: str, day: date) -> None:
        """Write what somebody says; None is nothing. Raises KapGuideError, and nothing was changed."""
        self.file.say({**values, **_UNSIGNED}, by, day)

    def edit(self, edit: Callable[[str], str]) -> None:
        """Change the shape of the file. Raises KapGuideError, and nothing was changed."""

        def unsigned(text: str) -> str:
            changed = edit(text)
            for place in _UNSIGNED if changed != text else ():
                changed = without(changed, place)
            return changed

        self.file.edit(unsigned)  # at once: no change ever stands below a signature that is not its own

    def sign(self, name: str, day: date) -> str:
        """Have the medical lead's name and the day in it; return the sha256 of the file as it is signed now.

        Raises KapGuideError.
        """
        self.file.say({("filled_by",): name, ("filled_on",): f"{day.day} {day:%b} {day.year}"}, name, day)
        return self.sha256()

    def sha256(self) -> str:
        """That of the file as it is now; empty where it cannot be read."""
        try:
            return hashlib.sha256(self.file.text().encode()).hexdigest()
        except KapGuideError:
            return ""
