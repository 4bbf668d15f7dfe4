"""What a client's page shows, from the chart and the sessions: frozen, so that it can be painted and tested alone."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.checklists import asked_words
from kapguide.clinical.course import check_ins, course_items
from kapguide.clinical.facts import (
    ClientDescribed,
    CourseBegun,
    Fact,
    ListAnswered,
    MedicineOrdered,
    PermissionSaid,
    Reply,
    TouchAgreed,
)
from kapguide.clinical.instruments import Instrument
from kapguide.store.tables.queries import DoseRecorded, SessionStatus, SessionSummary
from kapguide.ui.clients.contacts_data import (
    ContactRow,
    NextContact,
    capital,
    contact_rows,
    course_line,
    date_words,
    joined,
    next_contact,
    rows_said,
)
from kapguide.ui.clients.scores_card import ScoresData, scores_data
from kapguide.ui.widgets.charts.course_line import CourseLineData
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.labelled import Labelled
from kapguide.usecases.scores import TakenScore
from kapguide.usecases.shipped.courses import course_sessions

NOT_RECORDED = "not recorded"
CONSENT = "consent"
"""The id of the checklist of consent."""
_REPLIES = {Reply.YES: "yes", Reply.NO: "no", Reply.UNKNOWN: "not decided"}
_IN_THE_ROOM = {Reply.YES: "observers, too", Reply.NO: "no observers", Reply.UNKNOWN: "observers not decided"}


class Headed(msgspec.Struct, frozen=True):
    """The head of a card's matter: what it comes to, and one line below that."""

    title: str
    detail: str = ""
    known: bool = True


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
    scores: ScoresData = ScoresData()

    @property
    def first_row(self) -> int:
        """The row that one looks at first: the next contact, else what was last."""
        wanted = self.next.contact_id if self.next is not None and not self.next.late else ""
        found = (at for at, row in enumerate(self.rows) if row.id == wanted or (not wanted and not row.planned))
        return next(found, 0)


def page_data(
    code: str,
    chart: ClientChart,
    sessions: list[SessionSummary],
    now: datetime,
    known: dict[str, Instrument] | None = None,
    scores: tuple[TakenScore, ...] = (),
    *,
    doses: Sequence[DoseRecorded] = (),
    names: bool = False,
) -> ClientPageData:
    """The page of a client at `now`; `sessions` in any order, `known` the instruments by their ids. `names`: the clinic
    keeps names."""
    there = sorted(
        (one for one in sessions if one.state is not SessionStatus.DISCARDED), key=lambda one: one.row.started_at
    )
    items = course_items(chart, course_sessions(there))
    rows = contact_rows(chart, there, items, now)
    unfinished = sum(row.warm for row in rows if not row.planned)
    return ClientPageData(
        code=code,
        eyebrow=_eyebrow(chart, now),
        chips=_chips(chart),
        course=_course_words(chart),
        line=course_line(chart, there, items, now),
        check_ins=_check_in_words(chart, there),
        touch=_touch(chart),
        consent=_consent(chart, now),
        order=_order(chart, doses),
        ordered=_ordered(chart, doses, now),
        about=_about(chart, names=names),
        next=next_contact(chart, now),
        rows=rows,
        rows_said=rows_said(len(there), unfinished),
        scores=scores_data(known or {}, scores, chart, items, now.astimezone().date()),
    )


def iso_words(typed: str, now: datetime) -> str:
    """An ISO date in words; what is none, as it is."""
    try:
        return date_words(date.fromisoformat(typed), now)
    except ValueError:
        return typed


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


def _check_in_words(chart: ClientChart, there: list[SessionSummary]) -> str:
    due = check_ins(chart)
    if not due:
        return ""
    _, _, after = due[0].plan.label.partition(" after ")
    return f"Check-ins after {after}" if after else "Check-ins"


# --- consent, order, about ----------------------------------------------------------------------------------


def _touch(chart: ClientChart) -> Headed:
    agreed = said(chart.touch, TouchAgreed)
    if agreed is None:
        return Headed("Touch: not recorded", "Nobody has said what the client agrees to.", known=False)
    practised = {True: "practised", False: "not practised", None: ""}[agreed.practised]
    signal = joined(f"signal: {agreed.signal}" if agreed.signal else "", practised)
    refused = f"refused by {agreed.how_refused}" if agreed.how_refused else ""
    return Headed(f"Touch: {agreed.touch}", joined(signal, refused, by="; "))


def _consent(chart: ClientChart, now: datetime) -> tuple[Labelled, ...]:
    return (
        Labelled("Consent", _signed(_newest_list(chart, CONSENT), now)),
        Labelled("In the room", _permission(chart, "observers", _IN_THE_ROOM, now)),
        Labelled("Recording", _permission(chart, "recording", _REPLIES, now)),
        Labelled("Sharing", _permission(chart, "sharing", _REPLIES, now)),
    )


def _newest_list(chart: ClientChart, list_id: str) -> Fact | None:
    return next((fact for (name, _), fact in reversed(chart.lists.items()) if name == list_id), None)


def _signed(fact: Fact | None, now: datetime) -> str:
    answers = said(fact, ListAnswered)
    if fact is None or answers is None:
        return NOT_RECORDED
    day = iso_words(answers.signed_on, now) if answers.signed_on else "not signed"
    return f"version {answers.version}, {day}, {asked_words(answers).removesuffix(' asked')}"


def _permission(chart: ClientChart, what: str, replies: dict[Reply, str], now: datetime) -> str:
    permission = said(chart.permissions.get(what), PermissionSaid)
    if permission is None:
        return NOT_RECORDED
    until = f"until {iso_words(permission.until, now)}" if permission.until else ""
    return joined(replies[permission.reply], permission.words, until)


def _order(chart: ClientChart, doses: Sequence[DoseRecorded]) -> Headed:
    order = said(chart.order, MedicineOrdered)
    if order is None:
        return Headed("Nothing is ordered", "What the prescriber ordered is written here as it was.", known=False)
    sessions = f"for {order.sessions} session{'s' if order.sessions != 1 else ''}" if order.sessions else ""
    given = len({dose.session_id for dose in _since(chart, doses)})
    sessions += f", {given} given" if sessions and given else ""
    what = joined(joined(order.medicine, order.strength, by=" "), order.form)
    return Headed(what, joined(joined(order.route, order.directions), sessions, by="; "))


def _ordered(chart: ClientChart, doses: Sequence[DoseRecorded], now: datetime) -> tuple[Labelled, ...]:
    order = said(chart.order, MedicineOrdered)
    if order is None:
        return ()
    lines = (
        Labelled("Ordered", joined(order.prescriber, iso_words(order.ordered_on, now))),
        Labelled("Given", _given(_since(chart, doses), now) or "nothing yet"),
        Labelled("Kept by", order.kept_by),
    )
    return tuple(line for line in lines if line.value)


def _since(chart: ClientChart, doses: Sequence[DoseRecorded]) -> list[DoseRecorded]:
    """The doses since the day of the order."""
    order = said(chart.order, MedicineOrdered)
    if order is None or chart.order is None:
        return []
    since = _day_of(order.ordered_on) or chart.order.at.astimezone().date()
    return [dose for dose in doses if dose.at.astimezone().date() >= since]


def _given(doses: Sequence[DoseRecorded], now: datetime) -> str:
    """`5 Nov, 19 Nov, 150 mg each`; of many the newest."""
    newest = doses[-3:]
    amounts = {dose.amount for dose in newest}
    if len(newest) > 1 and len(amounts) == 1:
        days = ", ".join(dict.fromkeys(date_words(dose.at, now) for dose in newest))
        return f"{days}, {newest[0].amount} each"
    return ", ".join(f"{date_words(dose.at, now)} {dose.amount}" for dose in newest)


def _day_of(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _about(chart: ClientChart, *, names: bool) -> tuple[Labelled, ...]:
    described = said(chart.described, ClientDescribed) or ClientDescribed()
    people = {person.part or "other": person for person in described.people}
    name = (Labelled("Name", described.name),) if names and described.name else ()

    def reached(part: str) -> str:
        person = people.get(part)
        return joined(person.name, person.number, person.relation) if person is not None else NOT_RECORDED

    others = tuple(Labelled(capital(part), reached(part)) for part in people if part not in ("escort", "emergency"))
    part2 = {True: "yes", False: "no", None: NOT_RECORDED}[described.part2]
    return (
        *name,
        Labelled("Escort", reached("escort")),
        Labelled("Emergency", reached("emergency")),
        *others,
        Labelled("42 CFR Part 2", part2),
    )
