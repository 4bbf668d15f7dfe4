"""A whole session without a screen: the scripted cast plays it. The demonstration and what measures use it."""

from collections.abc import Callable
from datetime import datetime

from kapguide.session import commands as c
from kapguide.session.clock import Clock
from kapguide.session.engine import Refused
from kapguide.session.events import SessionStarted
from kapguide.session.live import LiveSession
from kapguide.session.plan import next_due
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.session.scripted_session import Cast, ScriptedSession

Wait = Callable[[int], None]
"""Lets so many ms of session time pass."""


def opening(
    session_id: str,
    protocol: TherapyProtocol,
    scripted: ScriptedSession,
    clock: Clock,
    *,
    number: int = 1,
    pick_up: datetime | None = None,
    rehearsal: bool = True,
) -> c.Start:
    """The command that begins a scripted session."""
    return c.Start(
        SessionStarted(
            session_id=session_id,
            client_code=scripted.client,
            protocol_id=protocol.id,
            protocol_sha256=freeze(protocol)[1],
            origin=clock.origin(),
            number=number,
            therapist=scripted.therapist,
            present=scripted.present,
            planned_dose=scripted.planned_dose,
            intention=scripted.intention,
            pick_up=pick_up,
            rehearsal=rehearsal,
        )
    )


def play(session: LiveSession, cast: Cast, wait: Wait) -> None:
    """Play a session that has begun to its end."""
    while session.state.running:
        now = session.now().elapsed
        move = cast.next_move(session.state, now)
        due = next_due(session.state, now)
        moment = move.at if due is None else min(move.at, due)
        if moment > now:
            wait(moment - now)
        if move.at > session.now().elapsed:
            session.send(c.Tick())
            continue
        cast.made(move)
        try:
            session.send(move.command)
        except Refused:
            session.send(c.Tick())  # a script may ask for what is not possible now, as people do
