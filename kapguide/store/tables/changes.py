"""The changes that can be made to the record. Each runs inside one transaction of the writer, with its audit row."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from kapguide.errors import KapGuideError
from kapguide.session.clock import Elapsed
from kapguide.session.event_json import decode, encode
from kapguide.session.events import Event
from kapguide.store.chain.audit import EVENTS_APPENDED, Audit
from kapguide.store.chain.seals import SEALED, WHO_AND_WHEN, Value, insert, sealer
from kapguide.store.file.database import Database
from kapguide.store.tables.note_tables import PROGRESS
from kapguide.store.times import respelled, spelled
from kapguide.text import clean_text

_EVENT_COLUMNS = SEALED["session_event"]
_EVENT_SAYS = _EVENT_COLUMNS[: _EVENT_COLUMNS.index("device_id")]
INSERT_EVENT = (
    f"INSERT INTO session_event ({', '.join(_EVENT_COLUMNS)}) VALUES ({', '.join('?' * len(_EVENT_COLUMNS))}) "
    "ON CONFLICT (id) DO NOTHING"
)
BACKUP_LOGGED = "backup_logged"
OF_SESSION, OF_NOTE = "session_id", "note_id"
"""What a draft is of: a session's half-typed line, or a note that is being written."""
_seal_event = sealer("session_event")
_seal_draft = sealer("draft")
Row = Mapping[str, Value]


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
            "created_at": spelled(self.at),
            "tz_min": self.tz_min,
        }


def stamped(at: datetime, device: str, author: str, tz_min: int | None = None) -> Stamp:
    """The stamp of that moment: by this machine's local time where no other is given."""
    offset = at.astimezone().utcoffset() or timedelta()
    return Stamp(at, round(offset.total_seconds() / 60) if tz_min is None else tz_min, device, author)


class LineDraft(msgspec.Struct, frozen=True):
    """The half-typed note line. `begun` is the session time of its first keystroke."""

    text: str
    begun: Elapsed


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


def event_values(
    audit: Audit, session_id: str, event: EventRow, number: int, author: str = ""
) -> tuple[str | int, ...]:  # fmt: skip
    """What is stored of `event`, the device's entry of that number, and sealed; the author is else the chain's."""
    return (
        event.id, session_id, event.seq, event.command_id, respelled(event.at), event.tz_min, event.t, event.boot_id,
        event.kind, event.v, bytes(event.body).decode(), event.text, event.supersedes, audit.device, number,
        author or audit.author,
    )  # fmt: skip


def append_events(
    db: Database, audit: Audit, at: datetime, session_id: str, events: Sequence[EventRow], author: str = ""
) -> None:  # fmt: skip
    """Add events to a session. One that is there already is left alone, so that a retry is harmless.

    Raises RuntimeError when its id is taken by an event that says something else.
    """
    added, sealed = [], []
    number = last_number(db, audit.device)
    for event in events:
        values = event_values(audit, session_id, event, number + 1, author)
        if db.conn.execute(INSERT_EVENT, values).rowcount:
            number += 1
            added.append(event.seq)
            sealed.append(_seal_event(values))
        else:
            _same(db, values)
    if added:
        audit.append(db, at, EVENTS_APPENDED, session_id, sealed=sealed, first=added[0], last=added[-1])


def last_number(db: Database, device: str) -> int:
    """The number of the device's last entry: with the device it is an entry's identity, beside its id."""
    query = "SELECT coalesce(max(device_seq), 0) FROM session_event WHERE device_id = ? AND device_seq > 0"
    return int(db.conn.execute(query, (device,)).fetchone()[0])


def index_events(db: Database) -> None:
    """Bring the full-text index up to the last event. Indexing in an event's own transaction would double its time."""
    db.conn.execute(
        "INSERT INTO event_search (rowid, text) SELECT row, text FROM session_event "
        "WHERE text <> '' AND row > (SELECT coalesce(max(id), 0) FROM event_search_docsize)"
    )


def _same(db: Database, values: tuple[object, ...]) -> None:
    """Whether an event says what is there; it may have been saved by another device by now."""
    stored = f"SELECT {', '.join(_EVENT_SAYS)} FROM session_event WHERE id = ?"
    there = db.conn.execute(stored, values[:1]).fetchone()
    if there != values[: len(_EVENT_SAYS)]:
        raise RuntimeError(f"event id {values[0]} is taken by another event")


def add_client(db: Database, audit: Audit, stamp: Stamp, client_id: str, code: str) -> None:
    """Add a client by code. The same client again is left alone; raises KapGuideError when the code is another's."""
    if db.conn.execute("SELECT 1 FROM client WHERE id = ?", (client_id,)).fetchone():
        return
    _refuse_taken(db, client_id, code)
    sealed = insert(db, "client", {"id": client_id, **stamp.columns()})
    coded = insert(db, "client_code", {"id": client_id, "client_id": client_id, "code": code, **stamp.columns()})
    audit.append(db, stamp.at, "client_added", client_id, sealed=[sealed, coded])


def add_staff(db: Database, audit: Audit, stamp: Stamp, staff: str, name: str) -> None:
    """Add a person of the practice. The same person again is left alone."""
    if db.conn.execute("SELECT 1 FROM staff WHERE id = ?", (staff,)).fetchone():
        return
    seal = insert(db, "staff", {"id": staff, "name": name, "created_at": spelled(stamp.at)})
    audit.append(db, stamp.at, "person_added", staff, sealed=[seal])


def change_code(db: Database, audit: Audit, stamp: Stamp, row_id: str, client_id: str, code: str) -> None:
    """Give a client another code; the ones before stay in the record. The same change again is left alone; raises
    KapGuideError when the code is another's."""
    if db.conn.execute("SELECT 1 FROM client_code WHERE id = ?", (row_id,)).fetchone():
        return
    _refuse_taken(db, client_id, code)
    at, before = spelled(stamp.at), _coded_at(db, client_id)
    if before >= at:  # the clock was ahead then, or is behind now: the code that is given last counts all the same
        at = spelled(datetime.fromisoformat(before) + timedelta(microseconds=1))
    row = {"id": row_id, "client_id": client_id, "code": code, **stamp.columns(), "created_at": at}
    sealed = insert(db, "client_code", row)
    audit.append(db, stamp.at, "code_changed", client_id, sealed=[sealed])


def _coded_at(db: Database, client_id: str) -> str:
    """When the client got the code that counts."""
    newest = "SELECT coalesce(max(created_at), '') FROM client_code WHERE client_id = ?"
    return str(db.conn.execute(newest, (client_id,)).fetchone()[0])


def _refuse_taken(db: Database, client_id: str, code: str) -> None:
    if db.conn.execute("SELECT 1 FROM coded WHERE code = ? AND id <> ?", (code, client_id)).fetchone():
        raise KapGuideError(f"There is already a client with the code {code}. Choose another code.")


def begin_session(db: Database, audit: Audit, stamp: Stamp, row: Row) -> None:
    """Add a session with its note, which has no words yet. The same session again is left alone, so that a retry is
    harmless."""
    if db.conn.execute("SELECT 1 FROM session WHERE id = ?", (row["id"],)).fetchone():
        return
    who = stamp.columns()
    note = {"id": row["id"], "client_id": row["client_id"], "session_id": row["id"], "kind": PROGRESS}
    sealed = [insert(db, "session", {**row, **who}), insert(db, "note", {**note, **who})]
    audit.append(db, stamp.at, "session_begun", str(row["id"]), sealed=sealed)


def check_session(db: Database, row: Row) -> None:
    """Raise KapGuideError where `row` is about a session that is not its client's."""
    of_the_client = "SELECT 1 FROM session WHERE id = ? AND client_id = ?"
    about = (row["session_id"], row["client_id"])
    if row["session_id"] is not None and not db.conn.execute(of_the_client, about).fetchone():
        raise KapGuideError("This session is not one of this client’s. Nothing was changed.")


def save_line(db: Database, audit: Audit, stamp: Stamp, session_id: str, line: LineDraft) -> None:
    """Keep the half-typed note line; an empty one is removed."""
    if line.text:
        before = latest_draft(db, OF_SESSION, session_id)
        put_draft(db, audit, stamp, "line_saved", OF_SESSION, session_id, 1, line.begun, line.text, before)
    else:
        clear_line(db, audit, stamp.at, session_id)


def clear_line(db: Database, audit: Audit, at: datetime, session_id: str) -> None:
    """Remove the half-typed note line, if there is one. One of another machine stays, and is the next to be shown."""
    if (there := latest_draft(db, OF_SESSION, session_id)) is not None:
        audit.append(db, at, "line_removed", session_id, dropped=[remove_draft(db, there)])


class StoredDraft(msgspec.Struct, frozen=True):
    """A draft as it lies in the file, with its place there and its seal. `who` are its columns of who and when."""

    row: int
    revision: int
    begun_ms: int
    text: str
    who: dict[str, Value]
    seal: str


def drafts(db: Database, of: str, subject: str) -> list[StoredDraft]:
    """The drafts of one subject, the one that went furthest first: there are several where machines were merged."""
    columns = SEALED["draft"]
    found = db.conn.execute(
        f"SELECT row, revision, begun_ms, {', '.join(columns)} FROM draft WHERE {of} = ? "
        "ORDER BY revision DESC, created_at DESC, row DESC",
        (subject,),
    )
    return [
        StoredDraft(
            row, revision, begun, values[columns.index("text")], dict(zip(WHO_AND_WHEN, values[-4:], strict=True)),
            _seal_draft(values),
        )
        for row, revision, begun, *values in found
    ]  # fmt: skip


def latest_draft(db: Database, of: str, subject: str) -> StoredDraft | None:
    """The draft that went furthest, if there is one."""
    return next(iter(drafts(db, of, subject)), None)


def put_draft(
    db: Database, audit: Audit, stamp: Stamp, action: str, of: str, subject: str, revision: int, begun: int, text: str,
    before: StoredDraft | None,
) -> None:  # fmt: skip
    """Put a draft in the place of the one `before`, which it goes on from."""
    row: dict[str, Value] = {
        OF_SESSION: None, OF_NOTE: None, "revision": revision, "begun_ms": begun, "text": text, **stamp.columns(),
        of: subject,
    }  # fmt: skip
    dropped = [] if before is None else [remove_draft(db, before)]
    audit.append(db, stamp.at, action, subject, sealed=[insert(db, "draft", row)], dropped=dropped, revision=revision)


def remove_draft(db: Database, draft: StoredDraft) -> str:
    """Remove a draft; its seal."""
    db.conn.execute("DELETE FROM draft WHERE row = ?", (draft.row,))
    return draft.seal


def log_backup(db: Database, audit: Audit, at: datetime, id: str, name: str, problem: str) -> None:
    """Remember how a backup went."""
    row = {"id": id, "at": spelled(at), "name": name, "problem": problem, "device_id": audit.device}
    audit.append(db, at, BACKUP_LOGGED, id, sealed=[insert(db, "backup_log", row)])
