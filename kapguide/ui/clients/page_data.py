"""What a client's page shows, from the chart and the sessions: frozen, so that it can be painted and tested alone."""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from kapguide.clinical.chart import ClientChart, PlannedContact, said
from kapguide.clinical.checklists import asked_words
from kapguide.clinical.course import CourseItem, CourseSession, CourseStage, check_ins, contact_name, course_items
from kapguide.clinical.facts import (
    ClientDescribed,
    ContactCancelled,
    ContactHeld,
    ContactKind,
    CourseBegun,
    Fact,
    ListAnswered,
    MedicineOrdered,
    PermissionSaid,
    Reply,
    TouchAgreed,
)
from kapguide.clinical.when import day_words
from kapguide.store.queries import SessionStatus, SessionSummary
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.course_line import BoxStage, CourseBox, CourseLineData, CourseMark
from kapguide.ui.widgets.labelled import Labelled

NOT_RECORDED = "not recorded"
JUST_NOW = timedelta(hours=1)
CONSENT = "consent"
"""The id of the checklist of consent."""
_REPLIES = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "not decided"}
_IN_THE_ROOM = {Reply.YES: "observers, too", Reply.NO: "no observers", Reply.UNKNOWN: "observers not decided"}


class Headed(msgspec.Struct, frozen=True):
    """The head of a card's matter: what it comes to, and one line below that."""

    title: str
    detail: str = ""
    known: bool = True


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


class ClientPageData(msgspec.Struct, frozen=True):
    """All that the page shows of one client."""

    code: str = ""
    eyebrow: str = "Client"
    chips: tuple[ChipData, ...] = ()
    course: str = ""
    line: CourseLineData = CourseLineData()
    check_ins: str = ""
    touch: Headed = Headed("Touch: not recorded", known=False)
    consent: tuple[Labelled, ...] = ()
    order: Headed = Headed("Nothing is ordered", known=False)
    ordered: tuple[Labelled, ...] = ()
    about: tuple[Labelled, ...] = ()
    next: NextContact | None = None
    rows: tuple[ContactRow, ...] = ()
    rows_said: str = ""

    @property
    def first_row(self) -> int:
        """The row that one looks at first: the next contact, else what was last."""
        wanted = self.next.contact_id if self.next is not None and not self.next.late else ""
        found = (at for at, row in enumerate(self.rows) if row.id == wanted or (not wanted and not row.planned))
        return next(found, 0)


def page_data(code: str, chart: ClientChart, sessions: list[SessionSummary], now: datetime) -> ClientPageData:
    """The page of a client at `now`; `sessions` in any order."""
    there = sorted(
        (one for one in sessions if one.state is not SessionStatus.DISCARDED), key=lambda one: one.row.started_at
    )
    held = [CourseSession(one.row.id, one.contact, one.row.started_at) for one in there]
    items = course_items(chart, held)
    rows = _rows(chart, there, items, now)
    unfinished = sum(row.warm for row in rows if not row.planned)
    return ClientPageData(
        code=code,
        eyebrow=_eyebrow(chart, now),
        chips=_chips(chart),
        course=_course_words(chart),
        line=_line(chart, there, items, now),
        check_ins=_check_in_words(chart, there),
        touch=_touch(chart),
        consent=_consent(chart, now),
        order=_order(chart),
        ordered=_ordered(chart, there, now),
        about=_about(chart),
        next=_next(chart, now),
        rows=rows,
        rows_said=_rows_said(len(there), unfinished),
    )


def date_words(at: datetime | date, now: datetime) -> str:
    """`19 Nov`, with the year where it is another one."""
    day, year = (at.astimezone().date() if isinstance(at, datetime) else at), now.astimezone().year
    return f"{day.day} {day:%b}" if day.year == year else f"{day.day} {day:%b} {day.year}"


def iso_words(typed: str, now: datetime) -> str:
    """An ISO date in words; what is none, as it is."""
    try:
        return date_words(date.fromisoformat(typed), now)
    except ValueError:
        return typed


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _eyebrow(chart: ClientChart, now: datetime) -> str:
    if chart.course is None:
        return "Client  ·  no course yet"
    if chart.course_ended is not None:
        return f"Client  ·  the course ended on {date_words(chart.course_ended.at, now)}"
    return f"Client  ·  in the course since {date_words(chart.course.at, now)}"


def _course_words(chart: ClientChart) -> str:
    begun = said(chart.course, CourseBegun)
    return begun.title if begun is not None else ""


def _chips(chart: ClientChart) -> tuple[ChipData, ...]:
    described = said(chart.described, ClientDescribed) or ClientDescribed()
    chips = [ChipData(_touch(chart).title, "hand", Tone.ACCENT if chart.touch is not None else Tone.PLAIN)]
    if described.music_dislikes:
        chips.append(ChipData(f"Not: {described.music_dislikes}", "music"))
    if described.part2:
        chips.append(ChipData("Part 2", "lock"))
    return tuple(chips)


# --- the course ---------------------------------------------------------------------------------------------


def _mark(one: SessionSummary) -> tuple[str, bool]:
    """Where a session's note stands, in words, and whether it waits."""
    if not one.state.over:
        return ("running" if one.state is SessionStatus.RUNNING else "not ended"), True
    return ("draft note", False) if one.noted else ("note to write", True)


def _line(
    chart: ClientChart, there: list[SessionSummary], items: tuple[CourseItem, ...], now: datetime
) -> CourseLineData:
    marks = {one.row.id: _mark(one) for one in there}
    upcoming = next((item for item in items if item.stage is CourseStage.PLANNED), None)

    def box(item: CourseItem) -> CourseBox:
        if item.stage is CourseStage.BEEN:
            words, waits = marks.get(item.session, ("", False))
            day = date_words(item.at, now) if item.at else ""
            return CourseBox(
                item.title, item.contact, BoxStage.OVER, day, "pencil" if words else "check", waits, words or "held"
            )
        stage = {CourseStage.PLANNED: BoxStage.PLANNED, CourseStage.FORESEEN: BoxStage.FORESEEN}[item.stage]
        late = item.at is not None and item.at < now
        stage = BoxStage.NEXT if item is upcoming else stage
        return CourseBox(item.title, item.contact, stage, at_words(item.at, now) if item.at else "", warm=late)

    due = check_ins(chart)
    shown = tuple(
        CourseMark(
            contact.plan.label.partition(" after")[0] or contact.plan.title,
            f"{contact.plan.at.astimezone().day} {contact.plan.at.astimezone():%b}",
            said(contact.ended, ContactHeld) is not None,
            contact.open and contact.plan.at < now,
        )
        for contact in due
        if said(contact.ended, ContactCancelled) is None
    )
    return CourseLineData(tuple(map(box, items)), shown)


def _check_in_words(chart: ClientChart, there: list[SessionSummary]) -> str:
    due = check_ins(chart)
    if not due:
        return ""
    _, _, after = due[0].plan.label.partition(" after ")
    return f"Check-ins after {after}" if after else "Check-ins"


def at_words(at: datetime, now: datetime) -> str:
    """`today 10:00`, `2 Dec 11:00`."""
    near = day_words(at, now)
    day = near if near in ("today", "tomorrow", "yesterday") else date_words(at, now)
    return f"{day} {at.astimezone():%H:%M}"


# --- consent, order, about ----------------------------------------------------------------------------------


def _touch(chart: ClientChart) -> Headed:
    agreed = said(chart.touch, TouchAgreed)
    if agreed is None:
        return Headed("Touch: not recorded", "Nobody has said what the client agrees to.", known=False)
    practised = {True: "practised", False: "not practised", None: ""}[agreed.practised]
    signal = _joined(f"signal: {agreed.signal}" if agreed.signal else "", practised)
    refused = f"refused by {agreed.how_refused}" if agreed.how_refused else ""
    asked = f"asked: {agreed.how_asked}" if agreed.how_asked else ""
    return Headed(f"Touch: {agreed.touch}", _joined(signal, refused, asked, by="; "))


def _consent(chart: ClientChart, now: datetime) -> tuple[Labelled, ...]:
    return (
        Labelled("Consent", _signed(_newest_list(chart, CONSENT), now)),
        Labelled("In the room", _permission(chart, "observers", _IN_THE_ROOM, now)),
        Labelled("Recording", _permission(chart, "recording", _REPLIES, now)),
        Labelled("Sharing", _permission(chart, "sharing", _REPLIES, now)),
    )


def _newest_list(chart: ClientChart, list_id: str) -> Fact | None:
    found = [fact for (name, _), fact in chart.lists.items() if name == list_id]
    return max(found, key=lambda fact: fact.at, default=None)


def _signed(fact: Fact | None, now: datetime) -> str:
    answers = said(fact, ListAnswered)
    if fact is None or answers is None:
        return NOT_RECORDED
    day = iso_words(answers.signed_on, now) if answers.signed_on else "not signed"
    return f"version {answers.version}, {day}, {asked_words(answers)}"


def _permission(chart: ClientChart, what: str, replies: dict[Reply, str], now: datetime) -> str:
    permission = said(chart.permissions.get(what), PermissionSaid)
    if permission is None:
        return NOT_RECORDED
    until = f"until {iso_words(permission.until, now)}" if permission.until else ""
    return _joined(replies[permission.reply], permission.words, until)


def _order(chart: ClientChart) -> Headed:
    order = said(chart.order, MedicineOrdered)
    if order is None:
        return Headed("Nothing is ordered", "What the prescriber ordered is written here as it was.", known=False)
    sessions = f"for {order.sessions} session{'s' if order.sessions != 1 else ''}" if order.sessions else ""
    what = _joined(_joined(order.medicine, order.strength, by=" "), order.form)
    return Headed(what, _joined(_joined(order.route, order.directions), sessions, by="; "))


def _ordered(chart: ClientChart, there: list[SessionSummary], now: datetime) -> tuple[Labelled, ...]:
    order = said(chart.order, MedicineOrdered)
    if order is None or chart.order is None:
        return ()
    since = _day_of(order.ordered_on) or chart.order.at.astimezone().date()
    dosing = [one for one in there if one.contact is ContactKind.DOSING]
    dates = [one.row.started_at for one in dosing if one.row.started_at.astimezone().date() >= since]
    days = ", ".join(date_words(at, now) for at in dates[-3:])
    more = f"{len(dates)}, the last on {days}" if len(dates) > 3 else days
    lines = (
        Labelled("Ordered", _joined(order.prescriber, iso_words(order.ordered_on, now))),
        Labelled("Dosing since", more or "none"),
        Labelled("Kept by", order.kept_by),
    )
    return tuple(line for line in lines if line.value)


def _day_of(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _about(chart: ClientChart) -> tuple[Labelled, ...]:
    described = said(chart.described, ClientDescribed) or ClientDescribed()
    people = {person.part or "other": person for person in described.people}
    name = (Labelled("Name", described.name),) if described.name else ()

    def reached(part: str) -> str:
        person = people.get(part)
        return _joined(person.name, person.relation, person.number) if person is not None else NOT_RECORDED

    others = tuple(Labelled(_capital(part), reached(part)) for part in people if part not in ("escort", "emergency"))
    part2 = {True: "yes", False: "no", None: NOT_RECORDED}[described.part2]
    return (
        *name,
        Labelled("Escort", reached("escort")),
        Labelled("In an emergency", reached("emergency")),
        *others,
        Labelled("42 CFR Part 2", part2),
    )


# --- contacts -----------------------------------------------------------------------------------------------


def _plan_words(contact: PlannedContact) -> str:
    plan = contact.plan
    minutes = f"{plan.minutes} min" if plan.minutes else ""
    return _joined(plan.label if plan.label != plan.title else "", minutes, "by telephone" if plan.telephone else "")


def _next(chart: ClientChart, now: datetime) -> NextContact | None:
    """The first that is still to come, or began just now; where there is none, the newest that is overdue."""
    if not chart.open_contacts:
        return None
    ahead = [contact for contact in chart.open_contacts if contact.plan.at >= now - JUST_NOW]
    contact = ahead[0] if ahead else chart.open_contacts[-1]
    plan = contact.plan
    title = f"{_capital(at_words(plan.at, now))}, {plan.title[:1].lower()}{plan.title[1:]}"
    return NextContact(contact.id, plan.contact, title, _plan_words(contact), late=not ahead)


def _rows(
    chart: ClientChart, there: list[SessionSummary], items: tuple[CourseItem, ...], now: datetime
) -> tuple[ContactRow, ...]:
    titles = {item.session: item.title for item in items if item.session}
    placed: list[tuple[datetime, ContactRow]] = []
    for one in there:
        words, waits = _mark(one)
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
        mark = _joined("cancelled", cancelled.reason, by=": ")
    else:
        mark = "still to come" if late else "planned"
    when = at_words(plan.at, now) if contact.open else date_words(plan.at, now)
    leads = Leads.NOWHERE if held is not None else Leads.TO_PLAN
    return ContactRow(contact.id, plan.contact, plan.label or plan.title, when, mark, late, contact.open, leads)


def _rows_said(many: int, unfinished: int) -> str:
    if not many:
        return ""
    return _joined(f"{many} session{'s' if many != 1 else ''}", f"{unfinished} to finish" if unfinished else "")
