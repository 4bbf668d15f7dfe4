"""What a client's chart says beside a session's own log, for its note; and what the note says for the chart."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from kapguide.clinical.chart import ClientChart, PlannedContact, StandingCommitment, chart_of, said
from kapguide.clinical.checklists import DAY_OF, LEAVING
from kapguide.clinical.course import course_items, course_steps
from kapguide.clinical.facts import (
    CommitmentChecked,
    CommitmentMade,
    ContactCancelled,
    ContactHeld,
    ListAnswered,
)
from kapguide.export.note import NoteDocument
from kapguide.export.noting.ahead import KEPT, MADE
from kapguide.export.noting.chart import FromChart
from kapguide.export.report import SessionReport
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionStatus
from kapguide.usecases.contacts import staff_names
from kapguide.usecases.scores import TakenScore, follow_ups, taken_of
from kapguide.usecases.shipped.courses import course_sessions
from kapguide.usecases.shipped.instruments import instruments_of


def from_chart(store: Store, report: SessionReport) -> FromChart:
    """What is known now of a stored session. Raises KapGuideError."""
    if report.started is None:
        return FromChart()
    code = report.client_code
    chart = chart_of(store.facts.of_client(code))
    scores = tuple(_of_the_day(taken_of(store, code, instruments_of(store.home).known), report))
    earlier = _earlier(chart, report)
    return FromChart(
        place=_place(store, chart, report),
        next_contact=_next(chart, report, staff_names(store)),
        check_ins=_check_ins(chart, report),
        scores=tuple(f"{each.title}: {each.words}" for each in scores),
        risk=tuple(_risk(scores, chart, report)),
        lists=tuple(_lists(chart, report)),
        commitment=earlier.made.words if earlier is not None else "",
        committed=_day(earlier.fact.at, report) if earlier is not None else "",
    )


def keep_commitments(store: Store, report: SessionReport, note: NoteDocument) -> tuple[Said, ...]:
    """Say in the chart what the note says of the commitment made in its session, and of what became of the one before.

    What is said already is not said again. Raises KapGuideError.
    """
    chart = chart_of(store.facts.of_client(report.client_code))
    lines = {line.id: line for section in note.sections for line in section.lines}
    found = []
    if (line := lines.get(MADE)) is not None:
        words = line.text.strip()
        mine = next((each for each in chart.commitments.values() if each.fact.session == report.session_id), None)
        if words != (mine.made.words if mine is not None else ""):
            body = CommitmentMade(words)
            supersedes = mine.id if mine is not None else ""
            found.append(store.facts.say(report.client_code, body, session_id=report.session_id, supersedes=supersedes))
    earlier = _earlier(chart, report)
    if (line := lines.get(KEPT)) is not None and earlier is not None and line.written:
        known = said(earlier.checked, CommitmentChecked)
        if known is None or known.became != line.text.strip():
            checked = CommitmentChecked(line.text.strip())
            found.append(
                store.facts.say(report.client_code, checked, session_id=report.session_id, supersedes=earlier.id)
            )
    return tuple(found)


def _place(store: Store, chart: ClientChart, report: SessionReport) -> str:
    """`Dosing 3 of 3`: as the course calls it, and how many of its kind the course has; empty where it is not on it."""
    there = [one for one in store.sessions_of(report.client_code) if one.state is not SessionStatus.DISCARDED]
    items = course_items(chart, course_sessions(there))
    mine = next((item for item in items if item.session == report.session_id), None)
    if mine is None:
        return ""
    many = sum(item.contact is mine.contact and not item.undosed for item in items)
    is_counted = course_steps(chart) and re.fullmatch(r"\D+ \d+", mine.title)
    return f"{mine.title} of {many}" if is_counted else mine.title


def _after(chart: ClientChart, report: SessionReport) -> Iterator[PlannedContact]:
    """The contacts that are planned for later than the session, the first first."""
    over = report.ended or report.started
    assert over is not None
    for contact in sorted(chart.contacts.values(), key=lambda each: (each.plan.at, each.id)):
        held = said(contact.ended, ContactHeld)
        mine = held is not None and held.session == report.session_id
        if contact.plan.at > over.at and not mine and said(contact.ended, ContactCancelled) is None:
            yield contact


def _next(chart: ClientChart, report: SessionReport, staff: dict[str, str]) -> str:
    """`Wed 2 Dec 11:00, Integration, K. Lind`; a check-in only where nothing else is planned."""
    ahead = list(_after(chart, report))
    found = next((each for each in ahead if not each.plan.by_protocol), next(iter(ahead), None))
    if found is None:
        return ""
    at = _local(found.plan.at, report)
    with_whom = [staff[each] for each in found.plan.staff if each in staff]
    telephone = "by telephone" if found.plan.telephone else ""
    return ", ".join(filter(None, (f"{at:%a} {at.day} {at:%b} {at:%H:%M}", found.plan.title, telephone, *with_whom)))


def _check_ins(chart: ClientChart, report: SessionReport) -> str:
    """`24 h: Wed 2 Dec; 72 h: Fri 4 Dec`: those that follow this session."""
    return "; ".join(
        f"{contact.plan.label.partition(' after ')[0]}: {_local(contact.plan.at, report):%a} "
        f"{_day(contact.plan.at, report)}"
        for contact in _after(chart, report)
        if contact.plan.by_protocol and contact.plan.after_session == report.session_id
    )


def _of_the_day(scores: tuple[TakenScore, ...], report: SessionReport) -> Iterator[TakenScore]:
    """The forms of the session, and of its day but for those that belong to another session; the mood check of Prepare
    is told with the preparation."""
    assert report.started is not None
    day = report.started.local.date()
    mood = {each.instrument for each in report.prepared.scores}
    for taken in scores:
        of_day = not taken.score.session_id and _local(taken.score.taken_at, report).date() == day
        if (of_day or taken.score.session_id == report.session_id) and taken.score.instrument not in mood:
            yield taken


def _lists(chart: ClientChart, report: SessionReport) -> Iterator[ListAnswered]:
    """The checklists that were asked on the session's day; those of the day and of leaving stand in its own log."""
    assert report.started is not None
    for (name, _), fact in chart.lists.items():
        answers = said(fact, ListAnswered)
        of_day = _local(fact.at, report).date() == report.started.local.date()
        if answers is not None and of_day and name not in (DAY_OF, LEAVING):
            yield answers


def _risk(scores: tuple[TakenScore, ...], chart: ClientChart, report: SessionReport) -> Iterator[str]:
    """`PHQ-9, item 9: “Several days”, 09:40; done: …`: each answer to an item that may have to be followed up."""
    done = {(each.taken.score.id, each.item): each.done for each in follow_ups(scores, chart)}
    for taken in scores:
        for number, item in enumerate(taken.instrument.items if taken.instrument is not None else (), 1):
            words = item.words_of(taken.score.answers.get(item.id))
            if item.follow_above is None or not words:
                continue
            at = f"{_local(taken.score.taken_at, report):%H:%M}"
            followed = done.get((taken.score.id, item.id))
            after = "" if followed is None else f"; done: {followed}" if followed else "; what was done is not recorded"
            yield f"{taken.title}, item {number}: “{words}”, {at}{after}"


def _earlier(chart: ClientChart, report: SessionReport) -> StandingCommitment | None:
    """The newest commitment that was made before the session and was not asked about by then."""
    assert report.started is not None
    before = [
        each
        for each in chart.commitments.values()
        if each.fact.session != report.session_id
        and each.fact.at < report.started.at
        and (each.checked is None or each.checked.session == report.session_id)
    ]
    return before[-1] if before else None


def _local(at: datetime, report: SessionReport) -> datetime:
    assert report.started is not None
    return (at + timedelta(minutes=report.started.tz_min)).replace(tzinfo=None)


def _day(at: datetime, report: SessionReport) -> str:
    local = _local(at, report)
    return f"{local.day} {local:%b}"
