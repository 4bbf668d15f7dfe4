"""What a client agreed to between sessions is in force when one begins, and from the dose on it only becomes less."""

from datetime import date

from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.facts import PermissionSaid, Reply, TouchAgreed
from kapguide.session import commands as c
from kapguide.session.answers import AGREED
from kapguide.session.consent.commands import MarkConsent
from kapguide.session.consent.state import Consent, ConsentTo


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


def over(until: str, today: date) -> bool:
    """Is the day `until`, an ISO date, over? One that cannot be read does not hold: nobody knows what was meant."""
    if not until:
        return False
    try:
        return date.fromisoformat(until) < today
    except ValueError:
        return True
