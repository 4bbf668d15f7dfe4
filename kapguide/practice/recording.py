"""Sessions that are recorded: begun, handed to the store as they go, and gone on with after a window died."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Clock, Instant, SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saving
from kapguide.session.protocol import TherapyProtocol, freeze
from kapguide.session.text import clean_text
from kapguide.store.queries import SessionRow
from kapguide.store.records import Store


class MusicChoice(msgspec.Struct, frozen=True):
    """What was chosen for a session: the playlist, the order's seed, what is not for this client (files)."""

    playlist: str = ""
    seed: int = 0
    avoid: tuple[str, ...] = ()


class Recorder:
    """Hands a session's events to the store: the first ones with the session itself, the others as they come."""

    def __init__(self, store: Store, protocol: TherapyProtocol) -> None:
        self._store = store
        self._protocol = protocol
        self._session_id = ""

    def going_on(self, session_id: str) -> "Recorder":
        """For a session that is in the store already."""
        self._session_id = session_id
        return self

    def __call__(self, events: tuple[e.Event, ...]) -> Saving:
        first = events[0]
        if isinstance(first.body, e.SessionStarted):
            self._session_id = first.body.session_id
            return self._store.begin_session(_row(first, first.body, self._protocol), self._protocol, events)
        noted = any(isinstance(event.body, e.NoteAdded) for event in events)
        return self._store.append(self._session_id, events, clear_draft=noted)


def _row(event: e.Event, body: e.SessionStarted, protocol: TherapyProtocol) -> SessionRow:
    return SessionRow(
        id=body.session_id,
        client_code=body.client_code,
        number=body.number,
        started_at=event.at,
        expected_end=event.at + timedelta(milliseconds=protocol.planned),
        tz_min=event.tz_min,
    )


def begin(
    store: Store,
    protocol: TherapyProtocol,
    clock: Clock,
    ids: Callable[[], str],
    *,
    client_code: str,
    therapist: str = "",
    present: tuple[str, ...] = (),
    planned_dose: str = "",
    intention: str = "",
    pick_up: datetime | None = None,
    level_db: float = 0.0,
    music: MusicChoice | None = None,
) -> tuple[LiveSession, c.Start]:
    """A session about to begin, and the command that begins it; nothing is stored before that is sent."""
    started = e.SessionStarted(
        session_id=ids(),
        client_code=client_code,
        protocol_id=protocol.id,
        protocol_sha256=freeze(protocol)[1],
        origin=clock.origin(),
        number=store.next_number(client_code),
        therapist=clean_text(therapist),
        present=tuple(clean_text(name) for name in present),
        planned_dose=clean_text(planned_dose),
        intention=clean_text(intention),
        pick_up=pick_up,
        level_db=level_db,
        playlist=music.playlist if music is not None else "",
        seed=music.seed if music is not None else 0,
        avoid=music.avoid if music is not None else (),
    )
    return LiveSession(protocol, clock, ids, Recorder(store, protocol)), c.Start(started)


def avoided_by(store: Store, client_code: str) -> tuple[str, ...]:
    """The files of pieces that are not for a client, as the client's last session has them."""
    for summary in store.sessions():
        if summary.row.client_code == client_code:
            events = store.load_session(summary.row.id)[2]
            started = next((event.body for event in events if isinstance(event.body, e.SessionStarted)), None)
            return started.avoid if started is not None else ()
    return ()


def go_on(store: Store, session_id: str) -> LiveSession:
    """A session whose window died, as its events left it; send `Resume` to go on."""
    _, protocol, events = store.load_session(session_id)
    started = next((event.body for event in events if isinstance(event.body, e.SessionStarted)), None)
    if started is None:
        raise KapGuideError("This session has no beginning in the record. Its entries can be read and exported.")
    recorder = Recorder(store, protocol).going_on(session_id)
    clock = SystemClock(started.origin, Instant(events[-1].t, events[-1].at))
    return LiveSession(protocol, clock, system_ids(), recorder, recorded=events)


def rebooted(session: LiveSession) -> bool:
    """Whether the machine has been started anew since the session's last event."""
    return bool(session.log) and session.log[-1].boot_id != session.clock.boot_id
