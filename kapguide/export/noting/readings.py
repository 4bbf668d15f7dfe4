"""The readings in the note: each with its minute, the times without one, and what fell due."""

from collections.abc import Iterator
from itertools import pairwise

from kapguide.clinical.vitals import JOINED
from kapguide.export.coverage import coverage
from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import corrected, fixed, gap, late, logged
from kapguide.export.report import SessionReport
from kapguide.export.standing import StandingEntry
from kapguide.session import events as e
from kapguide.session.protocol.protocol import Ask
from kapguide.text import in_words

NO_LIMITS = "The clinic has signed no limits of its own; no reading was compared with any."


def readings_section(report: SessionReport) -> NoteSection:
    """A line for each reading, which a chart may take the place of, and what is said of all of them."""
    taken = [entry for entry in report.standing if isinstance(entry.body, e.ReadingTaken)]
    lines = [logged("readings", entry, _reading(entry), fixed=True) for entry in taken]
    if not taken:
        wanted = "" if report.telephone else "a reading"
        lines.append(gap("readings/none", "None was recorded.", wanted=wanted))
    elif report.dosed and report.baseline is None:
        lines.append(gap("readings/before", "not recorded.", "Before the dose", wanted="a reading before the dose"))
    if apart := _apart(report, taken):
        lines.append(fixed("readings/apart", f"No reading {in_words(apart)}."))
    if due := coverage(report.cues, Ask.READING):
        lines.append(fixed("readings/due", f"{due}.", "Due"))
    if report.schedule:
        lines.append(fixed("readings/schedule", f"{report.schedule}.", "Schedule"))
    lines += _limits(report)
    if taken and not report.limits_set:
        lines.append(fixed("readings/no-limits", NO_LIMITS))
    return NoteSection("readings", "Readings", tuple(lines))


def _reading(entry: StandingEntry) -> str:
    """`BP 131/82, HR 76, SpO2 97 %; R. Osei`."""
    body = entry.body
    assert isinstance(body, e.ReadingTaken)
    by = f"; {body.by}" if body.by else ""
    return f"{str(body.vitals).replace('  ', ', ')}{by}{corrected(entry)}{late(entry)}"


def _apart(report: SessionReport, taken: list[StandingEntry]) -> list[str]:
    """The times since the dose without a reading: `from 1:01 to 2:28`, and to the session's end."""
    if not report.dosed:
        return []
    first = report.dosed[0].given
    times = [first, *(entry.when for entry in taken if entry.when.t >= first.t)]
    if report.ended is not None:
        times.append(report.ended)
    apart = [(before, after) for before, after in pairwise(times) if after.t - before.t > JOINED]
    return [f"from {'the dose' if before is first else before.shown} to {after.shown}" for before, after in apart]


def _limits(report: SessionReport) -> Iterator[NoteLine]:
    by = f" ({report.limits_by})" if report.limits_by else ""
    for number, each in enumerate(report.limits):
        yield NoteLine(
            f"readings/limit-{number}",
            f"{each.sentence}.",
            label=f"Outside the clinic’s limits{by}",
            clock=each.read.minute,
            since=each.read.after_dose,
            fixed=True,
        )
