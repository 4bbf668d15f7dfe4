"""How the lines of a note are made, and how it writes lengths of time."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from kapguide.export.log import Moment
from kapguide.export.log_rows import LATE_ENTRY
from kapguide.export.note import NoteLine
from kapguide.export.report import SessionReport
from kapguide.export.standing import StandingEntry
from kapguide.session.wording import length
from kapguide.spans import MINUTE


def fixed(line_id: str, text: str, label: str = "", *, joined: bool = False) -> NoteLine:
    """A line of the program's that no other words can be put into."""
    return NoteLine(line_id, _one_stop(text), label=label, fixed=True, joined=joined)


def gap(line_id: str, text: str, label: str = "", *, wanted: str = "", joined: bool = False) -> NoteLine:
    """A sentence in the place of what nobody asked or recorded; `wanted` is what a note that is to be signed lacks by
    it."""
    return NoteLine(line_id, _one_stop(text), label=label, gap=True, wanted=wanted, joined=joined)


def blank(line_id: str, label: str = "", *, wanted: str = "") -> NoteLine:
    """A line that waits for a person's words."""
    return NoteLine(line_id, "", label=label, wanted=wanted)


def logged(section: str, entry: StandingEntry, text: str, *, fixed: bool = False) -> NoteLine:
    """A line of an entry of the log, with the time at which it happened."""
    clock, since = entry.when.minute, entry.when.after_dose
    words = _one_stop(text) if fixed else text
    return NoteLine(
        f"{section}/{entry.event_id}", words, clock=clock, since=since, event_id=entry.event_id, fixed=fixed
    )


def _one_stop(sentence: str) -> str:
    """The sentence with one full stop, also where the words of a person at its end have one of their own."""
    return re.sub(r"(?<=[^.])\.\.$|(?<=[!?…])\.$", lambda found: found[0][1:], sentence)


def late(entry: StandingEntry) -> str:
    """` (late entry 11:20)` where it was recorded clearly later than it happened; a correction is none."""
    is_late = not entry.corrects and entry.recorded.t - entry.when.t >= LATE_ENTRY
    return f" (late entry {entry.recorded.minute})" if is_late else ""


def corrected(entry: StandingEntry) -> str:
    """`, corrected 10:23`; empty for the first entry of its kind."""
    return f", corrected {entry.recorded.minute}" if entry.corrects else ""


def listed(parts: Iterable[str]) -> str:
    """What there is of `parts` as one sentence."""
    words = "; ".join(part for part in parts if part)
    return f"{words}." if words else ""


def minutes(ms: int) -> str:
    """`2 h 34 min`, in whole minutes; `less than a minute`."""
    return length(ms // MINUTE * MINUTE) if ms >= MINUTE else "less than a minute"


def clock_of(report: SessionReport, at: datetime | None) -> str:
    """`09:34`, by the local time of the session's start; with the day where it is another. Empty for None."""
    if at is None or report.started is None:
        return ""
    local = (at + timedelta(minutes=report.started.tz_min)).replace(tzinfo=None)
    day = "" if local.date() == report.started.local.date() else f"{local.day} {local:%b} "
    return f"{day}{local:%H:%M}"


def span(began: Moment, ended: Moment | None) -> str:
    """`0:34 to 0:45`, or `0:34` where both are the same minute, or `from 0:34`; by the clock where it began before the
    dose."""
    if ended is None:
        return f"from {began.shown}"
    first, last = (began.shown, ended.shown) if began.after_dose else (began.minute, ended.minute)
    return first if first == last else f"{first} to {last}"
