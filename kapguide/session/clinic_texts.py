"""The labels of the one-key observations, which a clinic can change."""

from collections.abc import Mapping
from pathlib import Path

from kapguide import paths
from kapguide.toml_file import FileError, load_table

KEYS = tuple("123456789")


def shipped_observations() -> Mapping[str, str]:
    """The observations that come with KapGuide."""
    return read_observations(paths.resource("texts", "observations.toml"))


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
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return found
