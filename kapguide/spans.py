"""Lengths of time as a person writes them: `90s`, `12m`, `1h 30m`. In the program they are whole milliseconds."""

import re

from kapguide.errors import KapGuideError

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_SPAN = re.compile(r"(?:([0-9]{1,5}) ?h)?(?: ?([0-9]{1,5}) ?m)?(?: ?([0-9]{1,5}) ?s)?")


def parse_span(text: str) -> int:
    """Milliseconds of `2h`, `1h 30m`, `12m` or `90s`. Raises KapGuideError for anything else."""
    found = _SPAN.fullmatch(text.strip())
    if not found or found.lastindex is None:
        raise KapGuideError("That is not a length of time. Write it as 90s, 12m or 1h 30m.")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * HOUR + minutes * MINUTE + seconds * SECOND


def format_span(ms: int) -> str:
    """`1h 30m`, `12m`, `1m 30s`, `0m`: the shortest form that `parse_span` reads, cut to whole seconds; `ms` from 0."""
    seconds = ms // SECOND
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return " ".join(f"{value}{unit}" for value, unit in parts if value) or "0m"
