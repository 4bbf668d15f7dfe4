"""What the end of a session means for what is planned: its contact was held, and after a dose check-ins are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kapguide.clinical.chart import chart_of
from kapguide.clinical.contacts import check_ins_after
from kapguide.clinical.facts import ContactHeld
from kapguide.session.events import Event, SessionStarted
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.state import replay
from kapguide.store.facts import Said
from kapguide.store.records import Store


def held(store: Store, protocol: TherapyProtocol, events: Sequence[Event]) -> tuple[Said, ...]:
    """Say in the record that a session that is over took place, and plan the check-ins that its protocol asks for.

    What is said already is not said again; a session that was thrown away was none. Raises KapGuideError.
    """
    state = replay(protocol, events)
    started = next((event.body for event in events if isinstance(event.body, SessionStarted)), None)
    if started is None or state.ended is None or state.discarded or started.rehearsal:
        return ()
    code, session_id = started.client_code, started.session_id
    chart = chart_of(store.facts.of_client(code))
    said = []
    contact = chart.contact(started.contact)
    if contact is not None and contact.open:
        said.append(store.facts.say(code, ContactHeld(session_id), supersedes=contact.fact.id))
    if state.t0 is not None:
        dosed = _wall(events, state.t0)
        plans = check_ins_after(dosed, protocol.check_ins or (), chart, session_id, started.contact)
        said += [store.facts.say(code, plan) for plan in plans]
    return tuple(said)


def _wall(events: Sequence[Event], t: int) -> datetime:
    """Session time `t` by the clock of the last event before it."""
    last = [event for event in events if event.t <= t][-1]
    return last.at + timedelta(milliseconds=t - last.t)
