"""What is read from the record: plain functions of a connection."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from kapguide.clinical.facts import ContactKind
from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.events import Event
from kapguide.session.protocol.protocol import TherapyProtocol, thaw
from kapguide.store.failures import whole
from kapguide.store.file.database import Database
from kapguide.store.tables.changes import OF_SESSION, EventRow, LineDraft, latest_draft

LONGEST_SESSION = timedelta(days=2)
"""What happened since some moment stands in no session that began so long before it."""


class Client(msgspec.Struct, frozen=True):
    """A client, known by code alone."""

    id: str
    code: str
    sessions: int = 0
    last: datetime | None = None


class SessionRow(msgspec.Struct, frozen=True):
    """A session's fixed facts. `expected_end` is what the plan says at the start, in UTC like `started_at`."""

    id: str
    client_code: str
    number: int
    started_at: datetime
    expected_end: datetime
    tz_min: int = 0


class SessionStatus(StrEnum):
    """Running in this window, ended, thrown away in its first minutes, or left without an end by an earlier one."""

    RUNNING = "running"
    ENDED = "ended"
    DISCARDED = "discarded"
    UNFINISHED = "unfinished"

    @property
    def over(self) -> bool:
        """Has it an end?"""
        return self in (SessionStatus.ENDED, SessionStatus.DISCARDED)


class NoteStatus(StrEnum):
    """How far a session's note is: nothing is written, it is written, signed, or signed by a trainee, so that a name
    is missing still."""

    NONE = "none"
    DRAFT = "draft"
    SIGNED = "signed"
    TO_COUNTERSIGN = "to countersign"


class SessionSummary(msgspec.Struct, frozen=True):
    """A line in the list of sessions. `contact` is what the session is for, as its plan says; `dosed` whether a dose
    of it stands in the record."""

    row: SessionRow
    state: SessionStatus
    note: NoteStatus
    contact: ContactKind = ContactKind.DOSING
    dosed: bool = True

    @property
    def noted(self) -> bool:
        """Has its note been begun?"""
        return self.note is not NoteStatus.NONE


class DoseRecorded(msgspec.Struct, frozen=True):
    """A dose that was given: in which session, when it was written down, its amount as it was typed."""

    session_id: str
    at: datetime
    amount: str


ALL = -1
"""No limit, as SQLite says it."""
_NEWEST = 100
"""So many sessions are looked at for one without an end: more than begin while any one goes on."""
_ROW = "session.id, client.code, session.number, session.started_at, session.expected_end, session.tz_min"
_FROM = "session JOIN coded AS client ON client.id = session.client_id"
_SESSION_FIRST = _FROM.replace(" JOIN", " CROSS JOIN")
"""The same, looked up from the sessions: else every code is gone through for a client's few sessions."""
_ENDED = "EXISTS (SELECT 1 FROM session_event WHERE session_id = session.id AND kind = 'session_ended')"
_DOSED = "EXISTS (SELECT 1 FROM session_event WHERE session_id = session.id AND kind = 'dose_given')"
SESSION_CONTACT = "iif(json_valid(session.protocol_json), json_extract(session.protocol_json, '$.contact'), NULL)"
_NOTE = (
    "(SELECT CASE WHEN NOT note_shown.signed THEN 'draft' WHEN EXISTS (SELECT 1 FROM signature CROSS JOIN waiting "
    "ON waiting.id = signature.id WHERE signature.note_id = session.id) THEN 'to countersign' ELSE 'signed' END "
    "FROM note_shown WHERE note_shown.id = session.id)"
)
_DISCARDED = "EXISTS (SELECT 1 FROM session_event WHERE session_id = session.id AND kind = 'session_discarded')"


def _row(columns: Sequence[Any]) -> SessionRow:
    session_id, code, number, started, expected_end, tz_min = columns
    start, end = datetime.fromisoformat(started), datetime.fromisoformat(expected_end)
    return SessionRow(session_id, code, number, start, end, tz_min)


def meta(db: Database, key: str) -> str:
    """A value of the practice as a whole."""
    found = db.conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else ""


def clients(db: Database) -> list[Client]:
    """Every client by code, with the number of sessions and the last one's start."""
    found = db.conn.execute(
        "SELECT id, code, (SELECT count(*) FROM session WHERE client_id = client.id), "
        "(SELECT max(started_at) FROM session WHERE client_id = client.id) FROM coded AS client ORDER BY code"
    )
    return [Client(id, code, many, datetime.fromisoformat(last) if last else None) for id, code, many, last in found]


def next_number(db: Database, client_code: str) -> int:
    """The number of the client's next session, from 1; one that was thrown away has not taken its number."""
    query = f"SELECT coalesce(max(session.number), 0) + 1 FROM {_FROM} WHERE client.code = ? AND NOT {_DISCARDED}"
    return int(db.conn.execute(query, (client_code,)).fetchone()[0])


def known_code(db: Database, code: str) -> str:
    """A client's code as it is stored, which may differ from `code` in upper and lower case; empty for none."""
    found = db.conn.execute("SELECT code FROM coded WHERE code = ?", (code,)).fetchone()
    if found or code.isascii():  # SQLite knows upper and lower case of these alone
        return str(found[0]) if found else ""
    return next((each for each in codes(db) if each.casefold() == code.casefold()), "")


def client_id(db: Database, code: str) -> str:
    """The id of the client with that code. Raises KapGuideError when there is none, or more than one."""
    found = db.conn.execute("SELECT id FROM coded WHERE code = ?", (code,)).fetchall()
    if not found:
        raise KapGuideError(f"There is no client with the code {code}. Add the client first.")
    if len(found) > 1:
        raise KapGuideError(shared_code(code))
    return str(found[0][0])


def shared_codes(db: Database) -> list[str]:
    """Codes that more than one client has, each as one of them has it: two machines gave it, and were merged."""
    # Joined with itself, as SQLCipher wipes the memory of each group: fifty times as fast for 2,000 clients.
    ever = (
        "SELECT one.code FROM client_code AS one "
        "JOIN client_code AS other ON other.code = one.code AND other.client_id > one.client_id"
    )
    given = {code.casefold(): code for (code,) in db.conn.execute(ever)}
    now = "SELECT min(code) FROM coded WHERE code = ? HAVING count(*) > 1"
    return [code for each in sorted(given.values()) for (code,) in db.conn.execute(now, (each,))]


def shared_code(code: str) -> str:
    """What is to be done about a code that more than one client has."""
    return (
        f"Two clients have the code {code}: they were added on two computers. Give one of them another code before "
        f"their next session: `kapguide recode {code} NEW`."
    )


def codes(db: Database) -> list[str]:
    """The codes of all clients, in their order."""
    return [code for (code,) in db.conn.execute("SELECT code FROM coded ORDER BY code")]


def session_count(db: Database) -> int:
    """How many sessions there are."""
    return int(db.conn.execute("SELECT count(*) FROM session").fetchone()[0])


def thrown_away_count(db: Database) -> int:
    """How many of them were thrown away: no note of them is due."""
    return int(db.conn.execute("SELECT count(*) FROM session_event WHERE kind = 'session_discarded'").fetchone()[0])


def sessions(db: Database, here: dict[str, SessionStatus], limit: int = ALL) -> list[SessionSummary]:
    """The newest sessions, newest first; `here` is what is known of those of this window."""
    return _summaries(db, here, "1", (), limit)


def sessions_of(db: Database, here: dict[str, SessionStatus], client_id: str) -> list[SessionSummary]:
    """All sessions of a client, newest first."""
    return _summaries(db, here, "session.client_id = ?", (client_id,), ALL)


def doses_of(db: Database, client_id: str) -> list[DoseRecorded]:
    """Every dose of a client as it stands: not those that were corrected or taken back, the first first."""
    found = db.conn.execute(
        "SELECT event.session_id, event.at_utc, event.payload_json FROM session "
        "CROSS JOIN session_event AS event ON event.session_id = session.id "
        "WHERE session.client_id = ? AND event.kind = 'dose_given' "
        "AND NOT EXISTS (SELECT 1 FROM session_event AS later WHERE later.supersedes = event.id) "
        "AND NOT EXISTS (SELECT 1 FROM session_event AS undone WHERE undone.session_id = event.session_id "
        "AND undone.kind = 'undone' AND json_extract(undone.payload_json, '$.target') = event.command_id) "
        "ORDER BY event.at_utc, event.seq",
        (client_id,),
    )
    return [_dose(session, at, msgspec.json.decode(whole(payload))) for session, at, payload in found]


def _dose(session: str, at: str, body: dict[str, Any]) -> DoseRecorded:
    words = f"{body.get('amount', '')} {body.get('unit', '')}".strip()
    return DoseRecorded(session, datetime.fromisoformat(at), words)


def _summaries(
    db: Database, here: dict[str, SessionStatus], where: str, values: tuple[str, ...], limit: int
) -> list[SessionSummary]:
    found = db.conn.execute(
        f"SELECT {_ROW}, {_ENDED}, {_DISCARDED}, "
        f"{_NOTE}, {SESSION_CONTACT}, {_DOSED} "
        f"FROM {_SESSION_FIRST} WHERE {where} ORDER BY session.started_at DESC, session.id DESC LIMIT ?",
        (*values, limit),
    )
    return [
        SessionSummary(
            _row(columns), _status(columns[0], ended, discarded, here), NoteStatus(note or NoteStatus.NONE),
            session_contact(contact), bool(dosed),
        )
        for *columns, ended, discarded, note, contact, dosed in found
    ]  # fmt: skip


def session_contact(found: object) -> ContactKind:
    """What a plan is for; older plans, which do not say it, are all of a dosing session."""
    return next((kind for kind in ContactKind if kind == found), ContactKind.DOSING)


def _status(session_id: str, ended: int, discarded: int, here: dict[str, SessionStatus]) -> SessionStatus:
    if discarded:
        return SessionStatus.DISCARDED
    return SessionStatus.ENDED if ended else here.get(session_id, SessionStatus.UNFINISHED)


def unfinished(db: Database) -> SessionRow | None:
    """The newest session that has events and no end, among the newest ones: nobody goes on with another."""
    newest = f"SELECT * FROM session ORDER BY started_at DESC, id DESC LIMIT {_NEWEST}"
    found = db.conn.execute(
        f"SELECT {_ROW} FROM ({newest}) AS {_SESSION_FIRST} WHERE NOT {_ENDED} "
        "AND EXISTS (SELECT 1 FROM session_event WHERE session_id = session.id) "
        "ORDER BY session.started_at DESC, session.id DESC LIMIT 1"
    ).fetchone()
    return _row(found) if found else None


def load(db: Database, session_id: str) -> tuple[SessionRow, TherapyProtocol, list[Event]]:
    """A session with its plan and its events in order. Raises KapGuideError when there is none of that id."""
    query = f"SELECT {_ROW}, session.protocol_json FROM {_FROM} WHERE session.id = ?"
    found = db.conn.execute(query, (session_id,)).fetchone()
    if found is None:
        raise KapGuideError("There is no such session in this practice. Choose one from the list.", session_id)
    *columns, protocol = found
    return _row(columns), thaw(whole(protocol)), events(db, session_id)


def events(db: Database, session_id: str) -> list[Event]:
    """The session's events in order."""
    found = db.conn.execute(
        "SELECT id, command_id, seq, t_ms, at_utc, tz_min, boot_id, payload_json, v FROM session_event "
        "WHERE session_id = ? ORDER BY seq, at_utc, id",
        (session_id,),
    )
    return [
        EventRow(id, command, seq, t, at, tz_min, boot, msgspec.Raw(whole(body)), v).event()
        for id, command, seq, t, at, tz_min, boot, body, v in found
    ]


def line(db: Database, session_id: str) -> LineDraft | None:
    """The half-typed note line that an earlier window left, if any."""
    found = latest_draft(db, OF_SESSION, session_id)
    return LineDraft(whole(found.text), Elapsed(found.begun_ms)) if found else None
