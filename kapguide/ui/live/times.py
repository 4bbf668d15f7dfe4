"""Wall times on the live screen, and the forgiving line in which one says when something happened."""

import re
from datetime import datetime, timedelta

from kapguide.errors import KapGuideError
from kapguide.session.clock import MINUTE, Elapsed, Instant

DAY = 24 * 60 * MINUTE


def wall_text(utc: datetime, tz_min: int, later_ms: int = 0) -> str:
    """`14:05`: the local time of `utc`, or `later_ms` after it."""
    return f"{utc + timedelta(minutes=tz_min, milliseconds=later_ms):%H:%M}"


def parse_moment(text: str, now: Instant) -> Elapsed:
    """When something happened: `now` or nothing, `14:05`, or `-3` for three minutes ago.

    Raises KapGuideError for anything else, and for a time before the session's start.
    """
    line = text.strip().lower()
    if line in ("", "now"):
        return now.elapsed
    if ago := re.fullmatch(r"[-\u2212]?\s*(\d{1,3})\s*(?:m|min)?(?: ago)?", line):
        at = now.elapsed - int(ago[1]) * MINUTE
    elif clock := re.fullmatch(r"(\d{1,2})[:.](\d{2})", line):
        if int(clock[1]) > 23 or int(clock[2]) > 59:
            raise KapGuideError(f"{text.strip()} is not a time of day.")
        local = now.utc + timedelta(minutes=now.tz_min)
        wanted = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
        ago_ms = int((local - wanted).total_seconds() * 1000) % DAY
        at = now.elapsed - ago_ms
    else:
        raise KapGuideError(f"“{text.strip()[:20]}” was not understood. Type now, 14:05, or -3 for 3 minutes ago.")
    if at < 0:
        raise KapGuideError("That is before the session began.")
    return Elapsed(at)
