"""What a client agreed to between sessions is in force when one begins, and from the dose on it only becomes less."""

from collections.abc import Sequence
from datetime import date

import msgspec

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.checklists import CONSENT, Agreement, asked_words
from kapguide.clinical.facts import AnyFact, Fact, ListAnswered, PermissionSaid, Reply, TouchAgreed
from kapguide.clinical.preparing import Prepared
from kapguide.clinical.when import day_shown
from kapguide.session import commands as c
from kapguide.session.body import Body
from kapguide.session.care.answers import AGREED, Touch
from kapguide.session.consent.commands import MarkConsent
from kapguide.session.consent.events import ConsentMarked
from kapguide.session.consent.state import Consent, ConsentTo
from kapguide.session.events import Event, TouchMarked
from kapguide.session.state import SessionState

TOUCH = Agreement.TOUCH
_MORE_TOUCH = (Touch.WITHDRAWN, *AGREED)
"""From the least touch to the most."""


def in_force(chart: ClientChart, today: date) -> tuple[c.Command, ...]:
    """What a session begins with: nothing of what nobody has said, nor of what held until a day that is over."""
    commands: list[c.Command] = []
    touch = said(chart.touch, TouchAgreed)
    if touch is not None and touch.touch in list(AGREED):
        commands.append(c.MarkTouch(touch.touch))
    for what in ConsentTo:
        permission = said(chart.permissions.get(what), PermissionSaid)
        if permission is None or permission.reply is Reply.UNKNOWN or over(permission.until, today):
            continue
        consent = Consent.AGREED if permission.reply is Reply.YES else Consent.REFUSED
        commands.append(MarkConsent(what, consent))
    return tuple(commands)


def with_consent(start: c.Start, chart: ClientChart, today: date) -> c.Start:
    """The beginning of a session with what is in force then, and how it stands with the client's consent, for its
    note."""
    start = msgspec.structs.replace(start, said=(*in_force(chart, today), *start.said))
    fact = chart.lists.get((CONSENT, ""))
    answers = said(fact, ListAnswered)
    if fact is None or answers is None:
        return start
    told = f"told by {answers.told}" if answers.told else ""
    signed = f"signed {day_shown(date.fromisoformat(answers.signed_on))}" if _is_day(answers.signed_on) else ""
    asked = f"{asked_words(answers)}, {day_shown(fact.at.astimezone().date())}"
    words = ", ".join(filter(None, (f"version {answers.version}", asked, told, signed)))
    prepared = msgspec.structs.replace(start.started.prepared or Prepared(), consent=words)
    return msgspec.structs.replace(start, started=msgspec.structs.replace(start.started, prepared=prepared))


def stands_words(chart: ClientChart, agrees: Agreement | None) -> str:
    """What a list is about as it stands: `Agreed: hand, 13 Oct 2026.`; empty for a list that is about nothing."""
    if agrees is None:
        return ""
    fact = chart.touch if agrees is Agreement.TOUCH else chart.permissions.get(agrees)
    touch, permission = said(fact, TouchAgreed), said(fact, PermissionSaid)
    if fact is None or (touch is None and permission is None):
        return f"{agrees.capitalize()}: nothing is recorded. What is agreed is written down on the client’s page."
    words = touch.touch if touch is not None else ""
    if permission is not None:
        words = ", ".join(filter(None, (permission.reply.value, permission.words)))
        words += f", until {day_shown(date.fromisoformat(permission.until))}" if _is_day(permission.until) else ""
    return f"{agrees.capitalize()}: {words}, as said on {day_shown(fact.at.astimezone().date())}."


def narrowed(
    chart: ClientChart, state: SessionState, events: Sequence[Event], *, later: bool = False
) -> tuple[AnyFact, ...]:
    """What the client withdrew or refused in this session, or agreed to less of than before it, also where nobody had
    asked before: the next one begins with no more than that, until somebody asks anew.

    Only `later` than at the session's end can somebody have asked anew already; then the clock tells, which may have
    been set back.
    """
    found: list[AnyFact] = []
    marked = {_matter(event.body): event.at for event in events}

    def before(fact: Fact | None, matter: str) -> bool:
        return matter in marked and (fact is None or not later or fact.at < marked[matter])

    touch = said(chart.touch, TouchAgreed)
    if before(chart.touch, TOUCH):
        if touch is None and state.touch == Touch.WITHDRAWN:
            found.append(TouchAgreed(state.touch))
        elif touch is not None and _less(state.touch, touch.touch):
            found.append(msgspec.structs.replace(touch, touch=state.touch))
    for what in ConsentTo:
        fact, consent = chart.permissions.get(what), state.consent.marked.get(what)
        permission = said(fact, PermissionSaid)
        refused = permission is not None and permission.reply is Reply.NO
        if not refused and consent in (Consent.REFUSED, Consent.WITHDRAWN) and before(fact, what):
            found.append(PermissionSaid(what, Reply.NO, f"{consent} in a session"))
    return tuple(found)


def _matter(body: Body) -> str:
    """What is marked by it; empty for anything else."""
    return TOUCH if isinstance(body, TouchMarked) else body.what if isinstance(body, ConsentMarked) else ""


def _less(now: str, before: str) -> bool:
    return now in _MORE_TOUCH and before in _MORE_TOUCH and _MORE_TOUCH.index(now) < _MORE_TOUCH.index(before)


def _is_day(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True


def over(until: str, today: date) -> bool:
    """Is the day `until`, an ISO date, over? One that cannot be read does not hold: nobody knows what was meant."""
    return bool(until) and (not _is_day(until) or date.fromisoformat(until) < today)
