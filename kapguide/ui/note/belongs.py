"""The time that a line belongs to, as it is typed after the fact."""

from datetime import date, datetime

from kapguide.clinical.when import parse_past_day, parse_time
from kapguide.errors import KapGuideError

TO_COME = "That is still to come. A line belongs to a time that has been."
NO_TIME = "Type the time of day, too: for example 12:31, or 1 dec 19:30."


def parse_belongs(text: str, day: date, now: datetime) -> datetime | None:
    """`12:31` on `day`, or `1 dec 19:30`, `yesterday 19:30`; None for nothing. Raises KapGuideError, also for what is
    still to come."""
    words = text.replace(",", " ").split()
    if not words:
        return None
    try:
        clock = parse_time(words[-1])
    except KapGuideError:
        if len(words) == 1:
            raise
        raise KapGuideError(NO_TIME) from None
    assert clock is not None
    found = parse_past_day(" ".join(words[:-1]), now) if words[:-1] else day
    at = datetime.combine(found or day, clock).astimezone()
    if at > now:
        raise KapGuideError(TO_COME)
    return at
