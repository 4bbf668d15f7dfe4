"""What Today shows, read from the open record: as much as is seen, however much there is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from kapguide.clinical.chart import ClientChart, chart_of, said
from kapguide.clinical.contacts import CONTACTS
from kapguide.clinical.facts import ContactKind, TouchAgreed
from kapguide.clinical.instruments import Instrument
from kapguide.clinical.limits import NOT_WRITTEN, clinic_limits
from kapguide.clinical.when import Lead, day_begins, day_words
from kapguide.paths import Home
from kapguide.session.emergency_card import EmergencyCard, clinic_card
from kapguide.spans import MINUTE
from kapguide.store.records import Store
from kapguide.store.tables.fact_rows import Planned
from kapguide.store.tables.queries import SessionSummary
from kapguide.store.tables.signature_rows import WaitingNote
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.readiness import Readiness, readiness
from kapguide.ui.today.screen import TodayData
from kapguide.ui.today.standings import card_lacks, standings_of
from kapguide.ui.today.upcoming import UpcomingData
from kapguide.ui.today.work_rows import (
    CLIENT,
    CONTACT,
    MEDICINE_LOG,
    MORE_CONTACTS,
    MORE_NOTES,
    NOTE,
    SCORE,
    SETTINGS,
    WorkRow,
    with_lines,
)
from kapguide.ui.widgets.words import span_words
from kapguide.usecases.contacts import ContactPlan, PlanChoices, plan_choices
from kapguide.usecases.shipped.instruments import instruments_of
from kapguide.usecases.shipped.protocols import protocols_of

AHEAD_DAYS = 22
MOST_COMING = 60
MOST_LATE = 40
"""So many contacts are read at most: of those to come before somebody asks for more, and of the newest gone by."""
AT_ONCE = 24
"""Of the newest sessions so many are looked at for one that nobody ended."""
NOTES, MORE = 4, 24
"""So many notes are named, and so many more each time that somebody asks for more."""
LONG_AGO = Lead(days=-366)
CHECKED_DAYS, MOST_CHECKED = 8, 12
"""Of dosings so near it is said when there is no order."""


def today_data(
    store: Store,
    home: Home,
    now: datetime | None = None,
    *,
    chosen: str = "",
    notes: int = NOTES,
    contacts: int = MOST_COMING,
    without_line: int = 0,
) -> TodayData:
    """Contacts, what is to be done, and how the practice stands; `now` is the local time.

    `chosen` is the contact that is shown large instead of the next one, `notes` and `contacts` how many are read;
    `without_line` doses have no line in the medicine log.
    """
    now = (now or datetime.now()).astimezone()  # noqa: DTZ005 - the local clock
    midnight = day_begins(now)
    tomorrow = Lead(days=1).after(midnight)
    late = store.facts.planned(LONG_AGO.after(midnight), midnight, MOST_LATE, last=True)
    coming = store.facts.planned(midnight, Lead(days=AHEAD_DAYS).after(midnight), contacts)
    due = [one for one in (*late, *coming) if one.plan.contact is ContactKind.CHECK_IN and one.plan.at < tomorrow]
    agenda = [one for one in coming if one not in due]
    choices = plan_choices(store)
    names = dict(choices.people)
    charts = _Charts(store)
    shown = next((one for one in agenda if one.fact.id == chosen), None) or _next(
        [one for one in agenda if one.plan.at < tomorrow], now
    )
    further = [WorkRow(MORE_CONTACTS, what="More contacts", verb="Show", icon="layers")] * (len(coming) == contacts)
    open_ones = [one for one in store.sessions(AT_ONCE) if not one.state.over]
    running = {(one.row.client_code, one.row.started_at.astimezone().date()) for one in open_ones}
    passed = [
        one
        for one in late
        if one.plan.contact is not ContactKind.CHECK_IN and (one.code, one.plan.at.astimezone().date()) not in running
    ]
    to_sign, to_countersign = store.notes.waiting_counts()
    unsigned = sorted(store.notes.unsigned(notes), key=lambda one: one.begun, reverse=True)
    card = clinic_card(home.emergency_card)
    practice = [*_practice(card, home), *_medicine(without_line)]
    backup, space = store.backup_problem(), store.space_warning()
    amiss = _amiss(backup, space)
    to_follow = _to_follow(store, home, now)
    work = (
        *amiss,
        *to_follow,
        *(_left_open(one, now) for one in open_ones),
        *(_passed(one, now) for one in passed),
        *_headed("Check-ins due", [_due(one, now) for one in due]),
        *_headed("Notes not signed", _notes(unsigned, to_sign, now)),
        *_headed("To countersign", [_to_countersign(one, now) for one in store.notes.to_countersign(MOST_CHECKED)]),
        *_headed("Practice", practice),
    )
    return TodayData(
        practice=store.practice,
        date=f"{now:%A}, {now.day} {now:%B}  ·  {now:%H:%M}",
        short_date=f"{now:%a} {now.day} {now:%b}  ·  {now:%H:%M}",
        next=_shown(shown, store, charts, choices, now) if shown is not None else UpcomingData(),
        agenda=with_lines((*_agenda([one for one in agenda if one is not shown], charts, names, now), *further)),
        coming="" if further else _coming([one.plan.at for one in agenda], midnight),
        planned_today=any(one.plan.at < tomorrow for one in agenda),
        work=with_lines(work),
        things=len(open_ones)
        + len(passed)
        + len(due)
        + to_sign
        + to_countersign
        + len(practice)
        + len(amiss)
        + len(to_follow),
        standings=standings_of(home, card, backup, space, now),
        new_practice=not choices.clients,
        card=card.reminder,
        space=space,
        choices=choices,
        protocols=_protocols(choices.plans),
        refused=" ".join(sentence.partition("\n")[0] for sentence in protocols_of(home).refused),
    )


def planned_contact(store: Store, fact_id: str, now: datetime) -> Planned | None:
    """The planned contact of a row, as it is now. Raises KapGuideError."""
    midnight = day_begins(now)
    read = partial(store.facts.planned, LONG_AGO.after(midnight), Lead(days=AHEAD_DAYS).after(midnight))
    return next((one for one in read() if one.fact.id == fact_id), None)


class _Charts:
    """The charts of the clients that are looked at, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[str, ClientChart] = {}

    def of(self, code: str) -> ClientChart:
        if code not in self._read:
            self._read[code] = chart_of(self._store.facts.of_client(code))
        return self._read[code]


def _protocols(plans: Iterable[ContactPlan]) -> tuple[ProtocolChoice, ...]:
    """What a session can follow; the dosing sessions stand first."""
    ordered = sorted(plans, key=lambda plan: plan.contact is not ContactKind.DOSING)
    return tuple(ProtocolChoice(plan.id, plan.title, plan.summary) for plan in ordered)


# --- the agenda --------------------------------------------------------------------------------------------


def _next(today: Sequence[Planned], now: datetime) -> Planned | None:
    """The first contact of today that is not over by its plan; else the last one, which nobody has held."""
    ahead = [one for one in today if one.plan.at + timedelta(minutes=max(one.plan.minutes, 30)) >= now]
    return next(iter(ahead), today[-1] if today else None)


def _agenda(contacts: Iterable[Planned], charts: _Charts, names: dict[str, str], now: datetime) -> Iterator[WorkRow]:
    """The contacts by day, each day but today under its heading."""
    day, checked = now.date(), 0
    for one in contacts:
        at = one.plan.at.astimezone()
        if at.date() != day:
            day = at.date()
            yield WorkRow(f"day {day}", heading=_day_heading(at, now))
        lacks = ""
        near = at - now < timedelta(days=CHECKED_DAYS) and checked < MOST_CHECKED
        if one.plan.contact is ContactKind.DOSING and near:
            checked += 1
            lacks = "" if charts.of(one.code).order is not None else "no order yet"
        yield WorkRow(
            CONTACT + one.fact.id,
            one.code,
            _title(one),
            _with_whom(one, names),
            _act(one),
            clock=f"{at:%H:%M}",
            kind=one.plan.contact,
            chip=lacks,
        )


def _day_heading(at: datetime, now: datetime) -> str:
    """`Tomorrow, Wednesday 2`, `Thursday 3`, and the month where it is another one."""
    words = f"{at:%A} {at.day}" + (f" {at:%B}" if (at.year, at.month) != (now.year, now.month) else "")
    return f"Tomorrow, {words}" if day_words(at, now) == "tomorrow" else words


def _title(one: Planned) -> str:
    return one.plan.title + (", by telephone" if one.plan.telephone else "")


def _with_whom(one: Planned, names: dict[str, str]) -> str:
    people = [names[staff] for staff in one.plan.staff if staff in names]
    return ", ".join([*people, *([span_words(one.plan.minutes * MINUTE)] if one.plan.minutes else [])])


def _act(one: Planned) -> str:
    return "Record" if one.plan.contact is ContactKind.CHECK_IN else "Prepare"


def _shown(one: Planned, store: Store, charts: _Charts, choices: PlanChoices, now: datetime) -> UpcomingData:
    """A contact as it stands large above the others."""
    at = one.plan.at.astimezone()
    wait, late = _wait(at, now)
    chart = charts.of(one.code)
    contact = chart.contact(one.fact.id)
    how_far = (
        readiness(store, chart, one.code, contact.id, now)
        if contact is not None and one.plan.contact is ContactKind.DOSING and at.date() == now.date()
        else Readiness()
    )
    return UpcomingData(
        one.fact.id,
        f"{at:%H:%M}",
        wait,
        late,
        one.plan.contact,
        one.code,
        _title(one),
        tuple(_details(one, chart, choices)),
        _act(one),
        how_far.ready,
        how_far.of,
        how_far.missing,
        one.plan.contact is ContactKind.DOSING and chart.order is None,
    )


def _details(one: Planned, chart: ClientChart, choices: PlanChoices) -> Iterator[str]:
    if whom := _with_whom(one, dict(choices.people)):
        yield whom
    if one.plan.contact is ContactKind.DOSING:
        touch = said(chart.touch, TouchAgreed)
        yield f"touch: {touch.touch}" if touch is not None else "touch: not asked"
        if chart.order is None:
            yield "no order yet"
        plan = next((each for each in choices.plans if each.id == one.plan.protocol), None)
        if plan is not None:
            yield plan.title


def _wait(at: datetime, now: datetime) -> tuple[str, bool]:
    """`in 1 h 19`, `since 12 min` and whether it is late; of another day that day."""
    if at.date() != now.date():
        return day_words(at, now), at < now
    minutes = round((at - now).total_seconds() / 60)
    words = f"{abs(minutes) // 60} h {abs(minutes) % 60:02}" if abs(minutes) >= 60 else f"{abs(minutes)} min"
    return (f"in {words}", False) if minutes > 0 else ("now", False) if minutes == 0 else (f"since {words}", True)


def _coming(times: Sequence[datetime], midnight: datetime) -> str:
    """`2 today, 8 this week`; check-ins that are due are counted where they stand."""
    ends = Lead(days=1).after(midnight), Lead(days=7 - midnight.weekday()).after(midnight)
    today, week = (sum(at < end for at in times) for end in ends)
    return f"{today} today, {week} this week" if week else ""


# --- what is to be done --------------------------------------------------------------------------------------


def _headed(heading: str, rows: list[WorkRow]) -> list[WorkRow]:
    return [WorkRow(f"heading {heading}", heading=heading), *rows] if rows else []


def _amiss(backup: str, space: str) -> list[WorkRow]:
    """What waits before all else: a backup that failed, and a disk that is nearly full; each told in a sentence."""
    told = ((SETTINGS + "backups", "Backup", backup), ("space", "Room on the disk", space))
    return [
        WorkRow(name, what=what, aside=why, verb="Look" if name != "space" else "", icon="hard-drive", warm=True)
        for name, what, why in told
        if why
    ]


def _to_follow(store: Store, home: Home, now: datetime) -> list[WorkRow]:
    """Answers that nobody has followed up, as those to item 9 of PHQ-9: what was done is said with the score."""
    waiting = store.scores.to_follow(MOST_LATE)
    known = instruments_of(home).known if waiting else {}
    return [
        WorkRow(
            f"{SCORE}{one.score_id} {one.code}",
            one.code,
            f"{_named(one.instrument, known)}, item {', '.join(one.items)}, "
            f"{day_words(one.taken_at.astimezone(), now)}",
            "not followed up",
            "Open",
            icon="circle-alert",
            warm=True,
        )
        for one in waiting
    ]


def _named(instrument: str, known: dict[str, Instrument]) -> str:
    return known[instrument].title if instrument in known else instrument


def _left_open(one: SessionSummary, now: datetime) -> WorkRow:
    began = one.row.started_at.astimezone()
    what = f"{CONTACTS[one.contact]}, {day_words(began, now)}"
    return WorkRow(
        NOTE + one.row.id, one.row.client_code, what, "never ended", "Close it", icon="circle-alert", warm=True
    )


def _passed(one: Planned, now: datetime) -> WorkRow:
    """It is moved, or said to have been held, on the client's page."""
    at = one.plan.at.astimezone()
    return WorkRow(
        CLIENT + one.code,
        one.code,
        f"{one.plan.title}, {day_words(at, now)}",
        "not held",
        "Look",
        icon="circle-alert",
        warm=True,
    )


def _due(one: Planned, now: datetime) -> WorkRow:
    at = one.plan.at.astimezone()
    late = at < now
    days = (now.date() - at.date()).days
    since = f"{at:%H:%M}" if days == 0 else "since yesterday" if days == 1 else f"since {day_words(at, now)}"
    return WorkRow(
        CONTACT + one.fact.id, one.code, one.plan.label or one.plan.title, since, "Record", icon="phone", warm=late
    )


def _notes(waiting: Sequence[WaitingNote], many: int, now: datetime) -> list[WorkRow]:
    """The newest, and in the end a row that shows more of them. One that is of no session leads to its client."""
    rows = [
        WorkRow(
            NOTE + one.note_id if one.session_id else CLIENT + one.code,
            one.code,
            _what_of(one, now),
            f"{'draft' if one.drafted else 'to write'}, {_age(one.begun, now)}",
            ("Sign" if one.drafted else "Write") if one.session_id else "Look",
            icon="pencil",
        )
        for one in waiting
    ]
    left = many - len(rows)
    return rows + ([WorkRow(MORE_NOTES, what=f"{left:,} older", verb="Show", icon="layers")] if left > 0 else [])


def _to_countersign(one: WaitingNote, now: datetime) -> WorkRow:
    """A trainee's note, or what they added to one: it does not count yet."""
    said = f"{one.name}, {_age(one.since, now)}"
    return WorkRow(NOTE + one.note_id, one.code, _what_of(one, now), said, "Countersign", icon="signature", warm=True)


def _what_of(one: WaitingNote, now: datetime) -> str:
    about = CONTACTS[one.contact] if one.session_id else one.kind.capitalize().replace("_", "-")
    return f"{about}, {day_words(one.begun.astimezone(), now)}"


def _age(since: datetime, now: datetime) -> str:
    days = (now.date() - since.astimezone().date()).days
    return "today" if days <= 0 else f"{days} day{'s' if days != 1 else ''}"


def _practice(card: EmergencyCard, home: Home) -> Iterator[WorkRow]:
    """What the clinic itself has still to fill in."""
    if card.reminder:
        yield WorkRow(
            SETTINGS + "card",
            what="Emergency card",
            aside=card_lacks(card),
            verb="Fill in",
            icon="file-text",
            warm=True,
        )
    if reminder := clinic_limits(home.limits).reminder:
        aside = "nothing is written" if reminder == NOT_WRITTEN else "no medical lead has signed"
        yield WorkRow(SETTINGS + "limits", what="Clinic limits", aside=aside, verb="Open", icon="heart-pulse")


def _medicine(without_line: int) -> Iterator[WorkRow]:
    if without_line:
        aside = f"{without_line} dose{'s' if without_line != 1 else ''} without a line"
        yield WorkRow(MEDICINE_LOG, what="Medicine log", aside=aside, verb="Open", icon="pill")
