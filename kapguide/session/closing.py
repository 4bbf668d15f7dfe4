"""The events that close a session which its window never ended."""

from collections.abc import Sequence
from datetime import timedelta

from kapguide.session.care.asks import asked, asked_late
from kapguide.session.care.readings import readings_open
from kapguide.session.care.rules import observation_left
from kapguide.session.clock import Elapsed
from kapguide.session.engine import Ids
from kapguide.session.events import AnyBody, Event, NoteAdded, SessionEnded
from kapguide.session.guiding.breath_rules import BreathEnd, breath_over
from kapguide.session.guiding.script_events import ScriptLeft
from kapguide.session.guiding.script_rules import left
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.state import SessionState, replay
from kapguide.text import manner_of


def closing(
    protocol: TherapyProtocol, events: Sequence[Event], line: str, begun: Elapsed, ids: Ids
) -> tuple[Event, ...]:
    """The half-typed `line` as an entry of the moment in which it was begun, what was left of a script, then the end,
    at the last entry's time, with what is known to have been open then.

    Nothing is known of the session after that: when it was closed stands in the record beside the events.
    """
    state = replay(protocol, events)
    closed = [events[-1]]

    def close(body: AnyBody, t: Elapsed) -> None:
        last = closed[-1]
        at = last.at + timedelta(milliseconds=t - last.t)
        closed.append(Event(ids(), ids(), last.seq + 1, t, at, last.tz_min, last.boot_id, body))

    manner, words = manner_of(line.strip())
    if words:
        close(NoteAdded(words, Elapsed(max(0, begun)), manner), Elapsed(max(events[-1].t, begun)))
    for body in (*left(state, ScriptLeft.SESSION, events[-1].t), *breath_over(state, events[-1].t, BreathEnd.GONE)):
        close(body, closed[-1].t)
    t = closed[-1].t
    observation = observation_left(state, t)
    close(SessionEnded("", observation, closed_later=True, left_open=_unanswered(state), half_typed=bool(words)), t)
    return tuple(closed[1:])


def _unanswered(state: SessionState) -> tuple[str, ...]:
    """What was due, or was to be attested, and had no answer."""
    shown = {*readings_open(state), *asked_late(state), *(name for name, cue in state.cues.items() if not cue.missed)}
    return tuple(cue.title for name, cue in state.cues.items() if name in shown and asked(state, name) is not None)
