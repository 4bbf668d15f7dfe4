"""The sheet that a client takes home: the clinic's own words, or those that ship until there are any."""

from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, load_table

MOST_PARTS, MOST_LINES, LONGEST_LINE = 8, 20, 240


class AftercarePart(msgspec.Struct, frozen=True):
    """Lines under a heading."""

    title: str
    lines: tuple[str, ...]


class Aftercare(msgspec.Struct, frozen=True):
    """The sheet; `numbers` are the clinic's, and where there are none they are written by hand.

    One that is not the clinic's `own` says so on the paper: nobody there answers for its words yet.
    """

    title: str
    version: int
    parts: tuple[AftercarePart, ...]
    numbers: tuple[str, ...] = ()
    own: bool = False


def clinic_aftercare(own: Path) -> Aftercare:
    """The sheet of the practice: the file `own`, or the one that ships where there is none. Raises FileError for a file
    with mistakes: nobody takes home what the clinic did not mean."""
    if own.exists():
        return msgspec.structs.replace(read_aftercare(own), own=True)
    return read_aftercare(paths.resource("texts", "aftercare.toml"))


def read_aftercare(path: Path) -> Aftercare:
    """The sheet in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    title, version = table.text("title", 60), table.whole("version", 1, 9_999)
    table.choice("mark", list(Mark))
    table.texts("sources", 10, 500)
    numbers = table.texts("numbers", 6, 80) if table.has("numbers") else []
    parts = []
    for row in table.tables("parts", "a part of the sheet", MOST_PARTS, required=True):
        parts.append(AftercarePart(row.text("title", 60), tuple(row.texts("lines", MOST_LINES, LONGEST_LINE))))
        row.close()
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return Aftercare(title, version or 1, tuple(parts), tuple(numbers))
