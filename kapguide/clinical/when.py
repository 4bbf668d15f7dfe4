"""When something is to happen, as people type it: `3pm`, `15:00`, `tomorrow 10`, `thu 9.30`, `4 dec 14:00`, `in 3 h`.

Functions of what was typed and of now. A moment that has gone by is returned as what it is, with `past`: whoever reads
it asks, and nothing is moved to another day unsaid.
"""

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from kapguide.errors import KapGuideError

EXAMPLES = "Type for example 15:30, 3pm, tomorrow 10, thu 9.30 or in 3 h."
NO_TIME = "Type the time of day, too: for example tomorrow 10, or 4 dec 14:00."
FURTHEST = 5 * 366
"""How many days ahead anything can be said to happen."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*+"
_MONTH = r"(?P<{}>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*+\.?"
_YEAR = r"(?:,? (?P<{}>20\d\d))?+"
_DAY = (
    rf"(?P<word>today|tomorrow)|{_WEEKDAY}|(?P<iso>\d{{4}}-\d\d-\d\d)"
    rf"|(?P<d1>\d{{1,2}})\.? ?{_MONTH.format('m1')}{_YEAR.format('y1')}"
    rf"|{_MONTH.format('m2')} ?(?P<d2>\d{{1,2}}){_YEAR.format('y2')}"
    r"|in (?P<lead>\d{1,3} ?(?:d|days?|w|weeks?|months?))"
)
_TIME = r"(?P<time>noon|\d{1,2}(?:[:.h]?\d\d)?\s*(?:[ap]\.?m?\.?)?h?)"
_TYPED = tuple(
    re.compile(form) for form in (rf"(?:(?:{_DAY}),? )?{_TIME}", rf"{_TIME},? (?:{_DAY})", rf"(?P<only>{_DAY})")
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?\s*(?:([ap])\.?m?\.?)?h?")
_FIGURES = re.compile(r"(\d{1,2})[./](\d{1,2})[./](20\d\d)")
_LEAD = re.compile(
    r"(?:(?P<months>\d{1,2}) ?months?)?(?: ?(?P<weeks>\d{1,3}) ?(?:w|wk|weeks?))?(?: ?(?P<days>\d{1,4}) ?(?:d|days?))?"
    r"(?: ?(?P<hours>\d{1,3}) ?(?:h|hrs?|hours?)(?: ?(?P<rest>[0-5]?\d)\Z)?)?"
    r"(?: ?(?P<minutes>\d{1,4}) ?(?:m|mins?|minutes?))?"
)


class Lead(NamedTuple):
    """A length of time by the calendar: months and days keep the local time of day, minutes are counted."""

    months: int = 0
    days: int = 0
    minutes: int = 0

    def after(self, at: datetime) -> datetime:
        """The moment so long after `at`, in local time; the 31st becomes the last day of a shorter month."""
        moment = at.astimezone()
        if self.months or self.days:
            wall = moment.replace(tzinfo=None)
            month = wall.month - 1 + self.months
            year, month = wall.year + month // 12, month % 12 + 1
            day = min(wall.day, calendar.monthrange(year, month)[1])
            moment = (wall.replace(year=year, month=month, day=day) + timedelta(days=self.days)).astimezone()
        return (moment.astimezone(UTC) + timedelta(minutes=self.minutes)).astimezone()


class When(NamedTuple):
    """A moment as it was typed, in local time. `past`: it has gone by, and somebody is to be asked.

    `again` is in how many days the same words could be meant: 1 for a time of day alone, 7 for a day of the week, 0
    where a date was typed.
    """

    at: datetime
    past: bool = False
    again: int = 0

    @property
    def next_time(self) -> datetime | None:
        """The next moment that the same words could mean; None for a date."""
        return Lead(days=self.again).after(self.at) if self.again else None


def parse_time(text: str) -> time | None:
    """A time of day as people type it: `15:30`, `1530`, `3.30 pm`, `15h30`, `noon`; None for nothing.

    Raises KapGuideError for anything else.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    if typed == "noon":
        return time(12)
    if found := _CLOCK.fullmatch(typed):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise KapGuideError(f"“{text.strip()[:20]}” is not a time of day. Type for example 15:30.")


def parse_lead(text: str) -> Lead:
    """A length of time as people type it: `24 h`, `1 week`, `3 months`, `1 h 30`. Raises KapGuideError."""
    found = _LEAD.fullmatch(" ".join(text.lower().split()))
    if not found or found.lastindex is None:
        raise KapGuideError("That is not a length of time. Write it as 24 h, 1 week or 3 months.")
    months, weeks, days, hours, rest, minutes = (int(part or 0) for part in found.groups())
    return Lead(months, 7 * weeks + days, 60 * hours + rest + minutes)


def parse_when(text: str, now: datetime) -> When | None:
    """The moment that `text` means at `now`; None for nothing. Raises KapGuideError for what names no moment."""
    now = now.astimezone()
    typed = re.sub(r"\b(?:at|on) ", "", " ".join(text.lower().split()))
    if not typed:
        return None
    if typed.startswith("in ") and (lead := _counted(typed[3:])) is not None:
        at = lead.after(now)
        _near(at.date(), now)
        return When(at)
    for form in _TYPED:
        if found := form.fullmatch(typed):
            return _moment(found, now)
    raise KapGuideError(f"“{text.strip()[:30]}” is not a time. {EXAMPLES}")


def parse_day(text: str, now: datetime) -> date | None:
    """A day that `text` means at `now`: `today`, `3 nov`, `2026-11-03`, `3.11.2026`; None for nothing.

    Raises KapGuideError for what names no day.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    if found := _FIGURES.fullmatch(typed):
        day, month, year = map(int, found.groups())
        return _date(year, month, day)
    if found := re.fullmatch(_DAY, typed):
        return _day_of(found.groupdict(), now.astimezone())[0]
    raise KapGuideError(f"“{text.strip()[:30]}” is not a day. Type for example 3 Nov 2026, or today.")


def parse_past_day(text: str, now: datetime) -> date | None:
    """A day that has been, or today, as `parse_day` reads it; one without a year, or of the week, is the last such one.

    Raises KapGuideError, also for a day that is still to come.
    """
    typed, today = " ".join(text.lower().split()), now.astimezone().date()
    if typed == "yesterday":
        return today - timedelta(days=1)
    day, found = parse_day(text, now), re.fullmatch(_DAY, typed)
    if day is not None and found is not None and day > today:
        if found["weekday"]:
            day -= timedelta(days=7)
        elif (found["m1"] or found["m2"]) and not (found["y1"] or found["y2"]):
            day = _date(day.year - 1, day.month, day.day)
    if day is not None and day > today:
        raise KapGuideError("That day is still to come.")
    return day


def day_begins(now: datetime) -> datetime:
    """The local midnight before `now`, also on a day on which the clocks change."""
    return datetime.combine(now.astimezone().date(), time()).astimezone()


def day_shown(day: date) -> str:
    """`13 Oct 2026`."""
    return f"{day.day} {day:%b %Y}"


def when_words(at: datetime, now: datetime) -> str:
    """A moment as it is read back: `13:00 today`, `10:00 tomorrow`, `09:30 on Thu 3 Dec`, with the year where it is
    another one."""
    return f"{at.astimezone():%H:%M} {_day_words(at, now, 'on ')}"


def day_words(at: datetime, now: datetime) -> str:
    """Its day: `today`, `tomorrow`, `yesterday`, `Thu 3 Dec`, with the year where it is another one."""
    return _day_words(at, now, "")


def _day_words(at: datetime, now: datetime, before: str) -> str:
    day, today = at.astimezone().date(), now.astimezone().date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    year = f" {day.year}" if day.year != today.year else ""
    return near or f"{before}{day:%a} {day.day} {day:%b}{year}"


def _counted(typed: str) -> Lead | None:
    """What `in ...` counts by the clock; None where it counts days, which want a time of day."""
    found = _LEAD.fullmatch(typed)
    if not found or found.lastindex is None or not (found["hours"] or found["minutes"]):
        return None
    return parse_lead(typed)


def _moment(found: re.Match[str], now: datetime) -> When:
    parts = found.groupdict()
    if parts.get("only"):
        _day_of(parts, now)  # a day that there is not is said first
        raise KapGuideError(NO_TIME)
    clock = parse_time(parts["time"])
    assert clock is not None
    day, again = _day_of(parts, now)
    _near(day, now)  # before it has a time: the first and the last days of all have no local one
    at = datetime.combine(day, clock).astimezone()
    return When(at, at < now, again)


def _day_of(parts: dict[str, str | None], now: datetime) -> tuple[date, int]:
    """The day that was typed, and in how many days the same words mean another one."""
    today = now.date()
    if parts["word"]:
        return today + timedelta(days=parts["word"] == "tomorrow"), 0
    if weekday := parts["weekday"]:
        return today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7), 7
    if lead := parts["lead"]:
        return parse_lead(lead).after(now).date(), 0
    if iso := parts["iso"]:
        year, month, day = map(int, iso.split("-"))
        return _date(year, month, day), 0
    name, number, said = ((parts[key + "1"] or parts[key + "2"]) for key in "mdy")
    if name is None or number is None:
        return today, 1
    month = MONTHS.index(name) + 1
    if said:
        return _date(int(said), month, int(number)), 0
    found = _date(today.year, month, int(number))
    # half a year ago is nobody's slip: in December, January is the next one
    return (found if (today - found).days < 183 else _date(today.year + 1, month, int(number))), 0


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if 1 <= month <= 12 and day > (last := calendar.monthrange(year, month)[1]):
        raise KapGuideError(f"{calendar.month_name[month]} has {last} days.")
    raise KapGuideError(f"That is not a date. {EXAMPLES}")


def _near(day: date, now: datetime) -> None:
    if abs(day - now.date()).days > FURTHEST:
        raise KapGuideError("That is more than five years from now.")
