"""Contacts in the record: planned, moved, and held when a session ends, with the check-ins that follow a dose."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from kapguide.clinical.chart import chart_of
from kapguide.clinical.contacts import check_ins_after, next_step
from kapguide.clinical.facts import ContactHeld, ContactKind, ContactPlanned, CourseStep
from kapguide.paths import Home
from kapguide.session.events import Event, SessionStarted
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import replay
from kapguide.spans import MINUTE
from kapguide.store.contents.facts import Said
from kapguide.store.records import Store
from kapguide.usecases.consent import narrowed
from kapguide.usecases.shipped.protocols import protocols_of
from kapguide.usecases.staff import people_of


class ContactPlan(msgspec.Struct, frozen=True):
    """A protocol that a contact can follow: for which kind, how long it plans, and what it says of itself."""

    id: str
    title: str
    contact: ContactKind
    minutes: int
    summary: str = ""


class PlanChoices(msgspec.Struct, frozen=True):
    """What can be chosen: the clients' codes, the protocols, and who is there (ids and names)."""

    clients: tuple[str, ...] = ()
    plans: tuple[ContactPlan, ...] = ()
    people: tuple[tuple[str, str], ...] = ()


class ContactWish(msgspec.Struct, frozen=True):
    """A contact that is to be planned; `moves` is the fact that planned it before, empty for a new one."""

    client: str
    plan: ContactPlanned
    moves: str = ""


def contact_plans(home: Home) -> tuple[ContactPlan, ...]:
    """The protocols of the practice, those that ship and its own."""
    return tuple(
        ContactPlan(protocol.id, protocol.title, protocol.contact_kind, protocol.planned // MINUTE, protocol.summary)
        for protocol in protocols_of(home).known.values()
    )


def plan_choices(store: Store) -> PlanChoices:
    """What a plan can choose from now. Raises KapGuideError for a record that cannot be read."""
    return PlanChoices(tuple(store.codes()), contact_plans(store.home), tuple(staff_names(store).items()))


def staff_names(store: Store) -> dict[str, str]:
    """Who works in the practice now, by id."""
    return {member.id: member.name for member in people_of(store) if member.name}


def plan_contact(store: Store, wish: ContactWish) -> Said:
    """Plan a contact, or move one; a client who is new is added. Raises KapGuideError."""
    code = store.known_client(wish.client)
    return store.facts.say(code, wish.plan, supersedes=wish.moves)


def next_contact_words(store: Store, code: str, besides: str = "") -> str:
    """`Wed 2 Dec 11:00, Integration`: what waits next for a client, `besides` a contact's id left out; empty for none.

    Raises KapGuideError.
    """
    waiting = (each for each in chart_of(store.facts.of_client(code)).open_contacts if each.id != besides)
    found = next(waiting, None)
    if found is None:
        return ""
    at = found.plan.at.astimezone()
    return f"{at:%a} {at.day} {at:%b} {at:%H:%M}, {found.plan.title}"


def step_to_plan(store: Store, code: str) -> CourseStep | None:
    """What comes next in the course of a client; None for a new one, and where no course was begun."""
    known = {each.casefold(): each for each in store.codes()}
    found = known.get(code.casefold())
    return next_step(chart_of(store.facts.of_client(found))) if found is not None else None


def dosing_protocol(store: Store, code: str) -> str:
    """The protocol that a client's dosing sessions go by, as one was planned last; empty where none was."""
    contacts = chart_of(store.facts.of_client(code)).contacts.values()
    planned = (each.plan for each in reversed(contacts) if each.plan.contact is ContactKind.DOSING)
    return next((plan.protocol for plan in planned if plan.protocol), "")


def held(store: Store, protocol: TherapyProtocol, events: Sequence[Event], *, later: bool = False) -> tuple[Said, ...]:
    """Say in the record that a session that is over took place and what of consent was withdrawn in it, and plan the
    check-ins that its protocol asks for.

    A dosing session without a dose leaves its planned contact waiting: the client is still to have it, on another day
    or, as somebody says then, not at all.

    What is said already is not said again; a session that was thrown away was none. `later`: it was over before now.
    Raises KapGuideError.
    """
    state = replay(protocol, events)
    started = next((event.body for event in events if isinstance(event.body, SessionStarted)), None)
    if started is None or state.ended is None or state.discarded or started.rehearsal:
        return ()
    code, session_id = started.client_code, started.session_id
    chart = chart_of(store.facts.of_client(code))
    said = []
    contact = chart.contact(started.contact)
    undosed = protocol.contact_kind is ContactKind.DOSING and state.t0 is None
    if contact is not None and contact.open and not undosed:
        said.append(store.facts.say(code, ContactHeld(session_id), supersedes=contact.fact.id))
    if state.t0 is not None:
        dosed = _wall(events, state.t0)
        plans = check_ins_after(dosed, protocol.check_ins or (), chart, session_id, started.contact)
        said += [store.facts.say(code, plan) for plan in plans]
    said += [store.facts.say(code, body, session_id=session_id) for body in narrowed(chart, state, events, later=later)]
    return tuple(said)


def held_before(store: Store) -> tuple[Said, ...]:
    """The same of the newest session, where the program went down after its end and before that was said."""
    newest = next(iter(store.sessions(1)), None)
    if newest is None or not newest.state.over:
        return ()
    _, protocol, events = store.load_session(newest.row.id)
    return held(store, protocol, events, later=True)


def _wall(events: Sequence[Event], t: int) -> datetime:
    """Session time `t` by the clock of the last event before it."""
    last = [event for event in events if event.t <= t][-1]
    return last.at + timedelta(milliseconds=t - last.t)
