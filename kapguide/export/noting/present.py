"""Who was there, in the note, and whether the client was ever alone."""

from collections.abc import Iterator

from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.lines import fixed, gap, minutes
from kapguide.export.presence import ReportedAlone, ReportedPresence, ReportedStay
from kapguide.export.report import SessionReport
from kapguide.session import events as e


def present_section(report: SessionReport) -> NoteSection:
    """Each person with what they were there for and how long; after a dose also that the client was not alone."""
    presence = report.presence
    stays = "; ".join(_stay(stay) for stay in presence.stays)
    lines: list[NoteLine] = []
    if stays:
        lines.append(fixed("present/people", f"{stays}."))
    else:
        lines.append(gap("present/people", "Who was there: not recorded.", wanted="who was there"))
    if report.telephone:
        lines.append(fixed("present/telephone", "The client was at the telephone.", joined=True))
    if report.has_dose and presence.stays and not report.telephone:
        lines += [fixed(f"present/company-{n}", words, joined=True) for n, words in enumerate(_company(presence))]
    for entry in report.standing:
        if isinstance(body := entry.body, e.SessionTakenOver):
            before = f" from {body.before}" if body.before and not body.person.is_named(body.before) else ""
            words = f"{body.person.name} took the session over{before} at {entry.when.minute}."
            lines.append(fixed(f"present/{entry.event_id}", words, joined=True))
    return NoteSection("present", "Present", tuple(lines))


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


def _company(presence: ReportedPresence) -> Iterator[str]:
    """Never alone; or each time in which nobody was with the client, or nobody knows."""
    if not presence.alone:
        since = presence.since
        assert since is not None
        yield "Never alone." if since.t == 0 else f"Never alone from {since.minute} on; not recorded before."
    for gap_ in presence.alone:
        yield _alone(gap_)


def _alone(gap_: ReportedAlone) -> str:
    what = "Not known who was with the client" if gap_.doubtful else "Nobody was with the client"
    until = f"to {gap_.ended.minute}" if gap_.ended else "to the end"
    watched = f"; {' and '.join(gap_.watchers)} watched" if gap_.watchers else ""
    return f"{what} from {gap_.began.minute} {until} ({minutes(gap_.lasted)}){watched}."
