"""Wall times on the live screen, and the forgiving line in which one says when something happened."""

import re
from datetime import datetime, timedelta

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.wall import ClockStretch, when_shown
from kapguide.spans import MINUTE


def wall_text(utc: datetime, tz_min: int, later_ms: int = 0) -> str:
    """`14:05`: the local time of `utc`, or `later_ms` after it."""
    return f"{utc + timedelta(minutes=tz_min, milliseconds=later_ms):%H:%M}"


def parse_moment(text: str, now: Instant, known: tuple[ClockStretch, ...]) -> Elapsed:
    """When something happened: `now` or nothing, `14:05`, or `-3` for three minutes ago.

    `known` is what the local clock showed in the session. Raises KapGuideError for anything else, for a time before
    the session's start, and for one that the clock showed twice.
    """
    line = text.strip().lower()
    if line in ("", "now"):
        return now.elapsed
    if ago := re.fullmatch(r"[-\u2212]?\s*(\d{1,3})\s*(?:m|min)?(?: ago)?", line):
        at = now.elapsed - int(ago[1]) * MINUTE
        if at < 0:
            raise KapGuideError("That is before the session began.")
        return Elapsed(at)
    if clock := re.fullmatch(r"(\d{1,2})[:.](\d{2})", line):
        return _by_the_clock(text.strip(), int(clock[1]), int(clock[2]), now, known)
    raise KapGuideError(f"“{text.strip()[:20]}” was not understood. Type now, 14:05, or -3 for 3 minutes ago.")


def _by_the_clock(typed: str, hour: int, minute: int, now: Instant, known: tuple[ClockStretch, ...]) -> Elapsed:
    if hour > 23 or minute > 59:
        raise KapGuideError(f"{typed} is not a time of day.")
    moments = when_shown(hour, minute, known)
    if not moments:
        moved = " The clock was moved in this session: type how long ago it was, for example -15."
        raise KapGuideError(f"The clock has not shown {typed} since the session began.{moved if known[1:] else ''}")
    if len(moments) > 1:
        ways = " or ".join(f"-{round((now.elapsed - at) / MINUTE)}" for at in moments)
        raise KapGuideError(
            f"The clock was moved in this session and showed {typed} more than once. Type how many minutes ago: {ways}."
        )
    return moments[0]
