"""Who was there, in the note, and whether the client was ever alone."""

from collections.abc import Iterator

from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import fixed, gap, minutes
from kapguide.export.presence import ReportedAlone, ReportedPresence, ReportedStay
from kapguide.export.report import SessionReport
from kapguide.session import events as e
from kapguide.spans import MINUTE


def present_section(report: SessionReport) -> NoteSection:
    """Each person with what they were there for and how long; after a dose also that the client was not alone."""
    presence = report.presence
    stays = "; ".join(_stay(stay) for stay in presence.stays)
    lines: list[NoteLine] = []
    if stays:
        lines.append(fixed("present/people", f"{stays}."))
    else:
        lines.append(gap("present/people", "Who was there: not recorded.", wanted="who was there"))
    if not report.has_dose:
        lines.append(_time(report))
    if report.telephone:
        lines.append(fixed("present/telephone", "The client was at the telephone.", joined=True))
    if report.has_dose and presence.stays and not report.telephone:
        told = enumerate(_company(presence, whole=not any(gap_.lost >= MINUTE for gap_ in report.gaps)))
        lines += [fixed(f"present/company-{n}", words, joined=True) for n, words in told]
    for entry in report.standing:
        if isinstance(body := entry.body, e.SessionTakenOver):
            before = f" from {body.before}" if body.before and not body.person.is_named(body.before) else ""
            words = f"{body.person.name} took the session over{before} at {entry.when.minute}."
            lines.append(fixed(f"present/{entry.event_id}", words, joined=True))
    return NoteSection("present", "Present", tuple(lines))


def _time(report: SessionReport) -> NoteLine:
    """When it was and how long, of a contact without a dose: after one that stands with the leaving."""
    end = next((entry for entry in report.standing if isinstance(entry.body, e.SessionEnded)), None)
    if report.started is None or end is None:
        return gap("present/time", "The session’s end: not recorded.", wanted="the session’s end", joined=True)
    lasted = f"{report.started.minute} to {end.when.minute} ({minutes(end.when.t - report.started.t)})"
    if isinstance(end.body, e.SessionEnded) and end.body.closed_later:
        words = f"{lasted} at least: nobody ended the session."
        return gap("present/time", words, wanted="the session’s end", joined=True)
    return fixed("present/time", f"{lasted}.", joined=True)


def _stay(stay: ReportedStay) -> str:
    """`R. Osei, medical, 10:02 to 12:58`."""
    role = ", ".join(filter(None, (stay.role, "in the house" if stay.in_house else "")))
    if stay.seen is not None:
        when = f"last seen {stay.seen.minute}" if stay.at_start else f"{stay.came.minute}, last seen {stay.seen.minute}"
    elif stay.left is not None:
        when = f"until {stay.left.minute}" if stay.at_start else f"{stay.came.minute} to {stay.left.minute}"
    else:
        when = "throughout" if stay.at_start else f"from {stay.came.minute}"
    return ", ".join(filter(None, (stay.name, role, when)))


def _company(presence: ReportedPresence, *, whole: bool) -> Iterator[str]:
    """Never alone; or each time in which nobody was with the client, or nobody knows. `whole`: there was no time in
    which nothing could be recorded."""
    if not presence.alone:
        since = presence.since
        assert since is not None
        if since.t > 0:
            yield f"Never alone from {since.minute} on; not recorded before."
        else:
            yield "Never alone." if whole else "Never alone, as far as it was recorded."
    for gap_ in presence.alone:
        yield _alone(gap_)


def _alone(gap_: ReportedAlone) -> str:
    what = "Not known who was with the client" if gap_.doubtful else "Nobody was with the client"
    until = f"to {gap_.ended.minute}" if gap_.ended else "to the end"
    watched = f"; {' and '.join(gap_.watchers)} watched" if gap_.watchers else ""
    return f"{what} from {gap_.began.minute} {until} ({minutes(gap_.lasted)}){watched}."
