"""Sessions that are recorded: begun, handed to the store as they go, and gone on with after a window died."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from kapguide.clinical.limits import ClinicLimits
from kapguide.clinical.preparing import Prepared
from kapguide.clinical.vitals_line import TypedReading
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Clock, Elapsed, Instant, SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Promise
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import TherapyProtocol, freeze
from kapguide.store.failures import StoreFailure
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionRow
from kapguide.text import clean_text, one_line
from kapguide.usecases.contacts import held

NO_BEGINNING = "This session has no beginning in the record. Its entries can be read and exported."


class NewSession(msgspec.Struct, frozen=True):
    """What is said of a session before it begins. `planned_dose` is the clinician's own text, kept as it was typed."""

    client: str
    protocol: str
    planned_dose: str = ""
    therapist: str = ""
    present: tuple[Person, ...] = ()
    pick_up: datetime | None = None
    intention: str = ""
    contact: str = ""
    """The id of the planned contact that it is; empty for one that nobody planned."""
    telephone: bool = False
    schedule: str = ""
    """The id of the schedule of readings that takes the place of the protocol's own; empty for these."""
    prepared: Prepared | None = None
    baseline: TypedReading | None = None
    anyway: e.BegunAnyway | None = None
    """What was missing when it was begun, and why it was begun all the same."""


class MusicChoice(msgspec.Struct, frozen=True):
    """What was chosen for a session: the playlist, the order's seed, what is not for this client (files)."""

    playlist: str = ""
    seed: int = 0
    avoid: tuple[str, ...] = ()


class NotBegun(KapGuideError):
    """A session's first entry could not be written; there is no session."""

    def __init__(self, failure: StoreFailure) -> None:
        super().__init__(f"The session was not begun. {failure.cause}, then begin again.", failure.detail)


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

    def __call__(self, events: tuple[e.Event, ...]) -> Promise:
        first = events[0]
        if isinstance(first.body, e.SessionStarted):
            self._session_id = first.body.session_id
            try:
                return self._store.begin_session(_row(first, first.body, self._protocol), self._protocol, events)
            except StoreFailure as failure:
                raise NotBegun(failure) from failure
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
    present: tuple[Person | str, ...] = (),
    planned_dose: str = "",
    intention: str = "",
    pick_up: datetime | None = None,
    level_db: float = 0.0,
    music: MusicChoice | None = None,
    contact: str = "",
    telephone: bool = False,
    limits: ClinicLimits | None = None,
    prepared: Prepared | None = None,
    baseline: TypedReading | None = None,
    anyway: e.BegunAnyway | None = None,
) -> tuple[LiveSession, c.Start]:
    """A session about to begin, and the command that begins it; nothing is stored before that is sent.

    A client who is new is added. Raises KapGuideError for a code that cannot be used.
    """
    try:
        client_code = store.known_client(client_code)
    except StoreFailure as failure:
        raise NotBegun(failure) from failure
    started = e.SessionStarted(
        session_id=ids(),
        client_code=client_code,
        protocol_id=protocol.id,
        protocol_sha256=freeze(protocol)[1],
        origin=clock.origin(),
        number=store.next_number(client_code),
        therapist=one_line(therapist),
        present=tuple(map(_kept, present)),
        planned_dose=one_line(planned_dose),
        intention=clean_text(intention).strip(),
        pick_up=pick_up,
        level_db=level_db,
        playlist=music.playlist if music is not None else "",
        seed=music.seed if music is not None else 0,
        avoid=music.avoid if music is not None else (),
        contact=contact,
        telephone=telephone,
        limits=limits.in_force if limits is not None else (),
        limits_by=limits.signed_by if limits is not None else "",
        prepared=prepared,
    )
    read = (c.TakeReading(baseline.vitals, Elapsed(0), baseline.by),) if baseline is not None else ()
    return LiveSession(protocol, clock, ids, Recorder(store, protocol)), c.Start(started, anyway, read)


def _kept(person: Person | str) -> Person | str:
    """Somebody as the record keeps them."""
    if isinstance(person, str):
        return one_line(person)
    return msgspec.structs.replace(person, name=one_line(person.name), role=one_line(person.role))


def close_unfinished(store: Store, session_id: str, ended_within_s: float = 5.0) -> bool:
    """End a session that nobody ended, where it is one; whether it was."""
    summary = next(row for row in store.sessions() if row.row.id == session_id)
    if summary.state.over:
        return False
    if store.close_unfinished(session_id).wait(ended_within_s):
        _, protocol, events = store.load_session(session_id)
        held(store, protocol, events, later=True)
    return True


def code_of(store: Store, typed: str) -> str:
    """The client's code as the record has it, `M-014` of `m-014`; as it was typed where the client is new."""
    codes = store.codes()
    alike = (code for code in codes if code.casefold() == typed.casefold())
    return typed if typed in codes else next(alike, typed)


def avoided_by(store: Store, client_code: str) -> tuple[str, ...]:
    """The files of pieces that are not for a client, as the client's last session has them."""
    try:
        last = next(iter(store.sessions_of(client_code)), None)
    except KapGuideError:  # a client who is new
        return ()
    events = store.load_session(last.row.id)[2] if last is not None else []
    started = next((event.body for event in events if isinstance(event.body, e.SessionStarted)), None)
    return started.avoid if started is not None else ()


def go_on(store: Store, session_id: str) -> LiveSession:
    """A session whose window died, as its events left it; send `Resume` to go on."""
    _, protocol, events = store.load_session(session_id)
    started = next((event.body for event in events if isinstance(event.body, e.SessionStarted)), None)
    if started is None:
        raise KapGuideError(NO_BEGINNING)
    recorder = Recorder(store, protocol).going_on(session_id)
    clock = SystemClock(started.origin, Instant(events[-1].t, events[-1].at))
    session = LiveSession(protocol, clock, system_ids(), recorder, recorded=events)
    if not session.state.flow.runs:
        raise KapGuideError(NO_BEGINNING)
    return session


def rebooted(session: LiveSession) -> bool:
    """Whether the machine has been started anew since the session's last event."""
    return bool(session.log) and session.log[-1].boot_id != session.clock.boot_id
