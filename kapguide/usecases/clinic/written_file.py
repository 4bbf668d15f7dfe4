"""A file that a person and the window both write: changed value by value, with who said it behind each."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.files import read_file, text_of, write_safely
from kapguide.toml_edit import Place, comment_at, entries_of, with_value, without

LONGEST = 256 * 1024
SHIPPED = "comes with KapGuide"
_SAID_BY = re.compile(r"(?P<who>\S.{0,79}), (?P<day>\d{1,2} [A-Z][a-z]{2}) (?P<year>\d{4})")


class WrittenFile:
    """Reads the file anew for each change, so that what was written by hand meanwhile stays."""

    def __init__(self, path: Path, check: Callable[[str], object], begun_from: Callable[[], str] = str) -> None:
        """`check` raises for a text that the file must not have; `begun_from` is what a new file begins with."""
        self.path = path
        self._check, self._begun_from = check, begun_from

    def text(self) -> str:
        """What it says now. Raises KapGuideError where it cannot be read."""
        try:
            return text_of(read_file(self.path, LONGEST))
        except FileNotFoundError:
            return self._begun_from()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "it is not text saved as UTF-8"
            raise KapGuideError(f"{self.path} cannot be read: {why}. Mend it, or move it away.", str(error)) from error

    def say(self, values: Mapping[Place, object], by: str, day: date) -> None:
        """Have it say these values, set by somebody on a day; None is nothing, so that what comes with KapGuide counts.

        Raises KapGuideError, and nothing was changed.
        """
        said = f"{' '.join(by.replace('#', '').split())[:80] or 'KapGuide'}, {day.day} {day:%b} {day.year}"

        def said_all(text: str) -> str:
            for place, value in values.items():
                if value is None:
                    text = without(text, place)
                else:
                    behind = comment_at(text, place)
                    text = with_value(text, place, value, said if not behind or _SAID_BY.fullmatch(behind) else None)
            return text

        self.edit(said_all)

    def edit(self, edit: Callable[[str], str]) -> None:
        """Make of its text what `edit` does. Raises KapGuideError, and nothing was changed."""
        before = self.text()
        if (text := edit(before)) != before:
            self._write(text)

    def says(self, place: Place) -> bool:
        """Whether something stands at a place."""
        return any(entry.place == place for entry in entries_of(self._readable()))

    def source(self, place: Place) -> str:
        """Where the value at a place comes from, in a few words: who set it when, the file, or KapGuide."""
        return self.sources()(place)

    def sources(self) -> Callable[[Place], str]:
        """The same for many places, with the file read once."""
        text = self._readable()
        entries = entries_of(text)

        def source(place: Place) -> str:
            if not any(entry.place[: len(place)] == place for entry in entries):
                return SHIPPED
            said = _SAID_BY.fullmatch(comment_at(text, place))
            return f"{said['who']}, {said['day']}" if said else self.path.name

        return source

    def _readable(self) -> str:
        try:
            return self.text()
        except KapGuideError:
            return ""

    def _write(self, text: str) -> None:
        self._check(text)
        try:
            write_safely(self.path, text.encode())
        except OSError as error:
            raise KapGuideError(
                f"{self.path} cannot be written: {error.strerror}. Nothing was changed.", str(error)
            ) from error
