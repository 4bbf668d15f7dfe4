"""The contacts of a course: what each kind is called, and the check-ins that follow a dosing session."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.facts import ContactCancelled, ContactKind, ContactPlanned, CourseBegun, CourseStep
from kapguide.clinical.when import parse_lead

CONTACTS = {
    ContactKind.SCREENING: "Screening",
    ContactKind.CONSENT: "Consent",
    ContactKind.PREPARATION: "Preparation",
    ContactKind.DOSING: "Dosing",
    ContactKind.INTEGRATION: "Integration",
    ContactKind.FOLLOW_UP: "Follow-up",
    ContactKind.CHECK_IN: "Check-in",
}
"""What a contact of each kind is called."""
CALL_MINUTES = 15
"""How long a check-in is planned to take [OURS]."""


def usual_protocol(kind: ContactKind) -> str:
    """The id of the protocol that a contact of this kind usually follows; empty for a dosing, whose route is chosen."""
    return "" if kind is ContactKind.DOSING else kind.value.replace("_", "-")


def contact_words(kind: ContactKind, telephone: bool) -> str:
    """A contact as it is read: `Integration`, `Check-in, by telephone`."""
    return CONTACTS[kind] + (", by telephone" if telephone else "")


def check_ins_after(
    dosed: datetime, leads: Iterable[str], chart: ClientChart, session_id: str, contact: str = ""
) -> tuple[ContactPlanned, ...]:
    """The check-ins that a protocol asks for after the dose of a session, as far as they are not planned yet.

    `leads` are its lengths by the calendar, `contact` is the planned contact that the session was.
    """
    planned = chart.contact(contact)
    number = _number(chart, session_id, contact)
    there = {
        each.plan.label.partition(" after ")[0]
        for each in chart.contacts.values()
        if each.plan.after_session == session_id
    }
    found = (
        ContactPlanned(
            ContactKind.CHECK_IN,
            f"{lead} after dosing {number}",
            parse_lead(lead).after(dosed).astimezone(UTC),
            CALL_MINUTES,
            planned.plan.staff if planned is not None else (),
            telephone=True,
            protocol=usual_protocol(ContactKind.CHECK_IN),
            label=f"{lead} after dosing {number}",
            after_session=session_id,
            by_protocol=True,
        )
        for lead in leads
        if lead not in there
    )
    return tuple(found)


def _number(chart: ClientChart, session_id: str, contact: str) -> int:
    """Which dosing of the course a session was: as its plan is called, else the one after those that had check-ins."""
    planned = chart.contact(contact)
    if planned is not None and (found := re.search(r"\bdosing (\d+)", planned.plan.title.casefold())):
        return int(found[1])
    begun = chart.course.at if chart.course is not None and chart.course_ended is None else None
    before = {
        each.plan.after_session
        for each in chart.contacts.values()
        if each.plan.by_protocol and (begun is None or each.fact.at >= begun)
    }
    return len(before - {session_id, ""}) + 1


def next_step(chart: ClientChart) -> CourseStep | None:
    """The first contact of the client's course that is neither planned nor held; None where there is no such course."""
    course = said(chart.course, CourseBegun)
    if course is None or chart.course is None or chart.course_ended is not None:
        return None
    taken = [
        (contact.plan.contact, contact.plan.title)
        for contact in chart.contacts.values()
        if not (contact.ended is not None and isinstance(contact.ended.body, ContactCancelled))
    ]
    return next((step for step in course.steps if (step.contact, step.title) not in taken), None)
