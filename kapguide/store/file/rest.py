"""Whether a practice lies at rest, as it nearly always does: then a start can go on without the rest of the store."""

from pathlib import Path

from kapguide.paths import Home

PLAN = "restore.json"
"""The plan of a record that is being put back."""
MARK = ".rekeyed-"
"""In the name of a file that is prepared under new keys."""


def is_at_rest(home: Home) -> bool:
    """Whether vault and record lie in their places and nothing is left of a change that was cut off."""
    in_place = home.vault.exists() and home.database.exists()
    return in_place and not (home.root / PLAN).exists() and not prepared(home)


def prepared(home: Home) -> list[Path]:
    """The files that are prepared under new keys."""
    return [path for folder in (home.root, home.private) for path in sorted(folder.glob(f"*{MARK}*"))]
