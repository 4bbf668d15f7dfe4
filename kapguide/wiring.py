"""Putting a session together from its parts, for the window and for the command line alike."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from kapguide import __version__, paths
from kapguide.audio.playlist import Playlist, read_playlist
from kapguide.errors import KapGuideError
from kapguide.export.note import NoteDocument, decode_note, encode_note, generate_note, merge
from kapguide.export.report import SessionReport, build_report
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Clock, SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saving
from kapguide.session.protocol import TherapyProtocol, freeze
from kapguide.store.queries import SessionRow
from kapguide.store.records import Store


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
) -> tuple[LiveSession, c.Start]:
    """A session about to begin, and the command that begins it; nothing is stored before that is sent."""
    started = e.SessionStarted(
        session_id=ids(),
        client_code=client_code,
        protocol_id=protocol.id,
        protocol_sha256=freeze(protocol)[1],
        origin=clock.origin(),
        number=store.next_number(client_code),
        therapist=therapist,
        present=present,
        planned_dose=planned_dose,
        intention=intention,
        pick_up=pick_up,
        level_db=level_db,
    )
    return LiveSession(protocol, clock, ids, Recorder(store, protocol)), c.Start(started)


def go_on(store: Store, session_id: str) -> LiveSession:
    """A session whose window died, as its events left it; send `Resume` to go on."""
    _, protocol, events = store.load_session(session_id)
    started = next((event.body for event in events if isinstance(event.body, e.SessionStarted)), None)
    if started is None:
        raise KapGuideError("This session has no beginning in the record. Its entries can be read and exported.")
    recorder = Recorder(store, protocol).going_on(session_id)
    return LiveSession(protocol, SystemClock(started.origin), system_ids(), recorder, recorded=events)


def rebooted(session: LiveSession) -> bool:
    """Whether the machine has been started anew since the session's last event."""
    return bool(session.log) and session.log[-1].boot_id != session.clock.boot_id


def chosen_playlist(name: str) -> Playlist:
    """The playlist of the settings: the name of a shipped one, or the path of an M3U8 file."""
    shipped = paths.playlists() / f"{name}.m3u8"
    return read_playlist(shipped if shipped.is_file() else Path(name).expanduser())


def report_of(store: Store, session_id: str, now: datetime) -> SessionReport:
    """The frozen report of a stored session."""
    _, protocol, events = store.load_session(session_id)
    return build_report(protocol, events, practice=store.practice, generated=now, version=__version__)


def note_of(store: Store, report: SessionReport) -> tuple[NoteDocument, int]:
    """The session's note as edited so far, brought up to date with the log, and its revision in the store."""
    fresh = generate_note(report)
    draft = store.note(report.session_id)
    if not draft.text:
        return fresh, draft.revision
    return merge(decode_note(draft.text), fresh), draft.revision


def note_text(note: NoteDocument) -> str:
    """The note as the store keeps it."""
    return encode_note(note).decode()
