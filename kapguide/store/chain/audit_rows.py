"""The audit log as it is read by people: what was done, by whom and when, and what it was about.

Nearly all rows are entries of a session and drafts while they are typed. The others, the acts, have an index of their
own: a page of them costs the same in a record of any size.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

from kapguide.store.file.database import Database
from kapguide.store.times import spelled

TYPED = ("draft_finished", "events_appended", "line_removed", "line_saved", "note_saved")
"""What is written while somebody types."""
_ACTS = f"action NOT IN ({', '.join(repr(each) for each in TYPED)})"
INDEXES_OF_ACTS = (
    f"CREATE INDEX audit_act ON audit (at) WHERE {_ACTS}",
    f"CREATE INDEX audit_about ON audit (subject) WHERE {_ACTS}",
)
ALL = -1
_THEIRS = (
    "SELECT ?",
    *(f"SELECT id FROM {table} WHERE client_id = ?" for table in ("client_code", "session", "note", "score", "fact")),
)
"""The ids of all that is about a client."""
_COLUMNS = "device_id, seq, at, author_id, action, subject, detail, mac"


class AuditWish(msgspec.Struct, frozen=True):
    """Which rows are wanted: those of some `actions` or about some `facts` (kinds; neither for all), of a person, a
    client (their ids), a span of time. Without `typed` what was written while somebody typed is left out."""

    actions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    author: str = ""
    client: str = ""
    since: datetime | None = None
    before: datetime | None = None
    typed: bool = False


class About(msgspec.Struct, frozen=True):
    """What a row is about, as far as it is still in the record: the client's code, the number of the session, and of a
    fact, a note or a score its kind and, of a fact, its body."""

    code: str = ""
    number: int = 0
    kind: str = ""
    payload: str = ""

    @property
    def where(self) -> str:
        """`M-014/2`, or `M-014`."""
        return f"{self.code}/{self.number}" if self.code and self.number else self.code


class AuditRow(msgspec.Struct, frozen=True):
    """A row of the audit chain of one machine: `mac` covers it and all before it; `rows` is how many it sealed."""

    device: str
    seq: int
    at: datetime
    author: str
    action: str
    subject: str
    about: About
    mac: str
    detail: dict[str, Any]


def audit_rows(db: Database, wish: AuditWish, limit: int = ALL) -> Iterator[AuditRow]:
    """The rows that are wanted, the newest first."""
    known: dict[str, About] = {}
    found = _typed_too(db, wish) if wish.typed else _acts(db, wish)
    for device, seq, at, author, action, subject, detail, mac in islice(found, None if limit == ALL else limit):
        if subject not in known:
            known[subject] = _about(db, subject)
        yield AuditRow(
            device, seq, datetime.fromisoformat(at), author, action, subject, known[subject], mac, _read(detail)
        )


def _read(detail: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(detail)
    return found


def _acts(db: Database, wish: AuditWish) -> Iterator[tuple[Any, ...]]:
    conditions, values = _conditions(wish)
    where = " AND ".join((_ACTS, *conditions))
    yield from db.conn.execute(
        f"SELECT {_COLUMNS} FROM audit WHERE {where} ORDER BY at DESC, device_id, seq DESC", values
    )


def _typed_too(db: Database, wish: AuditWish) -> Iterator[tuple[Any, ...]]:
    """Every machine's rows from its newest on, joined by their time: no index of all of them is needed."""
    conditions, values = _conditions(wish)
    where = "".join(f" AND {each}" for each in conditions)
    devices = [id for (id,) in db.conn.execute("SELECT id FROM device")]
    query = f"SELECT {_COLUMNS} FROM audit WHERE device_id = ?{where} ORDER BY seq DESC"
    yield from heapq.merge(
        *(db.conn.execute(query, (device, *values)) for device in devices), key=lambda row: row[2], reverse=True
    )


def _conditions(wish: AuditWish) -> tuple[list[str], list[str]]:
    conditions: list[str] = []
    values: list[str] = []
    kinds = []
    if wish.actions:
        kinds.append(f"action IN ({_marks(wish.actions)})")
    if wish.facts:
        kinds.append(f"action = 'fact_added' AND subject IN (SELECT id FROM fact WHERE kind IN ({_marks(wish.facts)}))")
    if kinds:
        conditions.append(f"({' OR '.join(kinds)})")
        values += [*wish.actions, *wish.facts]
    if wish.client:
        conditions.append(f"subject IN ({' UNION ALL '.join(_THEIRS)})")
        values += [wish.client] * len(_THEIRS)
    for column, value in (
        ("author_id =", wish.author),
        ("at >=", spelled(wish.since) if wish.since is not None else ""),
        ("at <", spelled(wish.before) if wish.before is not None else ""),
    ):
        if value:
            conditions.append(f"{column} ?")
            values.append(value)
    return conditions, values


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


_NUMBER = "coalesce((SELECT number FROM session WHERE id = session_id), 0)"
_ABOUT = (
    "SELECT id, 0, '', '' FROM client WHERE id = ?",
    "SELECT client_id, number, '', '' FROM session WHERE id = ?",
    f"SELECT client_id, {_NUMBER}, kind, '' FROM note WHERE id = ?",
    f"SELECT client_id, {_NUMBER}, instrument, '' FROM score WHERE id = ?",
    f"SELECT client_id, {_NUMBER}, kind, payload_json FROM fact WHERE id = ?",
)
"""Where what has that id can lie: a session's note has the session's id, and is about it."""


def _about(db: Database, subject: str) -> About:
    for query in _ABOUT:
        if (found := db.conn.execute(query, (subject,)).fetchone()) is not None:
            client, number, kind, payload = found
            coded = db.conn.execute("SELECT code FROM coded WHERE id = ?", (client,)).fetchone()
            return About(coded[0] if coded else "", number, kind, payload)
    return About()
