"""The changes that can be made to the record. Each runs inside one transaction of the writer, with its audit row."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.events import Event, decode, encode
from kapguide.session.text import clean_text
from kapguide.store.audit import Audit, sha256
from kapguide.store.database import Database
from kapguide.store.failures import whole

_EVENT_COLUMNS = (
    "id", "session_id", "seq", "command_id", "at_utc", "tz_min", "t_ms", "boot_id", "kind", "v", "payload_json",
    "text", "supersedes", "device_id", "author_id",
)  # fmt: skip
_INSERT_EVENT = (
    f"INSERT INTO session_event ({', '.join(_EVENT_COLUMNS)}) VALUES ({', '.join('?' * len(_EVENT_COLUMNS))}) "
    "ON CONFLICT (id) DO NOTHING"
)


class Stamp(msgspec.Struct, frozen=True):
    """When and where a row was written, and by whom."""

    at: datetime
    tz_min: int
    device: str
    author: str

    def columns(self) -> dict[str, str | int]:
        return {
            "device_id": self.device,
            "author_id": self.author,
            "created_at": self.at.isoformat(),
            "tz_min": self.tz_min,
        }


class NoteDraft(msgspec.Struct, frozen=True):
    """A progress note that is being written. `revision` counts its saves; 0 is a note never saved."""

    text: str = ""
    revision: int = 0
    owner: str = ""


class LineDraft(msgspec.Struct, frozen=True):
    """The half-typed note line. `begun` is the session time of its first keystroke."""

    text: str
    begun: Elapsed


class NoteConflict(KapGuideError):
    """The note was saved elsewhere since this text was read; `stored` is what lies there. Nothing was overwritten."""

    def __init__(self, stored: NoteDraft) -> None:
        super().__init__(
            "This note was changed in another place since you opened it. Your text is still on the screen and the "
            "other one is kept: compare them, then save again.",
            f"stored revision {stored.revision}",
        )
        self.stored = stored


class EventRow(msgspec.Struct, frozen=True):
    """An event as it is stored: its envelope in columns, its body as the very JSON that `encode` wrote."""

    id: str
    command_id: str
    seq: int
    t: int
    at: str
    tz_min: int
    boot_id: str
    body: msgspec.Raw
    v: int
    kind: str = ""
    text: str = ""
    supersedes: str = ""

    @property
    def sealed(self) -> bytes:
        """What the audit chain vouches for: the same words that `checks` reads back."""
        return f"{self.id} {self.seq} {self.at} {self.t} ".encode() + bytes(self.body)

    def event(self) -> Event:
        """The event again, through the reader that knows every version."""
        envelope = {
            "id": self.id, "command_id": self.command_id, "seq": self.seq, "t": self.t, "at": self.at,
            "tz_min": self.tz_min, "boot_id": self.boot_id, "body": self.body, "v": self.v,
        }  # fmt: skip
        return decode(msgspec.json.encode(envelope))


def event_row(event: Event) -> EventRow:
    """`event` in stored form. What is searched is cleaned; the body is kept as it is."""
    row = msgspec.json.decode(encode(event), type=EventRow)
    return msgspec.structs.replace(row, kind=event.kind, text=clean_text(event.text), supersedes=event.supersedes)


def append_events(db: Database, audit: Audit, at: datetime, session_id: str, events: Sequence[EventRow]) -> None:
    """Add events to a session. One that is there already is left alone, so that a retry is harmless.

    Raises RuntimeError when its id is taken by an event that says something else.
    """
    added = []
    for event in events:
        values = (
            event.id, session_id, event.seq, event.command_id, event.at, event.tz_min, event.t, event.boot_id,
            event.kind, event.v, bytes(event.body).decode(), event.text, event.supersedes, audit.device, audit.author,
        )  # fmt: skip
        if db.conn.execute(_INSERT_EVENT, values).rowcount:
            added.append(event)
        else:
            _same(db, values)
    if added:
        audit.append(
            db, at, "events_appended", session_id,
            first=added[0].seq, last=added[-1].seq, sha256=sha256(*(event.sealed for event in added)),
        )  # fmt: skip


def index_events(db: Database) -> None:
    """Bring the full-text index up to the last event. Indexing in an event's own transaction would double its time."""
    db.conn.execute(
        "INSERT INTO event_search (rowid, text) SELECT row, text FROM session_event "
        "WHERE text <> '' AND row > (SELECT coalesce(max(id), 0) FROM event_search_docsize)"
    )


def _same(db: Database, values: tuple[object, ...]) -> None:
    stored = f"SELECT {', '.join(_EVENT_COLUMNS)} FROM session_event WHERE id = ?"
    there = db.conn.execute(stored, values[:1]).fetchone()
    if there != values:
        raise RuntimeError(f"event id {values[0]} is taken by another event")


def add_client(db: Database, audit: Audit, stamp: Stamp, client_id: str, code: str) -> None:
    """Add a client by code. Raises KapGuideError when the code is taken."""
    if db.conn.execute("SELECT 1 FROM client WHERE code = ?", (code,)).fetchone():
        raise KapGuideError(f"There is already a client with the code {code}. Choose another code.")
    db.table("client").insert({"id": client_id, "code": code, **stamp.columns()})
    audit.append(db, stamp.at, "client_added", client_id, sha256=sha256(code.encode()))


def begin_session(db: Database, audit: Audit, stamp: Stamp, row: dict[str, str | int]) -> None:
    """Add a session. The same session again is left alone, so that a retry is harmless."""
    if db.conn.execute("SELECT 1 FROM session WHERE id = ?", (row["id"],)).fetchone():
        return
    db.table("session").insert({**row, **stamp.columns()})
    audit.append(db, stamp.at, "session_begun", str(row["id"]), protocol_sha256=row["protocol_sha256"])


def save_line(db: Database, stamp: Stamp, session_id: str, line: LineDraft) -> None:
    """Keep the half-typed note line; an empty one is removed. It is no fact yet, so it leaves no audit row."""
    if line.text:
        _upsert_draft(db, stamp, session_id, "line", 1, line.begun, line.text)
    else:
        clear_line(db, session_id)


def clear_line(db: Database, session_id: str) -> None:
    """Remove the half-typed note line."""
    db.conn.execute("DELETE FROM draft WHERE session_id = ? AND kind = 'line'", (session_id,))


def save_note(db: Database, audit: Audit, stamp: Stamp, session_id: str, text: str, revision: int) -> None:
    """Save the note as `revision` + 1. Raises NoteConflict when `revision` is not the stored one."""
    stored = note(db, session_id)
    if stored == NoteDraft(text, revision + 1, stamp.author):
        return
    if stored.revision != revision:
        raise NoteConflict(stored)
    _upsert_draft(db, stamp, session_id, "note", revision + 1, 0, text)
    audit.append(db, stamp.at, "note_saved", session_id, revision=revision + 1, sha256=sha256(text.encode()))


def note(db: Database, session_id: str) -> NoteDraft:
    """The session's note draft; an empty one of revision 0 when there is none."""
    found = db.conn.execute(
        "SELECT text, revision, author_id FROM draft WHERE session_id = ? AND kind = 'note'", (session_id,)
    ).fetchone()
    return NoteDraft(whole(found[0]), *found[1:]) if found else NoteDraft()


def _upsert_draft(db: Database, stamp: Stamp, session_id: str, kind: str, revision: int, begun: int, text: str) -> None:
    row = {"session_id": session_id, "kind": kind, "revision": revision, "begun_ms": begun, "text": text}
    row |= stamp.columns()
    changed = ", ".join(f"{name} = excluded.{name}" for name in row)
    db.conn.execute(
        f"INSERT INTO draft ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) "
        f"ON CONFLICT (session_id, kind) DO UPDATE SET {changed}",
        tuple(row.values()),
    )
