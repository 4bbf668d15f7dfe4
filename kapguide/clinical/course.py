"""Where a client is in a course: what took place, what is planned, and what the course foresees after that."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from kapguide.clinical.chart import ClientChart, PlannedContact, said
from kapguide.clinical.contacts import CONTACTS
from kapguide.clinical.facts import ContactHeld, ContactKind, CourseBegun, CourseStep

COUNTED = (ContactKind.PREPARATION, ContactKind.DOSING)
"""Kinds of which a course has several, told apart by their number."""


class CourseSession(msgspec.Struct, frozen=True):
    """A session that took place: its id, what it was for, when it began. `undosed`: a dosing that ended without a
    dose, which takes no number and no step of the course."""

    id: str
    contact: ContactKind
    at: datetime
    undosed: bool = False


class CourseStage(StrEnum):
    """Has it been, is it planned, or does the course only foresee it?"""

    BEEN = "been"
    PLANNED = "planned"
    FORESEEN = "foreseen"


class CourseItem(msgspec.Struct, frozen=True):
    """One contact on the line. `session` is the id of the session that it was, `contact_id` that of its plan."""

    contact: ContactKind
    title: str
    stage: CourseStage
    at: datetime | None = None
    session: str = ""
    contact_id: str = ""
    protocol: str = ""
    """Of a step that is foreseen."""
    undosed: bool = False
    """A dosing session that ended without a dose."""


UNDOSED = "Dosing, held without a dose"


def contact_name(kind: ContactKind, number: int = 0) -> str:
    """`Dosing 2`, `Integration`: the number where it tells one from another."""
    return f"{CONTACTS[kind]} {number}" if number and kind in COUNTED else CONTACTS[kind]


def course_steps(chart: ClientChart) -> tuple[CourseStep, ...]:
    """What the course foresees, while there is one."""
    begun = said(chart.course, CourseBegun)
    return begun.steps if begun is not None and chart.course_ended is None else ()


def step_ahead(chart: ClientChart, sessions: Iterable[CourseSession]) -> CourseStep | None:
    """The first step of the course that nothing that has been or is planned has taken."""
    ahead = (item for item in course_items(chart, sessions) if item.stage is CourseStage.FORESEEN)
    return next((CourseStep(item.contact, item.title, item.protocol) for item in ahead), None)


def check_ins(chart: ClientChart) -> tuple[PlannedContact, ...]:
    """The check-ins after the newest session that has any, the first first: also those that are over."""
    due = [contact for contact in chart.contacts.values() if contact.plan.by_protocol]
    after = due[-1].plan.after_session if due else ""
    return tuple(sorted((c for c in due if c.plan.after_session == after), key=lambda c: c.plan.at))


def course_items(chart: ClientChart, sessions: Iterable[CourseSession]) -> tuple[CourseItem, ...]:
    """The course on one line: what has been, as it was; then what is planned, and the steps that are left.

    What was before the end of an earlier course belongs to that one.
    """
    since = chart.earlier_ended.at if chart.earlier_ended is not None else datetime.min.replace(tzinfo=UTC)
    plans = dict(_held_as(chart))
    been = [_been(session, plans.get(session.id)) for session in sessions]
    been += [_without_session(contact) for contact in _held_otherwise(chart)]
    planned = [
        CourseItem(c.plan.contact, c.plan.title, CourseStage.PLANNED, c.plan.at, contact_id=c.id)
        for c in chart.open_contacts
        if not c.plan.by_protocol
    ]
    there = [item for item in sorted(been, key=_when) if _when(item) >= since]
    return _laid_out((*there, *planned), course_steps(chart))


def _held_as(chart: ClientChart) -> Iterable[tuple[str, PlannedContact]]:
    for contact in chart.contacts.values():
        held = said(contact.ended, ContactHeld)
        if held is not None and held.session:
            yield held.session, contact


def _held_otherwise(chart: ClientChart) -> Iterable[PlannedContact]:
    """Contacts that took place, without a session of this program; the check-ins stand apart."""
    for contact in chart.contacts.values():
        held = said(contact.ended, ContactHeld)
        if held is not None and not held.session and not contact.plan.by_protocol:
            yield contact


def _been(session: CourseSession, plan: PlannedContact | None) -> CourseItem:
    if session.undosed:
        return CourseItem(session.contact, UNDOSED, CourseStage.BEEN, session.at, session.id, undosed=True)
    title, contact_id = (plan.plan.title, plan.id) if plan is not None else ("", "")
    return CourseItem(session.contact, title, CourseStage.BEEN, session.at, session.id, contact_id)


def _without_session(contact: PlannedContact) -> CourseItem:
    plan = contact.plan
    return CourseItem(plan.contact, plan.title, CourseStage.BEEN, plan.at, contact_id=contact.id)


def _when(item: CourseItem) -> datetime:
    return item.at or datetime.max.replace(tzinfo=UTC)


def _laid_out(there: Sequence[CourseItem], steps: Sequence[CourseStep]) -> tuple[CourseItem, ...]:
    """What is there with the titles of its steps, where it has none of its own; and the steps that are left, each
    before whatever is planned for a later one. What was passed over, as something later has been, is not to come."""
    taken = _steps_of(there, steps)
    counted: Counter[ContactKind] = Counter()
    line: list[CourseItem] = []
    for item, at in zip(there, taken, strict=True):
        counted[item.contact] += not item.undosed
        usual = steps[at].title if at is not None else contact_name(item.contact, counted[item.contact])
        line.append(msgspec.structs.replace(item, title=item.title or usual))
    been = [at for item, at in zip(there, taken, strict=True) if at is not None and item.stage is CourseStage.BEEN]
    ahead = [at for at in range(max(been, default=-1) + 1, len(steps)) if at not in taken]
    places = list(taken)
    for at in ahead:
        later = (place for place, other in enumerate(places) if other is not None and other > at)
        place = next((place for place in later if line[place].stage is not CourseStage.BEEN), len(line))
        line.insert(place, _ahead(steps[at]))
        places.insert(place, at)
    return tuple(line)


def _steps_of(there: Sequence[CourseItem], steps: Sequence[CourseStep]) -> list[int | None]:
    """Which step each has taken: the one that it is called after; else the next of its kind, else any of its kind."""
    taken: list[int | None] = [None] * len(there)
    left = list(range(len(steps)))
    for place, item in enumerate(there):
        named = (at for at in left if (steps[at].contact, steps[at].title) == (item.contact, item.title))
        if (at := next(named, None)) is not None:
            taken[place] = at
            left.remove(at)
    last = -1
    for place, item in enumerate(there):
        if taken[place] is None and not item.undosed:
            kind = [at for at in left if steps[at].contact is item.contact]
            if (at := next((at for at in kind if at > last), next(iter(kind), None))) is not None:
                taken[place] = at
                left.remove(at)
        last = max(last, -1 if taken[place] is None else taken[place] or 0)
    return taken


def _ahead(step: CourseStep) -> CourseItem:
    return CourseItem(step.contact, step.title, CourseStage.FORESEEN, protocol=step.protocol)
