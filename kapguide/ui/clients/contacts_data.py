"""The contacts of a client in words: the course on one line, the list, and what comes next."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from kapguide.clinical.chart import ClientChart, PlannedContact, said
from kapguide.clinical.course import CourseItem, CourseStage, check_ins, contact_name
from kapguide.clinical.facts import ContactCancelled, ContactHeld, ContactKind
from kapguide.clinical.when import day_words
from kapguide.spans import MINUTE
from kapguide.store.tables.queries import NoteStatus, SessionStatus, SessionSummary
from kapguide.ui.widgets.charts.course_line import BoxStage, CourseBox, CourseLineData, CourseMark
from kapguide.ui.widgets.words import span_words

JUST_NOW = timedelta(hours=1)
NOTES = {
    NoteStatus.NONE: ("note to write", True),
    NoteStatus.DRAFT: ("draft note", False),
    NoteStatus.TO_COUNTERSIGN: ("to countersign", True),
    NoteStatus.SIGNED: ("signed", False),
}
"""A session's note in words, and whether it waits."""


class NextContact(msgspec.Struct, frozen=True):
    """The contact that comes next, or is overdue."""

    contact_id: str
    contact: ContactKind
    title: str
    detail: str
    late: bool = False


class Leads(StrEnum):
    """Where Enter on a row leads."""

    TO_NOTE = "note"
    TO_PLAN = "plan"
    NOWHERE = ""


class ContactRow(msgspec.Struct, frozen=True):
    """A contact in the list: a session with its note, one that is planned, one that took place elsewhere or not at all.

    `id` is the session's, or the planned contact's.
    """

    id: str
    contact: ContactKind
    title: str
    when: str
    mark: str = ""
    warm: bool = False
    planned: bool = False
    leads: Leads = Leads.TO_NOTE

    def __str__(self) -> str:
        return "  ".join(filter(None, (self.title, self.when, self.mark)))


def date_words(at: datetime | date, now: datetime) -> str:
    """`19 Nov`, with the year where it is another one."""
    day, year = (at.astimezone().date() if isinstance(at, datetime) else at), now.astimezone().year
    return f"{day.day} {day:%b}" if day.year == year else f"{day.day} {day:%b} {day.year}"


def at_words(at: datetime, now: datetime) -> str:
    """`today 10:00`, `2 Dec 11:00`."""
    near = day_words(at, now)
    day = near if near in ("today", "tomorrow", "yesterday") else date_words(at, now)
    return f"{day} {at.astimezone():%H:%M}"


def joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def note_mark(one: SessionSummary) -> tuple[str, bool]:
    """Where a session's note stands, in words, and whether it waits."""
    if not one.state.over:
        return ("running" if one.state is SessionStatus.RUNNING else "not ended"), True
    return NOTES[one.note]


def course_line(
    chart: ClientChart, there: list[SessionSummary], items: tuple[CourseItem, ...], now: datetime
) -> CourseLineData:
    marks = {one.row.id: note_mark(one) for one in there}
    upcoming = next((item for item in items if item.stage is CourseStage.PLANNED), None)

    def box(item: CourseItem) -> CourseBox:
        if item.stage is CourseStage.BEEN:
            words, waits = marks.get(item.session, ("", False))
            day = joined(date_words(item.at, now) if item.at else "", "no dose" if item.undosed else "")
            done = words in ("", NOTES[NoteStatus.SIGNED][0])
            icon = "check" if done else "pencil"
            return CourseBox(item.title, item.contact, BoxStage.OVER, day, icon, waits, words or "held")
        stage = {CourseStage.PLANNED: BoxStage.PLANNED, CourseStage.FORESEEN: BoxStage.FORESEEN}[item.stage]
        late = item.at is not None and item.at < now
        stage = BoxStage.NEXT if item is upcoming else stage
        return CourseBox(item.title, item.contact, stage, at_words(item.at, now) if item.at else "", warm=late)

    due = check_ins(chart)
    shown = tuple(
        CourseMark(
            _short(contact.plan.label.partition(" after")[0] or contact.plan.title),
            f"{contact.plan.at.astimezone().day} {contact.plan.at.astimezone():%b}",
            said(contact.ended, ContactHeld) is not None,
            contact.open and contact.plan.at < now,
        )
        for contact in due
        if said(contact.ended, ContactCancelled) is None
    )
    return CourseLineData(tuple(map(box, items)), shown)


def _plan_words(contact: PlannedContact) -> str:
    plan = contact.plan
    minutes = span_words(plan.minutes * MINUTE) if plan.minutes else ""
    return joined(plan.label if plan.label != plan.title else "", minutes, "by telephone" if plan.telephone else "")


def next_contact(chart: ClientChart, now: datetime) -> NextContact | None:
    """The first that is still to come, or began just now; where there is none, the newest that is overdue."""
    if not chart.open_contacts:
        return None
    ahead = [contact for contact in chart.open_contacts if contact.plan.at >= now - JUST_NOW]
    contact = ahead[0] if ahead else chart.open_contacts[-1]
    plan = contact.plan
    return NextContact(
        contact.id, plan.contact, capital(at_words(plan.at, now)), joined(plan.title, _plan_words(contact)), not ahead
    )


def _short(lead: str) -> str:
    """`2 weeks` as `2 w`."""
    return re.sub(r" (w|m|d)[a-z]+$", r" \1", lead)


def contact_rows(
    chart: ClientChart, there: list[SessionSummary], items: tuple[CourseItem, ...], now: datetime
) -> tuple[ContactRow, ...]:
    titles = {item.session: item.title for item in items if item.session}
    placed: list[tuple[datetime, ContactRow]] = []
    for one in there:
        words, waits = note_mark(one)
        title = titles.get(one.row.id) or contact_name(one.contact)
        row = ContactRow(one.row.id, one.contact, title, date_words(one.row.started_at, now), words, waits)
        placed.append((one.row.started_at, row))
    for contact in chart.contacts.values():
        held = said(contact.ended, ContactHeld)
        if held is None or not held.session:
            placed.append((contact.plan.at, _contact_row(contact, held, now)))
    return tuple(row for _, row in sorted(placed, key=lambda each: each[0], reverse=True))


def _contact_row(contact: PlannedContact, held: ContactHeld | None, now: datetime) -> ContactRow:
    plan = contact.plan
    cancelled = said(contact.ended, ContactCancelled)
    late = contact.open and plan.at < now
    if held is not None:
        mark = held.words or "held"
    elif cancelled is not None:
        mark = joined("cancelled", cancelled.reason, by=": ")
    else:
        mark = "not held" if late else ""
    when = at_words(plan.at, now) if contact.open and not late else date_words(plan.at, now)
    leads = Leads.NOWHERE if held is not None else Leads.TO_PLAN
    return ContactRow(contact.id, plan.contact, plan.label or plan.title, when, mark, late, contact.open, leads)


def rows_said(many: int, unfinished: int) -> str:
    if not many:
        return ""
    return joined(f"{many} session{'s' if many != 1 else ''}", f"{unfinished} to finish" if unfinished else "")
