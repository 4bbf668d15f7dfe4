"""A client's chart: what the facts come to, folded in the order in which they were written."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec

from kapguide.clinical.facts import (
    ClientDescribed,
    CommitmentChecked,
    CommitmentMade,
    ContactCancelled,
    ContactHeld,
    ContactPlanned,
    CourseBegun,
    CourseEnded,
    Fact,
    FactBody,
    ListAnswered,
    MedicineOrdered,
    OrderEnded,
    PermissionSaid,
    PreparationTyped,
    ScoreFollowed,
    TouchAgreed,
)

B = TypeVar("B", bound=FactBody)


class PlannedContact(msgspec.Struct, frozen=True):
    """A planned contact as it stands: the newest plan, and what ended it, if anything did.

    `id` is the first plan's, and stays when it is moved.
    """

    id: str
    fact: Fact
    plan: ContactPlanned
    ended: Fact | None = None

    @property
    def open(self) -> bool:
        """Does it still wait?"""
        return self.ended is None


class StandingCommitment(msgspec.Struct, frozen=True):
    """What a client committed to, as it was said last, and the newest answer to what became of it. `id` is the first
    fact's."""

    id: str
    fact: Fact
    made: CommitmentMade
    checked: Fact | None = None


class ClientChart(msgspec.Struct, frozen=True):
    """What holds now. Each thing comes as the fact that says it, so that who and when can be shown; None is "not
    recorded"."""

    described: Fact | None = None
    course: Fact | None = None
    course_ended: Fact | None = None
    earlier_ended: Fact | None = None
    """The end of the course before this one."""
    order: Fact | None = None
    lists: dict[tuple[str, str], Fact] = {}
    """The newest answers of a checklist, by its id and the contact in which it was asked (empty for none); what was
    answered last comes last."""
    touch: Fact | None = None
    permissions: dict[str, Fact] = {}
    contacts: dict[str, PlannedContact] = {}
    """By their ids, in the order in which they were planned."""
    preparations: dict[str, Fact] = {}
    """What stands in Prepare's fields, by the contact."""
    followed: dict[tuple[str, str], Fact] = {}
    """What was done about an answer, by score and item."""

    commitments: dict[str, StandingCommitment] = {}
    """By their ids, in the order in which they were made; without those that were taken back."""

    @property
    def open_contacts(self) -> tuple[PlannedContact, ...]:
        """What is planned and waits, the next first."""
        return tuple(sorted((c for c in self.contacts.values() if c.open), key=lambda c: (c.plan.at, c.id)))

    def contact(self, fact_id: str) -> PlannedContact | None:
        """The contact that a fact with this id planned or moved."""
        if fact_id in self.contacts:
            return self.contacts[fact_id]
        return next((contact for contact in self.contacts.values() if contact.fact.id == fact_id), None)


def said(fact: Fact | None, kind: type[B]) -> B | None:
    """The body of `fact`, where it is of that kind."""
    return fact.body if fact is not None and isinstance(fact.body, kind) else None


def with_fact(chart: ClientChart, fact: Fact) -> ClientChart:
    """`chart` after one more fact. What belongs to something that is not there is left out: another copy has it."""
    change = msgspec.structs.replace
    match fact.body:
        case ClientDescribed():
            return change(chart, described=fact)
        case CourseBegun():
            earlier = chart.course_ended or chart.earlier_ended
            return change(chart, course=fact, course_ended=None, earlier_ended=earlier)
        case CourseEnded():
            return change(chart, course_ended=fact)
        case MedicineOrdered():
            return change(chart, order=fact)
        case OrderEnded():
            return change(chart, order=None)
        case ListAnswered(list_id=list_id, contact=contact):
            others = {asked: answers for asked, answers in chart.lists.items() if asked != (list_id, contact)}
            return change(chart, lists={**others, (list_id, contact): fact})
        case TouchAgreed():
            return change(chart, touch=fact)
        case PermissionSaid(what=what):
            return change(chart, permissions={**chart.permissions, what: fact})
        case ContactPlanned() as plan:
            return _planned(chart, fact, plan)
        case ContactHeld() | ContactCancelled():
            return _ended(chart, fact)
        case PreparationTyped(contact=contact):
            return change(chart, preparations={**chart.preparations, contact: fact})
        case ScoreFollowed(score=score, item=item):
            return change(chart, followed={**chart.followed, (score, item): fact})
        case CommitmentMade() as made:
            return _committed(chart, fact, made)
        case CommitmentChecked():
            return _checked(chart, fact)
    return chart


def _planned(chart: ClientChart, fact: Fact, plan: ContactPlanned) -> ClientChart:
    earlier = chart.contact(fact.supersedes) if fact.supersedes else None
    # also one that was ended: planned again, it waits again
    contact = PlannedContact(fact.id if earlier is None else earlier.id, fact, plan)
    return msgspec.structs.replace(chart, contacts={**chart.contacts, contact.id: contact})


def _ended(chart: ClientChart, fact: Fact) -> ClientChart:
    contact = chart.contact(fact.supersedes)
    if contact is None:
        return chart
    ended = msgspec.structs.replace(contact, ended=fact)
    return msgspec.structs.replace(chart, contacts={**chart.contacts, contact.id: ended})


def _committed(chart: ClientChart, fact: Fact, made: CommitmentMade) -> ClientChart:
    earlier = chart.commitments.get(fact.supersedes)
    others = {name: each for name, each in chart.commitments.items() if made.words or each is not earlier}
    if not made.words:
        return msgspec.structs.replace(chart, commitments=others)
    new = msgspec.structs.replace(earlier, fact=fact, made=made) if earlier else StandingCommitment(fact.id, fact, made)
    return msgspec.structs.replace(chart, commitments={**others, new.id: new})


def _checked(chart: ClientChart, fact: Fact) -> ClientChart:
    if (earlier := chart.commitments.get(fact.supersedes)) is None:
        return chart
    checked = msgspec.structs.replace(earlier, checked=fact)
    return msgspec.structs.replace(chart, commitments={**chart.commitments, earlier.id: checked})


def chart_of(facts: Iterable[Fact]) -> ClientChart:
    """The chart that `facts`, in their order, come to; a fact counts after the one that it supersedes, also where the
    computer's clock was set back between them."""
    chart = ClientChart()
    for fact in _in_order(facts):
        chart = with_fact(chart, fact)
    return chart


def _in_order(facts: Iterable[Fact]) -> Iterable[Fact]:
    waiting = {fact.id: fact for fact in facts}
    while waiting:
        fact = next(iter(waiting.values()))
        chain = {}
        while fact.id in waiting and fact.id not in chain:
            chain[fact.id] = fact
            fact = waiting.get(fact.supersedes, fact)
        for each in reversed(chain.values()):
            yield waiting.pop(each.id)


def taken_over(chart: ClientChart, body: FactBody) -> str:
    """The id of the fact that holds now and that `body` takes the place of; empty for none."""
    match body:
        case ClientDescribed():
            fact = chart.described
        case CourseBegun() | CourseEnded():
            fact = chart.course_ended or chart.course
        case MedicineOrdered() | OrderEnded():
            fact = chart.order
        case TouchAgreed():
            fact = chart.touch
        case PermissionSaid(what=what):
            fact = chart.permissions.get(what)
        case _:
            fact = None
    return fact.id if fact is not None else ""
