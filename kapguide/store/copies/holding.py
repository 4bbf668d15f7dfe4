"""What the file of a record, or of a backup, holds: read only, compared, never changed."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import msgspec

from kapguide.store.failures import StoreFailure
from kapguide.store.file.database import Database, explained, open_database
from kapguide.store.tables.changes import BACKUP_LOGGED

_OLDER_NOTES = "SELECT session_id, revision, text FROM draft WHERE kind = 'note'"
"""Up to the second version of the tables notes lay among the drafts."""
_IDS = (
    ("scores", "score", "SELECT id FROM score"),
    ("facts", "fact", "SELECT id FROM fact"),
    ("signed", "signature", "SELECT DISTINCT note_id FROM signature WHERE kind = 'signed' AND addendum_id IS NULL"),
    ("countersignatures", "signature", "SELECT id FROM signature WHERE kind = 'countersigned'"),
    ("addenda", "addendum", "SELECT id FROM addendum"),
)
"""What is counted by its ids, and the table without which there is none."""
Heads = dict[str, tuple[int, str]]
"""The last row of every device's audit chain: its number and its MAC."""


class HeldSession(msgspec.Struct, frozen=True):
    """A session in a file: its name such as M-014/2, and a hash of each of its entries."""

    name: str
    entries: frozenset[bytes]


class Holding(msgspec.Struct, frozen=True):
    """What one file holds. `last` is when its last entry was made, None where it has none."""

    clients: frozenset[str]
    """Their codes."""
    sessions: dict[str, HeldSession]
    notes: dict[str, tuple[int, bytes]]
    """The revision and a hash of each note that holds words, by its id; a session's note has the session's."""
    last: datetime | None
    heads: Heads
    scores: frozenset[str] = frozenset()
    """Their ids."""
    facts: frozenset[str] = frozenset()
    """The ids of the entries of clients' pages."""
    signed: frozenset[str] = frozenset()
    """The ids of the notes that are signed."""
    countersignatures: frozenset[str] = frozenset()
    addenda: frozenset[str] = frozenset()
    """Their ids."""

    @property
    def drafts(self) -> frozenset[str]:
        """The ids of the notes that nobody has signed."""
        return frozenset(self.notes.keys() - self.signed)

    @property
    def entries(self) -> int:
        return sum(len(session.entries) for session in self.sessions.values())


class More(msgspec.Struct, frozen=True):
    """What one file has that another lacks. `named` are the sessions it has more of, by name."""

    clients: int
    sessions: int
    entries: int
    notes: int
    named: tuple[str, ...]
    scores: int = 0
    facts: int = 0
    signed: int = 0
    """Of the notes, those that are signed there and are not in the other."""
    countersignatures: int = 0
    addenda: int = 0

    def __bool__(self) -> bool:
        return any(msgspec.structs.astuple(self))


def heads(db: Database) -> Heads:
    """The end of every device's audit chain. That a backup was made is no news that another backup should hold."""
    last = "SELECT seq, mac FROM audit WHERE device_id = ? AND action <> ? ORDER BY seq DESC LIMIT 1"
    devices = [device for (device,) in db.conn.execute("SELECT id FROM device")]
    found = {device: db.conn.execute(last, (device, BACKUP_LOGGED)).fetchone() for device in devices}
    return {device: (head[0], head[1]) for device, head in found.items() if head is not None}


def heads_in(path: Path, key: bytearray) -> Heads | None:
    """The same of a file that may be anything; None where it cannot be read."""
    try:
        db = open_database(path, key, read_only=True)
        try:
            with explained():
                return heads(db)
        finally:
            db.close()
    except StoreFailure:
        return None


def read_file(path: Path) -> bytes:
    """A small file; empty where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def held_by(path: Path, key: bytearray) -> Holding:
    """What the file at `path` holds. Raises StoreFailure."""
    db = open_database(path, key, read_only=True)
    try:
        with explained():
            return _held(db)
    finally:
        db.close()


def more_in(one: Holding, other: Holding) -> More:
    """What `one` has that `other` lacks; an entry or note that reads otherwise counts as one that is not there."""
    nothing = HeldSession("", frozenset())
    lacking = {
        id: session.entries - other.sessions.get(id, nothing).entries
        for id, session in one.sessions.items()
    }  # fmt: skip
    notes = {id for id, note in one.notes.items() if _newer(note, other.notes.get(id))} | (one.signed - other.signed)
    new = one.sessions.keys() - other.sessions.keys()
    named = {id for id, entries in lacking.items() if entries} | notes | new
    return More(
        clients=len(one.clients - other.clients),
        sessions=len(new),
        entries=sum(map(len, lacking.values())),
        notes=len(notes),
        named=tuple(sorted(one.sessions[id].name for id in named & one.sessions.keys())),
        scores=len(one.scores - other.scores),
        facts=len(one.facts - other.facts),
        signed=len(one.signed - other.signed),
        countersignatures=len(one.countersignatures - other.countersignatures),
        addenda=len(one.addenda - other.addenda),
    )


def _newer(note: tuple[int, bytes], other: tuple[int, bytes] | None) -> bool:
    return other is None or (note[1] != other[1] and note[0] >= other[0])


def _held(db: Database) -> Holding:
    there = {name for (name,) in db.conn.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")}
    if "coded" not in there:  # of the first version
        db.conn.execute("CREATE TEMP VIEW coded AS SELECT id, code FROM main.client")
    names = db.conn.execute(
        "SELECT session.id, client.code || '/' || session.number FROM session "
        "JOIN coded AS client ON client.id = session.client_id"
    ).fetchall()
    entries: dict[str, set[bytes]] = {}
    for session, *row in db.conn.execute("SELECT session_id, id, payload_json FROM session_event"):
        entries.setdefault(session, set()).add(_hash(row))
    older = "note_shown" not in there
    notes = db.conn.execute(_OLDER_NOTES if older else "SELECT id, revision, text FROM note_shown").fetchall()
    ids = {
        what: frozenset(id for (id,) in db.conn.execute(query)) if table in there else frozenset()
        for what, table, query in _IDS
    }
    (last,) = db.conn.execute("SELECT max(at_utc) FROM session_event").fetchone()
    return Holding(
        clients=frozenset(code for (code,) in db.conn.execute("SELECT code FROM coded")),
        sessions={id: HeldSession(name, frozenset(entries.get(id, ()))) for id, name in names},
        notes={note: (revision, _hash([text])) for note, revision, text in notes},
        last=datetime.fromisoformat(last) if last else None,
        heads=heads(db),
        **ids,
    )


def _hash(texts: Iterable[str]) -> bytes:
    return blake2b("\n".join(texts).encode(), digest_size=12).digest()
